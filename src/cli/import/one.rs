//! The road of one file: read, its open questions asked, described, and put into the book.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::ask::Person;
use super::dialog;
use super::progress::Progress;
use super::report::Line;
use crate::connectors::file::{self, FileError};
use crate::domain::{Batch, Clean, Clock, ConnectionId, Money};
use crate::insights::balances;
use crate::runtime::Keeper;
use crate::statements::{Options, Question, Reading, Statement};
use crate::sync;

/// What every file of an import shares.
pub struct Road<'a> {
    /// `None` in a dry run.
    pub keeper: Option<&'a mut Keeper>,
    /// The number under which it can be taken back.
    pub run: u64,
    pub clock: Clock,
    pub options: Options,
    /// The folder that takes the layouts of files that a person described.
    pub layouts: PathBuf,
    /// The person's word on the account of every file.
    pub account: Option<Clean>,
    pub person: Person,
    pub progress: &'a Progress,
}

const UNNAMED: &str =
    "which account is it of? The file does not say: give --account with its name, its number's tail or its id";

/// Why a file is not stored.
enum Stop {
    Error(String),
    /// What the person must say first, and by which option.
    Open(String),
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        Self::Error(error.to_string())
    }
}

impl Road<'_> {
    /// Reads one file and, where there is a keeper, stores it. A file that cannot be used, or that leaves something open, gives a line
    /// that says why.
    pub fn import(&mut self, path: &Path) -> Line {
        let mut line = Line { file: Clean::new(&path.to_string_lossy()).to_string(), ..Line::default() };
        match self.take(path, &mut line) {
            Ok(()) => {}
            Err(Stop::Error(error)) => line = Line { file: line.file, error: Some(error), ..Line::default() },
            Err(Stop::Open(question)) => {
                line.question =
                    Some(line.question.take().map_or_else(|| question.clone(), |open| format!("{open}; {question}")));
            }
        }
        line.stored = self.keeper.is_some().then_some(line.new.is_some());
        line
    }

    fn take(&mut self, path: &Path, line: &mut Line) -> Result<(), Stop> {
        let (mut reading, open) = self.read(path)?;
        line.describe(&reading).map_err(Stop::Error)?;
        if !open.is_empty() {
            let nameless = self.account.is_none() && reading.statements.iter().any(|s| !s.names_account);
            let account = if nameless { format!("; {UNNAMED}") } else { String::new() };
            return Err(Stop::Open(words(&open) + &account));
        }
        if reading.statements.is_empty() {
            line.new = self.keeper.as_ref().map(|_| 0);
            line.duplicates = line.new;
            return Ok(());
        }
        self.place(&mut reading, &line.file)?;
        let Some(keeper) = self.keeper.as_deref_mut() else { return Ok(()) };
        // rows tell which account a file is of
        keeper.load_all().map_err(|error| Stop::Error(error.to_string()))?;
        let name = path.file_name().map(|name| Clean::new(&name.to_string_lossy()));
        let mut answer =
            Batch { file: name, ..file::batch_of(&ConnectionId::import(), reading.statements, self.clock) };
        while let Some(doubt) = sync::doubt(keeper.book(), &answer) {
            self.progress.pause();
            let open = || Stop::Open(doubt.to_string());
            let word = self.person.choose(&line.file, &doubt).ok_or_else(open)?;
            let seen = answer.accounts.iter_mut().find(|seen| seen.provider_id == doubt.id);
            // a word that means several accounts settles nothing
            seen.filter(|seen| seen.chosen.is_none()).ok_or_else(open)?.chosen = Some(word);
        }
        self.store(&answer, line)
    }

    /// Reads the file with all that was said so far, until nothing is open or nobody answers.
    fn read(&self, path: &Path) -> Result<(Reading, Vec<Question>), Stop> {
        let mut reading = file::read(path, &self.options)?;
        // a dry run asks nothing: it gives the best reading and says what is open
        if reading.questions.is_empty() || self.keeper.is_none() {
            return Ok((reading, Vec::new()));
        }
        let answered = match self.person {
            Person::Absent => None,
            Person::Agrees => Some(dialog::agree(&reading.questions, &self.options)),
            Person::Present => {
                self.progress.pause();
                dialog::ask(path, &self.options, &self.layouts).map_err(|error| Stop::Error(format!("{error:#}")))?
            }
        };
        if let Some(answered) = answered {
            reading = file::read(path, &answered)?;
        }
        let open = std::mem::take(&mut reading.questions);
        Ok((reading, open))
    }

    /// Says which account the statements are of, where the person or nobody does.
    fn place(&self, reading: &mut Reading, file: &str) -> Result<(), Stop> {
        let accounts: BTreeSet<_> = reading.statements.iter().map(|s| &s.account.provider_id).collect();
        if let Some(word) = &self.account {
            if accounts.len() > 1 {
                let count = accounts.len();
                return Err(Stop::Error(format!("it holds {count} accounts, and --account names one: leave it out")));
            }
            file::choose(&mut reading.statements, word);
            return Ok(());
        }
        let mut nameless = reading.statements.iter_mut().filter(|statement| !statement.names_account).peekable();
        if nameless.peek().is_none() {
            return Ok(());
        }
        let question = || Stop::Open(UNNAMED.to_owned());
        let Some(keeper) = self.keeper.as_deref() else { return Err(question()) };
        self.progress.pause();
        let word = self.person.name_account(file, keeper.book()).ok_or_else(question)?;
        file::choose(nameless, &word);
        Ok(())
    }

    fn store(&mut self, answer: &Batch, line: &mut Line) -> Result<(), Stop> {
        let Some(keeper) = self.keeper.as_deref_mut() else { return Ok(()) };
        let record =
            keeper.import(answer, self.run, self.clock).map_err(|problem| Stop::Error(problem.message.to_string()))?;
        line.new = Some(record.rows.new);
        line.duplicates = Some(record.rows.same + record.rows.changed + record.rows.posted);
        let told = record.notes.iter().map(ToString::to_string).filter(|note| !line.notes.contains(note));
        let told: Vec<String> = told.collect();
        line.notes.extend(told);
        let book = keeper.book();
        for seen in &answer.accounts {
            let known = book.accounts.values().find(|account| {
                account.sources.iter().any(|s| s.connection == answer.connection && s.provider_id == seen.provider_id)
            });
            if let Some(account) = known {
                let gaps = balances::gaps(book, account.id).unwrap_or_default();
                line.notes.extend(gaps.iter().map(|gap| format!("{}: {gap}", account.id)));
            }
        }
        Ok(())
    }
}

