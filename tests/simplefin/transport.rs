//! What a server can do to a connection, and what is made of it.

use super::*;

#[tokio::test]
async fn statuses_say_what_the_person_can_do() {
    for (reply, kind, asked) in [
        (Reply::status(402), ProblemKind::NeedsSubscription, 1),
        (Reply::status(403), ProblemKind::NeedsReauth, 1),
        (Reply::status(401), ProblemKind::NeedsReauth, 1),
        (Reply::status(429), ProblemKind::RateLimited { until: None }, 1),
        (
            Reply::status(429).with("retry-after", "3600"),
            ProblemKind::RateLimited { until: Some("2026-11-22T16:00:00Z".parse().unwrap()) },
            1,
        ),
        (
            Reply::status(503).with("retry-after", "31"),
            ProblemKind::RateLimited { until: Some("2026-11-22T15:00:31Z".parse().unwrap()) },
            1,
        ),
        (Reply::status(400), ProblemKind::Unavailable, 1),
        (Reply::status(500), ProblemKind::Unavailable, 1),
        (Reply::status(504), ProblemKind::Unavailable, 3),
    ] {
        let (problem, times) = failure(vec![reply.clone(), reply.clone(), reply], limits()).await;
        assert_eq!((problem.kind, problem.scope, times), (kind, Scope::Connection, asked));
    }
}

#[tokio::test]
async fn trouble_that_passes_is_tried_again() {
    let soon = Reply::status(429).with("retry-after", "0");
    for first in [Reply::status(502), Reply::status(503), soon, Reply::Raw(Vec::new())] {
        let (outcome, asked, spent) = pull_with(vec![first, Reply::status(504), Reply::ok(V2)], limits()).await;
        assert_eq!((outcome.unwrap().accounts.len(), asked, spent), (4, 3, 3));
    }
}

