//! One message from `:20:` to its end: a statement, a page of one, or an interim report. Currencies stand before the entries in some
//! dialects and behind them in others, so entries are read when the page is complete.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::account::Number;
use super::details::{self, Details};
use super::entry::{self, Entry};
use super::fields::Field;
use crate::domain::{Clean, Counterparty, CounterpartyRole, Currency, Extras, Money, ProviderId, Row, Text, TxnStatus};
use crate::statements::StatementError;
use crate::statements::identity::Ids;
use crate::statements::texts::Texts;

/// What rows of one account share.
#[derive(Debug, Default)]
pub(super) struct Known {
    ids: Ids,
    texts: Texts,
}

/// What is known of a page so far.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub(super) bic: String,
    pub(super) number: Option<Number>,
    pub(super) opening: Option<Balance>,
    pub(super) closing: Option<Balance>,
    pub(super) available: Option<Balance>,
    /// Currency of `:34F:`, the floor of an interim report.
    floor: Option<Currency>,
    /// True when it has a field that only interim reports have.
    has_interim_field: bool,
    /// Debits and credits as an interim report counts them.
    pub(super) counted: [Option<usize>; 2],
    /// Each with what its `:86:` says.
    entries: Vec<(Field<'a>, Option<Cow<'a, str>>)>,
    /// True while a `:86:` belongs to the last entry.
    in_entry: bool,
    /// True when a balance could not be read.
    pub(super) has_broken_balance: bool,
}

/// A balance as written: `C260131EUR1234,56`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Balance {
    /// `None` for a day that the calendar lacks.
    pub(super) day: Option<NaiveDate>,
    pub(super) amount: Money,
}

impl<'a> Page<'a> {
    /// This page, and an empty one of the same bank in its place.
    pub(super) fn turn(&mut self) -> Self {
        let next = Self { bic: self.bic.clone(), ..Self::default() };
        std::mem::replace(self, next)
    }

