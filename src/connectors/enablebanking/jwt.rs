//! The token of a request: signed by the person's own key (RS256, RFC 7519), which never leaves this machine.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::json;
use zeroize::Zeroizing;

use crate::connectors::PullError;
use crate::domain::{ProblemKind, Secret};

/// Seconds that a token holds; a day is the most that is accepted.
const LIFE: i64 = 3600;

/// The person's key, read.
pub(super) struct Key(RsaKeyPair);

impl Key {
    /// Reads an RSA key of 2048 bits or more in PEM: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`).
    pub fn read(pem: &Secret) -> Result<Self, PullError> {
        let wrong = || {
            PullError::new(
                ProblemKind::Config,
                "'key' is no private RSA key in PEM without a password: give the file that Enable Banking's control panel let you \
                 download when the application was registered.",
            )
        };
        let (kind, der) = der(pem.expose()).ok_or_else(wrong)?;
        let pair = match kind {
            "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der),
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der),
            _ => return Err(wrong()),
        };
        pair.map(Self).map_err(|_| wrong())
    }

    /// A token for that application from now on.
    pub fn token(&self, application: &str, now: DateTime<Utc>) -> Result<Secret, PullError> {
        let head = json!({ "typ": "JWT", "alg": "RS256", "kid": application });
        // a minute ahead of time: the other side's clock may be behind
        let issued = now.timestamp().saturating_sub(60);
        let claims = json!({
            "iss": "enablebanking.com", "aud": "api.enablebanking.com", "iat": issued, "exp": issued.saturating_add(LIFE),
        });
        let encoded = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", encoded(&head), encoded(&claims));
        let mut signature = vec![0; self.0.public().modulus_len()];
        let signed = self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
        signed.map_err(|_| PullError::new(ProblemKind::Config, "'key' could not sign: link the connection again."))?;
        Ok(Secret::new(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// The first item of a PEM text: its kind and its bytes.
fn der(pem: &str) -> Option<(&str, Zeroizing<Vec<u8>>)> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (kind, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once("-----END ")?;
    let body: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
    STANDARD.decode(body.as_bytes()).ok().map(|der| (kind, Zeroizing::new(der)))
}

#[cfg(test)]
mod tests {
    use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    /// The key of the simulated banks.
    const PEM: &str = include_str!("../../sandbox/serve/enablebanking/key.pem");

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_token_names_its_application_and_its_end_and_is_signed_by_the_key() {
        let key = Key::read(&secret(PEM)).unwrap();
        let token = key.token("app-1", "2026-11-22T12:00:00Z".parse().unwrap()).unwrap();
        let parts: Vec<&str> = token.expose().split('.').collect();
        let part = |at: usize| -> serde_json::Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[at]).unwrap()).unwrap()
        };
        assert_eq!((part(0)["kid"].as_str(), part(0)["alg"].as_str()), (Some("app-1"), Some("RS256")));
        assert_eq!(part(1)["exp"].as_i64().unwrap() - part(1)["iat"].as_i64().unwrap(), LIFE);
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.0.public_key().as_ref());
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        public.verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature).unwrap();
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for bad in ["hunter2", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", "-----BEGIN "] {
            let said = Key::read(&secret(bad)).err().unwrap().to_string();
            assert!(said.contains("PEM") && !said.contains("hunter2"), "{said}");
        }
        let other = PEM.replace("PRIVATE KEY", "EC PRIVATE KEY");
        assert!(Key::read(&secret(&other)).is_err());
    }
}
