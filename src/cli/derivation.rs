//! `--explain`: where a figure comes from, as JSON and as indented lines.

use serde::Serialize;

use crate::insights::Derivation;

/// A derivation, rows by our ids.
#[derive(Serialize)]
pub struct Derived {
    rules: Vec<String>,
    rows: Vec<String>,
    left_out: Vec<Left>,
}

#[derive(Serialize)]
struct Left {
    why: &'static str,
    rows: Vec<String>,
}

impl Derived {
    pub fn of(derivation: &Derivation) -> Self {
        let ids = |rows: &[crate::domain::TxnId]| rows.iter().map(ToString::to_string).collect();
        let left = |left: &crate::insights::LeftOut| Left { why: left.why, rows: ids(&left.rows) };
        Self {
            rules: derivation.rules.clone(),
            rows: ids(&derivation.rows),
            left_out: derivation.left_out.iter().map(left).collect(),
        }
    }
}

/// The lines under a figure of that name: its rules, how many rows, and how many were left out for which reason.
pub fn text(name: &str, derived: &Derived) -> String {
    let mut text = format!("{name}\n");
    for rule in &derived.rules {
        text.push_str(&format!("    {rule}\n"));
    }
    text.push_str(&format!("    {}\n", counted(&derived.rows)));
    for left in &derived.left_out {
        text.push_str(&format!("    left out, {}: {}\n", left.why, counted(&left.rows)));
    }
    text
}

/// How many rows, and the first of them.
fn counted(rows: &[String]) -> String {
    const SHOWN: usize = 6;
    let shown = rows.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(" ");
    let more = if rows.len() > SHOWN { " ..." } else { "" };
    match rows.len() {
        0 => "no rows".to_owned(),
        1 => format!("1 row: {shown}"),
        count => format!("{count} rows: {shown}{more}"),
    }
}
