//! The simulated banks: a seeded world of five banks, its scenarios, the state of every row at every moment.
//! Pure: a [`World`] is a function of a seed, a scenario and a calendar day, and every face of it (the connector in this process,
//! a server for other programs, a judge of what insights found) reads the same one.
//!
//! ```text
//! chance  clock  banks                      numbers, time, who keeps what
//! shops   descriptors -> everyday           purchases of a day, in each bank's words
//! plans   dealings   rare                   subscriptions and bills; pay, people, cash, wallet; fraud and other mishaps
//! closings                                  card payments and transfers that make balances known: no sum since the beginning
//! world -> view                             what a bank says at a moment, and what was true
//! serve                                     the same through each provider's protocol, over HTTP on loopback
//! ```

#![deny(clippy::float_arithmetic)] // money is exact here

mod banks;
mod chance;
mod clock;
mod closings;
mod dealings;
mod descriptors;
mod everyday;
mod movement;
mod plans;
mod rare;
mod scenario;
pub mod serve;
mod shops;
#[cfg(test)]
mod tests;
mod view;
mod world;

pub use banks::{CardPlan, Cents, Ids, Profile, SimAccount, SimBank};
pub use clock::{MIDNIGHT, Moment, OPENING};
pub use movement::{End, Foreign, Key, Movement, Truth};
pub use scenario::{Scenario, Trouble};
pub use view::{AccountView, BankView, RowView, Terms, TruthRow};
pub use world::{HISTORY_DAYS, World};
