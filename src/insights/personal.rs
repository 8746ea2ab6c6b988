//! What a person's own word makes of a reading: names first, then rules, then what was learned from labels. A category set by hand
//! on a row stands above all of it and is kept elsewhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::learned::Learned;
use super::read::Readings;
use super::text::{Mixed, holds, normalize};
use crate::domain::{Account, AccountKind, Alias, Book, Category, Clean, Reading, RowKind, Rule, Transaction, TxnId};

/// Everything that rows are read with besides the tables: a person's rules and names, and what their labels taught.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    rules: Vec<Compiled>,
    aliases: Aliases,
    stamp: u32,
}

/// A rule with its words as they are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Compiled {
    rule: Rule,
    text: Option<String>,
    merchant: Option<String>,
    account: Option<String>,
}

/// Names by the normalized name that they replace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Aliases(HashMap<String, Clean>);

/// What a rule would do to a row that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched<'a> {
    pub row: &'a Transaction,
    pub before: (Option<Clean>, Category),
    pub after: (Option<Clean>, Category),
    /// It would be hidden, and was not.
    pub hides: bool,
}

impl Reader {
    /// Rules in their order, the first that says something decides it; names in the order in which they were given, each taken on
    /// what those before it made.
    pub fn new(rules: &[Rule], aliases: &[Alias]) -> Self {
        let rules: Vec<Compiled> = rules.iter().map(Compiled::new).collect();
        Self { stamp: stamp(&rules, aliases), rules, aliases: Aliases::new(aliases) }
    }

    /// The version that readings of this reader carry: that of the tables where the person said nothing, else one in the upper half
    /// of the numbers, made from all that was said. Two persons' words share one in two billion times.
    pub fn version(&self) -> u32 {
        if self.rules.is_empty() && self.aliases.0.is_empty() { super::RULES } else { self.stamp }
    }

    /// The name that the person gave to a merchant.
    pub fn name<'a>(&'a self, merchant: &'a Clean) -> &'a Clean {
        self.aliases.of(merchant).unwrap_or(merchant)
    }

    /// The reading of a row after the person's word; the same one where there is none.
    pub(super) fn personal(
        &self,
        base: Arc<Reading>,
        row: &Transaction,
        on: Option<(&Book, &Account)>,
        learned: &Learned,
    ) -> Arc<Reading> {
        let renamed = base.merchant.as_ref().and_then(|merchant| self.aliases.of(merchant));
        let (category, rename, hidden) = self.ruled(&base, renamed, row, on);
        let merchant = rename.or(renamed);
        let taught = || {
            let unknown = base.category == Category::Uncategorized && base.kind.is_spending();
            let merchant = base.merchant.as_ref().filter(|_| unknown)?;
            learned.category(merchant)
        };
        let category = category.or_else(taught);
        if category.is_none() && merchant.is_none() && !hidden && base.rules == self.version() {
            return base;
        }
        let kind = category.map_or(base.kind, |category| kind_of(category, base.kind, row));
        Arc::new(Reading {
            rules: self.version(),
            merchant: merchant.cloned().or_else(|| base.merchant.clone()),
            category: category.unwrap_or(base.category),
            kind,
            hidden,
        })
    }

