//! Where banks are met: their pages, as a dated table of our own says, and before it the person's own `issuers.toml`.

use chrono::NaiveDate;

use super::table::{ConfigError, Table};
use crate::domain::{Bank, Clean, WebPage};

const SHIPPED: &str = include_str!("../../assets/issuers.toml");

/// More banks than this are no table of anybody's.
const MOST: usize = 2000;

/// A bank and its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    pub name: Clean,
    /// As [`Bank::key`] has it: the domain, or a slug of the name.
    keys: Vec<String>,
    /// ISO 3166: `US`; `EU` for any country of the European Economic Area. Decides the time that a dispute has.
    pub country: Option<String>,
    /// Its own site, to sign in at.
    pub site: WebPage,
    /// Where one writes to it, where that has an address of its own.
    pub messages: Option<WebPage>,
    /// What else helps to reach it.
    pub note: Option<Clean>,
    /// When somebody last looked whether this is so.
    pub checked: NaiveDate,
}

/// The banks that are known, the person's own first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuers(Vec<Issuer>);

impl Issuers {
    /// The table that passbook brings along.
    pub fn shipped() -> Self {
        // a test holds it readable
        Self::parse(SHIPPED).unwrap_or_default()
    }

    /// Reads `checked` and `[[issuer]]` tables: `name`, `keys`, `site`, and where they are known `country`, `messages`, `note`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut root = Table::parse(text)?;
        let Some((checked, place)) = root.text_at("checked")? else {
            return Err(root.error("'checked' is missing: the day on which these pages were looked at".into()));
        };
        let checked = NaiveDate::parse_from_str(&checked, "%Y-%m-%d").map_err(|_| ConfigError {
            place,
            message: "'checked' is no day: expected one such as \"2026-11-22\"".into(),
        })?;
        let tables = root.tables("issuer")?;
        root.finish()?;
        if let Some(table) = tables.get(MOST) {
            return Err(table.error(format!("more than {MOST} banks")));
        }
        tables.into_iter().map(|table| read(table, checked)).collect::<Result<_, _>>().map(Self)
    }

    /// These before those.
    #[must_use]
    pub fn before(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The bank's entry: by its key, else by its name.
    pub fn of(&self, bank: &Bank) -> Option<&Issuer> {
        let slug = |text: &str| {
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            plain.to_ascii_lowercase()
        };
        let (key, name) = (slug(&bank.key), slug(bank.name.as_str()));
        let by_key = |issuer: &&Issuer| issuer.keys.iter().any(|known| slug(known) == key);
        let by_name = |issuer: &&Issuer| {
            !name.is_empty() && (slug(issuer.name.as_str()) == name || issuer.keys.iter().any(|k| slug(k) == name))
        };
        self.0.iter().find(by_key).or_else(|| self.0.iter().find(by_name))
    }
}

fn read(mut table: Table<'_>, checked: NaiveDate) -> Result<Issuer, ConfigError> {
    let name = table.text_at("name")?.and_then(|(name, _)| Clean::non_empty(&name));
    let Some(name) = name else { return Err(table.error("[[issuer]] needs a 'name'".into())) };
    let keys = table.texts("keys")?.map_or_else(Vec::new, |(keys, _)| keys);
    let site = page(&mut table, "site")?;
    let Some(site) = site else { return Err(table.error("[[issuer]] needs a 'site'".into())) };
    let country = table.text_at("country")?.map(|(country, _)| country.to_ascii_uppercase());
    let messages = page(&mut table, "messages")?;
    let note = table.text_at("note")?.and_then(|(note, _)| Clean::non_empty(&note));
    table.finish()?;
    Ok(Issuer { name, keys, country, site, messages, note, checked })
}

fn page(table: &mut Table<'_>, key: &'static str) -> Result<Option<WebPage>, ConfigError> {
    let Some((text, place)) = table.text_at(key)? else { return Ok(None) };
    let wrong = || ConfigError { place, message: format!("'{key}' is no page: expected https://... in plain letters") };
    WebPage::new(&text).map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(key: &str, name: &str) -> Bank {
        Bank { key: key.into(), name: Clean::new(name) }
    }

    #[test]
    fn the_shipped_table_is_whole_and_knows_the_banks_of_the_sandbox() {
        let shipped = Issuers::parse(SHIPPED).unwrap();
        for (key, site) in [
            ("chase.com", "https://www.chase.com"),
            ("wellsfargo.com", "https://www.wellsfargo.com"),
            ("citi.com", "https://www.citi.com"),
            ("americanexpress.com", "https://www.americanexpress.com"),
            ("paypal.com", "https://www.paypal.com"),
        ] {
            let issuer = shipped.of(&bank(key, "")).unwrap();
            assert_eq!((issuer.site.as_str(), issuer.country.as_deref()), (site, Some("US")));
        }
        assert_eq!(shipped.of(&bank("x", "Wells Fargo")).unwrap().name.as_str(), "Wells Fargo");
        assert_eq!(shipped.of(&bank("x", "Nobody's Bank")), None);
        assert_eq!(shipped.of(&bank("", "")), None);
    }

    #[test]
    fn no_key_leads_to_two_banks() {
        let shipped = Issuers::parse(SHIPPED).unwrap();
        let keys: Vec<&String> = shipped.0.iter().flat_map(|issuer| &issuer.keys).collect();
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn a_persons_own_entry_goes_first_and_a_slip_is_pointed_at() {
        let own = "checked = \"2026-01-02\"\n[[issuer]]\nname = \"Chase\"\nkeys = [\"chase.com\"]\nsite = \"https://secure.chase.com\"\n";
        let issuers = Issuers::parse(own).unwrap().before(Issuers::shipped());
        assert_eq!(issuers.of(&bank("chase.com", "")).unwrap().site.as_str(), "https://secure.chase.com");
        let error = |text: &str| Issuers::parse(text).unwrap_err().to_string();
        assert!(error("").contains("'checked' is missing"));
        assert!(error("checked = \"soon\"").starts_with("1:11: 'checked' is no day"));
        assert!(error(&own.replace("https", "http")).contains("'site' is no page"));
        assert!(error(&own.replace("keys", "kyes")).contains("keys"));
    }
}
