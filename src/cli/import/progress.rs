//! Says on the terminal which file is being read, once that takes longer than a person waits without wondering.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::cli::output;

/// Silence that needs no explanation.
const PATIENCE: Duration = Duration::from_millis(300);
const CLEAR: &str = "\r\x1b[K";

/// A line of standard error that comes late and goes away. Silent where that is no terminal.
pub struct Progress {
    line: Arc<Mutex<Line>>,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

#[derive(Default)]
struct Line {
    /// What to show; empty while there is nothing to say.
    words: String,
    shown: bool,
}

impl Progress {
    /// Begins in silence.
    pub fn begin() -> Self {
        let line = Arc::new(Mutex::new(Line::default()));
        if !io::stderr().is_terminal() {
            return Self { line, thread: None };
        }
        let (end, ended) = mpsc::channel::<()>();
        let shared = Arc::clone(&line);
        let thread = std::thread::Builder::new().name("progress".into()).spawn(move || {
            while ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let mut line = shared.lock().unwrap_or_else(PoisonError::into_inner);
                if !line.words.is_empty() {
                    output::prompt(&format!("{CLEAR}{}", line.words));
                    line.shown = true;
                    line.words.clear();
                }
            }
        });
        Self { line, thread: thread.ok().map(|thread| (end, thread)) }
    }

    /// What is being done now.
    pub fn say(&self, words: String) {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).words = words;
    }

    /// Takes the line away, before something else is written.
    pub fn pause(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.shown {
            output::prompt(CLEAR);
        }
        *line = Line::default();
    }

    /// Takes the line away for good.
    pub fn end(self) {
        self.pause();
        if let Some((end, thread)) = self.thread {
            drop(end);
            let _ = thread.join();
        }
    }
}
