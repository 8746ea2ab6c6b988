//! The dashboard: messages in, effects out, frames drawn from state. Knows no store, no connector and no clock.

mod app;
mod detail;
mod edits;
mod filter;
mod format;
pub mod frame;
mod fuzzy;
pub mod keymap;
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
mod widgets;

pub use app::App;
pub use msg::{Activity, Effect, Mode, Msg};
