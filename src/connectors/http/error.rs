//! What can go wrong between us and a provider, and how a person is told. No variant carries an address, a credential or an answer.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::connectors::PullError;
use crate::domain::{Clean, Heard, ProblemKind};

/// Why a request brought no answer that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address is not one of this connection's; no socket was opened.
    #[error("an address that is not this connection's was refused")]
    Refused,
    /// The program forbids the request: the day's budget is spent, or `--offline`. No socket was opened.
    #[error("{0}")]
    Held(PullError),
    /// No connection: no network, no such name, nobody listens. Nothing was sent.
    #[error("no connection")]
    Offline,
    /// The overall deadline passed.
    #[error("no whole answer in time")]
    Timeout,
    /// No TLS session: the certificate could not be verified, or the other end speaks no TLS. Nothing was sent.
    #[error("no secure connection")]
    Tls,
    /// The connection broke before the whole answer came, or what came is no HTTP.
    #[error("the answer broke off")]
    Broken,
    /// Status 206, though no part was asked for: what is not there may still exist.
    #[error("the answer is only a part")]
    Part,
    /// Compressed although we asked for nothing of the kind.
    #[error("the answer is compressed")]
    Encoded,
    /// More than [`Limits::body`](super::Limits::body), or headers of more than 64 KiB.
    #[error("the answer is too large")]
    TooLarge,
    /// An answer that points elsewhere; redirects are never followed.
    #[error("the answer is a redirect")]
    Redirect,
    /// Any other status than 2xx.
    #[error("status {code}")]
    Status {
        code: u16,
        /// As the answer asks, at most a day.
        retry_after: Option<Duration>,
        /// Beginning of the answer's text, for a connector that knows its provider's words; empty for a web page.
        said: Clean,
        /// The same beginning as it was sent, for a connector that reads its provider's error shape. Never shown.
        raw: Vec<u8>,
    },
}

impl From<PullError> for HttpError {
    fn from(held: PullError) -> Self {
        Self::Held(held)
    }
}

impl HttpError {
    /// How the request ended, and how many bytes of an answer came: unreached only when it surely did not reach the provider, which
    /// therefore did not count it.
    pub(super) fn heard(&self) -> (Heard, usize) {
        match self {
            Self::Offline | Self::Tls => (Heard::Unreached, 0),
            Self::Status { code, raw, .. } => (Heard::Status(*code), raw.len()),
            _ => (Heard::Broken, 0),
        }
    }

    /// The problem that a person is shown, with `who` as the provider's name. A connector maps the statuses that mean something
    /// special to its provider before it falls back on this.
    pub fn told_of(self, who: &str, now: DateTime<Utc>) -> PullError {
        let (kind, words) = match self {
            Self::Held(held) => return held,
            Self::Refused => (
                ProblemKind::Config,
                "An address that does not belong to the connection to {who} was refused: link the connection again.",
            ),
            Self::Offline => (ProblemKind::Offline, "No connection to {who}: check the network."),
            Self::Timeout => (ProblemKind::Offline, "{who} sent no whole answer in time: try again later."),
            Self::Tls => (
                ProblemKind::Offline,
                "No secure connection to {who}: its certificate could not be verified. Nothing was sent; a network that \
                 intercepts traffic can be the cause.",
            ),
            Self::Broken => (ProblemKind::Offline, "The connection to {who} broke off: try again later."),
            Self::Part => (
                ProblemKind::Unavailable,
                "{who} gave only a part of the answer; nothing of it was stored: try again later.",
            ),
            Self::Encoded => {
                (ProblemKind::Malformed, "{who} answered in a form that was not asked for; nothing of it was stored.")
            }
            Self::TooLarge => {
                (ProblemKind::Malformed, "{who} sent more than can be accepted; nothing of it was stored.")
            }
            Self::Redirect => (
                ProblemKind::Malformed,
                "{who} answered with a redirect, which is never followed. A network that asks for a login in the browser \
                 can be the cause.",
            ),
            Self::Status { code, retry_after, .. } => return status(who, code, retry_after, now),
        };
        PullError::new(kind, &words.replace("{who}", who))
    }
}

fn status(who: &str, code: u16, retry_after: Option<Duration>, now: DateTime<Utc>) -> PullError {
    let until =
        retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()).and_then(|wait| now.checked_add_signed(wait));
    match code {
        429 => PullError::new(ProblemKind::RateLimited { until }, &format!("{who} asks to be asked less often.")),
        503 if until.is_some() => {
            PullError::new(ProblemKind::RateLimited { until }, &format!("{who} asks to be tried again later."))
        }
        401 | 403 => PullError::new(
            ProblemKind::NeedsReauth,
            &format!("{who} refuses the credentials (status {code}): link the connection again."),
        ),
        402 => PullError::new(ProblemKind::NeedsSubscription, &format!("{who} wants to be paid (status 402).")),
        500.. => PullError::new(ProblemKind::Unavailable, &format!("{who} has trouble of its own (status {code}).")),
        _ => PullError::new(ProblemKind::Unavailable, &format!("{who} refused the request (status {code}).")),
    }
}
