//! The first pass, over as many rows of a file as it takes: what only many rows together can tell. Order of dates, decimal mark, which sign is the usual one
//! in columns of debits and credits, and the sign of a currency.

use csv::ByteRecord;

use super::dates::{Decision, Orders};
use super::marks::{self, Mark, Marks};
use super::number::{self, Cell};
use super::plan::Plan;
use super::sheet::Sheet;
use crate::domain::Currency;
use crate::statements::Decimal;

/// What the rows of a file have in common.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) order: Decision,
    pub(super) mark: Mark,
    /// How amounts were read that could be more than a thousand or a little over one, and the first of them.
    pub(super) open_mark: Option<(Decimal, String)>,
    /// True when debits (credits) are written with a minus as a rule.
    pub(super) debits_negative: bool,
    pub(super) credits_negative: bool,
    /// Of the first amount that bears one.
    pub(super) symbol: Option<Currency>,
    /// About how many records there are behind the header.
    pub(super) records: usize,
}

/// Rows that are surveyed at least; more are where these leave something open.
const ENOUGH: usize = 20_000;

impl Survey {
    pub(super) fn of(sheet: &Sheet<'_>, plan: &Plan, said: Option<Decimal>) -> Self {
        let mut reader = sheet.reader();
        let mut record = ByteRecord::new();
        let (mut orders, mut marks, mut symbol, mut open) = (Orders::default(), Marks::default(), None, None);
        let mut signs = [(0_u32, 0_u32); 2];
        let mut at = 0;
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            at += 1;
            if at <= plan.skip {
                continue;
            }
            if at > ENOUGH && at % ENOUGH == 1 && orders.decide(&plan.dates).sure && open.is_none() {
                // the rest is like it, and rows of which that is not true are told as unreadable
                let read = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
                at = sheet.length() / (read / at).max(1);
                break;
            }
            let cell = |field: usize| std::str::from_utf8(record.get(field).unwrap_or_default()).unwrap_or_default();
            if let Some(day) = plan.date.iter().map(|field| cell(*field)).find(|cell| !cell.trim().is_empty()) {
                orders.see(day);
            }
            for field in plan.amounts().chain(plan.balance) {
                marks.see(cell(field));
                if open.is_none() && marks::is_open(cell(field)) {
                    open = Some(cell(field).trim().to_owned());
                }
            }
            for (field, (plus, minus)) in [plan.debit, plan.credit].into_iter().zip(&mut signs) {
                let Some(Cell::Number(number)) = field.map(|field| number::read(cell(field), Mark::Either)) else {
                    continue;
                };
                *plus += u32::from(!number.negative && !number.is_zero());
                *minus += u32::from(number.negative);
            }
            if symbol.is_none() {
                symbol = plan.amounts().find_map(|field| symbol_in(cell(field)));
            }
        }
        let [debits_negative, credits_negative] = signs.map(|(plus, minus)| minus > plus);
        let (order, records) = (orders.decide(&plan.dates), at.saturating_sub(plan.skip));
        let digits = plan.currency_of_file.or(symbol).and_then(|currency| currency.minor_units());
        let open_mark = marks.open(digits).filter(|_| said.is_none()).zip(open);
        let likeliest = open_mark.as_ref().map(|(mark, _)| *mark);
        let mark = said.or(likeliest).map_or_else(|| marks.mark(), Mark::from);
        Self { order, mark, open_mark, debits_negative, credits_negative, symbol, records }
    }
}

/// The currency of a sign that means only one, and of `$`, which means US dollars unless somebody says otherwise.
fn symbol_in(cell: &str) -> Option<Currency> {
    let code = match cell.chars().find(|c| matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₴' | '₽' | '₺' | '₪'))?
    {
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₹' => "INR",
        '₴' => "UAH",
        '₽' => "RUB",
        '₺' => "TRY",
        '₪' => "ILS",
        _ if cell.contains("R$") => "BRL",
        _ => "USD",
    };
    Currency::parse(code).ok()
}
