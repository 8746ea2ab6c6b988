use proptest::prelude::*;

use super::*;
use crate::connectors::simplefin::windows::Progress;

const SAMPLE: &[u8] = include_bytes!("../../../tests/samples/simplefin/v2.json");

fn calendar() -> Calendar {
    Calendar { today: "2026-11-22".parse().unwrap(), zone: |_| chrono::FixedOffset::east_opt(0).unwrap() }
}

fn window() -> Window {
    Window { from: "2026-10-11".parse().unwrap(), end: "2026-11-24".parse().unwrap(), newest: true }
}

fn account(fields: &str) -> Result<Reading, String> {
    let text =
        format!(r#"{{"accounts":[{{"id":"A","name":"Visa","currency":"USD","org":{{"name":"Bank"}},{fields}}}]}}"#);
    read(text.as_bytes(), window(), calendar())
}

fn rows(transactions: &str) -> Result<Vec<Row>, String> {
    let reading = account(&format!(r#""balance":"0","transactions":[{transactions}]"#))?;
    match reading.changes.into_iter().next() {
        Some(Changes::Window { rows, .. }) => Ok(rows),
        other => panic!("no window: {other:?}"),
    }
}

#[test]
fn signs_are_taken_as_they_come() {
    for (sent, ours) in [
        ("-6.50", "-6.50 USD"),  // a purchase, on a card as on a checking account
        ("1200", "1200.00 USD"), // a salary, a refund, a payment to a card
        ("+0.01", "0.01 USD"),
        ("-0.00", "0.00 USD"),
        ("-1834.22", "-1834.22 USD"), // a card's balance: owed
        ("0.12345", "0.12345 USD"),
    ] {
        assert_eq!(signed(sent, Currency::USD).unwrap().to_string(), ours);
    }
    for bad in ["", "1,000.00", "$5", "1e3", "NaN", "(5.00)", &"9".repeat(40)] {
        assert!(signed(bad, Currency::USD).is_err(), "{bad:?}");
    }
}

#[test]
fn a_row_without_a_posted_date_is_pending_and_dated_by_its_purchase() {
    let rows = rows(
        r#"{"id":"p","posted":0,"amount":"-5","description":"HOLD","transacted_at":1795269600},
           {"id":"q","posted":1795269600,"pending":true,"amount":"-5","description":"HOLD"},
           {"id":"r","posted":0,"amount":"-5","description":"HOLD"},
           {"id":"s","posted":1795262400,"transacted_at":1795176000,"amount":"-5","description":"SHOP"}"#,
    )
    .unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.status,
                row.posted.map(|d| d.to_string()),
                row.occurred.map(|d| d.to_string()),
                row.extras().occurred_at.is_some(),
            )
        })
        .collect();
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            (TxnStatus::Pending, None, day("2026-11-21"), true),
            (TxnStatus::Pending, None, day("2026-11-21"), true),
            (TxnStatus::Pending, None, None, false),
            (TxnStatus::Posted, day("2026-11-21"), day("2026-11-20"), false),
        ]
    );
}

#[test]
fn a_posted_row_outdoes_the_pending_one_of_its_id() {
    let rows = rows(
        r#"{"id":"x","posted":1795262400,"amount":"-6","description":"CAFE"},
           {"id":"x","posted":0,"amount":"-5","description":"CAFE"},
           {"id":"y","posted":0,"amount":"-5","description":"CAFE"}"#,
    )
    .unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.id.as_ref().unwrap().as_str(), row.status)).collect();
    assert_eq!(told, [("x", TxnStatus::Posted), ("y", TxnStatus::Pending)]);
}

