//! What is made of recorded answers, good and bad.

use super::*;

#[tokio::test]
async fn an_answer_of_version_2_becomes_accounts() {
    let batch = pull(V2).await.unwrap();
    let told: Vec<_> = batch
        .accounts
        .iter()
        .map(|account| {
            let balance = account.balance.as_ref().unwrap();
            (
                account.provider_id.as_str(),
                (&*account.bank.key, account.bank.name.as_str()),
                (account.kind, account.mask.as_ref().map(Clean::as_str)),
                balance.current.map(|money| money.to_string()),
                balance.available.map(|money| money.to_string()),
                balance.as_of.map(|at| at.to_rfc3339()),
            )
        })
        .collect();
    let north = ("northside.example", "Northside Bank");
    let harbor = ("ins-harbor", "Harbor Card Services");
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            (
                "ACT-checking",
                north,
                (AccountKind::Checking, Some("1002")),
                text("2417.35 USD"),
                text("2391.10 USD"),
                text("2026-11-21T15:00:00+00:00")
            ),
            (
                "ACT-card",
                harbor,
                (AccountKind::CreditCard, Some("9876")),
                text("-318.07 USD"),
                None,
                text("2026-11-21T00:00:00+00:00")
            ),
            ("ACT-401k", north, (AccountKind::Investment, None), text("41022.91 USD"), None, None),
            (
                "ACT-miles",
                harbor,
                (AccountKind::Other, None),
                text("12050 miles"),
                None,
                text("2026-11-21T00:00:00+00:00")
            ),
        ]
    );
    assert!(batch.accounts.iter().all(|account| account.kind_is_guess));
}

#[tokio::test]
async fn rows_keep_dates_words_and_signs() {
    let batch = pull(V2).await.unwrap();
    let (account, complete, checking) = rows(&batch.changes[0]);
    assert_eq!((account, complete, checking.len()), ("ACT-checking", true, 3));
    let bakery = &checking[0];
    assert_eq!(
        (bakery.status, bakery.amount.to_string().as_str(), bakery.mcc),
        (TxnStatus::Posted, "-26.25 USD", Some(5462))
    );
    assert_eq!(
        (bakery.posted.unwrap().to_string(), bakery.occurred.unwrap().to_string()),
        ("2026-11-21".into(), "2026-11-20".into())
    );
    assert_eq!(
        (bakery.text.raw(), bakery.extras().counterparties[0].name.as_str()),
        ("SQ *ROSE STREET BAKERY 0042", "Rose Street Bakery")
    );
    assert_eq!((bakery.memo.as_ref().unwrap().as_str(), bakery.extras().occurred_at), ("card 1002", None));
    let hold = &checking[2];
    assert_eq!(
        (hold.status, hold.posted, hold.occurred.unwrap().to_string()),
        (TxnStatus::Pending, None, "2026-11-21".into())
    );
    assert_eq!(hold.extras().occurred_at.unwrap().to_rfc3339(), "2026-11-21T21:30:12+00:00");
    let (_, _, card) = rows(&batch.changes[1]);
    assert_eq!(card[1].amount.to_string(), "250.00 USD", "a payment to a card comes in");
    let Changes::Window { from, to, .. } = &batch.changes[0] else { panic!() };
    assert_eq!((from.to_string(), to.to_string()), ("2026-11-11".into(), "2026-11-22".into()));
    assert_eq!((batch.more, batch.cursor.set()), (false, Some("1 fresh=2026-11-22 accounts=9")));
    assert!(batch.problems.is_empty());
}

#[tokio::test]
async fn an_answer_of_version_1_names_the_same_bank_and_its_words_are_read() {
    let batch = pull(V1).await.unwrap();
    let banks: Vec<_> = batch.accounts.iter().map(|account| &*account.bank.key).collect();
    assert_eq!(banks, ["northside.example", "harbor-card-services"]);
    let problems: Vec<_> = batch.problems.iter().map(|p| (&p.scope, &p.kind, p.message.as_str())).collect();
    assert_eq!(
        problems,
        [
            (
                &Scope::Bank("harbor-card-services".into()),
                &ProblemKind::NeedsReauth,
                "Connection to Harbor Card Services may need attention"
            ),
            (&Scope::Connection, &ProblemKind::Notice, "Planned maintenance on Sunday"),
        ]
    );
    let complete: Vec<_> = batch.changes.iter().map(|change| rows(change).1).collect();
    assert_eq!(complete, [true, false]);
}

#[tokio::test]
async fn a_pending_row_that_posts_under_a_new_id_comes_as_a_new_row_of_a_complete_window() {
    let before = pull(V2).await.unwrap();
    let after = pull(POSTED).await.unwrap();
    assert_eq!(before.accounts[0].bank.key, after.accounts[0].bank.key);
    let (_, complete, rows) = rows(&after.changes[0]);
    assert!(complete, "so that the pending row's absence means something");
    assert_eq!((rows.len(), rows[0].id.as_ref().unwrap().as_str(), rows[0].status), (1, "TRN-77", TxnStatus::Posted));
    assert_eq!((rows[0].amount.to_string(), &rows[0].extras().replaces), ("-47.25 USD".into(), &None));
}

