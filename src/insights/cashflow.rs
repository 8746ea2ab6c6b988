//! Money in, money out and what was left, month by month. What moves between own accounts is neither, card payments included; cash taken
//! out, checks and payments to people are money out; refunds take off what was spent. Currencies never mix.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{Amounts, Book, Currency, Month, Overflow, Period, RowKind, Transaction, TxnId};

use super::derivation::Derivation;
use super::outlook;
use super::recurring::Known;
use super::transfers::{Pairs, paired};

/// One month of one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub month: Month,
    pub currency: Currency,
    /// Income, a positive magnitude.
    pub money_in: Decimal,
    /// What was spent and paid, net of refunds, a positive magnitude; negative where more came back.
    pub money_out: Decimal,
    /// `money_in` less `money_out`.
    pub net: Decimal,
    /// By what net worth changes besides `net`, negative when it left: what moved to own accounts that are not in the book (a broker that is
    /// not linked) or is on its way at the month's end, debt that was paid down, and hidden rows.
    pub elsewhere: Decimal,
    /// Of what came in, thousandths that were kept; `None` without income. Below zero where more went out.
    pub saved_permille: Option<i64>,
    /// Of the running month: what the month will have been when all that is expected of recurring streams has come.
    pub forecast: Option<Forecast>,
    pub derivation: Derivation,
    /// Those of its rows that `money_in` adds up; the rest make `money_out`.
    pub income: Vec<TxnId>,
}

/// The running month at its end, by recurring streams alone: what is spent besides is not guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    pub money_in: Decimal,
    pub money_out: Decimal,
    pub net: Decimal,
    /// Charges and wages still to come.
    pub expected: usize,
}

/// Why a row is no cash flow; `None` for one that is.
fn left_out(book: &Book, pairs: &Pairs, row: &Transaction) -> Option<&'static str> {
    let edit = book.edit_of(row.id);
    match pairs.kind(book, row) {
        _ if !row.status.counts() => Some("not booked after all"),
        _ if book.is_row_hidden(row) => Some("hidden by you"),
        _ if book.is_hidden(row.account) => Some("on an account hidden by you"),
        RowKind::Transfer if edit.transfer == Some(true) => Some("transfers, as you said"),
        RowKind::Transfer | RowKind::CardPayment | RowKind::Investment if pairs.partner(row.id).is_none() => {
            Some(ELSEWHERE)
        }
        RowKind::Transfer => Some("between own accounts"),
        RowKind::CardPayment => Some("card payments"),
        RowKind::Investment => Some("investments"),
        // the other side of a payment that was counted where it left
        RowKind::LoanPayment if !row.amount.is_out() => Some("payments received on a loan"),
        _ => None,
    }
}

/// Why a movement is left out whose other side is not to be seen.
const ELSEWHERE: &str = "to and from own accounts that are not here";

fn is_income(kind: RowKind, row: &Transaction) -> bool {
    !row.amount.is_out() && kind != RowKind::Refund
}

/// Sums of a month while rows come in.
#[derive(Default)]
struct Sums {
    money_in: Amounts,
    money_out: Amounts,
    elsewhere: Amounts,
    derivation: Derivation,
    income: Vec<TxnId>,
}

/// The loaded rows of a period by month and currency, oldest first. A row belongs to the day under which lists show it.
///
/// `known` are the streams of which the running month's forecast is made; none make none.
pub fn cashflow(book: &Book, period: Period, known: &[Known], today: NaiveDate) -> Result<Vec<Flow>, Overflow> {
    let mut months: BTreeMap<(Month, Currency), Sums> = BTreeMap::new();
    let pairs = paired(book);
    for row in book.rows_in(period) {
        let sums = months.entry((Month::of(row.date()), row.amount.currency())).or_default();
        if let Some(why) = left_out(book, &pairs, row) {
            sums.derivation.leave_out(row.id, why);
            // both sides of what moved within the month add up to nothing
            if row.status.counts() && !book.is_hidden(row.account) {
                sums.elsewhere.add(row.amount)?;
            }
            continue;
        }
        if is_income(pairs.kind(book, row), row) {
            sums.money_in.add(row.amount)?;
            sums.income.push(row.id);
        } else {
            sums.money_out.add(row.amount.negated())?;
        }
        sums.derivation.rows.push(row.id);
    }
    let flow = |((month, currency), sums): ((Month, Currency), Sums)| {
        let (money_in, money_out) = (sums.money_in.of(currency), sums.money_out.of(currency));
        let (mut derivation, income) = (sums.derivation, sums.income);
        derivation.rules.push("income less what was spent and paid, refunds taken off".to_owned());
        let net = money_in.checked_sub(money_out).ok_or(Overflow)?;
        let elsewhere = sums.elsewhere.of(currency);
        if !elsewhere.is_zero() {
            derivation.rules.push(format!(
                "net worth changes by the net, and by {elsewhere} {currency} that moved to or from where it is not seen"
            ));
        }
        let running = month == Month::of(today);
        let forecast = if running { forecast(known, today, currency, (money_in, money_out))? } else { None };
        let saved_permille = permille(net, money_in);
        Ok(Flow { month, currency, money_in, money_out, net, elsewhere, saved_permille, forecast, derivation, income })
    };
    months.into_iter().map(flow).collect()
}

