//! The mapping that is proposed for a file that no layout knows, with what a person needs to judge it, and as a layout to be saved.

use super::balance::Check;
use super::layout::{Column, Layout};
use super::role::plain;
use super::sheet::Sheet;
use super::{Opened, Options};
use crate::domain::{Clean, Row};
use crate::statements::{Input, Question, StatementError};

/// How an unknown file would be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The header's cells, or those of the first row.
    pub header: Vec<Clean>,
    /// Name of the role, and the columns that have it, from 1.
    pub columns: Vec<(&'static str, Vec<usize>)>,
    /// The first five rows as they would be read.
    pub first: Vec<Row>,
    /// Neighbouring rows whose running balance agrees with the amounts, of how many; `None` without such a column.
    pub balance: Option<(usize, usize)>,
    /// What else is open.
    pub questions: Vec<Question>,
    /// The text of a layout file that reads such files without a question; `sign` and `dates` as they were read now.
    pub layout: String,
}

/// Rows that are shown.
const FIRST: usize = 5;

/// Proposes how to read a file under these options; `None` when a layout knows it or when it is no list of transactions.
pub fn propose(bytes: &[u8], name: &str, options: &Options) -> Result<Option<Proposal>, StatementError> {
    let input = Input { bytes, name, options };
    let Some(sheet) = Sheet::open(bytes, None) else { return Ok(None) };
    let Ok(opened) = Opened::of(sheet, &input) else { return Ok(None) };
    if opened.found.known && options.columns.is_none() {
        return Ok(None);
    }
    let reading = opened.read(options)?;
    let checks = reading.statements.iter().map(|statement| Check::of(&statement.rows));
    let (agree, pairs) = checks.fold((0, 0), |(agree, pairs), check| (agree + check.agree(), pairs + check.pairs));
    let header_at = opened.found.header.unwrap_or(0);
    let header = opened.sheet.sample.get(header_at).map_or(&[][..], Vec::as_slice);
    let layout = &*opened.found.layout;
    Ok(Some(Proposal {
        header: header.iter().map(|cell| Clean::new(cell)).collect(),
        columns: places(layout),
        first: reading.rows().take(FIRST).cloned().collect(),
        balance: opened.plan.balance.map(|_| (agree, pairs)),
        layout: text(layout, opened.found.header.map(|_| header), &reading.questions, options),
        questions: reading.questions,
    }))
}

/// `date=1,amount=3,text=2+4`, as `--columns` takes it.
pub(super) fn said(layout: &Layout) -> String {
    let each = places(layout).into_iter().map(|(name, places)| {
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        format!("{name}={}", places.join("+"))
    });
    each.collect::<Vec<_>>().join(",")
}

fn places(layout: &Layout) -> Vec<(&'static str, Vec<usize>)> {
    let place = |column: &Column| if let Column::At(at) = column { Some(*at) } else { None };
    layout.columns.iter().map(|(role, columns)| (role.name(), columns.iter().filter_map(place).collect())).collect()
}

/// The layout file. Columns go by their header's words where there is a header, so that another order of columns is no matter.
fn text(layout: &Layout, header: Option<&[String]>, questions: &[Question], options: &Options) -> String {
    let quoted = |words: &str| format!("\"{}\"", words.replace(['\\', '"'], ""));
    let name = |at: usize| {
        header.and_then(|header| header.get(at - 1)).map(|cell| plain(cell)).filter(|name| !name.is_empty())
    };
    let mut out = String::from("title = \"made by passbook import\"\n");
    if let Some(header) = header {
        let names: Vec<String> =
            header.iter().map(|cell| plain(cell)).filter(|name| !name.is_empty()).map(|name| quoted(&name)).collect();
        out.push_str(&format!("header = [{}]\n", names.join(", ")));
    } else {
        let width = places(layout).iter().flat_map(|(_, places)| places.iter().copied()).max().unwrap_or(1);
        let shape = (1..=width).map(|at| {
            let is = |name: &str| places(layout).iter().any(|(role, places)| *role == name && places.contains(&at));
            match () {
                () if is("date") => "\"date\"",
                () if is("amount") => "\"amount\"",
                () if is("debit") || is("credit") => "\"maybe-amount\"",
                () => "\"any\"",
            }
        });
        out.push_str(&format!("shape = [{}]\n", shape.collect::<Vec<_>>().join(", ")));
    }
    let decimal = questions.iter().find_map(|question| match question {
        Question::Decimal { read_as, .. } => Some(*read_as),
        _ => None,
    });
    if let Some(mark) = options.decimal.or(decimal) {
        out.push_str(&format!("decimal = \"{}\"\n", mark.word()));
    }
    if let Some(currency) = options.currency {
        out.push_str(&format!("currency = \"{}\"\n", currency.id()));
    }
    let sign = options.sign.or_else(|| {
        questions
            .iter()
            .find_map(|question| if let Question::Sign { read_as } = question { Some(*read_as) } else { None })
    });
    let asks = layout.columns(super::role::Role::Amount).is_empty();
    out.push_str(&format!("sign = \"{}\"\n", sign.map_or(if asks { "bank" } else { "ask" }, |sign| sign.word())));
    let dates = options.dates.or_else(|| {
        questions
            .iter()
            .find_map(|question| if let Question::Dates { read_as } = question { Some(*read_as) } else { None })
    });
    if let Some(order) = dates {
        out.push_str(&format!("dates = [\"{}\"]\n", order.word()));
    }
    out.push_str("continues = true\n\n[columns]\n");
    for (role, places) in places(layout) {
        let each: Vec<String> =
            places.iter().map(|at| name(*at).map_or_else(|| at.to_string(), |name| quoted(&name))).collect();
        out.push_str(&format!("{role} = [{}]\n", each.join(", ")));
    }
    out
}
