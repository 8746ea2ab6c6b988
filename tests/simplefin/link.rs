//! Claiming a setup token, and the end of a consent.

use super::*;

#[tokio::test]
async fn a_setup_token_is_claimed_once_with_an_empty_post() {
    let server = Server::start([Reply::ok("http://user:secret@127.0.0.1:9/simplefin\n"), Reply::status(403)]);
    let (linked, person) = link(&token(&server)).await;
    let linked = linked.unwrap();
    assert_eq!(linked.secret.unwrap().expose(), "http://user:secret@127.0.0.1:9/simplefin");
    assert!(linked.settings.is_empty());
    assert_eq!(person.told, ["Linked. Accounts will be fetched from 127.0.0.1 and from nowhere else."]);
    let asked = &server.seen()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str(), asked.body.as_str()), ("POST", "/simplefin/claim/ABC", ""));
    assert_eq!(asked.header("content-length"), Some("0"));
    assert_eq!(asked.header("user-agent"), Some(concat!("passbook/", env!("CARGO_PKG_VERSION"))));
    for absent in ["authorization", "cookie", "accept-encoding", "referer"] {
        assert_eq!(asked.header(absent), None, "{absent}");
    }

    let (again, _) = link(&token(&server)).await;
    let problem = again.unwrap_err().0;
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    assert!(problem.message.as_str().contains("compromised"), "{}", problem.message);
    eprintln!("    claimed twice: {}", problem.message);
}

#[tokio::test]
async fn a_claim_that_may_have_been_heard_is_not_sent_again() {
    for reply in [
        Reply::status(503),
        Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhttp".to_vec()),
        Reply::Raw(Vec::new()),
    ] {
        let server = Server::start([reply, Reply::ok("http://u:p@127.0.0.1:9/x")]);
        let (linked, _) = link(&token(&server)).await;
        eprintln!("    {}", linked.unwrap_err());
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn an_access_url_is_taken_as_it_is_and_nothing_is_asked() {
    let server = Server::start([]);
    let pasted = "https://demo:demo@bridge.example/simplefin";
    let (linked, _) = link(pasted).await;
    assert_eq!(linked.unwrap().secret.unwrap().expose(), pasted);
    for bad in ["", "not a token", "http://u:p@bridge.example/x", &STANDARD.encode("http://bridge.example/claim")] {
        let (linked, _) = link(bad).await;
        assert_eq!(linked.unwrap_err().0.kind, ProblemKind::Config, "{bad}");
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn an_answer_to_a_claim_that_is_no_access_url_is_refused() {
    for body in ["", "<html>", "https://bridge.example/no-credentials", "https://u:p@bridge.example/off-this-machine"] {
        let server = Server::start([Reply::ok(body)]);
        let (linked, _) = link(&token(&server)).await;
        assert_eq!(linked.unwrap_err().0.kind, ProblemKind::Malformed, "{body}");
    }
}

#[tokio::test]
async fn a_missing_or_spoiled_secret_is_a_matter_of_the_config() {
    let (server, host) = (Server::start([]), Budget::of(12));
    let mut asked = request(&server, None, &host);
    for secret in [None, Some(""), Some("http://u:p@bridge.example/x"), Some("https://bridge.example/x")] {
        asked.secret = secret.map(|text| Secret::new(text.to_owned()));
        let problem = SimpleFin::default().pull(&asked).await.unwrap_err().0;
        assert_eq!(problem.kind, ProblemKind::Config, "{secret:?}");
    }
    assert_eq!(host.spent(), 0);
}

#[tokio::test]
async fn revoking_says_where_to_go_without_the_credentials() {
    let (server, host) = (Server::start([]), Budget::of(12));
    let revoked = SimpleFin::default().revoke(&request(&server, None, &host)).await.unwrap();
    let words = "Sign in at 127.0.0.1, open the list of connected apps and disable this access token there.";
    assert_eq!(revoked, Revoked::GoTo(Clean::new(words)));
}

#[test]
fn the_table_of_connectors_offers_it() {
    let row = registered("simplefin").unwrap();
    assert_eq!((row.connector)().kind(), "simplefin");
    assert_eq!((row.policy.requests_per_day, row.policy.every_minutes), (Some(12), Some(360)));
    assert_eq!(row.fields[0].key, "token");
}
