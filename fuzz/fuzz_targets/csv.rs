//! CSV. Run with `cargo +nightly fuzz run csv`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use passbook::statements::{Options, read};

/// By which the reader is chosen, so that no input is lost on others.
const HEAD: &[u8] = b"Date,Description,Amount\n";

fuzz_target!(|data: &[u8]| {
    if let Ok(reading) = read(&[HEAD, data].concat(), "fuzz", &Options::default()) {
        assert!(reading.rows().all(|row| !row.text.clean().as_str().contains(char::is_control)));
    }
});
