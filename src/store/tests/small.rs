//! A small book with some of everything in it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::{
    AccessEvent, Account, AccountEdit, AccountId, AccountKind, AccountSource, Alert, AlertId, AlertState, Balance,
    Bank, Block, BlockKey, Book, Clean, Connection, ConnectionId, Currency, Deed, Delta, Edit, Meta, Money, Month,
    ProviderId, RowCounts, Severity, Source, Step, SyncRecord, Text, Topic, Transaction, TxnEdit, TxnId, TxnStatus,
};

/// The block of an account's month.
pub(super) fn key(account: u32, month: u32) -> BlockKey {
    BlockKey { account: AccountId(account), month: Month::new(2026, month).unwrap() }
}

/// A posted row of the small book, on the fifth of its month.
pub(super) fn row(id: u64, key: BlockKey, text: &str) -> Transaction {
    let source =
        Source { connection: connection_id(), id: ProviderId::new(&format!("provider-row-{id}")), current: true };
    let day = key.month.first() + chrono::Days::new(4);
    Transaction {
        id: TxnId(id),
        account: key.account,
        status: TxnStatus::Posted,
        posted: Some(day),
        occurred: None,
        first_seen: day,
        amount: Money::parse("-6.50", Currency::USD).unwrap(),
        text: Text::new(text),
        sources: vec![source],
        details: None,
        reading: None,
    }
}

pub(super) fn connection_id() -> ConnectionId {
    ConnectionId::new("secret-savings-bank").unwrap()
}

pub(super) fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

pub(super) fn account(id: u32) -> Account {
    let bank = Bank { key: "plainbank.example".into(), name: Clean::new("Plainbank of Ohio") };
    Account {
        sources: vec![AccountSource {
            connection: connection_id(),
            provider_id: ProviderId::new(&format!("provider-account-{id}")).unwrap(),
            stable_key: None,
            current: true,
        }],
        mask: Some(Clean::new("1002")),
        owner: Some(Clean::new("Winifred Plaintext")),
        balance: Some(balance()),
        ..Account::new(AccountId(id), bank, Clean::new("Everyday Checking Plus"), AccountKind::Checking, Currency::USD)
    }
}

pub(super) fn balance() -> Balance {
    let current = Money::parse("33293.43", Currency::USD).ok();
    Balance { current, ..Balance::new(moment()) }
}

fn alert() -> Alert {
    Alert {
        id: AlertId(1),
        rule: Clean::new("price-rise"),
        severity: Severity::Warning,
        account: Some(AccountId(2)),
        txn: Some(TxnId(3)),
        connection: None,
        created: moment(),
        state: AlertState::New,
        payload: Meta::new(),
    }
}

/// Two accounts with three blocks of three rows in all, a connection, history, an edit of a row and one of an account,
/// an answer, a deed, an alert, a sync record.
pub(super) fn small_book() -> Delta {
    let block = |key, rows| (key, Some(Arc::new(Block::new(rows))));
    let (october, november, other) = (key(1, 10), key(1, 11), key(2, 11));
    let word = TxnEdit { note: Some(Clean::new("birthday surprise")), ..TxnEdit::default() };
    let answer = Edit::Answer(Topic::Stream, Clean::new("zebra-bookshop"), Clean::non_empty("subscription"));
    let hide = AccountEdit { hidden: true, ..AccountEdit::default() };
    let deed = Deed {
        edits: vec![Edit::Txn(TxnId(2), word.clone())],
        back: vec![Edit::Txn(TxnId(2), TxnEdit::default())],
        ..Deed::new(&Book::default(), moment(), "note of a surprise", vec![], vec![])
    };
    Delta {
        accounts: vec![Arc::new(account(1)), Arc::new(account(2))],
        connections: vec![Arc::new(Connection::new(connection_id(), "simplefin"))],
        blocks: vec![
            block(october, vec![row(1, october, "BLUE BOTTLE COFFEE")]),
            block(november, vec![row(2, november, "BLUE BOTTLE COFFEE")]),
            block(other, vec![row(3, other, "ZEBRA BOOKSHOP")]),
        ],
        history: vec![(AccountId(1), Arc::new(vec![balance()]))],
        edits: vec![Edit::Txn(TxnId(2), word), Edit::Account(AccountId(2), hide), answer],
        deeds: vec![(deed.number, Some(Arc::new(deed)))],
        alerts: vec![Arc::new(alert())],
        renamed: None,
        accesses: vec![(moment(), AccessEvent::Given { connection: connection_id(), kind: "simplefin".into() })],
        record: Some(SyncRecord {
            rows: RowCounts { new: 3, ..RowCounts::default() },
            notes: vec![Clean::new("one bank was slow")],
            ..SyncRecord::new(connection_id(), moment())
        }),
        next_account: 3,
        next_txn: 4,
        ..Delta::default()
    }
}

/// The trace of a file that made row 3, changed row 2 and brought a balance.
pub(super) fn step() -> Step {
    let november = key(1, 11);
    let block = |text| vec![(november, Arc::new(Block::new(vec![row(2, november, text)])))];
    Step {
        run: 1,
        connection: connection_id(),
        at: moment(),
        file: Clean::new("november.ofx"),
        made: (TxnId(3), TxnId(4)),
        touched: vec![AccountId(1), AccountId(2)],
        before: block("BLUE BOTTLE"),
        after: block("BLUE BOTTLE COFFEE"),
        accounts: vec![(Some(Arc::new(account(1))), Arc::new(account(1))), (None, Arc::new(account(2)))],
        balances: vec![(AccountId(1), None, balance()), (AccountId(1), Some(balance()), balance())],
        left: Some(Arc::new(Connection::new(connection_id(), "file"))),
    }
}
