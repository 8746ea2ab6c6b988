//! Statement files on disk: a connection of kind `file` names files or folders, and each pull brings what their statements say.
//! `passbook import` takes the same road with [`read`] and [`batch_of`].

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{
    Connector, Dialog, Field, FieldKind, Linked, Linking, PullError, Registered, Request, Revoked, Setting, Settings,
};
use crate::domain::{
    Batch, Changes, Clean, Clock, ConnectionId, Cursor, Policy, Problem, ProblemKind, ProviderId, Scope, SeenAccount,
};
use crate::statements::{self, Fingerprint, Options, Reading, Statement, StatementError};

/// The kind, which rows of `passbook import` bear too.
pub const KIND: &str = "file";

/// The kind's row in the table. Reading files costs nothing, so there is no quota; a look every quarter of an hour finds what was
/// downloaded meanwhile.
pub(super) const REGISTERED: Registered = Registered {
    kind: KIND,
    about: "statement files that you download from a bank: OFX, QFX, QBO, MT940, MT942, QIF",
    fields: &[
        Field { key: "paths", kind: FieldKind::List, required: true, help: "statement files, or folders of them" },
        Field {
            key: "account",
            kind: FieldKind::Text,
            required: false,
            help: "name of the account of files that name none",
        },
    ],
    policy: Policy { requests_per_day: None, every_minutes: Some(15), overlap_days: 0, history_days: 3650 },
    places: None,
    connector: || Box::new(Files),
};

/// Files of all folders together that are looked at.
const MAX_FILES: usize = 10_000;
/// Bytes that tell whether a file of a folder is a statement at all.
const PEEK: u64 = 64 * 1024;

struct Files;

impl Connector for Files {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        _linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(async move {
            let mut settings = Settings::new();
            for field in REGISTERED.fields {
                let Some(answer) = dialog.ask(field)? else { continue };
                let text = answer.expose().to_owned();
                let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
                let value = if field.kind == FieldKind::List { Setting::List(lines()) } else { Setting::Text(text) };
                settings.insert(field.key.to_owned(), value);
            }
            paths(&settings)?;
            Ok(Linked { secret: None, settings })
        })
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        let request = request.clone();
        Box::pin(async move {
            // reading blocks, and other connections must not wait for a slow disk
            let read = tokio::task::spawn_blocking(move || pull(&request)).await;
            read.unwrap_or_else(|_| Err(PullError::new(ProblemKind::Unavailable, "reading the files was stopped")))
        })
    }

    fn revoke<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        let words = "no bank to tell: the files stay where they are; take the connection out of the config";
        Box::pin(async move { Ok(Revoked::GoTo(Clean::new(words))) })
    }
}

/// Why a file brought nothing. The caller names the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("cannot be read ({0}): check the path and who may read it")]
    Io(io::ErrorKind),
    /// A folder, a pipe, a device.
    #[error("is not a regular file: give the path of a statement file")]
    NotAFile,
    #[error("{0}")]
    Statement(#[from] StatementError),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

/// Reads one statement file, up to 64 MiB of it and only if it is a regular file.
pub fn read(path: &Path) -> Result<Reading, FileError> {
    let (mut file, size) = open(path)?;
    read_rest(&mut file, size, Vec::new(), path)
}

/// Opens without waiting for a writer, as a pipe would; what it is, is asked of the open file and not of its name.
fn open(path: &Path) -> Result<(File, u64), FileError> {
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path)?;
    let about = file.metadata()?;
    if about.is_file() { Ok((file, about.len())) } else { Err(FileError::NotAFile) }
}

