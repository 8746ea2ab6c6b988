//! Bytes to records: encoding, the sign between fields, and the first records as a sample to look at.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::Encoding;

use super::MAX_COLUMNS;
use crate::statements::{MAX_FIELD, StatementError, decode};

/// Records that are looked at to tell what a file is.
const SAMPLE: usize = 240;
/// Bytes that the sign between fields is found in.
const HEAD: usize = 64 * 1024;

/// A file as text with the sign between its fields.
pub(super) struct Sheet<'a> {
    text: Cow<'a, str>,
    delimiter: u8,
    /// The first records, each with the line where it begins.
    pub(super) sample: Vec<Vec<String>>,
}

impl<'a> Sheet<'a> {
    /// Decodes and samples; `encoding` is the layout's word for bytes that are neither marked nor UTF-8, and without it the bytes
    /// are guessed from. `None` when the text has no fields.
    pub(super) fn open(bytes: &'a [u8], encoding: Option<&'static Encoding>) -> Option<Self> {
        let text = decode::decode(bytes, || encoding.or_else(|| Some(decode::guessed(bytes))));
        let (text, said) = without_separator_line(text);
        let delimiter = said.or_else(|| delimiter(&text[..text.floor_char_boundary(HEAD)]))?;
        let mut sheet = Self { text, delimiter, sample: Vec::new() };
        sheet.sample = sheet.first(SAMPLE);
        Some(sheet)
    }

    /// A reader from the first record on. A carriage return alone ends a record too.
    pub(super) fn reader(&self) -> csv::Reader<&[u8]> {
        reader(&self.text, self.delimiter)
    }

    /// The first records; of long fields only their beginnings.
    fn first(&self, count: usize) -> Vec<Vec<String>> {
        let records = self.reader().into_byte_records().map_while(Result::ok);
        let text =
            |field: &[u8]| String::from_utf8_lossy(field.get(..4096.min(field.len())).unwrap_or_default()).into_owned();
        records.take(count).map(|record| record.iter().take(MAX_COLUMNS + 1).map(text).collect()).collect()
    }

    /// Bytes of the text.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// The sign between fields.
    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// The line of a quote that is opened and never closed: all that is behind it would be one field.
    pub(super) fn open_quote(&self) -> Option<usize> {
        // quotes that pair close each other; those inside a text are looked at one by one
        let quotes = || self.text.bytes().filter(|byte| *byte == b'"').count();
        if quotes() % 2 == 0 { None } else { open_quote(self.text.as_bytes(), self.delimiter) }
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// As the csv crate reads: a quote opens a field at its beginning alone, and two inside of it are one.
fn open_quote(text: &[u8], delimiter: u8) -> Option<usize> {
    let (mut line, mut opened, mut begins) = (1, None, true);
    for byte in text {
        let before = opened;
        match (byte, opened) {
            (b'"', Some(_)) => opened = None,
            (b'"', None) if begins => opened = Some(line),
            _ => {}
        }
        let closes = before.is_some() && opened.is_none();
        // a second one right behind the one that closed opens again
        begins = closes || (opened.is_none() && (*byte == delimiter || matches!(byte, b'\n' | b'\r')));
        line += usize::from(*byte == b'\n');
    }
    opened
}

/// Holds one record against the limits.
pub(super) fn check(record: &ByteRecord, line: usize) -> Result<(), StatementError> {
    if record.len() > MAX_COLUMNS {
        return Err(StatementError::TooManyColumns { line });
    }
    if record.as_slice().len() > MAX_FIELD
        && let Some(at) = record.iter().position(|field| field.len() > MAX_FIELD)
    {
        return Err(StatementError::FieldTooLong { field: format!("in column {}", at + 1), line });
    }
    Ok(())
}

/// Excel's first line `sep=;` names the sign between fields.
fn without_separator_line(text: Cow<'_, str>) -> (Cow<'_, str>, Option<u8>) {
    let first = text.lines().next().unwrap_or_default().trim().trim_matches('"').to_ascii_lowercase();
    let Some(sign) = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) else { return (text, None) };
    let at = text.find(['\n', '\r']).unwrap_or(text.len());
    let rest = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(at..).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(at..).unwrap_or_default().to_owned()),
    };
    (rest, Some(sign))
}

/// The sign that cuts most records into the same number of fields, and into several.
fn delimiter(head: &str) -> Option<u8> {
    let score = |sign: u8| {
        let mut counts = std::collections::BTreeMap::<usize, usize>::new();
        let mut all = 0;
        for record in reader(head, sign).into_byte_records().map_while(Result::ok).take(200) {
            all += 1;
            *counts.entry(record.len()).or_default() += 1;
        }
        let best =
            counts.iter().filter(|(fields, _)| **fields > 1).max_by_key(|(fields, times)| **times * (**fields).min(12));
        best.map_or(0, |(fields, times)| times * 1000 / all.max(1) * (*fields).min(12))
    };
    let scored = [b',', b';', b'\t', b'|'].map(|sign| (score(sign), sign));
    // of two alike the first
    let best = scored.into_iter().rev().max_by_key(|(score, _)| *score)?;
    (best.0 > 0).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(bytes: &[u8]) -> Vec<Vec<String>> {
        Sheet::open(bytes, None).map(|sheet| sheet.sample).unwrap_or_default()
    }

    #[test]
    fn the_sign_between_fields_and_the_ends_of_lines_are_found() {
        let expected = [["Datum", "Betrag"], ["1.2.2025", "-3,50"]];
        for text in
            ["Datum;Betrag\n1.2.2025;-3,50\n", "Datum\tBetrag\r\n1.2.2025\t-3,50", "Datum|Betrag\r1.2.2025|-3,50\r"]
        {
            assert_eq!(sample(text.as_bytes()), expected, "{text:?}");
        }
        assert_eq!(sample(b"sep=;\r\nDatum;Betrag\r\n1.2.2025;-3,50\r\n"), expected);
        assert_eq!(sample(b"\xef\xbb\xbfDatum,Betrag\n1.2.2025,\"-3,50\"\n"), expected);
        assert_eq!(sample(b"only words\nand lines\n"), Vec::<Vec<String>>::new());
    }

    #[test]
    fn text_in_an_old_encoding_is_guessed() {
        let (cp1250, _, _) = encoding_rs::WINDOWS_1250
            .encode("Datum;Částka;Zpráva\n1.2.2025;-3,50;Příliš žluťoučký kůň úpěl ďábelské ódy\n");
        assert_eq!(sample(&cp1250)[1][2], "Příliš žluťoučký kůň úpěl ďábelské ódy");
        let (cp1251, _, _) =
            encoding_rs::WINDOWS_1251.encode("Дата;Сума;Призначення\n1.2.2025;-3,50;Оплата послуг зв'язку за січень\n");
        assert_eq!(sample(&cp1251)[0], ["Дата", "Сума", "Призначення"]);
    }
}
