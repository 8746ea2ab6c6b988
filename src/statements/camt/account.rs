//! Which account a statement is of, from Acct.

use std::borrow::Cow;

use super::figure::{Value, first};
use crate::domain::{AccountKind, Clean, Currency, ProviderId, SeenAccount};
use crate::statements::{Fingerprint, identity};

/// The values of Acct as written.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    iban: Cow<'a, str>,
    /// The number of an account without an IBAN.
    other: Cow<'a, str>,
    currency: Cow<'a, str>,
    name: Cow<'a, str>,
    kind: Cow<'a, str>,
    owner: Cow<'a, str>,
    bank: Cow<'a, str>,
    /// BIC of the bank.
    code: Cow<'a, str>,
}

impl<'a> Draft<'a> {
    /// A value below Acct.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["Id", "IBAN"] => first(&mut self.iban, value.text),
            ["Id", "BBAN" | "UPIC"] | ["Id", "Othr" | "PrtryAcct", "Id"] => first(&mut self.other, value.text),
            ["Ccy"] => first(&mut self.currency, value.text),
            ["Nm"] => first(&mut self.name, value.text),
            ["Tp", "Cd" | "Prtry"] => first(&mut self.kind, value.text),
            ["Ownr", "Nm"] | ["Ownr", "Pty", "Nm"] => first(&mut self.owner, value.text),
            ["Svcr", "FinInstnId", "Nm"] | ["Svcr", "FinInstnId", .., "Nm"] => first(&mut self.bank, value.text),
            ["Svcr", "FinInstnId", "BIC" | "BICFI"] | ["Svcr", "FinInstnId", "CmbndId", "BIC"] => {
                first(&mut self.code, value.text);
            }
            _ => {}
        }
    }

    /// The account's number, as parties are known by it; empty when the file names none.
    pub(super) fn number(&self) -> &str {
        if self.iban.is_empty() { &self.other } else { &self.iban }
    }

    /// The currency of the account, where it is said.
    pub(super) fn currency(&self) -> Option<Currency> {
        Currency::parse(&self.currency).ok().filter(|currency| !currency.is_custom())
    }

    /// The account, still without a balance, and whether the file names it at all. `nth` tells accounts without a number of one file
    /// apart, from 1.
    pub(super) fn account(&self, currency: Currency, nth: usize) -> (SeenAccount, bool) {
        let (kind, kind_is_guess) = self.kind();
        let words = kind.words();
        let mut name = words.to_owned();
        if let Some(initial) = name.get_mut(..1) {
            initial.make_ascii_uppercase();
        }
        let bank = if self.bank.is_empty() { &self.code } else { &self.bank };
        let iban = Some(&*self.iban).filter(|iban| !iban.is_empty()).and_then(|iban| identity::of_iban(iban, currency));
        let account = SeenAccount {
            stable_key: iban.clone(),
            official_name: Clean::non_empty(&self.name),
            mask: identity::mask(self.number()),
            kind_is_guess,
            subtype: Clean::non_empty(&self.kind),
            owner: Clean::non_empty(&self.owner),
            ..SeenAccount::new(
                iban.unwrap_or_else(|| self.id(currency, nth)),
                identity::bank(bank),
                Clean::non_empty(&self.name).unwrap_or_else(|| Clean::new(&name)),
                kind,
                currency,
            )
        };
        (account, !self.number().is_empty())
    }

    /// A fingerprint of bank and number, for accounts without an IBAN.
    fn id(&self, currency: Currency, nth: usize) -> ProviderId {
        let nth = if self.other.is_empty() && nth > 1 { nth.to_string() } else { String::new() };
        let issuer = if self.code.is_empty() { &self.bank } else { &self.code };
        let parts = [&**issuer, &*self.other, currency.id(), nth.as_str()];
        let print = parts.into_iter().fold(Fingerprint::default(), Fingerprint::with);
        // an id of 5 + 32 characters is never refused
        ProviderId::new(&format!("camt:{print}")).unwrap_or_else(|| unreachable!("37 bytes are an id"))
    }

    /// The types of the external code list; what is no such code says nothing.
    fn kind(&self) -> (AccountKind, bool) {
        match &*self.kind {
            "CACC" | "TRAN" | "SLRY" => (AccountKind::Checking, false),
            "SVGS" | "LLSV" | "MOMA" => (AccountKind::Savings, false),
            "LOAN" => (AccountKind::Loan, false),
            "ODFT" => (AccountKind::LineOfCredit, false),
            "CARD" => (AccountKind::CreditCard, false),
            _ => (AccountKind::Checking, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(values: &[(&[&str], &'static str)], nth: usize) -> (SeenAccount, bool) {
        let mut draft = Draft::default();
        for (path, text) in values {
            draft.leaf(path, Value { text: (*text).into(), currency: "", at: 0 });
        }
        draft.account(Currency::EUR, nth)
    }

    #[test]
    fn an_account_is_its_iban_whatever_else_a_file_says() {
        let (account, named) = seen(
            &[
                (&["Id", "IBAN"], "DE02120300000000202051"),
                (&["Ownr", "Nm"], "Ada Example"),
                (&["Tp", "Cd"], "SVGS"),
                (&["Svcr", "FinInstnId", "BICFI"], "BYLADEM1001"),
                (&["Svcr", "FinInstnId", "Nm"], "Example Bank AG"),
            ],
            1,
        );
        let (bare, _) = seen(&[(&["Id", "IBAN"], "DE02 1203 0000 0000 2020 51")], 1);
        assert_eq!((account.provider_id, account.stable_key), (bare.provider_id, bare.stable_key));
        assert_eq!((account.kind, account.name.as_str(), named), (AccountKind::Savings, "Savings", true));
        assert_eq!((&*account.bank.key, account.mask.unwrap().as_str()), ("example-bank-ag", "2051"));
        assert_eq!(account.owner.unwrap().as_str(), "Ada Example");
    }

    #[test]
    fn other_numbers_are_told_apart_by_their_bank_and_unnamed_accounts_by_their_place() {
        let id = |bank: &'static str, number: &'static str, nth| {
            let values: &[(&[&str], _)] = &[(&["Svcr", "FinInstnId", "BIC"], bank), (&["Id", "Othr", "Id"], number)];
            seen(values, nth).0.provider_id
        };
        assert_eq!(id("A", "1", 1), id("A", "1", 2));
        assert_ne!(id("A", "1", 1), id("B", "1", 1));
        assert_ne!(id("A", "", 1), id("A", "", 2));
        assert!(!seen(&[], 1).1, "names no account");
    }
}
