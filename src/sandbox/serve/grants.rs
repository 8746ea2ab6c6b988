//! Tokens that need no list: each names what it opens and proves it by digits of the seed, so that a server that was started again
//! knows the tokens of the one before. What cannot be reckoned, tokens used up or taken back, is kept while the server runs.

use std::collections::BTreeSet;

use super::super::banks::SimBank;
use super::super::chance::Chance;

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// One bank's accounts, or everybody's.
    pub bank: Option<SimBank>,
    /// Counts the links of a server, so that each has a life of its own.
    pub number: u32,
}

/// Every token of a server.
#[derive(Debug, Clone)]
pub(super) struct Grants {
    seed: u64,
    issued: u32,
    /// Tokens that open once, and have.
    used: BTreeSet<String>,
    revoked: BTreeSet<Grant>,
}

/// Word for the grant of all banks.
const ALL: &str = "all";

impl Grants {
    pub fn new(seed: u64) -> Self {
        Self { seed, issued: 0, used: BTreeSet::new(), revoked: BTreeSet::new() }
    }

    /// The next link to a bank, or to all of them.
    pub fn issue(&mut self, bank: Option<SimBank>) -> Grant {
        self.issued = self.issued.saturating_add(1);
        Grant { bank, number: self.issued }
    }

    /// The token by which a grant is used for a purpose (`claim`, `access`): `chase-3-90c7e1f2a4b6d805`, of letters, digits and
    /// dashes alone.
    pub fn token(&self, purpose: &str, grant: Grant) -> String {
        let word = grant.bank.map_or(ALL, SimBank::slug);
        format!("{word}-{}-{}", grant.number, self.proof(purpose, word, grant.number))
    }

    /// What a token of that purpose opens; `None` for one that is not of this world.
    pub fn read(&self, purpose: &str, token: &str) -> Option<Grant> {
        let (rest, proof) = token.rsplit_once('-')?;
        let (word, number) = rest.rsplit_once('-')?;
        let number = number.parse().ok()?;
        let bank = if word == ALL { None } else { Some(SimBank::from_slug(word)?) };
        (proof == self.proof(purpose, word, number)).then_some(Grant { bank, number })
    }

    /// The grant of a token that has not been taken back.
    pub fn open(&self, purpose: &str, token: &str) -> Option<Grant> {
        self.read(purpose, token).filter(|grant| !self.revoked.contains(grant))
    }

    /// The grant of a token that opens once: the second time there is none.
    pub fn open_once(&mut self, purpose: &str, token: &str) -> Option<Grant> {
        let grant = self.open(purpose, token)?;
        self.used.insert(format!("{purpose} {token}")).then_some(grant)
    }

    pub fn revoke(&mut self, grant: Grant) {
        self.revoked.insert(grant);
    }

    fn proof(&self, purpose: &str, word: &str, number: u32) -> String {
        let letters = purpose.bytes().chain([b' ']).chain(word.bytes()).map(i64::from);
        let place: Vec<i64> = [-20, i64::from(number)].into_iter().chain(letters).collect();
        format!("{:016x}", Chance::at(self.seed, &place).bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_what_it_names_for_its_purpose_and_its_seed() {
        let mut grants = Grants::new(7);
        let grant = grants.issue(Some(SimBank::WellsFargo));
        let token = grants.token("access", grant);
        assert_eq!(Grants::new(7).open("access", &token), Some(grant), "another server of that seed knows it");
        assert_eq!(grants.open("claim", &token), None);
        assert_eq!(Grants::new(8).open("access", &token), None);
        for bad in ["", "-", "chase-1-", "all-x-0", "bank-1-0000000000000000"] {
            assert_eq!(grants.open("access", bad), None, "{bad}");
        }
        grants.revoke(grant);
        assert_eq!(grants.open("access", &token), None);
    }

    #[test]
    fn a_token_that_opens_once_opens_once() {
        let mut grants = Grants::new(7);
        let grant = grants.issue(None);
        let token = grants.token("claim", grant);
        assert_eq!(grants.open_once("claim", &token), Some(grant));
        assert_eq!(grants.open_once("claim", &token), None);
        assert_ne!(grants.issue(None), grant);
    }
}
