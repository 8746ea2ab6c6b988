//! A transaction divided into parts for different things: a category and an amount each, which together are the whole to the cent.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use crate::domain::{Category, Edit, Money, Split, Transaction, TxnEdit, TxnId};
use crate::tui::format::{MASK, typed};
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, line, modal, put, put_right, width_of};

/// Parts of one row at most.
const MOST: usize = 20;
const WIDTH: u16 = 64;
const AMOUNT: u16 = 14;

/// One part as it is written; without both it is none.
#[derive(Default)]
struct Part {
    category: Field,
    amount: Field,
}

/// The parts, and which field has the keys.
pub struct Divide {
    row: TxnId,
    whole: Money,
    edit: TxnEdit,
    parts: Vec<Part>,
    /// Two fields a part.
    at: usize,
    error: Option<String>,
}

impl Divide {
    /// Opens with the parts that there are; `edit` is the person's word on the row as it will stand.
    pub fn new(row: &Transaction, edit: &TxnEdit) -> Self {
        let part = |split: &Split| Part {
            category: Field::new(split.category.words()),
            amount: Field::new(&split.amount.magnitude().to_decimal_string()),
        };
        let mut parts: Vec<Part> = edit.splits.iter().map(part).collect();
        if parts.is_empty() {
            let own = edit.category.or_else(|| row.reading.as_ref().map(|reading| reading.category));
            parts.push(Part { category: Field::new(own.map_or("", Category::words)), amount: Field::default() });
        }
        let mut divide = Self { row: row.id, whole: row.amount, edit: edit.clone(), parts, at: 1, error: None };
        divide.keep_one_blank();
        divide
    }

    fn keep_one_blank(&mut self) {
        if self.parts.len() < MOST && self.parts.last().is_none_or(|last| !last.is_blank()) {
            self.parts.push(Part::default());
        }
    }

    /// Magnitude of the whole less that of all parts that have an amount; `None` beyond 28 digits.
    fn left(&self) -> Option<Decimal> {
        let mut amounts = self.parts.iter().filter_map(|part| part.money(self.whole)).map(|money| money.amount().abs());
        amounts.try_fold(self.whole.amount().abs(), Decimal::checked_sub)
    }

    /// The parts as they would be kept, or what is wrong: at which field, and how to mend it.
    fn read(&self) -> Result<Vec<Split>, (usize, String)> {
        let mut splits = Vec::new();
        let mut open = None;
        for (index, part) in self.parts.iter().enumerate().filter(|(_, part)| !part.is_blank()) {
            let category = part.found().ok_or_else(|| (2 * index, "which category is that?".to_owned()))?;
            if part.amount.text().trim().is_empty() {
                if open.replace((index, splits.len())).is_some() {
                    return Err((2 * index + 1, "one part alone can take what is left".to_owned()));
                }
                splits.push(Split { category, amount: self.whole, note: None });
                continue;
            }
            let wrong = || (2 * index + 1, "write the amount as 12.50".to_owned());
            splits.push(Split { category, amount: part.money(self.whole).ok_or_else(wrong)?, note: None });
        }
        let left = self.left().ok_or_else(|| (1, "the parts are beyond all sense".to_owned()))?;
        let money = |amount: Decimal| {
            let signed = if self.whole.is_out() { -amount } else { amount };
            Money::new(signed, self.whole.currency()).ok()
        };
        match (open, left) {
            (Some((index, _)), left) if left <= Decimal::ZERO => {
                Err((2 * index + 1, "nothing is left for this part".to_owned()))
            }
            (Some((_, place)), left) => {
                splits[place].amount = money(left).ok_or_else(|| (1, "the rest is no amount".to_owned()))?;
                Ok(splits)
            }
            (None, left) if left.is_zero() || splits.is_empty() => Ok(splits),
            (None, _) => Err((self.at, "the parts must be the whole: leave one amount empty for the rest".to_owned())),
        }
    }

    fn step(&mut self, forward: bool) {
        let len = 2 * self.parts.len();
        self.at = (self.at + if forward { 1 } else { len - 1 }) % len;
    }
}

impl Part {
    fn is_blank(&self) -> bool {
        self.category.text().trim().is_empty() && self.amount.text().trim().is_empty()
    }

    /// The category that its letters mean: one that begins so, else one that holds them.
    fn found(&self) -> Option<Category> {
        let typed = self.category.text().trim().to_lowercase();
        let words = |category: &Category| category.words().to_lowercase();
        let whole = Category::ALL.into_iter().find(|category| words(category) == typed);
        let begins = || Category::ALL.into_iter().find(|category| words(category).starts_with(&typed));
        let holds = || Category::ALL.into_iter().find(|category| words(category).contains(&typed));
        if typed.is_empty() { None } else { whole.or_else(begins).or_else(holds) }
    }

    /// Its amount with the sign of the whole; `None` while it is none, or nothing.
    fn money(&self, whole: Money) -> Option<Money> {
        let money = typed(self.amount.text(), whole.currency()).filter(|money| !money.is_zero())?;
        Some(if whole.is_out() { money.negated() } else { money })
    }
}

