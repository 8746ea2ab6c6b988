//! A text of a person becomes terms: split at blanks, phrases in quotes kept whole, `key:value` told from words.

use super::span::{Days, Magnitude};
use super::{Field, Named, Needle, Query, Term, Test, Trait};

/// Terms that are read; what stands behind them is told of, never silently dropped.
const MAX_TERMS: usize = 32;

const FIELDS: [(&str, Field); 6] = [
    ("merchant", Field::Merchant),
    ("category", Field::Category),
    ("account", Field::Account),
    ("bank", Field::Bank),
    ("tag", Field::Tag),
    ("note", Field::Note),
];

const TRAITS: [(&str, Trait); 10] = [
    ("in", Trait::In),
    ("out", Trait::Out),
    ("pending", Trait::Pending),
    ("posted", Trait::Posted),
    ("dropped", Trait::Dropped),
    ("refund", Trait::Refund),
    ("transfer", Trait::Transfer),
    ("hidden", Trait::Hidden),
    ("split", Trait::Split),
    ("edited", Trait::Edited),
];

/// Reads a query; the first thing that is wrong is the one that is told.
pub(super) fn parse(text: &str) -> Query {
    let mut query = Query::default();
    let mut after_not = false;
    for token in tokens(text) {
        if token.eq_ignore_ascii_case("not") {
            after_not = !after_not;
            continue;
        }
        let (has_minus, rest) = match token.strip_prefix('-') {
            // a minus before a number is a part of it
            Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '$') => (true, rest),
            _ => (false, token.as_str()),
        };
        let denies = std::mem::take(&mut after_not) ^ has_minus;
        match read_term(rest) {
            Ok(Some(asked)) if query.terms.len() < MAX_TERMS => query.terms.push(Term { not: denies, test: asked }),
            Ok(Some(_)) => complain(&mut query, format!("only {MAX_TERMS} terms count")),
            Ok(None) => {}
            Err(Trouble::Unfinished(words)) => complain(&mut query, words),
            Err(Trouble::Wrong(words)) => {
                query.terms.push(Term { not: false, test: Test::Misread });
                complain(&mut query, words);
            }
        }
    }
    query
}

fn complain(query: &mut Query, words: String) {
    query.problem.get_or_insert(words);
}

/// Why a term is no term.
enum Trouble {
    /// The person is still writing it: it leaves nothing out yet.
    Unfinished(String),
    Wrong(String),
}

/// Splits at blanks that no quotes hold together; quotes stay with what they stand in.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        if letter == '"' {
            quoted = !quoted;
        }
        match tokens.last_mut() {
            Some(last) if quoted || !letter.is_whitespace() => {
                last.push(if letter.is_whitespace() { ' ' } else { letter });
            }
            _ => tokens.push(String::new()),
        }
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

fn read_term(token: &str) -> Result<Option<Test>, Trouble> {
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic());
    let Some((key, value)) = token.split_once(':').filter(|(key, _)| is_key(key)) else {
        let words = token.replace('"', "");
        return Ok((!words.trim().is_empty()).then(|| Test::Anywhere(Needle::new(words.trim()))));
    };
    let (key, value) = (key.to_ascii_lowercase(), value.replace('"', ""));
    let value = value.trim();
    if let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == key) {
        let named = Named::new(value);
        let is_begun = named.lower.is_empty();
        let unfinished = || Trouble::Unfinished(format!("{key}: needs words"));
        return if is_begun { Err(unfinished()) } else { Ok(Some(Test::In(*field, named))) };
    }
    let (read, forms): (Option<Test>, &str) = match key.as_str() {
        "amount" => (Magnitude::read(value).map(Test::Amount), "needs >50, <20, 12.50 or 10..20"),
        "date" => {
            (Days::read(value).map(Test::Date), "needs 2026, 2026-10, 2026-10-15, two days with .. or this-month")
        }
        "is" => {
            let found = TRAITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(value));
            (
                found.map(|(_, is)| Test::Is(*is)),
                "needs in, out, pending, posted, dropped, refund, transfer, hidden, split or edited",
            )
        }
        _ => {
            let words = format!("no '{key}:' here: quote it to look for it");
            return Err(Trouble::Wrong(
                known_key(&key).map_or(words, |near| format!("no '{key}:' here: did you mean {near}:?")),
            ));
        }
    };
    match read {
        Some(test) => Ok(Some(test)),
        None if is_begun(&key, value) => Err(Trouble::Unfinished(format!("{key}: {forms}"))),
        None => Err(Trouble::Wrong(format!("'{key}:{value}': {forms}"))),
    }
}

/// True where more letters can still make it a value.
fn is_begun(key: &str, value: &str) -> bool {
    match key {
        "is" => TRAITS.iter().any(|(name, _)| name.starts_with(&value.to_ascii_lowercase())),
        "amount" => Magnitude::is_begun(value),
        _ => Days::is_begun(value),
    }
}

/// The key that begins like what was written.
fn known_key(written: &str) -> Option<&'static str> {
    let names = FIELDS.iter().map(|(name, _)| *name).chain(["amount", "date", "is"]);
    let is_longer = |name: &str| name.len() > 3 && written.starts_with(&name[..name.len() - 1]);
    let alike = |name: &&str| name.starts_with(written) || is_longer(name);
    names.into_iter().find(alike)
}

impl Named {
    fn new(value: &str) -> Self {
        let whole = value.strip_prefix('=');
        Self { lower: whole.unwrap_or(value).trim().to_lowercase(), whole: whole.is_some() }
    }
}

impl Needle {
    fn new(text: &str) -> Self {
        let lower = text.to_lowercase();
        let numeric = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '$' | '-' | '−' | '+'));
        let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let is_other = numeric && digits.contains(|c: char| c.is_ascii_digit()) && digits != lower;
        Self { lower, digits: is_other.then_some(digits) }
    }
}
