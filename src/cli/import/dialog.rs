//! The dialog about a CSV file that leaves something open: how it would be read, and a key for each thing that may be wrong with that.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;

use super::mapping::columns;
use crate::cli::output;
use crate::domain::{Clean, Currency};
use crate::statements::{self, DateOrder, Decimal, MAX_FILE, Options, Proposal, Question, Reading, Sign};

/// Rows that are shown.
const FIRST: usize = 5;
/// Columns of a text beside its day and amount, so that a row is one line of a terminal of 60 columns.
const TEXT: usize = 29;
const LINE: usize = 59;

/// A file in the dialog.
struct Dialog<'a> {
    bytes: Vec<u8>,
    /// Without folders.
    name: String,
    /// The folder that layouts are saved in.
    layouts: &'a Path,
    answered: Options,
}

/// How the file is read with the answers so far.
struct Draft {
    reading: Reading,
    /// `None` where a layout is known.
    proposal: Option<Proposal>,
}

/// Shows how the file would be read and asks until the person takes it so; `None` when the file is left out. An unknown layout that is
/// accepted is saved, so that the next download of its kind is not asked about.
pub fn ask(path: &Path, options: &Options, layouts: &Path) -> anyhow::Result<Option<Options>> {
    anyhow::ensure!(fs::metadata(path)?.len() <= MAX_FILE as u64, "the file is larger than 64 MiB");
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut dialog = Dialog { bytes: fs::read(path)?, name, layouts, answered: options.clone() };
    let mut draft = dialog.draft()?;
    output::words(&preview(&dialog.name, &draft));
    loop {
        let Some(choice) = prompt(menu(draft.proposal.is_some()))? else { return Ok(None) };
        let before = dialog.answered.clone();
        match choice.as_str() {
            "a" => return dialog.take(&draft, true).map(Some),
            "u" if draft.proposal.is_some() => return dialog.take(&draft, false).map(Some),
            "s" => dialog.answered.sign = Some(turned(&draft.reading.questions, before.sign)),
            "d" => dialog.answered.dates = Some(next(&draft.reading.questions, before.dates)),
            "m" => dialog.answered.decimal = Some(other_mark(&draft.reading.questions, before.decimal)),
            "e" => match ask_currency()? {
                Some(currency) => dialog.answered.currency = Some(currency),
                None => continue,
            },
            "c" if draft.proposal.is_some() => match ask_columns(&draft)? {
                Some(columns) => dialog.answered.columns = Some(columns),
                None => continue,
            },
            "o" => return Ok(None),
            _ => {
                output::words("that is no answer: give one of the letters in brackets");
                continue;
            }
        }
        match dialog.draft() {
            Ok(anew) => draft = anew,
            Err(error) => {
                output::words(&format!("it cannot be read so: {error:#}"));
                dialog.answered = before;
                continue;
            }
        }
        output::words(&preview(&dialog.name, &draft));
    }
}

impl Dialog<'_> {
    fn draft(&self) -> anyhow::Result<Draft> {
        let reading = statements::read(&self.bytes, &self.name, &self.answered)?;
        Ok(Draft { reading, proposal: statements::propose(&self.bytes, &self.name, &self.answered)? })
    }

    /// Takes what was shown.
    fn take(self, draft: &Draft, keep: bool) -> anyhow::Result<Options> {
        let Self { name, layouts, mut answered, .. } = self;
        if let Some(proposal) = &draft.proposal {
            let columns = proposal.columns.iter().map(|(role, at)| ((*role).to_owned(), at.clone()));
            answered.columns = Some(columns.collect());
            if keep {
                save(&name, &proposal.layout, layouts)?;
            }
        }
        accept(&draft.reading.questions, &mut answered);
        Ok(answered)
    }
}

