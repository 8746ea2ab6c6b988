//! The socket: bound to 127.0.0.1 and to nothing else, a thread a connection, so many at once and no more.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::wire::{self, Refusal};
use super::{Asked, Authority, Reply};

/// Connections that are served at once; more are hung up on.
const MOST: usize = 64;
/// A client that says nothing for so long has gone.
const SILENCE: Duration = Duration::from_secs(10);

/// A free or a wanted port of this machine.
pub struct Listener {
    socket: TcpListener,
    port: u16,
    authority: Option<Authority>,
}

/// A server at work, until it is dropped.
pub struct Serving {
    port: u16,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens on that port of 127.0.0.1; 0 takes a free one.
    pub fn open(port: u16) -> io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = socket.local_addr()?.port();
        Ok(Self { socket, port, authority: None })
    }

    /// Speaking TLS with a certificate of that authority.
    #[must_use]
    pub fn with_tls(self, authority: Authority) -> Self {
        Self { authority: Some(authority), ..self }
    }

    /// The port that it has.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers every request with what `answer` makes of it.
    pub fn serve(self, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> io::Result<Serving> {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, port) = (Arc::clone(&stop), self.port);
        let work = move || self.accept(&stopped, &Arc::new(answer));
        let thread = thread::Builder::new().name("loopback".into()).spawn(work)?;
        Ok(Serving { port, stop, thread: Some(thread) })
    }

    fn accept<A: Fn(&Asked) -> Reply + Send + Sync + 'static>(&self, stop: &AtomicBool, answer: &Arc<A>) {
        let open = Arc::new(AtomicUsize::new(0));
        for stream in self.socket.incoming() {
            if stop.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let seat = Seat::take(&open);
            if open.load(Ordering::SeqCst) > MOST {
                continue;
            }
            let (answer, port, authority) = (Arc::clone(answer), self.port, self.authority.clone());
            let work = move || {
                let _seat = seat;
                // a client that goes away is no error of ours
                let _ = meet(stream, authority.as_ref(), port, &*answer);
            };
            // without a thread the connection is closed, and the client tries again
            drop(thread::Builder::new().name("loopback".into()).spawn(work));
        }
    }
}

/// A place among [`MOST`], given back however the conversation ends.
struct Seat(Arc<AtomicUsize>);

impl Seat {
    fn take(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(open))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Serving {
    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves until the process ends.
    pub fn join(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // a last connection wakes the thread, so that it sees that it is over
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Agrees on TLS where there is an authority, and talks.
fn meet(
    stream: TcpStream,
    authority: Option<&Authority>,
    port: u16,
    answer: &impl Fn(&Asked) -> Reply,
) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))?;
    let Some(authority) = authority else {
        let mut stream = stream;
        let ended = talk(&mut stream, port, |asked| answer(&asked))?;
        return if ended { Ok(()) } else { stream.shutdown(Shutdown::Both) };
    };
    let mut session = authority.greet(stream)?;
    let certified = session.conn.peer_certificates().is_some();
    let ended = talk(&mut session, port, |asked| answer(&Asked { secure: true, certified, ..asked }))?;
    if !ended {
        return session.sock.shutdown(Shutdown::Both);
    }
    session.conn.send_close_notify();
    session.flush()
}

/// One request and its answer; false where the connection is to be dropped without a word.
fn talk(stream: &mut (impl Read + Write), port: u16, answer: impl Fn(Asked) -> Reply) -> io::Result<bool> {
    let asked = match wire::read(stream) {
        Ok(asked) => asked,
        Err(Refusal::Gone) => return Ok(true),
        Err(Refusal::Status(code)) => return wire::write(stream, &Reply::empty(code), true).map(|()| true),
    };
    let with_body = asked.method != "HEAD";
    let reply = if is_ours(&asked, port) { answer(asked) } else { Reply::text(421, "ask for 127.0.0.1") };
    thread::sleep(reply.delay);
    if reply.hang_up {
        return Ok(false);
    }
    wire::write(stream, &reply, with_body).map(|()| true)
}

/// False for a request that a page of another site sent here under its own name (DNS rebinding).
fn is_ours(asked: &Asked, port: u16) -> bool {
    let names = ["127.0.0.1", "localhost"];
    asked.header("host").is_some_and(|host| names.iter().any(|name| host == format!("{name}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(port: u16, text: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn it_answers_under_its_own_name_only_and_stops_when_it_is_dropped() {
        let serving = Listener::open(0).unwrap().serve(|asked| Reply::text(200, &asked.path)).unwrap();
        let port = serving.port();
        let mine = ask(port, &format!("GET /x HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        assert!(mine.starts_with("HTTP/1.1 200") && mine.ends_with("/x"), "{mine}");
        let foreign = ask(port, "GET /x HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assert!(foreign.starts_with("HTTP/1.1 421"), "{foreign}");
        let silent = ask(port, &format!("HEAD /x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
        assert!(silent.ends_with("\r\n\r\n"), "{silent}");
        drop(serving);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }

    #[test]
    fn it_can_hang_up_without_a_word() {
        let serving = Listener::open(0).unwrap().serve(|_| Reply::hang_up()).unwrap();
        let port = serving.port();
        assert_eq!(ask(port, &format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")), "");
    }
}
