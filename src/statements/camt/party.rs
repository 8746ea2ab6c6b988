//! Who paid whom: the parties of a transaction, and which of them is not the owner of the account.

use std::borrow::Cow;

use super::figure::{Direction, Value, first};
use crate::domain::{Clean, Counterparty, CounterpartyRole, ProviderId};

/// One side of a transaction.
#[derive(Debug, Default)]
pub(super) struct Party<'a> {
    name: Cow<'a, str>,
    /// IBAN, or the bank's own number.
    account: Cow<'a, str>,
    /// For whom the party acts: behind a payment service stands a shop.
    ultimate: Cow<'a, str>,
}

impl Party<'_> {
    /// The name that tells most.
    pub(super) fn name(&self) -> &str {
        if self.name.is_empty() { &self.ultimate } else { &self.name }
    }

    fn is_empty(&self) -> bool {
        self.name().is_empty() && self.account.is_empty()
    }

    /// As the row has it: the party, and whom it acts for.
    pub(super) fn counterparties(&self) -> impl Iterator<Item = Counterparty> {
        let account = Some(&*self.account).filter(|account| !account.is_empty()).and_then(ProviderId::new);
        let other = if self.ultimate.eq_ignore_ascii_case(&self.name) { "" } else { &self.ultimate };
        let party = |name: &str, entity| {
            let name = Clean::non_empty(name)?;
            Some(Counterparty { name, role: CounterpartyRole::Other, entity, website: None })
        };
        [party(&self.name, account), party(other, None)].into_iter().flatten()
    }
}

/// Both sides, as `RltdPties` has them.
#[derive(Debug, Default)]
pub(super) struct Parties<'a> {
    debtor: Party<'a>,
    creditor: Party<'a>,
}

impl<'a> Parties<'a> {
    /// A value below `RltdPties`. Since version 8 a party is a person or firm (Pty), or a bank (Agt).
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        let Some((role, path)) = path.split_first() else { return };
        let party = match *role {
            "Dbtr" | "DbtrAcct" | "UltmtDbtr" => &mut self.debtor,
            "Cdtr" | "CdtrAcct" | "UltmtCdtr" => &mut self.creditor,
            _ => return,
        };
        match (*role, path) {
            ("Dbtr" | "Cdtr", ["Nm"] | ["Pty", "Nm"] | ["Agt", "FinInstnId", "Nm"]) => {
                first(&mut party.name, value.text);
            }
            ("UltmtDbtr" | "UltmtCdtr", ["Nm"] | ["Pty", "Nm"]) => first(&mut party.ultimate, value.text),
            ("DbtrAcct" | "CdtrAcct", ["Id", "IBAN" | "BBAN"] | ["Id", "Othr" | "PrtryAcct", "Id"]) => {
                first(&mut party.account, value.text);
            }
            _ => {}
        }
    }

    /// The side that is not the owner of the account: by the number of the account where it stands at one of them, else by the
    /// direction, which a return turns round, since its parties are still those of the first payment.
    pub(super) fn other(&self, own: &str, direction: Direction, is_return: bool) -> Option<&Party<'a>> {
        let is_own = |party: &Party<'_>| !own.is_empty() && party.account == own;
        let debtor_is_other = match (is_own(&self.debtor), is_own(&self.creditor)) {
            (true, false) => false,
            (false, true) => true,
            _ => (direction != Direction::Out) != is_return,
        };
        let other = if debtor_is_other { &self.debtor } else { &self.creditor };
        Some(other).filter(|party| !party.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parties() -> Parties<'static> {
        let mut parties = Parties::default();
        let mut leaf = |path: &[&str], text: &'static str| {
            parties.leaf(path, Value { text: text.into(), currency: "", at: 0 });
        };
        leaf(&["Dbtr", "Nm"], "Debtor");
        leaf(&["DbtrAcct", "Id", "IBAN"], "DE1");
        leaf(&["Cdtr", "Pty", "Nm"], "Pay Service");
        leaf(&["CdtrAcct", "Id", "Othr", "Id"], "77");
        leaf(&["UltmtCdtr", "Pty", "Nm"], "Corner Shop");
        parties
    }

    #[test]
    fn the_other_side_follows_from_the_account_and_else_from_the_direction() {
        let parties = parties();
        let other = |own, direction, is_return| parties.other(own, direction, is_return).unwrap().name().to_owned();
        assert_eq!(other("", Direction::Out, false), "Pay Service");
        assert_eq!(other("", Direction::In, false), "Debtor");
        assert_eq!(other("", Direction::Out, true), "Debtor", "a direct debit that came back");
        assert_eq!(other("77", Direction::Out, false), "Debtor", "the account is the creditor's");
        assert_eq!(other("DE1", Direction::In, true), "Pay Service");
        assert!(Parties::default().other("", Direction::In, false).is_none());
    }

    #[test]
    fn a_party_is_told_with_its_account_and_whom_it_acts_for() {
        let parties = parties();
        let told: Vec<_> = parties.creditor.counterparties().collect();
        assert_eq!(told.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(), ["Pay Service", "Corner Shop"]);
        assert_eq!(told[0].entity.as_ref().unwrap().as_str(), "77");
    }
}