/// What the columns hold, in the person's words; `None` leaves it as it is.
fn ask_columns(draft: &Draft) -> anyhow::Result<Option<BTreeMap<String, Vec<usize>>>> {
    let header = draft.proposal.iter().flat_map(|proposal| &proposal.header);
    let numbered = (1..).zip(header).map(|(at, name)| format!("{at} {}", output::cut(name.as_str(), TEXT)));
    let roles = statements::roles().collect::<Vec<_>>();
    output::words(&format!(
        "{}\n{}",
        wrapped("columns: ", numbered, ", "),
        wrapped("can hold: ", roles.iter().map(|role| (*role).to_owned()), ", ")
    ));
    let Some(said) = prompt("what they hold, like date=1,amount=3,text=2+4; Enter: as before: ")? else {
        return Ok(None);
    };
    match columns(&said) {
        Ok(columns) if columns.is_empty() => Ok(None),
        Ok(columns) => Ok(Some(columns)),
        Err(error) => {
            output::words(&error);
            Ok(None)
        }
    }
}

/// The currency of amounts that name none; `None` leaves it as it is.
fn ask_currency() -> anyhow::Result<Option<Currency>> {
    let Some(said) = prompt("their currency, like EUR; Enter: as before: ")?.filter(|said| !said.is_empty()) else {
        return Ok(None);
    };
    let currency = Currency::parse(&said.to_uppercase());
    if let Err(error) = &currency {
        output::words(&error.to_string());
    }
    Ok(currency.ok())
}

fn menu(proposed: bool) -> &'static str {
    if proposed {
        "[a]ccept and save layout, [u]se it once, other [c]olumns,\n[s]igns, [d]ates, decimal [m]ark, curr[e]ncy, leave [o]ut? "
    } else {
        "[a]ccept, turn [s]igns, other order of [d]ates,\ndecimal [m]ark, curr[e]ncy, leave [o]ut? "
    }
}

/// Takes the best reading of everything that is open.
pub fn agree(questions: &[Question], options: &Options) -> Options {
    let mut answered = options.clone();
    for question in questions {
        if let Question::Columns { columns: said } = question {
            answered.columns = columns(said).ok();
        }
    }
    accept(questions, &mut answered);
    answered
}

/// Takes what was shown as the answer.
fn accept(questions: &[Question], answered: &mut Options) {
    for question in questions {
        match question {
            Question::Dates { read_as } => answered.dates = Some(*read_as),
            Question::Decimal { read_as, .. } => answered.decimal = Some(*read_as),
            Question::Sign { read_as } => answered.sign = Some(*read_as),
            Question::Unreadable { .. } => answered.skip_unreadable = true,
            Question::Columns { .. } => {}
        }
    }
}

fn turned(questions: &[Question], said: Option<Sign>) -> Sign {
    let read_as = |question: &Question| if let Question::Sign { read_as } = question { Some(*read_as) } else { None };
    match said.or(questions.iter().find_map(read_as)) {
        Some(Sign::Inverted) => Sign::Bank,
        _ => Sign::Inverted,
    }
}

fn next(questions: &[Question], said: Option<DateOrder>) -> DateOrder {
    let read_as = |question: &Question| if let Question::Dates { read_as } = question { Some(*read_as) } else { None };
    match said.or(questions.iter().find_map(read_as)) {
        Some(DateOrder::MonthDayYear) => DateOrder::DayMonthYear,
        Some(DateOrder::DayMonthYear) => DateOrder::YearMonthDay,
        _ => DateOrder::MonthDayYear,
    }
}

fn other_mark(questions: &[Question], said: Option<Decimal>) -> Decimal {
    let read_as =
        |question: &Question| if let Question::Decimal { read_as, .. } = question { Some(*read_as) } else { None };
    match said.or(questions.iter().find_map(read_as)) {
        Some(Decimal::Comma) => Decimal::Point,
        _ => Decimal::Comma,
    }
}

