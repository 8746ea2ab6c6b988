//! What the cells of one column look like.

use super::layout::Layout;
use super::marks::Mark;
use super::number::{self, Cell};
use super::role::Role;
use super::{dates, words_of};

/// Counts over the cells of a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Looks {
    rows: usize,
    /// Cells that are not blank.
    pub(super) filled: usize,
    dates: usize,
    amounts: usize,
    pub(super) negatives: usize,
    currencies: usize,
    /// Words that say in or out, and those of them of one or two letters or that mean nothing else.
    signs: usize,
    strict_signs: usize,
    different: usize,
    /// Letters of all cells.
    pub(super) letters: usize,
    /// Long rows of digits: numbers of accounts and ids.
    numbers: usize,
}

/// Looks at the column of that index.
pub(super) fn look(rows: &[&Vec<String>], at: usize) -> Looks {
    let mut looks = Looks { rows: rows.len(), ..Looks::default() };
    let mut seen = std::collections::BTreeSet::new();
    let nothing = Layout::default();
    for cell in rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
        looks.filled += 1;
        let is_date = dates::is_date(cell);
        looks.dates += usize::from(is_date);
        match number::read(cell, Mark::Either) {
            Cell::Number(number) if !is_date || cell.contains([',', '.']) && !is_dotted_date(cell) => {
                looks.amounts += 1;
                looks.negatives += usize::from(number.negative);
            }
            // a dash stands for nothing
            Cell::Nothing => looks.filled -= 1,
            _ => {}
        }
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        looks.numbers += usize::from(digits >= 9 && !cell.contains([',', '.']) && !is_date);
        looks.letters += cell.chars().filter(|c| c.is_alphabetic()).count();
        looks.currencies += usize::from(cell.len() == 3 && words_of::currency(cell).is_some());
        let sign = words_of::is_out(cell, &nothing).is_some();
        looks.signs += usize::from(sign);
        let strict =
            ["debit", "credit", "af", "bij", "dr", "cr", "d", "c", "s", "h", "in", "out", "debet", "db", "i", "o"];
        looks.strict_signs += usize::from(sign && strict.contains(&cell.to_lowercase().as_str()));
        if seen.len() < 64 {
            seen.insert(cell);
        }
    }
    looks.different = seen.len();
    looks
}

fn is_dotted_date(cell: &str) -> bool {
    cell.matches('.').count() >= 2
}

impl Looks {
    pub(super) fn is_dates(&self) -> bool {
        self.dates > 0 && self.dates * 2 >= self.filled && self.filled * 4 >= self.rows
    }

    pub(super) fn is_amounts(&self) -> bool {
        self.amounts > 0 && self.is_amounts_or_blank()
    }

    pub(super) fn is_amounts_or_blank(&self) -> bool {
        self.amounts * 2 >= self.filled && self.numbers * 2 <= self.filled
    }

    /// True for words that are the same in every row.
    pub(super) fn says_one_thing(&self) -> bool {
        self.different == 1 && self.filled > 1
    }

    pub(super) fn is_blank(&self) -> bool {
        self.filled == 0
    }

    /// True when nearly every word says in or out.
    pub(super) fn is_signs(&self, strictly: bool) -> bool {
        let signs = if strictly { self.strict_signs } else { self.signs };
        signs > 0 && signs * 10 >= self.filled * 9
    }

    /// True when nothing about the cells speaks against the role.
    pub(super) fn can_be(&self, role: Role) -> bool {
        match role {
            Role::Currency | Role::OriginalCurrency => self.currencies > 0 && self.currencies * 5 >= self.filled * 4,
            Role::Fee | Role::Original => self.is_amounts(),
            // many accounts in one column are those of the other side
            Role::Account => self.filled > 0 && self.different <= 3.max(self.filled / 10),
            Role::Status => self.filled > 0 && self.different <= 12,
            Role::Text | Role::Memo => self.letters > 0 && self.dates * 2 <= self.filled,
            _ => self.filled > 0,
        }
    }
}
