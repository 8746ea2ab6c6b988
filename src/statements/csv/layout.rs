//! A CSV layout: how one kind of download is told from others and what its columns hold. Layouts are data, one TOML file each in
//! assets/layouts or in the person's own folder; CONTRIBUTING.md has every key.

use toml::de::DeValue;

use super::role::{Role, plain};
use super::shape::Shape;
use crate::config::{ConfigError, Place, Table, nearest, shown, whole};
use crate::domain::{AccountKind, Currency};
use crate::statements::{DateOrder, Decimal, Sign};

/// One layout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Layout {
    /// The file's name without its ending: `chase-card`.
    pub(super) name: String,
    /// For people: `Chase card`.
    pub(super) title: String,
    /// The bank's key, a domain, and what people call it.
    pub(super) bank: Option<(String, String)>,
    pub(super) kind: Option<AccountKind>,
    pub(super) currency: Option<Currency>,
    /// For files that are neither UTF-8 nor marked.
    pub(super) encoding: Option<&'static encoding_rs::Encoding>,
    /// Columns that the header must have; each with its other spellings. In the form of [`plain`].
    pub(super) header: Vec<Vec<String>>,
    /// For files without a header: what each field of most rows looks like.
    pub(super) shape: Vec<Shape>,
    /// Parts of the file's name, in lower case, that settle which of two fitting layouts it is.
    pub(super) file: Vec<String>,
    /// The orders that dates may have, the likeliest first; empty for any.
    pub(super) dates: Vec<DateOrder>,
    /// The decimal mark; `None` lets the file tell, or asks.
    pub(super) decimal: Option<Decimal>,
    /// What a plus means; `None` asks where the file does not tell.
    pub(super) sign: Option<Sign>,
    pub(super) columns: Vec<(Role, Vec<Column>)>,
    /// Words of the status column, in the form of [`plain`], beside those that every bank uses.
    pub(super) pending: Vec<String>,
    pub(super) dropped: Vec<String>,
    /// Words of the indicator column for money in and out, beside those that every bank uses.
    pub(super) money_in: Vec<String>,
    pub(super) money_out: Vec<String>,
    /// Rows whose text begins so are no transactions.
    pub(super) skip: Vec<String>,
    /// Rows without a value in this column are no transactions.
    pub(super) require: Option<Role>,
    /// The fee stands beside the amount and must be taken from it.
    pub(super) adds_fee: bool,
    /// A row without date and amount belongs to the one above.
    pub(super) continues: bool,
}

/// A column by its header's spellings (the first that is there), or by its place from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Named(Vec<String>),
    At(usize),
}

