//! What CSV files leave open: options that answer beforehand, the person's own layouts, and the questions on a terminal.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use clap::Args;

use crate::cli::args::Global;
use crate::cli::exit::{Failure, unusable};
use crate::cli::output;
use crate::cli::session::find_paths;
use crate::domain::Currency;
use crate::statements::{self, DateOrder, Layouts, MAX_FILE, Options, Question, Reading, Sign};

/// Answers to what a file may leave open.
#[derive(Debug, Clone, Default, Args)]
pub struct Hints {
    /// Read CSV files by this layout; `--layout help` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "columns")]
    pub layout: Option<String>,
    /// What the columns of a CSV file hold, counted from 1: `date=1,amount=3,text=2+4`
    #[arg(long, value_name = "ROLE=N,...", value_parser = columns)]
    pub columns: Option<BTreeMap<String, Vec<usize>>>,
    /// Order of day, month and year in dates: mdy, dmy or ymd
    #[arg(long, value_name = "ORDER", value_parser = dates)]
    pub dates: Option<DateOrder>,
    /// What a plus means in a CSV file: bank (money in) or inverted (a charge)
    #[arg(long, value_name = "SIGN", value_parser = sign)]
    pub sign: Option<Sign>,
    /// Currency of files that name none, such as EUR
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<Currency>,
    /// Leave rows out that cannot be read
    #[arg(long)]
    pub skip_unreadable: bool,
}

impl Hints {
    /// The options of reading, with the layouts of the person's own folder.
    pub fn options(&self, global: &Global) -> Result<Options, Failure> {
        let folder = find_paths(global)?.layouts();
        let files = layout_files(&folder)?;
        let (layouts, errors) = Layouts::with(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        if let Some(error) = errors.first() {
            return Err(unusable(format!("{}/{error}", folder.display())));
        }
        Ok(Options {
            dates: self.dates,
            currency: self.currency,
            layouts: Arc::new(layouts),
            layout: self.layout.clone(),
            columns: self.columns.clone(),
            sign: self.sign,
            skip_unreadable: self.skip_unreadable,
        })
    }

    /// Lists the layouts where that was asked for.
    pub fn lists_layouts(&self, options: &Options) -> anyhow::Result<bool> {
        let asked = self.layout.as_deref() == Some("help");
        if asked {
            let rows: Vec<_> =
                options.layouts.names().map(|(name, title)| vec![name.to_owned(), title.to_owned()]).collect();
            output::data(&output::table(&["layout", ""], &rows, &[]))?;
        }
        Ok(asked)
    }
}

/// Name and text of every layout in the folder, which need not exist.
fn layout_files(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let failed = |error: io::Error| unusable(format!("{} could not be read ({error})", folder.display()));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push((name, fs::read_to_string(&path).map_err(failed)?));
        }
    }
    files.sort();
    Ok(files)
}

/// Shows how the file would be read and asks until its questions are answered; `None` when the person leaves it out. An unknown
/// layout that is accepted is saved, so that the next download of its kind is not asked about.
pub fn ask(path: &Path, options: &Options, layouts: &Path) -> anyhow::Result<Option<Options>> {
    anyhow::ensure!(fs::metadata(path)?.len() <= MAX_FILE as u64, "the file is larger than 64 MiB");
    let bytes = fs::read(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut answered = options.clone();
    loop {
        let reading = statements::read(&bytes, &name, &answered)?;
        let proposal = statements::propose(&bytes, &name, &answered)?;
        output::words(&preview(&reading, proposal.as_ref()));
        let choice = prompt("[a]ccept, turn the [s]igns, other order of [d]ates, leave the file [o]ut? ")?;
        match choice.as_str() {
            "a" => {
                if let Some(proposal) = proposal {
                    answered.columns =
                        Some(proposal.columns.iter().map(|(role, at)| ((*role).to_owned(), at.clone())).collect());
                    save(&name, &proposal.layout, layouts)?;
                }
                accept(&reading.questions, &mut answered);
                return Ok(Some(answered));
            }
            "s" => answered.sign = Some(turned(&reading.questions, answered.sign)),
            "d" => answered.dates = Some(next(&reading.questions, answered.dates)),
            "o" | "" => return Ok(None),
            _ => output::words("answer with a, s, d or o"),
        }
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
            Question::Sign { read_as } => answered.sign = Some(*read_as),
            Question::Unreadable { .. } => answered.skip_unreadable = true,
            Question::Columns { .. } => {}
        }
    }
}

