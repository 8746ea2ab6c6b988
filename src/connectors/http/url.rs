//! Addresses that may be contacted at all: https, or http on this very machine. Credentials that a text carries are taken out of it
//! and travel in a header only.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ureq::http::Uri;
use zeroize::Zeroizing;

use crate::domain::Secret;

/// An address without credentials. Its `Debug` prints nothing: a claim URL is a secret in itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(Uri);

/// Where an address leads: what a list of allowed hosts is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    secure: bool,
    host: String,
    port: u16,
}

/// Why a text is no address that we would contact. None of the words repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// No scheme, no host, or characters that no address has.
    #[error("it is no web address")]
    NotAnAddress,
    /// Anything but https, and http elsewhere than on this machine.
    #[error("it does not begin with https://")]
    NotHttps,
}

const MAX_URL: usize = 4096;

impl Url {
    /// Reads an address and, apart from it, the `Authorization` header that its `user:password@` stands for.
    pub fn parse(text: &str) -> Result<(Self, Option<Secret>), UrlError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::NotAnAddress)?;
        if text.len() > MAX_URL {
            return Err(UrlError::NotAnAddress);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (userinfo, host) = match authority.rsplit_once('@') {
            Some((userinfo, host)) => (Some(userinfo), host),
            None => (None, authority),
        };
        let scheme = scheme.to_ascii_lowercase();
        let uri: Uri =
            format!("{scheme}://{host}{}", &rest[authority.len()..]).parse().map_err(|_| UrlError::NotAnAddress)?;
        if uri.host().is_none_or(str::is_empty) || uri.port_u16() == Some(0) {
            return Err(UrlError::NotAnAddress);
        }
        let url = Self(uri);
        match scheme.as_str() {
            "https" => {}
            "http" if url.is_loopback() => {}
            _ => return Err(UrlError::NotHttps),
        }
        Ok((url, userinfo.map(authorization)))
    }

    /// The host's name, lower case, without a port.
    pub fn host(&self) -> String {
        self.0.host().unwrap_or_default().to_ascii_lowercase()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> Origin {
        let secure = self.is_https();
        Origin { secure, host: self.host(), port: self.0.port_u16().unwrap_or(if secure { 443 } else { 80 }) }
    }

    /// True when TLS is spoken there.
    pub fn is_https(&self) -> bool {
        self.0.scheme_str() == Some("https")
    }

    /// True for 127.0.0.0/8, `::1` and the name `localhost`, which is resolved to loopback or not at all.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || bare.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || bare.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The address of a resource below this one: parts of a path joined by `/`, as they are, and a query whose values are escaped.
    /// A part that comes from outside goes through [`Url::escaped`] first.
    pub fn child(&self, name: &str, query: &[(&str, String)]) -> Result<Self, UrlError> {
        self.at(&format!("{}/{name}", self.0.path().trim_end_matches('/')), query)
    }

    /// The same address with another query: for a link that a provider gave.
    pub fn asking(&self, query: &[(&str, String)]) -> Result<Self, UrlError> {
        self.at(self.0.path(), query)
    }

    fn at(&self, path: &str, query: &[(&str, String)]) -> Result<Self, UrlError> {
        let authority = self.0.authority().map(ureq::http::uri::Authority::as_str).unwrap_or_default();
        let scheme = self.0.scheme_str().unwrap_or("https");
        let mut text = format!("{scheme}://{authority}{path}");
        for (place, (key, value)) in query.iter().enumerate() {
            text.push(if place == 0 { '?' } else { '&' });
            text.push_str(&format!("{key}={}", Self::escaped(value)));
        }
        text.parse().map(Self).map_err(|_| UrlError::NotAnAddress)
    }

    /// The address as it is written into a page, without a slash at its end.
    pub fn text(&self) -> String {
        self.0.to_string().trim_end_matches('/').to_owned()
    }

    /// A text as it stands in a path or a query: everything but letters, digits and `-._~` escaped (RFC 3986).
    pub fn escaped(text: &str) -> String {
        const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
        utf8_percent_encode(text, PLAIN).to_string()
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }
}