#[tokio::test]
async fn one_bank_that_fails_leaves_the_others_alone() {
    let batch = pull(FAILING).await.unwrap();
    assert_eq!(batch.accounts.len(), 3);
    for problem in &batch.problems {
        eprintln!("    {:?} {:?}: {}", problem.scope, problem.kind, problem.message);
    }
    assert_eq!(batch.problems[0].scope, Scope::Bank("ins-harbor".into()));
    assert_eq!(batch.problems[0].kind, ProblemKind::NeedsReauth);
    assert_eq!(batch.problems[0].message.as_str(), "Harbor asks for a new login: sign in again at the Bridge");
    assert!(matches!(&batch.problems[1].scope, Scope::Account(id) if id.as_str() == "ACT-401k"));
    assert_eq!(batch.problems[1].kind, ProblemKind::Unavailable);
    let complete: Vec<_> = batch.changes.iter().map(|change| rows(change).1).collect();
    assert_eq!(complete, [true, false, false]);
}

#[tokio::test]
async fn a_malformed_answer_is_named_and_nothing_of_it_is_kept() {
    let account =
        |fields: &str| format!(r#"{{"accounts":[{{"id":"A","name":"Chec\u202eking","currency":"USD",{fields}}}]}}"#);
    let row = |fields: &str| account(&format!(r#""balance":"1","transactions":[{{"id":"t",{fields}}}]"#));
    let deep = format!(r#"{{"accounts":[{{"id":{}"#, "[".repeat(1_000_000));
    for (case, body) in [
        ("html", "<!doctype html><title>Log in</title>".to_owned()),
        ("truncated", V2[..V2.len() / 2].to_owned()),
        ("trailing comma", r#"{"accounts":[],}"#.to_owned()),
        ("empty", String::new()),
        ("not utf-8 words", "\u{1}\u{2}".to_owned()),
        ("deep nesting", deep),
        ("wrong type", r#"{"accounts":{"id":1}}"#.to_owned()),
        ("wrong type inside", row(r#""amount":["1"],"posted":1795262400"#)),
        ("forty digits", row(&format!(r#""amount":"{}","posted":1795262400"#, "9".repeat(40)))),
        ("forty digits as a number", row(&format!(r#""amount":{},"posted":1795262400"#, "9".repeat(40)))),
        ("year 0", row(r#""amount":"1","posted":-62167219200"#)),
        ("year 9999", row(r#""amount":"1","posted":253402214400"#)),
        ("a date of forty digits", row(&format!(r#""amount":"1","posted":{}"#, "9".repeat(40)))),
        ("account twice", r#"{"accounts":[{"id":"A","currency":"USD"},{"id":"A","currency":"USD"}]}"#.to_owned()),
        ("id of 300 bytes", format!(r#"{{"accounts":[{{"id":"{}","currency":"USD"}}]}}"#, "i".repeat(300))),
    ] {
        let problem = pull(&body).await.expect_err(case);
        eprintln!("    {case}: {}", problem.message);
        assert_eq!(problem.kind, ProblemKind::Malformed, "{case}");
        assert!(!problem.message.as_str().contains("9999"), "{case}: {}", problem.message);
    }
}

#[tokio::test]
async fn control_and_direction_characters_are_cleaned_everywhere() {
    let bad = "\\u001b]52;c;aGk=\\u0007A\\u202eB\\u0000C";
    let body = format!(
        r#"{{"errors":["{bad}"],"x-api-message":["{bad}"],"accounts":[{{"id":"{bad}","name":"{bad}","currency":"USD","balance":"1",
        "org":{{"name":"{bad}"}},"transactions":[{{"id":"{bad}","amount":"-1","posted":1795262400,"description":"{bad}",
        "payee":"{bad}","memo":"{bad}x"}}]}}]}}"#
    );
    let batch = pull(&body).await.unwrap();
    let account = &batch.accounts[0];
    let row = &rows(&batch.changes[0]).2[0];
    let shown = [
        account.name.as_str(),
        account.bank.name.as_str(),
        row.text.clean().as_str(),
        row.extras().counterparties[0].name.as_str(),
        batch.problems[0].message.as_str(),
        batch.problems[1].message.as_str(),
    ];
    assert_eq!(shown, ["AB\u{fffd}C"; 6]);
    assert_eq!(row.memo.as_ref().unwrap().as_str(), "AB\u{fffd}Cx");
    assert!(batch.accounts[0].bank.key.chars().all(|c| c.is_alphanumeric() || c == '-'), "{}", account.bank.key);
}
