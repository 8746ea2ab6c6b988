//! A block as it lies on disk: lists of the currencies, connections, texts and readings that its rows share, then the rows.
//! Bytes and allocations here are multiplied by every row a person has, so what repeats is written once and shared again on reading.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{
    AccountId, Block, BlockKey, Category, Clean, ConnectionId, ProviderId, Reading, RowKind, Source, Text, Transaction,
    TxnId, TxnStatus,
};

use super::Unreadable;
use super::codes::Coded;
use super::details::{Currencies, DetailsAdded, DetailsRecord, ListedMoney};
use super::shape::{Grown, first};
use super::values::{connection, currency, date, day, provider};

pub(in crate::store) type BlockRecord<'a> = Grown<Grown<BlockFirst<'a>, BlockAdded<'a>>, BlockHidden>;

first!(BlockFirst<'a>);

/// Since version 2: what was added to details, by place in the list of rows, only of rows that have anything of it.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct BlockAdded<'a> {
    #[serde(borrow)]
    details: Vec<(u32, DetailsAdded<'a>)>,
}

/// Since version 3: places in the list of readings that a rule hides.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct BlockHidden {
    readings: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct BlockFirst<'a> {
    currencies: Vec<String>,
    #[serde(borrow)]
    connections: Vec<&'a str>,
    #[serde(borrow)]
    texts: Vec<TextRecord<'a>>,
    #[serde(borrow)]
    readings: Vec<ReadingRecord<'a>>,
    #[serde(borrow)]
    rows: Vec<RowRecord<'a>>,
}

#[derive(Serialize, Deserialize)]
struct TextRecord<'a> {
    clean: &'a str,
    /// Only where it differs.
    #[serde(borrow)]
    raw: Option<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct ReadingRecord<'a> {
    /// Of 16 bits before version 3, which are written alike.
    rules: u32,
    #[serde(borrow)]
    merchant: Option<&'a str>,
    category: u8,
    kind: u8,
}

#[derive(Serialize, Deserialize)]
struct RowRecord<'a> {
    id: u64,
    /// Only where it is not the block's, which is a fault that `check` finds.
    account: Option<u32>,
    status: u8,
    /// Days are counted from the first of the block's month.
    posted: Option<i32>,
    occurred: Option<i32>,
    first_seen: i32,
    amount: ListedMoney,
    text: u32,
    reading: Option<u32>,
    /// Nearly every row has one source: apart from the others, it costs no list.
    #[serde(borrow)]
    source: Option<SourceRecord<'a>>,
    #[serde(borrow)]
    more_sources: Vec<SourceRecord<'a>>,
    #[serde(borrow)]
    details: Option<Box<DetailsRecord<'a>>>,
}

#[derive(Serialize, Deserialize)]
struct SourceRecord<'a> {
    connection: u32,
    #[serde(borrow)]
    id: Option<&'a str>,
    current: bool,
}

impl<'a> BlockRecord<'a> {
    pub(in crate::store) fn new(key: BlockKey, block: &'a Block) -> Self {
        let mut lists = Lists::new(key);
        let rows = block.rows().iter().map(|row| lists.row(row)).collect();
        let currencies = lists.currencies.0.iter().map(|currency| currency.id().to_owned()).collect();
        let added = |(place, row): (u32, &'a Transaction)| Some((place, DetailsAdded::of(row.details.as_deref()?)?));
        let first = BlockFirst {
            currencies,
            connections: lists.connections,
            texts: lists.texts,
            readings: lists.readings,
            rows,
        };
        let details = (0..).zip(block.rows()).filter_map(added).collect();
        Self { first: Grown { first, added: BlockAdded { details } }, added: BlockHidden { readings: lists.hidden } }
    }

    /// The block; texts and readings that the interner has seen are shared with it.
    pub(in crate::store) fn into_block(self, key: BlockKey, interner: &mut Interner) -> Result<Block, Unreadable> {
        let Self { first: Grown { first: block, added }, added: hidden } = self;
        let shared = Shared {
            account: key.account,
            first: day(key.month.first()),
            currencies: Currencies(block.currencies.iter().map(|id| currency(id)).collect::<Result<_, _>>()?),
            connections: block.connections.into_iter().map(connection).collect::<Result<_, _>>()?,
            texts: block.texts.into_iter().map(|text| interner.text(&text)).collect(),
            readings: (0..)
                .zip(block.readings)
                .map(|(place, reading)| interner.reading(&reading, hidden.readings.contains(&place)))
                .collect::<Result<_, _>>()?,
        };
        let mut rows: Vec<Transaction> = block.rows.into_iter().map(|row| shared.row(row)).collect::<Result<_, _>>()?;
        for (place, added) in added.details {
            added.complete(rows.get_mut(place as usize).ok_or(UNLISTED)?.details_mut())?;
        }
        Ok(Block::new(rows))
    }
}

/// What rows of a block share, while they are written.
struct Lists<'a> {
    key: BlockKey,
    first: i32,
    currencies: Currencies,
    connections: Vec<&'a str>,
    texts: Vec<TextRecord<'a>>,
    text_places: HashMap<&'a Text, u32>,
    readings: Vec<ReadingRecord<'a>>,
    /// By address: rows of one text share one reading.
    reading_places: HashMap<*const Reading, u32>,
    hidden: Vec<u32>,
}

impl<'a> Lists<'a> {
    fn new(key: BlockKey) -> Self {
        Self {
            key,
            first: day(key.month.first()),
            currencies: Currencies::default(),
            connections: Vec::new(),
            texts: Vec::new(),
            text_places: HashMap::new(),
            readings: Vec::new(),
            reading_places: HashMap::new(),
            hidden: Vec::new(),
        }
    }

