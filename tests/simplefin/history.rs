//! Which windows are asked for, from the first sync on, inside the budget.

use super::*;

#[tokio::test]
async fn the_first_sync_asks_window_by_window_until_history_ends() {
    let server = Server::start([Reply::ok(V2), Reply::ok(V2), Reply::ok(V2)]);
    let host = Budget::of(12);
    let (mut pulls, mut cursor) = (0, None::<String>);
    loop {
        let mut asked = request(&server, None, &host);
        asked.cursor = cursor;
        let batch = SimpleFin::with_limits(limits()).pull(&asked).await.unwrap();
        (pulls, cursor) = (pulls + 1, batch.cursor.after(None));
        if !batch.more {
            break;
        }
    }
    let seen = server.seen();
    assert_eq!((pulls, seen.len(), host.spent()), (3, 3, 3), "rows of one window, then two empty ones");
    let expected = [("1791712800", "1795521600"), ("1787997600", "1791806400"), ("1784282400", "1788091200")];
    for (asked, (from, end)) in seen.iter().zip(expected) {
        eprintln!("    {} {}?{}", asked.method, asked.path, asked.query);
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("GET", "/simplefin/accounts"));
        assert_eq!(asked.query, format!("version=2&pending=1&start-date={from}&end-date={end}"));
        assert_eq!(asked.header("authorization"), Some(format!("Basic {}", STANDARD.encode("demo:p@ss")).as_str()));
        assert_eq!(asked.header("host"), Some(server.authority().as_str()));
    }
    assert_eq!(cursor.as_deref(), Some("1 fresh=2026-11-22 accounts=4"));
    assert_eq!(host.progress(), [(1, 18), (2, 18), (1, 1)]);
}

#[tokio::test]
async fn a_spent_budget_keeps_the_place_and_the_next_day_goes_on_from_it() {
    let server = Server::start([Reply::ok(V2), Reply::ok(V2), Reply::ok(V2)]);
    let host = Budget::of(1);
    let connector = SimpleFin::with_limits(limits());
    let first = connector.pull(&request(&server, None, &host)).await.unwrap();
    assert!(first.more);
    let cursor = first.cursor.after(None).unwrap();
    assert_eq!(cursor, "1 fresh=2026-11-22 accounts=4 next=2026-10-12 floor=2024-11-22 empty=0");
    let mut asked = request(&server, Some(&cursor), &host);
    let spent = connector.pull(&asked).await.unwrap_err().0;
    assert!(matches!(spent.kind, ProblemKind::QuotaUsed { .. }), "{spent:?}");
    assert!(spent.message.as_str().contains("History reaches back to 2026-10-12 so far"), "{spent:?}");
    assert_eq!(server.seen().len(), 1, "no socket without budget");

    asked.host = Budget::of(12);
    asked.clock.today = "2026-11-23".parse().unwrap();
    let next_day = connector.pull(&asked).await.unwrap();
    assert!(next_day.more, "the new day's window first, then history goes on");
    asked.cursor = next_day.cursor.after(None);
    connector.pull(&asked).await.unwrap();
    let fields: Vec<_> = server.seen().iter().map(|seen| seen.field("end-date").unwrap().to_owned()).collect();
    assert_eq!(fields, ["1795521600", "1795608000", "1791806400"]);
}

#[tokio::test]
async fn an_answer_that_only_complains_is_a_failure_and_a_warning_stops_the_history() {
    let refused = pull(r#"{"errlist":[{"code":"gen.auth","msg":"Token revoked"}],"accounts":[]}"#).await.unwrap_err();
    assert_eq!((refused.kind, refused.message.as_str()), (ProblemKind::NeedsReauth, "Token revoked"));
    let warned =
        V2.replacen("\"errlist\": []", r#""errlist": [{"code":"gen.","msg":"Rate limit: 20 of 24 requests used"}]"#, 1);
    let (server, host) = (Server::start([Reply::ok(warned)]), Budget::of(12));
    let batch = SimpleFin::with_limits(limits()).pull(&request(&server, None, &host)).await.unwrap();
    assert_eq!(batch.problems[0].kind, ProblemKind::RateLimited { until: None });
    assert!(!batch.more && batch.cursor.set().unwrap().contains("next="), "history waits for the next sync");
}
