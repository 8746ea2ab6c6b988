//! The second pass: records become rows of statements. A record that is no transaction is told from one that cannot be read.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::ByteRecord;

use super::dates;
use super::layout::Layout;
use super::number::{self, Cell, Number};
use super::plan::Plan;
use super::record::{cell, clean, is_total, joined, line_of};
use super::sheet::{self, Sheet};
use super::survey::Survey;
use super::words;
use super::words_of::{self, Known, State};
use crate::domain::{Clean, Currency, Extras, Money, ProviderId, Row, Text, TxnStatus};
use crate::statements::texts::Texts;
use crate::statements::{Fingerprint, MAX_ROWS, StatementError};

/// The rows of one account in one currency, in the order of the file.
#[derive(Debug)]
pub(super) struct Group {
    /// The account's cell; empty without such a column.
    pub(super) account: String,
    pub(super) currency: Currency,
    pub(super) rows: Vec<Row>,
}

/// What the records of a file were.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) groups: Vec<Group>,
    /// Records that look like transactions without a readable date or amount, and the line of the first.
    pub(super) unreadable: usize,
    pub(super) unreadable_line: usize,
    /// Records with a date but no amount: balances and remarks.
    pub(super) amountless: usize,
    /// Rows of movements that did not happen.
    pub(super) dropped: usize,
    /// Rows whose date no statement can have.
    pub(super) undated: usize,
    /// What amounts were taken as because nothing says it.
    pub(super) guessed_currency: Option<Currency>,
}

/// What of a file is used by every row.
pub(super) struct Rows<'a> {
    plan: &'a Plan,
    survey: &'a Survey,
    layout: &'a Layout,
    currency: Currency,
    outcome: Outcome,
    group: usize,
    states: Known<State>,
    signs: Known<Option<bool>>,
    currencies: Known<Option<Currency>>,
    channels: Known<Option<Clean>>,
    texts: Texts,
    /// How often each id was seen.
    ids: HashMap<ProviderId, u32>,
    /// False before the first transaction: what stands there is preamble.
    begun: bool,
}

/// True for a record in several lines, and for one before blank lines.
fn is_of_several_lines(record: &ByteRecord, reader: &csv::Reader<&[u8]>) -> bool {
    record.position().is_some_and(|begin| reader.position().line() > begin.line() + 1)
}

/// What one record is.
enum Kind {
    Transaction(dates::Cell, Number),
    /// Belongs to the row above.
    Continuation,
    Amountless,
    Filler,
    Unreadable,
}

impl<'a> Rows<'a> {
    pub(super) fn new(plan: &'a Plan, survey: &'a Survey, layout: &'a Layout) -> Self {
        Self {
            plan,
            survey,
            layout,
            currency: plan.currency_of_file.or(survey.symbol).unwrap_or(Currency::USD),
            outcome: Outcome::default(),
            group: 0,
            states: Known::default(),
            signs: Known::default(),
            currencies: Known::default(),
            channels: Known::default(),
            texts: Texts::default(),
            ids: HashMap::new(),
            begun: false,
        }
    }

    /// Reads every record behind the header.
    pub(super) fn read(self, sheet: &Sheet<'_>) -> Result<Outcome, StatementError> {
        self.read_at_most(MAX_ROWS, sheet)
    }

