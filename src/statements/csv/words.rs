//! Words of headers in the languages of bank files (assets/headers.tsv), for files that no layout knows, and words of states and
//! signs that all layouts share.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::role::{Role, plain};

/// Roles with ranks.
type Meanings = Vec<(Option<Role>, usize)>;

/// Each spelling with the roles that it can mean, each with its rank among the spellings of that role: the earlier, the likelier.
static HEADERS: LazyLock<HashMap<String, Meanings>> = LazyLock::new(|| {
    let mut words: HashMap<String, Vec<_>> = HashMap::new();
    for line in include_str!("../../../assets/headers.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let Some(role) = cells.next() else { continue };
        for (rank, word) in cells.enumerate() {
            words.entry(plain(word)).or_default().push((Role::named(role), rank));
        }
    }
    words
});

/// What a header (in the form of [`super::role::plain`]) can mean, the likeliest first; `None` in place of a role means that the
/// column is of no use. Words behind a known one are forgiven: `amount in chf` is an amount.
pub(super) fn roles(header: &str) -> Vec<(Option<Role>, usize)> {
    if let Some(roles) = HEADERS.get(header) {
        return roles.clone();
    }
    // `amount usd 2`, `debit amount chf`, `date paris`
    let mut front = header;
    while let Some((shorter, last)) = front.rsplit_once(' ') {
        let droppable = last.len() <= 4 || matches!(shorter.split(' ').count(), 2..);
        if let Some(roles) = HEADERS.get(shorter).filter(|_| droppable) {
            // less sure than the whole
            return roles.iter().map(|(role, rank)| (*role, rank + 50)).collect();
        }
        front = shorter;
    }
    Vec::new()
}

/// States that every bank uses, in the form of [`super::role::plain`].
pub(super) const PENDING: &[&str] = &[
    "pending",
    "processing",
    "authorised",
    "authorized",
    "authorisation",
    "authorization",
    "hold",
    "on hold",
    "in progress",
    "in process",
    "umsatz vorgemerkt",
    "vorgemerkt",
    "vorgemerkt gebucht",
    "en attente",
    "pendiente",
    "in attesa",
    "in sospeso",
    "pendente",
    "open",
    "initiated",
    "scheduled",
    "unposted",
    "reserved",
    "reserverad",
    "reserviert",
    "oczekujaca",
    "uncleared pending",
    "sent pending",
];

/// States of movements that did not happen.
pub(super) const DROPPED: &[&str] = &[
    "failed",
    "declined",
    "denied",
    "reverted",
    "cancelled",
    "canceled",
    "rejected",
    "voided",
    "void",
    "expired",
    "removed",
    "refused",
    "blocked",
    "returned unpaid",
    "abgelehnt",
    "storniert",
    "refuse",
    "annule",
    "annulee",
    "rechazado",
    "rifiutato",
    "annullato",
    "failure",
    "incomplete",
    "deleted",
    "odrzucona",
    "zrusena",
    "cancelada",
];

/// Words beside an amount without a sign for money in.
pub(super) const IN: &[&str] = &[
    "credit",
    "cr",
    "c",
    "in",
    "inflow",
    "deposit",
    "income",
    "bij",
    "h",
    "haben",
    "k",
    "kredit",
    "plus",
    "abono",
    "incoming",
    "received",
    "entrata",
    "avere",
    "a",
    "bevetel",
    "uznanie",
    "crdt",
    "credits",
    "payment received",
    "gutschrift",
    "credito",
    "entrada",
    "money in",
    "refund",
    "i",
    "приход",
    "кредит",
    "credit card payment",
    "+",
];

/// Words beside an amount without a sign for money out.
pub(super) const OUT: &[&str] = &[
    "debit",
    "dr",
    "d",
    "out",
    "outflow",
    "withdrawal",
    "expense",
    "af",
    "s",
    "soll",
    "debet",
    "minus",
    "cargo",
    "outgoing",
    "sent",
    "uscita",
    "dare",
    "kiadas",
    "obciazenie",
    "dbit",
    "db",
    "debits",
    "sale",
    "purchase",
    "fee",
    "payment",
    "lastschrift",
    "debito",
    "saida",
    "money out",
    "spend",
    "расход",
    "дебет",
    "charge",
    "w",
    "check",
    "dslip",
    "o",
    "-",
];

/// Beginnings of texts of rows that state a balance and move nothing.
pub(super) const NO_MOVEMENTS: &[&str] = &[
    "opening balance",
    "closing balance",
    "beginning balance",
    "ending balance",
    "balance brought forward",
    "brought forward",
    "balance carried forward",
    "carried forward",
    "balance forward",
    "saldo anterior",
    "saldo inicial",
    "saldo final",
    "saldo do dia",
    "s a l d o",
    "anfangssaldo",
    "endsaldo",
    "alter kontostand",
    "neuer kontostand",
    "kontostand am",
    "solde precedent",
    "solde initial",
    "solde final",
    "ancien solde",
    "nouveau solde",
    "saldo iniziale",
    "saldo finale",
    "saldo poczatkowe",
    "saldo koncowe",
    "beginsaldo",
    "eindsaldo",
    "previous balance",
    "saldo contabile",
    "total debits",
    "total credits",
    "daily balance",
    "end of file",
];

/// The first letters of [`NO_MOVEMENTS`], for a first look.
static FIRST: LazyLock<[bool; 256]> = LazyLock::new(|| {
    let mut first = [false; 256];
    for letter in NO_MOVEMENTS.iter().filter_map(|words| words.bytes().next()) {
        for byte in [letter, letter.to_ascii_uppercase()] {
            if let Some(flag) = first.get_mut(usize::from(byte)) {
                *flag = true;
            }
        }
    }
    first
});

/// True for a text that begins like the statement of a balance.
pub(super) fn is_no_movement(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.bytes().next().is_some_and(|byte| FIRST.get(usize::from(byte)).copied().unwrap_or(false));
    first && begins(text, NO_MOVEMENTS)
}

/// True for a text that begins with one of some words in the form of [`plain`]. The first word is compared before the rest is
/// brought into that form, which takes longer.
pub(super) fn begins(text: &str, starts: &[impl AsRef<str>]) -> bool {
    let text = text.trim_start();
    let first = text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let may = |start: &str| {
        // nearly every start fails here, and this is asked of every row
        if start.bytes().next() != first && text.is_char_boundary(1) {
            return false;
        }
        let word = start.split(' ').next().unwrap_or_default().as_bytes();
        let own = text.as_bytes().get(..word.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(word) || !own.is_ascii() || !word.is_ascii())
    };
    starts.iter().any(|start| may(start.as_ref()) && plain(text).starts_with(start.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_tables_can_be_met() {
        for line in include_str!("../../../assets/headers.tsv").lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let role = cells.next().unwrap();
            assert!(role == "ignore" || Role::named(role).is_some(), "{role}");
            for word in cells {
                assert!(!plain(word).is_empty(), "{role}");
            }
        }
        for word in [PENDING, DROPPED, NO_MOVEMENTS].concat() {
            assert_eq!(plain(word), word);
        }
    }

    #[test]
    fn a_header_with_words_behind_it_is_still_known() {
        assert_eq!(roles("amount usd")[0].0, Some(Role::Amount));
        assert_eq!(roles("debit amount chf")[0].0, Some(Role::Debit));
        assert!(roles("favorite colour").is_empty());
    }
}
