//! The limits of the config as `merchants` and `cashflow` show them: bars, and what is left of the month.

use serde::Serialize;

use super::cashflow::decimal;
use super::derivation::{self, Derived, Explain};
use super::output;
use crate::domain::Limited;
use crate::insights::Allowance;

/// Steps of a full bar.
const STEPS: u32 = 20;

/// One limit in one month.
#[derive(Serialize)]
pub struct Line {
    month: String,
    /// `category` or `merchant`.
    of: &'static str,
    /// The category's key, or the merchant's name.
    name: String,
    currency: String,
    limit: String,
    spent: String,
    /// Below zero once it is passed.
    left: String,
    /// What recurring charges will still take this month.
    expected: String,
    used_permille: u32,
    #[serde(skip)]
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

/// What is left of each limit.
pub fn lines(allowances: &[Allowance], explain: Option<&Explain<'_>>) -> Vec<Line> {
    let line = |allowance: &Allowance| {
        let currency = allowance.limit.amount.currency();
        let (of, name, words) = match &allowance.limit.of {
            Limited::Category(category) => ("category", category.key().to_owned(), category.words().to_owned()),
            Limited::Merchant(merchant) => ("merchant", merchant.to_string(), merchant.to_string()),
        };
        Line {
            month: allowance.month.to_string(),
            of,
            name,
            currency: currency.id().to_owned(),
            limit: allowance.limit.amount.to_decimal_string(),
            spent: decimal(allowance.spent, currency),
            left: decimal(allowance.left, currency),
            expected: decimal(allowance.expected, currency),
            used_permille: allowance.used_permille,
            words,
            derivation: explain.map(|explain| explain.of(&allowance.derivation)),
        }
    };
    allowances.iter().map(line).collect()
}

/// A line for each: `Food & drink  ██████··············  187.20 of 600.00 USD, 412.80 left`; nothing without limits.
pub fn text(lines: &[Line]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        lines.iter().map(|line| vec![output::cut(&line.words, 24), bar(line), told(line)]).collect();
    let mut text = format!("\n{}", output::table(&["limits", "", &lines[0].month], &rows, &[]));
    for line in lines {
        if let Some(derived) = &line.derivation {
            text.push_str(&derivation::text(&line.words, derived));
        }
    }
    text
}

fn bar(line: &Line) -> String {
    let full = line.used_permille.min(1_000) * STEPS / 1_000;
    (0..STEPS).map(|step| if step < full { '█' } else { '·' }).collect()
}

fn told(line: &Line) -> String {
    let Line { spent, limit, currency, left, expected, .. } = line;
    let rest = match left.strip_prefix('-') {
        Some(over) => format!("{over} over"),
        None => format!("{left} left"),
    };
    let none = expected.chars().all(|c| c == '0' || c == '.');
    let ahead = if none { String::new() } else { format!(", {expected} expected") };
    format!("{spent} of {limit} {currency}, {rest}{ahead}")
}
