//! The strict reader: OFX 2.x by quick-xml. It finds the elements; their text is taken from between the tags by the same rules as
//! in 1.x.

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::gather::Gatherer;
use super::{elements, value};
use crate::domain::Clean;
use crate::statements::{MAX_DEPTH, MAX_FIELD, StatementError, decode};

/// Why the strict reader stopped.
pub(super) enum Fault {
    /// Not well-formed, at that byte.
    Broken { at: usize },
    /// Well-formed, but nothing of it may be used.
    Refused(StatementError),
}

impl From<StatementError> for Fault {
    fn from(error: StatementError) -> Self {
        Self::Refused(error)
    }
}

/// Reads a whole document into the gatherer. DOCTYPE is refused by name; entities other than the five of XML stay as written.
pub(super) fn read<'a>(text: &'a str, gatherer: &mut Gatherer<'a>) -> Result<(), Fault> {
    let mut document = Reader::from_str(text);
    let mut reader = Elements { text, gatherer, depth: 0, last: None };
    loop {
        let before = offset(document.buffer_position());
        let event = document.read_event();
        let after = offset(document.buffer_position());
        reader.gatherer.at = before;
        match event {
            Ok(Event::Start(tag)) => reader.start(&name_of(&tag), after)?,
            Ok(Event::End(tag)) => reader.end(&end_name_of(&tag), before)?,
            Ok(Event::Empty(tag)) => {
                let name = name_of(&tag);
                reader.start(&name, after)?;
                reader.end(&name, after)?;
            }
            Ok(Event::DocType(_)) => {
                return Err(StatementError::Doctype { line: decode::line_of(text, before) }.into());
            }
            Ok(Event::Eof) if reader.depth == 0 && reader.gatherer.has_root() => return Ok(()),
            Ok(Event::Eof) => return Err(Fault::Broken { at: text.len() }),
            Ok(_) => {}
            Err(_) => return Err(Fault::Broken { at: offset(document.error_position()) }),
        }
    }
}

struct Elements<'a, 'g> {
    text: &'a str,
    gatherer: &'g mut Gatherer<'a>,
    depth: usize,
    /// The element that began last, and the byte behind its tag: a value, unless another element begins in it.
    last: Option<(String, usize)>,
}

impl Elements<'_, '_> {
    fn start(&mut self, name: &str, after: usize) -> Result<(), Fault> {
        if let Some((parent, _)) = self.last.take() {
            self.gatherer.open(&parent)?;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(StatementError::TooDeep { line: decode::line_of(self.text, after) }.into());
        }
        self.last = Some((name.to_owned(), after));
        Ok(())
    }

    fn end(&mut self, name: &str, before: usize) -> Result<(), Fault> {
        self.depth = self.depth.saturating_sub(1);
        let Some((_, from)) = self.last.take() else { return Ok(self.gatherer.close()?) };
        let raw = self.text.get(from..before).unwrap_or_default();
        if raw.len() > MAX_FIELD {
            let line = decode::line_of(self.text, from);
            return Err(StatementError::FieldTooLong { field: Clean::new(name).to_string(), line }.into());
        }
        if elements::is_aggregate(name) {
            self.gatherer.open(name)?;
            return Ok(self.gatherer.close()?);
        }
        Ok(self.gatherer.leaf(name, value::of(raw))?)
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn name_of(tag: &BytesStart<'_>) -> String {
    tag.local_name().into_inner().to_ascii_uppercase()
}

fn end_name_of(tag: &BytesEnd<'_>) -> String {
    tag.local_name().into_inner().to_ascii_uppercase()
}
