//! Which account a statement is of, from what OFX says of it: numbers of bank and account, and the bank's own name for itself.

use std::borrow::Cow;

use crate::domain::{self, AccountKind, Bank, Clean, Currency, Meta, ProviderId, SeenAccount};
use crate::statements::{Fingerprint, identity};

/// The bank that answers, from SONRS.
#[derive(Debug, Default)]
pub(super) struct Institution<'a> {
    pub(super) org: Cow<'a, str>,
    pub(super) fid: Cow<'a, str>,
}

/// The messages that a statement can come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Family {
    #[default]
    Bank,
    Card,
    Investment,
}

/// The values of BANKACCTFROM, CCACCTFROM or INVACCTFROM as written.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) family: Family,
    /// BANKID or BROKERID.
    pub(super) bank: Cow<'a, str>,
    pub(super) branch: Cow<'a, str>,
    pub(super) number: Cow<'a, str>,
    /// ACCTKEY, a checksum or suffix in some countries.
    pub(super) key: Cow<'a, str>,
    pub(super) kind: Cow<'a, str>,
}

/// Names that US banks give themselves in files, and what people call them: ORG, key, name.
const ORGS: &[(&str, &str, &str)] = &[
    ("B1", "chase.com", "Chase"),
    ("WF", "wellsfargo.com", "Wells Fargo"),
    ("Citigroup", "citi.com", "Citi"),
    ("AMEX", "americanexpress.com", "American Express"),
    ("HAN", "bankofamerica.com", "Bank of America"),
    ("Discover Financial Services", "discover.com", "Discover"),
];

