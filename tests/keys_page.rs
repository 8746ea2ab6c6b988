//! The page of keys in docs says what the table of keys says, line by line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use std::fs;
use std::path::Path;

use passbook::tui::keymap::{KEYS, Scope};

const HEAD: &str = "# Keys\n\nMade from the table that dispatches them; `SNAP=1 cargo test --test keys_page` writes it anew. The same list, with what counts \
on the screen\nbeneath first, is the help (`?`), and `:` finds any of it by a few letters.\n\nUnder `[keys]` of the config each name can \
have other keys, `sync-all = \"F5\"`, several, `help = [\"?\", \"F1\"]`, or none, `hide = \"\"`. A key is\na letter or sign, `ctrl-x`, \
`f1` to `f12`, or `enter`, `space`, `tab`, `shift-tab`, `up`, `down`, `left`, `right`, `home`, `end`, `pgup`, `pgdn`,\n`delete`, `esc`. \
A name that stands in several tables is changed in all of them but those of text fields; what counts there too needs a key\nthat writes \
nothing. Unknown names, and keys that would mean two things at one time, are refused with their line; Ctrl-C always quits.\n";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for scope in Scope::ALL {
        page.push_str(&format!("\n## {}\n\n| key | name | what it does |\n|---|---|---|\n", scope.words()));
        for row in KEYS.iter().filter(|row| row.scope == scope) {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            page.push_str(&format!("| {} | `{}` | {} |\n", keys.join(" "), row.action.name(), row.words));
        }
    }
    page
}

#[test]
fn the_page_says_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    if std::env::var_os("SNAP").is_some() {
        fs::write(&path, page()).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == page(),
        "docs/keys.md is not what the table says: SNAP=1 writes it anew"
    );
}