    fn row(&mut self, row: &'a Transaction) -> RowRecord<'a> {
        let first = self.first;
        let mut sources = row.sources.iter().map(|source| self.source(source));
        let (source, more_sources) = (sources.next(), sources.collect());
        RowRecord {
            id: row.id.0,
            account: (row.account != self.key.account).then_some(row.account.0),
            status: row.status.code(),
            posted: row.posted.map(|date| day(date) - first),
            occurred: row.occurred.map(|date| day(date) - first),
            first_seen: day(row.first_seen) - first,
            amount: self.currencies.list(row.amount),
            text: self.text(&row.text),
            reading: row.reading.as_ref().map(|reading| self.reading(reading)),
            source,
            more_sources,
            details: row.details.as_ref().map(|details| Box::new(DetailsRecord::new(details, &mut self.currencies))),
        }
    }

    fn source(&mut self, source: &'a Source) -> SourceRecord<'a> {
        let name = source.connection.as_str();
        let place = self.connections.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.connections.push(name);
            self.connections.len() - 1
        });
        SourceRecord {
            connection: place32(place),
            id: source.id.as_ref().map(ProviderId::as_str),
            current: source.current,
        }
    }

    fn text(&mut self, text: &'a Text) -> u32 {
        *self.text_places.entry(text).or_insert_with(|| {
            let clean = text.clean().as_str();
            self.texts.push(TextRecord { clean, raw: Some(text.raw()).filter(|raw| *raw != clean) });
            place32(self.texts.len() - 1)
        })
    }

    fn reading(&mut self, reading: &'a Arc<Reading>) -> u32 {
        *self.reading_places.entry(Arc::as_ptr(reading)).or_insert_with(|| {
            self.readings.push(ReadingRecord {
                rules: reading.rules,
                merchant: reading.merchant.as_ref().map(Clean::as_str),
                category: reading.category.code(),
                kind: reading.kind.code(),
            });
            let place = place32(self.readings.len() - 1);
            if reading.hidden {
                self.hidden.push(place);
            }
            place
        })
    }
}

/// A place in a list. A block of 4 billion rows does not fit into memory, so the limit is never met.
fn place32(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What rows of a block share, while they are read.
struct Shared {
    account: AccountId,
    first: i32,
    currencies: Currencies,
    connections: Vec<ConnectionId>,
    texts: Vec<Text>,
    readings: Vec<Arc<Reading>>,
}

const UNLISTED: Unreadable = Unreadable("a row names what its block does not list");

impl Shared {
    fn row(&self, record: RowRecord<'_>) -> Result<Transaction, Unreadable> {
        let date = |days: i32| date(days.saturating_add(self.first));
        let mut sources = Vec::with_capacity(usize::from(record.source.is_some()) + record.more_sources.len());
        for source in record.source.into_iter().chain(record.more_sources) {
            sources.push(self.source(&source)?);
        }
        let reading = |place: u32| self.readings.get(place as usize).cloned().ok_or(UNLISTED);
        let details = |details: Box<DetailsRecord<'_>>| details.into_details(&self.currencies).map(Box::new);
        Ok(Transaction {
            id: TxnId(record.id),
            account: record.account.map_or(self.account, AccountId),
            status: TxnStatus::from_code(record.status)?,
            posted: record.posted.map(date).transpose()?,
            occurred: record.occurred.map(date).transpose()?,
            first_seen: date(record.first_seen)?,
            amount: self.currencies.money(record.amount)?,
            text: self.texts.get(record.text as usize).cloned().ok_or(UNLISTED)?,
            sources,
            details: record.details.map(details).transpose()?,
            reading: record.reading.map(reading).transpose()?,
        })
    }

    fn source(&self, record: &SourceRecord<'_>) -> Result<Source, Unreadable> {
        Ok(Source {
            connection: self.connections.get(record.connection as usize).cloned().ok_or(UNLISTED)?,
            id: record.id.map(provider).transpose()?,
            current: record.current,
        })
    }
}

/// Shares equal texts and readings among all the blocks that are read together: a person visits the same shops month after month.
#[derive(Default)]
pub(in crate::store) struct Interner {
    texts: HashSet<Arc<str>>,
    /// By merchant, those without one under the empty name; few readings share a merchant.
    readings: HashMap<Arc<str>, Vec<Arc<Reading>>>,
}

impl Interner {
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&new));
        new
    }

    fn text(&mut self, record: &TextRecord<'_>) -> Text {
        Text::from_store(Clean::from_store(self.share(record.clean)), record.raw.map(|raw| self.share(raw)))
    }

    fn reading(&mut self, record: &ReadingRecord<'_>, hidden: bool) -> Result<Arc<Reading>, Unreadable> {
        let category = Category::from_code(record.category)?;
        let kind = RowKind::from_code(record.kind)?;
        let name = record.merchant.unwrap_or_default();
        let same = |reading: &&Arc<Reading>| {
            (reading.rules, reading.category, reading.kind, reading.hidden) == (record.rules, category, kind, hidden)
                && reading.merchant.is_some() == record.merchant.is_some()
        };
        if let Some(known) = self.readings.get(name).and_then(|list| list.iter().find(same)) {
            return Ok(Arc::clone(known));
        }
        let name = self.share(name);
        let merchant = record.merchant.map(|_| Clean::from_store(Arc::clone(&name)));
        let new = Arc::new(Reading { rules: record.rules, merchant, category, kind, hidden });
        self.readings.entry(name).or_default().push(Arc::clone(&new));
        Ok(new)
    }
}
