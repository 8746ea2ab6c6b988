//! Plaid's errors by type and code: who must act, and in what words. The provider's own message is passed on only where it was written
//! for the person (`display_message`); its request id always is, since Plaid's support asks for it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::connectors::http::HttpError;
use crate::connectors::{PullError, words};
use crate::domain::{Clean, ConnectionId, ProblemKind};

/// The body of an answer that is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub error_type: String,
    pub error_code: String,
    pub error_code_reason: Option<String>,
    pub error_message: Option<String>,
    pub display_message: Option<String>,
    pub request_id: Option<String>,
}

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    Http(HttpError),
    Told(Told),
    /// An answer of another shape than Plaid's.
    Malformed(&'static str),
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        let HttpError::Status { raw, .. } = &error else { return Self::Http(error) };
        match serde_json::from_slice::<Told>(raw) {
            Ok(told) if !told.error_code.is_empty() => Self::Told(told),
            _ => Self::Http(error),
        }
    }
}

impl Failure {
    /// True for an error of that code.
    pub fn is(&self, code: &str) -> bool {
        matches!(self, Self::Told(told) if told.error_code == code)
    }

    /// True where the cursor is none of this item's any more: everything is fetched anew.
    pub fn is_of_the_cursor(&self) -> bool {
        matches!(self, Self::Told(told) if told.error_code == "INVALID_FIELD"
            && told.error_message.as_ref().is_some_and(|words| words.to_ascii_lowercase().contains("cursor")))
    }

    /// The problem that a person is shown.
    pub fn told_of(self, connection: Option<&ConnectionId>, now: DateTime<Utc>) -> PullError {
        match self {
            Self::Http(error) => error.told_of("Plaid", now),
            Self::Malformed(what) => words::broken("Plaid", what),
            Self::Told(told) => told.problem(connection, now),
        }
    }
}

/// What a code asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Sign in at the bank again: the link itself stands.
    SignIn,
    /// The link is gone: link anew.
    LinkAnew,
    Wait,
    TooOften,
    /// The keys, or what they may do.
    Keys,
    /// A request that Plaid does not take.
    Fault,
}

impl Told {
    pub fn problem(&self, connection: Option<&ConnectionId>, now: DateTime<Utc>) -> PullError {
        let again = words::again("plaid", connection);
        let anew = words::anew("plaid", connection);
        let code = Clean::new(&self.error_code);
        let (kind, words) = match self.class() {
            Class::SignIn => (ProblemKind::NeedsReauth, format!("The bank wants you to sign in again: {again}.")),
            Class::LinkAnew => {
                (ProblemKind::NeedsReauth, format!("Plaid no longer has this link to the bank ({code}): {anew}."))
            }
            Class::Wait => (
                ProblemKind::Unavailable,
                format!("The bank does not answer Plaid just now ({code}): its last figures stand."),
            ),
            Class::TooOften => (
                ProblemKind::RateLimited { until: now.checked_add_signed(TimeDelta::minutes(1)) },
                "Plaid asks to be asked less often.".to_owned(),
            ),
            Class::Keys => (
                ProblemKind::Config,
                format!(
                    "Plaid refuses the keys or what they may do ({code}): look at dashboard.plaid.com, then {again}."
                ),
            ),
            Class::Fault => {
                (ProblemKind::Malformed, format!("Plaid refused a request of passbook's ({code}): please report it."))
            }
        };
        let shown = self.display_message.as_deref().and_then(Clean::non_empty);
        let shown = shown.map(|shown| format!(" Plaid says: {shown}")).unwrap_or_default();
        let request = self.request_id.as_deref().and_then(Clean::non_empty);
        let request = request.map(|id| format!(" [request {id}]")).unwrap_or_default();
        PullError::new(kind, &format!("{words}{shown}{request}"))
    }

