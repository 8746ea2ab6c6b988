//! The model that loses nothing: one example of each thing with every field filled, kept and read back. A field that cannot be kept
//! does not compile here, and one that is not kept is not equal.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::small::{connection_id, key, moment};
use crate::domain::{
    Account, AccountEdit, AccountId, AccountKind, AccountSource, AccountState, Alert, AlertId, AlertState, Balance,
    Bank, Block, Book, CardTerms, Category, Clean, Connection, Counterparty, CounterpartyRole, Currency, Delta,
    Details, Edit, Institution, Life, Match, Meta, Money, Problem, ProblemKind, ProviderCategory, ProviderId, Raw,
    Reading, RowCounts, RowKind, Scope, Severity, Slot, Source, Split, Status, SyncOutcome, SyncRecord, Text, Topic,
    Transaction, TxnEdit, TxnId, TxnStatus, Usage,
};
use crate::store::Store;

fn words(text: &str) -> Clean {
    Clean::new(text)
}

fn some(text: &str) -> Option<Clean> {
    Clean::non_empty(text)
}

fn id(text: &str) -> ProviderId {
    ProviderId::new(text).unwrap()
}

fn usd(amount: &str) -> Option<Money> {
    Money::parse(amount, Currency::USD).ok()
}

fn meta(name: &str, word: &str) -> Meta {
    [(words(name), words(word))].into_iter().collect()
}

fn problem() -> Problem {
    let message = words("sign in again at the bank");
    Problem { scope: Scope::Account(id("acc-1")), kind: ProblemKind::NeedsReauth, message }
}

fn balance() -> Balance {
    Balance {
        current: usd("-120.50"),
        available: usd("4879.50"),
        limit: usd("5000"),
        pending: usd("-31.20"),
        kind_raw: some("ITAV"),
        as_of: Some(moment()),
        fetched_at: moment(),
    }
}

fn terms() -> CardTerms {
    CardTerms {
        statement_balance: usd("-88.10"),
        due: Some(key(1, 12).month.first()),
        minimum_payment: usd("25"),
        apr: Some(Decimal::new(2499, 2)),
    }
}

fn account() -> Account {
    Account {
        id: AccountId(1),
        bank: Bank { key: "bank.example".into(), name: words("Bank of Examples") },
        institution: Institution {
            url: some("https://bank.example"),
            logo: some("https://bank.example/logo.png"),
            ids: [("plaid", "ins_109508"), ("ofx-fid", "10898")]
                .into_iter()
                .map(|(kind, id)| (words(kind), words(id)))
                .collect(),
        },
        sources: vec![AccountSource {
            connection: connection_id(),
            provider_id: id("acc-1"),
            stable_key: Some(id("persistent-1")),
            current: true,
        }],
        name: words("Freedom Visa"),
        official_name: some("Freedom Unlimited Visa Signature"),
        mask: some("1002"),
        kind: AccountKind::CreditCard,
        subtype: some("credit card"),
        currency: Currency::USD,
        owner: some("Alex Morgan"),
        state: AccountState::Closed,
        balance: Some(balance()),
        terms: terms(),
        meta: meta("holder_category", "personal"),
    }
}

fn connection() -> Connection {
    Connection {
        id: connection_id(),
        kind: "plaid".into(),
        status: Status::Failed(problem()),
        problems: vec![problem()],
        cursor: Some("CAESJWJ".to_owned()),
        watermarks: [(id("acc-1"), key(1, 11).month.first())].into(),
        last_ok: Some(moment()),
        last_attempt: Some(moment()),
        failures: 3,
        usage: Usage { day: Some(moment().date_naive()), requests: 7 },
        consent_ends: Some(moment()),
        created: Some(moment()),
        label: some("My bridge"),
        meta: meta("item_id", "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op"),
    }
}

fn details() -> Details {
    Details {
        original: Money::parse("-9.80", Currency::parse("EUR").unwrap()).ok(),
        fee: usd("-0.30"),
        running_balance: usd("-120.50"),
        reference: some("REF-7"),
        memo: some("table 4"),
        mcc: Some(5812),
        check_number: some("1042"),
        channel: some("in store"),
        location: some("Lisbon"),
        counterparties: vec![Counterparty {
            name: words("Cervejaria"),
            role: CounterpartyRole::Merchant,
            entity: Some(id("entity-9")),
            website: some("cervejaria.example"),
        }],
        provider_category: Some(Category::FoodAndDrink),
        occurred_at: Some(moment()),
        replaces: Some(id("pending-1")),
        matched: Some(Match::Scored(80)),
        life: vec![Life { at: moment(), status: TxnStatus::Pending, amount: usd("-9").unwrap() }],
        missing_since: Some(moment()),
        provider_words: Some(ProviderCategory { code: words("FOOD_AND_DRINK_RESTAURANT"), confidence: some("0.97") }),
        type_raw: some("T0006"),
        transfer: Some(id("transfer-3")),
        meta: meta("account_owner", "Alex"),
        raw: Raw::new("{\"transaction_id\": \"t-1\", \"amount\": 9.80}"),
    }
}

