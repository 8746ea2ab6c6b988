//! Reading rows: from a bank's words, codes and sign to merchant, category and kind. Every distinct way in which a row can be read is
//! read once; readings carry the version of the rules, so that better rules can make them anew.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{
    AccountId, AccountKind, Block, Book, Category, Clean, CounterpartyRole, Delta, Edit, Reading, RowKind, Slot,
    Transaction,
};

use super::describe::{Description, Found, brand_of, describe_clean};
use super::head::Channel;
use super::learned::Learned;
use super::mcc;
use super::personal::Reader;
use super::text::{Words, normalize};
use super::transfers::{movements, wrappings};

/// Version of the rules of this room. Raised whenever a row may be read differently, so that kept readings are made anew.
pub const RULES: u32 = 6;

/// Reads one row of an account of that kind.
///
/// The category is the first that is known of: the brand's, the merchant category code's, the provider's own, the words'.
pub fn read(row: &Transaction, kind: AccountKind) -> Reading {
    let is_in = !row.amount.is_out() && !row.amount.is_zero();
    let mut said = said(row.text.clean(), is_in, kind);
    if said.found != Found::Phrase && to_a_person(row) {
        said = Description { merchant: None, kind: RowKind::P2pOut, found: Found::Phrase, ..said };
    }
    let told = told_merchant(row);
    let (merchant, brand) = match (&said.found, told) {
        (Found::Phrase, _) => (None, None),
        (Found::Brand, _) => (said.merchant.clone(), Some(said.category)),
        (_, Some(told)) => match brand_of(told.as_str()) {
            Some((name, category)) => (Some(name), Some(category)),
            None => (Some(told.clone()), None),
        },
        (_, None) => (said.merchant.clone(), None),
    };
    let code = row.details().mcc.and_then(mcc::category);
    let provider = row.details().provider_category;
    let category =
        if said.found == Found::Phrase { said.category } else { brand.or(code).or(provider).unwrap_or(said.category) };
    let bought = brand.is_some() || code.is_some() || said.channel == Some(Channel::Card);
    let movement = movement(&Row { said: &said, is_in, kind, category, has_merchant: merchant.is_some(), bought });
    let merchant = merchant.filter(|_| movement != RowKind::CardPayment);
    Reading { rules: RULES, merchant, category: settled(category, movement, is_in), kind: movement, hidden: false }
}

/// What the text says once sign and account are known: a name without what wallets and shops wrote around it, or a movement that is no
/// purchase. What a card's envelope surrounds was bought.
fn said(text: &Clean, is_in: bool, kind: AccountKind) -> Description {
    let is_wrapped = wrappings::unwrap(text.as_str()).0.len() < text.as_str().len();
    let said = describe_clean(text);
    if said.found != Found::Phrase && (is_wrapped || said.channel == Some(Channel::Card)) {
        return said;
    }
    match movements::find(Words::of(&normalize(text.as_str())), is_in, kind) {
        Some(told) => {
            let category = if told == RowKind::Fee { Category::BankFees } else { said.category };
            Description { merchant: None, category, kind: told, found: Found::Phrase, ..said }
        }
        None => said,
    }
}

/// The merchant that the provider names, cleaned up by it already.
fn told_merchant(row: &Transaction) -> Option<&Clean> {
    let parties = &row.details().counterparties;
    parties
        .iter()
        .find(|party| party.role == CounterpartyRole::Merchant && !party.name.is_empty())
        .map(|party| &party.name)
}

/// True when the provider names a person as the other party, and no shop.
fn to_a_person(row: &Transaction) -> bool {
    let is_person = |role| role == CounterpartyRole::Person;
    row.details().counterparties.iter().any(|party| is_person(party.role)) && told_merchant(row).is_none()
}

/// What decides the kind of a movement.
struct Row<'a> {
    said: &'a Description,
    is_in: bool,
    kind: AccountKind,
    category: Category,
    has_merchant: bool,
    /// Something besides the text's own words says that something was bought.
    bought: bool,
}

