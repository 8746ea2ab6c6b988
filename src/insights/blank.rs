//! Rows that have no merchant: card payments, transfers, cash, checks, fees, interest, pay. Known by the phrases that US banks print,
//! matched as whole words, the narrow ones first.

use crate::domain::{Category, RowKind};

use super::text::{has_digit, holds, starts};

/// A row without a merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blank {
    pub kind: RowKind,
    pub category: Category,
    /// The phrase that told.
    pub phrase: &'static str,
}

/// Where a phrase must stand.
#[derive(Clone, Copy)]
enum At {
    Start,
    Anywhere,
    /// The whole text, but for words with digits.
    Whole,
}

type Rule = (At, &'static [&'static str], RowKind, Category);

/// In order: a wire's fee is a fee, a cash advance's interest is interest.
const RULES: &[Rule] = &[
    (At::Start, FEES, RowKind::Fee, Category::BankFees),
    (
        At::Anywhere,
        &[
            "WIRE TRANSFER FEE",
            "FOREIGN TRANSACTION FEE",
            "INTERNATIONAL TRANSACTION FEE",
            "ATM FEE",
            "ATM TRANSACTION FEE",
            "ATM WITHDRAWAL FEE",
        ],
        RowKind::Fee,
        Category::BankFees,
    ),
    (At::Start, INTEREST_CHARGED, RowKind::Interest, Category::BankFees),
    (At::Start, INTEREST_EARNED, RowKind::Interest, Category::Income),
    (At::Whole, &["INTEREST", "DIVIDEND"], RowKind::Interest, Category::Income),
    (At::Anywhere, PAY, RowKind::Income, Category::Income),
    (At::Start, CARD_START, RowKind::CardPayment, Category::LoanPayments),
    (At::Anywhere, CARD_ANYWHERE, RowKind::CardPayment, Category::LoanPayments),
    (
        At::Whole,
        &[
            "PAYMENT",
            "CC PAYMENT",
            "AUTOPAY",
            "ONLINE PAYMENT",
            "MOBILE PAYMENT",
            "INTERNET PAYMENT",
            "ELECTRONIC PAYMENT",
        ],
        RowKind::CardPayment,
        Category::LoanPayments,
    ),
    (
        At::Start,
        &["LOAN PAYMENT", "AUTO LOAN PAYMENT", "STUDENT LOAN PAYMENT", "MORTGAGE PAYMENT", "LOAN PMT"],
        RowKind::LoanPayment,
        Category::LoanPayments,
    ),
    (At::Start, P2P, RowKind::P2pOut, Category::TransferOut),
    (At::Start, CASH, RowKind::Cash, Category::TransferOut),
    (
        At::Anywhere,
        &["ATM WITHDRAWAL", "ATM WITHDRWL", "CASH WITHDRAWAL", "ATM CASH DEPOSIT", "ATM DEPOSIT"],
        RowKind::Cash,
        Category::TransferOut,
    ),
    (
        At::Start,
        &[
            "MOBILE DEPOSIT",
            "MOBILE CHECK DEPOSIT",
            "CHECK DEPOSIT",
            "REMOTE DEPOSIT",
            "DEPOSITED CHECK",
            "REMOTE ONLINE DEPOSIT",
        ],
        RowKind::Check,
        Category::TransferIn,
    ),
    (At::Start, &["CASHED CHECK", "CHECK PAID"], RowKind::Check, Category::TransferOut),
    (At::Whole, &["CHECK", "CASHED CHECK"], RowKind::Check, Category::TransferOut),
    (At::Start, TRANSFERS, RowKind::Transfer, Category::TransferOut),
    (
        At::Anywhere,
        &[
            "WIRE TRANSFER",
            "ONLINE BANKING TRANSFER",
            "PAYPAL INST XFER",
            "KEEP THE CHANGE TRANSFER",
            "EXT TRNSFR",
            "EXTERNAL TRANSFER",
        ],
        RowKind::Transfer,
        Category::TransferOut,
    ),
    (
        At::Whole,
        &[
            "TRANSFER",
            "XFER",
            "SEPA TRANSFER",
            "ACH WITHDRAWAL",
            "ACH DEBIT",
            "ACH CREDIT",
            "ACH DEPOSIT",
            "ACH PAYMENT",
        ],
        RowKind::Transfer,
        Category::TransferOut,
    ),
];

