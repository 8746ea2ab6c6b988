//! Any value of the domain that a store may be given, for property tests.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use crate::domain::{
    Account, AccountEdit, AccountId, AccountKind, AccountSource, AccountState, Alert, AlertId, AlertState, Alias,
    Balance, Bank, CardTerms, Category, Clean, Connection, ConnectionId, Counterparty, CounterpartyRole, Currency,
    Deed, Details, Edit, Institution, Life, Match, Meta, Money, Problem, ProblemKind, ProviderCategory, ProviderId,
    Raw, Reading, RowCounts, RowKind, Scope, Severity, Source, Split, Status, SyncOutcome, SyncRecord, Text, Topic,
    Transaction, TxnEdit, TxnId, TxnStatus, Usage,
};

pub(super) fn any_clean() -> impl Strategy<Value = Clean> {
    ".{0,40}".prop_map(|text| Clean::new(&text))
}

fn any_text() -> impl Strategy<Value = Text> {
    prop_oneof![".{0,60}", Just("SQ  *CAFE\u{1b}[2J ".to_owned()), Just("UBER TRIP".to_owned())]
        .prop_map(|t| Text::new(&t))
}

fn any_meta() -> impl Strategy<Value = Meta> {
    vec((any_clean(), any_clean()), 0..4).prop_map(Meta::from_iter)
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
    let parties = vec(any_counterparty(), 0..3);
    let lives = vec(life, 0..3);
    let rest = (
        of(1..=9999u16),
        of(select(Category::ALL.to_vec())),
        of(any_moment()),
        of(any_id()),
        of(matched),
        of(any_moment()),
    );
    let category = (any_clean(), of(any_clean())).prop_map(|(code, confidence)| ProviderCategory { code, confidence });
    let raw = ".{1,99}".prop_filter_map("not empty", |text| Raw::new(&text));
    let more = (of(category), of(any_clean()), of(any_id()), any_meta(), of(raw));
    (sums, words, parties, lives, rest, more).prop_map(|(sums, words, counterparties, life, rest, more)| Details {
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
        provider_words: more.0,
        type_raw: more.1,
        transfer: more.2,
        meta: more.3,
        raw: more.4,
    })
}

fn any_reading() -> impl Strategy<Value = Arc<Reading>> {
    let merchant = of(prop_oneof![any_clean(), Just(Clean::new("Uber"))]);
    (any::<u32>(), merchant, select(Category::ALL.to_vec()), select(RowKind::ALL.to_vec()), any::<bool>()).prop_map(
        |(rules, merchant, category, kind, hidden)| Arc::new(Reading { rules, merchant, category, kind, hidden }),
    )
}

