//! What is paired and what must not be, a person's word before everything found, and the benchmark's floor where it is at hand.

use proptest::prelude::*;

use super::super::spending::tests::{book_of, day, row};
use super::*;
use crate::domain::{Currency, Delta, Money, TxnEdit};

fn stated(id: &str, owner: &str, account: (&str, &str), date: (u32, u32), amount: &str, text: &str) -> Stated {
    Stated {
        id: id.to_owned(),
        owner: owner.to_owned(),
        account: account.0.to_owned(),
        account_kind: account.1.to_owned(),
        day: day(2026, date.0, date.1),
        amount: Money::parse(amount, Currency::USD).unwrap(),
        text: text.to_owned(),
    }
}

const CHECKING: (&str, &str) = ("Chase Checking (...0001)", "checking");
const SAVINGS: (&str, &str) = ("Corner Savings (...0002)", "savings");
const CARD: (&str, &str) = ("Chase Freedom (...0003)", "card");
const WALLET: (&str, &str) = ("PayPal Balance (...0004)", "wallet");

fn judged(rows: &[Stated]) -> BTreeMap<String, (&'static str, String)> {
    let told = replay(rows, &Rates::default()).unwrap();
    told.into_iter().map(|row| (row.id, (row.kind.key(), row.partner.unwrap_or_default()))).collect()
}

