//! Enable Banking's errors by code: who must act, and in what words. Its own message is not passed on, since it can repeat what was sent.

use chrono::{DateTime, NaiveTime, Utc};
use serde::Deserialize;

use crate::connectors::http::HttpError;
use crate::connectors::{PullError, words};
use crate::domain::{Clean, ConnectionId, ProblemKind};

/// The body of an answer that is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    /// A word: `EXPIRED_SESSION`.
    pub error: Option<String>,
    pub message: Option<String>,
}

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    Http(HttpError),
    Told(HttpError, Told),
    /// What is wrong on this side: a key that does not sign.
    Held(PullError),
    Malformed(&'static str),
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        let HttpError::Status { raw, .. } = &error else { return Self::Http(error) };
        match serde_json::from_slice::<Told>(raw) {
            Ok(told) if told.error.is_some() || told.message.is_some() => Self::Told(error, told),
            _ => Self::Http(error),
        }
    }
}

/// What a code asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    SignIn,
    TooOften,
    Wait,
    Keys,
    Fault,
}

impl Failure {
    fn code(&self) -> &str {
        match self {
            Self::Told(_, told) => told.error.as_deref().unwrap_or_default(),
            _ => "",
        }
    }

    /// True where fewer days must be asked for.
    pub fn is_of_the_period(&self) -> bool {
        self.code() == "WRONG_TRANSACTIONS_PERIOD"
    }

    /// True where the session is over already.
    pub fn is_of_the_end(&self) -> bool {
        matches!(self.code(), "EXPIRED_SESSION" | "CLOSED_SESSION" | "REVOKED_SESSION" | "SESSION_DOES_NOT_EXIST")
    }

    /// True where one account fails and the others may not.
    pub fn is_of_the_account(&self) -> bool {
        self.code().starts_with("ASPSP_") && matches!(self.class(), Class::Wait | Class::TooOften)
            || matches!(self, Self::Told(HttpError::Status { code: 429 | 500.., .. }, _))
    }

    fn class(&self) -> Class {
        let Self::Told(HttpError::Status { code, .. }, _) = self else { return Class::Fault };
        match self.code() {
            "EXPIRED_SESSION"
            | "CLOSED_SESSION"
            | "REVOKED_SESSION"
            | "SESSION_DOES_NOT_EXIST"
            | "ACCESS_DENIED"
            | "ASPSP_PSU_ACTION_REQUIRED"
            | "INVALID_AUTHORIZATION_CODE" => Class::SignIn,
            "ASPSP_RATE_LIMIT_EXCEEDED" => Class::TooOften,
            "ASPSP_ERROR" | "ASPSP_TIMEOUT" | "ASPSP_ACCOUNT_NOT_ACCESSIBLE" => Class::Wait,
            "UNAUTHORIZED_ACCESS" | "REDIRECT_URI_NOT_ALLOWED" => Class::Keys,
            word if word.starts_with("WRONG_") => Class::Fault,
            word if word.starts_with("ASPSP_") => Class::Wait,
            _ => match code {
                401 | 403 => Class::Keys,
                429 => Class::TooOften,
                500.. => Class::Wait,
                _ => Class::Fault,
            },
        }
    }

    /// The problem that a person is shown.
    pub fn told_of(self, connection: Option<&ConnectionId>, now: DateTime<Utc>) -> PullError {
        let class = self.class();
        let code = Clean::new(self.code());
        let again = sign_in(connection);
        match self {
            Self::Held(held) => return held,
            Self::Malformed(what) => return broken(what),
            Self::Http(error) => return error.told_of("Enable Banking", now),
            Self::Told(..) => {}
        }
        let (kind, words) = match class {
            Class::SignIn => (ProblemKind::NeedsReauth, format!("The bank's consent has ended ({code}): {again}.")),
            Class::TooOften => (
                ProblemKind::RateLimited { until: midnight(now) },
                "The bank lets itself be asked four times a day while you are not there, and has been: more comes tomorrow."
                    .to_owned(),
            ),
            Class::Wait => (
                ProblemKind::Unavailable,
                format!("The bank does not answer Enable Banking just now ({code}): its last figures stand."),
            ),
            Class::Keys => (
                ProblemKind::Config,
                format!(
                    "Enable Banking refuses the application or its key ({code}): look in its control panel whether the application \
                     is active, its redirect address is listed and your accounts are linked to it; then {again}."
                ),
            ),
            Class::Fault => (
                ProblemKind::Malformed,
                format!("Enable Banking refused a request of passbook's ({code}): please report it."),
            ),
        };
        PullError::new(kind, &words)
    }
}

/// How to sign in again.
pub(super) fn sign_in(connection: Option<&ConnectionId>) -> String {
    words::again("enablebanking", connection)
}

/// The next midnight in UTC, when quotas begin anew.
fn midnight(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(now.date_naive().succ_opt()?.and_time(NaiveTime::MIN).and_utc())
}

/// An answer that breaks the contract.
pub(super) fn broken(what: &str) -> PullError {
    words::broken("Enable Banking", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_reference_asks_for_its_own_act() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let tomorrow = ProblemKind::RateLimited { until: "2026-11-23T00:00:00Z".parse().ok() };
        for (status, code, expected) in [
            (401, "EXPIRED_SESSION", ProblemKind::NeedsReauth),
            (401, "CLOSED_SESSION", ProblemKind::NeedsReauth),
            (401, "REVOKED_SESSION", ProblemKind::NeedsReauth),
            (403, "ACCESS_DENIED", ProblemKind::NeedsReauth),
            (400, "ASPSP_PSU_ACTION_REQUIRED", ProblemKind::NeedsReauth),
            (429, "ASPSP_RATE_LIMIT_EXCEEDED", tomorrow),
            (400, "ASPSP_ERROR", ProblemKind::Unavailable),
            (408, "ASPSP_TIMEOUT", ProblemKind::Unavailable),
            (500, "SOMETHING_NEW", ProblemKind::Unavailable),
            (403, "SOMETHING_NEW", ProblemKind::Config),
            (401, "UNAUTHORIZED_ACCESS", ProblemKind::Config),
            (422, "WRONG_REQUEST_PARAMETERS", ProblemKind::Malformed),
        ] {
            let raw = format!(r#"{{"code":{status},"error":"{code}","message":"hunter2","detail":"hunter2"}}"#);
            let raw = raw.into_bytes();
            let failure =
                Failure::from(HttpError::Status { code: status, retry_after: None, said: Clean::new(""), raw });
            let problem = failure.told_of(ConnectionId::new("mine").as_ref(), now).0;
            assert_eq!(problem.kind, expected, "{code}");
            assert!(!problem.message.as_str().contains("hunter2"), "{}", problem.message);
        }
    }
}
