//! Plaid, version 2020-09-14.

use passbook::connectors::Revoked;
use passbook::connectors::plaid::Plaid;

use super::*;

const ITEM: &str = include_str!("../samples/plaid/item.json");
const INSTITUTION: &str = include_str!("../samples/plaid/institution.json");
const ACCOUNTS: &str = include_str!("../samples/plaid/accounts.json");
const FIRST: &str = include_str!("../samples/plaid/sync_1.json");
const SECOND: &str = include_str!("../samples/plaid/sync_2.json");
const MUTATION: &str = r#"{"error_type":"TRANSACTIONS_ERROR","error_code":"TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION","error_message":"hunter2"}"#;
/// A bookmark that names the bank, so that nobody asks for it again.
const KNOWN: &str =
    r#"{"cursor":"canary-cursor-0","bank":{"institution_id":"ins_109508","name":"First Platypus Bank","url":null}}"#;

fn plaid() -> Plaid {
    Plaid::with_limits(limits(), Duration::from_millis(1))
}

fn bench_at(cursor: Option<&str>) -> Bench {
    let secrets = [("client_id", "canary-client"), ("secret", "canary-secret"), ("access_token", "canary-access")];
    let mut bench = Bench::new("", &[], &secrets);
    bench.request.cursor = cursor.map(str::to_owned);
    bench
}

fn bench() -> Bench {
    bench_at(Some(KNOWN))
}

/// One page with nothing but what is put into it.
fn page(next: &str, more: &str) -> String {
    format!(
        r#"{{"added":[],"modified":[],"removed":[],"next_cursor":"{next}","has_more":false,"request_id":"r"{more}}}"#
    )
}

async fn sync(second: &str) -> Result<Batch, PullError> {
    bench().then(&[ITEM, second, ACCOUNTS]).pull(&plaid()).await
}

#[tokio::test]
async fn recorded_answers_become_the_expected_batch() {
    let bench = bench_at(None).then(&[ITEM, INSTITUTION, FIRST, SECOND, ACCOUNTS]);
    let batch = bench.pull(&plaid()).await.unwrap();
    assert_eq!(told(&batch), include_str!("../samples/plaid/expected.txt"));
    assert_eq!(
        bench.asked(),
        [
            "POST /item/get",
            "POST /institutions/get_by_id",
            "POST /transactions/sync",
            "POST /transactions/sync",
            "POST /accounts/get"
        ]
    );
    let seen = bench.server.seen();
    let cursors: Vec<serde_json::Value> = seen[2..4]
        .iter()
        .map(|seen| serde_json::from_str::<serde_json::Value>(&seen.body).unwrap()["cursor"].clone())
        .collect();
    assert_eq!(cursors, ["", "canary-cursor-1"]);
    for seen in seen {
        assert_eq!(seen.header("plaid-client-id"), Some("canary-client"));
        assert_eq!(seen.header("plaid-version"), Some("2020-09-14"));
        assert!(!seen.body.contains("canary-secret"), "keys are in headers alone");
    }
}

