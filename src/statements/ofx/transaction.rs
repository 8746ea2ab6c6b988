//! One STMTTRN, or one STMTTRNP of the pending list of OFX 2.2, as it is gathered and as the row that it becomes.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::domain::{Clean, Currency, Extras, Money, Row, Text, TxnStatus};
use crate::statements::amount::Written;
use crate::statements::day;
use crate::statements::identity::{Ids, is_telling};
use crate::statements::texts::Texts;

/// The values of a transaction as written; the first of each counts.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) pending: bool,
    pub(super) kind: Cow<'a, str>,
    pub(super) posted: Cow<'a, str>,
    pub(super) user: Cow<'a, str>,
    pub(super) amount: Cow<'a, str>,
    /// Byte of the amount, for a message.
    pub(super) amount_at: usize,
    pub(super) id: Cow<'a, str>,
    pub(super) corrects: Cow<'a, str>,
    pub(super) check: Cow<'a, str>,
    pub(super) reference: Cow<'a, str>,
    pub(super) sic: Cow<'a, str>,
    pub(super) name: Cow<'a, str>,
    pub(super) extended_name: Cow<'a, str>,
    pub(super) memo: Cow<'a, str>,
    pub(super) city: Cow<'a, str>,
    pub(super) state: Cow<'a, str>,
    /// Symbol of CURRENCY: the amount is in that currency.
    pub(super) currency: Cow<'a, str>,
    /// Symbol and rate of ORIGCURRENCY: the amount was converted from that currency.
    pub(super) original: (Cow<'a, str>, Cow<'a, str>),
}

/// What rows of one statement share.
#[derive(Debug, Default)]
pub(super) struct Known {
    ids: Ids,
    texts: Texts,
}

/// What was left out of a row, to be counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lacks {
    pub(super) amount: bool,
    pub(super) day: bool,
}

impl Draft<'_> {
    /// The currency of the amount: the transaction's own, else the statement's. OFX: within CURRENCY the amount is *not* converted.
    pub(super) fn currency(&self, statement: Currency) -> Currency {
        named(&self.currency).unwrap_or(statement)
    }

    /// The row, with what it lacks. `written` is the amount as read; without one the row counts nothing but is kept, since the bank
    /// printed it.
    pub(super) fn row(&self, currency: Currency, written: Written, known: &mut Known) -> (Row, Lacks) {
        let amount = match written {
            Written::Amount(money) => money,
            Written::Nothing | Written::Unreadable => Money::zero(currency),
        };
        let posted = day::compact(&self.posted);
        let (text, memo) = self.words(&mut known.texts);
        let status = if self.pending { TxnStatus::Pending } else { TxnStatus::Posted };
        let row = Row {
            id: known.ids.id(&self.id, posted, amount),
            posted: posted.filter(|_| !self.pending),
            occurred: day::compact(&self.user).or(posted.filter(|_| self.pending)),
            memo,
            mcc: self.sic.parse().ok().filter(|mcc| (1..=9999).contains(mcc)),
            extras: Extras {
                original: self.original(amount),
                reference: Clean::non_empty(&self.reference).filter(|_| is_telling(&self.reference)),
                check_number: Clean::non_empty(&self.check).filter(|_| is_telling(&self.check)),
                location: self.location(),
                ..Extras::default()
            }
            .boxed(),
            ..Row::new(status, amount, text)
        };
        let lacks = Lacks { amount: written == Written::Nothing, day: row.posted.or(row.occurred).is_none() };
        (row, lacks)
    }

    /// What was said of the row, and the memo where it says more. The name is the bank's short one; the extended name or a memo that
    /// begins with it is the same, uncut. A name that only repeats the type (`DEBIT`) gives way to the memo.
    fn words(&self, texts: &mut Texts) -> (Text, Option<Clean>) {
        let name = if continues(&self.extended_name, &self.name) { &self.extended_name } else { &self.name };
        let name_tells = is_telling(name) && !name.eq_ignore_ascii_case(&self.kind);
        let text = match (name_tells, self.memo.is_empty()) {
            (true, _) if !continues(&self.memo, name) => texts.of(name),
            (_, false) => texts.of(&self.memo),
            _ if !name.is_empty() => texts.of(name),
            _ => texts.of(&[&*self.kind, &*self.check].join(" ").trim().replace("  ", " ")),
        };
        let memo = Clean::non_empty(&self.memo).filter(|memo| memo != text.clean());
        (text, memo)
    }

    /// The amount before conversion, by the bank's rate (amount = original x rate), to the minor unit of its currency.
    fn original(&self, amount: Money) -> Option<Money> {
        let (symbol, rate) = &self.original;
        let currency = named(symbol).filter(|currency| *currency != amount.currency())?;
        let rate: Decimal = rate.replace(',', ".").parse().ok()?;
        let original = amount.amount().checked_div(rate)?.round_dp(currency.minor_units().unwrap_or(2));
        Money::new(original, currency).ok()
    }

    fn location(&self) -> Option<Clean> {
        let parts = [&*self.city, &*self.state];
        Clean::non_empty(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
    }
}