impl Draft<'_> {
    /// The account, still without a balance, and whether the file names it at all. `nth` tells accounts without a number of one file
    /// apart, from 1.
    pub(super) fn account(&self, institution: &Institution<'_>, currency: Currency, nth: usize) -> (SeenAccount, bool) {
        let named = !self.number.is_empty();
        let (kind, kind_is_guess) = self.kind();
        let name = Clean::new(match kind {
            AccountKind::Savings => "Savings",
            AccountKind::CreditCard => "Credit card",
            AccountKind::LineOfCredit => "Line of credit",
            AccountKind::Investment => "Investment",
            _ => "Checking",
        });
        let id = self.id(institution, currency, nth);
        let account = SeenAccount {
            mask: identity::mask(&self.number),
            kind_is_guess,
            subtype: Clean::non_empty(&self.kind),
            institution: self.numbers(institution),
            ..SeenAccount::new(id, self.issuer(institution), name, kind, currency)
        };
        (account, named)
    }

    /// A fingerprint of what makes an account number unique: with the bank's number where there is one (banks), else with the
    /// institution (cards); branch and type belong to it, since some banks count accounts per branch and some give checking and
    /// savings one number. The number itself is not in the id, so that no list or message of ids shows it; a fingerprint of so short
    /// a text can be tried out by whoever holds the id, which is why ids lie sealed like everything else.
    fn id(&self, institution: &Institution<'_>, currency: Currency, nth: usize) -> ProviderId {
        let nth = if nth > 1 { nth.to_string() } else { String::new() };
        let issuer = [&*self.bank, &*institution.fid, &*institution.org].into_iter().find(|part| !part.is_empty());
        let kind = match self.family {
            Family::Bank => self.kind.to_ascii_uppercase(),
            Family::Card => "CARD".to_owned(),
            Family::Investment => "INVESTMENT".to_owned(),
        };
        let unnamed = [currency.id(), nth.as_str()];
        let parts = [issuer.unwrap_or_default(), &*self.branch, &*self.number, &*self.key, &kind];
        let parts = parts.iter().chain(if self.number.is_empty() { &unnamed[..] } else { &[] });
        let print = parts.fold(Fingerprint::default(), |print, part| print.with(part));
        // an id of 4 + 32 characters is never refused
        ProviderId::new(&format!("ofx:{print}")).unwrap_or_else(|| unreachable!("36 bytes are an id"))
    }

    fn kind(&self) -> (AccountKind, bool) {
        match (self.family, self.kind.to_ascii_uppercase().as_str()) {
            (Family::Card, _) => (AccountKind::CreditCard, false),
            (Family::Investment, _) => (AccountKind::Investment, false),
            (Family::Bank, "CHECKING") => (AccountKind::Checking, false),
            (Family::Bank, "SAVINGS" | "MONEYMRKT" | "CD") => (AccountKind::Savings, false),
            (Family::Bank, "CREDITLINE") => (AccountKind::LineOfCredit, false),
            (Family::Bank, _) => (AccountKind::Checking, true),
        }
    }

    /// How the file numbers the bank.
    fn numbers(&self, institution: &Institution<'_>) -> domain::Institution {
        let mut ids = Meta::new();
        for (kind, id) in [("ofx-org", &institution.org), ("ofx-fid", &institution.fid), ("ofx-bankid", &self.bank)] {
            ids.put(kind, id);
        }
        domain::Institution { ids, ..domain::Institution::default() }
    }

    fn issuer(&self, institution: &Institution<'_>) -> Bank {
        if let Some((_, key, name)) = ORGS.iter().find(|(org, _, _)| *org == institution.org) {
            return Bank { key: (*key).into(), name: Clean::new(name) };
        }
        let name = match (&*institution.org, &*self.bank) {
            ("", "") => String::new(),
            ("", number) => format!("Bank {number}"),
            (org, _) => org.to_owned(),
        };
        identity::bank(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(draft: &Draft<'_>, org: &'static str) -> SeenAccount {
        draft.account(&Institution { org: org.into(), fid: "".into() }, Currency::USD, 1).0
    }

    fn checking(bank: &'static str, number: &'static str) -> Draft<'static> {
        Draft { bank: bank.into(), number: number.into(), kind: "CHECKING".into(), ..Draft::default() }
    }

    #[test]
    fn an_account_has_one_id_whatever_file_it_is_in() {
        let account = seen(&checking("021000021", "000123456789"), "B1");
        assert_eq!(account.provider_id, seen(&checking("021000021", "000123456789"), "").provider_id);
        assert!(!account.provider_id.as_str().contains("6789"), "the number is not in it");
        assert_eq!(account.mask.unwrap().as_str(), "6789");
        assert_eq!((&*account.bank.key, account.bank.name.as_str()), ("chase.com", "Chase"));
    }

    #[test]
    fn different_accounts_have_different_ids() {
        let mut drafts = vec![checking("1", "23"), checking("12", "3"), checking("1", "24")];
        drafts.push(Draft { kind: "SAVINGS".into(), ..checking("1", "23") });
        drafts.push(Draft { branch: "9".into(), ..checking("1", "23") });
        drafts.push(Draft { family: Family::Card, ..checking("1", "23") });
        drafts.push(Draft::default());
        let ids: std::collections::BTreeSet<_> = drafts.iter().map(|draft| seen(draft, "").provider_id).collect();
        assert_eq!(ids.len(), drafts.len());
        let card = |org| seen(&Draft { family: Family::Card, number: "xxxx1002".into(), ..Draft::default() }, org);
        assert_ne!(card("AMEX").provider_id, card("WF").provider_id, "masked numbers of two banks");
    }

    #[test]
    fn kinds_follow_the_type_that_the_bank_gives() {
        let kind = |kind: &'static str| {
            let account = seen(&Draft { kind: kind.into(), ..checking("1", "2") }, "");
            (account.kind, account.kind_is_guess)
        };
        assert_eq!(kind("MONEYMRKT"), (AccountKind::Savings, false));
        assert_eq!(kind("creditline"), (AccountKind::LineOfCredit, false));
        assert_eq!(kind("?"), (AccountKind::Checking, true));
    }
}
