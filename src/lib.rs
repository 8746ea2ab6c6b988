//! passbook: every account of every bank in one terminal, owned by the person whose accounts they are.
//!
//! One crate, one direction: a room may import only the rooms named behind its `<-` (`tests/layers.rs` holds it).
//!
//! ```text
//! domain      money, accounts, transactions, batch, delta, edit, book       <- nothing of ours
//! loopback    HTTP served on this machine alone                             <- nothing of ours
//! insights    merchants, categories, spending, what recurs                  <- domain
//! config      what the config file says: pure parsing, the text is handed in <- domain
//! statements  statement files: bytes in, statements out                     <- domain config
//! store       sealed records in SQLite                                      <- domain
//! sync        what is due, and merge: pure                                  <- domain
//! sandbox     the simulated banks: a seeded world, its scenarios, its faces <- domain loopback
//! connectors  trait Connector, REGISTRY, one file or folder a protocol      <- domain loopback statements sandbox
//! tui         keymap, screens, app, frame                                   <- domain insights config
//! runtime     event loop, tasks, terminal, clock: where the world gets in   <- all above
//! cli         one file a subcommand                                         <- all
//! ```

pub mod cli;
pub mod config;
pub mod connectors;
pub mod domain;
pub mod insights;
pub mod loopback;
pub mod runtime;
pub mod sandbox;
pub mod statements;
pub mod store;
pub mod sync;
pub mod tui;
