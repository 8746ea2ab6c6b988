//! A connection's state between runs, as it lies on disk. Its name is inside the seal: which bank a person uses is nobody's business.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{Clean, Connection, Problem, ProblemKind, ProviderId, Scope, Status, Usage};

use super::Unreadable;
use super::shape::{Grown, first};
use super::values::{MetaRecord, Moment, clean, connection, date, day, maybe, provider};

pub(in crate::store) type ConnectionRecord<'a> = Grown<ConnectionFirst<'a>, ConnectionAdded<'a>>;

first!(ConnectionFirst<'a>);

/// Since version 2.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct ConnectionAdded<'a> {
    created: Option<Moment>,
    #[serde(borrow)]
    label: Option<&'a str>,
    #[serde(borrow)]
    meta: MetaRecord<'a>,
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct ConnectionFirst<'a> {
    id: &'a str,
    kind: &'a str,
    #[serde(borrow)]
    status: StatusRecord<'a>,
    #[serde(borrow)]
    problems: Vec<ProblemRecord<'a>>,
    #[serde(borrow)]
    cursor: Option<&'a str>,
    #[serde(borrow)]
    watermarks: Vec<(&'a str, i32)>,
    last_ok: Option<Moment>,
    last_attempt: Option<Moment>,
    failures: u32,
    usage_day: Option<i32>,
    usage_requests: u32,
    consent_ends: Option<Moment>,
}

/// Variants are numbered by their order: append only.
#[derive(Serialize, Deserialize)]
enum StatusRecord<'a> {
    Never,
    Ok,
    Partial,
    Failed(#[serde(borrow)] ProblemRecord<'a>),
    Paused,
    Revoked,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ProblemRecord<'a> {
    #[serde(borrow)]
    scope: ScopeRecord<'a>,
    kind: ProblemKindRecord,
    message: &'a str,
}

/// Append only.
#[derive(Serialize, Deserialize)]
enum ScopeRecord<'a> {
    Connection,
    Bank(&'a str),
    Account(&'a str),
}

/// Append only.
#[derive(Serialize, Deserialize)]
enum ProblemKindRecord {
    NeedsReauth,
    NeedsSubscription,
    RateLimited(Option<Moment>),
    QuotaUsed(Moment),
    Offline,
    Unavailable,
    Malformed,
    Config,
    Notice,
    NotKept,
}

impl<'a> From<&'a Connection> for ConnectionRecord<'a> {
    fn from(connection: &'a Connection) -> Self {
        let first = ConnectionFirst {
            id: connection.id.as_str(),
            kind: &connection.kind,
            status: (&connection.status).into(),
            problems: connection.problems.iter().map(Into::into).collect(),
            cursor: connection.cursor.as_deref(),
            watermarks: connection.watermarks.iter().map(|(account, until)| (account.as_str(), day(*until))).collect(),
            last_ok: connection.last_ok.map(Into::into),
            last_attempt: connection.last_attempt.map(Into::into),
            failures: connection.failures,
            usage_day: connection.usage.day.map(day),
            usage_requests: connection.usage.requests,
            consent_ends: connection.consent_ends.map(Into::into),
        };
        let added = ConnectionAdded {
            created: connection.created.map(Into::into),
            label: connection.label.as_ref().map(Clean::as_str),
            meta: (&connection.meta).into(),
        };
        Self { first, added }
    }
}

impl TryFrom<ConnectionRecord<'_>> for Connection {
    type Error = Unreadable;

    fn try_from(record: ConnectionRecord<'_>) -> Result<Self, Unreadable> {
        let Grown { first: record, added } = record;
        let mark = |(account, until)| Ok::<(ProviderId, NaiveDate), Unreadable>((provider(account)?, date(until)?));
        Ok(Self {
            id: connection(record.id)?,
            kind: Arc::from(record.kind),
            status: record.status.try_into()?,
            problems: record.problems.into_iter().map(Problem::try_from).collect::<Result<_, _>>()?,
            cursor: record.cursor.map(str::to_owned),
            watermarks: record.watermarks.into_iter().map(mark).collect::<Result<_, _>>()?,
            last_ok: maybe(record.last_ok)?,
            last_attempt: maybe(record.last_attempt)?,
            failures: record.failures,
            usage: Usage { day: record.usage_day.map(date).transpose()?, requests: record.usage_requests },
            consent_ends: maybe(record.consent_ends)?,
            created: maybe(added.created)?,
            label: added.label.map(clean),
            meta: added.meta.into(),
        })
    }
}

