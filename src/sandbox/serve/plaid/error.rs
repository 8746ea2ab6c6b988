//! Plaid's errors, in Plaid's shape.

use serde_json::{Value, json};

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    kind: &'static str,
    code: &'static str,
    words: &'static str,
    /// The field that is meant, where it is one.
    field: &'static str,
    /// What a person may be shown.
    display: Option<&'static str>,
}

impl Refusal {
    pub const NOT_FOUND: Self = Self::of(404, "INVALID_REQUEST", "NOT_FOUND", "the requested endpoint was not found");
    pub const INVALID_BODY: Self = Self::of(400, "INVALID_REQUEST", "INVALID_BODY", "body could not be parsed as JSON");
    pub const INVALID_API_KEYS: Self =
        Self::of(400, "INVALID_INPUT", "INVALID_API_KEYS", "invalid client_id or secret provided");
    pub const INVALID_ACCESS_TOKEN: Self = Self::of(
        400,
        "INVALID_INPUT",
        "INVALID_ACCESS_TOKEN",
        "could not find matching access token: it may have been removed",
    );
    pub const INVALID_PUBLIC_TOKEN: Self = Self::of(
        400,
        "INVALID_INPUT",
        "INVALID_PUBLIC_TOKEN",
        "could not find matching public token: it is used up or of another environment",
    );
    pub const INVALID_LINK_TOKEN: Self =
        Self::of(400, "INVALID_INPUT", "INVALID_LINK_TOKEN", "could not find matching link token");
    pub const INVALID_INSTITUTION: Self =
        Self::of(400, "INVALID_INPUT", "INVALID_INSTITUTION", "invalid institution_id provided");
    pub const ITEM_LOGIN_REQUIRED: Self = Self {
        display: Some("Your login details have changed. Please sign in again."),
        ..Self::of(
            400,
            "ITEM_ERROR",
            "ITEM_LOGIN_REQUIRED",
            "the login details of this item have changed (credentials, MFA, or required user action)",
        )
    };
    pub const INSTITUTION_DOWN: Self =
        Self::of(400, "INSTITUTION_ERROR", "INSTITUTION_DOWN", "this institution is not currently responding");
    pub const MUTATION: Self = Self::of(
        400,
        "TRANSACTIONS_ERROR",
        "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION",
        "underlying transaction data changed since last page was fetched: restart pagination from last update",
    );
    pub const FOREIGN_CURSOR: Self =
        Self::of(400, "INVALID_REQUEST", "INVALID_FIELD", "cursor not associated with access_token");
    pub const BAD_COUNT: Self = Self::of(400, "INVALID_REQUEST", "INVALID_FIELD", "count must be between 1 and 500");

    const fn of(status: u16, kind: &'static str, code: &'static str, words: &'static str) -> Self {
        Self { status, kind, code, words, field: "", display: None }
    }

    /// A field that the request lacks.
    pub const fn missing(field: &'static str) -> Self {
        let words = "the following required fields are missing: ";
        Self { field, ..Self::of(400, "INVALID_REQUEST", "MISSING_FIELDS", words) }
    }

    /// Asked more often than that limit allows.
    pub fn too_often(limit: &'static str) -> Self {
        Self::of(429, "RATE_LIMIT_EXCEEDED", limit, "rate limit exceeded for this item: please retry later")
    }

    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body, without the request's id.
    pub fn body(&self) -> Value {
        json!({
            "error_type": self.kind, "error_code": self.code, "error_message": format!("{}{}", self.words, self.field),
            "display_message": self.display, "documentation_url": "https://plaid.com/docs/errors/",
            "suggested_action": null,
        })
    }
}
