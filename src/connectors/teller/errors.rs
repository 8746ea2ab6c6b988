//! Teller's errors by status and code: who must act, and in what words. A bank that wants its customer again says so under a status of
//! its own (404), whose code tells why.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::connectors::http::HttpError;
use crate::connectors::{PullError, words};
use crate::domain::{ConnectionId, ProblemKind};

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// Teller's own word for it; empty where there is none.
    code: String,
    error: HttpError,
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        #[derive(Deserialize)]
        struct Body {
            error: Told,
        }
        #[derive(Deserialize)]
        struct Told {
            code: String,
        }
        let code = match &error {
            HttpError::Status { raw, .. } => serde_json::from_slice::<Body>(raw).map(|body| body.error.code).ok(),
            _ => None,
        };
        Self { code: code.unwrap_or_default(), error }
    }
}

impl Failure {
    fn status(&self) -> Option<u16> {
        match self.error {
            HttpError::Status { code, .. } => Some(code),
            _ => None,
        }
    }

    /// True where the bank has closed an account: its history stays.
    pub fn is_closed(&self) -> bool {
        self.status() == Some(410) || self.code.starts_with("account.closed")
    }

    /// True where there is nothing left to end.
    pub fn is_gone(&self) -> bool {
        matches!(self.status(), Some(401 | 403 | 404 | 410)) && !self.code.starts_with(DISCONNECTED)
    }

    /// True where it speaks of one account and not of the link, its token or the network: the others go on.
    pub fn is_of_one_account(&self) -> bool {
        matches!(self.status(), Some(404 | 422 | 500..)) && !self.code.starts_with(DISCONNECTED)
    }

    /// The problem that a person is shown.
    pub fn told_of(self, connection: Option<&ConnectionId>, now: DateTime<Utc>) -> PullError {
        let again = words::again("teller", connection);
        if let Some(why) = self.code.strip_prefix(DISCONNECTED) {
            let words = format!("The bank no longer lets Teller in: {}; {again}.", reason(why));
            return PullError::new(ProblemKind::NeedsReauth, &words);
        }
        match self.status() {
            Some(400) => PullError::new(
                ProblemKind::Config,
                "Teller refuses the request: outside of its sandbox it wants the client certificate of your application. Link the connection again with it.",
            ),
            Some(401 | 403) => PullError::new(
                ProblemKind::NeedsReauth,
                &format!("Teller no longer knows this link to the bank: {}.", words::anew("teller", connection)),
            ),
            Some(502) => PullError::new(
                ProblemKind::Unavailable,
                "The bank does not answer Teller just now: its last figures stand.",
            ),
            _ => self.error.told_of("Teller", now),
        }
    }
}

const DISCONNECTED: &str = "enrollment.disconnected";

/// What the end of a code says that the person must do.
fn reason(code: &str) -> &'static str {
    match code {
        ".account_locked" => "the account is locked, unlock it at the bank first",
        ".credentials_invalid" => "its password was changed",
        ".user_action.captcha_required" => "the bank wants a captcha to be solved",
        ".user_action.contact_information_required" => {
            "the bank wants your contact details, give them at its web site first"
        }
        ".user_action.mfa_required" => "the bank wants a second factor",
        ".user_action.web_login_required" => "the bank wants you to sign in at its web site first",
        ".user_action.insufficient_permissions" => "the person who signed in may not see these accounts",
        _ => "it wants you to sign in again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Clean;

    fn status(code: u16, word: &str) -> Failure {
        let raw = format!(r#"{{"error":{{"code":"{word}","message":"hunter2"}}}}"#).into_bytes();
        HttpError::Status { code, retry_after: None, said: Clean::new(""), raw }.into()
    }

    #[test]
    fn every_status_and_code_asks_for_its_own_act() {
        for (code, word, expected, part) in [
            (400, "bad_request", ProblemKind::Config, "certificate"),
            (401, "unauthorized", ProblemKind::NeedsReauth, "disconnect mine --only-here"),
            (403, "forbidden", ProblemKind::NeedsReauth, "connect teller --name mine"),
            (
                404,
                "enrollment.disconnected",
                ProblemKind::NeedsReauth,
                "sign in again; run 'passbook connect teller --name mine'",
            ),
            (404, "enrollment.disconnected.user_action.mfa_required", ProblemKind::NeedsReauth, "second factor"),
            (404, "enrollment.disconnected.something.new", ProblemKind::NeedsReauth, "sign in again"),
            (404, "not_found", ProblemKind::Unavailable, "Teller"),
            (429, "rate_limited", ProblemKind::RateLimited { until: None }, "less often"),
            (502, "bad_gateway", ProblemKind::Unavailable, "The bank"),
            (500, "", ProblemKind::Unavailable, "Teller"),
        ] {
            let name = ConnectionId::new("mine");
            let problem = status(code, word).told_of(name.as_ref(), "2026-11-22T12:00:00Z".parse().unwrap()).0;
            assert_eq!(problem.kind, expected, "{code} {word}");
            assert!(problem.message.as_str().contains(part), "{}", problem.message);
            assert!(!problem.message.as_str().contains("hunter2"), "{}", problem.message);
        }
    }

    #[test]
    fn what_is_closed_gone_or_of_one_account_is_told_apart() {
        assert!(status(410, "account.closed.by_bank").is_closed() && !status(404, "not_found").is_closed());
        assert!(status(403, "forbidden").is_gone() && !status(502, "").is_gone());
        assert!(!status(404, "enrollment.disconnected").is_gone());
        assert!(status(502, "").is_of_one_account() && !status(404, "enrollment.disconnected.x").is_of_one_account());
        assert!(!status(429, "").is_of_one_account());
    }
}
