//! A page of the web that may be opened for a person: a plain https address, so that neither a terminal nor another program can take
//! it for anything else.

/// An address such as `https://www.chase.com/help`: https, a host of letters with a dot, printable ASCII without quotes or spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebPage(Box<str>);

const SCHEME: &str = "https://";

impl WebPage {
    /// Bytes of an address at most.
    pub const MOST: usize = 500;

    /// `None` for what is no such address: another scheme, a name and password before the host, a port, anything that would need
    /// quoting.
    pub fn new(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(SCHEME).filter(|_| text.len() <= Self::MOST)?;
        let host = rest.split(['/', '?', '#']).next()?;
        let is_label = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let is_host = host.contains('.') && host.split('.').all(is_label);
        let is_plain = rest.bytes().all(|b| b.is_ascii_graphic() && !b"\"'`<>\\^{}|@".contains(&b));
        (is_host && is_plain).then(|| Self(text.into()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for WebPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_are_pages() {
        for good in ["https://www.chase.com", "https://paypal.me/ann/25.00USD", "https://a-b.co.uk/x?y=1&z=%20#top"] {
            assert_eq!(WebPage::new(good).unwrap().as_str(), good);
        }
        for bad in [
            "http://chase.com",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://",
            "https://localhost/x",
            "https://chase.com@evil.com",
            "https://chase.com:8443/",
            "https://CHASE.com",
            "https://a..b/",
            "https://-x.com",
            "https://chase.com/a b",
            "https://chase.com/$(x)`y`",
            "https://chase.com/\u{202e}",
            "https://chase.com/\n",
            "--help",
        ] {
            assert_eq!(WebPage::new(bad), None, "{bad}");
        }
        assert_eq!(WebPage::new(&format!("https://a.b/{}", "x".repeat(500))), None);
    }
}
