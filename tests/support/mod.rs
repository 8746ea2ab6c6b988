//! A little HTTP server on loopback that answers from a script, and what a connector needs around it: for tests of every protocol.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use futures_util::future::BoxFuture;
use passbook::connectors::{Asking, Dialog, Field, Host, Linking, PullError, Settings};
use passbook::domain::{Clock, Heard, ProblemKind, Secret};

/// A request as the server saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub query: String,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field of the query.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// One answer of the script.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status with headers and a whole body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes as they are, then the connection is closed.
    Raw(Vec<u8>),
    /// This beginning, then one byte every few milliseconds until the client has gone.
    Drip(Vec<u8>),
    /// This beginning, then bytes as fast as they are taken until the client has gone.
    Flood(Vec<u8>),
    /// Not a byte, until the client has gone.
    Silence,
}

impl Reply {
    /// 200 with a body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(200, Vec::new(), body.into())
    }

    /// A status with a few words of plain text.
    pub fn status(code: u16) -> Self {
        Self::Whole(code, Vec::new(), b"plain words".to_vec())
    }

    /// With another header.
    #[must_use]
    pub fn with(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Whole(code, mut headers, body) => {
                headers.push((name, value.to_owned()));
                Self::Whole(code, headers, body)
            }
            other => other,
        }
    }
}

/// Answers each connection with the next reply of its script, one request a connection; a connection beyond the script is closed.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    script: Arc<Mutex<VecDeque<Reply>>>,
    events: Mutex<mpsc::Receiver<Event>>,
    thread: Option<JoinHandle<()>>,
}

/// What the server's thread reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A request was read, its answer begins.
    Asked,
    /// The client went before the answer's end.
    Left,
}

