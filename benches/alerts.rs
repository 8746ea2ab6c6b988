//! How long a stream of 180,000 charges of a hundred customers takes to be judged.
//!
//! ```text
//! cargo bench --bench alerts
//! ```

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set up its data has nothing to measure")]

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use chrono::{Duration, NaiveDate};
use passbook::domain::Level;
use passbook::insights::alerts::{Movement, Replay};
use rust_decimal::Decimal;

const CHARGES: i64 = 180_000;
const ROUNDS: usize = 5;

fn main() {
    let start = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let customers: Vec<String> = (0..100).map(|number| format!("c{number}")).collect();
    let merchants: Vec<String> = (0..700).map(|number| format!("Shop {number}")).collect();
    let categories: Vec<String> = (0..14).map(|number| format!("kind {number}")).collect();
    let pick = |names: &[String], at: i64| names[usize::try_from(at).unwrap() % names.len()].clone();
    let rows: Vec<_> = (0..CHARGES)
        .map(|at| {
            let mixed = at.wrapping_mul(2_654_435_761) >> 7 & 0xff_ffff;
            let amount = Decimal::new(100 + mixed % 9_000 + mixed % 97 / 96 * 90_000, 2);
            let time = start + Duration::seconds(at * 350);
            (pick(&customers, mixed), time, amount, pick(&merchants, mixed / 3), pick(&categories, mixed / 5))
        })
        .collect();
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            let mut replay = Replay::new(Level::Normal, true);
            for (customer, time, amount, merchant, category) in &rows {
                black_box(replay.judge(&Movement { customer, time: *time, amount: *amount, merchant, category }));
            }
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let said = format!("{CHARGES} charges: {:.3} s (median of {ROUNDS})\n", times[ROUNDS / 2]);
    std::io::stdout().write_all(said.as_bytes()).unwrap();
}
