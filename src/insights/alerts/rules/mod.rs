//! Rules.
pub(super) const BURST: &str = "burst";
pub(super) const UNUSUAL: &str = "unusual-amount";
