//! What a text says of a movement, given its sign and the kind of its account: the words with which banks of the US, the UK and Canada
//! print transfers, payments onto cards and loans, cash, fees and money between people. Sign and account are what `blank` does not know.

use crate::domain::{AccountKind, RowKind};

use super::super::text::{Words, has_digit};
use super::names;

/// The kind of a movement that is no purchase; `None` where the words do not tell. Takes normalized words.
pub(in crate::insights) fn find(words: Words<'_>, is_in: bool, kind: AccountKind) -> Option<RowKind> {
    let row = Row { words, is_in, kind };
    row.charge()
        .or_else(|| row.undone())
        .or_else(|| row.on_account())
        .or_else(|| row.earned())
        .or_else(|| row.between_people())
        .or_else(|| row.cash())
        .or_else(|| row.repaid())
        .or_else(|| row.moved())
}

/// True for what takes an earlier movement back: a returned payment, an unpaid debit.
pub(super) fn is_return(words: Words<'_>) -> bool {
    words.hold_any(RETURNS)
}

const RETURNS: &[&str] = &[
    "ACH RETURN",
    "RETURNED ACH",
    "RETURNED ITEM",
    "RETURN ITEM",
    "RETURNED PAYMENT",
    "RETURNED TRANSFER",
    "RETURNED DIRECT DEBIT",
    "UNPAID DIRECT DEBIT",
    "DIRECT DEBIT UNPAID",
    "PAYMENT REVERSED",
    "PAYMENT REVERSAL",
    "PAYMENT RETURNED",
    "REVERSED PAYMENT",
    "RETURNED NSF",
    "EFT RETURN",
    "RETURNED EFT",
];

/// What a bank charges for.
const CHARGED: &[&str] = &[
    "ATM",
    "ACCOUNT",
    "OVERDRAFT",
    "TRANSACTION",
    "SERVICE",
    "MAINTENANCE",
    "WIRE",
    "TRANSFER",
    "CHAPS",
    "OPERATOR",
    "ANNUAL",
    "LATE",
    "NSF",
    "STATEMENT",
    "ADVANCE",
    "EXCHANGE",
    "INTERAC",
    "ITEM",
    "INACTIVITY",
    "STERLING",
    "ARRANGEMENT",
    "OVERLIMIT",
    "RETURNED",
    "ABM",
    "PLAN",
    "LIMIT",
];

struct Row<'a> {
    words: Words<'a>,
    is_in: bool,
    kind: AccountKind,
}

