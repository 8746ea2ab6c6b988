//! What looks wrong.

mod points;
mod ranked;
mod replay;
mod rules;
mod score;
mod why;

pub use replay::{Movement, Replay, Verdict};
