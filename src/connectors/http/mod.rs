//! The one way out: nothing else in the program can build a client. It contacts only the addresses that a connection implies, over
//! https (http on this machine alone), without redirects, cookies, proxies or compression, inside one deadline and a few caps.

mod attempt;
mod call;
mod error;
mod tls;
mod url;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

pub use call::{Call, bearer};
pub use error::HttpError;
pub use tls::Tls;
pub use url::{Origin, Url, UrlError};

use crate::connectors::Host;
use crate::domain::Heard;

/// The way to the addresses of one connection.
pub struct Http {
    allowed: Vec<Origin>,
    limits: Limits,
    tls: Tls,
    host: Arc<dyn Host>,
}

/// How long and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// To resolve the name, and again to connect and agree on TLS.
    pub connect: Duration,
    /// For a request with all its tries, pauses and the whole answer: no server can hold us longer, however it drips.
    pub overall: Duration,
    /// Bytes of an answer.
    pub body: u64,
    /// Tries in all, for failures that pass by themselves.
    pub tries: u32,
    /// The first pause between two tries is random up to this, the next up to twice as much.
    pub backoff: Duration,
    /// A longer `Retry-After` is not waited for but returned.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            overall: Duration::from_secs(30),
            body: 64 * 1024 * 1024,
            tries: 3,
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
        }
    }
}

/// A 2xx answer, all of whose bytes came.
#[derive(Debug)]
pub struct Answer {
    /// 200 to 299.
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    /// True where the provider says that there is more than it gave (status 206). Only a [`Call::or_a_part`] gets such an answer.
    pub fn is_part(&self) -> bool {
        self.status == 206
    }
}

impl Http {
    /// A way to these addresses' hosts and to no other.
    pub fn new(allowed: &[&Url], limits: Limits, host: Arc<dyn Host>) -> Self {
        Self { allowed: allowed.iter().map(|url| url.origin()).collect(), limits, tls: Tls::default(), host }
    }

    /// With a certificate to show, or an authority on loopback.
    #[must_use]
    pub fn with_tls(self, tls: Tls) -> Self {
        Self { tls, ..self }
    }

    /// Sends the request and reads the whole answer, trying again where that can help. Each try is counted against the connection's
    /// budget before its socket is opened, and taken back when no connection was made. Dropping the future closes the socket.
    pub async fn send(&self, call: &Call) -> Result<Answer, HttpError> {
        if !self.allowed.contains(&call.url().origin()) {
            return Err(HttpError::Refused);
        }
        self.try_often(call, Instant::now() + self.limits.overall).await
    }

    async fn try_often(&self, call: &Call, deadline: Instant) -> Result<Answer, HttpError> {
        let mut tried = 0;
        loop {
            let request = self.host.spend(&call.asking()).await?;
            tried += 1;
            let attempt = timeout_at(deadline, attempt::run(call, &self.limits, &self.tls));
            let done = attempt.await.unwrap_or(Err(HttpError::Timeout));
            let (heard, bytes) = match &done {
                Ok(answer) => (Heard::Answered, answer.body.len()),
                Err(failure) => failure.heard(),
            };
            self.host.heard(request, heard, u64::try_from(bytes).unwrap_or(u64::MAX)).await;
            let failure = match done {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match self.pause(call, &failure, tried) {
                Some(pause) if tried < self.limits.tries => {
                    timeout_at(deadline, sleep(pause)).await.map_err(|_| HttpError::Timeout)?;
                }
                _ => return Err(failure),
            }
        }
    }

    /// How long to wait before the next try; `None` when another try cannot help or could do harm.
    fn pause(&self, call: &Call, failure: &HttpError, tried: u32) -> Option<Duration> {
        let again = call.may_repeat();
        let asked = match failure {
            HttpError::Offline => Duration::ZERO,
            HttpError::Broken if again => Duration::ZERO,
            HttpError::Status { code: 429, retry_after: Some(wait), .. } if again => *wait,
            HttpError::Status { code: 502..=504, retry_after, .. } if again => retry_after.unwrap_or_default(),
            _ => return None,
        };
        let most = self.limits.backoff.saturating_mul(1 << tried.saturating_sub(1).min(8));
        let span = u64::try_from(most.as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        let jitter = Duration::from_millis(self.host.random() % span);
        (asked <= self.limits.longest_wait).then(|| asked.saturating_add(jitter))
    }
}
