//! Any value of the domain that a store may be given, for property tests; and a small book with everything in it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use crate::domain::{
    Account, AccountEdit, AccountId, AccountKind, AccountSource, AccountState, Balance, Bank, Block, BlockKey,
    CardTerms, Category, Clean, Connection, ConnectionId, Counterparty, CounterpartyRole, Currency, Delta, Details,
    Edit, Life, Match, Money, Month, Problem, ProblemKind, ProviderId, Reading, RowCounts, RowKind, Scope, Source,
    Status, Step, SyncRecord, Text, Transaction, TxnEdit, TxnId, TxnStatus, Usage,
};

pub(super) fn any_clean() -> impl Strategy<Value = Clean> {
    ".{0,40}".prop_map(|text| Clean::new(&text))
}

fn any_text() -> impl Strategy<Value = Text> {
    prop_oneof![".{0,60}", Just("SQ  *CAFE\u{1b}[2J ".to_owned()), Just("UBER TRIP".to_owned())]
        .prop_map(|t| Text::new(&t))
}

fn any_id() -> impl Strategy<Value = ProviderId> {
    ".{1,50}".prop_filter_map("1 to 255 bytes", |id| ProviderId::new(&id))
}

fn any_connection_id() -> impl Strategy<Value = ConnectionId> {
    "[a-z0-9_-]{1,40}".prop_filter_map("a name", |name| ConnectionId::new(&name))
}

fn any_currency() -> impl Strategy<Value = Currency> {
    select(vec!["USD", "EUR", "JPY", "BHD", "https://points.example/miles"]).prop_map(|id| Currency::parse(id).unwrap())
}

pub(super) fn any_money() -> impl Strategy<Value = Money> {
    let limit = 999_999_999_999_999i64;
    (-limit..=limit, 0..=10u32, any_currency())
        .prop_map(|(digits, scale, currency)| Money::new(Decimal::new(digits, scale), currency).unwrap())
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let bound = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let days = i64::from(u16::try_from((bound(2101) - bound(1970)).num_days()).unwrap());
    (0..days).prop_map(move |days| bound(1970) + chrono::Days::new(days.unsigned_abs()))
}

fn any_moment() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_133_980_800i64, 0..1_000_000_000u32).prop_map(|(s, n)| DateTime::from_timestamp(s, n).unwrap())
}

fn any_status() -> impl Strategy<Value = TxnStatus> {
    select(vec![TxnStatus::Pending, TxnStatus::Posted, TxnStatus::Dropped, TxnStatus::Removed])
}

fn any_counterparty() -> impl Strategy<Value = Counterparty> {
    let role = select(vec![
        CounterpartyRole::Merchant,
        CounterpartyRole::Marketplace,
        CounterpartyRole::PaymentApp,
        CounterpartyRole::Terminal,
        CounterpartyRole::Bank,
        CounterpartyRole::IncomeSource,
        CounterpartyRole::Person,
        CounterpartyRole::Other,
    ]);
    (any_clean(), role, of(any_id()), of(any_clean())).prop_map(|(name, role, entity, website)| Counterparty {
        name,
        role,
        entity,
        website,
    })
}

fn any_details() -> impl Strategy<Value = Details> {
    let matched = prop_oneof![Just(Match::SameId), Just(Match::Linked), any::<u8>().prop_map(Match::Scored)];
    let life = (any_moment(), any_status(), any_money()).prop_map(|(at, status, amount)| Life { at, status, amount });
    let sums = (of(any_money()), of(any_money()), of(any_money()));
    let words = (of(any_clean()), of(any_clean()), of(any_clean()), of(any_clean()), of(any_clean()));
    let parties = proptest::collection::vec(any_counterparty(), 0..3);
    let lives = proptest::collection::vec(life, 0..3);
    let rest = (
        of(1..=9999u16),
        of(select(Category::ALL.to_vec())),
        of(any_moment()),
        of(any_id()),
        of(matched),
        of(any_moment()),
    );
    (sums, words, parties, lives, rest).prop_map(|(sums, words, counterparties, life, rest)| Details {
        original: sums.0,
        fee: sums.1,
        running_balance: sums.2,
        reference: words.0,
        memo: words.1,
        check_number: words.2,
        channel: words.3,
        location: words.4,
        counterparties,
        life,
        mcc: rest.0,
        provider_category: rest.1,
        occurred_at: rest.2,
        replaces: rest.3,
        matched: rest.4,
        missing_since: rest.5,
    })
}