impl Line {
    /// What the file holds, before anything of it is stored.
    fn describe(&mut self, reading: &Reading) -> Result<(), String> {
        let money = |money: Money| money.to_decimal_string();
        let sums = reading.sums().map_err(|error| error.to_string())?;
        let sum = sums.iter().map(|(currency, sum)| {
            let text = Money::new(sum, currency).map_or_else(|_| sum.to_string(), money);
            (currency.id().to_owned(), text)
        });
        let accounts: BTreeSet<_> = reading.statements.iter().map(|s| &s.account.provider_id).collect();
        let days = || reading.statements.iter().filter_map(Statement::days);
        let only = || reading.statements.last().filter(|_| accounts.len() == 1);
        let notes = reading.notes.iter().chain(reading.statements.iter().flat_map(|statement| &statement.notes));
        self.format = Some(reading.format);
        self.accounts = accounts.len();
        self.transactions = reading.rows().count();
        self.sum = sum.collect();
        self.first = days().map(|(first, _)| first).min().map(|day| day.to_string());
        self.last = days().map(|(_, last)| last).max().map(|day| day.to_string());
        self.balance = only().and_then(|s| s.account.balance.as_ref()?.current).map(money);
        self.opening = only().filter(|_| reading.statements.len() == 1).and_then(Statement::opening).map(money);
        self.currency = only().map(|s| s.account.currency.id().to_owned());
        self.question = (!reading.questions.is_empty()).then(|| words(&reading.questions));
        self.notes = notes.map(ToString::to_string).collect();
        Ok(())
    }
}

/// Questions in one line.
fn words(questions: &[Question]) -> String {
    questions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
