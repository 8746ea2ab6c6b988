//! The dashboard: messages in, effects out, frames drawn from state. Knows no store, no connector and no clock.

mod msg;

pub use msg::{Activity, Effect, Mode, Msg};