const FEES: &[&str] = &[
    "MONTHLY SERVICE FEE",
    "MONTHLY MAINTENANCE FEE",
    "MONTHLY FEE",
    "MAINTENANCE FEE",
    "SERVICE CHARGE",
    "SERVICE FEE",
    "OVERDRAFT FEE",
    "OVERDRAFT ITEM FEE",
    "OVERDRAFT PROTECTION FEE",
    "NSF FEE",
    "RETURNED ITEM FEE",
    "RETURNED PAYMENT FEE",
    "INSUFFICIENT FUNDS FEE",
    "LATE FEE",
    "LATE PAYMENT FEE",
    "LATE CHARGE",
    "ANNUAL FEE",
    "ANNUAL MEMBERSHIP FEE",
    "MEMBERSHIP FEE",
    "FOREIGN TRANSACTION FEE",
    "FOREIGN EXCHANGE FEE",
    "FOREIGN EXCH RT ADJ FEE",
    "INTL TRANSACTION FEE",
    "CASH ADVANCE FEE",
    "BALANCE TRANSFER FEE",
    "ATM FEE",
    "NON NETWORK ATM FEE",
    "OUT OF NETWORK ATM FEE",
    "ATM SURCHARGE",
    "WIRE FEE",
    "INCOMING WIRE FEE",
    "OUTGOING WIRE FEE",
    "STOP PAYMENT FEE",
    "MINIMUM BALANCE FEE",
    "PAPER STATEMENT FEE",
    "OVER LIMIT FEE",
    "OVERLIMIT FEE",
    "EXCESS TRANSACTION FEE",
];
const INTEREST_CHARGED: &[&str] = &[
    "INTEREST CHARGE",
    "INTEREST CHARGED",
    "INTEREST CHARGES",
    "PURCHASE INTEREST CHARGE",
    "CASH ADVANCE INTEREST",
    "FINANCE CHARGE",
    "PURCHASE FINANCE CHARGE",
    "PURCHASES FINANCE CHARGE",
    "MINIMUM INTEREST CHARGE",
    "OVERDRAFT INTEREST",
];
const INTEREST_EARNED: &[&str] = &[
    "INTEREST PAYMENT",
    "INTEREST PAID",
    "INTEREST EARNED",
    "INTEREST CREDIT",
    "INTEREST CREDITED",
    "INTEREST DEPOSIT",
    "INTEREST ADJUSTMENT",
    "MONTHLY INTEREST",
    "DIVIDEND EARNED",
    "DIVIDEND DEPOSIT",
    "DIVIDEND PAYMENT",
    "CREDIT INTEREST",
];
const PAY: &[&str] = &[
    "PAYROLL",
    "DIRECT DEPOSIT",
    "DIR DEP",
    "DIRECT DEP",
    "DIRDEP",
    "DIR DEPOSIT",
    "SALARY",
    "TAX REFUND",
    "IRS TREAS 310",
    "SSA TREAS 310",
    "UNEMPLOYMENT BENEFIT",
    "CASHBACK BONUS",
    "CASH BACK REWARD",
    "CASH REWARDS",
    "REWARDS REDEMPTION",
    "REWARDS CASH BACK",
    "STATEMENT CREDIT",
    "CASH BACK STATEMENT CREDIT",
];
const CARD_START: &[&str] = &[
    "AUTOPAY PAYMENT",
    "AUTOMATIC PAYMENT",
    "PAYMENT RECEIVED",
    "ELECTRONIC PAYMENT RECEIVED",
    "PAYMENT TO CHASE CARD",
    "CHASE CREDIT CRD",
    "CHASE CARD",
    "AMEX EPAYMENT",
    "AMERICAN EXPRESS ACH PMT",
    "AMERICAN EXPRESS CREDIT CARD",
    "DISCOVER E PAYMENT",
    "DISCOVER BANK E PAYMENT",
    "CITI CARD ONLINE",
    "CITI AUTOPAY",
    "CITI PAYMENT",
    "CAPITAL ONE CRCARDPMT",
    "CAPITAL ONE MOBILE PMT",
    "CAPITAL ONE MOBILE PYMT",
    "CAPITAL ONE ONLINE PMT",
    "CAPITAL ONE ONLINE PYMT",
    "CAPITAL ONE AUTOPAY",
    "CAPITAL ONE AUTO PYMT",
    "BARCLAYCARD US",
    "APPLECARD GSBANK",
    "WF CREDIT CARD",
    "WELLS FARGO CARD",
    "BK OF AMER VISA",
    "BANK OF AMERICA CREDIT CARD",
    "SYNCHRONY BANK",
    "SYNCB",
    "COMENITY",
    "US BANK CREDIT CARD",
    "CARDMEMBER SERV",
    "CARDMEMBER SERVICES",
    "ONLINE BANKING PAYMENT TO CRD",
    "ONLINE PAYMENT FROM",
    "ONLINE PAYMENT THANK",
];
const CARD_ANYWHERE: &[&str] = &[
    "PAYMENT THANK YOU",
    "THANK YOU FOR YOUR PAYMENT",
    "CREDIT CARD PAYMENT",
    "CREDIT CARD BILL PAYMENT",
    "CREDIT CARD PMT",
    "CREDIT CARD AUTO PAY",
    "CREDIT CRD AUTOPAY",
    "CARD AUTOPAY",
    "PAYMENT TO CREDIT CARD",
];
const P2P: &[&str] =
    &["ZELLE", "VENMO PAYMENT", "CASH APP", "CASHAPP", "SQUARE CASH", "APPLE CASH", "INTERAC E TRANSFER", "E TRANSFER"];
