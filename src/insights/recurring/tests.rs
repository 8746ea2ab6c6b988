//! Streams as people have them, each in a few lines of dates and amounts, and what must hold of any list.

use proptest::prelude::*;

use super::*;
use crate::domain::Money;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A row on that day, money out positive as in speech.
fn entry(row: usize, who: &str, on: NaiveDate, amount: &str) -> Entry<usize> {
    let amount = Money::parse(amount, Currency::USD).unwrap().negated();
    Entry { row, owner: 0, who: Clean::new(who), category: Category::Entertainment, day: on, amount }
}

/// Rows of one merchant: `2024-01-05 9.99, ...`.
fn rows(who: &str, told: &str) -> Vec<Entry<usize>> {
    let parts = told.split(',').map(|part| part.trim().split_once(' ').unwrap());
    parts.enumerate().map(|(row, (on, amount))| entry(row, who, day(on), amount)).collect()
}

/// Monthly rows on that day of every month of 2024 up to `months`, clipped to the month's end.
fn monthly(who: &str, on: u32, amount: &str, months: u32) -> Vec<Entry<usize>> {
    let last = |month| crate::domain::Month::new(2024, month).unwrap().last();
    let date = |month| NaiveDate::from_ymd_opt(2024, month, on).unwrap_or_else(|| last(month));
    (1..=months).map(|month| entry(month as usize, who, date(month), amount)).collect()
}

fn one(entries: Vec<Entry<usize>>, today: &str) -> Stream<usize> {
    let mut found = streams(entries, day(today));
    assert_eq!(found.len(), 1, "{found:?}");
    found.pop().unwrap()
}

#[test]
fn a_plan_of_the_last_day_is_monthly_through_february_and_its_next_date_is_clipped() {
    let stream = one(monthly("Gym", 31, "20.00", 3), "2024-04-02");
    assert_eq!((stream.frequency, stream.status), (Frequency::Monthly, Status::Mature));
    assert_eq!((stream.next, stream.awaited), (Some(day("2024-04-30")), None));
    assert_eq!(stream.yearly.unwrap().to_decimal_string(), "-240.00");
}

#[test]
fn wages_of_the_first_and_fifteenth_are_paid_before_weekends() {
    let told = "2024-05-15 -1500, 2024-05-31 -1500, 2024-06-14 -1500, 2024-07-01 -1500, 2024-07-15 -1500, 2024-08-01 -1500, \
                2024-08-15 -1500, 2024-08-30 -1500, 2024-09-13 -1500";
    let stream = one(rows("Payroll", told), "2024-09-20");
    assert_eq!(stream.frequency, Frequency::SemiMonthly);
    assert!(stream.is_income() && stream.next == Some(day("2024-10-01")));
    assert_eq!(stream.told(), "twice a month on days 1 and 15, moved to the working day before");
}

#[test]
fn every_frequency_is_told_from_its_neighbours() {
    for (told, frequency) in [
        ("2024-01-01 5, 2024-01-08 5, 2024-01-15 5, 2024-01-22 5, 2024-01-29 5", Frequency::Weekly),
        ("2024-01-01 5, 2024-01-15 5, 2024-01-29 5, 2024-02-12 5, 2024-02-26 5", Frequency::Biweekly),
        ("2024-01-03 5, 2024-01-31 5, 2024-02-28 5, 2024-03-27 5, 2024-04-24 5", Frequency::FourWeekly),
        ("2024-01-03 5, 2024-02-03 5, 2024-03-03 5, 2024-04-03 5", Frequency::Monthly),
        ("2023-09-10 5, 2023-11-10 5, 2024-01-10 5, 2024-03-10 5", Frequency::Bimonthly),
        ("2023-07-10 5, 2023-10-10 5, 2024-01-10 5, 2024-04-10 5", Frequency::Quarterly),
        ("2022-10-10 5, 2023-04-10 5, 2023-10-10 5, 2024-04-10 5", Frequency::SemiAnnual),
        ("2023-04-10 5, 2024-04-10 5", Frequency::Annually),
    ] {
        let stream = one(rows("X", told), "2024-04-30");
        assert_eq!((stream.frequency, stream.rows.len()), (frequency, told.split(',').count()), "{told}");
    }
}

#[test]
fn a_stream_is_late_then_ended() {
    let plan = || monthly("Gym", 10, "20.00", 4);
    let on_time = one(plan(), "2024-05-10");
    assert_eq!((on_time.status, on_time.awaited), (Status::Mature, None));
    let late = one(plan(), "2024-05-14");
    assert_eq!(
        (late.status, late.awaited, late.next),
        (Status::Mature, Some(day("2024-05-10")), Some(day("2024-06-10")))
    );
    assert_eq!(late.dates_within(day("2024-05-14"), day("2024-06-13")), [day("2024-05-14"), day("2024-06-10")]);
    let ended = one(plan(), "2024-06-01");
    assert_eq!((ended.status, ended.next), (Status::Cancelled, None));
    assert!(ended.dates_within(day("2024-06-01"), day("2025-06-01")).is_empty());
}

#[test]
fn two_charges_are_early_where_they_agree_and_nothing_where_they_do_not() {
    let agree = one(rows("Service", "2024-11-15 9.99, 2024-12-15 9.99"), "2024-12-31");
    assert_eq!((agree.status, agree.next), (Status::Early, Some(day("2025-01-15"))));
    for told in
        ["2024-11-15 9.99, 2024-12-15 24.10", "2024-11-15 9.99, 2024-12-05 9.99", "2024-05-15 9.99, 2024-06-15 9.99"]
    {
        assert!(streams(rows("Shop", told), day("2024-12-31")).is_empty(), "{told}");
    }
}