/// Holds each row's kind and partner, written `id KIND partner`.
fn assert_judged(rows: &[Stated], expected: &[&str]) {
    let told = judged(rows);
    let told: Vec<String> =
        told.iter().map(|(id, (kind, partner))| format!("{id} {kind} {partner}").trim_end().to_owned()).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_card_payment_is_paired_and_a_purchase_of_the_same_amount_is_not() {
    let rows = [
        stated("a", "Pat", CHECKING, (3, 1), "-50", "Payment to Chase card ending in 0003 03/01"),
        stated("b", "Pat", CARD, (3, 2), "50", "Payment Thank You-Mobile"),
        stated("c", "Pat", CARD, (3, 1), "-50", "SHELL OIL 1234 QUECHEE VT"),
        stated("d", "Pat", CHECKING, (3, 1), "50", "Zelle payment from Jo Doe"),
    ];
    assert_judged(&rows, &["a CARD_PAYMENT b", "b CARD_PAYMENT a", "c SPEND", "d P2P_IN"]);
}

#[test]
fn a_number_of_another_account_rules_a_pair_out() {
    let rows = [
        stated("a", "Pat", CHECKING, (3, 1), "-50", "Online Transfer to SAV ...9999"),
        stated("b", "Pat", SAVINGS, (3, 1), "50", "Online Transfer from CHK ...0001"),
        stated("c", "Pat", CHECKING, (3, 2), "-50", "Online Transfer to SAV ...0002"),
    ];
    assert_judged(&rows, &["a TRANSFER", "b TRANSFER c", "c TRANSFER b"]);
}

#[test]
fn what_a_wallet_bought_is_spent_once_whoever_paid_the_wallet() {
    let rows = [
        stated("a", "Pat", CHECKING, (3, 3), "-30", "PAYPAL *CORNERBOOKS"),
        stated("b", "Pat", WALLET, (3, 1), "30", "Bank Deposit to PP Account"),
        stated("c", "Pat", WALLET, (3, 1), "-30", "Express Checkout Payment: CORNERBOOKS"),
        stated("d", "Pat", CHECKING, (5, 3), "-20", "PAYPAL INST XFER 123456789"),
        stated("e", "Pat", WALLET, (5, 1), "-20", "Express Checkout Payment: CORNERBOOKS"),
        stated("f", "Pat", CHECKING, (7, 3), "-10", "PAYPAL *CORNERBOOKS"),
    ];
    let expected = ["a TRANSFER b", "b TRANSFER a", "c SPEND", "d TRANSFER e", "e SPEND", "f SPEND"];
    assert_judged(&rows, &expected);
}

#[test]
fn a_refund_is_led_to_its_purchase_and_no_purchase_gives_back_more_than_it_cost() {
    let rows = [
        stated("a", "Pat", CARD, (3, 1), "-40", "CORNER BOOKS QUECHEE VT"),
        stated("b", "Pat", CARD, (3, 5), "-25", "CORNER BOOKS QUECHEE VT"),
        stated("c", "Pat", CARD, (3, 9), "40", "RETURN: CORNER BOOKS"),
        stated("d", "Pat", CARD, (3, 10), "20", "CORNER BOOKS QUECHEE VT"),
        stated("e", "Pat", CARD, (3, 11), "20", "CREDIT VOUCHER CORNER BOOKS"),
    ];
    assert_judged(&rows, &["a SPEND", "b SPEND", "c REFUND a", "d REFUND b", "e REFUND"]);
}

#[test]
fn what_came_back_to_its_own_account_is_paired_with_what_went() {
    let rows = [
        stated("a", "Pat", CHECKING, (3, 1), "-90", "WELLS FARGO EXT TRNSFR 260301"),
        stated("b", "Pat", CHECKING, (3, 5), "90", "ACH RETURN R01 5550100"),
    ];
    assert_judged(&rows, &["a TRANSFER b", "b TRANSFER a"]);
}

#[test]
fn another_currency_is_paired_at_the_rate_of_the_day_only() {
    let euros = |id: &str, amount: &str| Stated {
        amount: Money::parse(amount, Currency::EUR).unwrap(),
        ..stated(id, "Pat", ("Wise EUR (...0005)", "checking"), (3, 2), "1", "Received from PAT via Wise")
    };
    let dollars = stated("a", "Pat", CHECKING, (3, 1), "-110", "WISE US INC TRNWISE 1234567890");
    let mut rates = Rates::new(Currency::USD);
    rates.insert(Currency::EUR, day(2026, 1, 1), rust_decimal::Decimal::new(11, 1));
    for (amount, partner) in [("99.20", Some("b")), ("80", None)] {
        let told = replay(&[dollars.clone(), euros("b", amount)], &rates).unwrap();
        assert_eq!(told[0].partner.as_deref(), partner, "{amount}");
    }
}

#[test]
fn ids_that_are_doubled_are_refused() {
    let one = stated("a", "Pat", CARD, (3, 1), "-40", "CORNER BOOKS");
    assert_eq!(replay(&[one.clone(), one], &Rates::default()), Err(ReplayError::Doubled(Clean::new("a"))));
}

/// A transfer whose one side only a person could know, and a purchase.
fn doubtful() -> Book {
    let usd = Currency::USD;
    book_of(vec![
        row(1, 1, day(2026, 3, 1), "-70.00", usd, "0041 0042"),
        row(2, 2, day(2026, 3, 2), "70.00", usd, "PAYMENT THANK YOU"),
    ])
}

fn said(book: &Book, edits: Vec<Edit>) -> Book {
    let mut book = book.clone();
    book.apply(&Delta { edits, ..Delta::default() });
    book
}

#[test]
fn a_doubtful_pair_is_asked_once_and_the_answer_is_remembered() {
    let book = doubtful();
    let found = |book: &Book| pairs(book, Period::All, &Rates::default());
    let first = found(&book);
    assert_eq!((first.doubts.len(), first.sides()), (1, &[][..]));
    let yes = found(&said(&book, vec![first.doubts[0].answer(true)]));
    assert_eq!((yes.doubts.len(), yes.sides()), (0, &[(TxnId(1), TxnId(2))][..]));
    let no = found(&said(&book, vec![first.doubts[0].answer(false)]));
    assert_eq!((no.doubts.len(), no.sides()), (0, &[][..]));
}

#[test]
fn a_persons_word_on_a_row_comes_before_what_was_found() {
    let book = doubtful();
    let edit = |id: u64, edit: TxnEdit| Edit::Txn(TxnId(id), edit);
    let partner = said(&book, vec![edit(1, TxnEdit { partner: Some(TxnId(2)), ..TxnEdit::new() })]);
    let found = pairs(&partner, Period::All, &Rates::default());
    assert_eq!((found.partner(TxnId(2)), found.doubts.len()), (Some(TxnId(1)), 0));
    let none = said(&book, vec![edit(2, TxnEdit { transfer: Some(false), ..TxnEdit::new() })]);
    let found = pairs(&none, Period::All, &Rates::default());
    assert_eq!((found.partner(TxnId(1)), found.doubts.len()), (None, 0));
}

#[test]
fn a_wallets_purchase_is_not_both_paid_for_by_a_bank_and_sent_on() {
    let rows = [
        stated("bank", "Pat", CHECKING, (3, 2), "-10", "PAYPAL INST XFER 123456789"),
        stated("wallet", "Pat", WALLET, (3, 9), "-10", "CORNER BOOKS"),
        stated("savings", "Pat", SAVINGS, (3, 8), "10", "Payment Thank You-Mobile"),
    ];
    let told = judged(&rows);
    let partners: Vec<&str> = told.values().map(|(_, partner)| partner.as_str()).collect();
    assert_eq!(partners.iter().filter(|partner| **partner == "wallet").count(), 1, "{told:?}");
}

const TEXTS: &[&str] = &[
    "Payment to Chase card ending in 0003 03/01",
    "Payment Thank You-Mobile",
    "Withdrawal to Savings XXXXXXX0002",
    "Deposit from Checking XXXXXXX0001",
    "PAYPAL INST XFER 123456789",
    "Bank Deposit to PP Account",
    "General Withdrawal - Bank Account",
    "ACH RETURN R01 5550100",
    "CORNER BOOKS QUECHEE VT",
    "RETURN: CORNER BOOKS",
];

proptest! {
    #[test]
    fn order_does_not_matter_and_pairs_are_one_to_one_between_accounts_of_one_owner(
        drawn in proptest::collection::vec((0_usize..2, 0_usize..4, 1_u32..20, -3_i64..4, 0_usize..TEXTS.len()), 0..40),
        turn in 0_usize..40,
    ) {
        let accounts = [CHECKING, SAVINGS, CARD, WALLET];
        let made = drawn.iter().enumerate().filter(|(_, row)| row.3 != 0).map(|(at, (owner, account, on, amount, text))| {
            let (owner, amount) = (["Pat", "Jo"][*owner], format!("{}", amount * 10));
            stated(&format!("r{at:02}"), owner, accounts[*account], (3, *on), &amount, TEXTS[*text])
        });
        let rows: Vec<Stated> = made.collect();
        let told = judged(&rows);
        let by_id: BTreeMap<&str, &Stated> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let mut paid = BTreeSet::new();
        for (id, (kind, partner)) in told.iter().filter(|(_, (kind, partner))| *kind != "REFUND" && !partner.is_empty()) {
            let (one, other) = (by_id[id.as_str()], by_id[partner.as_str()]);
            prop_assert_eq!(&one.owner, &other.owner);
            let came_back = [one, other].iter().any(|row| row.text.starts_with("ACH RETURN"));
            prop_assert!(one.account != other.account || came_back, "{} {} {}", id, kind, partner);
            prop_assert!(paid.insert(partner.clone()), "{} is the partner of two", partner);
        }
        let mut turned = rows.clone();
        turned.rotate_left(turn.min(rows.len()));
        prop_assert_eq!(judged(&turned), told);
    }
}
