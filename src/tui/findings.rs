//! What takes longer to reckon than a key may wait: what recurs and what looks wrong. The app asks a [`Question`], the world answers it
//! beside the screen with [`Findings`], and until a newer answer comes the screen shows the one before.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{Book, Clock, Edit, Edits, Level, Topic, TxnId};
use crate::insights::alerts::{self, Answer, Notice, Origin, Scene, Zone};
use crate::insights::{self, Known};

/// What the app wants reckoned.
#[derive(Debug, Clone)]
pub struct Question {
    pub book: Arc<Book>,
    pub clock: Clock,
    /// Of the book, as [`Cx`](super::screen::Cx) counts it.
    pub revision: u64,
}

/// What the person set, and only the world knows: how readily alerts speak, and how far the person's clock is from UTC.
#[derive(Debug, Clone, Copy)]
pub struct Standards {
    pub level: Level,
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
    /// The alert that speaks of a row.
    about: HashMap<TxnId, usize>,
}

impl Question {
    /// Reckons; takes as long as it takes.
    pub fn answer(&self, by: Standards) -> Findings {
        let (book, clock) = (&*self.book, self.clock);
        let known = insights::known(book, clock.today);
        let scene = Scene { book, streams: &[], level: by.level, now: clock.now, today: clock.today, zone: by.zone };
        let alerts = alerts::alerts(&scene);
        let about = alerts.iter().enumerate().filter_map(|(index, notice)| Some((*notice.rows.first()?, index)));
        Findings { revision: self.revision, about: about.collect(), alerts, known }
    }
}

impl Findings {
    /// The alert that speaks of a row.
    pub fn about(&self, row: TxnId) -> Option<&Notice> {
        self.alerts.get(*self.about.get(&row)?)
    }
}

/// The person's word on an alert as it will stand: what was asked for last before what is kept, and both before what was found.
pub fn answer_of(notice: &Notice, edits: &Edits, pending: &[Edit]) -> Option<Answer> {
    let asked = pending.iter().rev().find_map(|edit| match edit {
        Edit::Answer(Topic::Alert, key, word) if *key == notice.key || Some(key) == notice.silence.as_ref() => {
            Some(word.as_ref().and_then(|word| Answer::from_key(word.as_str())))
        }
        _ => None,
    });
    let of_bank = notice.answer.filter(|_| notice.origin == Origin::Bank);
    asked.unwrap_or_else(|| notice.answered(edits).or(of_bank))
}