    /// The loaded rows for which a rule holds, whatever others say of them.
    pub fn matching<'a>(&self, book: &'a Book, rule: &Rule) -> Vec<&'a Transaction> {
        let compiled = Compiled::new(rule);
        let mut readings = Readings::default();
        book.rows()
            .filter(|row| {
                let (base, on) = based(book, row, &mut readings);
                let renamed = base.merchant.as_ref().and_then(|merchant| self.aliases.of(merchant));
                compiled.fits(&Facts::of(&base, renamed, row, on))
            })
            .collect()
    }

    /// The loaded rows that would be read otherwise if this rule were added before all others: for a count and a list before it is
    /// kept. What the person said of a row by hand stays.
    pub fn touched<'a>(&self, book: &'a Book, rule: &Rule) -> Vec<Touched<'a>> {
        let rules = std::iter::once(Compiled::new(rule)).chain(self.rules.iter().cloned()).collect();
        let with = Self { rules, ..self.clone() };
        let (mut readings, learned) = (Readings::default(), Learned::of(book));
        let would = |row: &'a Transaction| {
            let (base, on) = based(book, row, &mut readings);
            let after = with.personal(base, row, on, &learned);
            let edit = book.edit_of(row.id);
            let before = (book.merchant(row).cloned(), book.category(row));
            let hides = after.hidden && !book.is_row_hidden(row);
            let after =
                (edit.merchant.clone().or_else(|| after.merchant.clone()), edit.category.unwrap_or(after.category));
            (before != after || hides).then_some(Touched { row, before, after, hides })
        };
        book.rows().filter_map(would).collect()
    }

    /// The rules that hold for each loaded row, by their numbers from 1; rows for which none does are left out.
    pub fn applied(&self, book: &Book) -> BTreeMap<TxnId, Vec<usize>> {
        let mut readings = Readings::default();
        let mut rules = |row: &Transaction| -> Vec<usize> {
            let (base, on) = based(book, row, &mut readings);
            let renamed = base.merchant.as_ref().and_then(|merchant| self.aliases.of(merchant));
            let facts = Facts::of(&base, renamed, row, on);
            (1..).zip(&self.rules).filter(|(_, rule)| rule.fits(&facts)).map(|(number, _)| number).collect()
        };
        if self.rules.is_empty() {
            return BTreeMap::new();
        }
        book.rows().map(|row| (row.id, rules(row))).filter(|(_, rules)| !rules.is_empty()).collect()
    }

    fn ruled<'a>(
        &'a self,
        base: &Reading,
        renamed: Option<&Clean>,
        row: &Transaction,
        on: Option<(&Book, &Account)>,
    ) -> (Option<Category>, Option<&'a Clean>, bool) {
        let (mut category, mut rename, mut hidden) = (None, None, false);
        if self.rules.is_empty() {
            return (None, None, false);
        }
        let facts = Facts::of(base, renamed, row, on);
        for compiled in self.rules.iter().filter(|compiled| compiled.fits(&facts)) {
            category = category.or(compiled.rule.category);
            rename = rename.or(compiled.rule.rename.as_ref());
            hidden |= compiled.rule.hide;
        }
        (category, rename, hidden)
    }
}

/// The loaded rows that another name for that merchant would change: those that are read as it, and those that the person named so by
/// hand.
pub fn bearing<'a>(book: &'a Book, merchant: &Clean) -> Vec<&'a Transaction> {
    let wanted = normalize(merchant.as_str());
    let mut same: HashMap<&Clean, bool> = HashMap::new();
    book.rows()
        .filter(|row| {
            let name = book.merchant(row);
            name.is_some_and(|name| *same.entry(name).or_insert_with(|| normalize(name.as_str()) == wanted))
        })
        .collect()
}

/// A row as the tables alone read it, with its account.
fn based<'a>(
    book: &'a Book,
    row: &Transaction,
    readings: &mut Readings,
) -> (Arc<Reading>, Option<(&'a Book, &'a Account)>) {
    let account = book.accounts.get(&row.account);
    let kind = account.map_or(AccountKind::Other, |account| book.kind(account));
    (readings.read(row, kind), account.map(|account| (book, &**account)))
}

/// What rules are held against.
struct Facts {
    text: String,
    /// As read, and as renamed.
    merchants: [Option<String>; 2],
    /// Id, number's tail and name of the account, in lower case.
    account: Option<(String, Option<String>, String)>,
    amount: Decimal,
}

impl Facts {
    fn of(base: &Reading, renamed: Option<&Clean>, row: &Transaction, on: Option<(&Book, &Account)>) -> Self {
        let normal = |name: &Clean| normalize(name.as_str());
        Self {
            text: normalize(row.text.clean().as_str()),
            merchants: [base.merchant.as_ref().map(normal), renamed.map(normal)],
            account: on.map(|(book, account)| {
                let mask = account.mask.as_ref().map(|mask| mask.as_str().to_lowercase());
                (account.id.to_string(), mask, book.name(account).as_str().to_lowercase())
            }),
            amount: row.amount.amount().abs(),
        }
    }
}

