//! `passbook connection move`: another connection tells of an account from now on, or files do. What would change is shown first.

use std::io::{self, BufRead, IsTerminal};

use serde::Serialize;

use super::args::{Global, MoveArgs};
use super::connection::{configured, writing};
use super::exit::{self, Failure, unusable};
use super::output::{self, Format};
use super::session::{Session, accounts_named};
use crate::domain::{Account, AccountId, Book, ConnectionId, Status};
use crate::runtime::Keeper;
use crate::sync::moving::{self, Move, Moved};

/// The word for what is imported by hand.
const FILES: &str = "files";

#[derive(Serialize)]
struct Report {
    schema: u32,
    account: String,
    from: Vec<String>,
    to: String,
    onto: Option<String>,
    kept: u32,
    both: u32,
    added: u32,
    edits: u32,
    steps: u32,
    balance_before: Option<String>,
    balance_after: Option<String>,
    /// False where it was only shown.
    moved: bool,
}

/// Runs the command.
pub fn run(global: &Global, session: &Session, wanted: &MoveArgs) -> Result<u8, Failure> {
    let to = destination(session, &wanted.to)?;
    let mut keeper = if wanted.dry_run { session.open_to_read()? } else { writing(session)? };
    keeper.load_all()?;
    let book = keeper.book();
    if book.connections.get(&to).is_some_and(|known| known.status == Status::Revoked) {
        return Err(unusable(format!("'{to}' was disconnected and tells of nothing: connect it again first")));
    }
    let account = account(book, &wanted.account, &to)?;
    let plan = Move { account, onto: onto(book, account, &to, wanted.onto.as_deref())?, to };
    let words = Words::of(book, &plan);
    let refused = |error: crate::runtime::MoveFailure| unusable(error.to_string());
    let moved = keeper.plan_move(&plan, session.wall.read()).map_err(refused)?;
    let is_text = Format::of(global) != Format::Json;
    if is_text {
        output::data(&words.plan(&plan, &moved)).map_err(anyhow::Error::from)?;
    }
    let agreed = !wanted.dry_run && (wanted.yes || asked()?);
    if agreed {
        keeper.move_account(&plan, session.wall.read()).map_err(refused)?;
    }
    if is_text {
        output::words(&if agreed { after(&keeper, &plan, &moved) } else { "nothing was changed".to_owned() });
    } else {
        output::json(&report(&plan, &moved, agreed))?;
    }
    Ok(exit::DONE)
}

fn destination(session: &Session, name: &str) -> Result<ConnectionId, Failure> {
    match configured(session, name) {
        Ok(link) => Ok(link.id),
        Err(_) if name == FILES => Ok(ConnectionId::import()),
        Err(unknown) => Err(unknown),
    }
}

/// The account that is meant. Where a word names both the account and its double at the destination, it is the former.
fn account(book: &Book, word: &str, to: &ConnectionId) -> Result<AccountId, Failure> {
    let found = accounts_named(book, word)?;
    let elsewhere = |id: &AccountId| book.accounts.get(id).and_then(|account| account.connection()) != Some(to);
    let others: Vec<AccountId> = found.iter().copied().filter(elsewhere).collect();
    match (&others[..], &found[..]) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], several) | (several, _) => {
            Err(unusable(format!("'{word}' is the name of several accounts: {}", listed(book, several))))
        }
    }
}

/// The account as which the destination brought it, where that is another one of the book.
fn onto(book: &Book, account: AccountId, to: &ConnectionId, word: Option<&str>) -> Result<Option<AccountId>, Failure> {
    let is_known = book.accounts.get(&account).is_some_and(|account| account.is_of(to));
    let candidates = moving::candidates(book, account, to);
    if let Some(word) = word {
        let named: Vec<AccountId> = accounts_named(book, word)?.into_iter().filter(|id| *id != account).collect();
        return match named[..] {
            [one] => Ok(Some(one)),
            _ => Err(unusable(format!("'{word}' is not one other account: {}", listed(book, &named)))),
        };
    }
    match candidates[..] {
        // files may come later, and any of theirs may be another account
        _ if is_known || *to == ConnectionId::import() => Ok(None),
        [one] => Ok(Some(one)),
        [] => Err(unusable(format!(
            "'{to}' has brought no account that this one could be: `passbook sync {to}` fetches its accounts, and `--onto` names one"
        ))),
        ref several => {
            Err(unusable(format!("which account of '{to}' is it? Say so with --onto: {}", listed(book, several))))
        }
    }
}