#[tokio::test]
async fn every_error_of_the_reference_is_told_in_its_own_words() {
    let (again, anew) = ("connect plaid --name mine", "disconnect mine --only-here");
    let minute = || limited(Some("2026-11-22T15:01:00Z"));
    let bodies = [
        ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "INVALID_CREDENTIALS", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "INVALID_MFA", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "ITEM_LOCKED", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "USER_SETUP_REQUIRED", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "INSUFFICIENT_CREDENTIALS", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "ACCESS_NOT_GRANTED", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "INVALID_UPDATED_USERNAME", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "NO_ACCOUNTS", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "USER_INPUT_TIMEOUT", ProblemKind::NeedsReauth, again),
        ("INVALID_INPUT", "ADDITIONAL_CONSENT_REQUIRED", ProblemKind::NeedsReauth, again),
        ("ITEM_ERROR", "ITEM_NOT_FOUND", ProblemKind::NeedsReauth, anew),
        ("INVALID_INPUT", "INVALID_ACCESS_TOKEN", ProblemKind::NeedsReauth, anew),
        ("ITEM_ERROR", "ITEM_NOT_SUPPORTED", ProblemKind::NeedsReauth, anew),
        ("INSTITUTION_ERROR", "INSTITUTION_NO_LONGER_SUPPORTED", ProblemKind::NeedsReauth, anew),
        ("ITEM_ERROR", "PRODUCT_NOT_READY", ProblemKind::Unavailable, "last figures stand"),
        ("INSTITUTION_ERROR", "INSTITUTION_DOWN", ProblemKind::Unavailable, "last figures stand"),
        ("INSTITUTION_ERROR", "INSTITUTION_NOT_RESPONDING", ProblemKind::Unavailable, "last figures stand"),
        ("INSTITUTION_ERROR", "INSTITUTION_NOT_AVAILABLE", ProblemKind::Unavailable, "last figures stand"),
        ("API_ERROR", "INTERNAL_SERVER_ERROR", ProblemKind::Unavailable, "last figures stand"),
        ("API_ERROR", "PLANNED_MAINTENANCE", ProblemKind::Unavailable, "last figures stand"),
        ("RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT", minute(), "less often"),
        ("RATE_LIMIT_EXCEEDED", "RATE_LIMIT", minute(), "less often"),
        ("INVALID_INPUT", "INVALID_API_KEYS", ProblemKind::Config, "dashboard.plaid.com"),
        ("ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", ProblemKind::Config, "dashboard.plaid.com"),
        ("INVALID_REQUEST", "MISSING_FIELDS", ProblemKind::Malformed, "please report it"),
        ("INVALID_INPUT", "OF_TOMORROW", ProblemKind::Malformed, "please report it"),
    ];
    for (kind, code, expected, words) in bodies {
        let body = format!(
            r#"{{"error_type":"{kind}","error_code":"{code}","error_message":"hunter2","display_message":"Try \u001b[31mlater","request_id":"r-9"}}"#
        );
        let problem = bench().then_always(400, &body).failure(&plaid()).await;
        assert_eq!(problem.kind, expected, "{code}");
        let said = problem.message.as_str();
        assert!(said.contains(words) && said.ends_with("Plaid says: Try later [request r-9]"), "{code}: {said}");
    }
    let table: &[Refusal] = &[
        (400, r#"{"error_code":"X","error_code_reason":"OAUTH_USER_REVOKED_AT_BANK"}"#, ProblemKind::NeedsReauth, anew),
        (429, "", limited(None), "less often"),
        (503, "<html>", ProblemKind::Unavailable, "trouble of its own"),
        (200, "{}", ProblemKind::Malformed, "breaks its contract"),
        (
            200,
            r#"{"item":{"error":{"error_type":"ITEM_ERROR","error_code":"ITEM_LOGIN_REQUIRED"}}}"#,
            ProblemKind::NeedsReauth,
            again,
        ),
        (302, "", ProblemKind::Malformed, "redirect"),
    ];
    assert_refusals(bench, &plaid(), table).await;
}

#[tokio::test]
async fn pages_that_change_are_fetched_from_the_first_cursor_and_in_the_end_as_a_whole() {
    let bench = bench().then(&[ITEM, FIRST]);
    bench.server.then(vec![Reply::Whole(400, Vec::new(), MUTATION.into()); 4]);
    let bench = bench.then(&[FIRST, SECOND, ACCOUNTS]);
    let batch = bench.pull(&plaid()).await.unwrap();
    let cursor = |seen: &support::Seen| {
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        body["cursor"].as_str().map(str::to_owned)
    };
    let cursors: Vec<_> = bench.server.seen().iter().filter_map(cursor).collect();
    let (old, first) = ("canary-cursor-0", "canary-cursor-1");
    assert_eq!(cursors, [old, first, old, old, old, "", first], "three restarts, then everything");
    assert!(told(&batch).contains("window p-check"), "what is not told anew is gone: {}", told(&batch));
}

