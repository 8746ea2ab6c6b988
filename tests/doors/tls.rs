//! Real handshakes: the connector's certificate against an authority made for the run.

use passbook::connectors::{PullError, Sealed};
use passbook::domain::{Batch, ProblemKind, Secret};
use passbook::loopback::Authority;

use super::*;

/// A server that speaks TLS, and a token of its Teller.
struct Secure {
    serving: Serving,
    token: String,
}

impl Secure {
    fn open(authority: &Authority) -> Self {
        let mut state = State::new(SEED, Scenario::Normal, Wall::new(Some(today())).read(), false);
        let face = FACES.iter().find(|face| face.kind == "teller").unwrap();
        let token = (face.answers)(&mut state, "")[0].fields["token"].clone();
        let state = Mutex::new(state);
        let listener = Listener::open(0).unwrap().with_tls(authority.clone());
        let serving = listener.serve(move |asked| route(&mut state.lock().unwrap(), asked)).unwrap();
        Self { serving, token }
    }

    fn pull(&self, trusted: &Authority, shown: Option<&Authority>) -> Result<Batch, PullError> {
        let address = format!("https://127.0.0.1:{}/teller", self.serving.port());
        let text = |words: &str| Setting::Text(words.to_owned());
        let settings: Settings =
            [("address".to_owned(), text(&address)), ("ca".to_owned(), text(trusted.certificate()))].into();
        let mut sealed = Sealed::default().with("token", Secret::new(self.token.clone()));
        if let Some((certificate, key)) = shown.map(Authority::client) {
            sealed = sealed
                .with("certificate", Secret::new(certificate.to_owned()))
                .with("private_key", Secret::new(key.to_owned()));
        }
        let row = registered("teller").unwrap();
        let link = Link { id: ConnectionId::new("mine").unwrap(), row, settings, policy: row.policy };
        let door = Door::open(Scenario::Normal);
        let request = Request { secret: Some(sealed.seal()), ..door.request(&link) };
        run(async { (row.connector)().pull(&request).await })
    }
}

#[test]
fn only_the_right_certificates_on_both_sides_let_anything_through() {
    let (ours, other) = (Authority::new().unwrap(), Authority::new().unwrap());
    let bank = Secure::open(&ours);
    assert_eq!(bank.pull(&ours, Some(&ours)).unwrap().accounts.len(), 3);

    let stranger = bank.pull(&other, Some(&ours)).unwrap_err();
    assert!(stranger.to_string().contains("certificate could not be verified"), "{stranger}");
    let bare = bank.pull(&ours, None).unwrap_err();
    assert_eq!(bare.0.kind, ProblemKind::Config);
    assert!(bare.to_string().contains("client certificate"), "{bare}");
    let forged = bank.pull(&ours, Some(&other)).unwrap_err();
    assert_eq!(forged.0.kind, ProblemKind::Offline, "{forged}");
}
