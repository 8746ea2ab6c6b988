//! `[[rules]]` of the config and `[[alias]]` of the file of names: what a person says about rows, with the place of every slip.

use rust_decimal::Decimal;
use toml::Value;

use super::nearest;
use super::table::{ConfigError, Table, shown};
use crate::domain::{Alias, Category, Clean, Rule};

/// More rules or names than this are no person's.
const MAX_ENTRIES: usize = 10_000;

/// Reads `[[rules]]`, in their order.
pub(super) fn read_rules(root: &mut Table<'_>) -> Result<Vec<Rule>, ConfigError> {
    let tables = root.tables("rules")?;
    if let Some(table) = tables.get(MAX_ENTRIES) {
        return Err(table.error(format!("more than {MAX_ENTRIES} rules")));
    }
    tables.into_iter().map(read_rule).collect()
}

fn read_rule(mut table: Table<'_>) -> Result<Rule, ConfigError> {
    let mut hide = false;
    table.flag("hide", &mut hide)?;
    let rule = Rule {
        hide,
        text: words(&mut table, "text")?,
        merchant: words(&mut table, "merchant")?,
        account: words(&mut table, "account")?,
        over: amount(&mut table, "over")?,
        under: amount(&mut table, "under")?,
        category: category(&mut table)?,
        rename: words(&mut table, "rename")?,
    };
    if !rule.has_condition() {
        return Err(
            table.error("this rule holds for every row: expected one of text, merchant, account, over, under".into())
        );
    }
    if !rule.has_effect() {
        return Err(table.error("this rule does nothing: expected category, rename or hide".into()));
    }
    table.finish()?;
    Ok(rule)
}

fn words(table: &mut Table<'_>, key: &'static str) -> Result<Option<Clean>, ConfigError> {
    let Some((text, place)) = table.text_at(key)? else { return Ok(None) };
    let words = Clean::non_empty(&text).filter(|words| words.as_str().chars().any(char::is_alphanumeric));
    let empty = || ConfigError { place, message: format!("'{key}' is empty: expected words") };
    words.map(Some).ok_or_else(empty)
}

pub(super) fn amount(table: &mut Table<'_>, key: &'static str) -> Result<Option<Decimal>, ConfigError> {
    let Some((text, place)) = table.text_at(key)? else { return Ok(None) };
    let amount = Decimal::from_str_exact(&text).ok().filter(|amount| !amount.is_sign_negative());
    amount.map(Some).ok_or_else(|| {
        let message = format!("'{key}' is no amount: expected one without a sign in quotes, such as \"12.50\"");
        ConfigError { place, message }
    })
}

fn category(table: &mut Table<'_>) -> Result<Option<Category>, ConfigError> {
    let Some((key, place)) = table.text_at("category")? else { return Ok(None) };
    category_named(&key).map(Some).map_err(|message| ConfigError { place, message })
}

/// The category of that key, whatever its case; else words that name the nearest.
pub fn category_named(key: &str) -> Result<Category, String> {
    let upper = key.to_ascii_uppercase();
    Category::from_key(&upper).ok_or_else(|| {
        let keys = Category::ALL.map(Category::key);
        let advice = match nearest(&upper, keys) {
            Some(key) => format!("did you mean '{key}'?"),
            None => format!("expected one of {}", keys.join(", ")),
        };
        format!("'{}' is no category: {advice}", shown(key))
    })
}

/// A rule as an entry of the config, to be added to its end.
pub fn rule_entry(rule: &Rule) -> String {
    let mut text = String::from("\n[[rules]]\n");
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", Value::String(value)));
        }
    };
    line("text", rule.text.as_ref().map(ToString::to_string));
    line("merchant", rule.merchant.as_ref().map(ToString::to_string));
    line("account", rule.account.as_ref().map(ToString::to_string));
    line("over", rule.over.map(|amount| amount.to_string()));
    line("under", rule.under.map(|amount| amount.to_string()));
    line("category", rule.category.map(|category| category.key().to_owned()));
    line("rename", rule.rename.as_ref().map(ToString::to_string));
    if rule.hide {
        text.push_str("hide = true\n");
    }
    text
}

