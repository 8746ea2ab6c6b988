//! Signals that end or continue the program, as values.

use std::io;
use std::process;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End, after giving the terminal back; exit with 128 and this number.
    End(i32),
    /// The job runs again after a stop that we did not cause ourselves.
    Continued,
}

/// The signals that the dashboard listens to.
pub struct Signals {
    terminate: Stream,
    hang_up: Stream,
    interrupt: Stream,
    quit: Stream,
    resume: Stream,
    /// A file that may not grow further is an error of the write, to be said, and no end of the program.
    _file_size: Stream,
}

impl Signals {
    /// From now on these signals no longer end the process by themselves.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            resume: signal(SignalKind::from_raw(CONT))?,
            _file_size: signal(SignalKind::from_raw(XFSZ))?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        let end = |kind: SignalKind| Signal::End(kind.as_raw_value());
        tokio::select! {
            _ = self.terminate.recv() => end(SignalKind::terminate()),
            _ = self.hang_up.recv() => end(SignalKind::hangup()),
            _ = self.interrupt.recv() => end(SignalKind::interrupt()),
            _ = self.quit.recv() => end(SignalKind::quit()),
            _ = self.resume.recv() => Signal::Continued,
        }
    }
}

/// How long the loop has to end in order once the terminal is gone.
const GRACE: Duration = Duration::from_secs(2);

/// Ends the process when its terminal has hung up and the loop does not end by itself: crossterm reads a terminal that is gone for ever,
/// without giving the turn back, so that neither a signal nor anything else is heard. What was committed is on disk, and there is no
/// terminal to give back.
pub fn end_with_terminal() -> io::Result<()> {
    let watch = || {
        if is_hung_up(&io::stdin()) {
            thread::sleep(GRACE);
            process::exit(128 + SignalKind::hangup().as_raw_value());
        }
    };
    thread::Builder::new().name("hang-up".to_owned()).spawn(watch).map(drop)
}

/// Waits until it is; false where that cannot be known.
fn is_hung_up(terminal: &io::Stdin) -> bool {
    loop {
        let mut watched = [PollFd::new(terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Err(Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => return watched[0].revents().contains(PollFlags::HUP),
        }
    }
}

/// SIGXFSZ of this system.
const XFSZ: i32 = rustix::process::Signal::XFSZ.as_raw();
/// SIGCONT of this system.
const CONT: i32 = rustix::process::Signal::CONT.as_raw();
