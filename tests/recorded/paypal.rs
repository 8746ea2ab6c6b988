//! PayPal's reporting, version 1.9.

use passbook::connectors::paypal::PayPal;

use super::*;

const TOKEN: &str = include_str!("../samples/paypal/token.json");
const BALANCES: &str = include_str!("../samples/paypal/balances.json");
const FIRST: &str = include_str!("../samples/paypal/page_1.json");
const SECOND: &str = include_str!("../samples/paypal/page_2.json");
const EMPTY: &str = r#"{"transaction_details":[],"total_items":0,"total_pages":0}"#;
/// Two hours after the requests of these tests.
const LATER: &str = "1795366800";

fn paypal() -> PayPal {
    PayPal::with_limits(limits())
}

/// With a token that holds.
fn bench() -> Bench {
    Bench::new("", &[], &[KEYS, &[("access_token", "canary-access-1"), ("access_ends", LATER)]].concat())
}

const KEYS: &[(&str, &str)] = &[("client_id", "canary-client"), ("secret", "canary-secret")];

async fn page(first: &str) -> Result<Batch, PullError> {
    bench().then(&[BALANCES, first, SECOND]).pull(&paypal()).await
}

#[tokio::test]
async fn recorded_answers_become_the_expected_batch() {
    let bench = Bench::new("", &[], KEYS).then(&[TOKEN, BALANCES, FIRST, SECOND]);
    let batch = bench.pull(&paypal()).await.unwrap();
    assert_eq!(told(&batch), include_str!("../samples/paypal/expected.txt"));
    let window = "start_date=2026-11-12T06%3A00%3A00Z&end_date=2026-11-23T05%3A59%3A59Z&fields=all&balance_affecting_records_only=Y&page_size=500";
    assert_eq!(
        bench.asked(),
        [
            "POST /v1/oauth2/token".to_owned(),
            "GET /v1/reporting/balances".to_owned(),
            format!("GET /v1/reporting/transactions?{window}&page=1"),
            format!("GET /v1/reporting/transactions?{window}&page=2"),
        ]
    );
    let seen = bench.server.seen();
    assert_eq!(seen[0].body, "grant_type=client_credentials");
    assert_eq!(seen[1].header("authorization"), Some("Bearer canary-access-2"));
    assert!(bench.host.kept().len() == 1 && bench.host.kept()[0].contains("canary-access-2"));
}

#[tokio::test]
async fn a_token_that_is_refused_is_had_anew_once() {
    for refused in [r#"{"error":"invalid_token"}"#, r#"{"name":"NOT_AUTHORIZED"}"#] {
        let bench = bench();
        let status = if refused.contains("NOT") { 403 } else { 401 };
        bench.server.then([Reply::Whole(status, Vec::new(), refused.into())]);
        let bench = bench.then(&[TOKEN, BALANCES, EMPTY]);
        bench.pull(&paypal()).await.unwrap();
        assert_eq!(
            bench.asked()[..3],
            ["GET /v1/reporting/balances", "POST /v1/oauth2/token", "GET /v1/reporting/balances"]
        );
    }
}

