//! Which file is read next: those of all paths in one order, each once, when nobody writes to it any more. A file an answer, so that each
//! is committed, counted and reported by itself.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;

use super::LAYOUTS;
use super::batch::{batch_of, choose};
use super::layouts::{OwnLayouts, own_layouts};
use super::memory::{Look, Memory};
use super::read::{FileError, bytes, name_of, understand};
use crate::connectors::{PullError, Request, Setting, Settings};
use crate::domain::{Batch, Clean, Cursor, Problem, ProblemKind, Scope};
use crate::statements::{self, Options, Reading};

/// Files of all folders together that are looked at.
const MAX_FILES: usize = 10_000;
/// Files that one sync reads; the next one goes on.
const MAX_ANSWERS: u32 = 400;
/// Bytes that tell whether a file of a folder is a statement at all.
const PEEK: usize = 64 * 1024;
/// A file is read when nobody has written to it for so long.
const SETTLED: Duration = Duration::from_secs(3);
/// When a folder with a file that is still being written is looked at again.
const AGAIN_SECONDS: i64 = 5;

/// Files and folders that the config names.
pub(super) fn paths(settings: &Settings) -> Result<Vec<PathBuf>, PullError> {
    let paths: Vec<PathBuf> = match settings.get("paths").or_else(|| settings.get("path")) {
        Some(Setting::List(list)) => list.iter().map(PathBuf::from).collect(),
        Some(Setting::Text(path)) => vec![path.into()],
        _ => Vec::new(),
    };
    if paths.is_empty() {
        let words = "the connection names no files: set paths = [\"/path/to/downloads\"] in the config";
        return Err(PullError::new(ProblemKind::Config, words));
    }
    Ok(paths)
}

/// How files are read: by the person's own layouts beside those that ship. With what tells these layouts from others.
fn options(settings: &Settings, problems: &mut Vec<Problem>) -> (Options, String) {
    let Some(Setting::Text(folder)) = settings.get(LAYOUTS) else { return (Options::default(), String::new()) };
    let config = |words: String| Problem {
        scope: Scope::Connection,
        kind: ProblemKind::Config,
        message: Clean::new(&format!("{LAYOUTS}{words}")),
    };
    match own_layouts(Path::new(folder)) {
        Ok(OwnLayouts { layouts, errors, print }) => {
            problems.extend(errors.iter().map(|error| config(format!("/{error}"))));
            (Options { layouts: Arc::new(layouts), ..Options::default() }, print.to_string())
        }
        Err(error) => {
            problems.push(config(format!(" beside the config: {}", FileError::from(error))));
            (Options::default(), String::new())
        }
    }
}

/// A file that may be read.
struct Candidate {
    path: PathBuf,
    /// Named by the person or by a statement's ending, so that it must be one; others of a folder are left alone if they are not.
    expected: bool,
    /// Found in a folder: then it is no link, and must not become one.
    listed: bool,
}

/// Reads the next file that is new. The answer asks for more while others wait.
pub(super) fn pull(request: &Request) -> Result<Batch, PullError> {
    let paths = paths(&request.settings)?;
    let account = match request.settings.get("account") {
        Some(Setting::Text(account)) => Some(account.as_str()),
        _ => None,
    };
    let mut problems = Vec::new();
    let (options, layouts) = options(&request.settings, &mut problems);
    let candidates = candidates(&paths, &mut problems);
    let mut memory = Memory::recall(request.cursor.as_deref(), account, &layouts);
    memory.tidy(&candidates.iter().map(|candidate| key(&candidate.path)).collect());
    let before = memory.keep();
    let mut round = Round { request, account, options, memory, problems, waits: false };
    let read = round.next(&candidates);
    let Round { mut memory, problems, waits, .. } = round;
    let more = read.is_some() && memory.answers < MAX_ANSWERS;
    memory.answers = if more { memory.answers.saturating_add(1) } else { 0 };
    let mut batch = read.unwrap_or_else(|| Batch::new(request.connection.clone(), request.clock.now));
    batch.more = more;
    let again = TimeDelta::seconds(AGAIN_SECONDS);
    batch.next = waits.then(|| request.clock.now.checked_add_signed(again)).flatten();
    let after = memory.keep();
    batch.cursor = if after != before || request.cursor.is_none() { Cursor::Set(after) } else { Cursor::Keep };
    batch.problems.splice(0..0, problems);
    Ok(batch)
}

/// One look at all files.
struct Round<'a> {
    request: &'a Request,
    account: Option<&'a str>,
    options: Options,
    memory: Memory,
    problems: Vec<Problem>,
    /// True when a file is still being written.
    waits: bool,
}

