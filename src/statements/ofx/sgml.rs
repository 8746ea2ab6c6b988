//! The lenient reader: OFX 1.x, and whatever else is nearly OFX. Tags are found one by one, values may be closed or not, and a
//! closing tag closes everything that was left open inside.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::gather::Gatherer;
use super::{elements, upper};
use crate::domain::Clean;
use crate::statements::{MAX_DEPTH, MAX_FIELD, StatementError, decode, value};

/// Reads a whole file into the gatherer. Returns a note when the end is missing but nothing of a statement with it.
pub(super) fn read<'a>(text: &'a str, gatherer: &mut Gatherer<'a>) -> Result<Option<Clean>, StatementError> {
    let mut reader = Reader { text, open: Vec::new(), gatherer, has_root: false };
    let mut next = next_markup(text, 0);
    while let Some(markup) = next {
        next = next_markup(text, markup.end);
        reader.gatherer.at = markup.start;
        match markup.kind {
            Kind::Doctype => return Err(StatementError::Doctype { line: decode::line_of(text, markup.start) }),
            Kind::Skipped => {}
            Kind::Close => reader.close(&upper(markup.name))?,
            Kind::SelfClosed => reader.element(upper(markup.name), "", true)?,
            Kind::Open => {
                let end = next.as_ref().map_or(text.len(), |next| next.start);
                reader.element(upper(markup.name), text.get(markup.end..end).unwrap_or_default(), false)?;
            }
        }
    }
    reader.end()
}

struct Reader<'a, 'g> {
    text: &'a str,
    /// What is open, outermost first.
    open: Vec<Open<'a>>,
    gatherer: &'g mut Gatherer<'a>,
    has_root: bool,
}

struct Open<'a> {
    name: Cow<'a, str>,
    /// False for a tag without text that OFX does not know to hold any: nobody can tell whether it is an empty value or holds what
    /// follows. The gatherer does not hear of it.
    is_aggregate: bool,
}

impl<'a> Reader<'a, '_> {
    /// A tag and the text up to the next one.
    fn element(&mut self, name: Cow<'a, str>, raw: &'a str, closed: bool) -> Result<(), StatementError> {
        if raw.len() > MAX_FIELD {
            return Err(StatementError::FieldTooLong { field: Clean::new(&name).to_string(), line: self.line() });
        }
        let value = value::of(raw);
        let may_hold = value.is_empty() && !closed && elements::may_be_aggregate(&name);
        if !elements::is_aggregate(&name) && !may_hold {
            if value.is_empty() && !closed {
                return self.push(name, false);
            }
            return self.gatherer.leaf(&name, value);
        }
        self.close_forgotten(&name)?;
        self.has_root |= name == "OFX";
        self.gatherer.open(&name)?;
        if closed {
            return self.gatherer.close();
        }
        self.push(name, true)
    }

    fn push(&mut self, name: Cow<'a, str>, is_aggregate: bool) -> Result<(), StatementError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(StatementError::TooDeep { line: self.line() });
        }
        self.open.push(Open { name, is_aggregate });
        Ok(())
    }

    /// A transaction or statement that begins ends the one before, whose closing tag was left out.
    fn close_forgotten(&mut self, name: &str) -> Result<(), StatementError> {
        let is_same = |open: &Open<'a>| {
            (elements::is_transaction(name) && elements::is_transaction(&open.name))
                || (elements::is_statement(name) && elements::is_statement(&open.name))
        };
        self.open.iter().rposition(is_same).map_or(Ok(()), |depth| self.close_to(depth))
    }

    /// Closes the innermost tag of that name and all inside; a closing tag of a value, or of nothing, does nothing. What may be a value
    /// does not close aggregates.
    fn close(&mut self, name: &str) -> Result<(), StatementError> {
        let Some(depth) = self.open.iter().rposition(|open| open.name == name) else { return Ok(()) };
        let inside = self.open.get(depth..).unwrap_or_default();
        if inside.first().is_some_and(|open| !open.is_aggregate) && inside.iter().any(|open| open.is_aggregate) {
            return Ok(());
        }
        self.close_to(depth)
    }

    fn close_to(&mut self, depth: usize) -> Result<(), StatementError> {
        while self.open.len() > depth {
            if self.open.pop().is_some_and(|open| open.is_aggregate) {
                self.gatherer.close()?;
            }
        }
        Ok(())
    }

    /// Nothing but the root may still be open: all that holds transactions is closed by its own tag, also in SGML.
    fn end(mut self) -> Result<Option<Clean>, StatementError> {
        self.open.retain(|open| open.is_aggregate);
        match self.open.last().map(|open| &*open.name) {
            None if self.has_root => Ok(None),
            None => Err(StatementError::Truncated { inside: "its header".to_owned() }),
            Some("OFX") if self.open.len() == 1 && self.gatherer.holds_something() => {
                Ok(Some(Clean::new("the file does not end with </OFX>: what should follow may be missing")))
            }
            Some(inside) => Err(StatementError::Truncated { inside: Clean::new(inside).to_string() }),
        }
    }

    fn line(&self) -> usize {
        decode::line_of(self.text, self.gatherer.at)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    SelfClosed,
    Close,
    Doctype,
    /// A processing instruction or declaration.
    Skipped,
}

