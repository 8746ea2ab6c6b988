//! OFX, and QFX and QBO, which are OFX with a few tags more: 1.x in SGML, 2.x in XML. Both are read into the same events, from
//! which [`gather`] builds statements.

mod account;
mod elements;
mod gather;
mod sgml;
mod statement;
mod status;
mod transaction;
mod xml;

use std::borrow::Cow;

use super::xml::Fault;
use super::{Format, HEAD, Input, Reading, StatementError, decode};
use crate::domain::Clean;
use gather::Gatherer;

pub(super) use transaction::fitid;

/// The row in the table of formats.
pub(super) const FORMAT: Format = Format { name: NAME, is, read };

const NAME: &str = "ofx";

/// OFX by its root element or its header; a header alone is OFX too, though a broken one. UTF-16 is seen through its zeros.
fn is(input: &Input<'_>) -> bool {
    let letters = decode::letters(&input.bytes[..input.bytes.len().min(HEAD)]);
    let has = |word: &[u8]| letters.windows(word.len()).any(|window| window == word);
    has(b"<OFX>") || has(b"<OFX ") || has(b"OFXHEADER") || has(b":OFX>") || has(b":OFX ")
}

/// Well-formed OFX 2.x goes through the XML reader. When it is not well-formed, the lenient reader of 1.x has its turn, and a note
/// says so; what is refused for its size or a DOCTYPE stays refused.
fn read(input: &Input<'_>) -> Result<Reading, StatementError> {
    let text = decode::decode(input.bytes, || decode::declared(input.bytes));
    let head = &text[..text.floor_char_boundary(HEAD)];
    let root = head.to_ascii_uppercase().find("<OFX").unwrap_or(head.len());
    let mut notes = Vec::new();
    if head.get(..root).is_some_and(|head| head.contains("<?")) {
        let mut gatherer = Gatherer::new(&text);
        let broken = match super::xml::read(&text, &mut gatherer) {
            Ok(()) if gatherer.has_root() => return gatherer.finish(),
            Err(Fault::Refused(error)) => return Err(error),
            Err(Fault::Broken { at }) => at,
            Ok(()) | Err(Fault::Cut { .. }) => text.len(),
        };
        let line = decode::line_of(&text, broken);
        notes.push(Clean::new(&format!("line {line} is not well-formed XML: the file was read leniently")));
    }
    let mut gatherer = Gatherer::new(&text);
    notes.extend(sgml::read(&text, &mut gatherer)?);
    let mut reading = gatherer.finish()?;
    reading.notes.splice(0..0, notes);
    Ok(reading)
}

/// The name of an element as OFX has it, in capitals.
fn upper(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(name.to_ascii_uppercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statements::{Options, read};

    #[test]
    fn a_header_alone_is_a_broken_download() {
        let error = read(b"OFXHEADER:100\nDATA:OFXSGML\n", "a.ofx", &Options::default()).unwrap_err();
        assert!(matches!(error, StatementError::Truncated { .. }), "{error}");
    }

    /// An SGML statement with that between its tags.
    fn statement(inside: &str) -> Result<Reading, StatementError> {
        let file =
            format!("OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>USD<BANKTRANLIST>{inside}</BANKTRANLIST></STMTRS></OFX>");
        read(file.as_bytes(), "a.ofx", &Options::default())
    }

    #[test]
    fn tags_that_nobody_knows_count_as_deep_as_they_are_nested_and_empty_values_do_not() {
        let nested = |count: usize| statement(&("<A>".repeat(count) + &"</A>".repeat(count)));
        assert_eq!(nested(300).unwrap_err(), StatementError::TooDeep { line: 3 });
        assert!(nested(60).is_ok());
        let row = "<STMTTRN><DTPOSTED>20260102<TRNAMT>-1.00<MEMO></MEMO><NAME><X><Y></X></STMTTRN>\n";
        assert_eq!(statement(&row.repeat(300)).unwrap().rows().count(), 300);
        let left_open = row.replace("</STMTTRN>", "");
        assert_eq!(statement(&left_open.repeat(300)).unwrap().rows().count(), 300);
    }

    #[test]
    fn a_value_s_closing_tag_closes_nothing_that_holds_rows() {
        let rows = "<NAME><STMTTRN><DTPOSTED>20260102<TRNAMT>-1.00</NAME><MEMO>late</STMTTRN>";
        let reading = statement(rows).unwrap();
        assert_eq!(reading.rows().next().unwrap().text.raw(), "late");
    }

    #[test]
    fn broken_xml_is_read_leniently_and_says_where_it_breaks() {
        let file = "<?xml version=\"1.0\"?>\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF><BANKTRANLIST>\n\
            <STMTTRN><DTPOSTED>20260102<TRNAMT>-1.00</TRNAMT><NAME>A & B</NAME></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>\
            </BANKMSGSRSV1></OFX>";
        let reading = read(file.as_bytes(), "a.ofx", &Options::default()).unwrap();
        assert!(reading.notes[0].as_str().starts_with("line 3 is not well-formed XML"), "{:?}", reading.notes);
        assert_eq!(reading.rows().next().unwrap().text.raw(), "A & B");
    }
}
