//! `passbook recurring confirm | reject | end`: a person's word on one stream, which outlives new charges and new prices.

use chrono::NaiveDate;
use clap::Args;
use rust_decimal::Decimal;

use super::answers;
use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::output;
use crate::domain::Clean;
use crate::insights::{self, Known, Word};

/// A stream on the command line.
#[derive(Debug, Args)]
pub struct Which {
    /// The merchant, or who pays, as `passbook recurring` shows it, or a part of that
    pub who: String,
    /// Of several plans the one with this last amount
    #[arg(long)]
    pub amount: Option<Decimal>,
    /// Take your word back
    #[arg(long)]
    pub undo: bool,
}

/// Keeps a word on a stream.
pub fn say(global: &Global, which: &Which, word: Word) -> Result<u8, Failure> {
    let (session, mut keeper) = answers::open(global)?;
    let all = insights::known(keeper.book(), session.wall.read().today);
    let known = one(&all, which)?;
    let edit = known.say(if which.undo { None } else { Some(word) });
    keeper.edit(edit.ok_or_else(|| unusable("that stream has no rows".into()))?)?;
    let who = &known.stream.who;
    output::words(&match (which.undo, word) {
        (true, _) => format!("your word on {who} is taken back"),
        (_, Word::Confirmed) => format!("{who} is one of yours"),
        (_, Word::Denied) => format!("{who} is none, and in no list from now on; --undo takes that back"),
        (_, Word::Ended(on)) => format!("{who} ended on {on}: a charge after that raises an alert"),
    });
    Ok(exit::DONE)
}

/// The day on which a stream ended: today where nothing is said.
pub fn ended(global: &Global, on: Option<NaiveDate>) -> Word {
    Word::Ended(on.unwrap_or_else(|| crate::runtime::Wall::new(global.today).read().today))
}

/// The stream of that name: the whole name before parts of it.
fn one<'a>(all: &'a [Known], which: &Which) -> Result<&'a Known, Failure> {
    let wanted = which.who.to_lowercase();
    let name = |known: &Known| known.stream.who.as_str().to_lowercase();
    let amount =
        |known: &&Known| which.amount.is_none_or(|amount| known.stream.last_amount.amount().abs() == amount.abs());
    let whole: Vec<&Known> = all.iter().filter(|known| name(known) == wanted).filter(amount).collect();
    let found = if whole.is_empty() {
        all.iter().filter(|known| name(known).contains(&wanted)).filter(amount).collect()
    } else {
        whole
    };
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let who = Clean::new(&which.who);
            Err(unusable(format!("nothing of '{who}' recurs: `passbook recurring` lists what does")))
        }
        several => {
            let told =
                several.iter().map(|known| format!("{} {}", known.stream.who, known.stream.last_amount.magnitude()));
            let told: Vec<String> = told.collect();
            Err(unusable(format!("several are called so: {}; say which with --amount", told.join(", "))))
        }
    }
}