fn movement(row: &Row<'_>) -> RowKind {
    match row.said.kind {
        RowKind::P2pOut | RowKind::P2pIn => return if row.is_in { RowKind::P2pIn } else { RowKind::P2pOut },
        // "direct deposit" on money going out is somebody's rent
        RowKind::Income if !row.is_in => {}
        RowKind::Spend | RowKind::Refund => {}
        told => return told,
    }
    match row.kind {
        AccountKind::Loan | AccountKind::Mortgage => RowKind::LoanPayment,
        AccountKind::Investment => RowKind::Investment,
        AccountKind::CreditCard | AccountKind::LineOfCredit if row.is_in => card_credit(row),
        _ if row.is_in => deposit(row),
        _ => match row.category {
            Category::LoanPayments => RowKind::LoanPayment,
            Category::TransferOut if row.said.found == Found::Brand => RowKind::Investment,
            Category::TransferIn | Category::TransferOut => RowKind::Transfer,
            Category::BankFees => RowKind::Fee,
            _ => RowKind::Spend,
        },
    }
}

/// Money onto a card: a payment when the provider says so or when nobody is named; else goods that went back.
fn card_credit(row: &Row<'_>) -> RowKind {
    let paid = matches!(row.category, Category::LoanPayments | Category::TransferIn | Category::TransferOut);
    match row.category {
        _ if row.said.kind == RowKind::Refund => RowKind::Refund,
        _ if paid || !row.has_merchant => RowKind::CardPayment,
        Category::Income => RowKind::Income,
        _ => RowKind::Refund,
    }
}

/// Money into an account that holds money: a refund only of what was bought, else income.
fn deposit(row: &Row<'_>) -> RowKind {
    match row.category {
        _ if row.said.kind == RowKind::Refund => RowKind::Refund,
        Category::TransferOut if row.said.found == Found::Brand => RowKind::Investment,
        Category::TransferIn | Category::TransferOut => RowKind::Transfer,
        Category::Income => RowKind::Income,
        _ if row.has_merchant && row.bought => RowKind::Refund,
        _ => RowKind::Income,
    }
}

/// The category that goes with the kind where the text could not know the sign.
fn settled(category: Category, kind: RowKind, is_in: bool) -> Category {
    match kind {
        RowKind::Income => Category::Income,
        RowKind::CardPayment | RowKind::LoanPayment => Category::LoanPayments,
        RowKind::Interest if is_in => Category::Income,
        RowKind::Interest => Category::BankFees,
        RowKind::Transfer | RowKind::P2pIn | RowKind::P2pOut | RowKind::Cash | RowKind::Check | RowKind::Investment => {
            if is_in {
                Category::TransferIn
            } else {
                Category::TransferOut
            }
        }
        RowKind::Spend | RowKind::Refund | RowKind::Fee => category,
    }
}

/// Readings that were made, by everything that a reading depends on.
#[derive(Debug, Default)]
pub struct Readings {
    known: HashMap<Looks, Arc<Reading>>,
}

/// All that [`read`] looks at.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Looks {
    text: Clean,
    /// -1, 0 or 1.
    sign: i8,
    mcc: Option<u16>,
    kind: AccountKind,
    told: Option<Clean>,
    to_a_person: bool,
    provider: Option<Category>,
}

impl Readings {
    /// [`read`], made once for all rows that read alike.
    pub fn read(&mut self, row: &Transaction, kind: AccountKind) -> Arc<Reading> {
        let sign = if row.amount.is_zero() {
            0
        } else if row.amount.is_out() {
            -1
        } else {
            1
        };
        let details = row.details();
        let looks = Looks {
            text: row.text.clean().clone(),
            sign,
            mcc: details.mcc,
            kind,
            told: told_merchant(row).cloned(),
            to_a_person: to_a_person(row),
            provider: details.provider_category,
        };
        Arc::clone(self.known.entry(looks).or_insert_with(|| Arc::new(read(row, kind))))
    }
}

/// [`Reader::fill`] for who has no rules and names of their own.
pub fn fill(book: &Book, delta: &mut Delta) {
    Reader::default().fill(book, delta);
}

