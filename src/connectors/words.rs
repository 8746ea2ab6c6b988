//! Words that several connectors say of the same thing, so that a person reads them once.

use super::PullError;
use crate::domain::{ConnectionId, ProblemKind};

/// An answer that is not what its provider documents; `what` says where.
pub(super) fn broken(whose: &str, what: &str) -> PullError {
    let words = format!("{whose}'s answer breaks its contract: {what}. Nothing of it was stored.");
    PullError::new(ProblemKind::Malformed, &words)
}

/// How to sign in again: the command for a connection that has its name, and while linking the same once more.
pub(super) fn again(kind: &str, connection: Option<&ConnectionId>) -> String {
    connection.map_or_else(
        || "run this command again".to_owned(),
        |name| format!("run 'passbook connect {kind} --name {name}', which keeps what is known"),
    )
}

/// What to do about a link that is gone at the provider: the commands, with the connection's name where it has one already.
pub(super) fn anew(kind: &str, connection: Option<&ConnectionId>) -> String {
    connection.map_or_else(
        || "run this command again".to_owned(),
        |name| format!("run 'passbook disconnect {name} --only-here', then 'passbook connect {kind} --name {name}'"),
    )
}