#[test]
fn a_row_of_the_day_after_tomorrow_is_kept_and_a_later_one_left_out_with_a_note() {
    let reading = account(
        r#""balance":1,"transactions":[{"id":"a","posted":1795564799,"amount":1},{"id":"b","posted":1795564800,"amount":1},
           {"id":"c","posted":1795262400,"transacted_at":1800000000,"amount":1}]"#,
    )
    .unwrap();
    let Changes::Window { rows, complete, from, to, .. } = &reading.changes[0] else { panic!() };
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_ref().unwrap().as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!((rows[1].occurred, *complete), (None, false));
    assert_eq!((from.to_string(), to.to_string()), ("2026-10-11".into(), "2026-11-22".into()));
    assert_eq!(reading.problems[0].kind, ProblemKind::Notice);
    assert_eq!(
        reading.problems[0].message.as_str(),
        "account 1 (Visa): 1 transactions dated in the future were left out"
    );
}

#[test]
fn what_breaks_the_contract_refuses_the_whole_answer_and_repeats_no_amount() {
    let forty = "7".repeat(40);
    for (transaction, word) in [
        (format!(r#"{{"id":"a","posted":1,"amount":"{forty}"}}"#), "transaction 1 has an amount"),
        (r#"{"id":"a","posted":-62135596800,"amount":"1"}"#.into(), "posted date"),
        (r#"{"id":"a","posted":253402300799,"amount":"1"}"#.into(), "posted date"),
        (r#"{"id":"a","posted":1,"transacted_at":253402300799,"amount":"1"}"#.into(), "transacted_at"),
        (r#"{"id":"","posted":1,"amount":"1"}"#.into(), "an id"),
        (format!(r#"{{"id":"{}","posted":1,"amount":"1"}}"#, "x".repeat(256)), "an id"),
    ] {
        let said = rows(&transaction).unwrap_err();
        assert!(said.contains(word) && said.contains("account 1 (Visa)") && !said.contains("777"), "{said}");
    }
    for (fields, word) in [
        (r#""balance":"much""#, "balance that is no amount"),
        (r#""balance":"1","available-balance":"1,0""#, "available balance"),
        (r#""balance":"1","balance-date":253402300799"#, "balance date"),
    ] {
        assert!(account(fields).err().unwrap().contains(word), "{fields}");
    }
    let twice = r#"{"accounts":[{"id":"A","currency":"USD"},{"id":"A","currency":"USD"}]}"#;
    assert!(read(twice.as_bytes(), window(), calendar()).err().unwrap().contains("account 2 has the id of another"));
    assert!(read(b"{}", window(), calendar()).is_err());
}

#[test]
fn words_are_cleaned_and_the_richest_ones_kept() {
    let rows = rows(
        r#"{"id":"a","posted":1795262400,"amount":"-1","description":"SQ *\u001b[31mCAFE\u202e","payee":"Cafe","memo":"m","mcc":5814},
           {"id":"b","posted":1795262400,"amount":"-1","description":" ","payee":"Only Payee","mcc":"70000"},
           {"id":"c","posted":1795262400,"amount":"-1","description":null,"memo":"Only memo","mcc":null}"#,
    )
    .unwrap();
    let a = &rows[0];
    assert_eq!((a.text.clean().as_str(), a.memo.as_ref().unwrap().as_str(), a.mcc), ("SQ *CAFE", "m", Some(5814)));
    assert_eq!(
        (a.extras().counterparties[0].name.as_str(), a.extras().counterparties[0].role),
        ("Cafe", CounterpartyRole::Merchant)
    );
    assert_eq!((rows[1].text.clean().as_str(), rows[1].mcc), ("Only Payee", None));
    assert_eq!((rows[2].text.clean().as_str(), rows[2].memo.as_ref()), ("Only memo", None));
}

#[test]
fn an_account_in_an_unknown_currency_is_named_and_the_others_are_kept() {
    let text = r#"{"accounts":[{"id":"A","name":"Coin","currency":"ZZQ","balance":"1"},
        {"id":"B","name":"Miles","currency":"https://bank.example/miles","balance":"12000"}]}"#;
    let reading = read(text.as_bytes(), window(), calendar()).unwrap();
    assert_eq!(reading.accounts.len(), 1);
    assert!(reading.accounts[0].currency.is_custom());
    assert_eq!(reading.problems[0].scope, Scope::Account(ProviderId::new("A").unwrap()));
    assert_eq!(reading.problems[0].kind, ProblemKind::Malformed);
}

#[test]
fn a_complaint_takes_the_word_for_completeness_from_those_it_concerns() {
    let complete = |errors: &str| -> Vec<bool> {
        let text = format!(
            r#"{{"errlist":[{errors}],"connections":[{{"conn_id":"C1","org_id":"one"}},{{"conn_id":"C2","org_id":"two"}}],
            "accounts":[{{"id":"A","currency":"USD","conn_id":"C1"}},{{"id":"B","currency":"USD","conn_id":"C1"}},
            {{"id":"C","currency":"USD","conn_id":"C2"}}]}}"#
        );
        let reading = read(text.as_bytes(), window(), calendar()).unwrap();
        reading.changes.iter().map(|change| matches!(change, Changes::Window { complete: true, .. })).collect()
    };
    assert_eq!(complete(""), [true, true, true]);
    assert_eq!(complete(r#"{"code":"act.failed","msg":"m","account_id":"B"}"#), [true, false, true]);
    assert_eq!(complete(r#"{"code":"con.auth","msg":"m","conn_id":"C1"}"#), [false, false, true]);
    assert_eq!(complete(r#"{"code":"gen.","msg":"m"}"#), [false, false, false]);
}

proptest! {
    #[test]
    fn no_change_to_an_answer_makes_it_panic(
        edits in prop::collection::vec((0..SAMPLE.len(), prop_oneof![any::<u8>(), prop::sample::select(b"{}[],:\"-0189.e\\u".to_vec())]), 1..6),
        length in 0..=SAMPLE.len(),
    ) {
        let mut body = SAMPLE.to_vec();
        for (place, byte) in edits {
            body[place] = byte;
        }
        let _ = read(&body, window(), calendar());
        let _ = read(&body[..length], window(), calendar());
    }

    #[test]
    fn any_cursor_and_any_days_give_a_window_in_order(days in prop::array::uniform5(any::<i32>()), accounts in 0_usize..3, empty in 0_u8..4) {
        let [fresh, next, floor, since, today] =
            days.map(|n| NaiveDate::from_num_days_from_ce_opt(n % 3_000_000).unwrap_or_default());
        for cursor in [
            format!("1 fresh={fresh} accounts={accounts}"),
            format!("1 fresh={fresh} accounts={accounts} next={next} floor={floor} empty={empty}"),
        ] {
            let before = Progress::parse(&cursor);
            let window = Progress::window(before.as_ref(), since, today);
            prop_assert!(window.from < window.end, "{cursor} {since} {today} gave {window:?}");
            let after = Progress::after(before.as_ref(), window, since, today, (1, 0));
            prop_assert!(after.steps(today).0 <= after.steps(today).1);
        }
    }
}

#[test]
fn both_versions_tell_where_a_bank_is_found_and_how_it_is_numbered() {
    let first = r#"{"accounts":[{"id":"A","name":"Visa","currency":"USD","balance":"0",
        "org":{"name":"Bank","url":"https://bank.example/","id":"org-7"}}]}"#;
    let second = r#"{"connections":[{"conn_id":"c","name":"Bank","org_url":"https://bank.example/","org_id":"org-7"}],
        "accounts":[{"id":"A","name":"Visa","currency":"USD","balance":"0","conn_id":"c"}]}"#;
    for text in [first, second] {
        let reading = read(text.as_bytes(), window(), calendar()).unwrap();
        let told = &reading.accounts[0].institution;
        assert_eq!(told.url.as_ref().map(Clean::as_str), Some("https://bank.example/"), "{text}");
        assert_eq!(told.ids.get("simplefin").map(Clean::as_str), Some("org-7"), "{text}");
    }
}
