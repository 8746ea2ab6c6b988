//! How many descriptors a second are described: every text of the sandbox's two years, for several seconds.
//!
//! ```text
//! cargo bench --bench describe
//! ```

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set up its data has nothing to measure")]

use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use passbook::insights::describe;
use passbook::sandbox::{Moment, Scenario, SimBank, World};

const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_millis(500);

fn main() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let world = World::new(1, Scenario::Normal, today);
    let views = SimBank::ALL.map(|bank| world.at(bank, Moment::opening(today)));
    let rows = views.iter().flat_map(|view| &view.accounts).flat_map(|account| &account.rows);
    let texts: Vec<&str> = rows.map(|row| row.text).collect();
    let mut rates: Vec<f64> = (0..ROUNDS).map(|_| rate(&texts)).collect();
    rates.sort_by(f64::total_cmp);
    let said = format!("{} texts: {:.0} a second (median of {ROUNDS})\n", texts.len(), rates[ROUNDS / 2]);
    std::io::stdout().write_all(said.as_bytes()).unwrap();
}

/// Descriptors a second, over whole passes of at least [`ROUND`].
fn rate(texts: &[&str]) -> f64 {
    let (start, mut passes) = (Instant::now(), 0_u32);
    while start.elapsed() < ROUND {
        for text in texts {
            black_box(describe(black_box(text)));
        }
        passes += 1;
    }
    f64::from(passes) * f64::from(u32::try_from(texts.len()).unwrap()) / start.elapsed().as_secs_f64()
}
