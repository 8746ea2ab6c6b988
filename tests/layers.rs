//! Holds the import order of `src/lib.rs`: no arrow against it, no cycle among the rooms, no impure word outside the rooms that may
//! meet the world, and no file past the size that a reader can hold.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may import.
const ORDER: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("loopback", &[]),
    ("insights", &["domain"]),
    ("config", &["domain"]),
    ("statements", &["domain", "config"]),
    ("store", &["domain"]),
    ("sync", &["domain"]),
    ("sandbox", &["domain", "loopback"]),
    ("connectors", &["domain", "loopback", "statements", "sandbox"]),
    ("tui", &["domain", "insights", "config"]),
    (
        "runtime",
        &["domain", "loopback", "insights", "config", "statements", "store", "sync", "sandbox", "connectors", "tui"],
    ),
    (
        "cli",
        &[
            "domain",
            "loopback",
            "insights",
            "config",
            "statements",
            "store",
            "sync",
            "sandbox",
            "connectors",
            "tui",
            "runtime",
        ],
    ),
];

/// Words by which the world gets in, with the places that may say them (a room, or one file of a room).
const IMPURE: &[(&str, &[&str])] = &[
    ("Utc::now", &["runtime", "store"]),
    ("Local::now", &["runtime"]),
    ("Instant::now", &["runtime", "connectors/http", "store"]),
    ("SystemTime", &["runtime", "store", "connectors/file"]),
    ("std::fs", &["runtime", "cli", "store", "connectors/file"]),
    // a program of the person's own gets a few words of the environment
    ("std::env", &["runtime", "cli", "connectors/command/process"]),
    ("std::net", &["loopback/listener", "loopback/tls", "connectors/http"]),
    ("getrandom", &["runtime", "store"]),
    ("thread_rng", &["runtime", "store"]),
    ("OsRng", &["runtime", "store"]),
    // a signature is blinded by chance, and none of that is seen in it
    ("rand::", &["runtime", "store", "connectors/enablebanking/jwt"]),
    // a group would hide the words above; nobody needs one
    ("use std::{", &[]),
];

const MAX_LINES: usize = 400;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every source with its path below `src` and its text without comments.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let bare = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let read = |path: PathBuf| {
        let text: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(bare).collect();
        (path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), text.join("\n"))
    };
    paths.into_iter().map(read).collect()
}

fn path_of(room: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room)
}

fn room(path: &str) -> Option<&str> {
    path.split_once('/').map(|(room, _)| room)
}

/// How many `super::` lead from a file to the crate: two from `store/commit.rs`, and two from `store/record/mod.rs`, too.
fn depth(path: &str) -> usize {
    path.split('/').count() - usize::from(path.ends_with("/mod.rs"))
}

/// The rooms that a text names as `crate::room` or inside `crate::{room::..., room::...}`, or by that many `super::` in a row.
fn imports(text: &str, depth: usize) -> BTreeSet<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = BTreeSet::new();
    rooms.extend(text.match_indices(&"super::".repeat(depth)).map(|(at, up)| word(&text[at + up.len()..])));
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => drop(rooms.insert(word(rest))),
            Some(list) => {
                let mut depth = 0_usize;
                let mut start = true;
                for (i, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' => start = depth == 0,
                        c if c.is_whitespace() => {}
                        _ if start => {
                            rooms.insert(word(&list[i..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    rooms
}

#[test]
fn every_room_imports_only_what_the_order_allows() {
    let order: BTreeMap<_, _> = ORDER.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in code() {
        let Some(room) = room(&path) else { continue };
        let allowed = order.get(room).unwrap_or_else(|| panic!("{path}: a room that the order does not know"));
        let own =
            |import: &str| path_of(room).join(import).exists() || path_of(room).join(format!("{import}.rs")).exists();
        for import in imports(&text, depth(&path)) {
            if own(&import) {
                continue;
            }
            if import != room && order.contains_key(import.as_str()) && !allowed.contains(&import.as_str()) {
                wrong.push(format!("src/{path} imports {import}: {room} may import {allowed:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_order_itself_has_no_cycle() {
    let mut known = BTreeSet::new();
    for (room, allowed) in ORDER {
        assert!(allowed.iter().all(|earlier| known.contains(earlier)), "{room} imports a room that stands below it");
        known.insert(room);
    }
}

#[test]
fn the_world_gets_in_only_where_it_may() {
    let mut wrong = Vec::new();
    for (path, text) in code() {
        let pure = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (word, places) in IMPURE {
            let may = places.iter().any(|place| path.starts_with(place));
            if !may && pure.contains(word) && room(&path).is_some() {
                wrong.push(format!("src/{path} says {word}: only {places:?} may"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_grows_past_what_a_reader_can_hold() {
    let long: Vec<_> = code()
        .into_iter()
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .collect();
    assert!(long.is_empty(), "over {MAX_LINES} lines: {long:?}");
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use super::super::store::Store; use super::sync;";
    assert!(imports(text, depth("cli/check.rs")).contains("store"));
    assert!(imports(text, depth("connectors/plaid/read.rs")).is_empty(), "these stay within the room");
    let text = "use crate::domain::Book; use crate::{store::{Store, x}, sync, tui::App}; fn f() { crate::cli::run() }";
    let found: Vec<_> = imports(text, 9).into_iter().collect();
    assert_eq!(found, ["cli", "domain", "store", "sync", "tui"]);
}
