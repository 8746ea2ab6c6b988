//! FDX, 5.x as it wraps and 6.x as it is flat.

use passbook::connectors::Revoked;
use passbook::connectors::fdx::Fdx;

use super::*;

/// Answers of one version, in the order in which they are asked for.
struct Version {
    accounts: [&'static str; 2],
    checking: &'static str,
    checking_rows: [&'static str; 2],
    card: &'static str,
    card_rows: &'static str,
}

const V6: Version = Version {
    accounts: [include_str!("../samples/fdx/v6_accounts.json"), include_str!("../samples/fdx/v6_accounts_2.json")],
    checking: include_str!("../samples/fdx/v6_checking.json"),
    checking_rows: [
        include_str!("../samples/fdx/v6_rows_checking.json"),
        include_str!("../samples/fdx/v6_rows_checking_2.json"),
    ],
    card: include_str!("../samples/fdx/v6_card.json"),
    card_rows: include_str!("../samples/fdx/v6_rows_card.json"),
};
const V5: Version = Version {
    accounts: [include_str!("../samples/fdx/v5_accounts.json"), include_str!("../samples/fdx/v5_accounts_2.json")],
    checking: include_str!("../samples/fdx/v5_checking.json"),
    checking_rows: [
        include_str!("../samples/fdx/v5_rows_checking.json"),
        include_str!("../samples/fdx/v5_rows_checking_2.json"),
    ],
    card: include_str!("../samples/fdx/v5_card.json"),
    card_rows: include_str!("../samples/fdx/v5_rows_card.json"),
};
const NO_ROWS: &str = r#"{"transactions":[]}"#;
const TOKEN: &str = include_str!("../samples/fdx/token.json");

fn fdx() -> Fdx {
    Fdx::with_limits(limits())
}

fn bench_with(settings: &[(&str, &str)], more: &[(&str, &str)]) -> Bench {
    let known = [
        ("client_id", "passbook-client"),
        ("token", "{base}/oauth/token"),
        ("bank", "Northside Bank"),
        ("website", "northside.example"),
    ];
    let secrets = [("access_token", "canary-access-1"), ("refresh_token", "canary-refresh-1")];
    Bench::new("/fdx/v6", &[&known, settings].concat(), &[&secrets, more].concat())
}

fn bench() -> Bench {
    bench_with(&[], &[])
}

async fn pull(version: &Version) -> (String, Bench) {
    let Version { accounts, checking, checking_rows, card, card_rows } = version;
    let first = [accounts[0], accounts[1], checking, checking_rows[0], checking_rows[1], card, card_rows, NO_ROWS];
    let bench = bench().then(&first);
    let said = told(&bench.pull(&fdx()).await.unwrap());
    (said, bench)
}

/// A pull of the card alone, with that account and these rows.
async fn card(account: &str, rows: &str) -> Result<Batch, PullError> {
    let list = format!(r#"{{"accounts":[{account}]}}"#);
    bench().then(&[&list, rows]).pull(&fdx()).await
}

#[tokio::test]
async fn both_versions_become_the_same_expected_batch() {
    let expected = include_str!("../samples/fdx/expected.txt");
    let (flat, bench) = pull(&V6).await;
    assert_eq!(flat, expected);
    let days = "startTime=2026-11-11T00%3A00%3A00Z&endTime=2026-11-24T00%3A00%3A00Z&limit=500";
    assert_eq!(
        bench.asked(),
        [
            "GET /fdx/v6/accounts?limit=500".to_owned(),
            "GET /fdx/v6/accounts?limit=500&pageKey=cGFnZTI".to_owned(),
            "GET /fdx/v6/accounts/dep-1".to_owned(),
            format!("GET /fdx/v6/accounts/dep-1/transactions?{days}"),
            format!("GET /fdx/v6/accounts/dep-1/transactions?{days}&pageKey=second"),
            "GET /fdx/v6/accounts/loc-1".to_owned(),
            format!("GET /fdx/v6/accounts/loc-1/transactions?{days}"),
            format!("GET /fdx/v6/accounts/loan-1/transactions?{days}"),
        ]
    );
    let ids: std::collections::BTreeSet<_> =
        bench.server.seen().iter().map(|seen| seen.header("x-fapi-interaction-id").unwrap().to_owned()).collect();
    assert!(ids.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'4'), "UUIDs: {ids:?}");
    assert!(bench.server.seen().iter().all(|seen| seen.header("authorization") == Some("Bearer canary-access-1")));

    let (wrapped, bench) = pull(&V5).await;
    assert_eq!(wrapped, expected);
    assert!(bench.asked()[1].ends_with("offset=2"), "{:?}", bench.asked());
}

#[tokio::test]
async fn akoya_is_asked_at_its_own_addresses_with_the_id_token() {
    let bench = bench_with(&[("akoya", "mikomo")], &[("id_token", "canary-id")]);
    let list = format!(r#"{{"accounts":[{}]}}"#, V6.card);
    let bench = bench.then(&[&list, V6.card_rows]);
    let said = told(&bench.pull(&fdx()).await.unwrap());
    assert!(said.contains("current=-318.07 USD") && said.contains("window loc-1"), "{said}");
    assert!(bench.asked()[0].starts_with("GET /fdx/v6/balances/v2/mikomo?"), "{:?}", bench.asked());
    assert!(bench.asked()[1].starts_with("GET /fdx/v6/transactions/v2/mikomo/loc-1?"), "{:?}", bench.asked());
    assert!(bench.asked()[1].contains("mode=standard"));
    for seen in bench.server.seen() {
        assert_eq!(seen.header("authorization"), Some("Bearer canary-id"));
        assert_eq!(seen.header("x-akoya-interaction-type"), Some("batch"));
    }
}

#[tokio::test]
async fn a_token_that_is_over_is_refreshed_once_and_kept_before_its_use() {
    let bench = bench();
    bench.server.then([Reply::status(401)]);
    let bench = bench.then(&[TOKEN, r#"{"accounts":[]}"#]);
    bench.pull(&fdx()).await.unwrap();
    let seen = bench.server.seen();
    assert_eq!(seen[1].body, "grant_type=refresh_token&refresh_token=canary-refresh-1&client_id=passbook-client");
    assert_eq!(seen[2].header("authorization"), Some("Bearer canary-access-2"));
    let kept = bench.host.kept();
    assert!(kept.len() == 1 && kept[0].contains("canary-refresh-2"), "the next refresh token is not lost");

    // a fresh one that is refused will not be accepted later
    let bench = self::bench();
    bench.server.then([Reply::status(401), Reply::ok(TOKEN), Reply::status(401)]);
    assert_eq!(bench.failure(&fdx()).await.kind, ProblemKind::NeedsReauth);
    assert_eq!(bench.server.seen().len(), 3);
}

#[tokio::test]
async fn every_error_of_a_refresh_is_told_in_its_own_words() {
    for (status, body, kind, words) in [
        (400, r#"{"error":"invalid_grant","error_description":"hunter2"}"#, ProblemKind::NeedsReauth, "has ended"),
        (403, r#"{"error":"access_denied"}"#, ProblemKind::NeedsReauth, "has ended"),
        (401, r#"{"error":"invalid_client"}"#, ProblemKind::Config, "client_id"),
        (400, r#"{"error":"invalid_scope"}"#, ProblemKind::Config, "scopes"),
        (503, "", ProblemKind::Unavailable, "trouble of its own"),
        (200, r#"{"token_type":"Bearer"}"#, ProblemKind::Malformed, "holds no token"),
    ] {
        let bench = bench();
        bench.server.then([Reply::status(401)]);
        let problem = bench.then_always(status, body).failure(&fdx()).await;
        assert_eq!(problem.kind, kind, "{status} {body}");
        assert!(problem.message.as_str().contains(words), "{}", problem.message);
    }
}

#[tokio::test]
async fn every_error_of_the_reference_is_told_in_its_own_words() {
    let table: &[Refusal] = &[
        (403, r#"{"code":"602","message":"hunter2"}"#, ProblemKind::NeedsReauth, "connect fdx --name"),
        (403, "", ProblemKind::NeedsReauth, "connect fdx --name mine', which keeps what is known"),
        (429, r#"{"code":1207,"message":"hunter2"}"#, limited(None), "less often"),
        (500, r#"{"code":500,"message":"hunter2"}"#, ProblemKind::Unavailable, "trouble of its own"),
        (501, r#"{"code":1107}"#, ProblemKind::Unavailable, "trouble of its own"),
        (503, "<html>", ProblemKind::Unavailable, "trouble of its own"),
        (400, r#"{"code":703,"message":"hunter2"}"#, ProblemKind::Unavailable, "refused the request"),
        (200, "<html>", ProblemKind::Malformed, "breaks its contract"),
        (200, r#"{"accounts":[{"accountCategory":"LOC_ACCOUNT"}]}"#, ProblemKind::Malformed, "without its id"),
        (200, r#"{"page":{"nextPageKey":"k"},"accounts":[]}"#, ProblemKind::Malformed, "a page that is empty"),
        (
            200,
            r#"{"page":{"nextPageKey":"k"},"accounts":[{"accountId":"a"}]}"#,
            ProblemKind::Malformed,
            "leads to itself",
        ),
        (307, "", ProblemKind::Malformed, "redirect"),
    ];
    assert_refusals(bench, &fdx(), table).await;
}

#[tokio::test]
async fn what_fails_for_one_account_is_its_own() {
    let list = format!(r#"{{"accounts":[{},{}]}}"#, V6.checking, V6.card);
    for (status, body, expected) in [
        (409, r#"{"code":705,"message":"hunter2"}"#, "Notice: The bank has closed this account"),
        (410, "", "Notice: The bank has closed this account"),
        (403, r#"{"code":"706"}"#, "Unavailable: The bank has locked this account"),
        (404, r#"{"code":701}"#, "Unavailable: The bank does not give this account out"),
        (404, "", "Unavailable: The bank does not give this account out"),
    ] {
        let bench = bench().then(&[&list]);
        bench.server.then([Reply::Whole(status, Vec::new(), body.into())]);
        let said = told(&bench.then(&[V6.card_rows]).pull(&fdx()).await.unwrap());
        assert!(said.contains(&format!("problem of account dep-1: {expected}")), "{said}");
        assert_eq!(said.contains("mask=1002 subtype=CHECKING Closed"), expected.contains("closed"), "{said}");
        assert!(said.contains("window loc-1") && !said.contains("window dep-1"), "{said}");
    }
}

#[tokio::test]
async fn odd_rows_are_read_or_refused_as_a_whole() {
    for (from, to, expected) in [
        (r#""amount": 42.47"#, r#""amount": "42.47""#, Err("without its id or amount")),
        (r#""amount": 42.47"#, r#""amount": null"#, Err("without its id or amount")),
        (r#""amount": 42.47"#, r#""amount": 4.247e1"#, Ok("-42.47 USD 'HOTEL LUMEN PARIS'")),
        (r#""amount": 42.47"#, r#""amount": 1e40"#, Err("an amount")),
        (r#""transactionId": "c2""#, r#""transactionId": """#, Err("an id")),
        (r#""postedTimestamp": "2026-11-18T00:00:00Z""#, r#""postedTimestamp": "18 Nov""#, Err("a date")),
        (r#""postedTimestamp": "2026-11-18T00:00:00Z""#, r#""postedTimestamp": null"#, Ok("Posted c2 2026-11-16")),
        (
            r#""postedTimestamp": "2026-11-18T00:00:00Z""#,
            r#""postedTimestamp": "2027-11-18""#,
            Ok("dated in the future were left out"),
        ),
        (r#""description": "HOTEL LUMEN PARIS""#, r#""description": null, "new": []"#, Ok("-42.47 USD ''")),
        (r#""foreignCurrency": "EUR""#, r#""foreignCurrency": "??""#, Ok("window loc-1")),
        (r#""referenceTransactionId": "c0""#, r#""referenceTransactionId": """#, Ok("Posted c2 2026-11-18")),
        (r#""status": "POSTED""#, r#""status": "OF_TOMORROW""#, Ok("Posted c2")),
    ] {
        assert_odd(card(V6.card, &changed(V6.card_rows, from, to)).await, expected, to);
    }
}

#[tokio::test]
async fn odd_accounts_are_read_or_refused_as_a_whole() {
    for (from, to, expected) in [
        (r#""accountCategory": "LOC_ACCOUNT""#, r#""accountCategory": "OF_TOMORROW""#, Ok("other")),
        (r#""currentBalance": 318.07"#, r#""currentBalance": -3.5"#, Ok("current=3.50 USD")),
        (r#""currentBalance": 318.07"#, r#""currentBalance": "318.07""#, Err("without its id")),
        (r#""nickname": "Groceries""#, r#""nickname": " ""#, Ok("'Rewards Card'")),
        (r#""status": "OPEN""#, r#""status": "CLOSED""#, Ok("Closed current=-318.07 USD")),
        (r#""currencyCode": "USD""#, r#""currencyCode": "??""#, Ok("unknown currency was left out")),
        (r#""currency": { "currencyCode": "USD" }"#, r#""currency": null"#, Ok("current=-318.07 USD")),
        (
            r#""accountNumberDisplay": "xxxx9876""#,
            r#""accountNumberDisplay": "none""#,
            Ok("'Groceries' credit_card official"),
        ),
    ] {
        assert_odd(card(&changed(V6.card, from, to), V6.card_rows).await, expected, to);
    }
    let list = format!(r#"{{"accounts":[{0},{0}]}}"#, V6.card);
    let problem = bench().then(&[&list, V6.card_rows]).failure(&fdx()).await;
    assert!(problem.message.as_str().contains("an account twice"), "{}", problem.message);
}

#[tokio::test]
async fn a_next_link_to_another_host_leads_nowhere_but_to_the_next_page() {
    let first = r#"{"links":{"next":{"href":"https://evil.example/accounts?offset=1"}},"accounts":[{"accountId":"a","status":"CLOSED"}]}"#;
    let bench = bench().then(&[first, r#"{"accounts":[]}"#]);
    bench.pull(&fdx()).await.unwrap();
    assert_eq!(bench.asked(), ["GET /fdx/v6/accounts?limit=500", "GET /fdx/v6/accounts?limit=500&offset=1"]);
}

#[tokio::test]
async fn a_consent_is_taken_back_where_the_bank_offers_a_call_for_it() {
    let bench = bench_with(&[("revoke", "{base}/oauth/revoke")], &[("client_secret", "canary-client")]).then(&[""]);
    assert_eq!(fdx().revoke(&bench.request).await.unwrap(), Revoked::AtProvider);
    let seen = bench.server.seen().remove(0);
    assert_eq!(
        (seen.path.as_str(), seen.body.as_str()),
        ("/fdx/v6/oauth/revoke", "token=canary-refresh-1&token_type_hint=refresh_token")
    );
    assert!(seen.header("authorization").is_some_and(|value| value.starts_with("Basic ")));
    let nowhere = self::bench();
    assert!(matches!(fdx().revoke(&nowhere.request).await.unwrap(), Revoked::GoTo(_)));
    assert!(nowhere.asked().is_empty());
}

#[tokio::test]
async fn what_is_not_a_whole_list_vouches_for_nothing() {
    let list = format!(r#"{{"accounts":[{}]}}"#, V6.card);
    let part = "The bank gave only a part of this account's transactions";
    for (status, rows, whole) in [(200, NO_ROWS, true), (200, "{}", false), (206, V6.card_rows, false)] {
        let bench = bench().then(&[&list]);
        bench.server.then([Reply::Whole(status, Vec::new(), rows.into())]);
        let batch = bench.pull(&fdx()).await.unwrap();
        let [passbook::domain::Changes::Window { complete, rows: read, .. }] = &batch.changes[..] else {
            unreachable!()
        };
        assert_eq!((*complete, read.is_empty()), (whole, status == 200), "{status} {rows}");
        assert_eq!(told(&batch).contains(&format!("problem of account loc-1: Unavailable: {part}")), !whole);
    }
    for (status, accounts) in [(200, "{}"), (206, &*list)] {
        let bench = bench();
        bench.server.then([Reply::Whole(status, Vec::new(), accounts.into()), Reply::ok(V6.card_rows)]);
        let said = told(&bench.pull(&fdx()).await.unwrap());
        assert!(said.contains("Unavailable: The bank gave only a part of its accounts"), "{said}");
    }
    for list in ["[]", "null", "[[]]"] {
        let problem = bench().then(&[list]).failure(&fdx()).await;
        assert_eq!(problem.kind, ProblemKind::Malformed, "{list}: {}", problem.message);
    }
}
