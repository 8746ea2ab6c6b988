//! What looks wrong in a book: one table of rules, each causal and each against the person's own past, with the person's answers.
//! The points behind an odd charge can be held against any labelled stream by [`Replay`].
//!
//! ```text
//! rules    every rule by its key           charges | habits | places | bills | standing
//! past     what was usual before a row     ranked | seen
//! score    how odd a charge is             points (scripts/alerts/fit.py) | why
//! scene    the day, the level, what recurs       streams
//! notice   an alert as it is shown, and its answers
//! replay   the score on any stream
//! ```

mod notice;
mod past;
mod points;
mod ranked;
mod replay;
mod rules;
mod scene;
mod score;
mod seen;
mod streams;
mod why;
mod words;

use std::collections::{HashMap, HashSet};

use crate::domain::{AlertState, Book, Clean, TxnId};
use crate::insights::recurring::Known;
use crate::insights::transfers::paired;

pub use notice::{Answer, Notice, Origin};
pub use replay::{Movement, Replay, Verdict};
pub use rules::{RULES, Rule};
pub use scene::Watch;
pub use seen::Zone;

use past::Past;
use rules::{Look, Told};
use scene::{Scene, Standing, Stream};
use seen::Seen;

/// Every alert of the loaded rows, answered ones included, newest first; of one day the most pressing first. `known` is what recurs in
/// the book on that day.
///
/// A row has one alert at most, of the first rule that speaks; a stream one a rule, of a charge that no other spoke of; a standing matter
/// one a rule. Alerts that a provider sent stand among them, see [`Origin`].
pub fn alerts(book: &Book, known: &[Known], watch: &Watch<'_>) -> Vec<Notice> {
    let (pairs, streams) = (paired(book), streams::streams(book, known, watch.clock.today));
    of_scene(&Scene { book, streams: &streams, pairs: &pairs, watch: *watch })
}

fn of_scene(scene: &Scene<'_>) -> Vec<Notice> {
    let rows = seen::in_order(scene);
    let mut found = of_rows(scene, &rows);
    let days: HashMap<TxnId, &Seen<'_>> = rows.iter().map(|seen| (seen.row.id, seen)).collect();
    let mut spoken: HashSet<TxnId> = found.iter().filter_map(|notice| notice.rows.first().copied()).collect();
    for rule in RULES {
        match rule.look {
            Look::Row(_) => {}
            Look::Stream(look) => {
                let told = scene.streams.iter().filter_map(|stream| Some((stream, look(stream, scene)?)));
                let fresh = |(_, told): &(&Stream, Told)| told.with.first().is_none_or(|row| spoken.insert(*row));
                found.extend(told.filter(fresh).map(|(stream, told)| of_stream(rule, stream, &told, scene, &days)));
            }
            Look::Book(look) => found.extend(look(scene).into_iter().map(|standing| of_standing(rule, standing))),
        }
    }
    found.extend(of_banks(scene));
    for notice in &mut found {
        notice.answer = notice.answer.or_else(|| notice.answered(&scene.book.edits));
    }
    found.sort_by(|a, b| (b.day, b.severity, &a.key).cmp(&(a.day, a.severity, &b.key)));
    found
}

fn of_rows(scene: &Scene<'_>, rows: &[Seen<'_>]) -> Vec<Notice> {
    let mut past = Past::new(scene.watch.level);
    let mut found = Vec::new();
    for seen in rows {
        let speaks = RULES.iter().filter(|_| !seen.is_dropped()).find_map(|rule| match rule.look {
            Look::Row(look) => Some((rule, look(&past, seen)?)),
            Look::Stream(_) | Look::Book(_) => None,
        });
        let notice = speaks.map(|(rule, told)| of_row(rule, seen, &told));
        let answer = notice.as_ref().and_then(|notice| notice.answered(&scene.book.edits));
        past.add(*seen, answer == Some(Answer::NotMe));
        found.extend(notice);
    }
    found
}

fn of_row(rule: &Rule, seen: &Seen<'_>, told: &Told) -> Notice {
    Notice {
        day: seen.day,
        rows: std::iter::once(seen.row.id).chain(told.with.iter().copied()).collect(),
        account: Some(seen.row.account),
        merchant: seen.merchant.cloned(),
        silence: seen.merchant.map(|merchant| silence(rule, merchant)),
        ..bare(rule, &seen.row.id.to_string(), told)
    }
}

/// A stream's alert belongs to the day of the charge that it speaks of; one of a missing charge to the day of its absence.
fn of_stream(rule: &Rule, stream: &Stream, told: &Told, scene: &Scene<'_>, days: &HashMap<TxnId, &Seen<'_>>) -> Notice {
    let charge = told.with.first().copied();
    let day = charge.and_then(|row| days.get(&row)).map(|seen| seen.day).or(stream.awaited);
    let last = stream.charges.last().map(|charge| charge.row);
    let about = charge.or(last).map(|row| row.to_string()).unwrap_or_default();
    Notice {
        day: day.unwrap_or(scene.today()),
        rows: charge.or(last).into_iter().collect(),
        account: Some(stream.account),
        merchant: Some(stream.who.clone()),
        silence: Some(silence(rule, &stream.who)),
        ..bare(rule, &about, told)
    }
}

fn of_standing(rule: &Rule, standing: Standing) -> Notice {
    Notice {
        day: standing.day,
        rows: standing.row.into_iter().collect(),
        account: standing.account,
        connection: standing.connection,
        ..bare(rule, &standing.name, &standing.told)
    }
}

/// An alert of a rule that is about nothing yet.
fn bare(rule: &Rule, about: &str, told: &Told) -> Notice {
    Notice {
        key: Clean::new(&format!("{}:{about}", rule.key)),
        silence: None,
        rule: Clean::new(rule.key),
        origin: Origin::Ours,
        severity: rule.severity,
        day: chrono::NaiveDate::default(),
        rows: Vec::new(),
        account: None,
        connection: None,
        merchant: None,
        words: Clean::new(rule.words),
        baseline: Clean::new(&told.baseline),
        why: Clean::new(&told.why),
        answer: None,
    }
}

fn silence(rule: &Rule, merchant: &Clean) -> Clean {
    Clean::new(&format!("{}@{merchant}", rule.key))
}

/// What providers sent, word for word.
fn of_banks<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = Notice> + 'a {
    scene.book.alerts.values().map(|alert| {
        let row = alert.txn;
        let said: Vec<String> = alert.payload.iter().map(|(name, word)| format!("{name}: {word}")).collect();
        Notice {
            key: Clean::new(&format!("bank:{}", alert.id)),
            silence: None,
            rule: alert.rule.clone(),
            origin: Origin::Bank,
            severity: alert.severity,
            day: alert.created.with_timezone(&(scene.watch.zone)(alert.created)).date_naive(),
            rows: row.into_iter().collect(),
            account: alert.account,
            connection: alert.connection.clone(),
            merchant: None,
            words: alert.rule.clone(),
            baseline: Clean::new("the bank's own alert"),
            why: Clean::new(&said.join("; ")),
            answer: (alert.state == AlertState::Dismissed).then_some(Answer::Me),
        }
    })
}

#[cfg(test)]
mod book_tests;
#[cfg(test)]
mod tests;