#[tokio::test]
async fn a_try_that_the_budget_no_longer_allows_is_not_made() {
    let (server, host) = (Server::start([Reply::status(503), Reply::ok(V2)]), Budget::of(1));
    let outcome = SimpleFin::with_limits(limits()).pull(&request(&server, Some(DONE), &host)).await;
    assert!(matches!(outcome.unwrap_err().0.kind, ProblemKind::QuotaUsed { .. }));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_refused_wherever_it_leads() {
    for code in [301, 302, 303, 307, 308] {
        let reply = Reply::status(code).with("location", "/elsewhere");
        let (problem, asked) = failure(vec![reply, Reply::ok(V2)], limits()).await;
        assert_eq!((problem.kind, asked), (ProblemKind::Malformed, 1));
        assert!(problem.message.as_str().contains("redirect"));
    }
}

#[tokio::test]
async fn a_server_that_never_ends_is_left_at_the_deadline() {
    let short = Limits { overall: Duration::from_millis(150), ..limits() };
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n".to_vec();
    for reply in [Reply::Drip(head), Reply::Drip(b"HTTP/1.1 200 OK\r\nx-slow: ".to_vec()), Reply::Silence] {
        let (server, host) = (Server::start([reply]), Budget::of(12));
        let outcome = SimpleFin::with_limits(short).pull(&request(&server, Some(DONE), &host)).await;
        let problem = outcome.unwrap_err().0;
        assert_eq!((problem.kind, host.spent()), (ProblemKind::Offline, 1));
        assert!(problem.message.as_str().contains("no whole answer in time"), "{}", problem.message);
        assert_eq!((server.next(), server.next()), (Event::Asked, Event::Left));
    }
}

#[tokio::test]
async fn a_pull_that_is_dropped_hangs_up_long_before_its_deadline() {
    let (server, host) = (Server::start([Reply::Silence]), Budget::of(12));
    let patient = Limits { overall: Duration::from_hours(1), ..limits() };
    let asked = request(&server, Some(DONE), &host);
    let pulling = tokio::spawn(async move { SimpleFin::with_limits(patient).pull(&asked).await.is_ok() });
    let server = tokio::task::spawn_blocking(move || {
        assert_eq!(server.next(), Event::Asked);
        server
    })
    .await
    .unwrap();
    pulling.abort();
    assert!(pulling.await.unwrap_err().is_cancelled());
    assert_eq!(server.next(), Event::Left);
}

#[tokio::test]
async fn more_than_the_cap_is_refused_while_it_streams() {
    let small = Limits { body: 100_000, ..limits() };
    let flood = Reply::Flood(b"HTTP/1.1 200 OK\r\n\r\n{\"accounts\":[".to_vec());
    let told = Reply::Flood(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec());
    let chunks = Reply::Flood(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n".to_vec());
    let headers = Reply::Flood([b"HTTP/1.1 200 OK\r\nx: ".as_slice(), &vec![b'y'; 80_000]].concat());
    for reply in [flood, told, chunks, headers] {
        let (problem, asked) = failure(vec![reply], small).await;
        assert_eq!((problem.kind, asked), (ProblemKind::Malformed, 1));
        assert!(problem.message.as_str().contains("more than can be accepted"), "{}", problem.message);
    }
    let exact = format!("{EMPTY}{}", " ".repeat(100_000 - EMPTY.len()));
    assert!(pull_with(vec![Reply::ok(exact)], small).await.0.is_ok(), "the cap itself is allowed");
}

#[tokio::test]
async fn what_is_compressed_unasked_is_refused() {
    let (problem, _) = failure(vec![Reply::ok(V2).with("content-encoding", "gzip")], limits()).await;
    assert_eq!(problem.kind, ProblemKind::Malformed);
    assert!(pull_with(vec![Reply::ok(V2).with("content-encoding", "identity")], limits()).await.0.is_ok());
}

#[tokio::test]
async fn another_host_or_port_is_refused_before_anything_is_spent() {
    let (server, other, host) = (Server::start([]), Server::start([]), Budget::of(12));
    let url = |authority: &str| Url::parse(&format!("http://{authority}/x")).unwrap().0;
    let home = url(&server.authority());
    let http = Http::new(&[&home], limits(), Arc::clone(&host) as _);
    for elsewhere in [url(&other.authority()), url("localhost:1"), Url::parse("https://bridge.example/").unwrap().0] {
        assert_eq!(http.send(&Call::get(elsewhere)).await.unwrap_err(), HttpError::Refused);
    }
    assert_eq!((host.spent(), other.seen().len()), (0, 0));
}

#[tokio::test]
async fn without_a_server_or_without_tls_nothing_is_sent() {
    let gone = Server::start([]).authority();
    let connector = SimpleFin::with_limits(limits());
    let (server, host) = (Server::start([Reply::ok(V2)]), Budget::of(12));
    let mut asked = request(&server, Some(DONE), &host);
    asked.secret = Some(Secret::new(format!("http://u:p@{gone}/x")));
    let problem = connector.pull(&asked).await.unwrap_err().0;
    assert_eq!((problem.kind, host.spent()), (ProblemKind::Offline, 0), "what reached nobody is not counted");
    // a server that speaks plain http where https is expected
    asked.secret = Some(Secret::new(format!("https://u:p@{}/x", server.authority())));
    let problem = connector.pull(&asked).await.unwrap_err().0;
    eprintln!("    {}", problem.message);
    assert_eq!((problem.kind, server.seen().len(), host.spent()), (ProblemKind::Offline, 0, 0));
    assert!(problem.message.as_str().starts_with("No secure connection to SimpleFIN"), "{}", problem.message);
}

#[tokio::test]
async fn what_may_have_reached_the_provider_stays_counted() {
    let head = |body: &str| Reply::Raw(format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{body}").into_bytes());
    let short = Limits { overall: Duration::from_millis(150), ..limits() };
    for (reply, limits, counted) in [
        (Reply::Raw(Vec::new()), limits(), 3),
        (head("{"), limits(), 3),
        (Reply::status(500), limits(), 1),
        (Reply::Silence, short, 1),
    ] {
        let (outcome, asked, spent) = pull_with(vec![reply.clone(), reply.clone(), reply], limits).await;
        assert_eq!((outcome.is_err(), asked, spent), (true, counted, u32::try_from(counted).unwrap()));
    }
}

#[tokio::test]
async fn the_config_may_set_the_deadline_within_reason() {
    let (server, host) = (Server::start([Reply::Silence]), Budget::of(12));
    let mut asked = request(&server, Some(DONE), &host);
    asked.settings.insert("timeout_seconds".into(), Setting::Number(1));
    let problem = SimpleFin::default().pull(&asked).await.unwrap_err().0;
    assert_eq!((problem.kind, host.spent()), (ProblemKind::Offline, 1));
    for bad in [0, -1, 601, i64::MIN] {
        asked.settings.insert("timeout_seconds".into(), Setting::Number(bad));
        assert_eq!(SimpleFin::default().pull(&asked).await.unwrap_err().0.kind, ProblemKind::Config, "{bad}");
    }
    assert_eq!(host.spent(), 1);
}
