//! The net worth as it is written above every view, and below the accounts where the header has no room for it.

use super::screen::Cx;
use super::widgets::width_of;
use crate::domain::{Currency, Money};

/// Screens narrower than this have tabs alone in their header.
pub const NARROW: u16 = 70;

/// Totals side by side, never added: US dollars first, as many as fit, then how many are missing; nothing where not one does.
pub fn net_worth(cx: &Cx, room: u16) -> String {
    let Ok(sums) = cx.book.net_worth() else { return "…".to_owned() };
    let mut totals: Vec<_> = sums.iter().collect();
    totals.sort_by_key(|(currency, _)| *currency != Currency::USD);
    let mut text = String::new();
    for (index, (currency, total)) in totals.iter().enumerate() {
        let figure = Money::new(*total, *currency).map_or("…".to_owned(), |total| cx.figures.total(total));
        let longer = if text.is_empty() { figure } else { format!("{text} · {figure}") };
        let rest = totals.len() - index;
        // what follows must still be able to say that it is left out
        let more = if rest > 1 { 4 } else { 0 };
        if width_of(&longer) + more > room {
            // on the narrowest screens the accounts say it at their foot
            return if text.is_empty() { text } else { format!("{text} +{}", cx.figures.count(rest)) };
        }
        text = longer;
    }
    text
}
