//! Teller, version 2020-10-12.

use passbook::connectors::Revoked;
use passbook::connectors::teller::Teller;

use super::*;

const ACCOUNTS: &str = include_str!("../samples/teller/accounts.json");
const BALANCES: &str = include_str!("../samples/teller/balances.json");
const CHECKING: &str = include_str!("../samples/teller/checking.json");
const CARD: &str = include_str!("../samples/teller/card.json");

const REFUSALS: &[Refusal] = &[
    (400, r#"{"error":{"code":"bad_request","message":"hunter2"}}"#, ProblemKind::Config, "client certificate"),
    (
        401,
        r#"{"error":{"code":"unauthorized","message":"hunter2"}}"#,
        ProblemKind::NeedsReauth,
        "disconnect mine --only-here",
    ),
    (
        403,
        r#"{"error":{"code":"forbidden","message":"hunter2"}}"#,
        ProblemKind::NeedsReauth,
        "disconnect mine --only-here",
    ),
    (404, r#"{"error":{"code":"enrollment.disconnected"}}"#, ProblemKind::NeedsReauth, "connect teller --name mine"),
    (404, r#"{"error":{"code":"enrollment.disconnected.account_locked"}}"#, ProblemKind::NeedsReauth, "locked"),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.credentials_invalid"}}"#,
        ProblemKind::NeedsReauth,
        "password was changed",
    ),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.enrollment_inactive"}}"#,
        ProblemKind::NeedsReauth,
        "sign in again",
    ),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.user_action.captcha_required"}}"#,
        ProblemKind::NeedsReauth,
        "captcha",
    ),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.user_action.contact_information_required"}}"#,
        ProblemKind::NeedsReauth,
        "contact details",
    ),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.user_action.mfa_required"}}"#,
        ProblemKind::NeedsReauth,
        "second factor",
    ),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.user_action.web_login_required"}}"#,
        ProblemKind::NeedsReauth,
        "web site first",
    ),
    (
        404,
        r#"{"error":{"code":"enrollment.disconnected.user_action.insufficient_permissions"}}"#,
        ProblemKind::NeedsReauth,
        "may not see",
    ),
    (422, r#"{"error":{"code":"invalid"}}"#, ProblemKind::Unavailable, "Teller refused the request"),
    (429, r#"{"error":{"code":"rate_limited"}}"#, ProblemKind::RateLimited { until: None }, "less often"),
    (500, "", ProblemKind::Unavailable, "trouble of its own"),
    (502, r#"{"error":{"code":"bad_gateway"}}"#, ProblemKind::Unavailable, "last figures stand"),
    (200, "<html>sign in to the network</html>", ProblemKind::Malformed, "breaks its contract"),
    (302, "", ProblemKind::Malformed, "redirect"),
];

fn teller() -> Teller {
    Teller::with_limits(limits())
}

fn bench() -> Bench {
    Bench::new("", &[], &[("token", "canary-token")])
}

/// The recorded figures of one account.
fn balances(of: &str) -> String {
    serde_json::from_str::<serde_json::Value>(BALANCES).unwrap()[of].to_string()
}

/// A list of one checking account.
fn checking_alone() -> String {
    let all: Vec<serde_json::Value> = serde_json::from_str(ACCOUNTS).unwrap();
    serde_json::json!([all[0]]).to_string()
}

/// A pull of the checking account, with these rows.
async fn rows(transactions: &str) -> Result<Batch, PullError> {
    bench().then(&[&checking_alone(), &balances("check"), transactions]).pull(&teller()).await
}

#[tokio::test]
async fn recorded_answers_become_the_expected_batch() {
    let (check, card, deposit) = (balances("check"), balances("card"), balances("cd"));
    let bench = bench().then(&[ACCOUNTS, &check, CHECKING, &card, CARD, &deposit]);
    let batch = bench.pull(&teller()).await.unwrap();
    assert_eq!(told(&batch), include_str!("../samples/teller/expected.txt"));
    assert_eq!(
        bench.asked(),
        [
            "GET /accounts",
            "GET /accounts/acc_check/balances",
            "GET /accounts/acc_check/transactions?count=250",
            "GET /accounts/acc_card/balances",
            "GET /accounts/acc_card/transactions?count=250",
            "GET /accounts/acc_cd/balances",
        ]
    );
    for seen in bench.server.seen() {
        assert_eq!(seen.header("authorization"), Some("Basic Y2FuYXJ5LXRva2VuOg=="), "the token, and no password");
        assert_eq!(seen.header("teller-version"), Some("2020-10-12"));
    }
}

#[tokio::test]
async fn pages_are_read_back_by_id_until_the_days_are_there_and_a_row_told_twice_is_one() {
    let page = |ids: std::ops::Range<u32>, date: &str| {
        let row = |id| {
            serde_json::json!({
                "id": format!("txn_{id}"), "account_id": "acc_check", "amount": "-1.00", "date": date, "description": "BUS",
                "status": "posted", "type": "card_payment", "running_balance": null, "details": null, "links": {},
            })
        };
        serde_json::Value::Array(ids.map(row).collect()).to_string()
    };
    let (first, second, third) =
        (page(0..250, "2026-11-20"), page(249..499, "2026-11-15"), page(499..749, "2026-11-01"));
    let bench = bench().then(&[&checking_alone(), &balances("check"), &first, &second, &third]);
    let batch = bench.pull(&teller()).await.unwrap();
    let Some(passbook::domain::Changes::Window { rows, .. }) = batch.changes.first() else { unreachable!() };
    assert_eq!(rows.len(), 499);
    assert_eq!(
        bench.asked()[3..],
        [
            "GET /accounts/acc_check/transactions?count=250&from_id=txn_249",
            "GET /accounts/acc_check/transactions?count=250&from_id=txn_498",
        ]
    );
    let bench = self::bench().then(&[&checking_alone(), &balances("check"), &first, &first]);
    assert_eq!(bench.failure(&teller()).await.kind, ProblemKind::Malformed, "a page that leads to itself");
}

#[tokio::test]
async fn every_error_of_the_reference_is_told_in_its_own_words() {
    assert_refusals(bench, &teller(), REFUSALS).await;
}

#[tokio::test]
async fn what_fails_for_one_account_is_its_own_and_a_closed_one_is_closed() {
    let accounts = ACCOUNTS;
    for (status, body, expected) in [
        (410, r#"{"error":{"code":"account.closed.by_bank"}}"#, "Closed"),
        (
            502,
            r#"{"error":{"code":"bad_gateway"}}"#,
            "problem of account acc_check: Unavailable: The bank does not answer",
        ),
        (404, r#"{"error":{"code":"not_found"}}"#, "problem of account acc_check: Unavailable: Teller refused"),
    ] {
        let bench = bench().then(&[accounts]);
        let tries = if status == 502 { 3 } else { 1 };
        bench.server.then(vec![Reply::Whole(status, Vec::new(), body.into()); tries]);
        let (card, deposit) = (balances("card"), balances("cd"));
        let said = told(&bench.then(&[&card, CARD, &deposit]).pull(&teller()).await.unwrap());
        assert!(said.contains(expected) && said.contains("window acc_card"), "{said}");
        assert!(!said.contains("window acc_check"), "no window without rows, since absence would mean something");
    }
}

#[tokio::test]
async fn odd_answers_are_read_or_refused_as_a_whole() {
    for (from, to, expected) in [
        (r#""amount": "-26.25""#, r#""amount": -26.25"#, Err("wrong type")),
        (r#""amount": "-26.25""#, r#""amount": "1,026.25""#, Err("an amount")),
        (r#""amount": "-26.25""#, r#""amount": "NaN""#, Err("an amount")),
        (r#""status": "pending""#, r#""status": "maybe""#, Err("neither pending nor posted")),
        (r#""account_id": "acc_check""#, r#""account_id": "acc_of_somebody""#, Err("another account")),
        (r#""id": "txn_3""#, r#""id": """#, Err("an id")),
        (r#""date": "2026-11-21""#, r#""date": "21.11.2026""#, Err("wrong type")),
        (r#""date": "2026-11-21""#, r#""date": "2027-11-21""#, Ok("dated in the future were left out")),
        (r#""description": "SQ *ROSE STREET BAKERY 0042""#, r#""description": null"#, Ok("-26.25 USD ''")),
        (r#""type": "card_payment""#, r#""type": "of_tomorrow", "new": {"a": [1]}"#, Ok("type=of_tomorrow")),
        (r#""id": "txn_2""#, r#""id": "txn_3""#, Ok("window acc_check")),
    ] {
        assert_odd(rows(&changed(CHECKING, from, to)).await, expected, to);
    }
    let empty = rows("[]").await.unwrap();
    assert!(told(&empty).contains("window acc_check 2026-11-12 to 2026-11-22 complete\nbatch"), "{}", told(&empty));
}

#[tokio::test]
async fn a_link_to_another_host_is_refused_before_it_is_asked() {
    for link in [
        "https://evil.example/balances",
        "http://127.0.0.1:9/balances",
        "file:///etc/passwd",
        "{base}x",
        "balances",
        "",
    ] {
        let list = changed(&checking_alone(), "{base}/accounts/acc_check/balances", link);
        let bench = bench().then(&[&list]);
        let outcome = bench.pull(&teller()).await;
        assert!(outcome.is_err(), "{link}");
        assert_eq!(bench.asked(), ["GET /accounts"], "{link}");
    }
}

#[tokio::test]
async fn an_account_of_unknown_words_is_kept_and_one_of_an_unknown_currency_left_out() {
    for (from, to, part) in [
        (r#""type":"depository""#, r#""type":"of_tomorrow""#, "'Everyday Checking' other"),
        (r#""name":"Everyday Checking""#, r#""name":null"#, "'checking' checking"),
        (r#""currency":"USD""#, r#""currency":"???""#, "unknown currency was left out"),
        (r#""id":"northside""#, r#""id":null"#, "account acc_check"),
    ] {
        let list = changed(&checking_alone(), from, to);
        let bench = bench().then(&[&list, &balances("check"), "[]"]);
        let said = told(&bench.pull(&teller()).await.unwrap());
        assert!(said.contains(part), "{to}: {said}");
    }
}

#[tokio::test]
async fn a_link_is_ended_once_and_what_is_gone_needs_no_end() {
    for (status, body, is_ended) in [
        (204, "", true),
        (403, r#"{"error":{"code":"forbidden"}}"#, true),
        (404, r#"{"error":{"code":"not_found"}}"#, true),
        (404, r#"{"error":{"code":"enrollment.disconnected"}}"#, false),
        (500, "", false),
    ] {
        let bench = bench().then_always(status, body);
        let revoked = teller().revoke(&bench.request).await;
        assert_eq!(revoked.is_ok_and(|how| how == Revoked::AtProvider), is_ended, "{status} {body}");
        assert_eq!(bench.asked(), ["DELETE /accounts"], "sent once");
    }
}