impl Row<'_> {
    fn is_card(&self) -> bool {
        matches!(self.kind, AccountKind::CreditCard | AccountKind::LineOfCredit)
    }

    fn says(&self, phrases: &[&str]) -> bool {
        self.words.hold_any(phrases)
    }

    fn begins(&self, phrases: &[&str]) -> bool {
        self.words.start_any(phrases)
    }

    /// Fees, given back ones too, and interest.
    fn charge(&self) -> Option<RowKind> {
        let plain: Vec<&str> = self.words.text().split(' ').filter(|word| !has_digit(word)).collect();
        let at_end = plain.iter().rposition(|word| matches!(*word, "FEE" | "FEES"));
        let told = |end: usize| end + 3 >= plain.len() && plain[..end].iter().any(|word| CHARGED.contains(word));
        if plain.len() <= 7 && at_end.is_some_and(told) {
            return Some(RowKind::Fee);
        }
        let interest = self.says(&["INTEREST CHARGE", "INTEREST CHARGED", "FINANCE CHARGE", "INTEREST PAID"])
            || self.begins(&[
                "INTEREST PAYMENT",
                "INTEREST EARNED",
                "INTEREST CREDIT",
                "CREDIT INTEREST",
                "GROSS INTEREST",
            ])
            || self.begins(&[
                "MONTHLY INTEREST",
                "INTEREST ADDED",
                "LOAN INTEREST",
                "DEPOSIT INTEREST",
                "DEBIT INTEREST",
            ])
            || self.kind == AccountKind::Loan && !self.is_in && self.says(&["INTEREST"]);
        interest.then_some(RowKind::Interest)
    }

    /// Payments that did not hold, and what a card gives back of what was paid too much.
    fn undone(&self) -> Option<RowKind> {
        if self.says(&["CREDIT BALANCE REFUND", "CR BAL REFUND", "CREDIT BAL REFUND", "CREDIT BALANCE TRANSFER"]) {
            return Some(RowKind::CardPayment);
        }
        is_return(self.words).then_some(if self.is_card() { RowKind::CardPayment } else { RowKind::Transfer })
    }

    /// What depends on the account that the row is on.
    fn on_account(&self) -> Option<RowKind> {
        match self.kind {
            AccountKind::Investment
                if self.is_in && self.begins(&["DIVIDEND", "CASH DIVIDEND", "QUALIFIED DIVIDEND"]) =>
            {
                Some(RowKind::Income)
            }
            AccountKind::Investment => Some(RowKind::Investment),
            AccountKind::Loan | AccountKind::Mortgage if self.is_in => Some(RowKind::LoanPayment),
            AccountKind::CreditCard | AccountKind::LineOfCredit if self.is_in => self.onto_card(),
            AccountKind::Wallet => self.in_wallet(),
            _ => None,
        }
    }

    fn onto_card(&self) -> Option<RowKind> {
        if self.says(&["REDEMPTION CREDIT", "CASH BACK", "CASHBACK", "REWARD", "REWARDS", "STATEMENT CREDIT"]) {
            return Some(RowKind::Income);
        }
        let pays = self.says(&["PAYMENT", "PYMT", "PMT", "AUTOPAY", "EPAYMENT"]);
        let whose = self.says(&[
            "THANK YOU",
            "RECEIVED",
            "MERCI",
            "ONLINE",
            "MOBILE",
            "AUTOPAY",
            "AUTOMATIC",
            "DIRECT DEBIT",
            "BY BANK",
        ]);
        (pays && whose || self.begins(&["PAYMENT", "DIRECTPAY", "DIRECT DEBIT", "INTERNET PAYMENT"]))
            .then_some(RowKind::CardPayment)
    }

    fn in_wallet(&self) -> Option<RowKind> {
        if self.says(&[
            "BANK DEPOSIT",
            "CARD DEPOSIT",
            "ADD TO BAL",
            "ADDED TO BALANCE",
            "ADD MONEY",
            "TOP UP",
            "ADD FUNDS",
        ]) || self.begins(&[
            "GENERAL WITHDRAWAL",
            "INSTANT TRANSFER",
            "STANDARD TRANSFER",
            "WITHDRAWAL",
            "WITHDRAW",
            "CASH OUT",
        ]) || self.begins(&["TRANSFER TO", "TRANSFER FROM", "BANK TRANSFER", "USER INITIATED WITHDRAWAL"])
        {
            return Some(RowKind::Transfer);
        }
        if self.says(&["EXPRESS CHECKOUT", "PREAPPROVED PAYMENT", "WEBSITE PAYMENT", "PAYMENT REFUND"]) {
            return None;
        }
        let person =
            self.begins(&[
                "GENERAL PAYMENT",
                "MOBILE PAYMENT",
                "SEND MONEY",
                "PAYMENT TO",
                "PAYMENT FROM",
                "MONEY SENT",
            ]) || self.begins(&["PAYMENT RECEIVED", "MONEY RECEIVED", "SENT TO", "RECEIVED FROM", "PERSONAL PAYMENT"]);
        person.then(|| self.person())
    }

    fn person(&self) -> RowKind {
        if self.is_in { RowKind::P2pIn } else { RowKind::P2pOut }
    }

    /// Pay and what a state gives back.
    fn earned(&self) -> Option<RowKind> {
        let pay =
            self.says(&["PAYROLL", "SALARY", "WAGES", "DIRECT DEP", "DIR DEP", "DIRECT DEPOSIT", "PAYE REPAYMENT"])
                || self.says(&["TAX REF", "TAX REFUND", "TAXREFUND", "TAX REPAYMENT", "IRS TREAS", "PENSION PAYMENT"]);
        (self.is_in && pay).then_some(RowKind::Income)
    }

    fn between_people(&self) -> Option<RowKind> {
        if self.is_card() || self.says(&["VIA WISE"]) {
            return None;
        }
        let app = self.begins(&["ZELLE", "INTERAC E TRANSFER", "E TRANSFER", "ETRANSFER", "VIREMENT INTERAC", "PAYM"])
            || self.says(&[
                "MONEY SENT TO",
                "MONEY RECEIVED FROM",
                "E TRANSFER SENT",
                "E TRANSFER RECEIVED",
                "AUTODEPOSIT",
            ])
            || self.says(&["ZELLE TO", "ZELLE FROM", "ZELLE PAYMENT", "ZELLE TRANSFER"]);
        if app {
            return Some(self.person());
        }
        if self.is_in && self.begins(&["RECEIVED FROM", "FASTER PAYMENT FROM", "FASTER PAYMENTS RECEIPT"]) {
            return Some(RowKind::P2pIn);
        }
        let billed = self.begins(&["BILL PAYMENT TO", "FASTER PAYMENT TO", "PAYMENT TO", "SENT TO"]);
        (!self.is_in && billed && !names::pays_card(self.words) && names::is_person(self.words))
            .then_some(RowKind::P2pOut)
    }

    fn cash(&self) -> Option<RowKind> {
        if self.begins(&["CASH AND CARRY", "CASH APP"]) || self.is_card() && self.is_in {
            return None;
        }
        let told = self.says(&[
            "CASH MACHINE",
            "CASHPOINT",
            "CASH WITHDRAWAL",
            "CASH DEPOSIT",
            "CASH PAID IN",
            "CASH ADVANCE",
        ]) || self.begins(&[
            "ATM",
            "PTB WD",
            "ABM WITHDRAWAL",
            "PTB DEP",
            "WITHDRAWAL ATM",
            "DEPOSIT ATM",
            "COUNTER WITHDRAWAL",
        ]) || self.says(&[
            "ATM WITHDRAW",
            "ATM WITHDRAWAL",
            "ATM WITHDRWL",
            "ATM DEPOSIT",
            "NOTEMACHINE",
            "LINK ATM",
        ]);
        told.then_some(RowKind::Cash)
    }

    /// From an account that holds money onto a card, a loan or to a broker.
    fn repaid(&self) -> Option<RowKind> {
        if self.is_card() {
            return None;
        }
        if !self.is_in && names::is_lender(self.words) {
            return Some(RowKind::LoanPayment);
        }
        if !self.is_in && names::pays_card(self.words) {
            return Some(RowKind::CardPayment);
        }
        let loan =
            self.words.text().split(' ').any(|word| word.len() > 4 && word.ends_with("LOAN") || word == "MORTGAGE")
                && self.says(&["DDR", "DD", "PAYMENT", "PMT", "PYMT", "REPAYMENT", "STO"])
                || self.says(&[
                    "LOAN PAYMENT",
                    "LOAN PMT",
                    "LOAN PYMT",
                    "LOAN REPAYMENT",
                    "AUTO LOAN",
                    "STUDENT LOAN",
                    "MORTGAGE PMT",
                ]);
        if !self.is_in && loan {
            return Some(RowKind::LoanPayment);
        }
        names::is_broker(self.words).then_some(RowKind::Investment)
    }

    /// Between accounts that hold money.
    fn moved(&self) -> Option<RowKind> {
        if self.is_card() {
            return None;
        }
        let told =
            self.begins(&[
                "WITHDRAWAL TO",
                "DEPOSIT FROM",
                "ONLINE ACH PAYMENT",
                "ONLINE TRANSFER",
                "ONLINE BANKING TRANSFER",
            ]) || self.begins(&[
                "WWW TRF",
                "WWW TRANSFER",
                "TRANSFER TO",
                "TRANSFER FROM",
                "FUNDS TRANSFER",
                "TFR",
                "TRF",
                "TF",
            ]) || self.begins(&[
                "REAL TIME TRANSFER",
                "ROUND UP",
                "ROUNDUP",
                "SAVE THE CHANGE",
                "KEEP THE CHANGE",
                "MOBILE TRANSFER",
            ]) || self.begins(&["INTERNET TRANSFER", "INTERNAL TRANSFER", "AUTOMATIC TRANSFER", "RECURRING TRANSFER"])
                || self.begins(&["CUSTOMER TRANSFER", "MOVE TO", "MOVE FROM", "EFT TO", "EFT FROM"])
                || self.says(&[
                    "EXT TRNSFR",
                    "TRNSFR",
                    "DDA TO DDA",
                    "EXTERNAL TRANSFER",
                    "TRANSFERWISE",
                    "TRNWISE",
                    "VIA WISE",
                    "WISE PAYMENTS",
                ])
                || self.says(&["WISE US INC", "PAYPAL TRANSFER", "VENMO CASHOUT", "CASH APP CASH OUT", "ACH TRANSFER"])
                || self.begins(&["WISE"]) && self.words.text().len() < 40
                || self.begins(&["ACH DEPOSIT", "ACH WITHDRAWAL", "ACH CREDIT", "ACH DEBIT"])
                    && names::banks_in(self.words) != 0
                || self.says(&["WEB PMTS", "WEB XFR", "P2P WEB", "TRANSFER"]) && names::begins_with_bank(self.words);
        told.then_some(RowKind::Transfer)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::text::normalize;
    use super::*;

    #[test]
    fn sign_and_account_tell_what_the_words_mean() {
        use AccountKind::{Checking, CreditCard, Investment, Loan, Savings, Wallet};
        for (text, is_in, account, kind) in [
            ("Payment to Chase card ending in 0042 04/12", false, Checking, Some(RowKind::CardPayment)),
            ("VISA PYMT XXXX0042", false, Checking, Some(RowKind::CardPayment)),
            ("PAYMENT - THANK YOU / PAIEMENT - MERCI", true, CreditCard, Some(RowKind::CardPayment)),
            ("RETURNED PAYMENT", false, CreditCard, Some(RowKind::CardPayment)),
            ("REDEMPTION CREDIT", true, CreditCard, Some(RowKind::Income)),
            ("Withdrawal to Savings XXXXXXX0042", false, Checking, Some(RowKind::Transfer)),
            ("ACH RETURN R01 5550100", true, Savings, Some(RowKind::Transfer)),
            ("General Withdrawal - Bank Account", false, Wallet, Some(RowKind::Transfer)),
            ("General Payment - Pat Doe", false, Wallet, Some(RowKind::P2pOut)),
            ("Mobile Payment from Pat Doe", true, Wallet, Some(RowKind::P2pIn)),
            ("REPAYMENT RECEIVED", true, Loan, Some(RowKind::LoanPayment)),
            ("LOAN INTEREST CHARGE", false, Loan, Some(RowKind::Interest)),
            ("YOU BOUGHT VTI", false, Investment, Some(RowKind::Investment)),
            ("BILL PAYMENT TO PAT DOE REF A1 BBP", false, Checking, Some(RowKind::P2pOut)),
            ("CASH MACHINE OPERATOR FEE REVERSAL", true, Checking, Some(RowKind::Fee)),
            ("CASH & CARRY FOODSERVICE", false, Checking, None),
            ("CHASE CENTER CONCESSION 12", false, Checking, None),
            ("GREENLEAF APARTMENTS RENT PAYMENT", false, Checking, None),
        ] {
            assert_eq!(find(Words::of(&normalize(text)), is_in, account), kind, "{text}");
        }
    }
}
