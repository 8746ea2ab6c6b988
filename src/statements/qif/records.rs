//! From lines to records: a header (`!Type:Bank`) says what the records behind it are, a `^` ends each of them, and the first letter
//! of a line says what it holds.

use crate::statements::lines::{self, Lines};
use crate::statements::{MAX_ROWS, StatementError};

/// What the records behind a header are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// Movements of an account of that sort.
    Register(Sort),
    /// `!Account`: the accounts themselves.
    Accounts,
    /// Lists of Quicken's own: categories, classes, memorized payees, securities, prices.
    List,
}

/// The sort of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Bank,
    Cash,
    Card,
    Asset,
    Liability,
    Investment,
}

/// Words of headers and of `T` lines in account lists, in small letters without blanks.
const SORTS: &[(&str, Sort)] = &[
    ("bank", Sort::Bank),
    ("cash", Sort::Cash),
    ("ccard", Sort::Card),
    ("creditcard", Sort::Card),
    ("otha", Sort::Asset),
    ("othl", Sort::Liability),
    ("invst", Sort::Investment),
    ("port", Sort::Investment),
    ("401(k)/403(b)", Sort::Investment),
    ("mutual", Sort::Investment),
];

/// Sections that hold no movements.
const LISTS: &[&str] = &[
    "bill",
    "budget",
    "cat",
    "class",
    "currency",
    "employee",
    "invitem",
    "invoice",
    "loan",
    "memorized",
    "payee",
    "prices",
    "security",
    "tag",
    "tax",
    "template",
];

impl Sort {
    /// The sort that a word means.
    pub(super) fn of(word: &str) -> Option<Self> {
        let word: String = word.to_lowercase().split_whitespace().collect();
        SORTS.iter().find(|(known, _)| *known == word).map(|(_, sort)| *sort)
    }
}

/// One record: its lines as letter and value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) fields: Vec<(char, &'a str)>,
    /// Line of its first field, from 1.
    pub(super) line: usize,
}

impl<'a> Record<'a> {
    /// The first value of that letter, trimmed; empty where there is none.
    pub(super) fn first(&self, letter: char) -> &'a str {
        self.all(letter).next().unwrap_or_default()
    }

    /// All values of that letter, trimmed.
    pub(super) fn all(&self, letter: char) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(of, _)| *of == letter).map(|(_, value)| value.trim())
    }

    pub(super) fn has(&self, letter: char) -> bool {
        self.fields.iter().any(|(of, _)| *of == letter)
    }
}

/// What the file says, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Header(Section),
    /// `!Clear:AutoSwitch` or `!Option:AutoSwitch`: the accounts listed between them are a list, not the account of what follows.
    Switch,
    Record(Record<'a>),
}

/// Gives all pieces to `take`. Records may stand before any header: they are of a bank account then. Notes before the first header
/// and lines without a letter are left out.
pub(super) fn read<'a>(
    text: &'a str,
    mut take: impl FnMut(Piece<'a>) -> Result<(), StatementError>,
) -> Result<(), StatementError> {
    let mut open = Record::default();
    let mut records = 0;
    let mut close = |open: &mut Record<'a>, take: &mut dyn FnMut(Piece<'a>) -> Result<(), StatementError>| {
        if open.fields.is_empty() {
            return Ok(());
        }
        records += 1;
        if records > MAX_ROWS {
            return Err(StatementError::TooManyRows);
        }
        take(Piece::Record(std::mem::take(open)))
    };
    for (number, line) in Lines::of(text) {
        let line = line.trim_start_matches(['\u{feff}', ' ', '\t', '\0']);
        let mut letters = line.chars();
        match letters.next() {
            Some('^') => close(&mut open, &mut take)?,
            Some('!') => {
                close(&mut open, &mut take)?;
                take(header(letters.as_str()))?;
            }
            Some(letter) if letter.is_ascii_alphabetic() || matches!(letter, '$' | '%' | '/') => {
                lines::check_size(letter.encode_utf8(&mut [0; 4]), line.len(), number)?;
                if open.fields.is_empty() {
                    open.line = number;
                }
                open.fields.push((letter.to_ascii_uppercase(), letters.as_str()));
            }
            _ => {}
        }
    }
    close(&mut open, &mut take)
}