fn forecast(
    known: &[Known],
    today: NaiveDate,
    currency: Currency,
    so_far: (Decimal, Decimal),
) -> Result<Option<Forecast>, Overflow> {
    let ahead = outlook::expected(known, today, Month::of(today).last());
    let ahead: Vec<_> = ahead.into_iter().filter(|expected| expected.amount.currency() == currency).collect();
    if known.is_empty() {
        return Ok(None);
    }
    let (mut money_in, mut money_out) = so_far;
    for expected in &ahead {
        let amount = expected.amount.amount();
        let sum = if expected.amount.is_out() { &mut money_out } else { &mut money_in };
        *sum = sum.checked_add(amount.abs()).ok_or(Overflow)?;
    }
    let net = money_in.checked_sub(money_out).ok_or(Overflow)?;
    Ok(Some(Forecast { money_in, money_out, net, expected: ahead.len() }))
}

/// Thousandths, cut off.
fn permille(part: Decimal, whole: Decimal) -> Option<i64> {
    use rust_decimal::prelude::ToPrimitive;
    let positive = whole > Decimal::ZERO;
    let share = part.checked_mul(Decimal::ONE_THOUSAND)?.checked_div(whole).filter(|_| positive)?;
    share.trunc().to_i64()
}

#[cfg(test)]
mod tests {
    use super::super::spending::tests::{book_of, day, row};
    use super::*;
    use crate::domain::{Edit, TxnEdit};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn book() -> Book {
        let usd = Currency::USD;
        book_of(vec![
            row(1, 1, day(2026, 11, 1), "2000.00", usd, "ACME CORP DES:PAYROLL ID:1"),
            row(2, 2, day(2026, 11, 5), "-80.00", usd, "CORNER BOOKS QUECHEE VT"),
            row(3, 2, day(2026, 11, 6), "30.00", usd, "PURCHASE RETURN AUTHORIZED ON 11/05 CORNER BOOKS"),
            row(4, 1, day(2026, 11, 8), "-500.00", usd, "Online Transfer to SAV ...9920"),
            row(5, 1, day(2026, 11, 9), "-60.00", usd, "ATM WITHDRAWAL 0412 QUECHEE"),
            row(6, 2, day(2026, 11, 9), "-9.00", Currency::EUR, "STARBUCKS PARIS"),
            row(7, 1, day(2026, 10, 9), "-10.00", usd, "CORNER BOOKS QUECHEE VT"),
        ])
    }

    #[test]
    fn months_hold_income_and_what_was_spent_and_never_own_transfers() {
        let flows = cashflow(&book(), Period::All, &[], day(2026, 11, 22)).unwrap();
        let told: Vec<_> = flows
            .iter()
            .map(|flow| {
                (flow.month.to_string(), flow.currency.id(), flow.money_in, flow.money_out, flow.saved_permille)
            })
            .collect();
        let november = || "2026-11".to_owned();
        let expected = [
            ("2026-10".to_owned(), "USD", dec("0"), dec("10.00"), None),
            (november(), "EUR", dec("0"), dec("9.00"), None),
            (november(), "USD", dec("2000.00"), dec("110.00"), Some(945)),
        ];
        let mut told = told;
        told.sort();
        assert_eq!(told, expected);
        let usd = flows.iter().find(|flow| flow.money_in > Decimal::ZERO).unwrap();
        assert_eq!(usd.net, dec("1890.00"));
        assert_eq!(usd.derivation.left_out[0].why, ELSEWHERE, "the savings account is not in the book");
        assert_eq!(usd.elsewhere, dec("-500.00"));
        assert_eq!(usd.derivation.left_out[0].rows, [TxnId(4)]);
        assert_eq!(usd.derivation.rows.len(), 4);
        assert_eq!(usd.income, [TxnId(1)]);
    }

    #[test]
    fn a_persons_word_on_a_transfer_wins() {
        let mut book = book();
        let say = |transfer| TxnEdit { transfer: Some(transfer), ..TxnEdit::default() };
        let edits = vec![Edit::Txn(TxnId(4), say(false)), Edit::Txn(TxnId(5), say(true))];
        book.apply(&crate::domain::Delta { edits, ..crate::domain::Delta::default() });
        let flows = cashflow(&book, "2026-11".parse().unwrap(), &[], day(2026, 11, 22)).unwrap();
        let usd = flows.iter().find(|flow| flow.currency == Currency::USD).unwrap();
        assert_eq!(usd.money_out, dec("550.00"));
    }
}
