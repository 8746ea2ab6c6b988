//! Asks the person at the terminal what a file leaves open. Without a terminal nothing is asked, and the file is not stored.

use std::io::{self, BufRead, IsTerminal};

use crate::cli::args::Global;
use crate::cli::output;
use crate::domain::{Book, Clean};
use crate::sync::{self, Doubt};

/// Accounts that are listed; more would scroll the question away.
const KNOWN: usize = 9;
/// Tries that a person has at one question.
const TRIES: usize = 3;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// At a terminal.
    Present,
    /// `--yes`: takes what is likeliest, where there is one.
    Agrees,
    /// Neither: what is open stays open.
    Absent,
}

impl Person {
    /// Whoever stands behind this process.
    pub fn find(global: &Global, yes: bool) -> Self {
        let is_read_by_a_program = global.json || global.csv;
        match yes {
            true => Self::Agrees,
            false if !is_read_by_a_program && io::stdin().is_terminal() && io::stderr().is_terminal() => Self::Present,
            false => Self::Absent,
        }
    }

    /// Which account a file is of that names none. A name that no account has makes a new one, once the person has said it twice: the
    /// first time may be a slip.
    pub fn name_account(self, file: &str, book: &Book) -> Option<Clean> {
        if self != Self::Present {
            return None;
        }
        let known = book.accounts.values().take(KNOWN).map(|account| {
            let mask = account.mask.as_ref().map(|mask| format!(" …{mask}")).unwrap_or_default();
            format!("\n  {}  {} {}{mask}", account.id, account.bank.name, book.name(account))
        });
        let words = format!(
            "{file}: which account is it of?{}\n  Its id, its number's tail or its name; s leaves the file out: ",
            known.collect::<String>()
        );
        let mut new = None;
        ask(&words, |answer| {
            let word = Clean::non_empty(answer)?;
            if new.as_ref() == Some(&word) || !sync::named(book, word.as_str()).is_empty() {
                return Some(word);
            }
            output::words(&format!("no account is called '{word}' yet: the same again makes a new one"));
            new = Some(word);
            None
        })
    }

    /// Which of several accounts a file's is.
    pub fn choose(self, file: &str, doubt: &Doubt) -> Option<Clean> {
        match self {
            Self::Absent => None,
            Self::Agrees => match doubt.candidates[..] {
                [(id, _)] => Some(Clean::new(&id.to_string())),
                _ => None,
            },
            Self::Present => {
                let words = format!("{file}: {doubt}\n  An id, or a new name; s leaves the file out: ");
                ask(&words, Clean::non_empty)
            }
        }
    }
}

/// The first answer that can be taken; `None` when the person leaves the file out.
fn ask<T>(words: &str, mut take: impl FnMut(&str) -> Option<T>) -> Option<T> {
    for _ in 0..TRIES {
        output::prompt(words);
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer).ok()?;
        let answer = answer.trim();
        if read == 0 || answer.eq_ignore_ascii_case("s") {
            return None;
        }
        let taken = take(answer);
        if taken.is_some() {
            return taken;
        }
    }
    None
}