fn any_reading() -> impl Strategy<Value = Arc<Reading>> {
    let merchant = of(prop_oneof![any_clean(), Just(Clean::new("Uber"))]);
    (any::<u16>(), merchant, select(Category::ALL.to_vec()), select(RowKind::ALL.to_vec()))
        .prop_map(|(rules, merchant, category, kind)| Arc::new(Reading { rules, merchant, category, kind }))
}

/// A row of any account and day.
pub(super) fn any_row() -> impl Strategy<Value = Transaction> {
    let source = (any_connection_id(), of(any_id()), any::<bool>()).prop_map(|(connection, id, current)| Source {
        connection,
        id,
        current,
    });
    let ids = (any::<u64>(), any::<u32>(), any_status());
    let days = (of(any_day()), of(any_day()), any_day());
    let sources = proptest::collection::vec(source, 0..4);
    (ids, days, any_money(), any_text(), sources, of(any_details()), of(any_reading())).prop_map(
        |((id, account, status), (posted, occurred, first_seen), amount, text, sources, details, reading)| {
            Transaction {
                id: TxnId(id),
                account: AccountId(account),
                status,
                posted,
                occurred,
                first_seen,
                amount,
                text,
                sources,
                details: details.map(Box::new),
                reading,
            }
        },
    )
}

pub(super) fn any_balance() -> impl Strategy<Value = Balance> {
    (of(any_money()), of(any_money()), of(any_money()), of(any_moment()), any_moment()).prop_map(
        |(current, available, limit, as_of, fetched_at)| Balance { current, available, limit, as_of, fetched_at },
    )
}

