//! One try of one request: a client of its own, run to its end on a thread of tokio's blocking pool.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::DateTime;
use ureq::config::Config;
use ureq::http::header::{CONTENT_ENCODING, DATE, RETRY_AFTER};
use ureq::http::{HeaderMap, Response};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};
use ureq::{Agent, Body, Timeout};

use super::{Answer, Call, HttpError, Limits, Tls};
use crate::domain::Clean;

const USER_AGENT: &str = concat!("passbook/", env!("CARGO_PKG_VERSION"));
const MAX_HEADERS: usize = 64 * 1024;
/// Of an answer that is an error only its beginning is read.
const MAX_SAID: u64 = 64 * 1024;
/// A longer `Retry-After` says no more than "tomorrow".
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);

/// Makes the try. Dropping the future shuts the socket, so that the thread ends at once; while a name is being resolved it ends with
/// the connect deadline.
pub(super) async fn run(call: &Call, limits: &Limits, tls: &Tls) -> Result<Answer, HttpError> {
    let made = Arc::new(AtomicBool::new(false));
    let agent = client(call, limits, tls, Arc::clone(&made))?;
    let _hang_up = HangUp(Some(agent.clone()));
    let (call, most) = (call.clone(), limits.body);
    let done = tokio::task::spawn_blocking(move || exchange(&agent, &call, most)).await;
    let done = done.unwrap_or(Err(HttpError::Broken));
    done.map_err(|failure| placed(failure, made.load(Ordering::SeqCst)))
}

/// Shuts the sockets of a client whose caller has gone.
struct HangUp(Option<Agent>);

impl Drop for HangUp {
    fn drop(&mut self) {
        if let Some(agent) = self.0.take() {
            agent.shutdown();
        }
    }
}

/// A client for one try: nothing is kept or shared between requests. TLS is always verified, against the web's own roots (the ones
/// that ureq brings) or, on loopback, against the authority that the connection names.
#[expect(clippy::disallowed_methods, reason = "this module is the one place where a client is built")]
fn client(call: &Call, limits: &Limits, tls: &Tls, made: Arc<AtomicBool>) -> Result<Agent, HttpError> {
    let config = Config::builder()
        .http_status_as_error(false)
        .https_only(call.url().is_https())
        .tls_config(tls.config(call.url())?)
        .proxy(None)
        .max_redirects(0)
        .user_agent(USER_AGENT)
        .timeout_resolve(Some(limits.connect))
        .timeout_connect(Some(limits.connect))
        .timeout_global(Some(limits.overall))
        .max_response_header_size(MAX_HEADERS)
        .max_idle_connections(0)
        .max_idle_connections_per_host(0)
        .build();
    let connector = Noting { connector: DefaultConnector::default(), made };
    Ok(if call.url().is_loopback() {
        Agent::with_parts(config, connector, LoopbackOnly::default())
    } else {
        Agent::with_parts(config, connector, DefaultResolver::default())
    })
}

/// Connects, and notes that it did: only a request that had no connection is known not to have reached the provider.
#[derive(Debug)]
struct Noting {
    connector: DefaultConnector,
    made: Arc<AtomicBool>,
}

impl Connector for Noting {
    type Out = Box<dyn Transport>;

    fn connect(&self, to: &ConnectionDetails, chained: Option<()>) -> Result<Option<Self::Out>, ureq::Error> {
        let connection = self.connector.connect(to, chained)?;
        self.made.store(connection.is_some(), Ordering::SeqCst);
        Ok(connection)
    }
}

/// `Offline` promises that nothing was sent, and so holds of no failure after the connection was made.
fn placed(failure: HttpError, made: bool) -> HttpError {
    match failure {
        HttpError::Offline if made => HttpError::Broken,
        other => other,
    }
}

/// Refuses a name that leads off this machine: without TLS nothing else would notice a `localhost` that somebody redefined.
#[derive(Debug, Default)]
struct LoopbackOnly(DefaultResolver);

impl Resolver for LoopbackOnly {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        if found.iter().all(|address| address.ip().is_loopback()) { Ok(found) } else { Err(ureq::Error::HostNotFound) }
    }
}

fn exchange(agent: &Agent, call: &Call, most: u64) -> Result<Answer, HttpError> {
    let head = call.head()?;
    let answer = match call.body() {
        None => agent.run(head),
        Some(body) => agent.run(head.map(|()| body)),
    };
    let answer = read(answer.map_err(class)?, most)?;
    if answer.is_part() && !call.may_be_part() { Err(HttpError::Part) } else { Ok(answer) }
}