/// The header behind the exclamation mark. A type that is not known is a bank's, whose programs translate the word.
fn header<'a>(text: &str) -> Piece<'a> {
    let text = text.trim().to_lowercase();
    let (word, kind) = text.split_once(':').unwrap_or((&text, ""));
    match word.trim() {
        "account" => Piece::Header(Section::Accounts),
        "option" | "clear" => Piece::Switch,
        "type" => {
            let kind = kind.trim();
            let is_list = LISTS.iter().any(|list| kind.starts_with(list));
            let sort = Sort::of(kind);
            let sort = if is_list { None } else { Some(sort.unwrap_or(Sort::Bank)) };
            Piece::Header(sort.map_or(Section::List, Section::Register))
        }
        _ => Piece::Header(Section::List),
    }
}

/// True for a file that begins as QIF does: with a header, or, as some banks have it, at once with a record that has a day and an
/// amount.
pub(super) fn is_qif(head: &str) -> bool {
    let lines = || Lines::of(head).map(|(_, line)| line.trim_start_matches(['\u{feff}', ' ', '\t', '\0']));
    let first = lines().find(|line| !line.is_empty() && !line.starts_with(['#', '^']));
    let is_header = |line: &str| {
        let line = line.to_lowercase();
        ["!type:", "!type ", "!account", "!option:", "!clear:"].iter().any(|word| line.starts_with(word))
    };
    match first {
        Some(first) if first.starts_with('!') => lines().any(is_header),
        Some(first) if first.starts_with(['D', 'T', 'U', 'P', 'N', 'M', 'C', 'L']) => {
            let record = lines().take_while(|line| !line.starts_with('^'));
            let has = |letters: [char; 2]| {
                let number = |line: &str| {
                    line.get(1..).is_some_and(|rest| {
                        rest.trim_start_matches(['-', '+', ' ', '$']).starts_with(|c: char| c.is_ascii_digit())
                    })
                };
                record.clone().take(50).any(|line| line.starts_with(letters) && number(line))
            };
            let ends = lines().any(|line| line.trim_end() == "^");
            ends && has(['D', 'D']) && has(['T', 'U']) && record.clone().all(|line| line.is_ascii() || line.len() < 500)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        read(text, |piece| {
            found.push(match piece {
                Piece::Header(section) => format!("{section:?}"),
                Piece::Switch => "switch".into(),
                Piece::Record(record) => format!("{}: {:?}", record.line, record.fields),
            });
            Ok(())
        })
        .unwrap();
        found
    }

    #[test]
    fn records_end_with_a_caret_a_header_or_the_file() {
        let expected = ["Register(Bank)", "2: [('D', \"1/2/26\"), ('T', \"-5\")]", "5: [('D', \"1/3/26\")]"];
        assert_eq!(pieces("!Type:Bank\r\nD1/2/26\r\nT-5\r\n^\r\nD1/3/26"), expected);
        assert_eq!(pieces("!Type:Bank\rD1/2/26\rT-5\r^\rD1/3/26\r^\r"), expected);
        assert_eq!(pieces("^\n^\n"), [""; 0]);
        assert_eq!(pieces("D1\n!Type:CCard\nD2"), ["1: [('D', \"1\")]", "Register(Card)", "3: [('D', \"2\")]"]);
    }

    #[test]
    fn headers_are_read_in_every_spelling() {
        for (line, expected) in [
            ("!Type:Oth A", "Register(Asset)"),
            ("!type: bank ", "Register(Bank)"),
            ("!Type:Oth L", "Register(Liability)"),
            ("!Type:Invst", "Register(Investment)"),
            ("!Type:Banque", "Register(Bank)"),
            ("!Type:Cat", "List"),
            ("!Type:Memorized", "List"),
            ("!Type:Prices", "List"),
            ("!Account", "Accounts"),
            ("!Option:AutoSwitch", "switch"),
            ("!Clear:AutoSwitch", "switch"),
            ("!Country:US", "List"),
        ] {
            assert_eq!(pieces(line), [expected], "{line}");
        }
    }

    #[test]
    fn a_file_is_known_by_its_beginning() {
        for text in [
            "!Type:Bank\n",
            "\u{feff}!Account\nNX\n^",
            "# note\n\n!Option:MDY\n!Type:Cash",
            "^\n!Type:Cat",
            "D1/2/26\nT-5.00\nPX\n^\n",
        ] {
            assert!(is_qif(text), "{text}");
        }
        for text in ["Date,Text\n1/2/26,X", "Dear all,\nThis\n^", "!important\n", "", "Title\nDate 1\n"] {
            assert!(!is_qif(text), "{text}");
        }
    }
}
