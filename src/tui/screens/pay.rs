//! A PayPal.me link for a person who is owed something: as an address and as a code for the phone's camera. passbook sends nothing:
//! whoever opens it pays, or does not, in their own browser.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::browse::Browse;
use crate::domain::{Currency, Transaction, WebPage};
use crate::tui::edits::HIDDEN;
use crate::tui::format::typed;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, line, modal, put, width_of};

/// Letters of a PayPal.me name at most.
const MOST_NAME: usize = 20;
const LABEL: u16 = 10;

/// The name and the amount, and the code of the link that they make.
pub struct Pay {
    currency: Currency,
    fields: [Field; 2],
    at: usize,
    error: Option<&'static str>,
    /// The link that `code` was drawn for.
    link: Option<WebPage>,
    code: Vec<String>,
}

impl Pay {
    /// Begins with the amount of a row.
    pub fn new(row: &Transaction) -> Self {
        let amount = row.amount.magnitude().to_decimal_string();
        let fields = [Field::default(), Field::new(&amount)];
        Self { currency: row.amount.currency(), fields, at: 0, error: None, link: None, code: Vec::new() }
    }

    /// `https://paypal.me/ann/25.00USD`, without the amount where none is written; or what is wrong.
    fn read(&self) -> Result<WebPage, &'static str> {
        let name = self.fields[0].text().trim();
        let name = name.trim_start_matches("https://").trim_start_matches("www.").trim_start_matches("paypal.me/");
        let name = name.trim_start_matches('@');
        if !(1..=MOST_NAME).contains(&name.len()) || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err("a PayPal.me name is up to 20 letters and digits");
        }
        let amount = self.fields[1].text().trim();
        let tail =
            if amount.is_empty() { String::new() } else { format!("/{}{}", self.amount(amount)?, self.currency.id()) };
        WebPage::new(&format!("https://paypal.me/{name}{tail}")).ok_or("this makes no link")
    }

    fn amount(&self, text: &str) -> Result<String, &'static str> {
        let money = typed(text, self.currency).filter(|money| !money.is_zero());
        money.map(|money| money.to_decimal_string()).ok_or("write the amount as 12.50, or leave it empty")
    }

    fn look(&mut self) {
        self.error = None;
        let link = self.read().ok();
        if self.link != link {
            self.code = link.as_ref().map_or_else(Vec::new, |link| drawn(link.as_str()));
            self.link = link;
        }
    }
}

/// Lines of half blocks, with the quiet border that cameras need; none where the text is too long for a code.
fn drawn(text: &str) -> Vec<String> {
    let Ok(code) = QrCode::new(text) else { return Vec::new() };
    // light on dark, as terminals mostly are; cameras read both
    let image = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    image.lines().map(str::to_owned).collect()
}

impl Screen for Pay {
    fn title(&self) -> &'static str {
        "Pay a person"
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
            Action::NextField | Action::PreviousField => self.at = 1 - self.at,
            Action::Accept => match self.read() {
                Ok(page) => {
                    let about =
                        "PayPal's page for paying this person; it is you who pays there, passbook sends nothing.";
                    return vec![Wish::Open(Box::new(Browse::new(page, about).with_amount()))];
                }
                Err(error) => self.error = Some(error),
            },
            _ => {}
        }
        Vec::new()
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at)
    }

    fn typed(&mut self, _cx: &Cx) {
        self.look();
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        if cx.figures.masked {
            let frame = Frame { title: self.title(), right: "", right_style: cx.theme.dim, foot: "", focused: true };
            let inside = modal(area, buf, (60, 1), frame, cx.theme);
            put(buf, inside.x, inside.y, inside.width, HIDDEN, cx.theme.dim);
            return;
        }
        let code_width = self.code.first().map_or(0, |line| width_of(line));
        let code_height = u16::try_from(self.code.len()).unwrap_or(u16::MAX);
        // a code is whole or not there
        let fits = code_height > 0 && code_height.saturating_add(5) <= area.height && code_width + 4 <= area.width;
        let height = 3 + if fits { code_height } else { 0 };
        let frame = Frame { title: self.title(), right: "", right_style: cx.theme.dim, foot: "", focused: true };
        let inside = modal(area, buf, (code_width.max(60), height), frame, cx.theme);
        for ((label, field), index) in ["PayPal.me", "amount"].iter().zip(&self.fields).zip(0..) {
            let Some(place) = line(inside, index) else { return };
            let here = usize::from(index) == self.at;
            put(buf, place.x, place.y, LABEL, label, if here { cx.theme.accent } else { cx.theme.dim });
            let value = Rect { x: place.x + LABEL, width: place.width.saturating_sub(LABEL), ..place };
            if here {
                field.draw(value, buf, cx.theme.plain);
            } else if width_of(field.text()) <= value.width {
                put(buf, value.x, value.y, value.width, field.text(), cx.theme.plain);
            }
        }
        let Some(place) = line(inside, 2) else { return };
        let (words, style) = match (self.error, &self.link) {
            (Some(error), _) => (error.to_owned(), cx.theme.alarm),
            (None, Some(link)) if width_of(link.as_str()) <= place.width => (link.to_string(), cx.theme.strong),
            (None, Some(_)) => ("a wider window shows the link".to_owned(), cx.theme.dim),
            (None, None) => ("the name in the person's PayPal.me link".to_owned(), cx.theme.dim),
        };
        let used = put(buf, place.x, place.y, place.width, &words, style);
        if code_height > 0 && !fits {
            let room = place.width.saturating_sub(used + 2);
            put(buf, place.x + used + 2, place.y, room, "· a higher window shows its code", cx.theme.dim);
        }
        for (row, offset) in self.code.iter().zip(3..).take(if fits { usize::MAX } else { 0 }) {
            let Some(place) = line(inside, offset) else { return };
            put(buf, place.x, place.y, place.width, row, cx.theme.plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(name: &str, amount: &str) -> Result<String, &'static str> {
        let fields = [Field::new(name), Field::new(amount)];
        let pay = Pay { currency: Currency::USD, fields, at: 0, error: None, link: None, code: Vec::new() };
        pay.read().map(|page| page.to_string())
    }

    #[test]
    fn a_link_is_made_of_a_name_and_an_exact_amount() {
        assert_eq!(link("ann", "25"), Ok("https://paypal.me/ann/25.00USD".into()));
        assert_eq!(link("https://www.paypal.me/Ann7", ""), Ok("https://paypal.me/Ann7".into()));
        assert_eq!(link("@ann", "$1,200.5"), Ok("https://paypal.me/ann/1200.50USD".into()));
        for (name, amount) in [("", "1"), ("a/b", "1"), ("ann?x", "1"), ("ann", "-1"), ("ann", "0"), ("ann", "x")] {
            assert!(link(name, amount).is_err(), "{name} {amount}");
        }
    }

    #[test]
    fn its_code_is_a_whole_square() {
        let code = drawn("https://paypal.me/ann/25.00USD");
        let width = width_of(&code[0]);
        assert!(code.iter().all(|line| width_of(line) == width));
        assert_eq!(usize::from(width).div_ceil(2), code.len());
    }
}
