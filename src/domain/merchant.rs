//! How a row is read: who got the money, what for, and what kind of movement it is.

use super::Clean;

/// What the money was for: the sixteen primary classes that US providers share, as keys, and one for what nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    Income,
    TransferIn,
    TransferOut,
    LoanPayments,
    BankFees,
    Entertainment,
    FoodAndDrink,
    GeneralMerchandise,
    HomeImprovement,
    Medical,
    PersonalCare,
    GeneralServices,
    GovernmentAndNonProfit,
    Transportation,
    Travel,
    RentAndUtilities,
    Uncategorized,
}

impl Category {
    /// Every category, in the order of a list.
    pub const ALL: [Self; 17] = [
        Self::Income,
        Self::TransferIn,
        Self::TransferOut,
        Self::LoanPayments,
        Self::BankFees,
        Self::Entertainment,
        Self::FoodAndDrink,
        Self::GeneralMerchandise,
        Self::HomeImprovement,
        Self::Medical,
        Self::PersonalCare,
        Self::GeneralServices,
        Self::GovernmentAndNonProfit,
        Self::Transportation,
        Self::Travel,
        Self::RentAndUtilities,
        Self::Uncategorized,
    ];

    /// The key of JSON, CSV and rules: `FOOD_AND_DRINK`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Income => "INCOME",
            Self::TransferIn => "TRANSFER_IN",
            Self::TransferOut => "TRANSFER_OUT",
            Self::LoanPayments => "LOAN_PAYMENTS",
            Self::BankFees => "BANK_FEES",
            Self::Entertainment => "ENTERTAINMENT",
            Self::FoodAndDrink => "FOOD_AND_DRINK",
            Self::GeneralMerchandise => "GENERAL_MERCHANDISE",
            Self::HomeImprovement => "HOME_IMPROVEMENT",
            Self::Medical => "MEDICAL",
            Self::PersonalCare => "PERSONAL_CARE",
            Self::GeneralServices => "GENERAL_SERVICES",
            Self::GovernmentAndNonProfit => "GOVERNMENT_AND_NON_PROFIT",
            Self::Transportation => "TRANSPORTATION",
            Self::Travel => "TRAVEL",
            Self::RentAndUtilities => "RENT_AND_UTILITIES",
            Self::Uncategorized => "UNCATEGORIZED",
        }
    }

    /// The category that [`Category::key`] names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.key() == key)
    }

    /// The words of a screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Income => "Income",
            Self::TransferIn => "Transfer in",
            Self::TransferOut => "Transfer out",
            Self::LoanPayments => "Loan payment",
            Self::BankFees => "Bank fees",
            Self::Entertainment => "Entertainment",
            Self::FoodAndDrink => "Food & drink",
            Self::GeneralMerchandise => "Shopping",
            Self::HomeImprovement => "Home",
            Self::Medical => "Medical",
            Self::PersonalCare => "Personal care",
            Self::GeneralServices => "Services",
            Self::GovernmentAndNonProfit => "Government & charity",
            Self::Transportation => "Transport",
            Self::Travel => "Travel",
            Self::RentAndUtilities => "Rent & utilities",
            Self::Uncategorized => "Uncategorized",
        }
    }
}

/// What kind of movement a row is; decides whether it is spending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    Spend,
    Refund,
    /// Between own accounts.
    Transfer,
    CardPayment,
    LoanPayment,
    Income,
    /// To a person: Zelle, Venmo.
    P2pOut,
    P2pIn,
    Cash,
    Check,
    Fee,
    Interest,
    Investment,
}

impl RowKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Spend,
        Self::Refund,
        Self::Transfer,
        Self::CardPayment,
        Self::LoanPayment,
        Self::Income,
        Self::P2pOut,
        Self::P2pIn,
        Self::Cash,
        Self::Check,
        Self::Fee,
        Self::Interest,
        Self::Investment,
    ];

    /// The key of JSON and CSV: `CARD_PAYMENT`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Spend => "SPEND",
            Self::Refund => "REFUND",
            Self::Transfer => "TRANSFER",
            Self::CardPayment => "CARD_PAYMENT",
            Self::LoanPayment => "LOAN_PAYMENT",
            Self::Income => "INCOME",
            Self::P2pOut => "P2P_OUT",
            Self::P2pIn => "P2P_IN",
            Self::Cash => "CASH",
            Self::Check => "CHECK",
            Self::Fee => "FEE",
            Self::Interest => "INTEREST",
            Self::Investment => "INVESTMENT",
        }
    }

    /// The words of a screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Spend => "Purchase",
            Self::Refund => "Refund",
            Self::Transfer => "Transfer",
            Self::CardPayment => "Card payment",
            Self::LoanPayment => "Loan payment",
            Self::Income => "Income",
            Self::P2pOut => "To a person",
            Self::P2pIn => "From a person",
            Self::Cash => "Cash",
            Self::Check => "Check",
            Self::Fee => "Fee",
            Self::Interest => "Interest",
            Self::Investment => "Investment",
        }
    }

    /// True for what the merchants view adds up: purchases, and refunds against them.
    pub fn is_spending(self) -> bool {
        matches!(self, Self::Spend | Self::Refund)
    }
}

/// How the rules read a row. Shared by all rows of the same text; made anew when the rules' version changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Version of the rules that made it.
    pub rules: u32,
    /// Who got the money; `None` for rows without a merchant (a transfer, cash, a fee).
    pub merchant: Option<Clean>,
    pub category: Category,
    pub kind: RowKind,
    /// A rule of the person's own keeps it out of every list and sum.
    pub hidden: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_and_kind_has_a_key_of_its_own() {
        for category in Category::ALL {
            assert_eq!(Category::from_key(category.key()), Some(category));
        }
        let keys: std::collections::BTreeSet<_> = RowKind::ALL.iter().map(|kind| kind.key()).collect();
        assert_eq!(keys.len(), RowKind::ALL.len());
        let words: std::collections::BTreeSet<_> = RowKind::ALL.iter().map(|kind| kind.words()).collect();
        assert_eq!(words.len(), RowKind::ALL.len());
    }
}
