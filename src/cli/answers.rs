//! A person's word from the command line: the store opened to keep it, with every row read.

use std::time::Duration;

use super::args::Global;
use super::exit::{Failure, unusable};
use super::session::{Place, Session};
use crate::runtime::Keeper;

/// The store, loaded and open for an edit.
pub fn open(global: &Global) -> Result<(Session, Keeper), Failure> {
    if global.read_only {
        return Err(unusable("your word is kept in the store: leave --read-only out".into()));
    }
    let session = Session::plan(global, false)?;
    if session.place == Place::Memory {
        return Err(unusable("the sandbox without a config keeps nothing: name one with --config".into()));
    }
    let mut keeper = session.open(Duration::from_secs(5), "a word of yours")?;
    keeper.load_all()?;
    keeper.refresh_readings()?;
    Ok((session, keeper))
}