const CASH: &[&str] = &[
    "ATM",
    "NON WF ATM",
    "CASH WITHDRAWAL",
    "CASH ADVANCE",
    "CASH DEPOSIT",
    "COUNTER WITHDRAWAL",
    "TELLER WITHDRAWAL",
    "BRANCH WITHDRAWAL",
    "WITHDRAWAL MADE IN A BRANCH",
    "TELLER CASH WITHDRAWAL",
];
const TRANSFERS: &[&str] = &[
    "ONLINE TRANSFER",
    "ONLINE BANKING TRANSFER",
    "MOBILE TRANSFER",
    "MOBILE BANKING TRANSFER",
    "INTERNAL TRANSFER",
    "AUTOMATIC TRANSFER",
    "RECURRING TRANSFER",
    "SCHEDULED TRANSFER",
    "TRANSFER TO",
    "TRANSFER FROM",
    "FUNDS TRANSFER",
    "INCOMING WIRE",
    "OUTGOING WIRE",
    "DOMESTIC WIRE",
    "INTERNATIONAL WIRE",
    "WIRE OUT",
    "WIRE IN",
    "BOOK TRANSFER",
    "ACCOUNT TRANSFER",
    "OVERDRAFT TRANSFER",
    "AGENT ASSISTED TRANSFER",
    "ACH TRANSFER",
    "SAVE AS YOU GO",
    "PAYPAL TRANSFER",
    "PAYPAL ECHECK",
    "PAYPAL ADD TO BAL",
    "BANK DEPOSIT TO PP ACCOUNT",
    "VENMO CASHOUT",
    "CASH OUT",
    "MONEY TRANSFER",
    "REAL TIME TRANSFER",
    "ODP TRANSFER",
    "BALANCE TRANSFER",
    "OVERDRAFT PROTECTION TRANSFER",
];

