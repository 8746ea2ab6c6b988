//! What a plus means, where neither the layout nor the person says: by the running balance, by words that only one side has, else by
//! what most rows are, which is asked.

use super::balance::Check;
use super::rows::Group;
use crate::domain::Row;
use crate::statements::Sign;

/// A sign and whether it was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) sign: Sign,
    pub(super) sure: bool,
}

/// Words of money that comes in to an account that is no card, and of payments to a card.
const INCOME: &[&str] = &[
    "payroll",
    "salary",
    "direct dep",
    "paycheck",
    "gehalt",
    "lohn",
    "salaire",
    "nomina",
    "wages",
    "interest paid",
    "deposit from",
];
const TO_CARD: &[&str] = &[
    "payment thank you",
    "payment - thank you",
    "autopay",
    "payment received",
    "online payment",
    "automatic payment",
    "thank you",
];

/// Judges the rows as they stand, a plus being money in.
pub(super) fn judge(groups: &[Group]) -> Verdict {
    let sure = |sign| Verdict { sign, sure: true };
    let checks: Vec<Check> = groups.iter().map(|group| Check::of(&group.rows)).collect();
    if checks.iter().any(|check| check.is_turned()) {
        return sure(Sign::Inverted);
    }
    if checks.iter().any(|check| check.is_right()) {
        return sure(Sign::Bank);
    }
    let rows = || groups.iter().flat_map(|group| &group.rows).take(5000);
    let (mut bank, mut inverted) = (0, 0);
    for row in rows() {
        let (income, to_card) = (says(row, INCOME), says(row, TO_CARD));
        bank += usize::from((income || to_card) && !row.amount.is_out());
        inverted += usize::from((income || to_card) && row.amount.is_out());
    }
    match (bank, inverted) {
        (1.., 0) => return sure(Sign::Bank),
        (0, 1..) => return sure(Sign::Inverted),
        _ => {}
    }
    let all = rows().count();
    let outs = rows().filter(|row| row.amount.is_out()).count();
    // nearly everyone has more charges than receipts; an equal number says nothing
    let sign = if all > 2 && outs * 2 < all { Sign::Inverted } else { Sign::Bank };
    Verdict { sign, sure: false }
}

fn says(row: &Row, words: &[&str]) -> bool {
    let text = row.text.clean().as_str().to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Turns every amount of the file.
pub(super) fn turn(groups: &mut [Group]) {
    for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
        row.amount = row.amount.negated();
        if let Some(extras) = &mut row.extras {
            extras.original = extras.original.map(|original| original.negated());
        }
    }
}
