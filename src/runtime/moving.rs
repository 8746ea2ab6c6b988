//! Moving an account to another connection, in one transaction: planned first, so that a person sees what it would change.

use super::Keeper;
use crate::domain::Clock;
use crate::store::StoreError;
use crate::sync::moving::{self, Move, MoveError, Moved};

/// Why an account was not moved; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum MoveFailure {
    #[error(transparent)]
    Refused(#[from] MoveError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Keeper {
    /// What moving an account would change; every row must have been read.
    pub fn plan_move(&self, wanted: &Move, clock: Clock) -> Result<Moved, MoveFailure> {
        Ok(moving::change(&self.book, wanted, clock)?.1)
    }

    /// Moves an account; all of it or nothing.
    pub fn move_account(&mut self, wanted: &Move, clock: Clock) -> Result<Moved, MoveFailure> {
        self.load_all()?;
        let (mut delta, moved) = moving::change(&self.book, wanted, clock)?;
        self.fill_readings(&mut delta);
        self.commit(&delta)?;
        Ok(moved)
    }
}
