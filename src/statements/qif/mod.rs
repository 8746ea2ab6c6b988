//! QIF, Quicken's text format, which other programs and banks write in many ways. It names no currency, no order of the date's parts
//! and often no account: a first look at the whole file decides how it writes, a second one reads it.

mod amounts;
mod dates;
mod records;
mod register;
mod transaction;

use super::statement::count;
use super::{DateOrder, Format, Input, Options, Question, Reading, StatementError, decode};
use crate::domain::{Clean, Currency, Money};
use crate::statements::amount::Written;
use chrono::NaiveDate;
use dates::Date;
use records::{Piece, Record, Section, Sort};
use register::Accounts;
use transaction::Style;

/// The row in the table of formats.
pub(super) const FORMAT: Format = Format { name: NAME, is, read };

const NAME: &str = "qif";

/// Bytes of the file's start that are looked at.
const HEAD: usize = 64 * 1024;

fn is(input: &Input<'_>) -> bool {
    let head = &input.bytes[..input.bytes.len().min(HEAD)];
    records::is_qif(&decode::decode(head, || None))
}

fn read(input: &Input<'_>) -> Result<Reading, StatementError> {
    let text = decode::decode(input.bytes, || Some(decode::guessed(input.bytes)));
    let habits = Habits::of(&text)?;
    let (orders, question) = habits.orders(input.options);
    let currency = input.options.currency.unwrap_or(Currency::USD);
    let style = Style { currency, amounts: habits.amounts };
    let mut accounts = Accounts::default();
    let mut section = Section::Register(Sort::Bank);
    let mut skipped = 0;
    records::read(&text, |piece| {
        match piece {
            Piece::Header(header) => {
                section = header;
                accounts.end_register();
            }
            Piece::Switch => accounts.switch(),
            Piece::Record(record) => match section {
                Section::Accounts => accounts.list(&record, balance(&record, orders[0], style)),
                Section::List => skipped += 1,
                Section::Register(sort) => {
                    let order = orders[usize::from(sort == Sort::Investment)];
                    accounts.take(&record, sort, day(record.first('D'), order), style)?;
                }
            },
        }
        Ok(())
    })?;
    let statements = accounts.statements(currency);
    let mut notes = Vec::new();
    if skipped > 0 {
        let lists = count(skipped, "record");
        notes.push(Clean::new(&format!("not imported: {lists} of lists, such as categories, securities and prices")));
    }
    if statements.iter().all(|statement| statement.rows.is_empty()) {
        notes.push(Clean::new("the file holds no transactions"));
    } else if input.options.currency.is_none() {
        notes.push(Clean::new(&format!("QIF names no currency: taken as {currency}")));
    }
    Ok(Reading { format: NAME, statements, notes, questions: question.into_iter().collect() })
}

fn day(text: &str, order: DateOrder) -> Option<NaiveDate> {
    Date::read(text)?.day(order)
}

/// The balance that a list of accounts gives, and its day.
fn balance(record: &Record<'_>, order: DateOrder, style: Style) -> Option<(Money, Option<NaiveDate>)> {
    match style.amounts.read(record.first('$'), style.currency) {
        Written::Amount(money) => Some((money, day(record.first('/'), order))),
        Written::Nothing | Written::Unreadable => None,
    }
}

/// How a file writes dates and amounts.
#[derive(Debug, Default)]
struct Habits {
    /// Of registers, and of investment accounts: programs write the two in different orders.
    dates: [dates::Evidence; 2],
    amounts: amounts::Evidence,
}