impl<'a> From<&'a Status> for StatusRecord<'a> {
    fn from(status: &'a Status) -> Self {
        match status {
            Status::Never => Self::Never,
            Status::Ok => Self::Ok,
            Status::Partial => Self::Partial,
            Status::Failed(problem) => Self::Failed(problem.into()),
            Status::Paused => Self::Paused,
            Status::Revoked => Self::Revoked,
        }
    }
}

impl TryFrom<StatusRecord<'_>> for Status {
    type Error = Unreadable;

    fn try_from(record: StatusRecord<'_>) -> Result<Self, Unreadable> {
        Ok(match record {
            StatusRecord::Never => Self::Never,
            StatusRecord::Ok => Self::Ok,
            StatusRecord::Partial => Self::Partial,
            StatusRecord::Failed(problem) => Self::Failed(problem.try_into()?),
            StatusRecord::Paused => Self::Paused,
            StatusRecord::Revoked => Self::Revoked,
        })
    }
}

impl<'a> From<&'a Problem> for ProblemRecord<'a> {
    fn from(problem: &'a Problem) -> Self {
        let scope = match &problem.scope {
            Scope::Connection => ScopeRecord::Connection,
            Scope::Bank(key) => ScopeRecord::Bank(key),
            Scope::Account(id) => ScopeRecord::Account(id.as_str()),
        };
        Self { scope, kind: (&problem.kind).into(), message: problem.message.as_str() }
    }
}

impl TryFrom<ProblemRecord<'_>> for Problem {
    type Error = Unreadable;

    fn try_from(record: ProblemRecord<'_>) -> Result<Self, Unreadable> {
        let scope = match record.scope {
            ScopeRecord::Connection => Scope::Connection,
            ScopeRecord::Bank(key) => Scope::Bank(Arc::from(key)),
            ScopeRecord::Account(id) => Scope::Account(provider(id)?),
        };
        Ok(Self { scope, kind: record.kind.try_into()?, message: clean(record.message) })
    }
}

impl From<&ProblemKind> for ProblemKindRecord {
    fn from(kind: &ProblemKind) -> Self {
        match kind {
            ProblemKind::NeedsReauth => Self::NeedsReauth,
            ProblemKind::NeedsSubscription => Self::NeedsSubscription,
            ProblemKind::RateLimited { until } => Self::RateLimited(until.map(Into::into)),
            ProblemKind::QuotaUsed { until } => Self::QuotaUsed((*until).into()),
            ProblemKind::Offline => Self::Offline,
            ProblemKind::Unavailable => Self::Unavailable,
            ProblemKind::Malformed => Self::Malformed,
            ProblemKind::Config => Self::Config,
            ProblemKind::Notice => Self::Notice,
            ProblemKind::NotKept => Self::NotKept,
        }
    }
}

impl TryFrom<ProblemKindRecord> for ProblemKind {
    type Error = Unreadable;

    fn try_from(record: ProblemKindRecord) -> Result<Self, Unreadable> {
        Ok(match record {
            ProblemKindRecord::NeedsReauth => Self::NeedsReauth,
            ProblemKindRecord::NeedsSubscription => Self::NeedsSubscription,
            ProblemKindRecord::RateLimited(until) => Self::RateLimited { until: maybe(until)? },
            ProblemKindRecord::QuotaUsed(until) => Self::QuotaUsed { until: until.try_into()? },
            ProblemKindRecord::Offline => Self::Offline,
            ProblemKindRecord::Unavailable => Self::Unavailable,
            ProblemKindRecord::Malformed => Self::Malformed,
            ProblemKindRecord::Config => Self::Config,
            ProblemKindRecord::Notice => Self::Notice,
            ProblemKindRecord::NotKept => Self::NotKept,
        })
    }
}
