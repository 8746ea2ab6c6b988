//! A setup token into an access URL. The token is the Base64 of an address that can be claimed once, so nothing is tried twice and
//! what comes back is handed over at once, to be stored before anything else.

use std::sync::Arc;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::connectors::http::{Call, Http, HttpError, Limits, Tls, Url, UrlError};
use crate::connectors::{Linking, PullError};
use crate::domain::{ProblemKind, Secret};

/// An access URL: where the accounts are, and the header that opens them.
pub(super) struct Access {
    pub url: Url,
    pub authorization: Secret,
}

impl Access {
    /// Reads the stored secret.
    pub fn of(secret: Option<&Secret>) -> Result<Self, PullError> {
        let missing =
            || PullError::new(ProblemKind::Config, "The access to SimpleFIN is missing: link the connection again.");
        let (url, authorization) = Url::parse(secret.ok_or_else(missing)?.expose()).map_err(|_| missing())?;
        Ok(Self { url, authorization: authorization.ok_or_else(missing)? })
    }
}

const MAX_TOKEN: usize = 8 * 1024;
const MAX_ACCESS: u64 = 4 * 1024;

/// What a person pasted: a setup token (Base64, line breaks allowed), the claim URL in it, or an access URL that was claimed
/// before. Returns the access URL.
pub(super) async fn claim(pasted: &Secret, limits: Limits, linking: &Linking) -> Result<Secret, PullError> {
    let address = decode(pasted.expose())?;
    let (url, authorization) = Url::parse(address.expose()).map_err(not_a_token)?;
    if authorization.is_some() {
        return Ok(address);
    }
    let limits = Limits { body: MAX_ACCESS, ..limits };
    let http = Http::new(&[&url], limits, Arc::clone(&linking.host)).with_tls(Tls::of(&linking.settings)?);
    let answer = http.send(&Call::post(url.clone())).await.map_err(refused)?;
    access(answer.body, &url)
}

fn decode(pasted: &str) -> Result<Secret, PullError> {
    let joined = Secret::new(pasted.chars().filter(|c| !c.is_whitespace()).collect());
    if joined.expose().is_empty() || joined.expose().len() > MAX_TOKEN {
        return Err(not_a_token(UrlError::NotAnAddress));
    }
    if joined.expose().contains("://") {
        return Ok(joined);
    }
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(joined.expose()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Secret::new)
        .ok_or_else(|| not_a_token(UrlError::NotAnAddress))
}

/// The answer to a claim. An address on this machine is accepted only from this machine: a server elsewhere must not make us ask it.
fn access(body: Vec<u8>, claimed_at: &Url) -> Result<Secret, PullError> {
    let text = String::from_utf8(body).map(Secret::new).map_err(|_| no_access())?;
    let access = Secret::new(text.expose().trim().to_owned());
    let (url, authorization) = Url::parse(access.expose()).map_err(|_| no_access())?;
    if authorization.is_none() || url.is_loopback() != claimed_at.is_loopback() {
        return Err(no_access());
    }
    Ok(access)
}

fn not_a_token(why: UrlError) -> PullError {
    PullError::new(
        ProblemKind::Config,
        &format!("This is no SimpleFIN setup token ({why}): create one at the Bridge and paste it whole."),
    )
}

fn no_access() -> PullError {
    PullError::new(
        ProblemKind::Malformed,
        "SimpleFIN accepted the setup token and answered with something that is no access URL. The token is used up: \
         disable it at the Bridge and create a new one.",
    )
}

fn refused(error: HttpError) -> PullError {
    match error {
        HttpError::Status { code: 403, .. } => PullError::new(
            ProblemKind::NeedsReauth,
            "SimpleFIN refuses this setup token: it is unknown or was claimed before. If it was not you who claimed it, it may \
             be compromised: disable it at the Bridge, then create a new one.",
        ),
        HttpError::Status { code: 402, .. } => super::unpaid(),
        // linking has no clock, and nothing but RateLimited's moment would need one
        HttpError::Status { code: 429, .. } => PullError::new(
            ProblemKind::RateLimited { until: None },
            "SimpleFIN asks to be asked less often: try this setup token again in an hour.",
        ),
        HttpError::Broken | HttpError::Timeout => PullError::new(
            ProblemKind::Offline,
            "The connection broke while the setup token was being claimed, so it may be used up: try it once more, and if it is \
             refused create a new one at the Bridge.",
        ),
        other => other.told_of("SimpleFIN", chrono::DateTime::UNIX_EPOCH),
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD as B64, URL_SAFE_NO_PAD};

    use super::*;

    const CLAIM: &str = "https://bridge.example/simplefin/claim/ABC~~~~~~";

    #[test]
    fn a_token_is_read_in_each_dress_it_comes_in() {
        let whole = B64.encode(CLAIM);
        let broken = format!(" {}\n{}\r\n", &whole[..20], &whole[20..]);
        for token in
            [whole.clone(), broken, whole.trim_end_matches('=').into(), URL_SAFE_NO_PAD.encode(CLAIM), CLAIM.into()]
        {
            assert_eq!(decode(&token).unwrap().expose(), CLAIM);
        }
    }

    #[test]
    fn what_is_no_token_is_refused_without_being_repeated() {
        for bad in ["", "  ", "hunter2!", "/w==", &"A".repeat(9000)] {
            let said = decode(bad).unwrap_err().to_string();
            assert!(said.starts_with("This is no SimpleFIN setup token") && !said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn an_access_url_has_credentials_and_does_not_lead_elsewhere_than_the_claim() {
        let (claim, _) = Url::parse(CLAIM).unwrap();
        let read = |text: &str| access(text.as_bytes().to_vec(), &claim);
        assert_eq!(read("https://u:p@data.example/x\n").unwrap().expose(), "https://u:p@data.example/x");
        for bad in ["", "https://data.example/x", "http://u:p@data.example/x", "https://u:p@127.0.0.1/x", "<html>"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
