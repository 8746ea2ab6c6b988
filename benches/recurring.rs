//! How long 180,000 movements take to be replayed for what recurs, on one core: 260 accounts of two years, each with plans, bills, wages,
//! habits and shopping.
//!
//! ```text
//! cargo bench --bench recurring
//! ```

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set up its data has nothing to measure")]

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use passbook::domain::{Currency, Money};
use passbook::insights::Movements;

const ROWS: usize = 180_000;
const ROUNDS: usize = 7;

/// Days between charges, cents, cents by which they vary, days by which they come late, and the text.
const HABITS: [(u64, i64, i64, u64, &str); 12] = [
    (30, 1_549, 0, 2, "NETFLIX.COM"),
    (30, 999, 0, 0, "SPOTIFY USA"),
    (30, 12_840, 4_000, 2, "DUKE ENERGY"),
    (14, -165_000, 3_000, 0, "PAYROLL ACME"),
    (61, 6_835, 900, 2, "T-MOBILE"),
    (91, 12_900, 0, 3, "TERMINIX"),
    (2, 650, 300, 1, "STARBUCKS"),
    (6, 4_500, 3_500, 3, "TRADER JOE'S"),
    (9, 3_000, 0, 9, "BARBER SHOP"),
    (11, 5_000, 4_500, 9, "AMAZON"),
    (8, 2_000, 1_500, 7, "LYFT"),
    (7, 1_400, 0, 5, "CAR WASH DEPOT"),
];

fn main() {
    let today = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
    let rows = rows(today);
    let mut times: Vec<f64> = (0..ROUNDS).map(|_| replay(&rows, today)).collect();
    times.sort_by(f64::total_cmp);
    let said = format!("{} rows: {:.3} s (median of {ROUNDS})\n", rows.len(), times[ROUNDS / 2]);
    std::io::stdout().write_all(said.as_bytes()).unwrap();
}

struct Row {
    id: String,
    account: String,
    day: NaiveDate,
    amount: Money,
    text: String,
}

fn replay(rows: &[Row], today: NaiveDate) -> f64 {
    let start = Instant::now();
    let mut movements = Movements::default();
    for row in rows {
        movements.add(&row.id, &row.account, row.day, row.amount, &row.text);
    }
    black_box(movements.streams(today).len());
    start.elapsed().as_secs_f64()
}

fn rows(today: NaiveDate) -> Vec<Row> {
    let mut state = 7_u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below.max(1)
    };
    let mut rows = Vec::with_capacity(ROWS);
    for account in 0.. {
        for (every, cents, varies, late, text) in HABITS {
            for slot in 0..730 / every {
                if rows.len() == ROWS {
                    return rows;
                }
                let back = 730 - slot * every - random(late + 1).min(730 - slot * every);
                let cents = cents - varies / 2 + i64::try_from(random(u64::try_from(varies + 1).unwrap())).unwrap();
                rows.push(Row {
                    id: format!("t{}", rows.len()),
                    account: format!("h{account}"),
                    day: today - Days::new(back),
                    amount: Money::new(rust_decimal::Decimal::new(-cents, 2), Currency::USD).unwrap(),
                    text: format!("{text} {}", 10_000 + random(89_999)),
                });
            }
        }
    }
    rows
}