    /// As [`Self::read`], of a file of so many rows.
    pub(super) fn read_at_most(mut self, most: usize, sheet: &Sheet<'_>) -> Result<Outcome, StatementError> {
        let mut reader = sheet.reader();
        let mut record = ByteRecord::new();
        let (mut at, mut count) = (0, 0);
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            sheet::check(&record, line_of(&record))?;
            at += 1;
            if at <= self.plan.skip {
                continue;
            }
            // a field of several lines may have swallowed rows, where a quote is opened that should not be
            if is_of_several_lines(&record, &reader) && self.swallows(&record, sheet.delimiter()) {
                self.unreadable(&record);
                continue;
            }
            match self.kind(&record) {
                Kind::Transaction(day, number) => {
                    self.begun = true;
                    count += 1;
                    if count > most {
                        return Err(StatementError::TooManyRows);
                    }
                    if !self.add(&record, day, number) {
                        self.unreadable(&record);
                    }
                }
                Kind::Continuation => self.continue_last(&record),
                Kind::Amountless => self.outcome.amountless += usize::from(self.begun),
                Kind::Unreadable if self.begun || self.plan.skip > 0 => self.unreadable(&record),
                Kind::Unreadable | Kind::Filler => {}
            }
        }
        Ok(self.outcome)
    }

    /// True when a line inside of a field is a row itself.
    fn swallows(&self, record: &ByteRecord, delimiter: char) -> bool {
        let is_row = |line: &str| {
            let cells: Vec<&str> = line.split(delimiter).collect();
            let at = |field: &usize| cells.get(*field).copied().unwrap_or_default();
            self.plan.date.iter().any(|field| dates::is_date(at(field)))
                && self
                    .plan
                    .amounts()
                    .any(|field| matches!(number::read(at(&field), self.survey.mark), Cell::Number(_)))
        };
        let fields = record.iter().filter(|field| field.contains(&b'\n'));
        fields.filter_map(|field| std::str::from_utf8(field).ok()).any(|field| field.lines().skip(1).any(is_row))
    }

    fn unreadable(&mut self, record: &ByteRecord) {
        self.outcome.unreadable += 1;
        if self.outcome.unreadable == 1 {
            self.outcome.unreadable_line = line_of(record);
        }
    }

    fn kind(&mut self, record: &ByteRecord) -> Kind {
        let order = self.survey.order.order;
        let mut day = dates::Cell::Nothing;
        for field in &self.plan.date {
            match dates::read(cell(record, *field), order) {
                dates::Cell::Nothing => {}
                // a word such as `open` in the first of two columns
                dates::Cell::Unreadable => day = dates::Cell::Unreadable,
                found => {
                    day = found;
                    break;
                }
            }
        }
        let amount = self.amount(record);
        match (day, amount) {
            (dates::Cell::Day(_) | dates::Cell::Insane, Cell::Number(number)) => {
                let lacks = self.plan.require.is_some_and(|field| cell(record, field).trim().is_empty());
                if lacks || self.is_no_movement(record) { Kind::Filler } else { Kind::Transaction(day, number) }
            }
            (dates::Cell::Nothing, Cell::Nothing) if self.begun && self.continues(record) => Kind::Continuation,
            (dates::Cell::Nothing | dates::Cell::Unreadable, Cell::Nothing) => Kind::Filler,
            (dates::Cell::Day(_) | dates::Cell::Insane, Cell::Nothing) => Kind::Amountless,
            _ if self.is_header(record) || self.is_no_movement(record) || is_total(record) => Kind::Filler,
            (dates::Cell::Nothing | dates::Cell::Unreadable, Cell::Unreadable) if !self.begun => Kind::Filler,
            // a line of words, such as a bank's address below the rows
            (dates::Cell::Unreadable | dates::Cell::Nothing, Cell::Unreadable) if record.len() < 3 => Kind::Filler,
            _ => Kind::Unreadable,
        }
    }

    /// The movement in our sign, before anything is said of inverted files.
    fn amount(&mut self, record: &ByteRecord) -> Cell {
        let mark = self.survey.mark;
        if let Some(field) = self.plan.amount {
            let read = number::read(cell(record, field), mark);
            let (Cell::Number(number), Some(indicator)) = (read, self.plan.indicator) else { return read };
            let layout = self.layout;
            let word = record.get(indicator).unwrap_or_default();
            return match self.signs.of(word, |word| words_of::is_out(word, layout)) {
                Some(true) => Cell::Number(number.magnitude().turned()),
                Some(false) => Cell::Number(number.magnitude()),
                // an amount without a sign whose word says nothing could be either
                None if !number.negative && !number.is_zero() => Cell::Unreadable,
                None => read,
            };
        }
        let side = |field: Option<usize>| field.map_or(Cell::Nothing, |field| number::read(cell(record, field), mark));
        let upright = |number: Number, is_negative: bool| if is_negative { number.turned() } else { number };
        match (side(self.plan.debit), side(self.plan.credit)) {
            (Cell::Unreadable, _) | (_, Cell::Unreadable) => Cell::Unreadable,
            (Cell::Number(debit), Cell::Number(credit)) if !debit.is_zero() && !credit.is_zero() => {
                let debit = upright(debit, self.survey.debits_negative);
                upright(credit, self.survey.credits_negative).minus(debit)
            }
            (Cell::Number(debit), Cell::Nothing) => Cell::Number(upright(debit, self.survey.debits_negative).turned()),
            (Cell::Number(debit), Cell::Number(_)) if !debit.is_zero() => {
                Cell::Number(upright(debit, self.survey.debits_negative).turned())
            }
            (_, Cell::Number(credit)) => Cell::Number(upright(credit, self.survey.credits_negative)),
            (Cell::Nothing, Cell::Nothing) => Cell::Nothing,
        }
    }

    /// Adds the row; false when its amount is beyond what can be kept.
    fn add(&mut self, record: &ByteRecord, day: dates::Cell, number: Number) -> bool {
        let plan = self.plan;
        let layout = self.layout;
        let state = plan.status.map_or(State::Posted, |field| {
            self.states.of(record.get(field).unwrap_or_default(), |word| words_of::state(word, layout))
        });
        if state == State::Dropped {
            self.outcome.dropped += 1;
            return true;
        }
        let named = plan
            .currency
            .and_then(|field| self.currencies.of(record.get(field).unwrap_or_default(), words_of::currency));
        let currency = named.unwrap_or(self.currency);
        if named.is_none() && plan.currency_of_file.or(self.survey.symbol).is_none() {
            self.outcome.guessed_currency = Some(currency);
        }
        let Some(amount) = self.with_fee(record, number, currency) else { return false };
        let day = if let dates::Cell::Day(day) = day { Some(day) } else { None };
        self.outcome.undated += usize::from(day.is_none());
        let pending = state == State::Pending;
        let occurred =
            plan.occurred.and_then(|field| match dates::read(cell(record, field), self.survey.order.order) {
                dates::Cell::Day(day) => Some(day),
                _ => None,
            });
        let text = self.text(record);
        let field = |field: Option<usize>| field.and_then(|field| clean(cell(record, field)));
        let channel = plan.channel.and_then(|field| self.channels.of(record.get(field).unwrap_or_default(), clean));
        let id = plan.id.and_then(|field| self.identity(cell(record, field), day, amount));
        let row = Row {
            id,
            posted: day.filter(|_| !pending),
            occurred: occurred.or(day.filter(|_| pending)),
            running_balance: self.money(record, plan.balance, currency),
            memo: clean(&joined(record, &plan.memo)).filter(|memo| memo != text.clean()),
            mcc: plan
                .mcc
                .and_then(|field| cell(record, field).trim().parse().ok())
                .filter(|mcc| (1..=9999).contains(mcc)),
            channel,
            extras: Extras {
                original: self.original(record, amount),
                fee: self.money(record, plan.fee, currency).filter(|fee| !fee.is_zero()),
                reference: field(plan.reference),
                check_number: field(plan.check)
                    .filter(|check| check.as_str().bytes().any(|byte| matches!(byte, b'1'..=b'9'))),
                location: clean(&joined(record, &plan.location)),
                ..Extras::default()
            }
            .boxed(),
            ..Row::new(if pending { TxnStatus::Pending } else { TxnStatus::Posted }, amount, text)
        };
        let at = self.group(record, currency);
        if let Some(group) = self.outcome.groups.get_mut(at) {
            group.rows.push(row);
        }
        true
    }

    /// The amount with the fee that stands beside it.
    fn with_fee(&self, record: &ByteRecord, number: Number, currency: Currency) -> Option<Money> {
        let amount = number.money(currency)?;
        if !self.layout.adds_fee {
            return Some(amount);
        }
        let Some(fee) = self.money(record, self.plan.fee, currency) else { return Some(amount) };
        Money::new(amount.amount().checked_sub(fee.amount().abs())?, currency).ok()
    }

    fn money(&self, record: &ByteRecord, field: Option<usize>, currency: Currency) -> Option<Money> {
        match number::read(cell(record, field?), self.survey.mark) {
            Cell::Number(number) => number.money(currency),
            _ => None,
        }
    }

    /// The amount before conversion, with the sign of the amount.
    fn original(&mut self, record: &ByteRecord, amount: Money) -> Option<Money> {
        let code = record.get(self.plan.original_currency?).unwrap_or_default();
        let currency =
            self.currencies.of(code, words_of::currency).filter(|currency| *currency != amount.currency())?;
        let original = self.money(record, self.plan.original, currency)?.magnitude();
        Some(if amount.is_out() { original.negated() } else { original })
    }

    /// What was said of the row, or its remark where that is blank.
    fn text(&mut self, record: &ByteRecord) -> Text {
        let words = match *self.plan.text {
            [field] => Cow::Borrowed(cell(record, field).trim()),
            _ => Cow::Owned(joined(record, &self.plan.text)),
        };
        if words.is_empty() { self.texts.of(&joined(record, &self.plan.memo)) } else { self.texts.of(&words) }
    }

    /// The bank's id with day and amount, since banks repeat ids; a second row alike in all three is a row of its own.
    fn identity(&mut self, id: &str, day: Option<chrono::NaiveDate>, amount: Money) -> Option<ProviderId> {
        let id = id.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"'));
        let tells = id.bytes().any(|byte| (byte.is_ascii_alphanumeric() && byte != b'0') || !byte.is_ascii());
        let day = day.filter(|_| tells)?.format("%Y%m%d");
        let full = format!("{id}/{day}/{}", amount.amount().normalize());
        let id =
            ProviderId::new(&full).or_else(|| ProviderId::new(&format!("#{}", Fingerprint::default().with(&full))))?;
        let count = self.ids.entry(id.clone()).and_modify(|count| *count = count.saturating_add(1)).or_insert(1);
        if *count == 1 { Some(id) } else { ProviderId::new(&format!("{}#{count}", id.as_str())) }
    }

    /// The group of a record's account and currency.
    fn group(&mut self, record: &ByteRecord, currency: Currency) -> usize {
        let account = self.plan.account.map(|field| cell(record, field).trim()).unwrap_or_default();
        let is = |group: &Group| group.currency == currency && group.account == account;
        if !self.outcome.groups.get(self.group).is_some_and(is) {
            self.group = self.outcome.groups.iter().position(is).unwrap_or_else(|| {
                // one account is the rule, and its rows are as many as the records
                let capacity =
                    if self.outcome.groups.is_empty() && self.plan.account.is_none() { self.survey.records } else { 0 };
                let rows = Vec::with_capacity(capacity.min(MAX_ROWS));
                self.outcome.groups.push(Group { account: account.to_owned(), currency, rows });
                self.outcome.groups.len() - 1
            });
        }
        self.group
    }

    /// True when a record without date and amount has a text that goes on.
    fn continues(&self, record: &ByteRecord) -> bool {
        self.layout.continues && self.plan.text.iter().any(|field| !cell(record, *field).trim().is_empty())
    }

    fn continue_last(&mut self, record: &ByteRecord) {
        let more = joined(record, &self.plan.text);
        let Some(row) = self.outcome.groups.get_mut(self.group).and_then(|group| group.rows.last_mut()) else { return };
        row.text = Text::new(&format!("{} {more}", row.text.raw()));
    }

    /// True for a header that comes again.
    fn is_header(&self, record: &ByteRecord) -> bool {
        let date = self.plan.date.first().copied().unwrap_or(0);
        self.plan
            .header
            .get(date)
            .is_some_and(|name| !name.is_empty() && super::role::plain(cell(record, date)) == *name)
    }

    /// True for a balance or a remark in the place of a transaction.
    fn is_no_movement(&self, record: &ByteRecord) -> bool {
        let text = self.plan.text.first().map(|field| cell(record, *field)).unwrap_or_default();
        words::is_no_movement(text) || words::begins(text, &self.layout.skip)
    }
}
