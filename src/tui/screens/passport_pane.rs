//! What is told of a line of the merchants' view: its sums in the period, and of a merchant its whole passport.

use crate::domain::{Account, Clean, Currency, Money};
use crate::insights::{self, Line};
use crate::tui::detail::Fact;
use crate::tui::screen::Cx;

/// The facts of a line, the period's first.
pub fn facts(cx: &Cx, line: &Line) -> Vec<Fact> {
    let money = |amount| Money::new(amount, line.currency).map_or("…".to_owned(), |money| cx.figures.plain(money));
    let visits = cx.figures.counted(line.visits as usize, "purchase", "purchases");
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
        facts.extend(known(cx, merchant, line.currency));
    }
    facts
}

/// The passport; nothing where it would need more than 28 digits.
fn known(cx: &Cx, merchant: &Clean, currency: Currency) -> Vec<Fact> {
    let Ok(Some(passport)) = insights::passport(&cx.book, merchant, currency, cx.clock.today) else {
        return Vec::new();
    };
    let money = |amount| Money::new(amount, currency).map_or("…".to_owned(), |money| cx.figures.plain(money));
    let visits = cx.figures.counted(passport.visits as usize, "purchase", "purchases");
    let mut facts = vec![
        ("since", format!("{}, {visits}", cx.figures.long_day(passport.first))),
        ("last", cx.figures.long_day(passport.last)),
    ];
    facts.extend(passport.median.map(|median| ("median", money(median))));
    facts.extend(
        passport
            .every
            .map(|days| ("comes every", format!("{}, mostly", cx.figures.counted(days as usize, "day", "days")))),
    );
    for (index, plan) in passport.plans.iter().enumerate() {
        let amount = cx.figures.plain(plan.next_amount.magnitude());
        let next = plan.next.map_or("ended".to_owned(), |next| format!("next {}", cx.figures.long_day(next)));
        facts.push((if index == 0 { "recurring" } else { "" }, format!("{amount} {}, {next}", plan.told())));
    }
    if passport.refunds > 0 {
        let refunds = cx.figures.counted(passport.refunds as usize, "refund", "refunds");
        facts.push(("returned", format!("{refunds}, {}", money(passport.refunded))));
    }
    for (index, (account, visits)) in passport.accounts.iter().enumerate() {
        let name = |account: &std::sync::Arc<Account>| format!("{} · {}", account.bank.name, cx.book.name(account));
        let name = cx.book.accounts.get(account).map_or(String::new(), name);
        facts.push((
            if index == 0 { "cards" } else { "" },
            format!("{name} · {}", cx.figures.counted(*visits as usize, "purchase", "purchases")),
        ));
    }
    for (index, name) in passport.seen_as.iter().enumerate() {
        facts.push((if index == 0 { "seen as" } else { "" }, cx.figures.words(name.as_str()).into_owned()));
    }
    facts
}
