//! A small form for what a card asks for, where its bank does not say: limit, due date, minimum payment, APR.

use chrono::{Datelike, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use crate::domain::{Account, AccountId, CardTerms, Currency, Edit, Money};
use crate::tui::edits::word_on;
use crate::tui::format::{MASK, typed};
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, line, modal, put, width_of};

/// One term: what the bank says, else a field for the person.
struct Term {
    label: &'static str,
    /// How it is written.
    example: &'static str,
    told: Option<String>,
    field: Field,
}

/// The form, with the field that has the keys and what is wrong with what was written.
pub struct Terms {
    account: AccountId,
    name: String,
    currency: Currency,
    fields: [Term; 4],
    at: usize,
    error: Option<String>,
}

const LIMIT: usize = 0;
const DUE: usize = 1;
const MINIMUM: usize = 2;
const APR: usize = 3;

impl Terms {
    /// Opens with what bank and person have said so far.
    pub fn new(cx: &Cx, account: &Account) -> Self {
        let own = word_on(cx, account.id);
        let told = &account.terms;
        let money = |money: Money| cx.figures.plain(money);
        let plain = |money: Option<Money>| money.map_or(String::new(), |money| money.to_decimal_string());
        let term =
            |label, example, told: Option<String>, own: String| Term { label, example, told, field: Field::new(&own) };
        let limit = account.balance.as_ref().and_then(|balance| balance.limit);
        let fields = [
            term("limit", "8000", limit.map(money), plain(own.limit)),
            term(
                "due",
                "28, 8/28 or 2018-08-28",
                told.due.map(|due| cx.figures.long_day(due)),
                own.terms.due.map_or(String::new(), |d| d.to_string()),
            ),
            term("minimum", "35.00", told.minimum_payment.map(money), plain(own.terms.minimum_payment)),
            term(
                "APR",
                "24.99",
                told.apr.map(|apr| cx.figures.rate(apr)),
                own.terms.apr.map_or(String::new(), |a| a.to_string()),
            ),
        ];
        let at = fields.iter().position(|term| term.told.is_none()).unwrap_or(0);
        let name = cx.book.name(account).to_string();
        Self { account: account.id, name, currency: account.currency, fields, at, error: None }
    }

    fn step(&mut self, forward: bool) {
        let len = self.fields.len();
        for _ in 0..len {
            self.at = (self.at + if forward { 1 } else { len - 1 }) % len;
            if self.fields[self.at].told.is_none() {
                return;
            }
        }
    }

    /// The edit, or which field is wrong and how to write it.
    fn read(&self, cx: &Cx) -> Result<Edit, (usize, String)> {
        let text = |index: usize| Some(self.fields[index].field.text().trim()).filter(|text| !text.is_empty());
        let wrong =
            |index: usize| (index, format!("{}: write it as {}", self.fields[index].label, self.fields[index].example));
        let money = |index| {
            let read = |text: &str| typed(text, self.currency).ok_or_else(|| wrong(index));
            text(index).map(read).transpose()
        };
        let mut word = word_on(cx, self.account);
        word.limit = money(LIMIT)?;
        let due = text(DUE).map(|text| due_day(text, cx.clock.today).ok_or_else(|| wrong(DUE))).transpose()?;
        let apr = text(APR).map(|text| read_rate(text).ok_or_else(|| wrong(APR))).transpose()?;
        word.terms = CardTerms { due, minimum_payment: money(MINIMUM)?, apr, ..word.terms };
        Ok(Edit::Account(self.account, word))
    }
}

impl Screen for Terms {
    fn title(&self) -> &'static str {
        "Terms"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::FORM
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => return vec![Wish::Leave],
            Action::NextField | Action::PreviousField => self.step(action == Action::NextField),
            Action::Accept => match self.read(cx) {
                Ok(edit) => return vec![Wish::Leave, Wish::Edit(edit, format!("terms of {}", self.name))],
                Err((at, words)) => (self.at, self.error) = (at, Some(words)),
            },
            _ => {}
        }
        Vec::new()
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at).filter(|term| term.told.is_none()).map(|term| &mut term.field)
    }

    fn typed(&mut self, _cx: &Cx) {
        self.error = None;
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = format!("Terms: {}", self.name);
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: "", focused: true };
        let inside = modal(area, buf, (52, 6), frame, cx.theme);
        for ((index, term), offset) in self.fields.iter().enumerate().zip(0..) {
            let Some(place) = line(inside, offset) else { return };
            let style = if index == self.at { cx.theme.accent } else { cx.theme.dim };
            put(buf, place.x, place.y, 9, term.label, style);
            let value = Rect { x: place.x + 10, width: place.width.saturating_sub(10), ..place };
            match &term.told {
                Some(told) => {
                    let told = if cx.figures.masked { MASK } else { told };
                    put(buf, value.x, value.y, value.width, &format!("{told} · the bank says so"), cx.theme.dim);
                }
                None if index == self.at && !cx.figures.masked => term.field.draw(value, buf, cx.theme.plain),
                None => {
                    let text = if cx.figures.masked { MASK } else { term.field.text() };
                    put(buf, value.x, value.y, value.width, text, cx.theme.plain);
                }
            }
            if term.told.is_none() && term.field.text().is_empty() {
                let x = value.x + 2;
                put(buf, x, value.y, value.width.saturating_sub(2), term.example, cx.theme.dim);
            }
        }
        let Some(place) = line(inside, 5) else { return };
        match &self.error {
            Some(error) => {
                put(buf, place.x, place.y, place.width.max(width_of(error)).min(place.width), error, cx.theme.alarm)
            }
            None => put(buf, place.x, place.y, place.width, "empty: not provided", cx.theme.dim),
        };
    }
}

/// A whole date, a month and day, or a day of the month; the latter two mean the next such day.
fn due_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let next = |found: NaiveDate, months: u32| {
        if found < today { found.checked_add_months(Months::new(months)) } else { Some(found) }
    };
    let date = if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        date
    } else if let Some((month, day)) = text.split_once('/') {
        next(NaiveDate::from_ymd_opt(today.year(), month.parse().ok()?, day.parse().ok()?)?, 12)?
    } else {
        next(today.with_day(text.parse().ok()?)?, 1)?
    };
    (1970..=2100).contains(&date.year()).then_some(date)
}

/// A yearly rate in percent, 0 to 1000.
fn read_rate(text: &str) -> Option<Decimal> {
    let rate: Decimal = text.trim_end_matches('%').trim().replace(',', ".").parse().ok()?;
    (Decimal::ZERO..=Decimal::from(1000)).contains(&rate).then(|| rate.round_dp(4).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_day_is_the_next_one() {
        let today = NaiveDate::from_ymd_opt(2018, 8, 6).unwrap();
        for (text, due) in [
            ("28", Some("2018-08-28")),
            ("6", Some("2018-08-06")),
            ("2", Some("2018-09-02")),
            ("7/4", Some("2019-07-04")),
            ("2018-12-01", Some("2018-12-01")),
            ("9999-01-01", None),
            ("31/31", None),
            ("x", None),
        ] {
            assert_eq!(due_day(text, today).map(|date| date.to_string()).as_deref(), due, "{text}");
        }
    }

    #[test]
    fn rates_are_held_to_sense() {
        assert_eq!(read_rate("24.990%"), Some(Decimal::new(2499, 2)));
        assert!(read_rate("-1").is_none() && read_rate("5000").is_none());
    }
}
