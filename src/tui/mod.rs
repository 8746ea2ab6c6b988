//! The dashboard: messages in, effects out, frames drawn from state. Knows no store, no connector and no clock.

mod acting;
mod app;
mod detail;
mod edits;
mod explained;
mod filter;
mod findings;
mod footer;
mod format;
pub mod frame;
mod fuzzy;
mod jump;
pub mod keymap;
mod lock;
mod marks;
mod msg;
mod news;
mod plain;
mod rows;
mod screen;
mod screens;
mod status;
mod table;
mod theme;
mod toasts;
mod totals;
mod welcome;
mod widgets;

pub use app::App;
pub use findings::{Findings, Question, Standards};
pub use msg::{Activity, Door, Effect, Mode, Msg, Settings};
