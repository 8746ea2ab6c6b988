//! The simulated banks as a server on loopback: one seeded world through the protocol of each provider, for this program's own
//! connectors and for any other client. A face is pure, state and request in, answer out, so that it is tested without a socket.

mod control;
mod enablebanking;
mod fdx;
mod grants;
mod paypal;
mod plaid;
mod quota;
mod simplefin;
mod state;
mod teller;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

pub use grants::Grant;
pub use state::{Certificates, Fault, State};

use crate::domain::Clock;
use crate::loopback::{Asked, Listener, Reply, Serving};

/// A protocol that the world is served through: its row in [`FACES`].
pub struct Face {
    /// The first part of its paths, and the kind of connection that reads it: `simplefin`.
    pub kind: &'static str,
    /// One line for lists.
    pub about: &'static str,
    /// Answers a request whose path is given without the face's own part: `/accounts`.
    pub answer: fn(&mut State, &Asked) -> Reply,
    /// What `passbook connect KIND` must be told to link to this server, which is reached at `origin`.
    pub answers: fn(&mut State, origin: &str) -> Vec<Answers>,
}

/// One connection's answers. A kind that links one bank at a time has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// The bank's slug, where it is one bank's.
    pub bank: Option<&'static str>,
    /// Keys of the kind's fields with their values.
    pub fields: BTreeMap<&'static str, String>,
}

/// Every protocol that the world is served through.
pub const FACES: &[Face] = &[simplefin::FACE, plaid::FACE, teller::FACE, fdx::FACE, paypal::FACE, enablebanking::FACE];

/// What a face says of linking to it; of a server that speaks TLS with the authority to trust, where the kind takes one.
pub fn answers(state: &mut State, face: &Face, origin: &str) -> Vec<Answers> {
    let mut answers = (face.answers)(state, origin);
    if let Some(files) = state.certificates() {
        for answer in answers.iter_mut().filter(|answer| answer.fields.contains_key("address")) {
            answer.fields.insert("ca", files.authority.clone());
        }
    }
    answers
}

/// Serves on that listener. The clock is read at each request; virtual time follows it as [`State::tick`] says.
pub fn serve(
    listener: Listener,
    state: State,
    clock: impl Fn() -> Clock + Send + Sync + 'static,
) -> io::Result<Serving> {
    let state = Arc::new(Mutex::new(state));
    listener.serve(move |asked| {
        // a face that panicked has lost one request; the state is whole, since faces change it in single steps
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.tick(clock());
        route(&mut state, asked)
    })
}

/// Hands a request to the face that its path names.
pub fn route(state: &mut State, asked: &Asked) -> Reply {
    let mut parts = asked.path.trim_start_matches('/').splitn(2, '/');
    let first = parts.next().unwrap_or_default();
    let below = Asked { path: format!("/{}", parts.next().unwrap_or_default()), ..asked.clone() };
    match FACES.iter().find(|face| face.kind == first) {
        Some(face) => (face.answer)(state, &below),
        None if first == "sandbox" => control::answer(state, &below),
        None if first.is_empty() => Reply::text(200, &table_of_contents(&asked.origin())),
        None => Reply::text(404, "no such protocol; GET / lists them\n"),
    }
}

fn table_of_contents(origin: &str) -> String {
    let lines = FACES.iter().map(|face| format!("{origin}/{}  {}\n", face.kind, face.about));
    let head = format!("passbook's simulated banks; {origin}/sandbox/clock moves their time\n");
    std::iter::once(head).chain(lines).collect()
}
