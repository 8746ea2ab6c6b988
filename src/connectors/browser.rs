//! A consent that is given in a browser: asking the provider again and again whether it has been given, or waiting on this machine for
//! the redirect that brings it back. A redirect is taken once, with the state that was sent along, and the listener is gone.

use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::PullError;
use crate::domain::ProblemKind;
use crate::loopback::{Asked, Listener, Reply};

/// How long a person may take to sign in at a bank.
pub const PATIENCE: Duration = Duration::from_mins(15);

/// Asks every so often until there is an answer, for as long as a person may take.
pub async fn poll<'a, T>(
    every: Duration,
    patience: Duration,
    mut ask: impl FnMut() -> BoxFuture<'a, Result<Option<T>, PullError>> + Send,
) -> Result<T, PullError> {
    let asking = async {
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            tokio::time::sleep(every).await;
        }
    };
    tokio::time::timeout(patience, asking).await.unwrap_or_else(|_| Err(too_late()))
}

/// A page or an address on this machine that the browser comes to.
pub struct Landing {
    listener: Listener,
}

impl Landing {
    /// Listens on that port of 127.0.0.1; 0 takes a free one, for a provider that allows any.
    pub fn open(port: u16) -> Result<Self, PullError> {
        let listener = Listener::open(port).map_err(|error| {
            let words =
                format!("no page could be served on port {port} of this machine: {error}. Another program may use it.");
            PullError::new(ProblemKind::Config, &words)
        })?;
        Ok(Self { listener })
    }

    /// `http://127.0.0.1:4711/callback`.
    pub fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.listener.port())
    }

    /// Answers the browser until an answer comes with what was waited for.
    pub async fn wait<T: Send + 'static>(
        self,
        patience: Duration,
        answer: impl Fn(&Asked) -> (Reply, Option<T>) + Send + Sync + 'static,
    ) -> Result<T, PullError> {
        let (found, mut come) = mpsc::unbounded_channel();
        let serving = self.listener.serve(move |asked| {
            let (reply, done) = answer(asked);
            if let Some(done) = done {
                let _ = found.send(done);
            }
            reply
        });
        let _serving = serving
            .map_err(|error| PullError::new(ProblemKind::Config, &format!("no page could be served: {error}")))?;
        tokio::time::timeout(patience, come.recv()).await.ok().flatten().ok_or_else(too_late)
    }

    /// Waits for the redirect to `path` that carries our state, and gives its code. A refusal at the bank is an error; a request with
    /// another state is none of ours and is not listened to.
    pub async fn code(self, path: &'static str, state: String, patience: Duration) -> Result<String, PullError> {
        let landed = self.wait(patience, move |asked| {
            if asked.path != path || asked.field("state") != Some(&state) {
                return (page(404, "This is not the page that was waited for."), None);
            }
            match asked.field("code").filter(|code| !code.is_empty()) {
                Some(code) => {
                    (page(200, "Done. Close this page and go back to the terminal."), Some(Some(code.to_owned())))
                }
                None => (page(200, "No consent was given. Close this page and go back to the terminal."), Some(None)),
            }
        });
        landed.await?.ok_or_else(|| {
            PullError::new(ProblemKind::NeedsReauth, "No consent was given in the browser: nothing was linked.")
        })
    }
}

/// A page with one sentence, which asks nobody for anything.
pub fn page(status: u16, words: &str) -> Reply {
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title>passbook</title><p>{words}</p>");
    Reply::html(status, &page)
        .with("content-security-policy", "default-src 'none'")
        .with("referrer-policy", "no-referrer")
}

fn too_late() -> PullError {
    PullError::new(ProblemKind::NeedsReauth, "Nobody signed in at the bank in time: run this command again.")
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn polling_ends_with_an_answer_an_error_or_the_end_of_patience() {
        let soon = Duration::from_millis(1);
        let mut asked = 0;
        let third = poll(soon, PATIENCE, || {
            asked += 1;
            ready(Ok((asked == 3).then_some("yes"))).boxed()
        });
        assert_eq!(third.await, Ok("yes"));
        let broken = poll(soon, PATIENCE, || ready(Err::<Option<()>, _>(too_late())).boxed());
        assert!(broken.await.is_err());
        let late = poll(soon, Duration::from_millis(20), || ready(Ok(None::<()>)).boxed()).await.unwrap_err();
        assert!(late.to_string().contains("in time"), "{late}");
    }
}