/// A row of any account and day.
pub(crate) fn any_row() -> impl Strategy<Value = Transaction> {
    let source = (any_connection_id(), of(any_id()), any::<bool>()).prop_map(|(connection, id, current)| Source {
        connection,
        id,
        current,
    });
    let ids = (any::<u64>(), any::<u32>(), any_status());
    let days = (of(any_day()), of(any_day()), any_day());
    let sources = vec(source, 0..4);
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

pub(crate) fn any_balance() -> impl Strategy<Value = Balance> {
    let sums = (of(any_money()), of(any_money()), of(any_money()), of(any_money()));
    (sums, of(any_clean()), of(any_moment()), any_moment()).prop_map(
        |((current, available, limit, pending), kind_raw, as_of, fetched_at)| Balance {
            current,
            available,
            limit,
            pending,
            kind_raw,
            as_of,
            fetched_at,
        },
    )
}

fn any_terms() -> impl Strategy<Value = CardTerms> {
    let apr = (0..100_000i64, 0..4u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    (of(any_money()), of(any_day()), of(any_money()), of(apr)).prop_map(
        |(statement_balance, due, minimum_payment, apr)| CardTerms { statement_balance, due, minimum_payment, apr },
    )
}

pub(crate) fn any_account() -> impl Strategy<Value = Account> {
    let source = (any_connection_id(), any_id(), of(any_id()), any::<bool>()).prop_map(
        |(connection, provider_id, stable_key, current)| AccountSource { connection, provider_id, stable_key, current },
    );
    let bank = (".{0,30}", any_clean()).prop_map(|(key, name)| Bank { key: key.into(), name });
    let state = select(vec![AccountState::Open, AccountState::Closed, AccountState::Gone]);
    let words = (any_clean(), of(any_clean()), of(any_clean()), of(any_clean()), of(any_clean()));
    let kinds = (select(AccountKind::ALL.to_vec()), any_currency(), state);
    let sources = vec(source, 0..3);
    let institution =
        (of(any_clean()), of(any_clean()), any_meta()).prop_map(|(url, logo, ids)| Institution { url, logo, ids });
    let figures = (of(any_balance()), any_terms());
    (any::<u32>(), bank, institution, sources, words, kinds, figures, any_meta()).prop_map(
        |(id, bank, institution, sources, words, (kind, currency, state), (balance, terms), meta)| {
            let (name, official_name, mask, subtype, owner) = words;
            let id = AccountId(id);
            Account {
                id,
                bank,
                institution,
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
                meta,
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

pub(crate) fn any_connection() -> impl Strategy<Value = Connection> {
    let status = prop_oneof![
        select(vec![Status::Never, Status::Ok, Status::Partial, Status::Paused, Status::Revoked]),
        any_problem().prop_map(Status::Failed)
    ];
    let problems = vec(any_problem(), 0..3);
    let watermarks = btree_map(any_id(), any_day(), 0..3);
    let moments = (of(any_moment()), of(any_moment()), of(any_moment()), of(any_moment()));
    let usage = (of(any_day()), any::<u32>()).prop_map(|(day, requests)| Usage { day, requests });
    let state = (status, problems, of(".{0,99}"), watermarks, any::<u32>(), usage);
    (any_connection_id(), "[a-z]{1,9}", state, moments, of(any_clean()), any_meta()).prop_map(
        |(id, kind, (status, problems, cursor, watermarks, failures, usage), moments, label, meta)| {
            let (last_ok, last_attempt, consent_ends, created) = moments;
            Connection {
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
                created,
                label,
                meta,
            }
        },
    )
}

pub(crate) fn any_deed() -> impl Strategy<Value = Deed> {
    let edits = || vec(any_edit(), 0..3);
    let name = (any_clean(), any_clean()).prop_map(|(from, to)| Alias { from, to });
    let words = (any_moment(), any_clean(), vec(name, 0..2), any::<bool>());
    (any::<u64>(), words, edits(), edits()).prop_map(|(number, (at, words, names, undone), edits, back)| Deed {
        number,
        at,
        words,
        edits,
        back,
        names,
        undone,
    })
}

pub(crate) fn any_edit() -> impl Strategy<Value = Edit> {
    let category = || select(Category::ALL.to_vec());
    let split = (category(), any_money(), of(any_clean())).prop_map(|(category, amount, note)| Split {
        category,
        amount,
        note,
    });
    let words = (of(category()), of(any_clean()), of(any_clean()), any::<bool>());
    let more = (vec(any_clean(), 0..3), of(any::<bool>()), vec(split, 0..3), of(any::<u64>().prop_map(TxnId)));
    let row = (any::<u64>(), words, more).prop_map(
        |(id, (category, merchant, note, hidden), (tags, transfer, splits, partner))| {
            Edit::Txn(TxnId(id), TxnEdit { category, merchant, note, hidden, tags, transfer, splits, partner })
        },
    );
    let answer = (select(Topic::ALL.to_vec()), any_clean(), of(any_clean()))
        .prop_map(|(topic, key, word)| Edit::Answer(topic, key, word));
    let kind = of(select(AccountKind::ALL.to_vec()));
    let account = (any::<u32>(), of(any_clean()), kind, any::<bool>(), of(any_money()), any_terms()).prop_map(
        |(id, name, kind, hidden, limit, terms)| {
            Edit::Account(AccountId(id), AccountEdit { name, kind, hidden, limit, terms })
        },
    );
    prop_oneof![row, account, answer]
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
    let outcome = select(vec![SyncOutcome::Ok, SyncOutcome::Partial, SyncOutcome::Failed]);
    let lists = (vec(any_problem(), 0..3), vec(any_clean(), 0..3), vec(any_clean(), 0..3));
    (any_connection_id(), of(any_moment()), any_moment(), outcome, rows, lists).prop_map(
        |(connection, started, at, outcome, rows, (problems, notes, request_ids))| SyncRecord {
            connection,
            started,
            at,
            outcome,
            rows,
            problems,
            notes,
            request_ids,
        },
    )
}

pub(crate) fn any_alert() -> impl Strategy<Value = Alert> {
    let severity = select(vec![Severity::Notice, Severity::Warning, Severity::Urgent]);
    let state = select(vec![AlertState::New, AlertState::Seen, AlertState::Dismissed]);
    let about = (of(any::<u32>().prop_map(AccountId)), of(any::<u64>().prop_map(TxnId)), of(any_connection_id()));
    (any::<u64>(), any_clean(), severity, about, any_moment(), state, any_meta()).prop_map(
        |(id, rule, severity, (account, txn, connection), created, state, payload)| Alert {
            id: AlertId(id),
            rule,
            severity,
            account,
            txn,
            connection,
            created,
            state,
            payload,
        },
    )
}
