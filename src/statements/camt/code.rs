//! `BkTxCd`: what kind of movement a bank calls an entry.

use std::borrow::Cow;

use super::figure::{Value, first};
use crate::domain::Clean;

/// The code of ISO 20022 and the bank's own.
#[derive(Debug, Default)]
pub(super) struct Code<'a> {
    domain: Cow<'a, str>,
    family: Cow<'a, str>,
    sub_family: Cow<'a, str>,
    proprietary: Cow<'a, str>,
}

/// Families and sub-families of the external code list that people meet, the more telling ones first.
const WORDS: &[(&str, &str)] = &[
    ("CHRG", "Charges"),
    ("COMM", "Commission"),
    ("FEES", "Fees"),
    ("INTR", "Interest"),
    ("TAXE", "Taxes"),
    ("SALA", "Salary"),
    ("CDPT", "Cash deposit"),
    ("CWDL", "Cash withdrawal"),
    ("POSD", "Card payment"),
    ("CCRD", "Card payment"),
    ("MCRD", "Card receipts"),
    ("RDDT", "Direct debit"),
    ("IDDT", "Collected direct debit"),
    ("ICDT", "Credit transfer"),
    ("RCDT", "Received credit transfer"),
    ("IRCT", "Instant credit transfer"),
    ("RRCT", "Received instant credit transfer"),
    ("ICHQ", "Check"),
    ("RCHQ", "Received check"),
    ("CNTR", "Counter"),
];

impl<'a> Code<'a> {
    /// A value below `BkTxCd`.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["Domn", "Cd"] => first(&mut self.domain, value.text),
            ["Domn", "Fmly", "Cd"] => first(&mut self.family, value.text),
            ["Domn", "Fmly", "SubFmlyCd"] => first(&mut self.sub_family, value.text),
            ["Prtry", "Cd"] | ["Prtry"] => first(&mut self.proprietary, value.text),
            _ => {}
        }
    }

    /// `PMNT-RCDT-ESCT`, else the bank's own code.
    pub(super) fn label(&self) -> Option<Clean> {
        let parts = [&self.domain, &self.family, &self.sub_family];
        let standard: Vec<&str> = parts.iter().map(|part| &***part).filter(|part| !part.is_empty()).collect();
        if standard.is_empty() { Clean::non_empty(&self.proprietary) } else { Clean::non_empty(&standard.join("-")) }
    }

    /// Words for a row of which the bank says nothing else.
    pub(super) fn words(&self) -> Option<&'static str> {
        let is_it = |code: &str| code == self.sub_family || code == self.family;
        WORDS.iter().find(|(code, _)| is_it(code)).map(|(_, words)| *words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(values: &[(&[&str], &'static str)]) -> Code<'static> {
        let mut code = Code::default();
        for (path, text) in values {
            code.leaf(path, Value { text: (*text).into(), currency: "", at: 0 });
        }
        code
    }

    #[test]
    fn the_standard_code_goes_before_the_bank_s_own() {
        let both = code(&[
            (&["Domn", "Cd"], "PMNT"),
            (&["Domn", "Fmly", "Cd"], "RCDT"),
            (&["Domn", "Fmly", "SubFmlyCd"], "CHRG"),
            (&["Prtry", "Cd"], "NTRF+166"),
        ]);
        assert_eq!((both.label().unwrap().as_str(), both.words()), ("PMNT-RCDT-CHRG", Some("Charges")));
        let own = code(&[(&["Prtry", "Cd"], "NTRF+166")]);
        assert_eq!((own.label().unwrap().as_str(), own.words()), ("NTRF+166", None));
        assert_eq!(code(&[]).label(), None);
    }
}
