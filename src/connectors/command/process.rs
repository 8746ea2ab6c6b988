//! One run of a program: its own process group, an environment of a few words, standard output up to a limit, and an end for all of it
//! when the time is over or the caller has gone.

use std::env;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, kill_process_group};

use super::Limits;
use crate::connectors::PullError;
use crate::domain::{Clean, ProblemKind, Secret};

/// Of our own environment a program gets these.
const PASSED: &[&str] = &["HOME", "PATH", "LANG", "TERM", "TZ"];
/// Bytes of standard error that are looked at.
const MOST_SAID: u64 = 4096;

/// What to run.
pub(super) struct Program {
    pub argv: Vec<String>,
    /// Words of the environment beside those that are passed on.
    pub words: Vec<(&'static str, String)>,
    /// A line for its standard input: an argument could be read by everybody on this machine.
    pub secret: Option<Secret>,
}

/// Ends the whole group when it is dropped, however that comes about.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0.take() {
            // one that has ended by itself is no longer there
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// What a program left behind.
struct Done {
    status: ExitStatus,
    output: Vec<u8>,
    said: Clean,
}

/// Runs a program to its end and gives what it printed. Dropping the future ends it.
pub(super) async fn run(program: Program, limits: Limits) -> Result<Vec<u8>, PullError> {
    let name = name(&program.argv);
    let child = start(&program).map_err(|error| not_started(&name, &error))?;
    let group = Group(i32::try_from(child.id()).ok().and_then(Pid::from_raw));
    let most = limits.output;
    let ended = tokio::task::spawn_blocking(move || follow(child, program.secret, most));
    let ended = tokio::time::timeout(limits.time, ended).await;
    drop(group);
    let Ok(ended) = ended else {
        let seconds = limits.time.as_secs();
        let words = format!("'{name}' did not end within {seconds} seconds and was stopped; nothing of it was stored.");
        return Err(PullError::new(ProblemKind::Unavailable, &words));
    };
    let Ok(Ok(done)) = ended else {
        return Err(PullError::new(ProblemKind::Unavailable, &format!("'{name}' could not be listened to.")));
    };
    if done.output.len() > most {
        let words = format!("'{name}' printed more than can be accepted; nothing of it was stored.");
        return Err(PullError::new(ProblemKind::Malformed, &words));
    }
    if done.status.success() { Ok(done.output) } else { Err(failed(&name, &done)) }
}

fn start(program: &Program) -> io::Result<Child> {
    let mut command = Command::new(program.argv.first().map_or("", String::as_str));
    command.args(program.argv.iter().skip(1)).env_clear();
    for key in PASSED {
        if let Some(value) = env::var_os(key) {
            command.env(key, value);
        }
    }
    command.envs(program.words.iter().map(|(key, word)| (key, word)));
    command.current_dir(env::var_os("HOME").unwrap_or_else(|| "/".into()));
    let input = if program.secret.is_some() { Stdio::piped() } else { Stdio::null() };
    command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0).spawn()
}

/// Reads until both outputs have ended, or one has said too much.
fn follow(mut child: Child, secret: Option<Secret>, most: usize) -> io::Result<Done> {
    if let (Some(mut input), Some(secret)) = (child.stdin.take(), secret) {
        // one that does not read it may be gone already
        let _ = input.write_all(secret.expose().as_bytes()).and_then(|()| input.write_all(b"\n"));
    }
    let errors = child.stderr.take();
    let listening = thread::spawn(move || {
        let mut text = Vec::new();
        let Some(mut errors) = errors else { return text };
        let _ = errors.by_ref().take(MOST_SAID).read_to_end(&mut text);
        // the rest is read away, so that nobody waits for a full pipe
        let _ = io::copy(&mut errors, &mut io::sink());
        text
    });
    let mut output = Vec::new();
    if let Some(from) = child.stdout.take() {
        from.take(u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut output)?;
    }
    if output.len() > most {
        // it may never end by itself
        let _ = child.kill();
    }
    let status = child.wait()?;
    // what it started may hold standard error open for longer than it lived: nobody waits for that
    let said = if status.success() { Vec::new() } else { listening.join().unwrap_or_default() };
    Ok(Done { status, output, said: Clean::new(&String::from_utf8_lossy(&said)) })
}

/// The program's own name, without its folder.
pub(super) fn name(argv: &[String]) -> Clean {
    let path = argv.first().map_or("", String::as_str);
    Clean::new(path.rsplit('/').next().unwrap_or(path))
}

fn not_started(name: &Clean, error: &io::Error) -> PullError {
    let words = match error.kind() {
        io::ErrorKind::NotFound => format!("'{name}' was not found: give its whole path in 'command'."),
        io::ErrorKind::PermissionDenied => format!("'{name}' may not be run: make it executable (chmod +x)."),
        kind => format!("'{name}' could not be started: {kind}."),
    };
    PullError::new(ProblemKind::Config, &words)
}

fn failed(name: &Clean, done: &Done) -> PullError {
    let how = done.status.code().map_or_else(|| "by a signal".to_owned(), |code| format!("with {code}"));
    // 77 is what sysexits calls "no permission": the way in which a program says that its own access has ended
    let (kind, advice) = match done.status.code() {
        Some(77) => (ProblemKind::NeedsReauth, " It says that its access has ended."),
        _ => (ProblemKind::Unavailable, ""),
    };
    let said = if done.said.is_empty() { String::new() } else { format!(" It said: {}", done.said) };
    PullError::new(kind, &format!("'{name}' ended {how}; nothing of it was stored.{advice}{said}"))
}
