//! The five simulated banks and their eight accounts: what never changes about them, and each bank's manners.

use crate::domain::AccountKind;

/// Cents of a dollar. The whole world is in US dollars; amounts abroad are kept beside their converted cents.
pub type Cents = i64;

/// A bank of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SimBank {
    Chase,
    WellsFargo,
    Citi,
    AmericanExpress,
    PayPal,
}

/// How a bank names the booked row of an authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// The row keeps its id from authorisation to booking.
    Kept,
    /// A new id, and the booked row names the pending one.
    Linked,
    /// A new id and no word of the old one.
    Unlinked,
}

impl SimBank {
    /// Every bank, in the order of panes.
    pub const ALL: [Self; 5] = [Self::Chase, Self::WellsFargo, Self::Citi, Self::AmericanExpress, Self::PayPal];

    /// Its word in a config: `wells-fargo`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Chase => "chase",
            Self::WellsFargo => "wells-fargo",
            Self::Citi => "citi",
            Self::AmericanExpress => "american-express",
            Self::PayPal => "paypal",
        }
    }

    /// The bank that [`SimBank::slug`] names.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bank| bank.slug() == slug)
    }

    /// As it writes itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chase => "Chase",
            Self::WellsFargo => "Wells Fargo",
            Self::Citi => "Citi",
            Self::AmericanExpress => "American Express",
            Self::PayPal => "PayPal",
        }
    }

    /// Its domain: the key under which accounts of one bank meet.
    pub fn domain(self) -> &'static str {
        match self {
            Self::Chase => "chase.com",
            Self::WellsFargo => "wellsfargo.com",
            Self::Citi => "citi.com",
            Self::AmericanExpress => "americanexpress.com",
            Self::PayPal => "paypal.com",
        }
    }

    /// What becomes of an id when a row is booked.
    pub fn ids(self) -> Ids {
        match self {
            Self::Chase => Ids::Linked,
            Self::WellsFargo => Ids::Unlinked,
            Self::Citi | Self::AmericanExpress | Self::PayPal => Ids::Kept,
        }
    }

    /// True where rows carry the merchant category code of ISO 18245.
    pub fn gives_mcc(self) -> bool {
        matches!(self, Self::Chase | Self::Citi | Self::AmericanExpress)
    }

    /// Its accounts, in the order in which it lists them.
    pub fn accounts(self) -> impl Iterator<Item = SimAccount> {
        SimAccount::ALL.into_iter().filter(move |account| account.bank() == self)
    }
}

/// An account of the person of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SimAccount {
    ChaseChecking,
    ChaseSavings,
    ChaseCard,
    WellsChecking,
    WellsCard,
    CitiCard,
    AmexCard,
    PayPalWallet,
}

/// What a bank says of an account that never changes.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    pub bank: SimBank,
    pub name: &'static str,
    pub official_name: Option<&'static str>,
    /// Last digits of the number; a wallet has none.
    pub mask: Option<&'static str>,
    pub kind: AccountKind,
    /// The bank's own word for the kind.
    pub subtype: &'static str,
    pub card: Option<CardPlan>,
}

/// The plan of a card.
#[derive(Debug, Clone, Copy)]
pub struct CardPlan {
    pub limit: Cents,
    /// Day of the month on which a statement closes, 1 to 28.
    pub closes: u32,
    /// Yearly rate in hundredths of a percent: 2499 is 24.99 %.
    pub apr: i64,
    /// False at the bank that leaves statement, due date, minimum and rate out.
    pub tells_terms: bool,
}

impl SimAccount {
    /// Every account, bank by bank.
    pub const ALL: [Self; 8] = [
        Self::ChaseChecking,
        Self::ChaseSavings,
        Self::ChaseCard,
        Self::WellsChecking,
        Self::WellsCard,
        Self::CitiCard,
        Self::AmexCard,
        Self::PayPalWallet,
    ];

    /// What its bank says of it.
    pub fn profile(self) -> &'static Profile {
        &PROFILES[self.number()]
    }

    /// The bank that keeps it.
    pub fn bank(self) -> SimBank {
        self.profile().bank
    }

    /// Its plan, for a card.
    pub fn card(self) -> Option<&'static CardPlan> {
        self.profile().card.as_ref()
    }

    /// Its place in [`SimAccount::ALL`].
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// Its place, as a part of a place of chance.
    pub(super) fn place(self) -> i64 {
        self as i64
    }

    /// Last digits, or nothing.
    pub(super) fn mask(self) -> &'static str {
        self.profile().mask.unwrap_or_default()
    }
}

const fn deposit(bank: SimBank, name: &'static str, mask: &'static str, kind: AccountKind) -> Profile {
    let subtype = if matches!(kind, AccountKind::Savings) { "savings" } else { "checking" };
    Profile { bank, name, official_name: None, mask: Some(mask), kind, subtype, card: None }
}

const fn card(
    bank: SimBank,
    names: (&'static str, &'static str),
    mask: &'static str,
    (limit, closes, apr, tells_terms): (Cents, u32, i64, bool),
) -> Profile {
    Profile {
        bank,
        name: names.0,
        official_name: Some(names.1),
        mask: Some(mask),
        kind: AccountKind::CreditCard,
        subtype: "credit card",
        card: Some(CardPlan { limit, closes, apr, tells_terms }),
    }
}

/// In the order of [`SimAccount::ALL`].
static PROFILES: [Profile; 8] = [
    deposit(SimBank::Chase, "Total Checking", "4821", AccountKind::Checking),
    deposit(SimBank::Chase, "Premier Savings", "9920", AccountKind::Savings),
    card(SimBank::Chase, ("Freedom Visa", "Chase Freedom Unlimited Visa"), "1002", (800_000, 9, 2499, true)),
    deposit(SimBank::WellsFargo, "Everyday Checking", "7730", AccountKind::Checking),
    card(SimBank::WellsFargo, ("Active Cash Visa", "Wells Fargo Active Cash Card"), "5518", (500_000, 5, 2624, false)),
    card(SimBank::Citi, ("Double Cash", "Citi Double Cash Mastercard"), "0044", (1_000_000, 14, 2774, true)),
    card(SimBank::AmericanExpress, ("Gold Card", "American Express Gold Card"), "31007", (1_200_000, 20, 2849, true)),
    Profile {
        bank: SimBank::PayPal,
        name: "Balance",
        official_name: Some("PayPal Balance"),
        mask: None,
        kind: AccountKind::Wallet,
        subtype: "balance",
        card: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_stands_at_its_own_place() {
        for (place, account) in SimAccount::ALL.into_iter().enumerate() {
            assert_eq!(account.number(), place);
            assert_eq!(account.card().is_some(), account.profile().kind == AccountKind::CreditCard);
        }
        let listed: usize = SimBank::ALL.into_iter().map(|bank| bank.accounts().count()).sum();
        assert_eq!(listed, SimAccount::ALL.len());
    }

    #[test]
    fn a_bank_is_found_by_its_slug() {
        for bank in SimBank::ALL {
            assert_eq!(SimBank::from_slug(bank.slug()), Some(bank));
        }
        assert_eq!(SimBank::from_slug("Chase"), None);
    }
}