fn listed(book: &Book, accounts: &[AccountId]) -> String {
    let names = accounts.iter().filter_map(|id| book.accounts.get(id)).map(|account| called(book, account));
    let names: Vec<String> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// `Freedom Visa ····9876 (a3)`
fn called(book: &Book, account: &Account) -> String {
    let mask = account.mask.as_ref().map(|mask| format!(" ····{mask}")).unwrap_or_default();
    format!("{}{mask} ({})", book.name(account), account.id)
}

/// How the accounts are called as long as both are there.
struct Words {
    account: String,
    onto: Option<String>,
}

impl Words {
    fn of(book: &Book, plan: &Move) -> Self {
        let name = |id: &AccountId| book.accounts.get(id).map_or_else(|| id.to_string(), |a| called(book, a));
        Self { account: name(&plan.account), onto: plan.onto.as_ref().map(name) }
    }

    fn plan(&self, plan: &Move, moved: &Moved) -> String {
        let rows = |many: u32| if many == 1 { "1 row".to_owned() } else { format!("{many} rows") };
        let from = if moved.from.is_empty() { told(&[ConnectionId::import()]) } else { told(&moved.from) };
        let to = told(std::slice::from_ref(&plan.to));
        let mut text = format!("{}: told by {from} so far, by {to} from now on\n", self.account);
        let mut line = |words: String| text.push_str(&format!("  {words}\n"));
        line(format!("kept       {} with ids, edits and history", rows(moved.kept)));
        if let Some(onto) = &self.onto {
            line(format!("the same   {} of them, which {onto} has too", moved.both));
            line(format!("added      {} that only {onto} has", rows(moved.added)));
            line(format!("your word  on {} of {onto} comes along", rows(moved.edits)));
            if moved.steps > 0 {
                line(format!("undo       ends for {} steps that named {onto}", moved.steps));
            }
            line(format!("gone       {onto} as an account of its own"));
        }
        let figure = |money: Option<crate::domain::Money>| {
            money.map_or_else(
                || "unknown".to_owned(),
                |money| format!("{} {}", money.to_decimal_string(), money.currency().id()),
            )
        };
        line(format!("balance    {}, afterwards {}", figure(moved.balance.0), figure(moved.balance.1)));
        text
    }
}

fn told(by: &[ConnectionId]) -> String {
    let name = |id: &ConnectionId| if *id == ConnectionId::import() { FILES.to_owned() } else { format!("'{id}'") };
    by.iter().map(name).collect::<Vec<_>>().join(" and ")
}

/// What became of it, how it goes back, and which connection has nothing left to tell.
fn after(keeper: &Keeper, plan: &Move, moved: &Moved) -> String {
    let Some(former) = moved.from.first() else { return "moved".to_owned() };
    let mut text = format!(
        "moved: what {} says of it is left out from now on; `passbook connection move {} --to {former}` leads back",
        told(&moved.from),
        plan.account
    );
    let tells = |id: &ConnectionId| keeper.book().accounts.values().any(|account| account.is_told_by(id));
    for idle in moved.from.iter().filter(|id| !tells(id)) {
        text.push_str(&format!(
            "\n'{idle}' tells of no account any more: `passbook disconnect {idle}` ends its access"
        ));
    }
    text
}

fn asked() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(unusable(
            "nothing was changed: move asks first, and there is no terminal to ask on, give --yes".into(),
        ));
    }
    output::words("Type yes to move it:");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(anyhow::Error::from)?;
    Ok(answer.trim() == "yes")
}

fn report(plan: &Move, moved: &Moved, done: bool) -> Report {
    let figure = |money: Option<crate::domain::Money>| money.map(|money| money.to_decimal_string());
    Report {
        schema: 1,
        account: plan.account.to_string(),
        from: moved.from.iter().map(ToString::to_string).collect(),
        to: plan.to.to_string(),
        onto: plan.onto.map(|id| id.to_string()),
        kept: moved.kept,
        both: moved.both,
        added: moved.added,
        edits: moved.edits,
        steps: moved.steps,
        balance_before: figure(moved.balance.0),
        balance_after: figure(moved.balance.1),
        moved: done,
    }
}
