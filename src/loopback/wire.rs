//! One request off a stream and one answer onto it: HTTP/1.1 (RFC 9112) as far as a client on this machine needs it, chunked bodies
//! and `Expect: 100-continue` included. Whatever is too long, too many or no HTTP gets its status and is not read further.

use std::io::{self, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::{Asked, Reply};

const MAX_HEAD: usize = 32 * 1024;
const MAX_HEADERS: usize = 64;
const MAX_BODY: usize = 1024 * 1024;

/// Why a request is not answered with what it asks for.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The client is told so.
    Status(u16),
    /// There is nobody to tell.
    Gone,
}

impl From<io::Error> for Refusal {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Reads one request.
pub(super) fn read(stream: &mut (impl Read + Write)) -> Result<Asked, Refusal> {
    let mut bytes = Vec::new();
    let (mut asked, length) = loop {
        if let Some(head) = head(&bytes)? {
            break head;
        }
        if bytes.len() > MAX_HEAD {
            return Err(Refusal::Status(431));
        }
        more(stream, &mut bytes)?;
    };
    let mut rest = bytes.split_off(length);
    if asked.header("expect").is_some_and(|expected| expected.eq_ignore_ascii_case("100-continue")) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    asked.body = match (asked.header("transfer-encoding"), asked.header("content-length")) {
        (Some(coding), _) if coding.eq_ignore_ascii_case("chunked") => chunks(stream, rest)?,
        (Some(_), _) => return Err(Refusal::Status(501)),
        (None, None) => Vec::new(),
        (None, Some(length)) => {
            let length: usize = length.parse().map_err(|_| Refusal::Status(400))?;
            if length > MAX_BODY {
                return Err(Refusal::Status(413));
            }
            while rest.len() < length {
                more(stream, &mut rest)?;
            }
            rest.truncate(length);
            rest
        }
    };
    Ok(asked)
}

/// Writes one answer and says that the connection ends with it.
pub(super) fn write(stream: &mut impl Write, reply: &Reply, with_body: bool) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status));
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.status != 204 {
        head.push_str(&format!("content-length: {}\r\n", reply.body.len()));
    }
    head.push_str("cache-control: no-store\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    if with_body {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}

/// The head and its length, once it is whole.
fn head(bytes: &[u8]) -> Result<Option<(Asked, usize)>, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal::Status(431)),
        Err(_) => return Err(Refusal::Status(400)),
    };
    let target = head.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let text = |value: &[u8]| String::from_utf8_lossy(value).trim().to_owned();
    let headers = head.headers.iter().map(|header| (header.name.to_ascii_lowercase(), text(header.value)));
    let asked = Asked {
        method: head.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: pairs(query),
        headers: headers.collect(),
        ..Asked::default()
    };
    Ok(Some((asked, length)))
}

/// The fields of a query or of an `application/x-www-form-urlencoded` body, decoded.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let decoded = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(key), decoded(value))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

/// User and password of a header's value (RFC 7617).
pub(super) fn basic(value: &str) -> Option<(String, String)> {
    let plain = STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?;
    let plain = String::from_utf8(plain).ok()?;
    plain.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}

fn chunks(stream: &mut impl Read, mut rest: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(&rest).map_err(|_| Refusal::Status(400))? {
            httparse::Status::Partial if rest.len() > MAX_HEAD => return Err(Refusal::Status(400)),
            httparse::Status::Partial => more(stream, &mut rest)?,
            httparse::Status::Complete((_, 0)) => return Ok(body),
            httparse::Status::Complete((start, size)) => {
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                if size > MAX_BODY - body.len() {
                    return Err(Refusal::Status(413));
                }
                // the chunk is followed by a line break of its own
                while rest.len() < start + size + 2 {
                    more(stream, &mut rest)?;
                }
                body.extend_from_slice(&rest[start..start + size]);
                rest.drain(..start + size + 2);
            }
        }
    }
}

fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> Result<(), Refusal> {
    let mut part = [0; 8 * 1024];
    match stream.read(&mut part)? {
        0 => Err(Refusal::Gone),
        count => {
            bytes.extend_from_slice(&part[..count]);
            Ok(())
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "Answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client that has written this and reads what comes.
    struct Client {
        sent: io::Cursor<Vec<u8>>,
        heard: Vec<u8>,
    }

    impl Client {
        fn says(text: &str) -> Self {
            Self { sent: io::Cursor::new(text.as_bytes().to_vec()), heard: Vec::new() }
        }
    }

    impl Read for Client {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            // in bits, so that every boundary is met
            let few = into.len().min(7);
            self.sent.read(&mut into[..few])
        }
    }

    impl Write for Client {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn asked(text: &str) -> Asked {
        read(&mut Client::says(text)).unwrap()
    }

    fn refused(text: &str) -> Option<u16> {
        match read(&mut Client::says(text)).unwrap_err() {
            Refusal::Status(code) => Some(code),
            Refusal::Gone => None,
        }
    }

    #[test]
    fn a_request_is_read_with_its_query_headers_and_body() {
        let post = asked("POST /a/b?x=1&y=a%20b+c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello and more");
        assert_eq!((post.method.as_str(), post.path.as_str(), post.body.as_slice()), ("POST", "/a/b", &b"hello"[..]));
        assert_eq!((post.field("x"), post.field("y"), post.header("host")), (Some("1"), Some("a b c"), Some("h")));
    }

    #[test]
    fn a_chunked_body_is_joined() {
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(asked(chunked).body, b"abcde");
    }

    #[test]
    fn who_waits_for_leave_to_send_is_given_it() {
        let mut client = Client::says("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx");
        assert_eq!(read(&mut client).unwrap().body, b"x");
        assert!(client.heard.starts_with(b"HTTP/1.1 100 "));
    }

    #[test]
    fn what_is_too_long_or_no_http_is_refused() {
        let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(MAX_HEAD + 1));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(MAX_HEADERS + 1));
        for (text, code) in [
            (long.as_str(), Some(431)),
            (&many, Some(431)),
            ("\x16\x03\x01\x02", Some(400)),
            ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", Some(400)),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", Some(413)),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n", Some(413)),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", Some(501)),
            ("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort", None),
            ("", None),
        ] {
            assert_eq!(refused(text), code, "{:?}", &text[..text.len().min(60)]);
        }
    }

    #[test]
    fn an_answer_says_its_length_and_its_end() {
        let mut out = Vec::new();
        write(&mut out, &Reply::text(200, "hi").with("x", "a\r\nSet-Cookie: b"), true).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\nhi"), "{text}");
        assert!(text.contains("content-length: 2\r\n") && text.contains("connection: close"), "{text}");
        assert!(!text.contains("Set-Cookie"), "{text}");
    }

    #[test]
    fn credentials_of_a_header_are_decoded() {
        assert_eq!(basic("Basic dXNlcjpwOnc="), Some(("user".into(), "p:w".into())));
        assert_eq!(basic("Bearer x"), None);
    }
}
