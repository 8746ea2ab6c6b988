//! A row that a person divided: the parts that were split off, each for something else, and what they leave over.

use std::collections::BTreeMap;

use crate::domain::{Amounts, Book, Category, Money, Transaction};

/// What of a divided row is spending, by category, signed like the row; `None` for a row that nobody divided.
///
/// What the parts leave over stays with the row's own category. A part that was called a transfer, income or a loan's payment is no
/// spending, though the row is: cash back at a till. Parts that no sum holds, or of another currency, divide nothing.
pub(super) fn divided(book: &Book, row: &Transaction) -> Option<BTreeMap<Category, Money>> {
    let splits = &book.edit_of(row.id).splits;
    if splits.is_empty() {
        return None;
    }
    let currency = row.amount.currency();
    let (mut rest, mut by_category) = (Amounts::default(), BTreeMap::<Category, Amounts>::new());
    rest.add(row.amount).ok()?;
    for part in splits.iter().filter(|part| part.amount.currency() == currency) {
        rest.add(part.amount.negated()).ok()?;
        if is_spending(part.category) {
            by_category.entry(part.category).or_default().add(part.amount).ok()?;
        }
    }
    let rest = Money::new(rest.of(currency), currency).ok()?;
    by_category.entry(book.category(row)).or_default().add(rest).ok()?;
    let sums =
        by_category.into_iter().map(|(category, sum)| Some((category, Money::new(sum.of(currency), currency).ok()?)));
    let sums: Option<BTreeMap<Category, Money>> = sums.collect();
    sums.map(|sums| sums.into_iter().filter(|(_, sum)| !sum.is_zero()).collect())
}

/// What of a spending row is spending, signed like the row.
pub(super) fn whole(book: &Book, row: &Transaction) -> Option<Money> {
    let Some(parts) = divided(book, row) else { return Some(row.amount) };
    let mut sum = Amounts::default();
    parts.values().try_for_each(|part| sum.add(*part)).ok()?;
    Money::new(sum.of(row.amount.currency()), row.amount.currency()).ok()
}

/// What of a spending row is of that category.
pub(super) fn part_of(book: &Book, row: &Transaction, category: Category) -> Option<Money> {
    match divided(book, row) {
        Some(parts) => parts.get(&category).copied(),
        None => (book.category(row) == category).then_some(row.amount),
    }
}

fn is_spending(category: Category) -> bool {
    !matches!(category, Category::Income | Category::TransferIn | Category::TransferOut | Category::LoanPayments)
}

#[cfg(test)]
mod tests {
    use super::super::spending::tests::{book, day};
    use super::super::{Group, by, rows_of};
    use super::*;
    use crate::domain::{Currency, Delta, Edit, Period, Split, TxnEdit, TxnId};

    /// The books of November (80.00) divided so.
    fn with(parts: &[(Category, &str)]) -> Book {
        let split = |(category, amount): &(Category, &str)| Split {
            category: *category,
            amount: Money::parse(amount, Currency::USD).unwrap(),
            note: None,
        };
        let edit = TxnEdit { splits: parts.iter().map(split).collect(), ..TxnEdit::default() };
        let mut book = book();
        book.apply(&Delta { edits: vec![Edit::Txn(TxnId(5), edit)], ..Delta::default() });
        book
    }

    fn spent(book: &Book, group: Group) -> Vec<(String, String)> {
        let period: Period = "2026-11".parse().unwrap();
        let spending = by(book, period, group, day(2026, 11, 22)).unwrap();
        let usd = spending.lines.iter().filter(|line| line.currency == Currency::USD);
        for line in &spending.lines {
            assert!(!rows_of(book, &line.key, period).is_empty(), "{}", line.label);
        }
        usd.map(|line| (line.label.to_string(), line.spent.to_string())).collect()
    }

    fn lines(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(label, amount)| ((*label).to_owned(), (*amount).to_owned())).collect()
    }

    #[test]
    fn parts_count_where_they_belong_and_the_rest_stays_with_the_row() {
        let book = with(&[(Category::FoodAndDrink, "-30.00"), (Category::Travel, "-20.00")]);
        let by_category = lines(&[("Food & drink", "37.00"), ("Shopping", "30.00"), ("Travel", "20.00")]);
        assert_eq!(spent(&book, Group::Category), by_category);
        assert_eq!(spent(&book, Group::Merchant), lines(&[("Corner Books", "80.00"), ("Starbucks", "7.00")]));
    }

    #[test]
    fn a_part_that_is_no_spending_is_in_no_line() {
        let book = with(&[(Category::TransferOut, "-40.00")]);
        assert_eq!(spent(&book, Group::Merchant), lines(&[("Corner Books", "40.00"), ("Starbucks", "7.00")]));
        assert_eq!(spent(&book, Group::Category), lines(&[("Shopping", "40.00"), ("Food & drink", "7.00")]));
    }

    #[test]
    fn parts_that_are_all_of_the_row_leave_nothing_over() {
        let book = with(&[(Category::Travel, "-80.00")]);
        assert_eq!(spent(&book, Group::Category), lines(&[("Travel", "80.00"), ("Food & drink", "7.00")]));
    }
}
