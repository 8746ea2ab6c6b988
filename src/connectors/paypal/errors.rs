//! PayPal's errors, of its API and of its tokens, in words of ours. The id by which PayPal's support finds a request goes along; its own
//! message does not, since it repeats what was sent.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::connectors::http::HttpError;
use crate::connectors::{PullError, words};
use crate::domain::{Clean, ConnectionId, ProblemKind};

/// The body of an answer that is an error: of the API, or (`error`) of the token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub name: Option<String>,
    pub error: Option<String>,
    pub debug_id: Option<String>,
    pub details: Vec<Detail>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
    pub issue: Option<String>,
}

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    Http(HttpError),
    /// A status whose body says more.
    Told(HttpError, Told),
    /// What the program around us refuses.
    Held(PullError),
    /// An answer of another shape than PayPal's.
    Malformed(&'static str),
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        let HttpError::Status { raw, .. } = &error else { return Self::Http(error) };
        match serde_json::from_slice::<Told>(raw) {
            Ok(told) if told.name.is_some() || told.error.is_some() => Self::Told(error, told),
            _ => Self::Http(error),
        }
    }
}

impl Failure {
    /// True where another token may help: it ended early, or it is older than the app's leave to search.
    pub fn is_of_the_token(&self) -> bool {
        match self {
            Self::Http(HttpError::Status { code, .. }) => *code == 401,
            Self::Told(HttpError::Status { code, .. }, told) => *code == 401 || told.is("NOT_AUTHORIZED"),
            _ => false,
        }
    }

    /// True where fewer days must be asked for.
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::Told(_, told) if told.is("RESULTSET_TOO_LARGE"))
    }

    /// The problem that a person is shown.
    pub fn told_of(self, connection: Option<&ConnectionId>, now: DateTime<Utc>) -> PullError {
        let again = words::again("paypal", connection);
        let (error, told) = match self {
            Self::Held(held) => return held,
            Self::Malformed(what) => return broken(what),
            Self::Http(error) => (error, Told::default()),
            Self::Told(error, told) => (error, told),
        };
        let code = match &error {
            HttpError::Status { code, .. } => *code,
            _ => 0,
        };
        let said = Clean::new(told.name.as_deref().or(told.error.as_deref()).unwrap_or_default());
        let problem = match code {
            _ if told.is("NOT_AUTHORIZED") || told.is("PERMISSION_DENIED") => PullError::new(
                ProblemKind::Config,
                "The app may not read transactions: switch on Transaction Search at developer.paypal.com, Apps & Credentials. \
                 It can take some hours until that holds; passbook tries again with a new token.",
            ),
            401 => PullError::new(
                ProblemKind::NeedsReauth,
                &format!("PayPal refuses the client id or the secret: {again}."),
            ),
            400 | 404 | 422 => PullError::new(
                ProblemKind::Malformed,
                &format!("PayPal refused a request of passbook's ({said}): please report it."),
            ),
            _ => error.told_of("PayPal", now),
        };
        match told.debug_id.as_deref().and_then(Clean::non_empty) {
            Some(id) => PullError::new(problem.0.kind, &format!("{} [request {id}]", problem.0.message)),
            None => problem,
        }
    }
}

impl Told {
    /// True where its name or an issue is that word.
    fn is(&self, word: &str) -> bool {
        let issues = self.details.iter().filter_map(|detail| detail.issue.as_deref());
        self.name.as_deref().into_iter().chain(issues).any(|said| said == word)
    }
}

/// An answer that breaks the contract.
pub(super) fn broken(what: &str) -> PullError {
    words::broken("PayPal", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_reference_asks_for_its_own_act() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for (code, body, expected, word) in [
            (
                401,
                r#"{"error":"invalid_client","error_description":"hunter2"}"#,
                ProblemKind::NeedsReauth,
                "--name mine",
            ),
            (401, r#"{"name":"AUTHENTICATION_FAILURE","debug_id":"d1"}"#, ProblemKind::NeedsReauth, "[request d1]"),
            (403, r#"{"name":"NOT_AUTHORIZED","message":"hunter2"}"#, ProblemKind::Config, "Transaction Search"),
            (429, r#"{"name":"RATE_LIMIT_REACHED"}"#, ProblemKind::RateLimited { until: None }, "less often"),
            (500, r#"{"name":"INTERNAL_SERVER_ERROR","debug_id":"d2"}"#, ProblemKind::Unavailable, "[request d2]"),
            (503, "<html>", ProblemKind::Unavailable, "trouble"),
            (400, r#"{"name":"INVALID_REQUEST"}"#, ProblemKind::Malformed, "INVALID_REQUEST"),
        ] {
            let raw = body.as_bytes().to_vec();
            let failure = Failure::from(HttpError::Status { code, retry_after: None, said: Clean::new(""), raw });
            let problem = failure.told_of(ConnectionId::new("mine").as_ref(), now).0;
            assert_eq!(problem.kind, expected, "{code} {body}");
            let words = problem.message.as_str();
            assert!(words.contains(word) && !words.contains("hunter2"), "{words}");
        }
    }

    #[test]
    fn a_result_that_is_too_large_is_known_by_name_or_issue() {
        let of = |body: &str| {
            let raw = body.as_bytes().to_vec();
            Failure::from(HttpError::Status { code: 400, retry_after: None, said: Clean::new(""), raw })
        };
        assert!(of(r#"{"name":"RESULTSET_TOO_LARGE"}"#).is_too_large());
        assert!(of(r#"{"name":"INVALID_REQUEST","details":[{"issue":"RESULTSET_TOO_LARGE"}]}"#).is_too_large());
        assert!(!of(r#"{"name":"INVALID_REQUEST"}"#).is_too_large());
    }
}
