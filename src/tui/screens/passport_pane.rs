//! What is told of a line of the merchants' view: its sums in the period, and of a merchant its whole passport.

use crate::domain::{Clean, Money};
use crate::insights::passport;
use crate::insights::spending::Line;
use crate::tui::detail::Fact;
use crate::tui::format::{counted, long_day};
use crate::tui::screen::Cx;

/// Names under which a merchant was seen that are worth a line each.
const NAMES: usize = 8;

/// The facts of a line, the period's first.
pub fn facts(cx: &Cx, line: &Line) -> Vec<Fact> {
    let money = |amount| Money::new(amount, line.currency).map_or("…".to_owned(), |money| cx.figures.plain(money));
    let visits = counted(line.visits as usize, "purchase", "purchases");
    let mut facts = vec![("spent", format!("{} in {visits}", money(line.spent)))];
    if !line.credit.is_zero() && !line.debit.is_zero() {
        facts.push(("credit · debit", format!("{} · {}", money(line.credit), money(line.debit))));
    } else {
        facts.push(("paid by", if line.debit.is_zero() { "credit" } else { "debit" }.to_owned()));
    }
    if !line.refunded.is_zero() {
        facts.push(("refunded", money(line.refunded)));
    }
    if !line.pending.is_zero() {
        facts.push(("pending in it", money(line.pending)));
    }
    if let Some(merchant) = &line.merchant {
        facts.push(("category", line.category.words().to_owned()));
        facts.extend(known(cx, merchant));
    }
    facts
}

fn known(cx: &Cx, merchant: &Clean) -> Vec<Fact> {
    let passport = passport::of(&cx.book, merchant);
    let mut facts = Vec::new();
    if let (Some(first), Some(last)) = (passport.first, passport.last) {
        let visits = counted(passport.visits as usize, "purchase", "purchases");
        facts.push(("since", format!("{}, {visits}", long_day(first))));
        facts.push(("last", long_day(last)));
    }
    facts.extend(passport.median.map(|median| ("median", cx.figures.plain(median))));
    for (index, (account, visits)) in passport.cards.iter().enumerate() {
        let name = cx.book.accounts.get(account).map_or(String::new(), |account| cx.book.name(account).to_string());
        facts.push((if index == 0 { "cards" } else { "" }, format!("{name} {visits}")));
    }
    for (index, name) in passport.seen_as.iter().take(NAMES).enumerate() {
        facts.push((if index == 0 { "seen as" } else { "" }, cx.figures.words(name.as_str()).into_owned()));
    }
    if passport.seen_as.len() > NAMES {
        facts.push(("", format!("and {} more", passport.seen_as.len() - NAMES)));
    }
    facts
}
