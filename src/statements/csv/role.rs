//! What a column is for, and how headers are compared: by letters and digits alone, without case and accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a column holds. The names are the keys of `[columns]` in a layout and of `--columns`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    /// Day of booking.
    Date,
    /// Day of the purchase, where the bank tells both.
    Occurred,
    Amount,
    Debit,
    Credit,
    /// Says by a word whether an amount without a sign is money in or out.
    Indicator,
    Balance,
    Currency,
    Id,
    Account,
    Text,
    Memo,
    Reference,
    Check,
    Mcc,
    Status,
    /// Charged beside the amount.
    Fee,
    Original,
    OriginalCurrency,
    Location,
    Channel,
}

impl Role {
    pub(super) const ALL: [(Role, &'static str); 21] = [
        (Role::Date, "date"),
        (Role::Occurred, "occurred"),
        (Role::Amount, "amount"),
        (Role::Debit, "debit"),
        (Role::Credit, "credit"),
        (Role::Indicator, "indicator"),
        (Role::Balance, "balance"),
        (Role::Currency, "currency"),
        (Role::Id, "id"),
        (Role::Account, "account"),
        (Role::Text, "text"),
        (Role::Memo, "memo"),
        (Role::Reference, "reference"),
        (Role::Check, "check"),
        (Role::Mcc, "mcc"),
        (Role::Status, "status"),
        (Role::Fee, "fee"),
        (Role::Original, "original"),
        (Role::OriginalCurrency, "original_currency"),
        (Role::Location, "location"),
        (Role::Channel, "channel"),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, own)| *own == name).map(|(role, _)| *role)
    }

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, name)| name)
    }

    /// True when several columns of this role are joined; of others the first that is there counts.
    pub(super) fn joins(self) -> bool {
        matches!(self, Self::Text | Self::Memo | Self::Location)
    }
}

/// A header's letters and digits in lower case without accents, words set apart by one blank: `Währung ` and `WAHRUNG` agree, and so
/// do `Check or Slip #` and `Check or slip`.
pub(super) fn plain(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    for c in header.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ł' => out.push('l'),
            'ß' => out.push_str("ss"),
            _ if c.is_alphanumeric() => out.push(c),
            _ if out.ends_with(' ') || out.is_empty() => {}
            // Adress's and D'opération are one word
            '\'' | '’' | '.' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The currency that a header names: `Amount (EUR)`, `Částka CZK`, `Withdrawals (SGD)`.
pub(super) fn currency_in(header: &str) -> Option<crate::domain::Currency> {
    let sign = header.chars().find_map(|c| match c {
        '€' => Some("EUR"),
        '£' => Some("GBP"),
        '円' => Some("JPY"),
        _ => None,
    });
    if let Some(code) = sign {
        return crate::domain::Currency::parse(code).ok();
    }
    let words = header.split(|c: char| !c.is_ascii_alphanumeric());
    let codes = words.filter(|word| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()));
    codes
        .filter(|word| header.len() > 3 && !matches!(*word, "ALL" | "TOP"))
        .find_map(|word| crate::domain::Currency::parse(word).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_by_letters_and_digits() {
        assert_eq!(plain("  Check or Slip # "), "check or slip");
        assert_eq!(plain("Währung"), plain("WAHRUNG"));
        assert_eq!(plain("\u{feff}Running Bal."), "running bal");
        assert_eq!(plain("Amount (USD)"), "amount usd");
        assert_eq!(plain("Příjem"), "prijem");
    }

    #[test]
    fn a_header_can_name_its_currency() {
        assert_eq!(currency_in("Amount (EUR)"), Some(crate::domain::Currency::EUR));
        assert_eq!(currency_in("Amount"), None);
        assert_eq!(currency_in("Amount BIG"), None);
    }
}
