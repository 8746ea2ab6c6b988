//! The balances of a statement: which of the many that banks write is the one of the account.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::figure::{Direction, Figure, Value, first};
use crate::domain::{Currency, Money};
use crate::statements::{StatementError, day};

/// One Bal.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    code: Cow<'a, str>,
    amount: Figure<'a>,
    direction: Direction,
    day: Option<NaiveDate>,
}

impl<'a> Draft<'a> {
    /// A value below Bal.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["Tp", "CdOrPrtry", "Cd" | "Prtry"] | ["Tp", "Cd" | "Prtry"] => first(&mut self.code, value.text),
            ["Amt"] => self.amount = Figure::of(value),
            ["CdtDbtInd"] => self.direction = Direction::of(&value.text),
            ["Dt", _] | ["Dt"] => self.day = day::iso(&value.text),
            _ => {}
        }
    }
}

/// A balance that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Balance {
    pub(super) money: Money,
    pub(super) day: Option<NaiveDate>,
}

/// Those that matter.
#[derive(Debug, Default)]
pub(super) struct Balances<'a> {
    /// OPBD, else PRCD; the first one.
    opening: Option<Draft<'a>>,
    /// CLBD, all that is booked at the end, else ITBD, all that is booked so far; the latest one.
    current: Option<Draft<'a>>,
    /// CLAV, else ITAV; the latest one.
    available: Option<Draft<'a>>,
}

const CLOSING: &str = "CLBD";

impl<'a> Balances<'a> {
    /// Takes one in. Forward-looking, expected and merely informative ones are left out.
    pub(super) fn add(&mut self, draft: Draft<'a>) {
        let (place, best) = match &*draft.code {
            "OPBD" | "PRCD" => (&mut self.opening, "OPBD"),
            CLOSING | "ITBD" => (&mut self.current, CLOSING),
            "CLAV" | "ITAV" => (&mut self.available, "CLAV"),
            _ => return,
        };
        let replaces = place.as_ref().is_none_or(|known| match (known.code == best, draft.code == best) {
            (false, true) => true,
            (true, false) => false,
            _ => best != "OPBD" && known.day <= draft.day,
        });
        if replaces {
            *place = Some(draft);
        }
    }

    /// A currency that one of them names.
    pub(super) fn currency(&self, text: &str) -> Result<Option<Currency>, StatementError> {
        let all = [&self.current, &self.opening, &self.available];
        let named = all.into_iter().flatten().map(|draft| draft.amount.currency(text));
        named.collect::<Result<Vec<_>, _>>().map(|found| found.into_iter().flatten().next())
    }

    /// What the account holds by the statement: the closing balance, else the interim one.
    pub(super) fn current(&self, currency: Currency, text: &str) -> Result<Option<Balance>, StatementError> {
        read(self.current.as_ref(), currency, text)
    }

    pub(super) fn available(&self, currency: Currency, text: &str) -> Result<Option<Balance>, StatementError> {
        read(self.available.as_ref(), currency, text)
    }

    /// What the rows must lead from and to; `None` without both.
    pub(super) fn ends(&self, currency: Currency, text: &str) -> Result<Option<(Money, Money)>, StatementError> {
        let opening = read(self.opening.as_ref(), currency, text)?;
        let closing = self.current.as_ref().filter(|draft| draft.code == CLOSING);
        let closing = read(closing, currency, text)?;
        Ok(opening.zip(closing).map(|(opening, closing)| (opening.money, closing.money)))
    }
}

fn read(draft: Option<&Draft<'_>>, currency: Currency, text: &str) -> Result<Option<Balance>, StatementError> {
    let Some(draft) = draft else { return Ok(None) };
    let money = draft.amount.money(currency, "balance", text)?;
    Ok(money.map(|money| Balance { money: draft.direction.sign(money), day: draft.day }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balances(all: &[(&'static str, &'static str, u32)]) -> Balances<'static> {
        let mut balances = Balances::default();
        for (code, amount, day) in all {
            let value = |text: &'static str| Value { text: text.into(), currency: "EUR", at: 0 };
            let mut draft = Draft { day: NaiveDate::from_ymd_opt(2026, 1, *day), ..Draft::default() };
            draft.leaf(&["Tp", "CdOrPrtry", "Cd"], value(code));
            draft.leaf(&["Amt"], value(amount));
            draft.leaf(&["CdtDbtInd"], value("DBIT"));
            balances.add(draft);
        }
        balances
    }

    #[test]
    fn the_latest_closing_balance_counts_before_an_interim_one() {
        let current = |all: &[_]| {
            let current = balances(all).current(Currency::EUR, "").unwrap();
            current.map(|balance| balance.money.to_decimal_string())
        };
        assert_eq!(current(&[("CLBD", "2", 2), ("ITBD", "9", 9), ("CLBD", "1", 1)]).as_deref(), Some("-2.00"));
        assert_eq!(current(&[("ITBD", "9", 9), ("OPBD", "1", 1)]).as_deref(), Some("-9.00"));
        assert_eq!(current(&[("OPBD", "1", 1), ("FWAV", "3", 3)]), None);
    }

    #[test]
    fn the_opening_balance_is_the_earliest_that_was_said() {
        let all = balances(&[("PRCD", "1", 1), ("OPBD", "2", 2), ("OPBD", "3", 3), ("CLBD", "4", 4), ("ITAV", "5", 5)]);
        let (opening, closing) = all.ends(Currency::EUR, "").unwrap().unwrap();
        assert_eq!((opening.to_string(), closing.to_string()), ("-2.00 EUR".to_owned(), "-4.00 EUR".to_owned()));
        assert_eq!(all.available(Currency::EUR, "").unwrap().unwrap().money.to_string(), "-5.00 EUR");
    }
}
