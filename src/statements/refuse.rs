//! What a file is when it is no statement: by its first bytes, so that the message can name it.

use super::StatementError;

/// First bytes of what people download by mistake.
const KINDS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive or spreadsheet"),
    (b"PK\x05\x06", "a zip archive or spreadsheet"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
];

/// Words that only pages and programs of the web begin with.
const PAGES: &[&str] = &["<!doctype html", "<html", "<head", "<body", "<script"];

/// Why bytes that no format claims are refused.
pub(super) fn why(bytes: &[u8]) -> StatementError {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0);
    let Some(content) = start.and_then(|start| bytes.get(start..)) else { return StatementError::Empty };
    if let Some((_, what)) = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return StatementError::Other(what);
    }
    let head = String::from_utf8_lossy(&content[..content.len().min(2048)]).to_ascii_lowercase();
    if PAGES.iter().any(|page| head.contains(page)) {
        return StatementError::Other("a web page");
    }
    if content.iter().take(4096).any(|byte| *byte == 0) {
        return StatementError::Other("binary data");
    }
    StatementError::Unknown
}
