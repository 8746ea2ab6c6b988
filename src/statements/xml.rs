//! XML for all formats that are XML: quick-xml finds the elements, and their text is taken from between the tags by the rules of
//! [`value`](super::value). Nothing of a DOCTYPE is read, depth and size are capped.

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::Event;

use super::{MAX_DEPTH, MAX_FIELD, StatementError, decode};
use crate::domain::Clean;

/// An element that begins.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    /// Without the prefix of its namespace, in the case that the file uses.
    pub(super) name: &'a str,
    /// What stands behind the name in its tag, as written.
    pub(super) attributes: &'a str,
    /// Byte of its tag, for the line in a message.
    pub(super) at: usize,
}

impl<'a> Element<'a> {
    /// The value of an attribute, as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find(['"', '\'']) {
            let (key, quoted) = rest.split_at(at);
            let (quote, quoted) = quoted.split_at(1);
            let (value, after) = quoted.split_once(quote)?;
            if key.trim().strip_suffix('=').is_some_and(|key| key.trim() == name) {
                return Some(value);
            }
            rest = after;
        }
        None
    }
}

/// What takes the elements of a document in.
pub(super) trait Sink<'a> {
    /// An element that holds others begins. Each call has its [`Sink::close`].
    fn open(&mut self, element: Element<'a>) -> Result<(), StatementError>;
    /// An element that holds no other one; `raw` is its text as written, often empty.
    fn leaf(&mut self, element: Element<'a>, raw: &'a str) -> Result<(), StatementError>;
    /// The innermost open element ends.
    fn close(&mut self) -> Result<(), StatementError>;
}

/// Why reading stopped.
pub(super) enum Fault {
    /// Not well-formed, at that byte.
    Broken { at: usize },
    /// The document ends inside an element.
    Cut { inside: String },
    /// Well-formed so far, but nothing of it may be used.
    Refused(StatementError),
}

impl From<StatementError> for Fault {
    fn from(error: StatementError) -> Self {
        Self::Refused(error)
    }
}

/// Reads a whole document into the sink. A bare `&` is text, since banks write it so in names; entities other than the five of XML
/// stay as written.
pub(super) fn read<'a>(text: &'a str, sink: &mut impl Sink<'a>) -> Result<(), Fault> {
    let mut document = Reader::from_str(text);
    document.config_mut().allow_dangling_amp = true;
    // blanks between elements are no events
    document.config_mut().trim_text_start = true;
    let mut walk = Walk { text, sink, open: Vec::new(), last: None };
    loop {
        let before = offset(document.buffer_position());
        let event = document.read_event();
        match event {
            Ok(Event::Start(tag)) => {
                let after = offset(document.buffer_position());
                let end = after.saturating_sub(">".len());
                walk.start((end.saturating_sub(tag.len()), end), tag.name().as_ref().len(), after)?;
            }
            Ok(Event::End(_)) => walk.end(before)?,
            Ok(Event::Empty(tag)) => {
                let after = offset(document.buffer_position());
                let end = after.saturating_sub("/>".len());
                walk.start((end.saturating_sub(tag.len()), end), tag.name().as_ref().len(), after)?;
                walk.end(after)?;
            }
            Ok(Event::DocType(_)) => {
                let blanks = text[before..].len() - text[before..].trim_ascii_start().len();
                return Err(StatementError::Doctype { line: decode::line_of(text, before + blanks) }.into());
            }
            Ok(Event::Eof) => return walk.open.last().map_or(Ok(()), |inside| Err(cut(inside))),
            Ok(_) => {}
            // what is wrong with the syntax is always an end that is missing
            Err(Error::Syntax(_)) => return Err(cut(walk.open.last().unwrap_or(&"the header"))),
            Err(_) => return Err(Fault::Broken { at: offset(document.error_position()) }),
        }
    }
}

fn cut(inside: &str) -> Fault {
    Fault::Cut { inside: Clean::new(inside).to_string() }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

struct Walk<'a, 's, S> {
    text: &'a str,
    sink: &'s mut S,
    /// Names of the open elements, outermost first.
    open: Vec<&'a str>,
    /// The element that began last, and the byte behind its tag: a value, unless another element begins in it.
    last: Option<(Element<'a>, usize)>,
}

impl<'a, S: Sink<'a>> Walk<'a, '_, S> {
    /// A tag begins, whose inner text lies between the bytes `tag` and begins with a name of that length; `after` is the byte behind it.
    fn start(&mut self, (at, end): (usize, usize), name: usize, after: usize) -> Result<(), Fault> {
        if let Some((parent, _)) = self.last.take() {
            self.sink.open(parent)?;
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(StatementError::TooDeep { line: decode::line_of(self.text, at) }.into());
        }
        let tag = self.text.get(at..end).unwrap_or_default();
        let (name, attributes) = tag.split_at_checked(name).unwrap_or((tag, ""));
        let name = name.bytes().position(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..]);
        self.open.push(name);
        self.last = Some((Element { name, attributes, at }, after));
        Ok(())
    }

    /// The innermost element ends with the tag at byte `at`.
    fn end(&mut self, at: usize) -> Result<(), Fault> {
        self.open.pop();
        let Some((element, from)) = self.last.take() else { return Ok(self.sink.close()?) };
        let raw = self.text.get(from..at).unwrap_or_default();
        if raw.len() > MAX_FIELD {
            let line = decode::line_of(self.text, from);
            return Err(StatementError::FieldTooLong { field: Clean::new(element.name).to_string(), line }.into());
        }
        Ok(self.sink.leaf(element, raw)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_found_among_others() {
        let of = |attributes| Element { name: "Amt", attributes, at: 0 }.attribute("Ccy");
        assert_eq!(of(" Ccy=\"EUR\""), Some("EUR"));
        assert_eq!(of(" x:note='a Ccy=\"USD\" b' Ccy = 'CHF' "), Some("CHF"));
        assert_eq!([of(""), of(" NoCcy=\"EUR\""), of(" Ccy=EUR"), of(" Ccy=\"EUR")], [None; 4]);
    }
}
