//! How a connection's TLS differs from the web's: a certificate that we show (Teller), and an authority that is trusted on this machine
//! alone (a simulated bank). Verification is never switched off.

use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig};

use super::{HttpError, Url};
use crate::connectors::{CA, PullError, Setting, Settings};
use crate::domain::{ProblemKind, Secret};

/// What TLS needs beside the web's own roots.
#[derive(Clone, Default)]
pub struct Tls {
    identity: Option<ClientCert>,
    authority: Option<Vec<Certificate<'static>>>,
}

impl Tls {
    /// As a connection's settings say: its `ca`, if it has one.
    pub fn of(settings: &Settings) -> Result<Self, PullError> {
        let Some(Setting::Text(pem)) = settings.get(CA.key) else { return Ok(Self::default()) };
        let words = "'ca' of this connection is no PEM file with a certificate: check the path in the config.";
        let authority = certificates(pem).ok_or_else(|| PullError::new(ProblemKind::Config, words))?;
        Ok(Self { authority: Some(authority), ..Self::default() })
    }

    /// Showing this certificate, chain and private key in PEM.
    pub fn showing(self, certificate: &Secret, key: &Secret) -> Result<Self, PullError> {
        let words = "The client certificate or its private key is no PEM file: download both again and link the connection again.";
        let wrong = || PullError::new(ProblemKind::Config, words);
        let chain = certificates(certificate.expose()).ok_or_else(wrong)?;
        let key = PrivateKey::from_pem(key.expose().as_bytes()).map_err(|_| wrong())?;
        Ok(Self { identity: Some(ClientCert::new_with_certs(&chain, key)), ..self })
    }

    /// For a request to that address. An authority of our own vouches for nobody but this machine.
    pub(super) fn config(&self, url: &Url) -> Result<TlsConfig, HttpError> {
        let mut config = TlsConfig::builder().client_cert(self.identity.clone());
        if let Some(authority) = &self.authority {
            if !url.is_loopback() {
                return Err(HttpError::Refused);
            }
            config = config.root_certs(RootCerts::new_with_certs(authority));
        }
        Ok(config.build())
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls(…)")
    }
}

/// Every certificate of a PEM text; `None` when there is none.
fn certificates(pem: &str) -> Option<Vec<Certificate<'static>>> {
    let items = ureq::tls::parse_pem(pem.as_bytes()).collect::<Result<Vec<_>, _>>().ok()?;
    let found: Vec<_> = items
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_of_our_own_is_refused_off_this_machine() {
        let tls = Tls { authority: Some(Vec::new()), ..Tls::default() };
        let url = |text| Url::parse(text).unwrap().0;
        assert!(tls.config(&url("https://127.0.0.1:9/x")).is_ok());
        assert_eq!(tls.config(&url("https://bank.example/x")).err(), Some(HttpError::Refused));
        assert!(Tls::default().config(&url("https://bank.example/x")).is_ok());
    }

    #[test]
    fn what_is_no_pem_is_refused_without_being_repeated() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let said = Tls::default().showing(&secret("hunter2"), &secret("hunter2")).unwrap_err().to_string();
        assert!(said.contains("PEM") && !said.contains("hunter2"), "{said}");
        let settings = Settings::from([("ca".to_owned(), Setting::Text("nothing".to_owned()))]);
        assert!(Tls::of(&settings).unwrap_err().to_string().starts_with("'ca'"));
    }
}