fn read(answer: Response<Body>, most: u64) -> Result<Answer, HttpError> {
    let (head, body) = answer.into_parts();
    if head.status.is_redirection() {
        return Err(HttpError::Redirect);
    }
    let plain = head.headers.get_all(CONTENT_ENCODING).iter().all(|value| value.as_bytes() == b"identity");
    if !head.status.is_success() {
        let mut text = Vec::new();
        if plain {
            // a broken error page is still that error
            let _ = body.into_reader().take(MAX_SAID).read_to_end(&mut text);
        }
        let retry_after = retry_after(&head.headers);
        return Err(HttpError::Status { code: head.status.as_u16(), retry_after, said: said(&text), raw: text });
    }
    if !plain {
        return Err(HttpError::Encoded);
    }
    if body.content_length().is_some_and(|length| length > most) {
        return Err(HttpError::TooLarge);
    }
    let mut bytes = Vec::new();
    let whole = body.into_reader().take(most.saturating_add(1)).read_to_end(&mut bytes);
    whole.map_err(|error| match class(error.into()) {
        // no handshake fails once the answer has begun
        HttpError::Tls => HttpError::Broken,
        other => other,
    })?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) {
        Ok(Answer { status: head.status.as_u16(), body: bytes })
    } else {
        Err(HttpError::TooLarge)
    }
}

fn said(text: &[u8]) -> Clean {
    let text = String::from_utf8_lossy(text);
    Clean::new(if text.trim_start().starts_with('<') { "" } else { &text })
}

/// RFC 9110, 10.2.3: seconds, or a date. A date is held against the answer's own clock, so that ours need not be right.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        let until = DateTime::parse_from_rfc2822(text).ok()?;
        let now = DateTime::parse_from_rfc2822(headers.get(DATE)?.to_str().ok()?).ok()?;
        until.signed_duration_since(now).to_std().unwrap_or_default()
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

fn class(error: ureq::Error) -> HttpError {
    use io::ErrorKind as Kind;
    match error {
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed => HttpError::Offline,
        ureq::Error::Timeout(_) => HttpError::Timeout,
        // rustls reports a refused certificate and a garbled handshake through io
        ureq::Error::Io(error) if error.kind() == Kind::InvalidData => HttpError::Tls,
        ureq::Error::Io(error) => match error.kind() {
            Kind::UnexpectedEof | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => {
                HttpError::Broken
            }
            // before a connection was made, see `placed`
            _ => HttpError::Offline,
        },
        ureq::Error::Tls(_) | ureq::Error::TlsRequired | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => HttpError::Tls,
        ureq::Error::LargeResponseHeader(..) | ureq::Error::BodyExceedsLimit(_) => HttpError::TooLarge,
        ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) => HttpError::Refused,
        _ => HttpError::Broken,
    }
}

#[cfg(test)]
mod tests {
    use ureq::http::HeaderValue;

    use super::*;

    fn wait(pairs: &[(&'static str, &'static str)]) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_retry_after_is_seconds_or_a_date_by_the_servers_own_clock() {
        assert_eq!(wait(&[("retry-after", "120")]), Some(120));
        assert_eq!(wait(&[("retry-after", "99999999999999")]), Some(24 * 3600));
        let dates = ("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT");
        assert_eq!(wait(&[dates, ("date", "Fri, 31 Dec 1999 23:59:29 GMT")]), Some(30));
        assert_eq!(wait(&[dates, ("date", "Sat, 01 Jan 2000 00:00:00 GMT")]), Some(0));
        assert_eq!(wait(&[dates]), None, "without the server's clock a date says nothing");
        for bad in ["", "soon", "-5", "1.5"] {
            assert_eq!(wait(&[("retry-after", bad)]), None, "{bad:?}");
        }
    }

    #[test]
    fn a_name_that_leads_off_this_machine_is_not_found() {
        let ask = |text: &'static str| {
            let (uri, config) = (ureq::http::Uri::from_static(text), Config::builder().build());
            LoopbackOnly::default().resolve(&uri, &config, NextTimeout::default())
        };
        assert!(ask("http://127.0.0.1:80/").is_ok());
        assert!(matches!(ask("http://10.0.0.1:80/"), Err(ureq::Error::HostNotFound)));
    }

    #[test]
    fn an_error_page_says_nothing_and_plain_words_are_cleaned() {
        assert_eq!(said(b" <html>no</html>").as_str(), "");
        assert_eq!(said(b"Forb\x1b[31midden\n").as_str(), "Forbidden");
    }
}
