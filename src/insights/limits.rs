//! What is left of the limits that a person set to a month, by category or by merchant.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::{Amounts, Book, Clean, Limit, Limited, Month, Overflow, Period, Transaction};

use super::derivation::Derivation;
use super::outlook;
use super::parts;
use super::recurring::Known;
use super::spending;
use super::text::normalize;
use super::transfers::paired;

/// One limit in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    pub limit: Limit,
    pub month: Month,
    /// What counts against it, net of refunds, a positive magnitude; negative where more came back.
    pub spent: Decimal,
    /// What is still free; negative once the limit is passed.
    pub left: Decimal,
    /// `spent` in thousandths of the limit, from 0 up.
    pub used_permille: u32,
    /// What recurring charges will still take in the running month, a positive magnitude.
    pub expected: Decimal,
    pub derivation: Derivation,
}

/// The limits in their order, as far as the loaded rows of that month use them up. `known` may be empty: then nothing is expected.
pub fn allowances(
    book: &Book,
    limits: &[Limit],
    month: Month,
    known: &[Known],
    today: chrono::NaiveDate,
) -> Result<Vec<Allowance>, Overflow> {
    if limits.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = paired(book);
    let rows: Vec<&Transaction> = spending::rows(book, &pairs, Period::Month(month)).collect();
    let runs = month == Month::of(today);
    let ahead = if runs { outlook::expected(known, today, month.last()) } else { Vec::new() };
    let allowance = |limit: &Limit| {
        let currency = limit.amount.currency();
        let wanted = Wanted::of(&limit.of);
        let mut spent = Amounts::default();
        let mut derivation = Derivation::default();
        derivation.rules.push(format!("spent in {month}, refunds taken off, against your limit of {}", limit.amount));
        for row in rows.iter().filter(|row| row.amount.currency() == currency) {
            if let Some(amount) = wanted.part(book, row) {
                spent.add(amount.negated())?;
                derivation.rows.push(row.id);
            }
        }
        let mut expected = Amounts::default();
        for charge in ahead.iter().filter(|charge| charge.amount.is_out() && charge.amount.currency() == currency) {
            let category = known.get(charge.stream).map(|known| known.stream.category);
            if wanted.holds(&charge.who, category) {
                expected.add(charge.amount.negated())?;
            }
        }
        let spent = spent.of(currency);
        let left = limit.amount.amount().checked_sub(spent).ok_or(Overflow)?;
        let used_permille = permille(spent, limit.amount.amount());
        let expected = expected.of(currency);
        Ok(Allowance { limit: limit.clone(), month, spent, left, used_permille, expected, derivation })
    };
    limits.iter().map(allowance).collect()
}

/// What a limit is about, as it is compared.
enum Wanted {
    Category(crate::domain::Category),
    Merchant(String),
}

impl Wanted {
    fn of(of: &Limited) -> Self {
        match of {
            Limited::Category(category) => Self::Category(*category),
            Limited::Merchant(merchant) => Self::Merchant(normalize(merchant.as_str())),
        }
    }

    /// The part of a row that counts.
    fn part(&self, book: &Book, row: &Transaction) -> Option<crate::domain::Money> {
        match self {
            Self::Category(category) => parts::part_of(book, row, *category),
            Self::Merchant(name) => {
                let merchant = book.merchant(row).filter(|merchant| normalize(merchant.as_str()) == *name);
                merchant.and_then(|_| parts::whole(book, row))
            }
        }
    }

    fn holds(&self, who: &Clean, category: Option<crate::domain::Category>) -> bool {
        match self {
            Self::Category(wanted) => category == Some(*wanted),
            Self::Merchant(name) => normalize(who.as_str()) == *name,
        }
    }
}

fn permille(spent: Decimal, limit: Decimal) -> u32 {
    let share = spent.max(Decimal::ZERO).checked_mul(Decimal::ONE_THOUSAND).and_then(|spent| spent.checked_div(limit));
    share.map_or(u32::MAX, |share| share.trunc().to_u32().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::spending::tests::{book, day};
    use super::*;
    use crate::domain::{Category, Currency, Delta, Edit, Money, Split, TxnEdit, TxnId};

    fn limit(of: Limited, amount: &str) -> Limit {
        Limit { of, amount: Money::parse(amount, Currency::USD).unwrap() }
    }

    fn november(book: &Book, of: Limited, amount: &str) -> Allowance {
        let month = Month::new(2026, 11).unwrap();
        allowances(book, &[limit(of, amount)], month, &[], day(2026, 11, 22)).unwrap().pop().unwrap()
    }

    #[test]
    fn a_limit_counts_its_category_or_merchant_of_the_month_refunds_taken_off() {
        let cafe = november(&book(), Limited::Merchant(Clean::new("STARBUCKS")), "10.00");
        assert_eq!((cafe.spent, cafe.left, cafe.used_permille), (Decimal::new(700, 2), Decimal::new(300, 2), 700));
        assert_eq!(cafe.derivation.rows, [TxnId(3), TxnId(2), TxnId(4)]);
        let food = november(&book(), Limited::Category(Category::FoodAndDrink), "5.00");
        assert_eq!((food.spent, food.left), (Decimal::new(700, 2), Decimal::new(-200, 2)));
    }

    #[test]
    fn the_part_of_a_row_that_was_split_off_counts_where_it_belongs() {
        let mut book = book();
        let split = Split {
            category: Category::FoodAndDrink,
            amount: Money::parse("-30.00", Currency::USD).unwrap(),
            note: None,
        };
        let edit = Edit::Txn(TxnId(5), TxnEdit { splits: vec![split], ..TxnEdit::default() });
        book.apply(&Delta { edits: vec![edit], ..Delta::default() });
        let food = november(&book, Limited::Category(Category::FoodAndDrink), "100.00");
        assert_eq!(food.spent, Decimal::new(3700, 2));
    }
}