impl Round<'_> {
    /// The answer of the first file that says something; those before it that say nothing are noted.
    fn next(&mut self, candidates: &[Candidate]) -> Option<Batch> {
        let total = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        for (done, candidate) in (0..).zip(candidates) {
            let Ok(about) = fs::metadata(&candidate.path) else { continue };
            let look = Look::at(&about);
            if self.memory.knows(&key(&candidate.path), &look) {
                continue;
            }
            if candidate.listed && is_being_written(&about) {
                self.waits = true;
                continue;
            }
            self.request.host.progress(done, total);
            match self.read(candidate, &look) {
                Ok(None) => {}
                Ok(Some(reading)) => {
                    if let Some(batch) = self.answer(&candidate.path, reading) {
                        return Some(batch);
                    }
                    self.memory.leave_open(&key(&candidate.path));
                }
                Err(error) => {
                    self.memory.leave_open(&key(&candidate.path));
                    self.problems.push(about_file(&candidate.path, &error.to_string()));
                }
            }
        }
        None
    }

    /// `None` for what was read before, and for a file of a folder that is no statement and was not expected to be one.
    fn read(&mut self, candidate: &Candidate, look: &Look) -> Result<Option<Reading>, FileError> {
        let key = key(&candidate.path);
        let bytes = match bytes(&candidate.path, !candidate.listed) {
            Ok(bytes) => bytes,
            Err(error) => {
                // what cannot be opened today may be tomorrow; what is too large stays so
                if matches!(error, FileError::Statement(_)) {
                    self.memory.note(&key, look, None);
                }
                return Err(error);
            }
        };
        let head = bytes.get(..PEEK).unwrap_or(&bytes);
        if !candidate.expected && !statements::recognizes(head, &name_of(&candidate.path), &self.options) {
            self.memory.note(&key, look, None);
            self.memory.leave_open(&key);
            return Ok(None);
        }
        if !self.memory.note(&key, look, Some(&bytes)) {
            return Ok(None);
        }
        understand(&bytes, &candidate.path, &self.options).map(Some)
    }

    /// The answer of a file, or `None` when the person must say something first.
    fn answer(&mut self, path: &Path, mut reading: Reading) -> Option<Batch> {
        let unnamed = || "which account is it of? It does not say";
        if let Some(account) = self.account {
            let nameless = reading.statements.iter_mut().filter(|statement| !statement.names_account);
            choose(nameless, &Clean::new(account));
        }
        let open = reading.questions.first().map(ToString::to_string).or_else(|| {
            let open = reading.statements.iter().any(|statement| !statement.names_account);
            open.then(|| unnamed().to_owned())
        });
        if let Some(question) = open {
            let words = format!("not read: {question} - `passbook import` of this file asks");
            self.problems.push(about_file(path, &words));
            return None;
        }
        let notes = reading.notes.iter().map(|note| notice(path, note.as_str()));
        self.problems.extend(notes);
        let mut batch = batch_of(&self.request.connection, reading.statements, self.request.clock);
        batch.file = Some(Clean::new(&name_of(path)));
        Some(batch)
    }
}

/// The files of all paths in one order, each once. Folders are not searched below; links, hidden files and downloads that still run
/// are left out of them.
fn candidates(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<Candidate> {
    // by path: whether a statement is expected, and whether the path was named by the person
    let mut found: BTreeMap<PathBuf, (bool, bool)> = BTreeMap::new();
    for path in paths {
        let entries = match fs::metadata(path) {
            Ok(about) if about.is_dir() => fs::read_dir(path),
            Ok(about) if about.is_file() => {
                found.insert(path.clone(), (true, true));
                continue;
            }
            Ok(_) => {
                problems.push(about_file(path, &FileError::NotAFile.to_string()));
                continue;
            }
            Err(error) => Err(error),
        };
        match entries {
            Ok(entries) => {
                let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
                for path in files.map(|entry| entry.path()).filter(|path| is_named_whole(path)) {
                    let expected = has_ending(&path, &["ofx", "qfx", "qbo"]);
                    found.entry(path).or_insert((expected, false));
                }
            }
            Err(error) => problems.push(about_file(path, &FileError::from(error).to_string())),
        }
    }
    if found.len() > MAX_FILES {
        let words = "hold more than 10,000 files: the rest is not read, name fewer";
        problems.push(about_file(Path::new("folders"), words));
    }
    let candidate = |(path, (expected, named)): (PathBuf, (bool, bool))| Candidate { path, expected, listed: !named };
    found.into_iter().take(MAX_FILES).map(candidate).collect()
}

fn key(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A time in the future says nothing.
fn is_being_written(about: &fs::Metadata) -> bool {
    let age = about.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
    age.is_some_and(|age| age < SETTLED)
}

/// False for hidden files and for the names that browsers give to downloads that still run.
fn is_named_whole(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden && !has_ending(path, &["part", "crdownload", "tmp", "download"])
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .and_then(OsStr::to_str)
        .is_some_and(|end| endings.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

fn about_file(path: &Path, words: &str) -> Problem {
    let message = Clean::new(&format!("{}: {words}", name_of(path)));
    Problem { scope: Scope::Connection, kind: ProblemKind::Malformed, message }
}

fn notice(path: &Path, words: &str) -> Problem {
    Problem { kind: ProblemKind::Notice, ..about_file(path, words) }
}
