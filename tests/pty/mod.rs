//! Drives the real program in a pseudo-terminal: keys in, screen out. Shared by the end-to-end tests, the picture of the README and the
//! benchmark of the first frame.

#![allow(dead_code, reason = "each user of the driver needs another part of it")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything may take before the test gives up; polled, never slept through.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A running program and what its terminal shows.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    pub started: Instant,
}

struct Seen {
    parser: vt100::Parser,
    bytes: usize,
    first: Option<Instant>,
    last: Option<Instant>,
    over: bool,
}

impl Pty {
    /// Starts a program on a terminal of that size, with an environment of its own.
    pub fn start(program: &Path, args: &[&str], columns: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in env {
            command.env(name, value);
        }
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let size = |n| NonZeroU16::new(n).expect("a terminal of some size");
        let parser = vt100::Parser::new(size(rows), size(columns), 0);
        let seen = Arc::new(Mutex::new(Seen { parser, bytes: 0, first: None, last: None, over: false }));
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            loop {
                let count = reader.read(&mut buffer).unwrap_or(0);
                let mut seen = shared.lock().unwrap();
                if count == 0 {
                    seen.over = true;
                    return;
                }
                let now = Instant::now();
                seen.first.get_or_insert(now);
                seen.last = Some(now);
                seen.bytes += count;
                seen.parser.process(&buffer[..count]);
            }
        });
        let writer = pair.master.take_writer().expect("the terminal can be written to");
        Self { child, master: pair.master, writer, seen, started }
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("the program takes keys");
        self.writer.flush().expect("the program takes keys");
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).expect("a resize");
        let size = |n| NonZeroU16::new(n).expect("a terminal of some size");
        self.seen.lock().unwrap().parser.screen_mut().set_size(size(rows), size(columns));
    }

    /// The text of the screen.
    pub fn screen(&self) -> String {
        self.with(vt100::Screen::contents)
    }

    /// Looks at the screen itself: colours, modes.
    pub fn with<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.seen.lock().unwrap().parser.screen())
    }

    /// Bytes that the program has written so far.
    pub fn bytes(&self) -> usize {
        self.seen.lock().unwrap().bytes
    }

    /// Since the start: the first byte, and the last one so far.
    pub fn written_after(&self) -> (Option<Duration>, Option<Duration>) {
        let seen = self.seen.lock().unwrap();
        let since = |at: Option<Instant>| at.map(|at| at.duration_since(self.started));
        (since(seen.first), since(seen.last))
    }

    /// Waits until the screen satisfies, and returns it; panics with the screen when it never does.
    pub fn wait(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "never saw {what}; the screen is\n{screen}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a text is on the screen.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until nothing was written for that long.
    pub fn settle(&self, quiet: Duration) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let last = self.seen.lock().unwrap().last;
            if last.is_some_and(|at| at.elapsed() >= quiet) || Instant::now() > deadline {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits for the end of the program.
    pub fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                self.wait_over();
                return status;
            }
            assert!(Instant::now() < deadline, "the program does not end; the screen is\n{}", self.screen());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// The number of the process, for signals.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    fn wait_over(&self) {
        let deadline = Instant::now() + Duration::from_secs(2);
        while !self.seen.lock().unwrap().over && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
