//! Enable Banking.

use passbook::connectors::Revoked;
use passbook::connectors::enablebanking::EnableBanking;

use super::*;

const SESSION: &str = include_str!("../samples/enablebanking/session.json");
const ACCOUNTS: &str = include_str!("../samples/enablebanking/accounts.json");
const GIRO_BALANCES: &str = include_str!("../samples/enablebanking/balances_giro.json");
const CARD_BALANCES: &str = include_str!("../samples/enablebanking/balances_card.json");
const GIRO: [&str; 3] = [
    include_str!("../samples/enablebanking/giro_1.json"),
    include_str!("../samples/enablebanking/giro_empty.json"),
    include_str!("../samples/enablebanking/giro_last.json"),
];
const CARD: &str = include_str!("../samples/enablebanking/card.json");
/// The key that the simulated bank gives out: it signs, and opens nothing.
const KEY: &str = include_str!("../../src/sandbox/serve/enablebanking/key.pem");
const WHOLE: &str = "1 whole";

fn enable() -> EnableBanking {
    EnableBanking::with_limits(limits(), Duration::from_secs(1))
}

fn bench_of(accounts: &str, cursor: Option<&str>) -> Bench {
    let settings = [("application", "app-1"), ("bank", "Pohjola Demo"), ("country", "FI")];
    let mut bench =
        Bench::new("", &settings, &[("key", KEY), ("session_id", "canary-session"), ("accounts", accounts)]);
    bench.request.cursor = cursor.map(str::to_owned);
    bench
}

fn bench() -> Bench {
    bench_of(ACCOUNTS, Some(WHOLE))
}

/// The card alone.
fn card_alone() -> String {
    let all: Vec<serde_json::Value> = serde_json::from_str(ACCOUNTS).unwrap();
    serde_json::json!([all[1]]).to_string()
}

async fn card(balances: &str, rows: &str) -> Result<Batch, PullError> {
    bench_of(&card_alone(), Some(WHOLE)).then(&[SESSION, balances, rows]).pull(&enable()).await
}

#[tokio::test]
async fn recorded_answers_become_the_expected_batch() {
    let bench =
        bench_of(ACCOUNTS, None).then(&[SESSION, GIRO_BALANCES, GIRO[0], GIRO[1], GIRO[2], CARD_BALANCES, CARD]);
    let batch = bench.pull(&enable()).await.unwrap();
    assert_eq!(told(&batch), include_str!("../samples/enablebanking/expected.txt"));
    assert_eq!(
        bench.asked(),
        [
            "GET /sessions/canary-session",
            "GET /accounts/uid-1/balances",
            "GET /accounts/uid-1/transactions?strategy=longest",
            "GET /accounts/uid-1/transactions?strategy=longest&continuation_key=next-1",
            "GET /accounts/uid-1/transactions?strategy=longest&continuation_key=next-2",
            "GET /accounts/uid-2/balances",
            "GET /accounts/uid-2/transactions?strategy=longest",
        ]
    );
    for seen in bench.server.seen() {
        let token = seen.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap();
        assert_eq!(token.split('.').count(), 3);
        assert!(seen.header("psu-ip-address").is_none(), "all of these headers or none");
    }
}

#[tokio::test]
async fn later_only_the_wanted_days_are_asked_for_and_fewer_where_the_bank_has_fewer() {
    let bench = bench_of(&card_alone(), Some(WHOLE)).then(&[SESSION, CARD_BALANCES]);
    let refusal = r#"{"code":422,"error":"WRONG_TRANSACTIONS_PERIOD","message":"hunter2"}"#;
    bench.server.then([Reply::Whole(422, Vec::new(), refusal.into())]);
    let bench = bench.then(&[CARD]);
    bench.pull(&enable()).await.unwrap();
    assert_eq!(
        bench.asked()[2..],
        [
            "GET /accounts/uid-2/transactions?date_from=2026-11-12&date_to=2026-11-22",
            "GET /accounts/uid-2/transactions?date_from=2026-08-25&date_to=2026-11-22",
        ]
    );
}

