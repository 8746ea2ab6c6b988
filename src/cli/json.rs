//! JSON that is safe on a terminal too: what a bank wrote is kept to the letter, and every character that could steer or deceive a
//! terminal (C1 controls, direction marks, invisible ones) is written as an escape, which any reader of JSON turns back.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::domain::Clean;

/// A value as indented JSON with an end of line.
pub fn text(value: &impl Serialize) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Escaping(PrettyFormatter::new()));
    value.serialize(&mut writer)?;
    bytes.push(b'\n');
    Ok(String::from_utf8(bytes)?)
}

struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            let mut units = [0; 2];
            if Clean::may_show(c) {
                write!(writer, "{c}")?;
            } else {
                c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_delete_is_escaped_too() {
        assert_eq!(text(&"a\u{7f}b").unwrap(), "\"a\\u007fb\"\n");
    }

    #[test]
    fn nothing_that_steers_a_terminal_comes_out_raw_and_everything_reads_back() {
        let hostile = "caf\u{e9} \u{9b}31m \u{202e}evil\u{2066} \u{1b}]52;c;x\u{7} \u{e0041} \u{200b}北京 \u{85}\u{7f}";
        let written = text(&[hostile]).unwrap();
        let raw = |c: &char| *c != '\n' && (!Clean::may_show(*c) || c.is_control());
        assert_eq!(written.chars().find(raw), None, "{written:?}");
        assert!(written.contains("café") && written.contains("北京"), "{written}");
        let read: Vec<String> = serde_json::from_str(&written).unwrap();
        assert_eq!(read, [hostile]);
    }
}