fn any_terms() -> impl Strategy<Value = CardTerms> {
    let apr = (0..100_000i64, 0..4u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    (of(any_money()), of(any_day()), of(any_money()), of(apr)).prop_map(
        |(statement_balance, due, minimum_payment, apr)| CardTerms { statement_balance, due, minimum_payment, apr },
    )
}

pub(super) fn any_account() -> impl Strategy<Value = Account> {
    let source = (any_connection_id(), any_id(), of(any_id()), any::<bool>()).prop_map(
        |(connection, provider_id, stable_key, current)| AccountSource { connection, provider_id, stable_key, current },
    );
    let bank = (".{0,30}", any_clean()).prop_map(|(key, name)| Bank { key: key.into(), name });
    let state = select(vec![AccountState::Open, AccountState::Closed, AccountState::Gone]);
    let words = (any_clean(), of(any_clean()), of(any_clean()), of(any_clean()), of(any_clean()));
    let kinds = (select(AccountKind::ALL.to_vec()), any_currency(), state);
    let sources = proptest::collection::vec(source, 0..3);
    (any::<u32>(), bank, sources, words, kinds, of(any_balance()), any_terms()).prop_map(
        |(id, bank, sources, (name, official_name, mask, subtype, owner), (kind, currency, state), balance, terms)| {
            Account {
                id: AccountId(id),
                bank,
                sources,
                name,
                official_name,
                mask,
                kind,
                subtype,
                currency,
                owner,
                state,
                balance,
                terms,
            }
        },
    )
}

fn any_problem() -> impl Strategy<Value = Problem> {
    let scope = prop_oneof![
        Just(Scope::Connection),
        ".{0,20}".prop_map(|key| Scope::Bank(key.into())),
        any_id().prop_map(Scope::Account)
    ];
    let kind = prop_oneof![
        select(vec![
            ProblemKind::NeedsReauth,
            ProblemKind::NeedsSubscription,
            ProblemKind::Offline,
            ProblemKind::Unavailable,
            ProblemKind::Malformed,
            ProblemKind::Config,
            ProblemKind::NotKept,
            ProblemKind::Notice,
        ]),
        of(any_moment()).prop_map(|until| ProblemKind::RateLimited { until }),
        any_moment().prop_map(|until| ProblemKind::QuotaUsed { until })
    ];
    (scope, kind, any_clean()).prop_map(|(scope, kind, message)| Problem { scope, kind, message })
}

pub(super) fn any_connection() -> impl Strategy<Value = Connection> {
    let status = prop_oneof![
        select(vec![Status::Never, Status::Ok, Status::Partial, Status::Paused, Status::Revoked]),
        any_problem().prop_map(Status::Failed)
    ];
    let problems = proptest::collection::vec(any_problem(), 0..3);
    let watermarks = proptest::collection::btree_map(any_id(), any_day(), 0..3);
    let moments = (of(any_moment()), of(any_moment()), of(any_moment()));
    let usage = (of(any_day()), any::<u32>()).prop_map(|(day, requests)| Usage { day, requests });
    (any_connection_id(), "[a-z]{1,9}", status, problems, of(".{0,99}"), watermarks, moments, (any::<u32>(), usage))
        .prop_map(
            |(
                id,
                kind,
                status,
                problems,
                cursor,
                watermarks,
                (last_ok, last_attempt, consent_ends),
                (failures, usage),
            )| Connection {
                id,
                kind: kind.into(),
                status,
                problems,
                cursor,
                watermarks,
                last_ok,
                last_attempt,
                failures,
                usage,
                consent_ends,
            },
        )
}

pub(super) fn any_edit() -> impl Strategy<Value = Edit> {
    let row = (any::<u64>(), of(select(Category::ALL.to_vec())), of(any_clean()), of(any_clean()), any::<bool>())
        .prop_map(|(id, category, merchant, note, hidden)| {
            Edit::Txn(TxnId(id), TxnEdit { category, merchant, note, hidden })
        });
    let kind = of(select(AccountKind::ALL.to_vec()));
    let account = (any::<u32>(), of(any_clean()), kind, any::<bool>(), of(any_money()), any_terms()).prop_map(
        |(id, name, kind, hidden, limit, terms)| {
            Edit::Account(AccountId(id), AccountEdit { name, kind, hidden, limit, terms })
        },
    );
    prop_oneof![row, account]
}

pub(super) fn any_sync() -> impl Strategy<Value = SyncRecord> {
    let rows = any::<[u32; 7]>().prop_map(|[new, changed, posted, dropped, removed, same, missing]| RowCounts {
        new,
        changed,
        posted,
        dropped,
        removed,
        same,
        missing,
    });
    (any_connection_id(), any_moment(), rows, proptest::collection::vec(any_clean(), 0..3))
        .prop_map(|(connection, at, rows, notes)| SyncRecord { connection, at, rows, notes })
}

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
    Account {
        id: AccountId(id),
        bank: Bank { key: "plainbank.example".into(), name: Clean::new("Plainbank of Ohio") },
        sources: vec![AccountSource {
            connection: connection_id(),
            provider_id: ProviderId::new(&format!("provider-account-{id}")).unwrap(),
            stable_key: None,
            current: true,
        }],
        name: Clean::new("Everyday Checking Plus"),
        official_name: None,
        mask: Some(Clean::new("1002")),
        kind: AccountKind::Checking,
        subtype: None,
        currency: Currency::USD,
        owner: Some(Clean::new("Winifred Plaintext")),
        state: AccountState::Open,
        balance: Some(balance()),
        terms: CardTerms::default(),
    }
}

pub(super) fn balance() -> Balance {
    let current = Money::parse("33293.43", Currency::USD).ok();
    Balance { current, available: None, limit: None, as_of: None, fetched_at: moment() }
}

/// Two accounts with three blocks of three rows in all, a connection, history, an edit of a row and one of an account, a sync record.
pub(super) fn small_book() -> Delta {
    let block = |key, rows| (key, Some(Arc::new(Block::new(rows))));
    let (october, november, other) = (key(1, 10), key(1, 11), key(2, 11));
    let word = TxnEdit { note: Some(Clean::new("birthday surprise")), ..TxnEdit::default() };
    let hide = AccountEdit { hidden: true, ..AccountEdit::default() };
    Delta {
        accounts: vec![Arc::new(account(1)), Arc::new(account(2))],
        connections: vec![Arc::new(Connection::new(connection_id(), "simplefin"))],
        blocks: vec![
            block(october, vec![row(1, october, "BLUE BOTTLE COFFEE")]),
            block(november, vec![row(2, november, "BLUE BOTTLE COFFEE")]),
            block(other, vec![row(3, other, "ZEBRA BOOKSHOP")]),
        ],
        history: vec![(AccountId(1), Arc::new(vec![balance()]))],
        edits: vec![Edit::Txn(TxnId(2), word), Edit::Account(AccountId(2), hide)],
        record: Some(SyncRecord {
            connection: connection_id(),
            at: moment(),
            rows: RowCounts { new: 3, ..RowCounts::default() },
            notes: vec![Clean::new("one bank was slow")],
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
