//! Several secrets in the one value that a connection has in the store: a token beside the keys of the person's own app, a refresh
//! token beside its access token. Written as JSON, so that a later version can add to it.

use std::collections::BTreeMap;

use super::PullError;
use crate::domain::{ProblemKind, Secret};

/// Named secrets. Its `Debug` prints nothing but the names.
#[derive(Clone, Default)]
pub struct Sealed(BTreeMap<String, Secret>);

impl Sealed {
    /// Opens the value of a connection; words for the person where there is none, or one of another kind.
    pub fn open(secret: Option<&Secret>) -> Result<Self, PullError> {
        let missing = || {
            let words =
                "The secrets of this connection are missing from the store: link it again with 'passbook connect'.";
            PullError::new(ProblemKind::Config, words)
        };
        let text = secret.ok_or_else(missing)?.expose();
        let named: BTreeMap<String, String> = serde_json::from_str(text).map_err(|_| missing())?;
        Ok(Self(named.into_iter().map(|(name, value)| (name, Secret::new(value))).collect()))
    }

    /// With another secret, in place of one of that name.
    #[must_use]
    pub fn with(mut self, name: &str, secret: Secret) -> Self {
        self.0.insert(name.to_owned(), secret);
        self
    }

    /// The secret of that name.
    pub fn get(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }

    /// The secret of that name; words for the person where it is missing.
    pub fn need(&self, name: &str) -> Result<&Secret, PullError> {
        self.get(name).ok_or_else(|| {
            let words = format!(
                "'{name}' of this connection is missing from the store: link it again with 'passbook connect'."
            );
            PullError::new(ProblemKind::Config, &words)
        })
    }

    /// The one value, for [`Host::keep_secret`](super::Host::keep_secret) and [`Linked::secret`](super::Linked::secret).
    pub fn seal(&self) -> Secret {
        let named: BTreeMap<&str, &str> = self.0.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
        // texts under texts always can be written
        Secret::new(serde_json::to_string(&named).unwrap_or_default())
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_read_as_they_were_sealed_and_show_only_their_names() {
        let sealed =
            Sealed::default().with("token", Secret::new("hun\"ter2".into())).with("id", Secret::new("7".into()));
        let again = Sealed::open(Some(&sealed.seal())).unwrap();
        assert_eq!(again.need("token").unwrap().expose(), "hun\"ter2");
        assert_eq!(format!("{again:?}"), r#"{"id", "token"}"#);
        assert!(again.need("certificate").unwrap_err().to_string().contains("'certificate'"));
        for bad in [None, Some("https://demo:demo@x"), Some("{\"token\":1}")] {
            let secret = bad.map(|text| Secret::new(text.to_owned()));
            assert!(Sealed::open(secret.as_ref()).is_err(), "{bad:?}");
        }
    }
}