impl Compiled {
    fn new(rule: &Rule) -> Self {
        let normal = |words: &Option<Clean>| words.as_ref().map(|words| normalize(words.as_str()));
        let account = rule.account.as_ref().map(|word| word.as_str().to_lowercase());
        Self { rule: rule.clone(), text: normal(&rule.text), merchant: normal(&rule.merchant), account }
    }

    fn fits(&self, facts: &Facts) -> bool {
        let on = |wanted: &String| {
            facts.account.as_ref().is_some_and(|(id, mask, name)| {
                id == wanted || mask.as_ref() == Some(wanted) || name.contains(wanted.as_str())
            })
        };
        self.text.as_ref().is_none_or(|words| holds(&facts.text, words))
            && self.merchant.as_ref().is_none_or(|name| facts.merchants.iter().flatten().any(|known| known == name))
            && self.account.as_ref().is_none_or(on)
            && self.rule.over.is_none_or(|over| facts.amount > over)
            && self.rule.under.is_none_or(|under| facts.amount < under)
    }
}

impl Aliases {
    fn new(aliases: &[Alias]) -> Self {
        let mut names: HashMap<String, Clean> = HashMap::new();
        for alias in aliases {
            let from = normalize(alias.from.as_str());
            // who bears that name by an earlier one bears the new one
            for name in names.values_mut().filter(|name| normalize(name.as_str()) == from) {
                name.clone_from(&alias.to);
            }
            names.insert(from, alias.to.clone());
        }
        Self(names)
    }

    fn of(&self, merchant: &Clean) -> Option<&Clean> {
        if self.0.is_empty() { None } else { self.0.get(&normalize(merchant.as_str())) }
    }
}

/// The kind that goes with a category that the person gives, by a rule or by hand: what is called a transfer is no spending, and what is called
/// spending is no transfer.
pub(super) fn kind_of(category: Category, kind: RowKind, row: &Transaction) -> RowKind {
    match category {
        Category::TransferIn | Category::TransferOut if kind.is_spending() || kind == RowKind::Income => {
            RowKind::Transfer
        }
        Category::LoanPayments if kind.is_spending() => RowKind::LoanPayment,
        Category::Income if kind == RowKind::Refund || kind == RowKind::Transfer => RowKind::Income,
        Category::TransferIn
        | Category::TransferOut
        | Category::LoanPayments
        | Category::Income
        | Category::BankFees => kind,
        _ if kind.is_spending() => kind,
        _ if row.amount.is_out() => RowKind::Spend,
        _ => RowKind::Refund,
    }
}

fn stamp(rules: &[Compiled], aliases: &[Alias]) -> u32 {
    use std::hash::Hasher as _;
    let mut hash = Mixed::default();
    hash.write(&super::RULES.to_le_bytes());
    for Compiled { rule, .. } in rules {
        let amounts = [rule.over, rule.under].map(|amount| amount.map(|amount| amount.to_string()));
        let words = [&rule.text, &rule.merchant, &rule.account, &rule.rename]
            .map(|words| words.as_ref().map(ToString::to_string));
        let category = rule.category.map(|category| category.key().to_owned());
        hash.write(&[0xfd, u8::from(rule.hide)]);
        for (at, part) in (0_u8..).zip(words.iter().chain(&amounts).chain([&category])) {
            hash.write(&[at, u8::from(part.is_some())]);
            hash.write(part.as_deref().unwrap_or_default().as_bytes());
        }
    }
    for alias in aliases {
        hash.write(&[0xff]);
        hash.write(alias.from.as_str().as_bytes());
        hash.write(&[0xfe]);
        hash.write(alias.to.as_str().as_bytes());
    }
    let bytes = hash.finish().to_le_bytes();
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) | 0x8000_0000
}

#[cfg(test)]
mod tests;
