//! What a bank answers beside statements: STATUS with its code.

use std::borrow::Cow;

use crate::domain::Clean;

/// One STATUS aggregate.
#[derive(Debug, Default)]
pub(super) struct Status<'a> {
    pub(super) code: Cow<'a, str>,
    pub(super) severity: Cow<'a, str>,
    pub(super) message: Cow<'a, str>,
}

/// Codes that people meet (OFX 2.2, appendix A and the sections of each message), in words that say what to do.
const CODES: &[(&str, &str)] = &[
    ("2000", "general error"),
    ("2001", "invalid account"),
    ("2002", "general account error"),
    ("2003", "account not found"),
    ("2004", "account closed"),
    ("2005", "account not authorized"),
    ("2019", "duplicate request"),
    ("2020", "invalid date"),
    ("2027", "invalid date range"),
    ("13500", "unknown bank"),
    ("15000", "the password must be changed at the bank"),
    ("15500", "sign-on refused: user or password is wrong"),
    ("15501", "this account is in use"),
    ("15502", "the account is locked: call the bank"),
    ("15510", "the bank asks for client software to be verified"),
    ("15512", "the bank asks for a further sign-on step"),
];

impl Status<'_> {
    /// The words for a person; `None` when all is well.
    pub(super) fn note(&self) -> Option<Clean> {
        let code = self.code.trim_start_matches('0');
        let is_well = code.is_empty() && !self.severity.eq_ignore_ascii_case("ERROR");
        // code 1: the client is up to date
        if is_well || code == "1" {
            return None;
        }
        let severity = if self.severity.is_empty() { "no severity" } else { &self.severity };
        let known = CODES.iter().find(|(known, _)| *known == code).map(|(_, words)| *words);
        let words = match (known, self.message.as_ref()) {
            (Some(known), "") => known.to_owned(),
            (Some(known), message) => format!("{known}; {message}"),
            (None, "") => "without further words".to_owned(),
            (None, message) => message.to_owned(),
        };
        Some(Clean::new(&format!("the bank answered with code {} ({severity}): {words}", self.code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(code: &'static str, severity: &'static str, message: &'static str) -> Option<String> {
        let status = Status { code: code.into(), severity: severity.into(), message: message.into() };
        status.note().map(|note| note.to_string())
    }

    #[test]
    fn an_error_is_told_with_its_code() {
        assert_eq!(note("0", "INFO", "Success"), None);
        assert_eq!(note("000000", "INFO", ""), None);
        assert_eq!(
            note("15500", "ERROR", "").as_deref(),
            Some("the bank answered with code 15500 (ERROR): sign-on refused: user or password is wrong")
        );
        assert_eq!(
            note("9999", "WARN", "Try again\u{1b}[2J later").as_deref(),
            Some("the bank answered with code 9999 (WARN): Try again later")
        );
    }
}
