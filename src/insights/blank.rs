//! Rows that have no merchant: card payments, transfers, cash, checks, fees, interest, pay. Known by the phrases that banks print,
//! matched as whole words; assets/phrases.tsv has them in order, the narrow ones first.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{Category, RowKind};

use super::text::{Fast, digits, has_digit, holds, starts, word_starts};

/// A row without a merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blank {
    pub kind: RowKind,
    pub category: Category,
    /// The phrase that told.
    pub phrase: &'static str,
}

/// Where a phrase must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Anywhere,
    /// The whole text, but for words with digits.
    Whole,
    /// One of the words that the whole text is made of, all of them words of banking.
    Made,
    /// Such a word, that tells nothing by itself.
    With,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    /// Its place in the table: the lowest that fits decides.
    rank: usize,
    at: At,
    blank: Blank,
}

/// By the first word of the phrase, so that a text asks only for what its own words begin.
static RULES: LazyLock<HashMap<&'static str, Vec<Rule>, Fast>> = LazyLock::new(|| {
    let mut rules: HashMap<_, Vec<Rule>, Fast> = HashMap::default();
    for (rank, rule) in table().enumerate().filter(|(_, rule)| !rule.is_word()) {
        let first = rule.blank.phrase.split(' ').next().unwrap_or_default();
        rules.entry(first).or_default().push(Rule { rank, ..rule });
    }
    rules
});

/// Words of banking: those that tell a kind, and those that tell nothing by themselves.
static WORDS: LazyLock<HashMap<&'static str, Rule, Fast>> = LazyLock::new(|| {
    let words = table().enumerate().filter(|(_, rule)| rule.is_word());
    words.map(|(rank, rule)| (rule.blank.phrase, Rule { rank, ..rule })).collect()
});

fn table() -> impl Iterator<Item = Rule> {
    include_str!("../../assets/phrases.tsv").lines().filter_map(parse).flatten()
}

/// Reads `where TAB kind TAB category TAB phrase;phrase`; `None` for a comment.
fn parse(line: &'static str) -> Option<impl Iterator<Item = Rule>> {
    let mut columns = line.split('\t');
    let at = match columns.next()? {
        "start" => At::Start,
        "anywhere" => At::Anywhere,
        "whole" => At::Whole,
        "made" => At::Made,
        "with" => At::With,
        _ => return None,
    };
    let key = columns.next()?;
    let kind = RowKind::ALL.into_iter().find(|kind| kind.key() == key)?;
    let category = Category::from_key(columns.next()?)?;
    Some(columns.next()?.split(';').map(move |phrase| Rule { rank: 0, at, blank: Blank { kind, category, phrase } }))
}

/// The kind of a row without a merchant; `None` for every other. Takes normalized words.
pub(super) fn find(words: &str) -> Option<Blank> {
    let told = word_starts(words).flat_map(|at| {
        let rest = &words[at..];
        let first = rest.split(' ').next().unwrap_or_default();
        RULES.get(first).into_iter().flatten().filter(move |rule| rule.fits(rest, at))
    });
    if let Some(rule) = told.min_by_key(|rule| rule.rank) {
        return Some(directed(rule.blank, words));
    }
    // "EXAMPLEBANK ATM 04/12 ... WITHDRWL": the bank's name before, the place between
    let cash = holds(words, "ATM") && ["WITHDRAWAL", "WITHDRWL", "WITHDRAW", "DEPOSIT"].iter().any(|w| holds(words, w));
    let cash = cash.then_some(Blank { kind: RowKind::Cash, category: Category::TransferOut, phrase: "ATM" });
    cash.or_else(|| made(words)).map(|blank| directed(blank, words))
}

/// What a text says that is made of words of banking: "RETURNED ITEM CHARGE 12.50 REVERSED".
fn made(words: &str) -> Option<Blank> {
    let telling = of_banking(words)?.filter(|rule| rule.at == At::Made);
    telling.min_by_key(|rule| rule.rank).map(|rule| rule.blank)
}

/// True for a text that names nobody: two words of banking or more, and nothing else. Takes normalized words.
pub(super) fn is_bookkeeping(words: &str) -> bool {
    of_banking(words).is_some()
}

/// The rules of the words of a text of two words or more, if all are words of banking or numbers.
fn of_banking(words: &str) -> Option<impl Iterator<Item = &'static Rule>> {
    let rules = || words.split(' ').filter(|word| !is_number(word)).map(|word| WORDS.get(word));
    let all = words.contains(' ') && rules().next().is_some() && rules().all(|rule| rule.is_some());
    all.then(|| rules().flatten())
}

/// A number, or one with the letters of a reference.
fn is_number(word: &str) -> bool {
    let count = digits(word);
    count >= 3 || count > 0 && word.bytes().all(|b| b.is_ascii_digit() || b == b'X')
}

impl Rule {
    fn is_word(&self) -> bool {
        matches!(self.at, At::Made | At::With)
    }

