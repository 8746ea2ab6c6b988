//! Answers as JSON: indented, and escaped so that it is safe on a terminal too.

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use crate::statements::book::Escaping;

/// A value as indented JSON with an end of line.
pub fn text(value: &impl Serialize) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Escaping(PrettyFormatter::new()));
    value.serialize(&mut writer)?;
    bytes.push(b'\n');
    Ok(String::from_utf8(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Clean;

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
