//! Randomness of the system, for jitter.

/// A random number. Where the system gives none, the middle: jitter is no secret and must not stop a sync.
pub fn number() -> u64 {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes),
        Err(_) => u64::MAX / 2,
    }
}