fn row() -> Transaction {
    let day = key(1, 11).month.first();
    let reading = Reading {
        rules: 1,
        merchant: some("Cervejaria"),
        category: Category::FoodAndDrink,
        kind: RowKind::Spend,
        hidden: false,
    };
    let source = |name: &str, current| Source { connection: connection_id(), id: Some(id(name)), current };
    Transaction {
        id: TxnId(7),
        account: AccountId(1),
        status: TxnStatus::Posted,
        posted: Some(day),
        occurred: Some(day),
        first_seen: day,
        amount: usd("-10.10").unwrap(),
        text: Text::new("CERVEJARIA  LISBOA\u{1b}[2J"),
        sources: vec![source("t-1", true), source("t-0", false)],
        details: Some(Box::new(details())),
        reading: Some(Arc::new(reading)),
    }
}

fn edits() -> Vec<Edit> {
    let split = Split { category: Category::Travel, amount: usd("-4").unwrap(), note: some("the taxi") };
    let word = TxnEdit {
        category: Some(Category::Entertainment),
        merchant: some("Ramiro"),
        note: some("birthday"),
        hidden: true,
        tags: vec![words("lisbon"), words("with Ann")],
        transfer: Some(false),
        splits: vec![split],
        partner: Some(TxnId(8)),
    };
    let account = AccountEdit {
        name: some("Visa"),
        kind: Some(AccountKind::CreditCard),
        hidden: true,
        limit: usd("6000"),
        terms: terms(),
    };
    let answers = Topic::ALL.map(|topic| Edit::Answer(topic, words("key"), some("word")));
    [Edit::Txn(TxnId(7), word), Edit::Account(AccountId(1), account)].into_iter().chain(answers).collect()
}

fn alert() -> Alert {
    Alert {
        id: AlertId(4),
        rule: words("price-rise"),
        severity: Severity::Warning,
        account: Some(AccountId(1)),
        txn: Some(TxnId(7)),
        connection: Some(connection_id()),
        created: moment(),
        state: AlertState::Seen,
        payload: meta("before", "9.99 USD"),
    }
}

fn synced() -> SyncRecord {
    let rows = RowCounts { new: 1, changed: 2, posted: 3, dropped: 4, removed: 5, same: 6, missing: 7 };
    SyncRecord {
        connection: connection_id(),
        started: Some(moment()),
        at: moment(),
        outcome: SyncOutcome::Partial,
        rows,
        problems: vec![problem()],
        notes: vec![words("one bank was slow")],
        request_ids: vec![words("45QSn")],
    }
}

#[test]
fn nothing_that_a_provider_or_a_person_can_say_is_lost_in_the_store() {
    let block = Arc::new(Block::new(vec![row()]));
    let delta = Delta {
        accounts: vec![Arc::new(account())],
        connections: vec![Arc::new(connection())],
        blocks: vec![(key(1, 11), Some(Arc::clone(&block)))],
        history: vec![(AccountId(1), Arc::new(vec![balance()]))],
        edits: edits(),
        alerts: vec![Arc::new(alert())],
        renamed: None,
        accesses: Vec::new(),
        record: Some(synced()),
        next_account: 2,
        next_txn: 8,
        ..Delta::default()
    };
    let mut store = Store::in_memory().unwrap();
    store.commit(&delta).unwrap();
    let mut found = store.book().unwrap();
    for (key, block) in store.load(&[key(1, 11)]).unwrap() {
        found.blocks.insert(key, Slot::Loaded(block));
    }
    let mut expected = Book::default();
    expected.apply(&delta);
    assert_eq!(found, expected);
    assert_eq!(store.records(1).unwrap(), [synced()]);
    assert_eq!(store.check().unwrap().findings, [""; 0]);
}

#[test]
fn answers_of_one_topic_are_changed_and_taken_back_one_by_one() {
    let mut store = Store::in_memory().unwrap();
    let say = |key: &str, word: Option<&str>| Edit::Answer(Topic::Pair, words(key), word.map(words));
    let steps = [say("a", Some("yes")), say("b", Some("no")), say("a", Some("no")), say("b", None), say("c", None)];
    let mut expected = Book::default();
    for edit in steps {
        let delta = Delta { edits: vec![edit], ..Delta::default() };
        store.commit(&delta).unwrap();
        expected.apply(&delta);
        assert_eq!(store.book().unwrap().edits, expected.edits);
    }
    assert_eq!(store.check().unwrap().edits, 1);
    store.commit(&Delta { edits: vec![say("a", None)], ..Delta::default() }).unwrap();
    assert!(store.book().unwrap().edits.answers.is_empty());
    assert_eq!(store.check().unwrap().edits, 0);
}