/// Reads the file of names, `[[alias]]` with `from` and `to`, in the order in which they were given.
pub fn parse_aliases(text: &str) -> Result<Vec<Alias>, ConfigError> {
    let mut root = Table::parse(text)?;
    let tables = root.tables("alias")?;
    root.finish()?;
    if let Some(table) = tables.get(MAX_ENTRIES) {
        return Err(table.error(format!("more than {MAX_ENTRIES} names")));
    }
    let read = |mut table: Table<'_>| {
        let (from, to) = (words(&mut table, "from")?, words(&mut table, "to")?);
        let (Some(from), Some(to)) = (from, to) else {
            return Err(table.error("[[alias]] needs 'from' and 'to'".into()));
        };
        table.finish()?;
        Ok(Alias { from, to })
    };
    tables.into_iter().map(read).collect()
}

/// The file of names as it is written.
pub fn aliases_text(aliases: &[Alias]) -> String {
    let quoted = |name: &Clean| Value::String(name.to_string());
    let entry = |alias: &Alias| format!("\n[[alias]]\nfrom = {}\nto = {}\n", quoted(&alias.from), quoted(&alias.to));
    let head = "# Names that you gave to merchants, in order; `passbook merchants rename` adds to it, `--undo` takes the last off.\n";
    std::iter::once(head.to_owned()).chain(aliases.iter().map(entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn error(text: &str) -> String {
        Config::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_rule_is_read_and_its_entry_gives_it_back() {
        let text = "[[rules]]\ntext = \"corner cafe\"\naccount = \"1002\"\nover = \"12.50\"\ncategory = \"food_and_drink\"\nhide = true\nrename = \"The \\\"Corner\\\"\"\n";
        let rules = Config::parse(text).unwrap().rules;
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].over, Some(Decimal::new(1250, 2)));
        assert_eq!(rules[0].category, Some(Category::FoodAndDrink));
        assert_eq!(Config::parse(&rule_entry(&rules[0])).unwrap().rules, rules);
    }

    #[test]
    fn a_slip_in_a_rule_names_its_place_and_what_was_meant() {
        let rule = |lines: &str| error(&format!("[[rules]]\ntext = \"x1\"\n{lines}\n"));
        assert_eq!(
            rule("category = \"FOOD\""),
            "3:12: 'FOOD' is no category: expected one of INCOME, TRANSFER_IN, TRANSFER_OUT, LOAN_PAYMENTS, BANK_FEES, ENTERTAINMENT, FOOD_AND_DRINK, GENERAL_MERCHANDISE, HOME_IMPROVEMENT, MEDICAL, PERSONAL_CARE, GENERAL_SERVICES, GOVERNMENT_AND_NON_PROFIT, TRANSPORTATION, TRAVEL, RENT_AND_UTILITIES, UNCATEGORIZED"
        );
        assert_eq!(rule("category = \"MEDICALL\""), "3:12: 'MEDICALL' is no category: did you mean 'MEDICAL'?");
        assert_eq!(rule("catgory = \"MEDICAL\""), "1:1: this rule does nothing: expected category, rename or hide");
        assert_eq!(
            rule("category = \"MEDICAL\"\nmerchent = \"x\""),
            "4:1: unknown key 'merchent' in [[rules]]: did you mean 'merchant'?"
        );
        assert!(rule("over = \"-3\"\nrename = \"y\"").starts_with("3:8: 'over' is no amount"));
        assert!(rule("over = 3\nrename = \"y\"").contains("expected text in quotes"));
        assert!(error("[[rules]]\ncategory = \"MEDICAL\"\n").starts_with("1:1: this rule holds for every row"));
        assert!(error("[[rules]]\ntext = \" ** \"\nrename = \"y\"\n").starts_with("2:8: 'text' is empty"));
    }

    #[test]
    fn names_are_written_as_they_are_read() {
        let alias = |from: &str, to: &str| Alias { from: Clean::new(from), to: Clean::new(to) };
        let aliases = vec![alias("Corner \"Cafe\"", "Café"), alias("A\\B", "C")];
        assert_eq!(parse_aliases(&aliases_text(&aliases)).unwrap(), aliases);
        assert_eq!(parse_aliases("").unwrap(), []);
        assert_eq!(
            parse_aliases("[[alias]]\nfrom = \"a\"\n").unwrap_err().to_string(),
            "1:1: [[alias]] needs 'from' and 'to'"
        );
    }
}
