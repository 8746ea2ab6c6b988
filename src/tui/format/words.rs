//! Texts with figures in them: those of banks and persons stay as they are written, or lose every number that may be an amount when
//! amounts are hidden; our own are written in the person's form.

use std::borrow::Cow;

use super::{Figures, MASK, POINT};
use crate::domain::Currency;

/// What stands between digits of one number, in any of the forms in which amounts are written.
const MARKS: [char; 5] = [POINT, ',', '\u{a0}', '’', '\''];

impl Figures {
    /// A text of a bank or person, with every number that looks like an amount hidden when amounts are: one with a mark between its
    /// digits, and one beside a currency's sign or code.
    pub fn words(self, text: &str) -> Cow<'_, str> {
        if self.masked {
            rewritten(text, |before, number, after| is_amount(before, number, after).then(|| MASK.to_owned()))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// A text of ours, whose amounts are written exactly, `$64.00`: in the person's form, or hidden.
    pub fn told(self, text: &str) -> Cow<'_, str> {
        if self.masked {
            return self.words(text);
        }
        let own = |_: &str, number: &str, _: &str| {
            let (whole, fraction) = number.split_once(POINT)?;
            let is_exact = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
            is_exact.then(|| format!("{}{}", self.in_groups(whole), self.pointed(&format!("{POINT}{fraction}"))))
        };
        rewritten(text, own)
    }
}

/// The text with its numbers as `write` has them, given what stands before and behind each; `None` leaves one as it is.
fn rewritten(text: &str, write: impl Fn(&str, &str, &str) -> Option<String>) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut at, mut kept) = (0, 0);
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|start| at + start) {
        let is_part = |c: char| c.is_ascii_digit() || MARKS.contains(&c);
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
        let number = text[start..end].trim_end_matches(MARKS);
        at = start + number.len();
        if let Some(other) = write(&text[..start], number, &text[at..]) {
            out.push_str(&text[kept..start]);
            out.push_str(&other);
            kept = at;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

fn is_amount(before: &str, number: &str, after: &str) -> bool {
    let sign = |c: char| matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₩' | '₽' | '₺' | '₴' | '₪');
    let is_code =
        |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()) && Currency::parse(word).is_ok();
    let word = |text: &str, last: bool| {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        if last { words.next_back().map(str::to_owned) } else { words.next().map(str::to_owned) }.unwrap_or_default()
    };
    let (before, after) = (before.strip_suffix(' ').unwrap_or(before), after.strip_prefix(' ').unwrap_or(after));
    number.contains(MARKS)
        || before.ends_with(sign)
        || after.starts_with(sign)
        || is_code(&word(before, true))
        || is_code(&word(after, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Formats, Numbers};

    #[test]
    fn what_may_be_an_amount_is_hidden_in_any_form_and_nothing_else() {
        let hidden = Figures { masked: true, ..Figures::default() };
        for (text, said) in [
            ("Fee 12.50 on 3,000 miles. Shop #4821, 24.", "Fee ••••• on ••••• miles. Shop #4821, 24."),
            ("1.234,50 und 1 234,50 et 1’234.50", "••••• und 1 ••••• et •••••"),
            ("$7, 500 JPY, EUR 40, €3 and £ 9", "$•••••, ••••• JPY, EUR •••••, €••••• and £ •••••"),
            ("ALL 4 ways, 12 ABC, card 1002", "ALL ••••• ways, 12 ABC, card 1002"),
            ("Nov 22, 2026 14:03", "Nov 22, 2026 14:03"),
        ] {
            assert_eq!(hidden.words(text), said);
        }
        assert_eq!(Figures::default().words("Fee 12.50"), "Fee 12.50");
    }

    #[test]
    fn our_own_words_are_written_in_the_persons_form() {
        let formats = Formats { numbers: Numbers::PointComma, ..Formats::default() };
        let german = Figures { formats, ..Figures::default() };
        assert_eq!(
            german.told("you spend $18.00 to $1064.00 here, 23 visits"),
            "you spend $18,00 to $1.064,00 here, 23 visits"
        );
        assert_eq!(german.words("Fee 12.50"), "Fee 12.50", "a bank's words stay as it wrote them");
        assert_eq!(Figures { masked: true, ..german }.told("$18.00"), "$•••••");
    }
}
