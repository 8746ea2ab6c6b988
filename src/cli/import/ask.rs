//! Asks the person at the terminal what a file leaves open. Without a terminal nothing is asked, and the file is not stored.

use std::io::{self, BufRead, IsTerminal};

use crate::cli::output;
use crate::domain::Clean;
use crate::statements::{Options, Question};
use crate::sync::Doubt;

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
    pub fn find(yes: bool) -> Self {
        match yes {
            true => Self::Agrees,
            false if io::stdin().is_terminal() && io::stderr().is_terminal() => Self::Present,
            false => Self::Absent,
        }
    }

    /// Puts the answer to a question among the options; false when there is none.
    pub fn settle(self, file: &str, question: &Question, options: &mut Options) -> bool {
        match self {
            Self::Absent => false,
            Self::Agrees => question.answer("", options),
            Self::Present => {
                let words = format!("{file}: {question}\n  Enter takes it as it was read, s leaves the file out: ");
                ask(&words, |answer| question.answer(answer, options).then_some(())).is_some()
            }
        }
    }

    /// Which account a file is of that names none.
    pub fn name_account(self, file: &str) -> Option<Clean> {
        let words =
            format!("{file}: which account is it of? Its name, its number's tail or its id; s leaves the file out: ");
        if self == Self::Present { ask(&words, Clean::non_empty) } else { None }
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