    /// By the code; an unknown code by its type.
    fn class(&self) -> Class {
        if self.error_code_reason.as_deref().is_some_and(|reason| reason.starts_with("OAUTH_USER_REVOKED")) {
            return Class::LinkAnew;
        }
        match self.error_code.as_str() {
            "ITEM_LOGIN_REQUIRED"
            | "INVALID_CREDENTIALS"
            | "INVALID_MFA"
            | "ITEM_LOCKED"
            | "USER_SETUP_REQUIRED"
            | "INSUFFICIENT_CREDENTIALS"
            | "ACCESS_NOT_GRANTED"
            | "INVALID_UPDATED_USERNAME"
            | "NO_ACCOUNTS"
            | "USER_INPUT_TIMEOUT"
            | "PENDING_EXPIRATION"
            | "PENDING_DISCONNECT"
            | "ADDITIONAL_CONSENT_REQUIRED" => Class::SignIn,
            "ITEM_NOT_FOUND"
            | "INVALID_ACCESS_TOKEN"
            | "ITEM_NOT_SUPPORTED"
            | "INSTITUTION_NO_LONGER_SUPPORTED"
            | "USER_PERMISSION_REVOKED" => Class::LinkAnew,
            "PRODUCT_NOT_READY"
            | "INSTITUTION_DOWN"
            | "INSTITUTION_NOT_RESPONDING"
            | "INSTITUTION_NOT_AVAILABLE"
            | "INTERNAL_SERVER_ERROR"
            | "PLANNED_MAINTENANCE"
            | "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION" => Class::Wait,
            "INVALID_API_KEYS"
            | "UNAUTHORIZED_ENVIRONMENT"
            | "PRODUCTS_NOT_SUPPORTED"
            | "INVALID_PRODUCT"
            | "UNAUTHORIZED_ROUTE_ACCESS"
            | "INSTITUTION_REGISTRATION_REQUIRED" => Class::Keys,
            code if code.ends_with("_LIMIT") => Class::TooOften,
            _ => match self.error_type.as_str() {
                "RATE_LIMIT_EXCEEDED" | "RATE_LIMIT_ERROR" => Class::TooOften,
                "INSTITUTION_ERROR" | "API_ERROR" => Class::Wait,
                "ITEM_ERROR" => Class::SignIn,
                _ => Class::Fault,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_the_reference_asks_for_its_own_act() {
        let wait = ProblemKind::RateLimited { until: Some("2026-11-22T12:01:00Z".parse().unwrap()) };
        for (kind, code, expected) in [
            ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED", ProblemKind::NeedsReauth),
            ("ITEM_ERROR", "SOMETHING_NEW", ProblemKind::NeedsReauth),
            ("ITEM_ERROR", "ITEM_NOT_FOUND", ProblemKind::NeedsReauth),
            ("INVALID_INPUT", "INVALID_ACCESS_TOKEN", ProblemKind::NeedsReauth),
            ("ITEM_ERROR", "PRODUCT_NOT_READY", ProblemKind::Unavailable),
            ("INSTITUTION_ERROR", "INSTITUTION_DOWN", ProblemKind::Unavailable),
            ("INSTITUTION_ERROR", "SOMETHING_NEW", ProblemKind::Unavailable),
            ("API_ERROR", "INTERNAL_SERVER_ERROR", ProblemKind::Unavailable),
            ("RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT", wait.clone()),
            ("RATE_LIMIT_EXCEEDED", "RATE_LIMIT", wait.clone()),
            ("INVALID_INPUT", "INVALID_API_KEYS", ProblemKind::Config),
            ("ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", ProblemKind::Config),
            ("INVALID_REQUEST", "UNKNOWN_FIELDS", ProblemKind::Malformed),
            ("SOMETHING", "NEW", ProblemKind::Malformed),
        ] {
            let told = Told {
                error_type: kind.into(),
                error_code: code.into(),
                error_message: Some("hunter2".into()),
                request_id: Some("r1".into()),
                ..Told::default()
            };
            let problem = told.problem(ConnectionId::new("mine").as_ref(), "2026-11-22T12:00:00Z".parse().unwrap()).0;
            assert_eq!(problem.kind, expected, "{code}");
            let words = problem.message.as_str();
            assert!(words.ends_with("[request r1]") && !words.contains("hunter2"), "{words}");
        }
        let revoked = Told { error_code_reason: Some("OAUTH_USER_REVOKED_x".into()), ..Told::default() };
        assert_eq!(revoked.class(), Class::LinkAnew);
    }

    #[test]
    fn an_error_is_read_from_the_body_and_anything_else_is_an_error_of_transport() {
        let status =
            |raw: &[u8]| HttpError::Status { code: 400, retry_after: None, said: Clean::new(""), raw: raw.to_vec() };
        let told = Failure::from(status(br#"{"error_type":"ITEM_ERROR","error_code":"ITEM_LOGIN_REQUIRED","new":1}"#));
        assert!(told.is("ITEM_LOGIN_REQUIRED"));
        assert_eq!(Failure::from(status(b"<html>")), Failure::Http(status(b"<html>")));
        let stale = br#"{"error_type":"INVALID_REQUEST","error_code":"INVALID_FIELD","error_message":"cursor not associated with access_token"}"#;
        assert!(Failure::from(status(stale)).is_of_the_cursor());
    }
}