#[tokio::test]
async fn every_error_of_the_reference_is_told_in_its_own_words() {
    let table: &[Refusal] = &[
        (
            401,
            r#"{"error":"EXPIRED_SESSION","message":"hunter2"}"#,
            ProblemKind::NeedsReauth,
            "connect enablebanking --name mine",
        ),
        (401, r#"{"error":"CLOSED_SESSION"}"#, ProblemKind::NeedsReauth, "has ended"),
        (401, r#"{"error":"REVOKED_SESSION"}"#, ProblemKind::NeedsReauth, "has ended"),
        (400, r#"{"error":"ASPSP_PSU_ACTION_REQUIRED"}"#, ProblemKind::NeedsReauth, "has ended"),
        (403, r#"{"error":"ACCESS_DENIED"}"#, ProblemKind::NeedsReauth, "has ended"),
        (403, r#"{"code":403,"message":"Application is not active"}"#, ProblemKind::Config, "is active"),
        (401, r#"{"code":401,"message":"hunter2"}"#, ProblemKind::Config, "its key"),
        (429, r#"{"error":"ASPSP_RATE_LIMIT_EXCEEDED"}"#, limited(Some("2026-11-23T00:00:00Z")), "tomorrow"),
        (400, r#"{"error":"ASPSP_ERROR"}"#, ProblemKind::Unavailable, "last figures stand"),
        (408, r#"{"error":"ASPSP_TIMEOUT"}"#, ProblemKind::Unavailable, "last figures stand"),
        (422, r#"{"error":"WRONG_REQUEST_PARAMETERS"}"#, ProblemKind::Malformed, "please report it"),
        (500, "", ProblemKind::Unavailable, "trouble of its own"),
        (503, r#"{"message":"hunter2"}"#, ProblemKind::Unavailable, "last figures stand"),
        (200, r#"{"status":"EXPIRED"}"#, ProblemKind::NeedsReauth, "has ended"),
        (200, r#"{"status":"REVOKED"}"#, ProblemKind::NeedsReauth, "has ended"),
        (200, "{}", ProblemKind::Malformed, "breaks its contract"),
        (302, "", ProblemKind::Malformed, "redirect"),
    ];
    assert_refusals(bench, &enable(), table).await;
}

#[tokio::test]
async fn a_bank_that_is_asked_too_often_for_one_account_still_gives_the_others() {
    let bench = bench().then(&[SESSION]);
    bench.server.then([Reply::Whole(429, Vec::new(), br#"{"error":"ASPSP_RATE_LIMIT_EXCEEDED"}"#.to_vec())]);
    let said = told(&bench.then(&[CARD_BALANCES, CARD]).pull(&enable()).await.unwrap());
    assert!(said.contains("problem of account hash-giro: RateLimited") && said.contains("window hash-card"), "{said}");
    // what was not read whole is asked for as a whole again
    assert!(!said.contains("cursor="), "{said}");
}

#[tokio::test]
async fn odd_answers_are_read_or_refused_as_a_whole() {
    for (from, to, expected) in [
        (r#""amount": "-42.47""#, r#""amount": -42.47"#, Err("wrong type")),
        (r#""amount": "-42.47""#, r#""amount": "42,47""#, Err("an amount")),
        (r#""credit_debit_indicator": "DBIT""#, r#""credit_debit_indicator": "BOTH""#, Err("neither debit nor credit")),
        (r#""credit_debit_indicator": "DBIT", "#, "", Err("wrong type")),
        (r#""booking_date": "2026-11-18""#, r#""booking_date": "18.11.2026""#, Err("a date")),
        (r#""booking_date": "2026-11-18""#, r#""booking_date": "2027-11-18""#, Ok("dated in the future were left out")),
        (r#""booking_date": "2026-11-18""#, r#""booking_date": null"#, Ok("Posted ref-c1 2026-11-16")),
        (r#""status": "BOOK""#, r#""status": "OTHR""#, Ok("Posted ref-c1 2026-11-18")),
        (r#""status": "BOOK""#, r#""status": null"#, Ok("Posted ref-c1 2026-11-18")),
        (r#""status": "BOOK""#, r#""status": "HOLD""#, Ok("Pending ref-c1 - 2026-11-16")),
        (r#""status": "BOOK""#, r#""status": "RJCT""#, Ok("Removed ref-c1")),
        (r#""entry_reference": "ref-c1""#, r#""entry_reference": """#, Ok("Posted - 2026-11-18")),
        (r#""creditor": { "name": "Kirjakauppa Satama" }"#, r#""creditor": null, "new": {}"#, Ok("-42.47 EUR ''")),
    ] {
        assert_odd(card(CARD_BALANCES, &changed(CARD, from, to)).await, expected, to);
    }
    let none = card(r#"{"balances":[]}"#, r#"{"transactions":[]}"#).await.unwrap();
    assert!(told(&none).contains("window hash-card 2026-11-12 to 2026-11-22 complete\nbatch"), "{}", told(&none));
    for lacking in ["{}", "[]", r#"{"continuation_key":null}"#] {
        assert_odd(
            card(CARD_BALANCES, lacking).await,
            Err("wrong type"),
            "an answer without its list is no empty list",
        );
    }
    let itself = r#"{"transactions":[],"continuation_key":"k"}"#;
    let bench = bench_of(&card_alone(), None).then(&[SESSION, CARD_BALANCES, itself, itself]);
    assert!(bench.failure(&enable()).await.message.as_str().contains("leads to itself"));
}

#[tokio::test]
async fn a_session_is_closed_once_and_what_is_over_needs_no_end() {
    for (status, body, is_ended) in [
        (200, r#"{"message":"OK"}"#, true),
        (401, r#"{"error":"EXPIRED_SESSION"}"#, true),
        (404, r#"{"error":"SESSION_DOES_NOT_EXIST"}"#, true),
        (500, "", false),
    ] {
        let bench = bench().then_always(status, body);
        let revoked = enable().revoke(&bench.request).await;
        assert_eq!(revoked.is_ok_and(|how| how == Revoked::AtProvider), is_ended, "{status}");
        assert_eq!(bench.asked(), ["DELETE /sessions/canary-session"]);
    }
}
