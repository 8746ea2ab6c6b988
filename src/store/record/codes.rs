//! Numbers for the domain's enums as they lie on disk. Append only: a number, once given, keeps its meaning, whatever the order in
//! which the domain lists its variants.

use crate::domain::{
    AccountKind, AccountState, AlertState, Category, CounterpartyRole, Purpose, RowKind, Severity, SyncOutcome, Topic,
    TxnStatus,
};

use super::Unreadable;

/// An enum with a number for each variant.
pub(in crate::store) trait Coded: Sized {
    fn code(self) -> u8;
    fn from_code(code: u8) -> Result<Self, Unreadable>;
}

macro_rules! codes {
    ($name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl Coded for $name {
            fn code(self) -> u8 {
                match self { $(Self::$variant => $code),+ }
            }

            fn from_code(code: u8) -> Result<Self, Unreadable> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(Unreadable(concat!("it has an unknown number for ", stringify!($name)))),
                }
            }
        }
    };
}

codes!(AccountKind {
    Checking = 0,
    Savings = 1,
    Cash = 2,
    CreditCard = 3,
    LineOfCredit = 4,
    Loan = 5,
    Mortgage = 6,
    Investment = 7,
    Wallet = 8,
    Prepaid = 9,
    Other = 10,
});

codes!(AccountState { Open = 0, Closed = 1, Gone = 2 });

codes!(AlertState { New = 0, Seen = 1, Dismissed = 2 });

codes!(Severity { Notice = 0, Warning = 1, Urgent = 2 });

codes!(Purpose { Link = 0, Accounts = 1, Transactions = 2, Refresh = 3, Revoke = 4 });

codes!(SyncOutcome { Ok = 0, Partial = 1, Failed = 2 });

codes!(Topic { Stream = 0, Alert = 1, Pair = 2, Rule = 3 });

codes!(TxnStatus { Pending = 0, Posted = 1, Dropped = 2, Removed = 3 });

codes!(CounterpartyRole {
    Merchant = 0,
    Marketplace = 1,
    PaymentApp = 2,
    Terminal = 3,
    Bank = 4,
    IncomeSource = 5,
    Person = 6,
    Other = 7,
});

codes!(Category {
    Income = 0,
    TransferIn = 1,
    TransferOut = 2,
    LoanPayments = 3,
    BankFees = 4,
    Entertainment = 5,
    FoodAndDrink = 6,
    GeneralMerchandise = 7,
    HomeImprovement = 8,
    Medical = 9,
    PersonalCare = 10,
    GeneralServices = 11,
    GovernmentAndNonProfit = 12,
    Transportation = 13,
    Travel = 14,
    RentAndUtilities = 15,
    Uncategorized = 16,
});

codes!(RowKind {
    Spend = 0,
    Refund = 1,
    Transfer = 2,
    CardPayment = 3,
    LoanPayment = 4,
    Income = 5,
    P2pOut = 6,
    P2pIn = 7,
    Cash = 8,
    Check = 9,
    Fee = 10,
    Interest = 11,
    Investment = 12,
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_comes_back_from_its_number() {
        for kind in AccountKind::ALL {
            assert_eq!(AccountKind::from_code(kind.code()), Ok(kind));
        }
        for category in Category::ALL {
            assert_eq!(Category::from_code(category.code()), Ok(category));
        }
        for kind in RowKind::ALL {
            assert_eq!(RowKind::from_code(kind.code()), Ok(kind));
        }
        for topic in Topic::ALL {
            assert_eq!(Topic::from_code(topic.code()), Ok(topic));
        }
        assert!(TxnStatus::from_code(4).is_err());
    }
}