    /// True when the phrase stands at the start of `rest`, which begins at byte `at` of the text.
    fn fits(&self, rest: &str, at: usize) -> bool {
        let phrase = self.blank.phrase;
        match self.at {
            At::Start => at == 0 && starts(rest, phrase),
            At::Anywhere => starts(rest, phrase),
            At::Made | At::With => false,
            At::Whole => at == 0 && starts(rest, phrase) && rest[phrase.len()..].split_whitespace().all(has_digit),
        }
    }
}

/// Which way the words say the money went; the sign of a row has the last word, see `read`.
fn directed(mut blank: Blank, words: &str) -> Blank {
    let into = ["FROM", "INCOMING", "CASHOUT", "CASH OUT", "DEPOSIT"].iter().any(|word| holds(words, word));
    if into && blank.category == Category::TransferOut {
        blank.category = Category::TransferIn;
        if blank.kind == RowKind::P2pOut {
            blank.kind = RowKind::P2pIn;
        }
    }
    blank
}

#[cfg(test)]
mod tests {
    use super::super::text::normalize;
    use super::*;

    #[test]
    fn rows_without_a_merchant_are_known_by_their_phrase() {
        use RowKind::{CardPayment, Cash, Check, Fee, Income, Interest, LoanPayment, P2pIn, P2pOut, Transfer};
        for (text, kind, category) in [
            ("Payment Thank You-Mobile", CardPayment, Category::LoanPayments),
            ("CHASE CREDIT CRD AUTOPAY 240112", CardPayment, Category::LoanPayments),
            ("Online Banking payment to CRD 1234 Confirmation# 555", CardPayment, Category::LoanPayments),
            ("CHECK #2231", Check, Category::TransferOut),
            ("SOMEBANK ATM 04/12 #000123 WITHDRWL MAIN ST", Cash, Category::TransferOut),
            ("ATM CASH DEPOSIT 04/12", Cash, Category::TransferIn),
            ("Zelle payment to Pat Doe Conf# ab12", P2pOut, Category::TransferOut),
            ("Zelle payment from Pat Doe", P2pIn, Category::TransferIn),
            ("Online Transfer from SAV ...9920", Transfer, Category::TransferIn),
            ("DOMESTIC WIRE TRANSFER FEE", Fee, Category::BankFees),
            ("NON-SOMEBANK ATM TRANSACTION FEE 04/12", Fee, Category::BankFees),
            ("SOMEBANK EXT TRNSFR 2822 PAT DOE", Transfer, Category::TransferOut),
            ("PAYPAL ADD TO BAL 2459 WEB ID: PAYPALSI77", Transfer, Category::TransferOut),
            ("INTEREST CHARGED ON CASH ADVANCES", Interest, Category::BankFees),
            ("INTEREST PAID", Interest, Category::Income),
            ("GLOBEX CORP DES:PAYROLL ID:1", Income, Category::Income),
            ("MORTGAGE PAYMENT 00123", LoanPayment, Category::LoanPayments),
            ("NSF RETURNED ITEM CHARGE REVERSED 12.50", Fee, Category::BankFees),
            ("Share draft 1234", Check, Category::TransferOut),
            ("AUTOPAY 99999 AUTO-PMT", CardPayment, Category::LoanPayments),
            ("QUALIFIED DIVIDEND REINVESTED", Interest, Category::Income),
            ("ROUND-UP", Transfer, Category::TransferOut),
            ("E-TFR 123 PAT", P2pOut, Category::TransferOut),
        ] {
            let blank = find(&normalize(text)).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((blank.kind, blank.category), (kind, category), "{text}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_read_and_no_phrase_stands_twice() {
        let lines: Vec<&str> =
            include_str!("../../assets/phrases.tsv").lines().filter(|line| !line.starts_with('#')).collect();
        let rules: Vec<Rule> = lines.iter().flat_map(|line| parse(line).unwrap_or_else(|| panic!("{line}"))).collect();
        assert!(rules.len() >= 400);
        let mut seen = std::collections::BTreeSet::new();
        for rule in rules {
            assert_eq!(normalize(rule.blank.phrase), rule.blank.phrase, "a phrase that no text can say");
            assert!(seen.insert((rule.at as u8, rule.blank.phrase)), "{} twice", rule.blank.phrase);
        }
    }

    #[test]
    fn merchants_that_sound_like_banking_are_none_of_it() {
        for text in [
            "ATMOSPHERE GRILL",
            "CHECKERS 123",
            "PAYMENT PLUS CAFE",
            "INTEREST BOOKS",
            "TRANSFERWARE ANTIQUES",
            "CHECK INTO CASH CAFE",
            "CASH CONVERTERS",
            "DIRECT LINE PAYMENT",
            "BALANCE",
            "24 7",
        ] {
            assert_eq!(find(&normalize(text)), None, "{text}");
        }
    }
}
