//! One record of a register as the row that it becomes.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amounts;
use super::records::{Record, Sort};
use crate::domain::{Clean, Counterparty, CounterpartyRole, Currency, Extras, Money, Row, Text, TxnStatus};
use crate::statements::StatementError;
use crate::statements::amount::Written;
use crate::statements::texts::Texts;

/// How the file writes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) currency: Currency,
    pub(super) amounts: amounts::Evidence,
}

/// What a record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Row(Box<Row>),
    /// A row of which the file gives no amount.
    WithoutAmount(Box<Row>),
    /// A purchase or sale of securities.
    Trade,
    /// A record without day and amount.
    Nothing,
}

/// Which way money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    AsWritten,
    In,
    Out,
}

/// Actions of investment accounts that move cash and nothing else.
const CASH_ACTIONS: &[(&str, Direction)] = &[
    ("", Direction::AsWritten),
    ("CASH", Direction::AsWritten),
    ("XIN", Direction::In),
    ("XOUT", Direction::Out),
    ("CONTRIBX", Direction::In),
    ("CONTRIB", Direction::In),
    ("WITHDRWX", Direction::Out),
    ("WITHDRW", Direction::Out),
];

/// What programs call the record that opens an account; its category is the account itself, in brackets.
const OPENING: &[&str] = &[
    "opening balance",
    "starting balance",
    "solde initial",
    "solde d'ouverture",
    "anfangsbestand",
    "anfangssaldo",
    "eröffnungssaldo",
    "saldo iniziale",
    "saldo inicial",
    "openingssaldo",
    "beginsaldo",
];

/// Reads a record of an account of that sort; `day` is its date as the file's order has it.
pub(super) fn read(
    record: &Record<'_>,
    sort: Sort,
    day: Option<NaiveDate>,
    style: Style,
    texts: &mut Texts,
) -> Result<Entry, StatementError> {
    if !record.has('D') && !record.has('T') && !record.has('U') {
        return Ok(Entry::Nothing);
    }
    let direction = if sort == Sort::Investment { cash_action(record) } else { Some(Direction::AsWritten) };
    let direction = match direction {
        Some(direction) => direction,
        // what it did to the cash is not a bank's row; one that states no cash at all is shown, and moves nothing
        None if record.has('T') || record.has('U') => return Ok(Entry::Trade),
        None => {
            let row = row(record, sort, day, Money::zero(style.currency), texts);
            return Ok(Entry::WithoutAmount(Box::new(row)));
        }
    };
    let written = amount(record, style)?;
    let amount = match (written, direction) {
        (Some(money), Direction::Out) => money.magnitude().negated(),
        (Some(money), Direction::In) => money.magnitude(),
        (Some(money), Direction::AsWritten) => money,
        (None, _) => Money::zero(style.currency),
    };
    let row = Box::new(row(record, sort, day, amount, texts));
    Ok(if written.is_some() { Entry::Row(row) } else { Entry::WithoutAmount(row) })
}

/// The account that a record opens by its name, where the record is such a one.
pub(super) fn opened_account<'a>(record: &Record<'a>) -> Option<&'a str> {
    is_opening(record).then(|| transfer(record)).flatten()
}

/// True for the record that opens an account.
pub(super) fn is_opening(record: &Record<'_>) -> bool {
    let payee = record.first('P').to_lowercase();
    OPENING.contains(&payee.as_str())
}

/// `None` for what is no movement of cash alone.
fn cash_action(record: &Record<'_>) -> Option<Direction> {
    let action = record.first('N').to_ascii_uppercase();
    let has_security = record.has('Y') || record.has('Q');
    CASH_ACTIONS.iter().find(|(known, _)| *known == action && !has_security).map(|(_, direction)| *direction)
}

/// `T`, else `U` (Quicken writes both, with the same amount), else the sum of the parts. `None` when none of them says anything.
fn amount(record: &Record<'_>, style: Style) -> Result<Option<Money>, StatementError> {
    let read = |text: &str| match style.amounts.read(text, style.currency) {
        Written::Amount(money) => Ok(Some(money)),
        Written::Nothing => Ok(None),
        Written::Unreadable => Err(StatementError::Amount { field: "amount", line: record.line }),
    };
    for letter in ['T', 'U'] {
        if let Some(money) = read(record.first(letter))? {
            return Ok(Some(money));
        }
    }
    let mut sum: Option<Decimal> = None;
    for part in record.all('$') {
        if let Some(money) = read(part)? {
            sum = sum.unwrap_or_default().checked_add(money.amount());
        }
    }
    Ok(sum.and_then(|sum| Money::new(sum, style.currency).ok()))
}