impl fmt::Display for Origin {
    /// Host, and port where it is not the usual one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.secure, self.port) {
            (true, 443) | (false, 80) => f.write_str(&self.host),
            (_, port) => write!(f, "{}:{port}", self.host),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Url(…)")
    }
}

/// The value of an `Authorization` header (RFC 7617) from the `user:password` of an address, whose octets are percent-decoded.
fn authorization(userinfo: &str) -> Secret {
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let mut plain = Zeroizing::new(Vec::with_capacity(userinfo.len() + 1));
    plain.extend(percent_decode_str(user));
    plain.push(b':');
    plain.extend(percent_decode_str(password));
    Secret::new(format!("Basic {}", *Zeroizing::new(STANDARD.encode(&*plain))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<Url, UrlError> {
        Url::parse(text).map(|(url, _)| url)
    }

    #[test]
    fn only_https_and_http_on_this_machine_are_addresses() {
        for good in [
            "https://bridge.example/simplefin",
            "HTTPS://bridge.example",
            "http://localhost:8080/x",
            "http://127.3.2.1/",
            "http://[::1]:9/",
            "https://127.0.0.1:1/",
        ] {
            assert!(url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://bridge.example",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "http://10.0.0.1",
            "http://127.1",
            "http://user@bridge.example@127.0.0.1.example",
            "ftp://localhost",
        ] {
            assert_eq!(url(bad), Err(UrlError::NotHttps), "{bad}");
        }
        for bad in [
            "",
            "bridge.example",
            "file:///etc/passwd",
            "https://",
            "https:///x",
            "https://a b/",
            "https://a:0/",
            "https://a\n/",
        ] {
            assert_eq!(url(bad), Err(UrlError::NotAnAddress), "{bad:?}");
        }
    }

    #[test]
    fn credentials_are_decoded_into_a_header_and_leave_the_address() {
        let (url, header) = Url::parse("https://us%65r:p%40ss%3A%2F@Bridge.example:8443/simplefin").unwrap();
        assert_eq!(header.unwrap().expose(), format!("Basic {}", STANDARD.encode("user:p@ss:/")));
        assert_eq!(url.uri().to_string(), "https://Bridge.example:8443/simplefin");
        assert_eq!(url.host(), "bridge.example");
        assert_eq!(format!("{url:?}"), "Url(…)");
    }

    #[test]
    fn the_last_at_sign_ends_the_credentials() {
        let (url, header) = Url::parse("https://bridge.example@evil.example/x").unwrap();
        assert_eq!(url.host(), "evil.example");
        assert!(header.is_some());
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = |text| url(text).unwrap().origin();
        assert_eq!(origin("https://A.example/x"), origin("https://a.example:443/y?z"));
        assert_ne!(origin("https://a.example"), origin("https://a.example:8443"));
        assert_ne!(origin("http://localhost:443"), origin("https://localhost:443"));
    }

    #[test]
    fn a_child_keeps_the_path_and_drops_the_query() {
        let base = url("https://a.example/simplefin/?old=1").unwrap();
        let child = base.child("accounts", &[("version", "2".into()), ("pending", "1".into())]).unwrap();
        assert_eq!(child.uri().to_string(), "https://a.example/simplefin/accounts?version=2&pending=1");
        let child = base.child("a/b", &[("key", "x&y=z/ü".into())]).unwrap();
        assert_eq!(child.uri().to_string(), "https://a.example/simplefin/a/b?key=x%26y%3Dz%2F%C3%BC");
        assert_eq!(base.child("a", &[]).unwrap().uri().to_string(), "https://a.example/simplefin/a");
        let asking = base.child("a", &[]).unwrap().asking(&[("from", "7".into())]).unwrap();
        assert_eq!(asking.uri().to_string(), "https://a.example/simplefin/a?from=7");
    }
}