#[tokio::test]
async fn a_cursor_of_another_item_is_left_and_a_page_that_leads_to_itself_ends() {
    let stale = r#"{"error_type":"INVALID_INPUT","error_code":"INVALID_FIELD","error_message":"cursor not associated with access_token"}"#;
    let bench = bench().then(&[ITEM]);
    bench.server.then([Reply::Whole(400, Vec::new(), stale.into())]);
    let bench = bench.then(&[&page("n", ""), ACCOUNTS]);
    assert_eq!(bench.pull(&plaid()).await.unwrap().changes.len(), 3, "windows of every account");
    let itself = changed(FIRST, "canary-cursor-1", "canary-cursor-0");
    let problem = self::bench().then(&[ITEM, &itself]).failure(&plaid()).await;
    assert!(problem.message.as_str().contains("a page leads to itself"), "{}", problem.message);
}

#[tokio::test]
async fn a_link_that_is_not_ready_is_waited_for_and_then_left_for_later() {
    let empty = page("", r#","transactions_update_status":"NOT_READY""#);
    let pages = vec![empty.as_str(); 6];
    let bench = bench().then(&[ITEM]).then(&pages).then(&[ACCOUNTS]);
    let said = told(&bench.pull(&plaid()).await.unwrap());
    assert!(said.contains("still fetching") && said.contains("next=2026-11-22 15:01"), "{said}");
}

#[tokio::test]
async fn odd_answers_are_read_or_refused_as_a_whole() {
    for (from, to, expected) in [
        (r#""amount": 42.4700"#, r#""amount": "42.47""#, Err("wrong type")),
        (r#""amount": 42.4700"#, r#""amount": null"#, Err("wrong type")),
        (r#""amount": 42.4700"#, r#""amount": 1e40"#, Err("an amount")),
        (r#""amount": 42.4700"#, r#""amount": -0.0"#, Ok("'Harbor Books'")),
        (r#""transaction_id": "p4""#, r#""transaction_id": """#, Err("an id")),
        (r#""date": "2026-11-18""#, r#""date": "soon""#, Err("a date")),
        (r#""date": "2026-11-18""#, r#""date": null"#, Ok("Posted p4 - 2026-11-16")),
        (r#""date": "2026-11-18""#, r#""date": "2027-11-18""#, Ok("dated in the future were left out")),
        (
            r#""iso_currency_code": "USD", "date": "2026-11-18""#,
            r#""iso_currency_code": null, "unofficial_currency_code": "DOGE", "date": "2026-11-18""#,
            Ok("Transactions in an unknown currency were left out"),
        ),
        (r#""account_id": "p-card", "amount""#, r#""account_id": "p-gone", "amount""#, Ok("not listed any more")),
        (r#""name": "Harbor Books""#, r#""name": null, "new": [{}]"#, Ok("-42.47 USD ''")),
        (r#""has_more": false"#, r#""has_more": null"#, Err("wrong type")),
        (
            r#""transaction_id": "p-unknown" "#,
            r#""transaction_id": "p-unknown", "account_id": null "#,
            Ok("gone p-unknown"),
        ),
        (r#""transaction_id": "p2""#, r#""transaction_id": "p4""#, Ok("p4")),
    ] {
        assert_odd(sync(&changed(SECOND, from, to)).await, expected, to);
    }
}

#[tokio::test]
async fn an_item_is_removed_once_and_what_is_gone_needs_no_end() {
    for (status, code, is_ended) in [
        (200, "", true),
        (400, "ITEM_NOT_FOUND", true),
        (400, "INVALID_ACCESS_TOKEN", true),
        (500, "INTERNAL_SERVER_ERROR", false),
    ] {
        let body = format!(r#"{{"request_id":"r","error_code":"{code}"}}"#);
        let bench = bench().then_always(status, &body);
        let revoked = plaid().revoke(&bench.request).await;
        assert_eq!(revoked.is_ok_and(|how| how == Revoked::AtProvider), is_ended, "{code}");
        assert_eq!(bench.asked(), ["POST /item/remove"]);
    }
}
