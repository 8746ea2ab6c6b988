//! SimpleFIN, versions 1.0.7 and 2: a setup token that is claimed once, and all banks' accounts in one answer. A bank in trouble is an
//! entry of the complaints, while the others answer; who asks too often is warned first and then shut out for the day.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveTime;
use serde_json::{Value, json};

use super::state::{self, State, decimal, signed};
use super::{Answers, Face};
use crate::domain::TxnStatus;
use crate::loopback::{Asked, Reply};
use crate::sandbox::{AccountView, BankView, RowView, SimBank, Trouble};

pub(super) const FACE: Face =
    Face { kind: "simplefin", about: "SimpleFIN 1.0.7 and 2: one token for all banks", answer, answers };

/// A claim that opens once, and the access that it gives.
const CLAIM: &str = "simplefin-claim";
const ACCESS: &str = "simplefin-access";
/// Requests a day from which on the answer warns, and from which on there is none.
const WARNED: u32 = 24;
const SHUT_OUT: u32 = 96;
/// Days of one answer.
const LONGEST: i64 = 90 * 86_400;

fn answers(state: &mut State, origin: &str) -> Vec<Answers> {
    vec![Answers { bank: None, fields: [("token", setup_token(state, origin))].into() }]
}

fn setup_token(state: &mut State, origin: &str) -> String {
    let grant = state.issue(None);
    STANDARD.encode(format!("{origin}/simplefin/claim/{}", state.token(CLAIM, grant)))
}

fn answer(state: &mut State, asked: &Asked) -> Reply {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/info") => Reply::json(200, &json!({ "versions": ["1.0", "2"] })),
        ("GET", "/create") => Reply::text(200, &format!("{}\n", setup_token(state, &asked.origin()))),
        ("POST", path) if path.starts_with("/claim/") => claim(state, asked, path),
        ("GET", "/accounts") => accounts(state, asked),
        _ => Reply::text(404, "Not Found"),
    }
}

fn claim(state: &mut State, asked: &Asked, path: &str) -> Reply {
    let token = path.strip_prefix("/claim/").unwrap_or_default();
    let Some(grant) = state.open_once(CLAIM, token) else { return Reply::text(403, "Forbidden") };
    let host = asked.header("host").unwrap_or_default();
    Reply::text(200, &format!("http://{}:sandbox@{host}/simplefin", state.token(ACCESS, grant)))
}

fn accounts(state: &mut State, asked: &Asked) -> Reply {
    let grant =
        asked.basic().filter(|(_, password)| password == "sandbox").and_then(|(user, _)| state.open(ACCESS, &user));
    let Some(grant) = grant.filter(|grant| !state.is_expired(*grant)) else { return Reply::text(403, "Forbidden") };
    let count = state.count_day(&format!("simplefin {}", grant.number));
    if count > SHUT_OUT {
        return Reply::text(403, "Forbidden");
    }
    let Some(query) = Query::of(asked) else { return Reply::text(400, "a date is no number of seconds") };
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let mut told = Told::default();
    if count > WARNED {
        told.complain("gen.api", "You are making too many requests. Your access will be disabled.", None, None);
    }
    if query.too_long {
        told.complain("gen.api", "Requested date range exceeds the limit of 90 days.", None, None);
    }
    for bank in SimBank::ALL {
        let view = world.at(bank, moment);
        told.connections.push(connection(bank));
        if told.says_of(bank, state.scenario().trouble(bank)) {
            told.accounts.extend(view.accounts.iter().filter_map(|one| account(&query, &view, one)));
        }
    }
    let reply = Reply::json(200, &told.written(&query));
    match SimBank::ALL.into_iter().find_map(|bank| state.scenario().trouble(bank)) {
        Some(Trouble::Slow { seconds }) => reply.after(std::time::Duration::from_secs(seconds.into())),
        _ => reply,
    }
}

/// What was asked for.
struct Query {
    from: Option<i64>,
    end: i64,
    pending: bool,
    balances_only: bool,
    second_version: bool,
    accounts: Vec<String>,
    too_long: bool,
}

impl Query {
    fn of(asked: &Asked) -> Option<Self> {
        let seconds = |name| asked.field(name).map(str::parse::<i64>).transpose().ok();
        let (from, end) = (seconds("start-date")?, seconds("end-date")?);
        let last = end.unwrap_or(i64::MAX);
        let too_long = from.zip(end).is_some_and(|(from, end)| end.saturating_sub(from) > LONGEST);
        Some(Self {
            from: if too_long { Some(last.saturating_sub(LONGEST)) } else { from },
            end: last,
            pending: asked.field("pending") == Some("1"),
            balances_only: asked.field("balances-only") == Some("1"),
            second_version: asked.field("version").is_some_and(|version| version.starts_with('2')),
            accounts: asked.fields("account").map(str::to_owned).collect(),
            too_long,
        })
    }