impl Server {
    /// Listens on a free port of 127.0.0.1.
    pub fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        Self::listen("127.0.0.1:0", script)
    }

    /// Listens again where a server that is gone did.
    pub fn at(authority: &str) -> Self {
        Self::listen(authority, [])
    }

    fn listen(authority: &str, script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind(authority).expect("a free port on loopback");
        let address = listener.local_addr().expect("its address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (tell, events) = mpsc::channel();
        let script = Arc::new(Mutex::new(script.into_iter().collect::<VecDeque<_>>()));
        let (log, replies) = (Arc::clone(&seen), Arc::clone(&script));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                match request(&stream) {
                    Some(request) if request.path == STOP => return,
                    Some(request) => log.lock().unwrap().push(request),
                    None => {
                        refuse(stream);
                        continue;
                    }
                }
                let _ = tell.send(Event::Asked);
                let reply = replies.lock().unwrap().pop_front();
                let ended = reply.is_none_or(|reply| answer(stream, reply).is_ok());
                if !ended {
                    let _ = tell.send(Event::Left);
                }
            }
        });
        Self { address, seen, script, events: Mutex::new(events), thread: Some(thread) }
    }

    /// Adds to the script: for answers that name the server's own address.
    pub fn then(&self, replies: impl IntoIterator<Item = Reply>) {
        self.script.lock().unwrap().extend(replies);
    }

    /// `127.0.0.1:4711`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// What was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The next thing that happens at the server; fails after ten seconds.
    pub fn next(&self) -> Event {
        self.events.lock().unwrap().recv_timeout(Duration::from_secs(10)).expect("the server hears of the client")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect(self.address) {
            let _ = stream.write_all(format!("GET {STOP} HTTP/1.1\r\n\r\n").as_bytes());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

const STOP: &str = "/stop-this-server";

fn request(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let body = String::from_utf8_lossy(&body).into_owned();
    Some(Seen { method, path: path.to_owned(), query: query.to_owned(), headers, body })
}

/// What a server says to something that is no HTTP, a TLS greeting for one.
fn refuse(mut stream: TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
}

fn answer(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Whole(code, headers, body) => {
            write!(stream, "HTTP/1.1 {code} Words\r\ncontent-length: {}\r\n", body.len())?;
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            stream.write_all(b"connection: close\r\n\r\n")?;
            stream.write_all(&body)
        }
        Reply::Raw(bytes) => stream.write_all(&bytes),
        Reply::Drip(beginning) => {
            stream.write_all(&beginning)?;
            stream.set_read_timeout(Some(Duration::from_millis(5)))?;
            loop {
                stream.write_all(b" ")?;
                is_there(&mut stream)?;
            }
        }
        Reply::Flood(beginning) => {
            stream.write_all(&beginning)?;
            let much = vec![b' '; 64 * 1024];
            loop {
                stream.write_all(&much)?;
            }
        }
        Reply::Silence => loop {
            is_there(&mut stream)?;
        },
    }
}

/// Fails once the client has hung up; the socket's read timeout is the pace.
fn is_there(stream: &mut TcpStream) -> std::io::Result<()> {
    match stream.read(&mut [0; 16]) {
        Ok(0) => Err(std::io::ErrorKind::BrokenPipe.into()),
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A host with a budget, which counts what is spent.
#[derive(Debug)]
pub struct Budget {
    left: AtomicU32,
    spent: AtomicU32,
    progress: Mutex<Vec<(u32, u32)>>,
    kept: Mutex<Vec<Secret>>,
}

impl Budget {
    /// So many requests may be made.
    pub fn of(left: u32) -> Arc<Self> {
        Arc::new(Self { left: left.into(), spent: 0.into(), progress: Mutex::default(), kept: Mutex::default() })
    }

    /// Requests counted so far.
    pub fn spent(&self) -> u32 {
        self.spent.load(Ordering::SeqCst)
    }

    /// Secrets that were kept, in their order.
    pub fn kept(&self) -> Vec<String> {
        self.kept.lock().unwrap().iter().map(|secret| secret.expose().to_owned()).collect()
    }

    /// What was said of progress.
    pub fn progress(&self) -> Vec<(u32, u32)> {
        self.progress.lock().unwrap().clone()
    }
}

impl Host for Budget {
    fn spend<'a>(&'a self, _asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>> {
        Box::pin(async {
            let taken = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            if taken.is_err() {
                let until = "2026-11-23T00:00:00Z".parse().unwrap();
                return Err(PullError::new(ProblemKind::QuotaUsed { until }, "the day's budget is spent"));
            }
            Ok(self.spent.fetch_add(1, Ordering::SeqCst).into())
        })
    }

    fn heard(&self, _request: u64, heard: Heard, _bytes: u64) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if heard == Heard::Unreached {
                self.left.fetch_add(1, Ordering::SeqCst);
                self.spent.fetch_sub(1, Ordering::SeqCst);
            }
        })
    }

    fn progress(&self, done: u32, of: u32) {
        self.progress.lock().unwrap().push((done, of));
    }

    fn keep_secret(&self, secret: &Secret) -> BoxFuture<'_, Result<(), PullError>> {
        self.kept.lock().unwrap().push(secret.clone());
        Box::pin(std::future::ready(Ok(())))
    }

    fn random(&self) -> u64 {
        1
    }

    fn unguessable(&self) -> Result<String, PullError> {
        Ok("unguessable-0123456789-0123456789-012345678".into())
    }
}

/// Linking with that host, for the first time, on the day of the samples.
pub fn linking(host: Arc<dyn Host>) -> Linking {
    let clock = Clock { now: "2026-11-22T12:00:00Z".parse().unwrap(), today: "2026-11-22".parse().unwrap() };
    Linking { clock, settings: Settings::new(), known: None, host }
}

/// A person who answers every question with one text, save those that have an answer of their own, and what was said to them.
#[derive(Debug, Default)]
pub struct Person {
    /// Nothing leaves the field empty.
    pub answer: String,
    /// Answers to single fields, by their keys.
    pub answers: Vec<(&'static str, String)>,
    pub told: Vec<String>,
}

impl Dialog for Person {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        let own = self.answers.iter().find(|(key, _)| *key == field.key);
        let answer = own.map_or(&self.answer, |(_, answer)| answer);
        Ok((!answer.is_empty()).then(|| Secret::new(answer.clone())))
    }

    fn say(&mut self, words: &str) {
        self.told.push(words.to_owned());
    }

    fn show(&mut self, address: &str) {
        self.told.push(address.to_owned());
    }
}
