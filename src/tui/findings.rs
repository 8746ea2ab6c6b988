//! What takes longer to reckon than a key may wait: what recurs and what looks wrong. The app asks a [`Question`], the world answers it
//! beside the screen with [`Findings`], and until a newer answer comes the screen shows the one before.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

use crate::config;
use crate::domain::{Book, Clock, Edits, Limit, Month, Period, TxnId};
use crate::insights::alerts::{self, Answer, Notice, Origin, Watch, Zone};
use crate::insights::{self, Allowance, Flow, Known, Upcoming, Worth};

/// Days that are looked ahead.
pub const AHEAD: u32 = 30;
/// Months of which the net worth is worked out.
const WORTH_MONTHS: u32 = 36;

/// What the app wants reckoned.
#[derive(Debug, Clone)]
pub struct Question {
    pub book: Arc<Book>,
    pub clock: Clock,
    /// Of the book, as `Cx` counts it.
    pub revision: u64,
}

/// What the person set, and only the world knows: how readily alerts speak, limits, and how far the person's clock is from UTC.
#[derive(Debug, Clone)]
pub struct Standards {
    pub alerts: config::Alerts,
    pub limits: Vec<Limit>,
    pub zone: Zone,
}

/// What is found in one book on one day.
#[derive(Debug)]
pub struct Findings {
    /// Of the question.
    pub revision: u64,
    /// Newest first, answered ones included.
    pub alerts: Vec<Notice>,
    /// By name, denied ones included.
    pub known: Vec<Known>,
    /// Every month of the book, oldest first.
    pub flows: Vec<Flow>,
    /// The ends of the last three years' months, oldest first.
    pub worths: Vec<Worth>,
    /// Of the days ahead.
    pub upcoming: Vec<Upcoming>,
    /// Below this an account that pays bills is low, in its own currency.
    pub floor: Decimal,
    /// Of the running month.
    pub allowances: Vec<Allowance>,
    /// True where some sum does not fit 28 digits: what it belongs to is empty.
    pub overflow: bool,
    /// The alert that speaks of a row.
    about: HashMap<TxnId, usize>,
}

impl Question {
    /// Reckons; takes as long as it takes.
    pub fn answer(&self, by: &Standards) -> Findings {
        let (book, clock) = (&*self.book, self.clock);
        let today = clock.today;
        let known = insights::known(book, today);
        let (level, floor) = (by.alerts.level, by.alerts.low_balance);
        let watch = Watch { level, floor, limits: &by.limits, clock, zone: by.zone };
        let alerts = alerts::alerts(book, &known, &watch);
        let flows = insights::cashflow(book, Period::All, &known, today);
        let worths = insights::networth(book, worth_period(book, today), today);
        let upcoming = insights::upcoming(book, &known, today, AHEAD);
        let allowances = insights::allowances(book, &by.limits, Month::of(today), &known, today);
        let about = alerts.iter().enumerate().rev().filter_map(|(index, notice)| Some((*notice.rows.first()?, index)));
        Findings {
            revision: self.revision,
            about: about.collect(),
            alerts,
            known,
            floor,
            overflow: flows.is_err() || worths.is_err() || upcoming.is_err() || allowances.is_err(),
            flows: flows.unwrap_or_default(),
            worths: worths.unwrap_or_default(),
            upcoming: upcoming.unwrap_or_default(),
            allowances: allowances.unwrap_or_default(),
        }
    }
}

/// No longer than the rows reach back.
fn worth_period(book: &Book, today: NaiveDate) -> Period {
    let longest = today.checked_sub_months(Months::new(WORTH_MONTHS - 1)).unwrap_or(today);
    let oldest = book.blocks.keys().map(|key| key.month).min().unwrap_or_else(|| Month::of(today));
    Period::Days { from: Month::of(longest).max(oldest).first(), to: today }
}

impl Findings {
    /// The alert that speaks of a row.
    pub fn about(&self, row: TxnId) -> Option<&Notice> {
        self.alerts.get(*self.about.get(&row)?)
    }
}

/// The person's word on an alert as it will stand: what was asked for last before what is kept, and both before what was found.
pub fn answer_of(notice: &Notice, edits: &Edits) -> Option<Answer> {
    let of_bank = notice.answer.filter(|_| notice.origin == Origin::Bank);
    notice.answered(edits).or(of_bank)
}