fn read_rest(file: &mut File, size: u64, mut bytes: Vec<u8>, path: &Path) -> Result<Reading, FileError> {
    let most = statements::MAX_FILE as u64;
    if size > most {
        return Err(StatementError::TooLarge.into());
    }
    // one more than allowed, so that a file that grows meanwhile is noticed
    file.take(most + 1 - bytes.len() as u64).read_to_end(&mut bytes)?;
    Ok(statements::read(&bytes, &name_of(path), &Options::default())?)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Gives statements that name no account the one that the person named.
pub fn assign(statements: &mut [Statement], account: &str) {
    let name = Clean::new(account);
    let print = Fingerprint::default().with(name.as_str());
    let Some(id) = ProviderId::new(&format!("named:{print}")) else { return };
    for statement in statements.iter_mut().filter(|statement| !statement.names_account) {
        statement.account.provider_id = id.clone();
        statement.account.name = name.clone();
        statement.names_account = true;
    }
}

/// What statements say, as an answer of a connection. Each is a window of its own that vouches for nothing it leaves out: a download
/// may hold any part of an account. An account of several statements is described by the one with the newest balance.
pub fn batch_of(connection: &ConnectionId, statements: Vec<Statement>, clock: Clock) -> Batch {
    let mut batch = Batch::new(connection.clone(), clock.now);
    let mut accounts: BTreeMap<ProviderId, SeenAccount> = BTreeMap::new();
    for statement in statements {
        let account = statement.account.provider_id.clone();
        let scope = || Scope::Account(account.clone());
        let notes = statement.notes.iter().cloned();
        batch.problems.extend(notes.map(|message| Problem { scope: scope(), kind: ProblemKind::Notice, message }));
        let days = statement.days();
        let span = [statement.period, days].into_iter().flatten();
        let from = span.clone().map(|(first, _)| first).min().unwrap_or(clock.today);
        // a period that reaches into the future is the bank's wish, not knowledge
        let stated = span.map(|(_, last)| last).max().unwrap_or(clock.today).min(clock.today);
        let to = days.map_or(stated, |(_, last)| last.max(stated)).max(from);
        batch.changes.push(Changes::Window {
            account: account.clone(),
            from,
            to,
            complete: false,
            rows: statement.rows,
        });
        let mut seen = statement.account;
        if let Some(balance) = &mut seen.balance {
            balance.as_of = balance.as_of.map(|at| at.min(clock.now));
        }
        match accounts.get_mut(&account) {
            Some(known) if dated(known) >= dated(&seen) => {}
            _ => drop(accounts.insert(account, seen)),
        }
    }
    batch.accounts = accounts.into_values().collect();
    batch
}

/// Orders what two statements say of one account: a balance before none, the later before the earlier.
fn dated(account: &SeenAccount) -> (bool, Option<DateTime<Utc>>) {
    (account.balance.is_some(), account.balance.as_ref().and_then(|balance| balance.as_of))
}

fn paths(settings: &Settings) -> Result<Vec<PathBuf>, PullError> {
    let paths: Vec<PathBuf> = match settings.get("paths") {
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

/// A file that may be read.
struct Candidate {
    path: PathBuf,
    /// Named by the person or by a statement's ending, so that it must be one; others of a folder are left alone if they are not.
    expected: bool,
}

fn pull(request: &Request) -> Result<Batch, PullError> {
    let mut problems = Vec::new();
    let candidates = candidates(&paths(&request.settings)?, &mut problems);
    let digest = digest(&candidates, &request.settings);
    if problems.is_empty() && request.cursor.as_deref() == Some(&digest) {
        return Ok(Batch::new(request.connection.clone(), request.clock.now));
    }
    let mut all = Vec::new();
    let (mut rows, total) = (0_usize, u32::try_from(candidates.len()).unwrap_or(u32::MAX));
    for (done, candidate) in (0..).zip(&candidates) {
        request.host.progress(done, total);
        match read_candidate(candidate) {
            Ok(None) => {}
            Ok(Some(reading)) => {
                rows = rows.saturating_add(reading.rows().count());
                if rows > statements::MAX_ROWS {
                    problems
                        .push(about(&candidate.path, "is one too many: over 1,000,000 transactions, name fewer files"));
                    break;
                }
                let notes = reading.notes.iter().map(|note| notice(&candidate.path, note.as_str()));
                problems.extend(notes);
                all.extend(reading.statements);
            }
            Err(error) => problems.push(about(&candidate.path, &error.to_string())),
        }
    }
    if let Some(Setting::Text(account)) = request.settings.get("account") {
        assign(&mut all, account);
    }
    let mut batch = batch_of(&request.connection, all, request.clock);
    // what was wrong once is looked at again, or it would be forgotten while the file stays broken
    let is_whole = problems.iter().all(|problem| problem.kind == ProblemKind::Notice);
    batch.cursor = if is_whole { Cursor::Set(digest) } else { Cursor::Clear };
    batch.problems.splice(0..0, problems);
    Ok(batch)
}

/// `None` for a file of a folder that is no statement and was not expected to be one.
fn read_candidate(candidate: &Candidate) -> Result<Option<Reading>, FileError> {
    let (mut file, size) = open(&candidate.path)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(PEEK).read_to_end(&mut head)?;
    if !candidate.expected && !statements::recognizes(&head, &name_of(&candidate.path), &Options::default()) {
        return Ok(None);
    }
    read_rest(&mut file, size, head, &candidate.path).map(Some)
}

/// The files of all paths in one order, each once. Folders are not searched below; links, hidden files and downloads that still run
/// are left out of them.
fn candidates(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<Candidate> {
    let mut found: BTreeSet<(PathBuf, bool)> = BTreeSet::new();
    for path in paths {
        let entries = match fs::metadata(path) {
            Ok(about) if about.is_dir() => fs::read_dir(path),
            Ok(_) => {
                found.insert((path.clone(), true));
                continue;
            }
            Err(error) => Err(error),
        };
        match entries {
            Ok(entries) => {
                let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
                found.extend(files.map(|entry| entry.path()).filter(|path| is_settled(path)).map(|path| {
                    let expected = has_ending(&path, &["ofx", "qfx", "qbo"]);
                    (path, expected)
                }));
            }
            Err(error) => problems.push(about(path, &FileError::from(error).to_string())),
        }
    }
    if found.len() > MAX_FILES {
        problems.push(about(Path::new("folders"), "hold more than 10,000 files: the rest is not read, name fewer"));
    }
    // a file that is named and lies in a named folder, too, stands here twice, the named one behind
    let mut files: BTreeMap<PathBuf, bool> = BTreeMap::new();
    for (path, expected) in found.into_iter().take(MAX_FILES) {
        *files.entry(path).or_default() |= expected;
    }
    files.into_iter().map(|(path, expected)| Candidate { path, expected }).collect()
}

fn is_settled(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden && !has_ending(path, &["part", "crdownload", "tmp", "download"])
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .and_then(OsStr::to_str)
        .is_some_and(|end| endings.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// Changes when a file comes, goes, grows or is written again, or when the settings do.
fn digest(candidates: &[Candidate], settings: &Settings) -> String {
    let mut print = Fingerprint::default().with(&format!("{:?}", settings.get("account")));
    for candidate in candidates {
        let about = fs::metadata(&candidate.path).ok();
        let written = about.as_ref().and_then(|about| about.modified().ok()?.duration_since(UNIX_EPOCH).ok());
        let size = about.map(|about| about.len());
        print = print.with(&candidate.path.to_string_lossy()).with(&format!("{size:?} {written:?}"));
    }
    print.to_string()
}

fn about(path: &Path, words: &str) -> Problem {
    let message = Clean::new(&format!("{}: {words}", name_of(path)));
    Problem { scope: Scope::Connection, kind: ProblemKind::Malformed, message }
}

fn notice(path: &Path, words: &str) -> Problem {
    Problem { kind: ProblemKind::Notice, ..about(path, words) }
}

#[cfg(test)]
mod tests;
