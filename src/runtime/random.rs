//! Randomness of the system: for jitter, and for what nobody may guess.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::connectors::PullError;
use crate::domain::ProblemKind;

/// A random number. Where the system gives none, the middle: jitter is no secret and must not stop a sync.
pub fn number() -> u64 {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes),
        Err(_) => u64::MAX / 2,
    }
}

/// 32 random bytes as 43 letters of an address.
pub fn unguessable() -> Result<String, PullError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| {
        PullError::new(ProblemKind::NotKept, "This system gives no random numbers: nothing was sent, try again.")
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
