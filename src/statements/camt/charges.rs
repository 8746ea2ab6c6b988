//! Charges of an entry or a transaction. Only those that the amount contains are a fee of the row.

use super::figure::{Direction, Figure, Value, is_true};
use crate::domain::{Currency, Money};

/// The values of all Chrgs.
#[derive(Debug, Default)]
pub(super) struct Charges<'a> {
    total: Option<Figure<'a>>,
    records: Vec<Record<'a>>,
}

#[derive(Debug)]
struct Record<'a> {
    amount: Figure<'a>,
    direction: Direction,
    is_beside: bool,
}

impl<'a> Charges<'a> {
    /// A value below Chrgs. Versions up to 3 repeat Chrgs, later ones have records within.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        /// No entry has more; what lies beyond is not added.
        const MOST: usize = 100;
        match path {
            ["TtlChrgsAndTaxAmt"] => self.total = Some(Figure::of(value)),
            ["Amt"] | ["Rcrd", "Amt"] if self.records.len() < MOST => {
                let amount = Figure::of(value);
                self.records.push(Record { amount, direction: Direction::Unsaid, is_beside: false });
            }
            ["CdtDbtInd"] | ["Rcrd", "CdtDbtInd"] => {
                if let Some(record) = self.records.last_mut() {
                    record.direction = Direction::of(&value.text);
                }
            }
            ["ChrgInclInd"] | ["Rcrd", "ChrgInclInd"] => {
                if let Some(record) = self.records.last_mut() {
                    record.is_beside = !is_true(&value.text);
                }
            }
            _ => {}
        }
    }

    /// What was charged within the amount, negative; `None` for nothing, for charges beside the amount and in other currencies.
    pub(super) fn fee(&self, currency: Currency) -> Option<Money> {
        let of = |figure: &Figure<'_>| figure.detail(currency).filter(|money| money.currency() == currency);
        let sum = if self.records.is_empty() {
            of(self.total.as_ref()?)?.magnitude().amount()
        } else {
            let within = self.records.iter().filter(|record| !record.is_beside && record.direction != Direction::In);
            within
                .filter_map(|record| of(&record.amount))
                .try_fold(rust_decimal::Decimal::ZERO, |sum, money| sum.checked_add(money.magnitude().amount()))?
        };
        Money::new(-sum, currency).ok().filter(|fee| !fee.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fee(values: &[(&[&str], &'static str)]) -> Option<String> {
        let mut charges = Charges::default();
        for (path, text) in values {
            charges.leaf(path, Value { text: (*text).into(), currency: "EUR", at: 0 });
        }
        charges.fee(Currency::EUR).map(|fee| fee.to_decimal_string())
    }

    #[test]
    fn charges_within_the_amount_are_added_up() {
        assert_eq!(fee(&[(&["Amt"], "3.00"), (&["Amt"], "0.50")]).as_deref(), Some("-3.50"));
        assert_eq!(fee(&[(&["TtlChrgsAndTaxAmt"], "4.14")]).as_deref(), Some("-4.14"));
        let total_and_record: &[(&[&str], _)] =
            &[(&["TtlChrgsAndTaxAmt"], "3"), (&["Rcrd", "Amt"], "3"), (&["Rcrd", "ChrgInclInd"], "true")];
        assert_eq!(fee(total_and_record).as_deref(), Some("-3.00"));
    }

    #[test]
    fn charges_beside_the_amount_and_nothing_are_no_fee() {
        assert_eq!(fee(&[(&["Rcrd", "Amt"], "3"), (&["Rcrd", "ChrgInclInd"], "false")]), None);
        assert_eq!(fee(&[(&["Amt"], "3"), (&["CdtDbtInd"], "CRDT")]), None);
        assert_eq!(fee(&[(&["Amt"], "0.00")]), None);
        assert_eq!(fee(&[]), None);
    }
}
