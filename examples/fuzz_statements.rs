//! Mutates statement files in this process and reads them, thousands a second: panics, slow files and files that take too much memory
//! are told and kept. Files that end with `.json` are read as passbook's own books.
//!
//! ```text
//! cargo run --release --example fuzz_statements -- tests/samples 20000
//! cargo run --release --example fuzz_statements -- FOLDER N [SEED] [ENDING]
//! ```
//!
//! The folder is searched below; files of one ending are mixed with each other only. The same seed makes the same files. ENDING keeps to
//! files with that ending. Ends with 1 when something was found; the files lie in `target/fuzz_statements` then.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the run, with its words")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use passbook::statements::{Options, book, read};

/// A file that takes longer is a finding.
const SLOW: Duration = Duration::from_secs(2);
/// A file for which this process holds more is a finding, in KiB; its own samples are in it.
const MOST: u64 = 200 * 1024;
/// A mutated file is cut here, in bytes.
const LARGEST: usize = 4_000_000;
const FOUND: &str = "target/fuzz_statements";

const NUMBERS: &[&str] = &[
    "9999999999999999999999999999999999999999",
    "1e400",
    "-1e-400",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "1.234,56",
    "79228162514264337593543950336",
    "-9223372036854775809",
    "",
    "--5",
    "\u{661}\u{662}",
    "00000101",
    "99991231",
    "20260230",
    "0000-00-00",
    "10000-01-01",
    "20260329023000[-5:EST]",
];
const TOKENS: &[&str] = &[
    "\0",
    "\u{1b}[31m",
    "\u{9b}31m",
    "\u{202e}",
    "<",
    ">",
    "&",
    "&lt;",
    "&#0;",
    "&#x1b;",
    "]]>",
    "<!--",
    "<![CDATA[",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "|",
    ":61:",
    ":86:",
    "^",
    "!Type:Bank",
    "<!DOCTYPE x>",
    "\u{1f468}\u{200d}",
];
const BYTES: &[u8] = &[0, 255, 27, 155, b'"', b'<', b'>', b'&', b',', b';', b'\n', b'\r', b'-', b'.'];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, rest @ ..] = arguments.as_slice() else {
        say("fuzz_statements FOLDER N [SEED] [ENDING]");
        return ExitCode::from(2);
    };
    let count: usize = count.parse().expect("N is a number");
    let seed: u64 = rest.first().map_or(1, |seed| seed.parse().expect("SEED is a number"));
    let mut pools: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    gather(Path::new(folder), &mut pools);
    if let Some(ending) = rest.get(1) {
        pools.retain(|known, _| known == ending);
    }
    let pools: Vec<_> = pools.into_iter().collect();
    assert!(!pools.is_empty(), "{folder} holds no files");
    std::panic::set_hook(Box::new(|_| {}));
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut readable, mut found, mut slowest, mut most) = (0_usize, 0_usize, Duration::ZERO, 0);
    let start = Instant::now();
    for number in 0..count {
        let (ending, pool) = chance.of(&pools);
        let bytes = mutate(&mut chance, pool);
        let name = format!("fuzz{ending}");
        forget_peak();
        let begun = Instant::now();
        let result = std::panic::catch_unwind(|| is_readable(&bytes, &name));
        let (took, held) = (begun.elapsed(), peak());
        (slowest, most) = (slowest.max(took), most.max(held));
        readable += usize::from(matches!(result, Ok(true)));
        let wrong = [(result.is_err(), "panic"), (took > SLOW, "slow"), (held > MOST, "memory")];
        if let Some((_, wrong)) = wrong.into_iter().find(|(is, _)| *is) {
            found += 1;
            std::fs::create_dir_all(FOUND).unwrap();
            let kept = format!("{FOUND}/{wrong}-{seed}-{number}{ending}");
            std::fs::write(&kept, &bytes).unwrap();
            say(&format!("{wrong} after {took:.1?}, {held} KiB held: {kept}"));
        }
    }
    let took = start.elapsed();
    let rate = count as u128 * 1000 / took.as_millis().max(1);
    say(&format!(
        "{count} files in {took:.0?} ({rate} a second), {readable} readable, {found} findings; slowest {slowest:.1?}, most memory {most} KiB"
    ));
    ExitCode::from(u8::from(found > 0))
}

fn say(words: &str) {
    std::io::stdout().write_all(format!("{words}\n").as_bytes()).unwrap();
}

fn is_readable(bytes: &[u8], name: &str) -> bool {
    let is_book = Path::new(name).extension().is_some_and(|ending| ending == "json");
    if is_book { book::read(bytes).is_ok() } else { read(bytes, name, &Options::default()).is_ok() }
}

