//! Every rule: its key, what it is called, how much it matters and the function that looks. Of several that speak of one row the first
//! of the table is heard.

mod bills;
mod charges;
mod habits;
mod low;
mod places;
mod standing;

use crate::domain::{Severity, TxnId};

use super::past::Past;
use super::scene::{Scene, Standing, Stream};
use super::seen::Seen;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Part of every key of an alert, so it never changes: `card-test`.
    pub key: &'static str,
    /// The words of a list.
    pub words: &'static str,
    pub severity: Severity,
    pub(super) look: Look,
}

/// What a rule looks at. Each function knows earlier rows alone.
#[derive(Debug)]
pub(super) enum Look {
    Row(fn(&Past<'_>, &Seen<'_>) -> Option<Told>),
    Stream(fn(&Stream, &Scene<'_>) -> Option<Told>),
    Book(fn(&Scene<'_>) -> Vec<Standing>),
}

/// What a rule has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// What is usual for this person, in a sentence.
    pub baseline: String,
    /// What is not.
    pub why: String,
    /// Rows besides the one that is spoken of.
    pub with: Vec<TxnId>,
}

impl Told {
    pub fn new(baseline: impl Into<String>, why: impl Into<String>) -> Self {
        Self { baseline: baseline.into(), why: why.into(), with: Vec::new() }
    }
}

pub(super) const BURST: &str = "burst";
pub(super) const UNUSUAL: &str = "unusual-amount";

const fn rule(key: &'static str, words: &'static str, severity: Severity, look: Look) -> Rule {
    Rule { key, words, severity, look }
}

use Look::{Book, Row, Stream as OfStream};
use Severity::{Notice, Urgent, Warning};

/// Every rule, the most pressing first.
pub static RULES: &[Rule] = &[
    rule("card-test", "A small test, then large charges", Urgent, Row(charges::card_test)),
    rule("two-places", "Two places at once", Urgent, Row(places::two_places)),
    rule("gift-cards", "Gift cards or the like of money", Urgent, Row(charges::gift_cards)),
    rule(BURST, "Many large charges in a day", Urgent, Row(charges::burst)),
    rule(UNUSUAL, "An unusual amount", Warning, Row(charges::unusual)),
    rule("new-and-large", "A new merchant and a large amount", Warning, Row(charges::new_and_large)),
    rule("foreign", "Another currency than usual", Warning, Row(places::foreign)),
    rule("duplicate", "Charged twice", Warning, Row(habits::duplicate)),
    rule("cash", "Unusual cash", Warning, Row(habits::cash)),
    rule("new-payee", "Much money to somebody new", Warning, Row(charges::new_payee)),
    rule("fee", "A fee or interest", Notice, Row(habits::fee)),
    rule("large-deposit", "A large deposit", Notice, Row(habits::large_deposit)),
    rule("cancelled-charged", "Cancelled, yet charged", Warning, OfStream(bills::cancelled_charged)),
    rule("trial-paid", "A trial turned paid", Warning, OfStream(bills::trial_paid)),
    rule("price-rise", "A price rose", Notice, OfStream(bills::price_rise)),
    rule("new-subscription", "A new subscription", Notice, OfStream(bills::new_subscription)),
    rule("high-bill", "A bill far higher than usual", Notice, OfStream(bills::high_bill)),
    rule("income-missing", "Income is missing", Urgent, OfStream(bills::income_missing)),
    rule("low-balance", "A balance below what is due", Urgent, Book(low::low_balance)),
    rule("over-limit", "A limit was passed", Notice, Book(standing::over_limit)),
    rule("refund-missing", "A refund that did not come", Notice, Book(standing::refund_missing)),
    rule("stale", "A connection without news", Notice, Book(standing::stale)),
];