fn row(record: &Record<'_>, sort: Sort, day: Option<NaiveDate>, amount: Money, texts: &mut Texts) -> Row {
    let other = transfer(record);
    // in investment accounts the line is the action
    let number = if sort == Sort::Investment { "" } else { record.first('N') };
    let is_number = number.starts_with(|c: char| c.is_ascii_digit());
    let kind = if other.is_some() {
        "transfer"
    } else if is_number {
        ""
    } else {
        number
    };
    let rest = [record.first('L'), record.first('N')].join(" ");
    let said = ['P', 'M'].into_iter().map(|letter| record.first(letter)).find(|text| !text.is_empty());
    let text = texts.of(said.or(other).unwrap_or(rest.trim()));
    let place: Vec<&str> = record.all('A').filter(|line| !line.is_empty() && *line != record.first('P')).collect();
    Row {
        posted: day,
        memo: memo(record, &text),
        channel: texts.word(kind),
        extras: Extras {
            check_number: Clean::non_empty(number).filter(|_| is_number),
            location: Clean::non_empty(&place.join(", ")),
            counterparties: other.and_then(party).into_iter().collect(),
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(TxnStatus::Posted, amount, text)
    }
}

/// The memo, the category and the parts of a split with their amounts, as far as they are not the text already.
fn memo(record: &Record<'_>, text: &Text) -> Option<Clean> {
    let category = Some(record.first('L')).filter(|category| !category.starts_with('[') && *category != "--Split--");
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    for word in [record.first('M')].into_iter().chain(category) {
        if !word.is_empty() && word != text.raw() && words.iter().all(|known| known != word) {
            words.push(word.into());
        }
    }
    words.extend(parts(record).into_iter().filter(|part| !part.is_empty()).map(Cow::Owned));
    Clean::non_empty(&words.join("; "))
}

/// The parts of a split as words: `Food bread -4.00`. Each begins with its category.
fn parts(record: &Record<'_>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (letter, value) in record.fields.iter().filter(|(letter, _)| matches!(letter, 'S' | 'E' | '$')) {
        if let Some(part) = parts.last_mut().filter(|_| *letter != 'S') {
            *part = format!("{part} {}", value.trim());
        } else if parts.len() < MOST_WORDS {
            parts.push(value.trim().to_owned());
        } else {
            break;
        }
    }
    parts
}

/// Parts of a split that a memo takes; more are never shown.
const MOST_WORDS: usize = 40;

/// The other account of `L[Savings]`, without a class behind it.
fn transfer<'a>(record: &Record<'a>) -> Option<&'a str> {
    let inner = record.first('L').strip_prefix('[')?;
    Some(inner.split(']').next().unwrap_or(inner).trim()).filter(|name| !name.is_empty())
}

fn party(name: &str) -> Option<Counterparty> {
    let name = Clean::non_empty(name)?;
    Some(Counterparty { name, role: CounterpartyRole::Other, entity: None, website: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &'static str) -> Record<'static> {
        let fields = text.lines().map(|line| (line.chars().next().unwrap(), &line[1..]));
        Record { fields: fields.collect(), line: 3 }
    }

    fn entry(text: &'static str, sort: Sort) -> Result<Entry, StatementError> {
        let style = Style { currency: Currency::USD, amounts: amounts::Evidence::default() };
        read(&record(text), sort, None, style, &mut Texts::default())
    }

    fn bank(text: &'static str) -> Row {
        match entry(text, Sort::Bank).unwrap() {
            Entry::Row(row) => *row,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_record_becomes_a_row() {
        let row = bank("D1/2/26\nT-5.00\nU-7.00\nPBAKER\nMBread\nLFood\nN104\nABAKER\nA1 Main St\nATown");
        let extras = row.extras().clone();
        assert_eq!((row.amount.to_string(), row.text.raw()), ("-5.00 USD".into(), "BAKER"));
        assert_eq!(row.memo.unwrap().as_str(), "Bread; Food");
        assert_eq!(
            (extras.check_number.unwrap().as_str(), extras.location.unwrap().as_str()),
            ("104", "1 Main St, Town")
        );
        assert_eq!(bank("D1/2/26\nT\nU-7").amount.to_string(), "-7.00 USD", "U where T says nothing");
        assert_eq!(bank("D1/2/26\nMonly\nT1").text.raw(), "only");
        assert_eq!(bank("D1/2/26\nT1\nNATM").channel.unwrap().as_str(), "ATM");
    }

    #[test]
    fn parts_of_a_split_are_kept_with_their_amounts_and_summed_only_where_there_is_no_amount() {
        let row = bank("D1/2/26\nT-10\nPSHOP\nL--Split--\nSFood\nEbread\n$-4.00\nSHome\n%60\n$-6.00");
        assert_eq!(
            (row.amount.to_string(), row.memo.unwrap().as_str()),
            ("-10.00 USD".into(), "Food bread -4.00; Home -6.00")
        );
        assert_eq!(bank("D1/2/26\nSFood\n$-4.00\nSHome\n$-6.50").amount.to_string(), "-10.50 USD");
    }

    #[test]
    fn a_transfer_names_the_other_account() {
        let row = bank("D1/2/26\nT-80\nL[Savings]/House");
        let extras = row.extras().clone();
        assert_eq!((row.text.raw(), row.channel.unwrap().as_str()), ("Savings", "transfer"));
        assert_eq!(extras.counterparties[0].name.as_str(), "Savings");
        assert_eq!(opened_account(&record("D1\nT0\nPOpening Balance\nL[Main]")), Some("Main"));
        assert_eq!(opened_account(&record("D1\nT0\nPX\nL[Main]")), None);
    }

    #[test]
    fn investment_accounts_give_their_movements_of_cash() {
        let amount = |text| match entry(text, Sort::Investment).unwrap() {
            Entry::Row(row) => row.amount.to_decimal_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(amount("D1/2/26\nNXOut\nT80.00\nL[Main]"), "-80.00");
        assert_eq!(amount("D1/2/26\nNXIn\nT80.00\nL[Main]"), "80.00");
        assert_eq!(amount("D1/2/26\nNCash\nT-3"), "-3.00");
        assert_eq!(amount("D1/2/26\nNBuy\nYACME\nT80.00"), "Trade");
        assert_eq!(amount("D1/2/26\nYACME\nT80.00"), "Trade");
        assert!(matches!(entry("D1/2/26\nNCash", Sort::Investment).unwrap(), Entry::WithoutAmount(_)));
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_line_and_what_is_empty_is_nothing() {
        let error = entry("D1/2/26\nTfive", Sort::Bank).unwrap_err();
        assert_eq!(error, StatementError::Amount { field: "amount", line: 3 });
        assert_eq!(entry("PBAKER", Sort::Bank).unwrap(), Entry::Nothing);
    }
}
