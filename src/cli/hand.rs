//! `passbook transactions set`: a person's word on one row, kept like one that is given in the dashboard.

use clap::{Args, ValueEnum};
use rust_decimal::Decimal;

use super::answers;
use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::output;
use crate::config::category_named;
use crate::domain::{Book, Clean, Edit, Money, Split, Transaction, TxnEdit, TxnId};

/// `passbook transactions set ...`
#[derive(Debug, Args)]
pub struct Set {
    /// The row: `t123`, as `passbook transactions --csv` names it
    pub id: String,
    /// What it was for, by its key, in any case: `food_and_drink`
    #[arg(long)]
    pub category: Option<String>,
    /// Who got the money
    #[arg(long)]
    pub merchant: Option<String>,
    #[arg(long)]
    pub note: Option<String>,
    /// A tag; may be given again. One that says `refund` awaits one, and an alert says when none came
    #[arg(long)]
    pub tag: Vec<String>,
    /// Keep it out of every list and sum
    #[arg(long, conflicts_with = "show")]
    pub hide: bool,
    /// Show it again
    #[arg(long)]
    pub show: bool,
    /// Whether it moved between your own accounts
    #[arg(long, value_enum)]
    pub transfer: Option<Transfer>,
    /// A part that was for something else, such as `travel=12.50`; may be given again, and replaces what was split before
    #[arg(long, value_name = "CATEGORY=AMOUNT")]
    pub split: Vec<String>,
    /// Forget first all that you said of it
    #[arg(long)]
    pub clear: bool,
}

/// A word on whether a row is a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Transfer {
    Yes,
    No,
    /// As it is read
    Read,
}

/// Runs the command.
pub fn set(global: &Global, wanted: &Set) -> Result<u8, Failure> {
    let (_, mut keeper) = answers::open(global)?;
    let row = row_named(keeper.book(), &wanted.id)?;
    let before = if wanted.clear { TxnEdit::default() } else { keeper.book().edit_of(row.id).clone() };
    let after = changed(before, row, wanted)?;
    if after == *keeper.book().edit_of(row.id) {
        return Err(unusable("nothing was said of that row that is not kept: see --help".into()));
    }
    let edit = Edit::Txn(row.id, after);
    keeper.edit(edit)?;
    output::words("kept");
    Ok(exit::DONE)
}

/// The row of that id.
pub fn row_named<'a>(book: &'a Book, id: &str) -> Result<&'a Transaction, Failure> {
    let number = id.strip_prefix('t').and_then(|number| number.parse().ok()).map(TxnId);
    let row = number.and_then(|id| book.rows().find(|row| row.id == id));
    row.ok_or_else(|| {
        unusable(format!("no row '{}': `passbook transactions --csv` lists ids such as t123", Clean::new(id)))
    })
}

fn changed(before: TxnEdit, row: &Transaction, wanted: &Set) -> Result<TxnEdit, Failure> {
    let words = |text: &Option<String>| text.as_deref().and_then(Clean::non_empty);
    let category = wanted.category.as_deref().map(category_named).transpose().map_err(unusable)?;
    let splits = if wanted.split.is_empty() { before.splits } else { splits(row, &wanted.split)? };
    let transfer = match wanted.transfer {
        None => before.transfer,
        Some(Transfer::Yes) => Some(true),
        Some(Transfer::No) => Some(false),
        Some(Transfer::Read) => None,
    };
    let tags: Vec<Clean> = wanted.tag.iter().filter_map(|tag| Clean::non_empty(tag)).collect();
    Ok(TxnEdit {
        category: category.or(before.category),
        merchant: words(&wanted.merchant).or(before.merchant),
        note: words(&wanted.note).or(before.note),
        hidden: (before.hidden || wanted.hide) && !wanted.show,
        tags: if tags.is_empty() { before.tags } else { tags },
        transfer,
        splits,
        partner: before.partner,
    })
}

/// Parts, written without a sign; together they are at most the row.
fn splits(row: &Transaction, told: &[String]) -> Result<Vec<Split>, Failure> {
    let split = |told: &String| {
        let (category, amount) = told
            .split_once('=')
            .ok_or_else(|| unusable(format!("'{}' is no part: write one like travel=12.50", Clean::new(told))))?;
        let category = category_named(category.trim()).map_err(unusable)?;
        let part = Money::parse(amount.trim(), row.amount.currency()).ok().filter(|part| part.amount() > Decimal::ZERO);
        let part =
            part.ok_or_else(|| unusable("a part's amount is above zero and without a sign: travel=12.50".into()))?;
        let amount = if row.amount.is_out() { part.negated() } else { part };
        Ok(Split { category, amount, note: None })
    };
    let parts: Vec<Split> = told.iter().map(split).collect::<Result<_, Failure>>()?;
    let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.amount.amount().abs()));
    if sum.is_none_or(|sum| sum > row.amount.magnitude().amount()) {
        return Err(unusable("the parts are more than the row".into()));
    }
    Ok(parts)
}
