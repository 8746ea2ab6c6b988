//! OFX, and QFX and QBO, which are OFX with a few tags more: 1.x in SGML, 2.x in XML. Both are read into the same events, from
//! which [`gather`] builds statements.

mod account;
mod elements;
mod gather;
mod sgml;
mod statement;
mod status;
mod transaction;
mod value;
mod xml;

use super::{Format, Input, Reading, StatementError, decode};
use crate::domain::Clean;
use gather::Gatherer;

pub(super) use transaction::fitid;

/// The row in the table of formats.
pub(super) const FORMAT: Format = Format { name: NAME, is, read };

const NAME: &str = "ofx";

/// Bytes of the file's start in which its header must begin, whatever notes or blanks a bank puts before it.
const HEAD: usize = 64 * 1024;

/// OFX by its root element or its header; a header alone is OFX too, though a broken one. UTF-16 is seen through its zeros.
fn is(input: &Input<'_>) -> bool {
    let head = &input.bytes[..input.bytes.len().min(HEAD)];
    let letters: Vec<u8> = head.iter().filter(|byte| **byte != 0).map(u8::to_ascii_uppercase).collect();
    let has = |word: &[u8]| letters.windows(word.len()).any(|window| window == word);
    has(b"<OFX>") || has(b"<OFX ") || has(b"OFXHEADER") || has(b":OFX>") || has(b":OFX ")
}

/// Well-formed OFX 2.x goes through the XML reader. When it is not well-formed, the lenient reader of 1.x has its turn, and a note
/// says so; what is refused for its size or a DOCTYPE stays refused.
fn read(input: &Input<'_>) -> Result<Reading, StatementError> {
    let text = decode::decode(input.bytes, || declared(input.bytes));
    let head = &text[..text.floor_char_boundary(HEAD)];
    let root = head.to_ascii_uppercase().find("<OFX").unwrap_or(head.len());
    let mut notes = Vec::new();
    if head.get(..root).is_some_and(|head| head.contains("<?")) {
        let mut gatherer = Gatherer::new(&text);
        match xml::read(&text, &mut gatherer) {
            Ok(()) => return gatherer.finish(),
            Err(xml::Fault::Refused(error)) => return Err(error),
            Err(xml::Fault::Broken { at }) => {
                let line = decode::line_of(&text, at);
                notes.push(Clean::new(&format!("line {line} is not well-formed XML: the file was read leniently")));
            }
        }
    }
    let mut gatherer = Gatherer::new(&text);
    notes.extend(sgml::read(&text, &mut gatherer)?);
    let mut reading = gatherer.finish()?;
    reading.notes.splice(0..0, notes);
    Ok(reading)
}

/// The encoding that the header names: `CHARSET:1252` or `ENCODING:UTF-8` of 1.x, `encoding="..."` of XML.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_uppercase();
    let value = |key: &str| {
        let rest = head.split_once(key)?.1.trim_start_matches([' ', ':', '=', '"', '\'']);
        // one-line headers run keys and values together
        let rest = rest.split("COMPRESSION").next()?;
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next().map(str::to_owned)
    };
    ["CHARSET", "ENCODING"].iter().filter_map(|key| value(key)).find_map(|label| decode::named(&label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statements::{Options, read};

    fn declares(head: &str) -> Option<&'static str> {
        declared(head.as_bytes()).map(encoding_rs::Encoding::name)
    }

    #[test]
    fn the_declared_encoding_is_found_in_every_header() {
        assert_eq!(declares("ENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE"), Some("windows-1252"));
        assert_eq!(declares("ENCODING:USASCIICHARSET:1251COMPRESSION:NONE"), Some("windows-1251"));
        assert_eq!(declares("ENCODING: UTF-8\r\nCHARSET: NONE\r\n"), Some("UTF-8"));
        assert_eq!(declares("<?xml version='1.0' encoding='ISO-8859-2'?>"), Some("ISO-8859-2"));
        assert_eq!(declares("CHARSET:8859-15"), Some("ISO-8859-15"));
        assert_eq!(declares("<OFX>"), None);
    }

    #[test]
    fn a_header_alone_is_a_broken_download() {
        let error = read(b"OFXHEADER:100\nDATA:OFXSGML\n", "a.ofx", &Options::default()).unwrap_err();
        assert!(matches!(error, StatementError::Truncated { .. }), "{error}");
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
