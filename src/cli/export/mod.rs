//! `passbook export`: what is stored, in a format of another program; to standard output, or into a file that is there whole or not at
//! all.

mod choose;
mod place;
mod sqlite;

use std::io::{self, BufWriter, Write};

use anyhow::Context;

use super::args::{Export, ExportFormat, Global};
use super::exit::{self, Failure, unusable};
use super::session::Session;
use crate::insights;
use crate::statements::book;
use crate::statements::writers::{self, WriteError, Writer};
use choose::Choice;
use place::Place;

/// Runs the command.
pub fn run(global: &Global, wanted: &Export) -> Result<u8, Failure> {
    refuse_what_does_not_go_together(global, wanted)?;
    let place = wanted.output.as_deref().map(|path| Place::at(path, wanted.force)).transpose()?;
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    keeper.read_anew();
    let whole = keeper.book();
    if wanted.format == ExportFormat::Json {
        return write(place, |out| Ok(book::write(whole, out)?));
    }
    let choice = Choice::of(whole, wanted, session.wall.read().today)?;
    let pairs = choice.pairs(&insights::paired(whole));
    let view = choice.view(&pairs);
    let writer: Writer = match (wanted.format, &place) {
        (ExportFormat::Sqlite, Some(place)) => {
            place.fill(|path| sqlite::write(&view, path))?;
            return Ok(exit::DONE);
        }
        (ExportFormat::Ofx, _) => writers::OFX,
        (ExportFormat::Qif, _) => writers::QIF,
        (ExportFormat::Hledger, _) => writers::HLEDGER,
        (ExportFormat::Ledger, _) => writers::LEDGER,
        (ExportFormat::Beancount, _) => writers::BEANCOUNT,
        (ExportFormat::Csv | ExportFormat::Json | ExportFormat::Sqlite, _) => writers::CSV,
    };
    write(place, |out| writer(&view, out))
}

fn refuse_what_does_not_go_together(global: &Global, wanted: &Export) -> Result<(), Failure> {
    if global.json || global.csv {
        return Err(unusable("export writes what --format says: leave --json and --csv out".into()));
    }
    if wanted.format == ExportFormat::Json && !choose::is_everything(wanted) {
        return Err(unusable(
            "--format json is the whole book: leave --account, --period, --category, --merchant and --query out, \
             or use `passbook transactions --json`"
                .into(),
        ));
    }
    if wanted.format == ExportFormat::Sqlite && wanted.output.is_none() {
        return Err(unusable("--format sqlite is a file: say with --output which".into()));
    }
    Ok(())
}

/// Writes into the file, or to standard output; a reader that goes away is no error.
fn write(place: Option<Place>, write: impl FnOnce(&mut dyn Write) -> Result<(), WriteError>) -> Result<u8, Failure> {
    let Some(place) = place else {
        let mut out = BufWriter::new(io::stdout().lock());
        return match write(&mut out).and_then(|()| Ok(out.flush()?)) {
            Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit::DONE),
            other => Ok(other.map(|()| exit::DONE).context("standard output could not be written")?),
        };
    };
    place.fill(|path| {
        let mut out = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        Ok(out.flush()?)
    })?;
    Ok(exit::DONE)
}
