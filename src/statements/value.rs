//! The text of an element of OFX or XML: entities, CDATA and comments resolved, blanks around it gone.

use std::borrow::Cow;

use memchr::memchr2;

/// The value of raw text between two tags. Borrows when there is nothing to resolve. A bare `&` stays one, an entity that is not
/// known stays as it is written: banks write both in names.
pub(super) fn of(raw: &str) -> Cow<'_, str> {
    let raw = trim(raw);
    if memchr2(b'&', b'<', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = if let Some((inner, after)) = enclosed(from, "<![CDATA[", "]]>") {
            out.push_str(inner);
            after
        } else if let Some((_, after)) = enclosed(from, "<!--", "-->") {
            after
        } else if let Some((c, after)) = entity(from) {
            out.push(c);
            after
        } else {
            let (first, after) = from.split_at(1);
            out.push_str(first);
            after
        };
    }
    out.push_str(rest);
    Cow::Owned(trim(&out).to_owned())
}

fn trim(text: &str) -> &str {
    let text = text.trim_ascii();
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}')
}

/// What lies between two marks, and what follows; an unended mark reaches to the end.
fn enclosed<'a>(text: &'a str, start: &str, end: &str) -> Option<(&'a str, &'a str)> {
    let inner = text.strip_prefix(start)?;
    Some(inner.split_once(end).unwrap_or((inner, "")))
}

/// The character of an entity at the start of the text, and what follows.
fn entity(text: &str) -> Option<(char, &str)> {
    const LONGEST: usize = 10;
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let (name, after) = (body.get(..end)?, body.get(end + 1..)?);
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some((c, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_resolved_once_and_bare_ampersands_stay() {
        for (raw, expected) in [
            ("T&amp;T &lt;x&gt; &quot;y&quot; &#39;z&#x27;", "T&T <x> \"y\" 'z'"),
            ("AT&T & Co", "AT&T & Co"),
            ("&amp;amp;", "&amp;"),
            ("&unknown; &; &#0; &#xZZ;", "&unknown; &; &#0; &#xZZ;"),
            ("a&nbsp;b", "a b"),
            (" \0x\r\n", "x"),
            ("&", "&"),
        ] {
            assert_eq!(of(raw), expected, "{raw}");
        }
    }

    #[test]
    fn cdata_is_taken_as_it_is_and_comments_are_left_out() {
        assert_eq!(of("<![CDATA[A &amp; <B>]]>"), "A &amp; <B>");
        assert_eq!(of("A<!-- hidden <b> -->B"), "AB");
        assert_eq!(of("<![CDATA[never ended"), "never ended");
        assert_eq!(of("A < B"), "A < B");
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(of("  WHOLE FOODS 123  "), Cow::Borrowed("WHOLE FOODS 123")));
    }
}
