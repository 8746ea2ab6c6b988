//! One `TxDtls`: a transaction of an entry, in most files the only one.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::charges::Charges;
use super::code::Code;
use super::figure::{Direction, Figure, Value, append, first};
use super::party::Parties;
use crate::domain::{Currency, Money};

/// The values of a transaction as written.
#[derive(Debug, Default)]
pub(super) struct Details<'a> {
    pub(super) servicer_reference: Cow<'a, str>,
    pub(super) end_to_end: Cow<'a, str>,
    pub(super) other_reference: Cow<'a, str>,
    pub(super) check: Cow<'a, str>,
    pub(super) amount: Figure<'a>,
    pub(super) direction: Direction,
    pub(super) conversion: Conversion<'a>,
    pub(super) charges: Charges<'a>,
    pub(super) code: Code<'a>,
    pub(super) parties: Parties<'a>,
    /// Free text for the receiver.
    pub(super) remittance: Cow<'a, str>,
    /// A reference for the receiver: RF18..., or that of a Swiss bill.
    pub(super) creditor_reference: Cow<'a, str>,
    pub(super) info: Cow<'a, str>,
    /// When it was accepted or made.
    pub(super) accepted: Cow<'a, str>,
    pub(super) is_return: bool,
    pub(super) category: Cow<'a, str>,
}

impl<'a> Details<'a> {
    /// A value below `TxDtls`.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["Refs", name] => self.reference(name, value),
            ["Amt"] => self.amount = Figure::of(value),
            ["CdtDbtInd"] => self.direction = Direction::of(&value.text),
            ["AmtDtls", path @ ..] => self.conversion.leaf(path, value),
            ["BkTxCd", path @ ..] => self.code.leaf(path, value),
            ["Chrgs", path @ ..] => self.charges.leaf(path, value),
            ["RltdPties", path @ ..] => self.parties.leaf(path, value),
            ["RmtInf", "Ustrd"] | ["RmtInf", "Strd", "AddtlRmtInf"] => append(&mut self.remittance, value.text),
            ["RmtInf", "Strd", "CdtrRefInf", "Ref" | "CdtrRef"] => first(&mut self.creditor_reference, value.text),
            ["RltdDts", "AccptncDtTm" | "TxDtTm"] => first(&mut self.accepted, value.text),
            ["RtrInf", "AddtlInf"] => {
                self.is_return = true;
                first(&mut self.info, value.text);
            }
            ["RtrInf", ..] => self.is_return = true,
            ["AddtlTxInf"] => append(&mut self.info, value.text),
            ["CardTx", .., "MrchntCtgyCd"] => first(&mut self.category, value.text),
            _ => {}
        }
    }

    fn reference(&mut self, name: &str, value: Value<'a>) {
        match name {
            "AcctSvcrRef" => first(&mut self.servicer_reference, value.text),
            "EndToEndId" => first(&mut self.end_to_end, value.text),
            "ChqNb" => first(&mut self.check, value.text),
            "InstrId" | "TxId" | "MndtId" if is_reference(&value.text) => first(&mut self.other_reference, value.text),
            _ => {}
        }
    }

    /// The reference by which a person would look for it.
    pub(super) fn reference_shown(&self) -> Option<&str> {
        let all = [&self.end_to_end, &self.creditor_reference, &self.other_reference];
        all.into_iter().map(|reference| &**reference).find(|reference| is_reference(reference))
    }
}

/// False for what stands where a reference is not known.
pub(super) fn is_reference(text: &str) -> bool {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
    crate::statements::identity::is_telling(text)
        && !["NOTPROVIDED", "NONREF", "NOTAVAILABLE", "NOREF", "NONE", "UNKNOWN", "NA", "KEINEREF"]
            .contains(&letters.as_str())
}

/// `AmtDtls`: what an amount was before it was converted.
#[derive(Debug, Default)]
pub(super) struct Conversion<'a> {
    instructed: Option<Figure<'a>>,
    transaction: Option<Figure<'a>>,
    counter: Option<Figure<'a>>,
    source: Cow<'a, str>,
    unit: Cow<'a, str>,
    rate: Cow<'a, str>,
}