fn turned(questions: &[Question], said: Option<Sign>) -> Sign {
    let read_as = questions
        .iter()
        .find_map(|question| if let Question::Sign { read_as } = question { Some(*read_as) } else { None });
    match said.or(read_as) {
        Some(Sign::Inverted) => Sign::Bank,
        _ => Sign::Inverted,
    }
}

fn next(questions: &[Question], said: Option<DateOrder>) -> DateOrder {
    let read_as = questions
        .iter()
        .find_map(|question| if let Question::Dates { read_as } = question { Some(*read_as) } else { None });
    match said.or(read_as) {
        Some(DateOrder::MonthDayYear) => DateOrder::DayMonthYear,
        Some(DateOrder::DayMonthYear) => DateOrder::YearMonthDay,
        _ => DateOrder::MonthDayYear,
    }
}

/// The first rows as they would be read, what the columns are taken for, and what is open.
fn preview(reading: &Reading, proposal: Option<&statements::Proposal>) -> String {
    let mut text = String::new();
    for (role, places) in proposal.iter().flat_map(|proposal| &proposal.columns) {
        let headers = proposal.iter().flat_map(|proposal| places.iter().filter_map(|at| proposal.header.get(at - 1)));
        let headers: Vec<&str> = headers.map(crate::domain::Clean::as_str).collect();
        text.push_str(&format!("{role:>18}: {}\n", headers.join(" + ")));
    }
    for row in reading.rows().take(5) {
        let day = row.posted.or(row.occurred).map_or_else(|| "no date".to_owned(), |day| day.to_string());
        text.push_str(&format!("  {day} {:>14}  {}\n", row.amount.to_string(), row.text.clean()));
    }
    if let Some((agree, pairs)) = proposal.and_then(|proposal| proposal.balance) {
        text.push_str(&format!("  the running balance agrees in {agree} of {pairs} rows\n"));
    }
    for question in &reading.questions {
        text.push_str(&format!("  {question}\n"));
    }
    text.truncate(text.trim_end().len());
    text
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

fn prompt(question: &str) -> anyhow::Result<String> {
    let mut err = io::stderr().lock();
    write!(err, "{question}")?;
    err.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_lowercase())
}

fn columns(text: &str) -> Result<BTreeMap<String, Vec<usize>>, String> {
    let mut columns = BTreeMap::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (role, places) = part.split_once('=').ok_or_else(|| format!("'{part}' is not of the form date=1"))?;
        if !statements::roles().any(|name| name == role) {
            let near = crate::config::nearest(role, statements::roles());
            let advice = near.map_or_else(
                || statements::roles().collect::<Vec<_>>().join(", "),
                |near| format!("did you mean '{near}'?"),
            );
            return Err(format!("'{role}' is nothing that a column holds: {advice}"));
        }
        let places: Option<Vec<usize>> =
            places.split('+').map(|at| at.parse().ok().filter(|at| (1..=200).contains(at))).collect();
        columns.insert(role.to_owned(), places.ok_or_else(|| format!("'{part}': columns are numbers from 1 to 200"))?);
    }
    Ok(columns)
}

fn dates(word: &str) -> Result<DateOrder, String> {
    DateOrder::named(word).ok_or_else(|| "expected mdy, dmy or ymd".to_owned())
}

fn sign(word: &str) -> Result<Sign, String> {
    Sign::named(word).ok_or_else(|| "expected bank or inverted".to_owned())
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::parse(code).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_said_by_role_and_number() {
        let said = columns("date=1, amount=3,text=2+4").unwrap();
        assert_eq!(said["text"], [2, 4]);
        assert_eq!(said["date"], [1]);
        assert!(columns("date=0").unwrap_err().contains("from 1 to 200"));
        assert!(columns("amuont=1").unwrap_err().contains("did you mean 'amount'"));
        assert!(columns("date").unwrap_err().contains("date=1"));
    }

    #[test]
    fn a_layout_is_saved_beside_others_and_never_over_one() {
        let folder = tempfile::tempdir().unwrap();
        save("Bank 2025-03.csv", "a", folder.path()).unwrap();
        save("Bank 2025-04.csv", "b", folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("bank.toml")).unwrap(), "a");
        assert_eq!(fs::read_to_string(folder.path().join("bank-2.toml")).unwrap(), "b");
    }
}