impl Habits {
    fn of(text: &str) -> Result<Self, StatementError> {
        let mut habits = Self::default();
        let mut section = Section::Register(Sort::Bank);
        records::read(text, |piece| {
            match (piece, section) {
                (Piece::Header(header), _) => section = header,
                (Piece::Record(record), Section::Register(sort)) => {
                    habits.dates[usize::from(sort == Sort::Investment)].add(record.first('D'));
                    let amounts = record.fields.iter().filter(|(letter, _)| matches!(letter, 'T' | 'U' | '$'));
                    amounts.for_each(|(_, amount)| habits.amounts.add(amount.trim()));
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(habits)
    }

    /// The order of registers and of investment accounts. One that is not sure follows the other, then the person's word; without
    /// one it is asked for.
    fn orders(&self, options: &Options) -> ([DateOrder; 2], Option<Question>) {
        let mut question = None;
        let orders = [0, 1].map(|which| {
            let (own, other) = (&self.dates[which], &self.dates[1 - which]);
            let (order, is_sure) = own.order();
            let told = options.dates.filter(|told| own.allows(*told));
            let other = Some(other.order())
                .filter(|(order, is_sure)| *is_sure && !self.dates[1 - which].is_empty() && own.allows(*order));
            match (told, other) {
                (Some(told), _) => told,
                (None, _) if is_sure || own.is_empty() => order,
                (None, Some((order, _))) => order,
                (None, None) => {
                    question.get_or_insert(Question::Dates { read_as: order });
                    order
                }
            }
        });
        (orders, question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statements::read;

    fn days(text: &str, options: &Options) -> (Vec<String>, Vec<Question>) {
        let reading = read(text.as_bytes(), "a.qif", options).unwrap();
        let days = reading.rows().map(|row| row.posted.map_or("-".to_owned(), |day| day.to_string()));
        (days.collect(), reading.questions)
    }

    #[test]
    fn an_order_that_nothing_decides_is_asked_for_and_may_be_told() {
        let text = "!Type:Bank\nD01/02/2026\nT-5.00\n^\n";
        let asked = Question::Dates { read_as: DateOrder::MonthDayYear };
        assert_eq!(days(text, &Options::default()), (vec!["2026-01-02".into()], vec![asked]));
        let told = Options { dates: Some(DateOrder::DayMonthYear), ..Options::default() };
        assert_eq!(days(text, &told), (vec!["2026-02-01".into()], vec![]));
        let wrong = Options { dates: Some(DateOrder::YearMonthDay), ..Options::default() };
        assert_eq!(days(text, &wrong).1.len(), 1, "an order that fits no date is no answer");
    }

    #[test]
    fn each_sort_of_records_has_its_own_order() {
        let text = "!Type:Bank\nD13/02/2026\nT-5.00\n^\n!Type:Invst\nD02/13/2026\nNCash\nT1.00\n^\n";
        assert_eq!(days(text, &Options::default()), (vec!["2026-02-13".into(), "2026-02-13".into()], vec![]));
        let follows = "!Type:Bank\nD13/02/2026\nT-5.00\n^\n!Type:Invst\nD01/02/2026\nNCash\nT1.00\n^\n";
        assert_eq!(days(follows, &Options::default()).0[1], "2026-02-01", "what is not sure follows the other");
    }

    #[test]
    fn registers_belong_to_the_account_listed_before_them() {
        let text = "!Option:AutoSwitch\n!Account\nNOne\nTBank\n^\nNTwo\nTCCard\n$-50.00\n/1/31/26\n^\n!Clear:AutoSwitch\n\
            !Type:Cash\nD1/2/26\nT1\n^\n!Account\nNTwo\nTCCard\n^\n!Type:CCard\nD1/13/26\nT-2\nL[One]\n^\n\
            !Account\nNOne\nTBank\n^\n!Type:Bank\nD1/13/26\nT2\nL[Two]\n^\n";
        let reading = read(text.as_bytes(), "a.qif", &Options::default()).unwrap();
        let seen = reading.statements.iter().map(|statement| {
            let account = &statement.account;
            let balance = account.balance.as_ref().and_then(|balance| balance.current).map(|money| money.to_string());
            (account.name.as_str(), account.kind.key(), statement.names_account, statement.rows.len(), balance)
        });
        let expected = [
            ("Cash", "cash", false, 1, None),
            ("Two", "credit_card", true, 1, Some("-50.00 USD".into())),
            ("One", "checking", true, 1, None),
        ];
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }
}