/// The kind of a row without a merchant; `None` for every other. Takes normalized words.
pub(super) fn find(words: &str) -> Option<Blank> {
    if let Some(blank) = RULES.iter().find_map(|rule| apply(rule, words)) {
        return Some(directed(blank, words));
    }
    // "EXAMPLEBANK ATM 04/12 ... WITHDRWL": the bank's name before, the place between
    let cash = holds(words, "ATM") && ["WITHDRAWAL", "WITHDRWL", "WITHDRAW", "DEPOSIT"].iter().any(|w| holds(words, w));
    cash.then(|| directed(Blank { kind: RowKind::Cash, category: Category::TransferOut, phrase: "ATM" }, words))
}

fn apply((at, phrases, kind, category): &Rule, words: &str) -> Option<Blank> {
    let told = |phrase: &&&'static str| match at {
        At::Start => starts(words, phrase),
        At::Anywhere => holds(words, phrase),
        At::Whole => starts(words, phrase) && words[phrase.len()..].split_whitespace().all(has_digit),
    };
    phrases.iter().find(told).map(|phrase| Blank { kind: *kind, category: *category, phrase })
}

/// Which way the words say the money went; the sign of a row has the last word, see `read`.
fn directed(mut blank: Blank, words: &str) -> Blank {
    let into = ["FROM", "INCOMING", "CASHOUT", "CASH OUT", "DEPOSIT"].iter().any(|word| holds(words, word));
    if into && blank.category == Category::TransferOut {
        blank.category = Category::TransferIn;
        if blank.kind == RowKind::P2pOut {
            blank.kind = RowKind::P2pIn;
        }
    }
    blank
}

#[cfg(test)]
mod tests {
    use super::super::text::normalize;
    use super::*;

    #[test]
    fn rows_without_a_merchant_are_known_by_their_phrase() {
        use RowKind::{CardPayment, Cash, Check, Fee, Income, Interest, LoanPayment, P2pIn, P2pOut, Transfer};
        for (text, kind, category) in [
            ("Payment Thank You-Mobile", CardPayment, Category::LoanPayments),
            ("CHASE CREDIT CRD AUTOPAY 240112", CardPayment, Category::LoanPayments),
            ("Online Banking payment to CRD 1234 Confirmation# 555", CardPayment, Category::LoanPayments),
            ("CHECK #2231", Check, Category::TransferOut),
            ("SOMEBANK ATM 04/12 #000123 WITHDRWL MAIN ST", Cash, Category::TransferOut),
            ("ATM CASH DEPOSIT 04/12", Cash, Category::TransferIn),
            ("Zelle payment to Pat Doe Conf# ab12", P2pOut, Category::TransferOut),
            ("Zelle payment from Pat Doe", P2pIn, Category::TransferIn),
            ("Online Transfer from SAV ...9920", Transfer, Category::TransferIn),
            ("DOMESTIC WIRE TRANSFER FEE", Fee, Category::BankFees),
            ("NON-SOMEBANK ATM TRANSACTION FEE 04/12", Fee, Category::BankFees),
            ("SOMEBANK EXT TRNSFR 2822 PAT DOE", Transfer, Category::TransferOut),
            ("PAYPAL ADD TO BAL 2459 WEB ID: PAYPALSI77", Transfer, Category::TransferOut),
            ("INTEREST CHARGED ON CASH ADVANCES", Interest, Category::BankFees),
            ("INTEREST PAID", Interest, Category::Income),
            ("GLOBEX CORP DES:PAYROLL ID:1", Income, Category::Income),
            ("MORTGAGE PAYMENT 00123", LoanPayment, Category::LoanPayments),
        ] {
            let blank = find(&normalize(text)).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((blank.kind, blank.category), (kind, category), "{text}");
        }
    }

    #[test]
    fn merchants_that_sound_like_banking_are_none_of_it() {
        for text in [
            "ATMOSPHERE GRILL",
            "CHECKERS 123",
            "PAYMENT PLUS CAFE",
            "INTEREST BOOKS",
            "TRANSFERWARE ANTIQUES",
            "CHECK INTO CASH CAFE",
        ] {
            assert_eq!(find(&normalize(text)), None, "{text}");
        }
    }
}