/// The bank's FITID in an id that [`Ids::id`] made; another id is given back as it is.
pub(in crate::statements) fn fitid(id: &str) -> &str {
    let parts = || {
        let (rest, amount) = id.rsplit_once('/')?;
        let (fitid, day) = rest.rsplit_once('/')?;
        let made = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) && amount.parse::<Decimal>().is_ok();
        made.then_some(fitid)
    };
    parts().unwrap_or(id)
}

/// The currency of a symbol; most rows have none.
fn named(symbol: &str) -> Option<Currency> {
    if symbol.is_empty() { None } else { Currency::parse(symbol).ok() }
}

/// True when the longer text begins with the shorter, whatever its case.
fn continues(longer: &str, shorter: &str) -> bool {
    longer.len() > shorter.len() && longer.get(..shorter.len()).is_some_and(|start| start.eq_ignore_ascii_case(shorter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statements::amount;

    fn row(draft: &Draft<'_>) -> Row {
        draft.row(Currency::USD, amount::read(&draft.amount, Currency::USD), &mut Known::default()).0
    }

    #[test]
    fn the_text_is_the_name_and_the_memo_where_the_name_tells_nothing() {
        for (kind, name, extended, memo, text, kept) in [
            ("DEBIT", "LYFT", "", "VANCOUVER BC", "LYFT", Some("VANCOUVER BC")),
            ("DEBIT", "", "", "COFFEE", "COFFEE", None),
            ("DEBIT", "Debit", "", "COFFEE", "COFFEE", None),
            ("POS", "AMAZON MKTPL*ZK", "", "Amazon Mktpl*ZK12 Amzn.com/bill", "Amazon Mktpl*ZK12 Amzn.com/bill", None),
            ("POS", "WHOLE FOO", "WHOLE FOODS MARKET", "", "WHOLE FOODS MARKET", None),
            ("POS", "SAME", "", "SAME", "SAME", None),
            ("CHECK", "", "", "", "CHECK 1000", None),
        ] {
            let draft = Draft {
                kind: kind.into(),
                name: name.into(),
                extended_name: extended.into(),
                memo: memo.into(),
                check: "1000".into(),
                ..Draft::default()
            };
            let row = row(&draft);
            assert_eq!((row.text.raw(), row.memo.as_ref().map(Clean::as_str)), (text, kept), "{name} {memo}");
        }
    }

    #[test]
    fn the_time_of_a_posting_is_no_part_of_its_id() {
        let id = |day: &'static str| {
            row(&Draft { id: "7".into(), posted: day.into(), amount: "-1".into(), ..Draft::default() }).id
        };
        assert_eq!(id("20260102"), id("20260102120000[-5:EST]"));
        assert_ne!(id("20260102"), id("20260103"));
    }

    #[test]
    fn what_is_exported_is_the_banks_own_id() {
        let draft = Draft { id: "a/7".into(), posted: "20260102".into(), amount: "-1.00".into(), ..Draft::default() };
        assert_eq!(fitid(row(&draft).id.unwrap().as_str()), "a/7");
        assert_eq!((fitid("x/20260102/y"), fitid("x/y/1")), ("x/20260102/y", "x/y/1"));
    }

    #[test]
    fn an_original_amount_follows_from_the_rate() {
        let draft = Draft {
            amount: "-10.80".into(),
            original: ("EUR".into(), "1.08".into()),
            currency: "CAD".into(),
            ..Draft::default()
        };
        assert_eq!(row(&draft).extras().original.unwrap().to_string(), "-10.00 EUR");
        assert_eq!(draft.currency(Currency::USD), Currency::parse("CAD").unwrap());
        let unknown = Draft { original: ("EUR".into(), "0".into()), amount: "-1".into(), ..Draft::default() };
        assert_eq!(row(&unknown).extras().original, None);
    }

    #[test]
    fn details_are_kept_and_fillers_are_not() {
        let draft = Draft {
            sic: "5411".into(),
            check: "000".into(),
            reference: "R1".into(),
            city: "Austin".into(),
            state: "TX".into(),
            user: "20260101".into(),
            posted: "20260103".into(),
            amount: "-1".into(),
            ..Draft::default()
        };
        let booked = row(&draft);
        let extras = booked.extras().clone();
        assert_eq!(
            (booked.mcc, extras.check_number, extras.location.unwrap().as_str()),
            (Some(5411), None, "Austin, TX")
        );
        assert_eq!((booked.posted, booked.occurred), (day::compact("20260103"), day::compact("20260101")));
        let pending = Draft { pending: true, ..draft };
        let held = row(&pending);
        assert_eq!((held.status, held.posted, held.occurred), (TxnStatus::Pending, None, day::compact("20260101")));
    }
}