#[test]
fn a_price_that_rises_is_one_stream_and_a_trial_is_no_rise() {
    let raised = one(rows("N", "2024-01-05 15.49, 2024-02-05 15.49, 2024-03-05 15.49, 2024-04-05 17.99"), "2024-04-10");
    let change = raised.price_change.unwrap();
    assert_eq!((change.to.to_decimal_string().as_str(), change.on), ("-17.99", day("2024-04-05")));
    assert_eq!(raised.next_amount, change.to);
    let tried = one(rows("N", "2024-01-05 0.99, 2024-02-05 14.95, 2024-03-05 14.95, 2024-04-05 14.95"), "2024-04-10");
    assert_eq!(tried.trial.unwrap().to_decimal_string(), "-0.99");
    assert_eq!(tried.price_change, None);
}

#[test]
fn two_plans_of_one_merchant_are_two_streams() {
    let mut both = monthly("Cloud", 6, "2.99", 8);
    both.extend(monthly("Cloud", 19, "10.99", 8).into_iter().map(|entry| Entry { row: entry.row + 100, ..entry }));
    let found = streams(both, day("2024-08-25"));
    let told: Vec<_> = found.iter().map(|stream| (stream.rows.len(), stream.next.unwrap().to_string())).collect();
    assert_eq!(told, [(8, "2024-09-06".to_owned()), (8, "2024-09-19".to_owned())]);
}

#[test]
fn a_plan_among_shopping_is_found_and_the_shopping_is_not() {
    let mut all = monthly("Store", 14, "14.99", 10);
    let shopping = "2024-01-03 61.76, 2024-01-29 23.10, 2024-02-20 71.06, 2024-04-02 158.51, 2024-04-11 22.87, 2024-05-30 73.66, \
                    2024-07-01 20.84, 2024-07-19 55.33, 2024-08-08 97.64, 2024-10-02 33.05";
    all.extend(rows("Store", shopping).into_iter().map(|entry| Entry { row: entry.row + 100, ..entry }));
    assert_eq!(one(all, "2024-10-20").rows, (1..=10).collect::<Vec<_>>());
}

#[test]
fn bills_vary_and_habits_do_not_recur() {
    let bills =
        "2024-01-30 101.88, 2024-02-29 40.87, 2024-03-29 61.50, 2024-05-01 72.08, 2024-05-31 143.15, 2024-06-29 144.46";
    let stream = one(rows("Energy", bills), "2024-07-05");
    assert_eq!((stream.frequency, stream.fixed), (Frequency::Monthly, false));
    let barber = "2024-03-02 30, 2024-03-05 30, 2024-04-05 30, 2024-05-14 30, 2024-05-21 30, 2024-05-30 30, 2024-06-27 30, \
                  2024-07-02 30, 2024-07-03 30, 2024-08-06 30";
    assert!(streams(rows("Barber", barber), day("2024-08-10")).is_empty());
    let tacos = "2024-08-01 12.21, 2024-08-08 11.27, 2024-08-29 13.16, 2024-09-05 11.08, 2024-09-12 12.66, 2024-09-26 13.48, \
                 2024-10-03 11.43, 2024-10-31 13.30, 2024-11-14 12.08";
    assert!(streams(rows("Tacos", tacos), day("2024-11-20")).is_empty());
}

#[test]
fn a_plan_that_was_taken_up_again_is_two_streams() {
    let told = "2024-01-10 14.95, 2024-02-10 14.95, 2024-03-10 14.95, 2024-04-10 14.95, 2024-11-10 0.99, 2024-12-10 14.95, \
                2025-01-10 14.95, 2025-02-10 14.95";
    let found = streams(rows("Audio", told), day("2025-02-20"));
    let told: Vec<_> = found.iter().map(|stream| (stream.status, stream.trial.is_some())).collect();
    assert_eq!(told, [(Status::Cancelled, false), (Status::Mature, true)]);
}

proptest! {
    #[test]
    fn neither_the_order_of_rows_nor_other_merchants_change_what_is_found(
        days in prop::collection::vec((0_u64..700, 1_i64..4), 0..24),
        order in any::<prop::sample::Index>(),
        on in 1_u32..=31,
    ) {
        let start = day("2023-01-01");
        let random = days.iter().enumerate().map(|(row, (after, price))| {
            entry(row, "Any", start + chrono::Days::new(*after), &format!("{price}.50"))
        });
        let mut all: Vec<_> = random.collect();
        all.extend(monthly("Gym", on, "20.00", 12).into_iter().map(|entry| Entry { row: entry.row + 100, ..entry }));
        let today = day("2024-12-31");
        let found = streams(all.clone(), today);
        let mut turned = all.clone();
        turned.reverse();
        turned.rotate_left(order.index(all.len()));
        prop_assert_eq!(&streams(turned, today), &found);
        let gym: Vec<_> = found.into_iter().filter(|stream| stream.who == Clean::new("Gym")).collect();
        prop_assert_eq!(gym, streams(monthly("Gym", on, "20.00", 12).into_iter().map(|entry| Entry { row: entry.row + 100, ..entry }).collect(), today));
    }
}
