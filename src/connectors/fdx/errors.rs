//! FDX's errors by status and code: who must act, and in what words. A bank's own message is never passed on, since none says whom it was
//! written for.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::connectors::http::HttpError;
use crate::connectors::{PullError, words};
use crate::domain::{ConnectionId, ProblemKind};

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    Http(HttpError),
    /// FDX's error entity, with its status.
    Told {
        status: u16,
        code: i64,
        error: HttpError,
    },
    /// An answer of another shape than FDX's.
    Malformed(&'static str),
    /// What is to be said already.
    Held(PullError),
}

/// Codes that speak of one account (FDX API specification, errors).
const NOT_FOUND: i64 = 701;
const CLOSED: i64 = 705;
const LOCKED: i64 = 706;

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        #[derive(Deserialize)]
        struct Entity {
            code: Value,
        }
        let HttpError::Status { code: status, raw, .. } = &error else { return Self::Http(error) };
        let code = serde_json::from_slice::<Entity>(raw).ok().and_then(|entity| match entity.code {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        });
        match code {
            Some(code) => Self::Told { status: *status, code, error },
            None => Self::Http(error),
        }
    }
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        Self::Held(error)
    }
}

impl Failure {
    /// True where the token is not accepted: another one may be.
    pub fn is_of_the_token(&self) -> bool {
        matches!(self, Self::Http(HttpError::Status { code: 401, .. }) | Self::Told { status: 401, .. })
    }

    /// What it says of one account, where it speaks of one: the others go on.
    pub fn of_account(&self) -> Option<(ProblemKind, &'static str)> {
        match self {
            Self::Told { code: CLOSED, .. } | Self::Http(HttpError::Status { code: 410, .. }) => {
                Some((ProblemKind::Notice, "The bank has closed this account: what is known of it stays."))
            }
            Self::Told { code: LOCKED, .. } => Some((
                ProblemKind::Unavailable,
                "The bank has locked this account: ask the bank. Its last figures stand.",
            )),
            Self::Told { code: NOT_FOUND, .. } | Self::Http(HttpError::Status { code: 404, .. }) => {
                Some((ProblemKind::Unavailable, "The bank does not give this account out: its last figures stand."))
            }
            _ => None,
        }
    }

    /// The problem that a person is shown.
    pub fn told_of(self, connection: Option<&ConnectionId>, now: DateTime<Utc>) -> PullError {
        match self {
            Self::Held(error) => error,
            Self::Malformed(what) => words::broken("The bank", what),
            Self::Told { status: 401 | 403, .. } | Self::Http(HttpError::Status { code: 401 | 403, .. }) => {
                let words =
                    format!("The bank does not accept this consent any more: {}.", words::again("fdx", connection));
                PullError::new(ProblemKind::NeedsReauth, &words)
            }
            Self::Told { error, .. } | Self::Http(error) => error.told_of("The bank", now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Clean;

    fn status(code: u16, raw: &str) -> Failure {
        HttpError::Status { code, retry_after: None, said: Clean::new(""), raw: raw.as_bytes().to_vec() }.into()
    }

    #[test]
    fn every_status_and_code_asks_for_its_own_act() {
        for (code, raw, expected) in [
            (401, r#"{"code":"602","message":"Customer not authorized"}"#, ProblemKind::NeedsReauth),
            (403, "", ProblemKind::NeedsReauth),
            (429, r#"{"code":1207,"message":"hunter2"}"#, ProblemKind::RateLimited { until: None }),
            (500, r#"{"code":500,"message":"hunter2"}"#, ProblemKind::Unavailable),
            (503, "<html>", ProblemKind::Unavailable),
        ] {
            let failure = status(code, raw);
            assert_eq!(failure.of_account(), None, "{code}");
            let problem =
                failure.told_of(ConnectionId::new("mine").as_ref(), "2026-11-22T12:00:00Z".parse().unwrap()).0;
            assert_eq!(problem.kind, expected, "{code}");
            assert!(!problem.message.as_str().contains("hunter2"), "{}", problem.message);
            let named = problem.message.as_str().contains("'passbook connect fdx --name mine'");
            assert_eq!(named, expected == ProblemKind::NeedsReauth, "{}", problem.message);
        }
        for (code, raw, expected) in [
            (409, r#"{"code":705}"#, ProblemKind::Notice),
            (403, r#"{"code":"706"}"#, ProblemKind::Unavailable),
            (404, r#"{"code":701}"#, ProblemKind::Unavailable),
            (404, "", ProblemKind::Unavailable),
        ] {
            assert_eq!(status(code, raw).of_account().map(|(kind, _)| kind), Some(expected), "{code} {raw}");
        }
    }
}
