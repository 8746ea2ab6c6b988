//! The server's side of HTTP/1.1, on this machine alone: for the simulated banks, and for the one page or redirect by which a browser
//! brings a consent back. One request a connection, whole in memory, with a cap on everything; nothing else in the program listens.
//! With an [`Authority`] of its own it speaks TLS, and tells who showed a certificate.

mod listener;
mod tls;
mod wire;

use std::time::Duration;

use serde::Serialize;

pub use listener::{Listener, Serving};
pub use tls::Authority;
pub use wire::pairs;

/// A request, read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// In capitals: `GET`.
    pub method: String,
    /// Without the query, percent-decoded only by who takes it apart.
    pub path: String,
    /// Fields of the query in their order, decoded.
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// True where it came over TLS.
    pub secure: bool,
    /// True where the client showed a certificate of the server's own authority.
    pub certified: bool,
}

impl Asked {
    /// A request of that method and path: for who tests an answer without a socket.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), ..Self::default() }
    }

    /// The first header of that name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The first field of the query of that name.
    pub fn field(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// Every field of the query of that name.
    pub fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `http://127.0.0.1:4711`, as the client wrote it.
    pub fn origin(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.header("host").unwrap_or("127.0.0.1"))
    }

    /// The token of an `Authorization: Bearer` header.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ").map(str::trim)
    }

    /// User and password of an `Authorization: Basic` header.
    pub fn basic(&self) -> Option<(String, String)> {
        wire::basic(self.header("authorization")?)
    }
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// How long it is held back.
    pub delay: Duration,
    /// True where the connection is closed without a word.
    pub hang_up: bool,
}

impl Reply {
    /// A value as JSON.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        // what is made of our own structs always can be written
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self { status, body, ..Self::default() }.with("content-type", "application/json")
    }

    /// Plain words.
    pub fn text(status: u16, words: &str) -> Self {
        Self { status, body: words.into(), ..Self::default() }.with("content-type", "text/plain; charset=utf-8")
    }

    /// A page.
    pub fn html(status: u16, page: &str) -> Self {
        Self { status, body: page.into(), ..Self::default() }.with("content-type", "text/html; charset=utf-8")
    }

    /// A status and nothing else.
    pub fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// Points the browser elsewhere.
    pub fn redirect(to: &str) -> Self {
        Self::empty(302).with("location", to)
    }

    /// No answer at all.
    pub fn hang_up() -> Self {
        Self { hang_up: true, ..Self::default() }
    }

    /// With another header; a line break in its value ends it.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.lines().next().unwrap_or_default().to_owned()));
        self
    }

    /// Held back so long.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}