impl<'a> Conversion<'a> {
    /// A value below `AmtDtls` of an entry or a transaction.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["InstdAmt", "Amt"] => self.instructed = Some(Figure::of(value)),
            ["TxAmt", "Amt"] => self.transaction = Some(Figure::of(value)),
            ["CntrValAmt", "Amt"] => self.counter = Some(Figure::of(value)),
            [.., "CcyXchg", "SrcCcy"] => first(&mut self.source, value.text),
            [.., "CcyXchg", "UnitCcy"] => first(&mut self.unit, value.text),
            [.., "CcyXchg", "XchgRate"] => first(&mut self.rate, value.text),
            _ => {}
        }
    }

    /// The amount in the other currency, signed like the booked one; by the rate where no amount is said.
    pub(super) fn original(&self, booked: Money) -> Option<Money> {
        let figures = [&self.instructed, &self.transaction, &self.counter].into_iter().flatten();
        let other = figures
            .filter_map(|figure| figure.detail(booked.currency()))
            .find(|money| money.currency() != booked.currency());
        let magnitude = other.or_else(|| self.by_rate(booked))?.magnitude();
        Some(if booked.is_out() { magnitude.negated() } else { magnitude })
    }

    /// The rate is the price of one unit of `UnitCcy` in the other currency.
    fn by_rate(&self, booked: Money) -> Option<Money> {
        let currency = Currency::parse(&self.source).ok().filter(|source| *source != booked.currency())?;
        let rate: Decimal = self.rate.parse().ok()?;
        let unit = Currency::parse(&self.unit).ok()?;
        let amount = match unit {
            unit if unit == currency => booked.amount().checked_div(rate)?,
            unit if unit == booked.currency() => booked.amount().checked_mul(rate)?,
            _ => return None,
        };
        Money::new(amount.round_dp(currency.minor_units().unwrap_or(2)), currency).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &'static str, currency: &'static str) -> Value<'static> {
        Value { text: text.into(), currency, at: 0 }
    }

    #[test]
    fn what_stands_for_no_reference_is_none() {
        for text in ["NOTPROVIDED", "Not Provided", "NONREF", "", "000", "***"] {
            assert!(!is_reference(text), "{text}");
        }
        assert!(is_reference("80000004540000100095") && is_reference("NOTA-1"));
    }

    #[test]
    fn the_original_amount_is_the_one_in_another_currency() {
        let booked = Money::parse("-10.80", Currency::USD).unwrap();
        let mut conversion = Conversion::default();
        conversion.leaf(&["InstdAmt", "Amt"], value("10.80", "USD"));
        assert_eq!(conversion.original(booked), None);
        conversion.leaf(&["TxAmt", "Amt"], value("10.00", "EUR"));
        assert_eq!(conversion.original(booked).unwrap().to_string(), "-10.00 EUR");
    }

    #[test]
    fn a_rate_is_the_price_of_one_unit() {
        let by = |unit| {
            let mut conversion = Conversion::default();
            conversion.leaf(&["CcyXchg", "SrcCcy"], value("EUR", ""));
            conversion.leaf(&["TxAmt", "CcyXchg", "UnitCcy"], value(unit, ""));
            conversion.leaf(&["TxAmt", "CcyXchg", "XchgRate"], value("1.25", ""));
            conversion.original(Money::parse("-10", Currency::USD).unwrap()).map(|money| money.to_string())
        };
        assert_eq!(by("EUR").as_deref(), Some("-8.00 EUR"));
        assert_eq!(by("USD").as_deref(), Some("-12.50 EUR"));
        assert_eq!(by("CHF"), None);
    }

    #[test]
    fn lines_of_remittance_are_one_text() {
        let mut details = Details::default();
        for text in ["Invoice 7", "of January"] {
            details.leaf(&["RmtInf", "Ustrd"], value(text, ""));
        }
        details.leaf(&["Refs", "EndToEndId"], value("NOTPROVIDED", ""));
        details.leaf(&["RmtInf", "Strd", "CdtrRefInf", "Ref"], value("RF18", ""));
        assert_eq!((&*details.remittance, details.reference_shown()), ("Invoice 7 of January", Some("RF18")));
    }
}