impl Screen for Divide {
    fn title(&self) -> &'static str {
        "Divide"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::FORM
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => return vec![Wish::Leave],
            Action::NextField | Action::PreviousField => self.step(action == Action::NextField),
            Action::Accept => match self.read() {
                Ok(splits) => {
                    let words = if splits.is_empty() { "making it whole" } else { "dividing it" }.to_owned();
                    let word = TxnEdit { splits, ..self.edit.clone() };
                    return vec![Wish::Leave, Wish::Edit(Edit::Txn(self.row, word), words)];
                }
                Err((at, words)) => (self.at, self.error) = (at, Some(words)),
            },
            _ => {}
        }
        Vec::new()
    }

    fn field(&mut self) -> Option<&mut Field> {
        let part = self.parts.get_mut(self.at / 2)?;
        Some(if self.at.is_multiple_of(2) { &mut part.category } else { &mut part.amount })
    }

    fn typed(&mut self, _cx: &Cx) {
        self.error = None;
        self.keep_one_blank();
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = format!("Divide {}", cx.figures.plain(self.whole));
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: "", focused: true };
        let height = u16::try_from(self.parts.len() + 1).unwrap_or(u16::MAX);
        let inside = modal(area, buf, (WIDTH, height), frame, cx.theme);
        let Some(room) = inside.height.checked_sub(1) else { return };
        // the part that is written is always among those that can be seen
        let first = (self.at / 2 + 1).saturating_sub(usize::from(room));
        for ((index, part), offset) in self.parts.iter().enumerate().skip(first).zip(0..room) {
            let Some(place) = line(inside, offset) else { break };
            self.draw_part(cx, index, part, place, buf);
        }
        let Some(last) = line(inside, room) else { return };
        match (&self.error, self.left()) {
            (Some(error), _) => put(buf, last.x, last.y, last.width, error, cx.theme.alarm),
            (None, Some(left)) if left.is_zero() => {
                put(buf, last.x, last.y, last.width, "the parts are the whole", cx.theme.good)
            }
            (None, left) => {
                let left = left.and_then(|left| Money::new(left, self.whole.currency()).ok());
                let left = left.map_or("…".to_owned(), |left| cx.figures.plain(left));
                let words = format!("left: {left} · an empty amount takes it");
                put(buf, last.x, last.y, last.width, &words, cx.theme.dim)
            }
        };
    }
}

impl Divide {
    /// `trav → Travel                     40.00`.
    fn draw_part(&self, cx: &Cx, index: usize, part: &Part, place: Rect, buf: &mut Buffer) {
        let amount = Rect { x: place.right().saturating_sub(AMOUNT), width: AMOUNT.min(place.width), ..place };
        let words = Rect { width: place.width.saturating_sub(AMOUNT + 2), ..place };
        if self.at == 2 * index {
            let typed = Rect { width: words.width / 2, ..words };
            part.category.draw(typed, buf, cx.theme.plain);
            let found = part.found().map_or(String::new(), |found| format!("→ {}", found.words()));
            put(buf, typed.right() + 1, place.y, words.width / 2, &found, cx.theme.dim);
        } else {
            let (text, style) = match part.found() {
                Some(found) => (found.words(), cx.theme.plain),
                None if part.is_blank() => ("another part", cx.theme.dim),
                None => (part.category.text(), cx.theme.alarm),
            };
            put(buf, words.x, place.y, words.width, text, style);
        }
        if cx.figures.masked {
            put_right(buf, amount.right(), place.y, MASK, cx.theme.dim);
        } else if self.at == 2 * index + 1 {
            part.amount.draw(amount, buf, cx.theme.plain);
        } else if width_of(part.amount.text()) <= AMOUNT {
            put_right(buf, amount.right(), place.y, part.amount.text(), cx.theme.plain);
        } else {
            put_right(buf, amount.right(), place.y, "…", cx.theme.plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    fn divided(whole: &str, parts: &[(&str, &str)]) -> Result<Vec<(Category, String)>, String> {
        let fields =
            |(category, amount): &(&str, &str)| Part { category: Field::new(category), amount: Field::new(amount) };
        let divide = Divide {
            row: TxnId(1),
            whole: Money::parse(whole, Currency::USD).unwrap(),
            edit: TxnEdit::default(),
            parts: parts.iter().map(fields).collect(),
            at: 0,
            error: None,
        };
        let told = |splits: Vec<Split>| splits.iter().map(|s| (s.category, s.amount.to_decimal_string())).collect();
        divide.read().map(told).map_err(|(_, words)| words)
    }

    #[test]
    fn parts_are_the_whole_to_the_cent_with_its_sign() {
        let parts = divided("-84.33", &[("food", "80"), ("shop", "4.33"), ("", "")]).unwrap();
        assert_eq!(parts, [(Category::FoodAndDrink, "-80.00".into()), (Category::GeneralMerchandise, "-4.33".into())]);
        assert!(divided("-84.33", &[("food", "80"), ("shop", "4.34")]).is_err());
        assert!(divided("-84.33", &[("food", "80")]).is_err());
    }

    #[test]
    fn one_empty_amount_takes_what_is_left() {
        let parts = divided("84.33", &[("food", "80"), ("travel", "")]).unwrap();
        assert_eq!(parts[1], (Category::Travel, "4.33".into()));
        assert!(divided("84.33", &[("food", ""), ("travel", "")]).is_err());
        assert!(divided("84.33", &[("food", "84.33"), ("travel", "")]).is_err());
    }

    #[test]
    fn nothing_written_makes_it_whole_again_and_nonsense_is_told() {
        assert_eq!(divided("-1", &[("", "")]), Ok(vec![]));
        for part in [("zzz", "1"), ("food", "-1"), ("food", "0"), ("food", "x"), ("", "1")] {
            assert!(divided("-1", &[part]).is_err(), "{part:?}");
        }
    }
}