    /// True when that field must belong to another page.
    pub(super) fn is_before(&self, tag: &str) -> bool {
        match tag {
            "20" | "940" => !self.is_empty(),
            "25" | "25P" => self.number.is_some(),
            "60" | "60F" | "60M" => self.opening.is_some(),
            _ => false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.number.is_none() && self.entries.is_empty() && self.opening.is_none() && self.closing.is_none()
    }

    /// True for MT942: an account's day so far, of which nothing is booked for sure.
    pub(super) fn is_interim(&self) -> bool {
        self.has_interim_field && self.opening.is_none() && self.closing.is_none()
    }

    pub(super) fn take(&mut self, field: Field<'a>) {
        let belongs = field.tag == "86" && self.in_entry;
        self.in_entry = belongs || field.tag == "61";
        match field.tag {
            "25" | "25P" => self.number = Some(Number::read(&field.value)),
            "60" | "60F" | "60M" => self.opening = self.balance(&field.value),
            "62" | "62F" | "62M" => self.closing = self.balance(&field.value),
            "64" => self.available = self.balance(&field.value),
            "34F" => {
                self.has_interim_field = true;
                self.floor = self.floor.or(field.value.get(..3).and_then(|code| Currency::parse(code).ok()));
            }
            "13" | "13C" | "13D" => self.has_interim_field = true,
            "90D" | "90C" => {
                self.has_interim_field = true;
                let digits = field.value.bytes().take_while(u8::is_ascii_digit).count();
                self.counted[usize::from(field.tag == "90C")] = field.value[..digits].parse().ok();
            }
            "61" => self.entries.push((field, None)),
            "86" if belongs => {
                if let Some((_, details)) = self.entries.last_mut() {
                    match details {
                        Some(details) => *details += Cow::from(format!("\n{}", field.value)),
                        None => *details = Some(field.value),
                    }
                }
            }
            _ => {}
        }
    }

    fn balance(&mut self, value: &str) -> Option<Balance> {
        let balance = Balance::read(value);
        self.has_broken_balance |= balance.is_none();
        balance
    }

    /// The currency, where the page says it.
    pub(super) fn currency(&self) -> Option<Currency> {
        let balance = self.opening.or(self.closing).or(self.available);
        balance.map(|balance| balance.amount.currency()).or(self.floor).or_else(|| self.number.as_ref()?.currency)
    }

    /// The rows, in the order of the file; the page has no entries then.
    pub(super) fn take_rows(&mut self, currency: Currency, known: &mut Known) -> Result<Vec<Row>, StatementError> {
        let status = if self.is_interim() { TxnStatus::Pending } else { TxnStatus::Posted };
        let read = |(field, details): (Field<'_>, Option<Cow<'_, str>>)| {
            let entry = entry::read(&field.value, currency, field.line)?;
            let mut details = details::read(&details.unwrap_or_default());
            details.take_amounts(&entry.more);
            Ok(row(&entry, &details, status, known))
        };
        std::mem::take(&mut self.entries).into_iter().map(read).collect()
    }

    /// Closing less opening and entries; `None` when the page lacks one of them, or when they agree.
    pub(super) fn difference(&self, rows: &[Row]) -> Option<Money> {
        let (opening, closing) = (self.opening?, self.closing?);
        let currency = closing.amount.currency();
        let mut sum = opening.amount.amount();
        for row in rows {
            sum = sum.checked_add(row.amount.amount())?;
        }
        let difference = closing.amount.amount().checked_sub(sum)?;
        let is_same = opening.amount.currency() == currency;
        Money::new(difference, currency).ok().filter(|difference| is_same && !difference.is_zero())
    }
}

impl Balance {
    fn read(value: &str) -> Option<Self> {
        let value = value.lines().next().unwrap_or_default().trim();
        let is_out = match value.bytes().next()? {
            b'C' | b'c' => false,
            b'D' | b'd' => true,
            _ => return None,
        };
        let rest = value.get(1..)?.trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let day = entry::day_of(rest.get(..digits)?);
        let rest = rest.get(digits..)?.trim_start();
        let currency = Currency::parse(rest.get(..3)?).ok()?;
        let amount = entry::money(rest.get(3..)?, currency)?;
        Some(Self { day, amount: if is_out { amount.negated() } else { amount } })
    }
}

/// The row of an entry.
fn row(entry: &Entry, details: &Details, status: TxnStatus, known: &mut Known) -> Row {
    let is_pending = status == TxnStatus::Pending;
    let booked = entry.booked_day.or(entry.value_day);
    // a value date before the booking is the day of the purchase; one behind it is a matter of interest
    let purchase = entry.value_day.filter(|day| booked.is_some_and(|booked| *day < booked));
    let is_check = entry.kind == "NCHK" && details::tells(&entry.reference);
    let reference = [&details.reference, &entry.reference, &entry.bank_reference];
    let reference = reference.into_iter().find(|reference| is_reference(reference));
    // NONREF and the like identify nothing: such rows are known by content
    let bank_reference = Some(&entry.bank_reference).filter(|reference| is_reference(reference));
    let (text, memo) = words(entry, details, &mut known.texts);
    Row {
        id: bank_reference.and_then(|reference| known.ids.id(reference, entry.value_day.or(booked), entry.amount)),
        posted: booked.filter(|_| !is_pending),
        occurred: purchase.or(booked.filter(|_| is_pending)),
        memo,
        channel: known.texts.word(if details.kind.is_empty() { &entry.kind } else { &details.kind }),
        extras: Extras {
            original: foreign(&details.original, entry.amount),
            fee: foreign_or_own(&details.charges).map(|fee| fee.magnitude().negated()),
            reference: reference.and_then(|reference| Clean::non_empty(reference)),
            check_number: Clean::non_empty(&entry.reference).filter(|_| is_check),
            counterparties: counterparty(details, &mut known.texts).into_iter().collect(),
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(status, entry.amount, text)
    }
}

/// False for the words by which banks say that there is none, and for fillers.
fn is_reference(text: &str) -> bool {
    let is_none = ["NONREF", "NOREF", "NONE", "UNKNOWN", "NOTPROVIDED", "EREF", "PREF", "N"].contains(&text);
    !is_none && details::tells(text)
}

/// What is said of the row, and the memo where it says more: the other side's name, else the purpose, else what else there is.
fn words(entry: &Entry, details: &Details, texts: &mut Texts) -> (Text, Option<Clean>) {
    let choices = [&details.name, &details.purpose, &entry.more, &details.kind, &entry.reference, &entry.kind];
    let text = choices.into_iter().find(|text| details::tells(text)).map_or("", String::as_str);
    let text = texts.of(text);
    let memo = [&details.purpose, &entry.more].into_iter().find_map(|memo| Clean::non_empty(memo));
    let memo = memo.filter(|memo| memo != text.clean());
    (text, memo)
}

fn counterparty(details: &Details, texts: &mut Texts) -> Option<Counterparty> {
    let account: String = details.account.chars().filter(char::is_ascii_alphanumeric).collect();
    let entity = ProviderId::new(&account).filter(|_| details::tells(&account));
    let name = texts.word(&details.name).or_else(|| entity.as_ref().and_then(|id| Clean::non_empty(id.as_str())))?;
    Some(Counterparty { name, role: CounterpartyRole::Other, entity, website: None })
}

/// `CAD47,11` with the sign of the row; `None` for its own currency.
fn foreign(text: &str, amount: Money) -> Option<Money> {
    let original = foreign_or_own(text).filter(|original| original.currency() != amount.currency())?;
    Some(if amount.is_out() { original.magnitude().negated() } else { original.magnitude() })
}

fn foreign_or_own(text: &str) -> Option<Money> {
    let currency = Currency::parse(text.get(..3)?).ok()?;
    entry::money(text.get(3..)?, currency).filter(|money| money.amount() != Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page<'a>(fields: &[(&'static str, &'a str)]) -> Page<'a> {
        let mut page = Page::default();
        for &(tag, value) in fields {
            page.take(Field { tag, value: value.into(), line: 1 });
        }
        page
    }

    fn one(entry: &str, details: &str) -> Row {
        page(&[("61", entry), ("86", details)]).take_rows(Currency::EUR, &mut Known::default()).unwrap().remove(0)
    }

    #[test]
    fn an_entry_becomes_a_row() {
        let row = one(
            "2601020105D12,50NTRFNONREF//B-1\n/OCMT/CAD18,30/CHGS/EUR0,50",
            "106?00CARD PAYMENT?20EREF+E1?21SVWZ+BREAD?31NL02ABNA0123456789?32BAKER",
        );
        let extras = row.extras().clone();
        assert_eq!((row.text.raw(), row.memo.unwrap().as_str()), ("BAKER", "BREAD"));
        assert_eq!((row.posted, row.occurred), (entry::day_of("260105"), entry::day_of("260102")));
        assert_eq!(
            (extras.original.unwrap().to_string(), extras.fee.unwrap().to_string()),
            ("-18.30 CAD".into(), "-0.50 EUR".into())
        );
        assert_eq!((extras.reference.unwrap().as_str(), row.channel.unwrap().as_str()), ("E1", "CARD PAYMENT"));
        assert_eq!(extras.counterparties[0].entity.as_ref().unwrap().as_str(), "NL02ABNA0123456789");
        assert_eq!(row.id.unwrap().as_str(), "B-1/20260102/-12.5");
    }

    #[test]
    fn a_reference_that_says_nothing_is_no_id() {
        for reference in ["NONREF//NONREF", "NONREF", "REF1", "NONREF//000"] {
            assert_eq!(one(&format!("260102C1,NTRF{reference}"), "X").id, None, "{reference}");
        }
        assert_eq!(one("260102D1,NCHK4711", "").extras().check_number.as_ref().unwrap().as_str(), "4711");
    }

    #[test]
    fn an_entry_without_a_word_is_still_named() {
        assert_eq!(one("260102D1,NTRFNONREF", "").text.raw(), "NONREF");
        assert_eq!(one("260102D1,NMSCNONREF\nCard payment", "").text.raw(), "Card payment");
    }

    #[test]
    fn balances_are_read_and_held_against_the_entries() {
        let read = |value| Balance::read(value).map(|balance| balance.amount.to_string());
        assert_eq!(read("C260131EUR1245,"), Some("1245.00 EUR".into()));
        assert_eq!(read("D991231DEM0,50"), Some("-0.50 DEM".into()));
        assert_eq!(
            [read("X260131EUR1,"), read("C260131QQQ1,"), read(""), read("C260131EUR")],
            [None, None, None, None]
        );
        let fields = [("60F", "C260101EUR10,00"), ("61", "260102D3,NMSCX"), ("62F", "C260102EUR8,00"), ("86", "BANK")];
        let mut page = page(&fields);
        let rows = page.take_rows(Currency::EUR, &mut Known::default()).unwrap();
        assert_eq!(page.difference(&rows).unwrap().to_string(), "1.00 EUR");
        assert_eq!(rows[0].text.raw(), "X", "what stands behind the balance is not of the entry");
    }

    #[test]
    fn an_interim_report_has_pending_rows() {
        let mut page = page(&[("34F", "EURD0,"), ("61", "260102C3,NMSCX"), ("90D", "0EUR0,"), ("90C", "1EUR3,")]);
        let row = page.take_rows(page.currency().unwrap(), &mut Known::default()).unwrap().remove(0);
        assert_eq!((row.status, row.posted, row.occurred), (TxnStatus::Pending, None, entry::day_of("260102")));
        assert_eq!(page.counted, [Some(0), Some(1)]);
    }
}