/// [`Reader::outdated`] for who has no rules and names of their own.
pub fn outdated(book: &Book) -> Option<Delta> {
    Reader::default().outdated(book)
}

/// One pass over rows: what was read once is known, what the person's labels teach is learned once.
struct Pass<'a> {
    reader: &'a Reader,
    readings: Readings,
    learned: Learned,
}

impl Reader {
    /// Reads the rows of a change that were not read by these rules, before it is committed. An account that becomes another kind has
    /// all its loaded rows read anew: they join the change.
    pub fn fill(&self, book: &Book, delta: &mut Delta) {
        let mut after = book.clone();
        after.apply(&Delta { blocks: Vec::new(), ..delta.clone() });
        let mut pass = Pass::new(self, book);
        let touched: Vec<_> = delta.blocks.iter().map(|(key, _)| *key).collect();
        let turned = |id: AccountId| match (book.accounts.get(&id), after.accounts.get(&id)) {
            (Some(old), Some(new)) => book.kind(old) != after.kind(new),
            _ => false,
        };
        for (key, block) in &mut delta.blocks {
            if let Some(read) =
                block.as_ref().and_then(|block| pass.reread(&after, key.account, block, turned(key.account)))
            {
                *block = Some(read);
            }
        }
        let named = delta.accounts.iter().map(|account| account.id);
        let edited =
            delta.edits.iter().filter_map(|edit| if let Edit::Account(id, _) = edit { Some(*id) } else { None });
        let turned: std::collections::BTreeSet<_> = named.chain(edited).filter(|id| turned(*id)).collect();
        for (key, slot) in book.blocks.iter().filter(|(key, _)| turned.contains(&key.account) && !touched.contains(key))
        {
            if let Slot::Loaded(block) = slot
                && let Some(read) = pass.reread(&after, key.account, block, true)
            {
                delta.blocks.push((*key, Some(read)));
            }
        }
    }

    /// The change that brings every loaded row to these rules; `None` when all are. Blocks that are not loaded are not looked at.
    pub fn outdated(&self, book: &Book) -> Option<Delta> {
        let mut pass = Pass::new(self, book);
        let blocks: Vec<_> = book
            .blocks
            .iter()
            .filter_map(|(key, slot)| {
                let Slot::Loaded(block) = slot else { return None };
                pass.reread(book, key.account, block, false).map(|read| (*key, Some(read)))
            })
            .collect();
        (!blocks.is_empty()).then(|| Delta { blocks, ..Delta::default() })
    }
}

impl<'a> Pass<'a> {
    fn new(reader: &'a Reader, book: &Book) -> Self {
        Self { reader, readings: Readings::default(), learned: Learned::of(book) }
    }

    /// The block with its rows read; `None` when no reading changes.
    fn reread(&mut self, book: &Book, account: AccountId, block: &Block, all: bool) -> Option<Arc<Block>> {
        let version = self.reader.version();
        let unknown = |reading: &Reading| {
            let open = reading.category == Category::Uncategorized && reading.kind.is_spending();
            open && reading.merchant.as_ref().is_some_and(|merchant| self.learned.category(merchant).is_some())
        };
        let stale = |row: &Transaction| {
            all || row.reading.as_ref().is_none_or(|reading| reading.rules != version || unknown(reading))
        };
        if !block.rows().iter().any(stale) {
            return None;
        }
        let account = book.accounts.get(&account);
        let kind = account.map_or(AccountKind::Other, |account| book.kind(account));
        let on = account.map(|account| (book, &**account));
        let stale: Vec<bool> = block.rows().iter().map(stale).collect();
        let mut rows = block.rows().to_vec();
        for (row, _) in rows.iter_mut().zip(stale).filter(|(_, stale)| *stale) {
            let base = self.readings.read(row, kind);
            row.reading = Some(self.reader.personal(base, row, on, &self.learned));
        }
        Some(Arc::new(Block::new(rows)))
    }
}

#[cfg(test)]
mod tests;