/// Has the system count the most memory of this process anew, where it can.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process held since, in KiB; 0 where the system does not say it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn gather(folder: &Path, pools: &mut BTreeMap<String, Vec<Vec<u8>>>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            gather(&path, pools);
        } else {
            let ending =
                path.extension().map_or(String::new(), |end| format!(".{}", end.to_string_lossy().to_lowercase()));
            pools.entry(ending).or_default().push(std::fs::read(&path).unwrap());
        }
    }
}

/// Chance that repeats itself for a seed (xorshift).
struct Chance(u64);

impl Chance {
    /// A number below `limit`; 0 for a limit of 0.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % limit.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// One to six injuries of one file.
fn mutate(chance: &mut Chance, pool: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = chance.of(pool).clone();
    for _ in 0..*chance.of(&[1, 1, 1, 2, 3, 6]) {
        match chance.below(3) {
            0 => injure_bytes(chance, &mut bytes),
            1 => injure_blocks(chance, &mut bytes, pool),
            _ => injure_text(chance, &mut bytes),
        }
        bytes.truncate(LARGEST);
    }
    bytes
}

/// Flips, single bytes, other encodings.
fn injure_bytes(chance: &mut Chance, bytes: &mut Vec<u8>) {
    let at = chance.below(bytes.len());
    match chance.below(4) {
        0 => {
            for _ in 0..*chance.of(&[1, 1, 4, 16]) {
                let at = chance.below(bytes.len());
                let bit = 1 << chance.below(8);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bit);
            }
        }
        1 => {
            let byte = *chance.of(BYTES);
            bytes.iter_mut().skip(at).take(1).for_each(|slot| *slot = byte);
        }
        2 => {
            let wide = bytes.iter().flat_map(|byte| [*byte, 0]);
            *bytes = if chance.below(2) == 0 {
                [0xff, 0xfe].into_iter().chain(wide).collect()
            } else {
                wide.skip(1).collect()
            };
        }
        _ => *bytes = [b"\xef\xbb\xbf", bytes.as_slice()].concat(),
    }
}

/// Truncation; blocks and lines removed, repeated, mixed with another file's.
fn injure_blocks(chance: &mut Chance, bytes: &mut Vec<u8>, pool: &[Vec<u8>]) {
    let at = chance.below(bytes.len()).min(bytes.len());
    let end = bytes.len().min(at + 1 + chance.below(bytes.len() / 4));
    match chance.below(6) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let block = bytes[at..end].repeat(*chance.of(&[1, 2, 50]));
            bytes.splice(at..at, block);
        }
        3 => {
            let other = chance.of(pool);
            let from = chance.below(other.len()).min(other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        4 => {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            for index in 0..lines.len() {
                lines.swap(index, chance.below(index + 1));
            }
            *bytes = lines.join(&b'\n');
        }
        _ => {
            let head: Vec<u8> = bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
            let block = head.repeat(*chance.of(&[1, 20]));
            bytes.splice(at..at, block);
        }
    }
}

/// Numbers and dates, tags, words that mean something, long fields, deep nesting, other line ends.
fn injure_text(chance: &mut Chance, bytes: &mut Vec<u8>) {
    let at = chance.below(bytes.len()).min(bytes.len());
    match chance.below(6) {
        0 => {
            let is_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-');
            let from = bytes.iter().skip(at).position(u8::is_ascii_digit).map_or(at, |found| at + found);
            let length = bytes[from..].iter().take_while(|byte| is_number(byte)).count();
            bytes.splice(from..from + length, chance.of(NUMBERS).bytes());
        }
        1 => {
            let Some(from) = bytes[at..].iter().position(|byte| *byte == b'<').map(|found| at + found) else { return };
            let Some(length) = bytes[from..].iter().take(60).position(|byte| *byte == b'>') else { return };
            let tag = bytes[from..=from + length].to_vec();
            match chance.below(3) {
                0 => drop(bytes.splice(from..from, tag.repeat(*chance.of(&[1, 999])))),
                1 if tag.get(1) == Some(&b'/') => drop(bytes.remove(from + 1)),
                _ => bytes.insert(from + 1, b'/'),
            }
        }
        2 => drop(bytes.splice(at..at, chance.of(TOKENS).bytes())),
        3 => {
            let length = if chance.below(10) == 0 { *chance.of(&[300, 70_000, 1_000_000]) } else { 300 };
            let filler = chance.of(&["A", "9", " ", "\u{336}", "("]).repeat(length);
            bytes.splice(at..at, filler.into_bytes());
        }
        4 => {
            let nested = chance.of(&["<a>", "[", "{", "("]).repeat(*chance.of(&[100, 5000]));
            bytes.splice(at..at, nested.into_bytes());
        }
        _ => {
            let end = *chance.of(&["", "\r", "\r\n", "\n\n"]);
            let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            *bytes = lines.join(end.as_bytes());
        }
    }
}