struct Markup<'a> {
    start: usize,
    end: usize,
    kind: Kind,
    name: &'a str,
}

/// The next tag or declaration from a byte on. Comments and CDATA are text; so is a `<` that begins no tag.
fn next_markup(text: &str, from: usize) -> Option<Markup<'_>> {
    let mut at = from;
    loop {
        let start = at + memchr(b'<', text.as_bytes().get(at..)?)?;
        let rest = text.get(start..)?;
        at = start + 1;
        if let Some(length) = skipped(rest) {
            at = start + length;
        } else if let Some((kind, name, length)) = tag(rest) {
            return Some(Markup { start, end: start + length, kind, name });
        }
    }
}

/// The length of a comment or CDATA section at the start of the text; one that never ends is all of it.
fn skipped(rest: &str) -> Option<usize> {
    let end = if rest.starts_with("<!--") {
        "-->"
    } else if rest.starts_with("<![CDATA[") {
        "]]>"
    } else {
        return None;
    };
    Some(rest.find(end).map_or(rest.len(), |at| at + end.len()))
}

/// Kind, name and length of the markup at the start of the text; `None` when it is text after all.
fn tag(rest: &str) -> Option<(Kind, &str, usize)> {
    /// Longer ones are text that happens to have a `<` in it.
    const LONGEST: usize = 512;
    let window = &rest.as_bytes()[..rest.len().min(LONGEST)];
    let end = 1 + memchr2(b'>', b'<', window.get(1..)?)?;
    let inner = rest.get(1..end).filter(|_| window.get(end) == Some(&b'>'))?;
    if let Some(declaration) = inner.strip_prefix(['!', '?']) {
        let is_doctype =
            inner.starts_with('!') && declaration.get(..7).is_some_and(|d| d.eq_ignore_ascii_case("doctype"));
        return Some((if is_doctype { Kind::Doctype } else { Kind::Skipped }, "", end + 1));
    }
    let (kind, inner) = match (inner.strip_prefix('/'), inner.strip_suffix('/')) {
        (Some(name), _) => (Kind::Close, name),
        (None, Some(name)) => (Kind::SelfClosed, name),
        (None, None) => (Kind::Open, inner),
    };
    let inner = inner.trim_ascii();
    let length =
        inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':')).count();
    let (name, attributes) = inner.split_at(length);
    let is_tag = name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && (attributes.is_empty() || attributes.contains('='));
    // a prefix names a namespace, and OFX has one only
    let local = name.bytes().position(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..]);
    is_tag.then_some((kind, local, end + 1))
}