impl Layout {
    /// Reads the text of a layout file.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let mut root = Table::parse(text)?;
        let mut layout = Self { name: name.to_owned(), sign: Some(Sign::Bank), ..Self::default() };
        root.text("title", &mut layout.title)?;
        if layout.title.is_empty() {
            name.clone_into(&mut layout.title);
        }
        if let Some((bank, _)) = root.text_at("bank")? {
            let mut called = bank.clone();
            root.text("bank_name", &mut called)?;
            layout.bank = Some((bank, called));
        }
        layout.read_words(&mut root)?;
        layout.read_detection(&mut root)?;
        layout.read_columns(&mut root)?;
        let place = root.place();
        root.finish()?;
        let has = |role: Role| layout.columns.iter().any(|(own, _)| *own == role);
        let amounts = has(Role::Amount) || (has(Role::Debit) && has(Role::Credit));
        if !has(Role::Date) || !amounts {
            let message = "[columns] needs 'date', and 'amount' or both 'debit' and 'credit'".to_owned();
            return Err(ConfigError { place, message });
        }
        Ok(layout)
    }

    fn read_words(&mut self, root: &mut Table<'_>) -> Result<(), ConfigError> {
        self.kind = choice(root, "kind", AccountKind::from_key, &AccountKind::ALL.map(AccountKind::key))?;
        self.currency = choice(root, "currency", |code| Currency::parse(code).ok(), &["a code such as USD"])?;
        let label = |label: &str| encoding_rs::Encoding::for_label(label.as_bytes());
        self.encoding = choice(root, "encoding", label, &["utf-8", "windows-1252", "windows-1250"])?;
        let sign = |word: &str| match word {
            "ask" => Some(None),
            word => Sign::named(word).map(Some),
        };
        if let Some(sign) = choice(root, "sign", sign, &["bank", "inverted", "ask"])? {
            self.sign = sign;
        }
        self.decimal = choice(root, "decimal", Decimal::named, &["point", "comma"])?;
        for (word, place) in list(root, "dates")? {
            let message = || format!("'{}' is no order of dates: expected mdy, dmy or ymd", shown(&word));
            let order = DateOrder::named(&word).ok_or_else(|| ConfigError { place, message: message() })?;
            self.dates.push(order);
        }
        for (key, into) in [
            ("pending", &mut self.pending),
            ("dropped", &mut self.dropped),
            ("in", &mut self.money_in),
            ("out", &mut self.money_out),
            ("skip", &mut self.skip),
        ] {
            into.extend(list(root, key)?.iter().map(|(word, _)| plain(word)));
        }
        self.require = choice(root, "require", Role::named, &Role::ALL.map(|(_, name)| name))?;
        root.flag("fee_beside", &mut self.adds_fee)?;
        root.flag("continues", &mut self.continues)
    }

    fn read_detection(&mut self, root: &mut Table<'_>) -> Result<(), ConfigError> {
        self.header = list(root, "header")?.iter().map(|(names, _)| spellings(names)).collect();
        for (word, place) in list(root, "shape")? {
            let shape = Shape::named(&word);
            self.shape.push(shape.ok_or_else(|| ConfigError {
                place,
                message: format!(
                    "'{}' is no shape of a column: expected any, blank, date, amount, maybe-amount, text or =WORD",
                    shown(&word)
                ),
            })?);
        }
        self.file = list(root, "file")?.into_iter().map(|(part, _)| part.to_lowercase()).collect();
        if self.header.is_empty() && self.shape.is_empty() && self.file.is_empty() {
            return Err(root.error("nothing tells the layout from others: give 'header', 'shape' or 'file'".to_owned()));
        }
        Ok(())
    }

    fn read_columns(&mut self, root: &mut Table<'_>) -> Result<(), ConfigError> {
        let Some(columns) = root.table("columns")? else { return Ok(()) };
        for (key, place, value) in columns.rest() {
            let Some(role) = Role::named(&key) else {
                let names = Role::ALL.map(|(_, name)| name);
                let advice = match nearest(&key, names) {
                    Some(name) => format!("did you mean '{name}'?"),
                    None => format!("expected one of {}", names.join(", ")),
                };
                return Err(ConfigError {
                    place,
                    message: format!("unknown key '{}' in [columns]: {advice}", shown(&key)),
                });
            };
            let found = match &value {
                DeValue::Array(items) => items.iter().map(|item| column(item.get_ref())).collect(),
                other => column(other).map(|column| vec![column]),
            };
            let wrong = || {
                format!(
                    "'{key}' in [columns]: expected a column's header in quotes, its number from 1, or a list of them"
                )
            };
            self.columns.push((role, found.ok_or_else(|| ConfigError { place, message: wrong() })?));
        }
        self.columns.sort_by_key(|(role, _)| *role);
        Ok(())
    }

    /// How many columns of a header (in the form of [`plain`]) the layout requires and finds; `None` when one is missing, or when
    /// so few are required that the others make it another file.
    pub(super) fn fits(&self, header: &[String]) -> Option<usize> {
        let required = self.header.len();
        let is_there = |names: &Vec<String>| names.iter().any(|name| header.contains(name));
        if required == 0 || !self.header.iter().all(is_there) {
            return None;
        }
        let extra = header.iter().filter(|name| !name.is_empty() && !self.knows(name)).count();
        let most = match required {
            ..=3 => 0,
            4 => 1,
            _ => usize::MAX,
        };
        (extra <= most).then_some(required)
    }

    /// Columns of a header that the layout has no word for.
    pub(super) fn knows(&self, name: &String) -> bool {
        let named = |column: &Column| matches!(column, Column::Named(names) if names.contains(name));
        self.header.iter().any(|names| names.contains(name))
            || self.columns.iter().any(|(_, columns)| columns.iter().any(named))
    }

    /// True when the file's name speaks for the layout.
    pub(super) fn is_named_by(&self, file: &str) -> bool {
        let file = file.to_lowercase();
        self.file.iter().any(|part| file.contains(part))
    }

    pub(super) fn columns(&self, role: Role) -> &[Column] {
        self.columns.iter().find(|(own, _)| *own == role).map_or(&[], |(_, columns)| columns)
    }
}

/// `Date|Datum` as plain spellings.
fn spellings(names: &str) -> Vec<String> {
    names.split('|').map(plain).filter(|name| !name.is_empty()).collect()
}

fn column(value: &DeValue<'_>) -> Option<Column> {
    match value {
        DeValue::String(names) => Some(Column::Named(spellings(names))).filter(|c| *c != Column::Named(vec![])),
        DeValue::Integer(_) => whole(value)
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| (1..=super::MAX_COLUMNS).contains(at))
            .map(Column::At),
        _ => None,
    }
}

fn list(root: &mut Table<'_>, key: &'static str) -> Result<Vec<(String, Place)>, ConfigError> {
    let texts = root.texts(key)?;
    Ok(texts.map(|(texts, place)| texts.into_iter().map(|text| (text, place)).collect()).unwrap_or_default())
}

/// A word that must be one of few.
fn choice<T>(
    root: &mut Table<'_>,
    key: &'static str,
    read: impl Fn(&str) -> Option<T>,
    expected: &[&str],
) -> Result<Option<T>, ConfigError> {
    let Some((word, place)) = root.text_at(key)? else { return Ok(None) };
    let value = read(&word);
    if value.is_none() {
        let advice = match nearest(&word, expected.iter().copied()) {
            Some(name) => format!("did you mean '{name}'?"),
            None => format!("expected {}", expected.join(", ")),
        };
        return Err(ConfigError { place, message: format!("'{key}' is '{}': {advice}", shown(&word)) });
    }
    Ok(value)
}