    /// Without a first day only the newest rows are meant, and the sandbox takes those of 30 days for it.
    fn wants(&self, row: &RowView<'_>, newest: i64) -> bool {
        let from = self.from.unwrap_or(newest.saturating_sub(30 * 86_400));
        let at = noon(row);
        (self.pending || row.status == TxnStatus::Posted) && from <= at && at < self.end && !self.balances_only
    }
}

/// An answer as it grows.
#[derive(Default)]
struct Told {
    complaints: Vec<Value>,
    connections: Vec<Value>,
    accounts: Vec<Value>,
}

impl Told {
    fn complain(&mut self, code: &str, words: &str, bank: Option<SimBank>, account: Option<&str>) {
        let mut complaint = json!({ "code": code, "msg": words });
        if let Some(bank) = bank {
            complaint["conn_id"] = id(bank).into();
        }
        if let Some(account) = account {
            complaint["account_id"] = account.into();
        }
        self.complaints.push(complaint);
    }

    /// Complains of a bank in trouble; true when its accounts are given all the same.
    fn says_of(&mut self, bank: SimBank, trouble: Option<Trouble>) -> bool {
        let name = bank.name();
        match trouble {
            Some(Trouble::ConsentExpired { .. }) => {
                self.complain(
                    "con.auth",
                    &format!("Connection to {name} may need attention. Auth required"),
                    Some(bank),
                    None,
                );
                true
            }
            Some(Trouble::RateLimited { .. } | Trouble::Offline) => {
                self.complain("con.", &format!("{name} is not available at the moment"), Some(bank), None);
                false
            }
            _ => true,
        }
    }

    fn written(self, query: &Query) -> Value {
        let words: Vec<_> = self.complaints.iter().map(|complaint| complaint["msg"].clone()).collect();
        if query.second_version {
            json!({ "errlist": self.complaints, "errors": words, "connections": self.connections, "accounts": self.accounts })
        } else {
            json!({ "errors": words, "accounts": self.accounts })
        }
    }
}

fn id(bank: SimBank) -> String {
    format!("CON-{}", bank.slug())
}

fn connection(bank: SimBank) -> Value {
    json!({
        "conn_id": id(bank), "name": bank.name(), "org_id": bank.domain(), "org_name": bank.name(),
        "org_url": format!("https://{}", bank.domain()), "sfin_url": "https://bridge.simplefin.example/simplefin",
    })
}

fn account(query: &Query, view: &BankView<'_>, account: &AccountView<'_>) -> Option<Value> {
    let id = format!("ACT-{}", account.id);
    if !query.accounts.is_empty() && !query.accounts.contains(&id) {
        return None;
    }
    let profile = account.account.profile();
    let name = profile.mask.map_or(profile.name.to_owned(), |mask| format!("{} ({mask})", profile.name));
    let at = state::instant(view.at).timestamp();
    let rows: Vec<_> =
        account.rows.iter().filter(|row| query.wants(row, at)).map(|row| transaction(view, account, row)).collect();
    let mut written = json!({
        "id": id, "name": name, "currency": "USD",
        "balance": decimal(signed(view, account, account.current)),
        "available-balance": decimal(account.available),
        "balance-date": at, "transactions": rows, "holdings": [],
    });
    if query.second_version {
        written["conn_id"] = self::id(view.bank).into();
    } else {
        written["org"] = json!({
            "domain": view.bank.domain(), "name": view.bank.name(), "id": view.bank.domain(),
            "url": format!("https://{}", view.bank.domain()), "sfin-url": "https://bridge.simplefin.example/simplefin",
        });
    }
    Some(written)
}

/// A posted row's day as a moment: noon, as the Bridge writes it.
fn noon(row: &RowView<'_>) -> i64 {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    row.date().and_time(noon).and_utc().timestamp()
}

fn transaction(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>) -> Value {
    let pending = row.status == TxnStatus::Pending;
    let mut written = json!({
        "id": format!("TRN-{}", row.id),
        "posted": if pending { 0 } else { noon(row) },
        "amount": decimal(signed(view, account, row.amount)),
        "description": row.text,
        "payee": row.movement.party.unwrap_or_default(),
        "memo": "",
        "mcc": row.movement.mcc,
    });
    // clients in the wild read it from every row, as the Bridge sends it
    written["transacted_at"] =
        row.movement.authorised.map_or_else(|| noon(row), |at| state::instant(at).timestamp()).into();
    if pending {
        written["pending"] = true.into();
    }
    written
}
