//! Why a charge is odd, in words: the parts of its score that weigh most, each against the person's own past.

use super::score::{Charge, Judged, Trait, ratio};

/// Parts that are told.
const TOLD: usize = 3;
/// Points below which a part is not worth a word.
const WORTH: i32 = 300;

/// The words around a charge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// What its category is called.
    pub category: &'a str,
    /// The time of day, where it is known.
    pub time: Option<&'a str>,
    /// When the first of the suspect charges before it came.
    pub since: &'a str,
    /// Writes an amount in hundredths.
    pub money: fn(i64) -> String,
}

/// Hundredths as a plain decimal.
pub(super) fn plain(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// True when what came before weighs more than anything about the charge itself.
pub(super) fn is_burst(judged: &Judged) -> bool {
    judged.before > judged.night && judged.traits.iter().all(|points| *points < judged.before)
}

/// The strongest parts in words, strongest first.
pub(super) fn why<K>(
    judged: &Judged,
    traits: impl Iterator<Item = Trait>,
    charge: &Charge<K>,
    told: &Setting<'_>,
) -> String {
    let mut parts: Vec<(i32, String)> = Vec::new();
    for (of, points) in traits.zip(judged.traits) {
        parts.extend(words(of, judged, charge, told).map(|words| (points, words)));
    }
    if let Some(time) = told.time.filter(|_| charge.is_at_night()) {
        parts.push((judged.night, format!("at night ({time})")));
    }
    if let Some((count, _)) = judged.suspects {
        let charges = if count == 1 { "an odd charge".to_owned() } else { format!("{count} odd charges") };
        parts.push((judged.before, format!("after {charges} since {}", told.since)));
    }
    parts.retain(|(points, _)| *points >= WORTH);
    parts.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    let told: Vec<String> = parts.into_iter().take(TOLD).map(|(_, words)| words).collect();
    if told.is_empty() { "several small oddities together".to_owned() } else { told.join("; ") }
}

/// A trait in words; `None` where it says nothing that a person would understand.
fn words<K>(of: Trait, judged: &Judged, charge: &Charge<K>, told: &Setting<'_>) -> Option<String> {
    let known = &judged.known;
    let money = told.money;
    let on = told.category;
    let times = |whole: i64| {
        let percent = ratio(charge.amount, whole);
        format!("{}.{} times", percent / 100, percent % 100 / 10)
    };
    match of {
        Trait::Amount => Some(format!("{} is a sum that stands out", money(charge.amount))),
        Trait::ToUsual if charge.amount > known.usual => {
            Some(format!("{} what 95 of 100 of your charges stay within ({})", times(known.usual), money(known.usual)))
        }
        Trait::ToMedian if charge.amount > known.median => {
            Some(format!("{} your usual charge ({})", times(known.median), money(known.median)))
        }
        Trait::ToCategoryMost if charge.amount > known.category_most => {
            let (most, rows) = (money(known.category_most), known.category_rows);
            Some(format!("more than you ever spent on {on} ({most}, {rows} charges)"))
        }
        Trait::ToCategoryMost => {
            Some(format!("close to the most that you spent on {on} ({})", money(known.category_most)))
        }
        Trait::UnderCategoryLeast if charge.amount < known.category_least => {
            Some(format!("less than you ever spent on {on} ({})", money(known.category_least)))
        }
        Trait::CategoryRank if known.is_low() => Some(format!("among your smallest on {on}")),
        Trait::CategoryRank => Some(format!("among your largest on {on}")),
        Trait::CategoryRows => Some(format!("{} charges on {on} so far", known.category_rows)),
        Trait::ToUsual | Trait::ToMedian | Trait::UnderCategoryLeast => None,
    }
}
