//! The dashboard and the subcommands meet the world here: event loop, tasks, terminal, clock, randomness, paths. Everything below
//! this room is values in, values out; everything above it only prints.

mod clock;
mod dashboard;
mod desk;
mod files;
mod keeper;
mod link;
mod moving;
mod names;
mod once;
mod outside;
mod paths;
mod pull;
mod random;
mod schedule;
mod sharing;
mod signals;
mod terminal;
#[cfg(test)]
mod tests;
mod watch;

pub use clock::Wall;
pub use dashboard::{Ending, Opening, Reread, Settled, doors, run, standards};
pub use desk::{Desk, Office};
pub use files::replace;
pub use keeper::{ChangeError, Keeper};
pub use link::{Link, SANDBOX, authority, resolve, unknown_scenario};
pub use moving::MoveFailure;
pub use names::Names;
pub use once::{revoke_once, sync_once, try_once};
pub use paths::{Paths, expand};
pub use pull::{Outcome, Surroundings};
pub use random::{number as random_number, unguessable};
pub use schedule::jitter_of;
pub use sharing::Request as SharedRequest;