#[tokio::test]
async fn every_error_of_the_reference_is_told_in_its_own_words() {
    let fresh = || Bench::new("", &[], KEYS).then(&[TOKEN]);
    let table: &[Refusal] = &[
        (
            400,
            r#"{"name":"INVALID_REQUEST","message":"hunter2","debug_id":"d1"}"#,
            ProblemKind::Malformed,
            "(INVALID_REQUEST): please report it. [request d1]",
        ),
        (
            401,
            r#"{"name":"AUTHENTICATION_FAILURE","debug_id":"d2"}"#,
            ProblemKind::NeedsReauth,
            "connect paypal --name mine",
        ),
        (403, r#"{"name":"NOT_AUTHORIZED","message":"hunter2"}"#, ProblemKind::Config, "Transaction Search"),
        (
            403,
            r#"{"name":"OTHER","details":[{"issue":"PERMISSION_DENIED"}]}"#,
            ProblemKind::Config,
            "Transaction Search",
        ),
        (404, r#"{"name":"RESOURCE_NOT_FOUND"}"#, ProblemKind::Malformed, "please report it"),
        (422, r#"{"name":"UNPROCESSABLE_ENTITY"}"#, ProblemKind::Malformed, "please report it"),
        (429, r#"{"name":"RATE_LIMIT_REACHED"}"#, limited(None), "less often"),
        (500, r#"{"name":"INTERNAL_SERVER_ERROR","debug_id":"d3"}"#, ProblemKind::Unavailable, "[request d3]"),
        (503, "", ProblemKind::Unavailable, "trouble of its own"),
        (200, "[", ProblemKind::Malformed, "breaks its contract"),
        (301, "", ProblemKind::Malformed, "redirect"),
    ];
    assert_refusals(fresh, &paypal(), table).await;
    let table: &[Refusal] = &[
        (
            401,
            r#"{"error":"invalid_client","error_description":"hunter2"}"#,
            ProblemKind::NeedsReauth,
            "client id or the secret",
        ),
        (200, r#"{"token_type":"Bearer"}"#, ProblemKind::Malformed, "no token"),
        (503, "", ProblemKind::Unavailable, "trouble of its own"),
    ];
    assert_refusals(|| Bench::new("", &[], KEYS), &paypal(), table).await;
}

#[tokio::test]
async fn a_window_with_too_many_rows_is_halved() {
    let too_large = r#"{"name":"INVALID_REQUEST","details":[{"issue":"RESULTSET_TOO_LARGE"}]}"#;
    let bench = bench().then(&[BALANCES]);
    bench.server.then([Reply::Whole(400, Vec::new(), too_large.into())]);
    let bench = bench.then(&[EMPTY, EMPTY]);
    bench.pull(&paypal()).await.unwrap();
    let days: Vec<_> = bench.server.seen()[1..]
        .iter()
        .map(|seen| {
            [seen.field("start_date").unwrap()[..10].to_owned(), seen.field("end_date").unwrap()[..10].to_owned()]
                .join(" ")
        })
        .collect();
    assert_eq!(
        days,
        ["2026-11-12 2026-11-23", "2026-11-18 2026-11-23", "2026-11-12 2026-11-18"],
        "days of the person, in UTC"
    );
}

#[tokio::test]
async fn a_history_of_years_is_asked_for_in_windows_that_are_allowed() {
    let mut bench = bench();
    bench.request.since = "2026-08-01".parse().unwrap();
    let bench = bench.then(&[BALANCES, EMPTY, EMPTY, EMPTY, EMPTY]);
    bench.pull(&paypal()).await.unwrap();
    assert_eq!(bench.asked().len(), 5);
    for seen in &bench.server.seen()[1..] {
        let at = |name| chrono::DateTime::parse_from_rfc3339(&seen.field(name).unwrap().replace("%3A", ":")).unwrap();
        assert!((at("end_date") - at("start_date")).num_days() < 31);
    }
}

#[tokio::test]
async fn odd_rows_are_read_or_refused_as_a_whole() {
    for (from, to, expected) in [
        (r#""value": "100.00""#, r#""value": 100.00"#, Err("wrong type")),
        (r#""value": "100.00""#, r#""value": "1,000.00""#, Err("an amount")),
        (r#""value": "100.00""#, r#""value": """#, Err("an amount")),
        (
            r#""currency_code": "USD", "value": "100.00""#,
            r#""currency_code": "", "value": "100.00""#,
            Err("a currency"),
        ),
        (
            r#""transaction_initiation_date": "2026-11-20T18:10:05+0000""#,
            r#""transaction_initiation_date": "soon""#,
            Err("a date"),
        ),
        (r#""transaction_id": "5TY05013RG002845M""#, r#""transaction_id": """#, Err("an id")),
        (
            r#""transaction_initiation_date": "2026-11-20T18:10:05+0000""#,
            r#""transaction_initiation_date": "2027-11-20T18:10:05+0000""#,
            Ok("dated in the future were left out"),
        ),
        (
            r#""transaction_subject": "Order 4711""#,
            r#""transaction_subject": null, "new": 1"#,
            Ok("96.80 USD 'Dana Reed'"),
        ),
        (r#""transaction_status": "S""#, r#""transaction_status": "F""#, Ok("'Order 4711'")),
        (
            r#""fee_amount": { "currency_code": "USD", "value": "-3.20" }"#,
            r#""fee_amount": null"#,
            Ok("100.00 USD 'Order 4711'"),
        ),
        (
            r#""payer_name": { "given_name": "Dana", "surname": "Reed", "alternate_full_name": "Dana Reed" }"#,
            r#""payer_name": { "given_name": "Dana", "surname": "Reed" }"#,
            Ok("with='Dana Reed'"),
        ),
        (r#""total_pages": 2"#, r#""total_pages": null"#, Ok("window USD-SHOP7")),
        (
            r#""last_refreshed_datetime": "2026-11-22T13:29:59+0000""#,
            r#""last_refreshed_datetime": null"#,
            Ok("2026-11-22 complete"),
        ),
    ] {
        assert_odd(page(&changed(FIRST, from, to)).await, expected, to);
    }
}

#[tokio::test]
async fn a_page_told_twice_doubles_nothing_and_an_empty_wallet_is_still_there() {
    let once = page(FIRST).await.unwrap();
    let again = bench().then(&[BALANCES, FIRST, FIRST]).pull(&paypal()).await.unwrap();
    let rows = |batch: &Batch| told(batch).lines().filter(|line| line.starts_with("  ")).count();
    assert_eq!((rows(&once), rows(&again)), (6, 4));
    let empty = bench().then(&[BALANCES, EMPTY]).pull(&paypal()).await.unwrap();
    assert_eq!((empty.accounts.len(), rows(&empty)), (2, 0));
}

#[tokio::test]
async fn what_is_not_a_whole_list_is_refused() {
    for lacking in ["{}", "[]", r#"{"total_items":0,"total_pages":0}"#] {
        assert_odd(page(lacking).await, Err("wrong type"), "an answer without its list is no empty list");
    }
    let bench = bench().then(&[BALANCES]);
    let problem = bench.then_always(206, EMPTY).failure(&paypal()).await;
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(problem.message.as_str().contains("only a part"), "{}", problem.message);
}
