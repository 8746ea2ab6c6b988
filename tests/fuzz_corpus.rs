//! What fuzzing starts from and what it once found, replayed: every file of the corpora and of our samples, whole, cut and repeated, by every
//! reader. None may panic or take long.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use passbook::statements::{Options, read};

/// By which a reader is chosen; none leaves the choice to the content. The fuzz targets have the same.
const HEADS: &[&[u8]] = &[
    b"",
    b"OFXHEADER:100\n",
    b"<?OFX OFXHEADER=\"200\"?>",
    b"<!--:camt.053-->",
    b":20:A\n",
    b"!Type:Bank\n",
    b"Date,Description,Amount\n",
];
/// Without optimization too.
const SLOW: Duration = Duration::from_secs(2);

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn every_reader_ends_soon_on_every_file_of_the_corpora() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("fuzz/corpus"), &mut paths);
    assert!(paths.len() > 30, "the corpora are there");
    files(&root.join("tests/samples"), &mut paths);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let shapes = [bytes.clone(), bytes[..bytes.len() / 2].to_vec(), bytes.repeat(3)];
        for (head, shape) in HEADS.iter().flat_map(|head| shapes.iter().map(move |shape| (head, shape))) {
            let start = Instant::now();
            let result = read(&[head, shape.as_slice()].concat(), "corpus", &Options::default());
            let took = start.elapsed();
            assert!(took < SLOW, "{}: {took:?}", path.display());
            if let Ok(reading) = result {
                let clean = reading.rows().all(|row| !row.text.clean().as_str().contains(char::is_control));
                assert!(clean && reading.sums().is_ok(), "{}", path.display());
            }
        }
    }
}