/// The first rows as they would be read, what the columns are taken for, and what is open.
fn preview(name: &str, draft: &Draft) -> String {
    let Draft { reading, proposal } = draft;
    let rows = reading.rows().count();
    let why = if proposal.is_some() { "no layout knows its columns" } else { "it leaves something open" };
    let mut text = format!("{}: {why}. Read like this:\n", output::cut(&Clean::new(name).to_string(), TEXT));
    if let Some(proposal) = proposal {
        let taken = proposal.columns.iter().map(|(role, places)| {
            let names = places.iter().filter_map(|at| proposal.header.get(at - 1)).map(Clean::as_str);
            format!("{role}={}", output::cut(&names.collect::<Vec<_>>().join("+"), TEXT))
        });
        text.push_str(&wrapped("", taken, "  "));
        text.push('\n');
    }
    for row in reading.rows().take(FIRST) {
        let day = row.posted.or(row.occurred).map_or_else(|| "no date".to_owned(), |day| day.to_string());
        let words = output::cut(row.text.clean().as_str(), TEXT);
        text.push_str(&format!("  {day:10} {:>15}  {words}\n", row.amount.to_string()));
    }
    if rows > FIRST {
        text.push_str(&format!("  and {} more\n", rows - FIRST));
    }
    if let Some((agree, pairs)) = proposal.as_ref().and_then(|proposal| proposal.balance) {
        text.push_str(&format!("  the running balance agrees in {agree} of {pairs} rows\n"));
    }
    for question in reading.questions.iter().filter_map(open) {
        text.push_str(&format!("! {question}\n"));
    }
    text.truncate(text.trim_end().len());
    text
}

/// What is open, for somebody who need not know the options that answer it.
fn open(question: &Question) -> Option<String> {
    Some(match question {
        Question::Columns { .. } => return None,
        Question::Dates { read_as } => format!("dates fit more than one order: read as {}", read_as.word()),
        Question::Decimal { read_as, example } => {
            format!("{example} could be thousands or not: decimal mark read as {}", read_as.word())
        }
        Question::Sign { read_as: Sign::Bank } => "nothing tells the sign: a plus is read as money in".to_owned(),
        Question::Sign { read_as: Sign::Inverted } => "nothing tells the sign: a plus is read as a charge".to_owned(),
        Question::Unreadable { rows, line } => {
            format!("rows that cannot be read, and would be left out: {rows}, the first in line {line}")
        }
    })
}

/// Parts in lines as wide as a narrow terminal, indented.
fn wrapped(first: &str, parts: impl Iterator<Item = String>, between: &str) -> String {
    let (mut lines, mut line) = (Vec::new(), format!("  {first}"));
    let mut is_empty = true;
    for part in parts {
        let width = line.chars().count() + between.len() + part.chars().count();
        if !is_empty && width > LINE {
            lines.push(std::mem::replace(&mut line, "  ".to_owned()));
        } else if !is_empty {
            line.push_str(between);
        }
        line.push_str(&part);
        is_empty = false;
    }
    lines.push(line);
    lines.join("\n")
}

fn save(file: &str, layout: &str, folder: &Path) -> anyhow::Result<()> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
    let words: Vec<&str> = stem.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    let slug = if words.is_empty() { "layout".to_owned() } else { words.join("-") };
    fs::create_dir_all(folder)?;
    let free = |number: u32| if number == 1 { format!("{slug}.toml") } else { format!("{slug}-{number}.toml") };
    for path in (1..100).map(|number| folder.join(free(number))) {
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(layout.as_bytes())?;
                output::words(&format!("saved as {}: change its title, or delete it", path.display()));
                return Ok(());
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    anyhow::bail!("{} holds too many layouts of the name {slug}: delete some", folder.display())
}

/// The answer, in small letters; `None` at the end of the input.
fn prompt(question: &str) -> anyhow::Result<Option<String>> {
    output::prompt(question);
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_saved_beside_others_and_never_over_one() {
        let folder = tempfile::tempdir().unwrap();
        save("Bank 2025-03.csv", "a", folder.path()).unwrap();
        save("Bank 2025-04.csv", "b", folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("bank.toml")).unwrap(), "a");
        assert_eq!(fs::read_to_string(folder.path().join("bank-2.toml")).unwrap(), "b");
    }
}
