//! A request, as a connector writes it: where to, with which credentials and headers, with what body. Whatever it carries is a secret:
//! its `Debug` shows the method alone.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use serde::Serialize;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::http::{HeaderValue, Method, Request};
use zeroize::Zeroizing;

use super::{HttpError, Url};
use crate::connectors::{Asking, Whom};
use crate::domain::{Purpose, Secret};

/// A request.
#[derive(Clone)]
pub struct Call {
    method: Method,
    url: Url,
    headers: Vec<(&'static str, Secret)>,
    /// What kind of text the body is, and the body; a kind that is empty is not said.
    body: Option<(&'static str, Zeroizing<Vec<u8>>)>,
    /// Asking twice does no harm.
    may_repeat: bool,
    /// A part of what was asked for is an answer too.
    may_be_part: bool,
    purpose: Option<Purpose>,
    days: Option<(NaiveDate, NaiveDate)>,
}

impl Call {
    /// Asks for a resource.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: Vec::new(),
            body: None,
            may_repeat: true,
            may_be_part: false,
            purpose: None,
            days: None,
        }
    }

    /// Posts an empty body (`Content-Length: 0`). Sent once: what was perhaps received is not sent again.
    pub fn post(url: Url) -> Self {
        Self { method: Method::POST, may_repeat: false, body: Some(("", Zeroizing::default())), ..Self::get(url) }
    }

    /// Deletes a resource; sent once.
    pub fn delete(url: Url) -> Self {
        Self { method: Method::DELETE, may_repeat: false, ..Self::get(url) }
    }

    /// With a body of JSON.
    #[must_use]
    pub fn json(self, body: &impl Serialize) -> Self {
        // texts, numbers and lists always can be written
        let bytes = serde_json::to_vec(body).unwrap_or_default();
        Self { body: Some(("application/json", Zeroizing::new(bytes))), ..self }
    }

    /// With the fields of a form as its body (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut text = Zeroizing::new(String::new());
        for (key, value) in fields {
            let joint = if text.is_empty() { "" } else { "&" };
            text.push_str(&format!("{joint}{key}={}", *Zeroizing::new(Url::escaped(value))));
        }
        Self { body: Some(("application/x-www-form-urlencoded", Zeroizing::new(text.as_bytes().to_vec()))), ..self }
    }

    /// One that may be sent again although it posts: it only asks (every request of Plaid is a POST).
    #[must_use]
    pub fn only_asking(self) -> Self {
        Self { may_repeat: true, ..self }
    }

    /// One whose answer may be a part of what was asked for, see [`Answer::is_part`](super::Answer::is_part). Any other is refused then.
    #[must_use]
    pub fn or_a_part(self) -> Self {
        Self { may_be_part: true, ..self }
    }

    /// With credentials: the whole value of the `Authorization` header, as [`Url::parse`] and [`bearer`] make it.
    #[must_use]
    pub fn authorized(self, authorization: Option<Secret>) -> Self {
        match authorization {
            Some(value) => self.with(AUTHORIZATION.as_str(), value),
            None => self,
        }
    }

    /// With user and password (RFC 7617).
    #[must_use]
    pub fn basic(self, user: &Secret, password: &str) -> Self {
        let plain = Zeroizing::new(format!("{}:{password}", user.expose()));
        let value = format!("Basic {}", *Zeroizing::new(STANDARD.encode(&*plain)));
        self.with(AUTHORIZATION.as_str(), Secret::new(value))
    }

    /// With another header, whose name is given in lower case.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Secret) -> Self {
        self.headers.push((name, value));
        self
    }

    /// One whose purpose is another than what is being done.
    #[must_use]
    pub fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// One that asks for these days, the last one included.
    #[must_use]
    pub fn days(self, from: NaiveDate, to: NaiveDate) -> Self {
        Self { days: Some((from, to)), ..self }
    }

    /// What goes on record of it.
    pub(super) fn asking(&self) -> Asking {
        Asking { whom: Whom::Host(self.url.origin()), purpose: self.purpose, days: self.days }
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn may_repeat(&self) -> bool {
        self.may_repeat
    }

    pub(super) fn may_be_part(&self) -> bool {
        self.may_be_part
    }

    /// The head as the client takes it.
    pub(super) fn head(&self) -> Result<Request<()>, HttpError> {
        let mut request = Request::builder().method(self.method.clone()).uri(self.url.uri().clone());
        for (name, secret) in &self.headers {
            let mut value = HeaderValue::from_str(secret.expose()).map_err(|_| HttpError::Refused)?;
            value.set_sensitive(true);
            request = request.header(*name, value);
        }
        if let Some((kind, _)) = self.body.as_ref().filter(|(kind, _)| !kind.is_empty()) {
            request = request.header(CONTENT_TYPE, *kind);
        }
        request.body(()).map_err(|_| HttpError::Refused)
    }

    /// The body, for a request that has one.
    pub(super) fn body(&self) -> Option<&[u8]> {
        self.body.as_ref().map(|(_, body)| body.as_slice())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({})", self.method)
    }
}

/// The value of an `Authorization` header for a bearer token (RFC 6750).
pub fn bearer(token: &Secret) -> Secret {
    Secret::new(format!("Bearer {}", token.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_call_carries_what_it_was_given_and_shows_nothing_of_it() {
        let url = || Url::parse("https://bank.example/token").unwrap().0;
        let call = Call::post(url()).basic(&secret("me"), "p:w").form(&[("grant_type", "x"), ("code", "a&b=ü")]);
        let request = call.head().unwrap();
        assert_eq!(request.headers()["authorization"], format!("Basic {}", STANDARD.encode("me:p:w")));
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(call.body().unwrap(), b"grant_type=x&code=a%26b%3D%C3%BC");
        assert_eq!(format!("{call:?}"), "Call(POST)");
        let broken = Call::get(url()).with("x-id", secret("a\r\nb"));
        assert_eq!(broken.head().unwrap_err(), HttpError::Refused);
    }

    #[test]
    fn only_what_asks_may_be_sent_again() {
        let url = || Url::parse("https://bank.example/").unwrap().0;
        assert!(Call::get(url()).may_repeat() && Call::post(url()).only_asking().may_repeat());
        assert!(!Call::post(url()).may_repeat() && !Call::delete(url()).may_repeat());
    }
}
