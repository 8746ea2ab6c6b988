//! How a command ends: the one place that turns an error into words and a number.

use std::process::ExitCode;

use crate::store::StoreError;

/// Everything went well.
pub const DONE: u8 = 0;
/// Something failed; standard error says what.
pub const FAILED: u8 = 1;
/// The command line, the config or the terminal cannot be used.
pub const UNUSABLE: u8 = 2;
/// Done in part: some connection or file failed, the others did not.
pub const PARTLY: u8 = 3;
/// Another passbook holds the store.
pub const HELD: u8 = 4;

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Exit code 2.
    #[error("{0}")]
    Unusable(String),
    /// Exit code 4 when held by another, else 1.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Exit code 1.
    #[error("{0:#}")]
    Other(#[from] anyhow::Error),
}

/// A failure of the command line, the config or the terminal.
pub fn unusable(message: String) -> Failure {
    Failure::Unusable(message)
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Unusable(_) => UNUSABLE,
            Self::Store(StoreError::Locked { .. }) => HELD,
            Self::Store(_) | Self::Other(_) => FAILED,
        }
    }
}

/// Says what went wrong, if anything did, and gives the number to end with.
pub fn end(result: Result<u8, Failure>) -> ExitCode {
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            super::output::words(&format!("passbook: {failure}"));
            ExitCode::from(failure.code())
        }
    }
}
