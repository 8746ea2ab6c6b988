//! What leaves for other programs on the person's own word: a page for the browser, a text for the clipboard. No shell is asked, and
//! nothing of ours is left open to them.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::domain::WebPage;

/// The program that opens a page on this system.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Bytes of a text that terminals take for their clipboard.
const MOST: usize = 64 * 1024;

/// Opens a page in the person's browser, which lives on by itself. Waits for nothing.
pub fn visit(page: &WebPage) -> Result<(), String> {
    let mut command = Command::new(OPENER);
    command.arg(page.as_str()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // a group of its own: a Ctrl-C or Ctrl-Z of ours is not the browser's
    let child = command.process_group(0).spawn();
    let mut child =
        child.map_err(|error| format!("the page was not opened: {OPENER} could not be started: {error}"))?;
    // somebody must wait for it, or it stays as a zombie
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// Hands a text to the terminal's clipboard (OSC 52), over SSH too. The terminal says nothing about whether it took it.
pub fn copy(text: &str, out: &mut impl Write) -> io::Result<()> {
    if text.len() > MOST {
        return Err(io::Error::other("the text is too long for a clipboard"));
    }
    write!(out, "\x1b]52;c;{}\x07", STANDARD.encode(text))?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_to_the_clipboard_as_one_sequence() {
        let mut out = Vec::new();
        copy("12.50 €\u{7}", &mut out).unwrap();
        assert_eq!(out, b"\x1b]52;c;MTIuNTAg4oKsBw==\x07");
        assert!(copy(&"x".repeat(MOST + 1), &mut Vec::new()).is_err());
    }
}
