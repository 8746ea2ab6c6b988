//! Everything that is known about one transaction, as lines of a label and words: for the detail modal and the wide screen's pane.

use super::screen::Cx;
use super::table::{status_word, who};
use crate::domain::{Clean, CounterpartyRole, Match, RowKind, Transaction, TxnStatus};
use crate::insights;

/// A label and what belongs to it; an empty label continues the line above.
pub type Fact = (&'static str, String);

/// The facts of a row, the more asked for first.
pub fn facts(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let mut facts =
        vec![("amount", cx.figures.signed(row.amount).to_string()), ("merchant", who(cx, row).into_owned())];
    let edit = cx.book.edit_of(row.id);
    let own = |yes: bool| if yes { " (yours)" } else { "" };
    if edit.merchant.is_some() {
        facts[1].1.push_str(own(true));
    }
    let kind = match cx.book.row_kind(row) {
        RowKind::Spend => " · purchase",
        RowKind::Refund => " · refund",
        _ => "",
    };
    facts.push(("category", format!("{}{}{kind}", cx.book.what(row), own(edit.category.is_some()))));
    if let Some(note) = &edit.note {
        facts.push(("note", cx.figures.words(note.as_str()).into_owned()));
    }
    if !edit.tags.is_empty() {
        let tags: Vec<&str> = edit.tags.iter().map(Clean::as_str).collect();
        facts.push(("tags", cx.figures.words(&tags.join(", ")).into_owned()));
    }
    for (index, part) in edit.splits.iter().enumerate() {
        let note = part.note.as_ref().map_or(String::new(), |note| format!(" · {}", cx.figures.words(note.as_str())));
        let words = format!("{} {}{note}", cx.figures.plain(part.amount), part.category.words());
        facts.push((if index == 0 { "parts" } else { "" }, words));
    }
    facts.extend(edit.transfer.filter(|_| edit.partner.is_none()).map(|said| {
        ("transfer", if said { "between your own accounts (yours)" } else { "no transfer (yours)" }.to_owned())
    }));
    if let Some(account) = cx.book.accounts.get(&row.account) {
        let mask = account.mask.as_ref().map_or(String::new(), |mask| format!(" ····{mask}"));
        facts.push(("account", format!("{}{mask} · {}", cx.book.name(account), account.bank.name)));
    }
    facts.extend(dates(cx, row));
    facts.push(("bank’s words", cx.figures.words(row.text.clean().as_str()).into_owned()));
    facts.extend(reading(cx, row));
    facts.extend(particulars(cx, row));
    facts.extend(life(cx, row));
    facts.extend(sources(cx, row));
    facts
}

/// How the bank's words were read, and why the row has the merchant and category that it has.
fn reading(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let (said, edit) = (insights::describe(row.text.clean().as_str()), cx.book.edit_of(row.id));
    let name = |name: &Clean| name.to_string();
    let mut read: Vec<String> = said.merchant.iter().map(name).collect();
    read.extend(said.channel.map(|channel| channel.key().to_lowercase().replace('_', " ")));
    read.extend(said.intermediary.map(|between| format!("through {between}")));
    read.extend(said.place.as_ref().map(|place| format!("at {place}")));
    let mut facts = Vec::new();
    if !read.is_empty() {
        facts.push(("read as", cx.figures.words(&read.join(" · ")).into_owned()));
    }
    let kept = row.reading.as_ref();
    let renamed = kept.is_some_and(|kept| kept.merchant != said.merchant);
    let merchant = match (&edit.merchant, renamed) {
        (Some(_), _) => "the name is yours".to_owned(),
        (None, true) => "the name is by a rule or name of yours, or as the provider has it".to_owned(),
        (None, false) => said.why.clone(),
    };
    let category = match (edit.category, kept) {
        (Some(_), _) => Some("the category is yours"),
        (None, Some(kept)) if kept.category == said.category => None,
        (None, Some(kept)) if Some(kept.category) == row.details().provider_category => {
            Some("the category is the provider’s")
        }
        (None, Some(_)) => {
            Some("the category is by a rule, the merchant code, the kind of movement or your own labels")
        }
        (None, None) => Some("not read yet"),
    };
    let why: Vec<&str> = [merchant.as_str()].into_iter().chain(category).filter(|words| !words.is_empty()).collect();
    facts.push(("why", cx.figures.words(&why.join("; ")).into_owned()));
    facts
}

/// The other side of a movement, or the purchase that a refund is of.
pub fn partner(cx: &Cx, other: &Transaction, said: bool) -> Fact {
    let account = cx.book.accounts.get(&other.account).map_or("", |account| cx.book.name(account).as_str());
    let yours = if said { " (yours)" } else { "" };
    let when = cx.figures.day(other.date(), cx.clock.today);
    let words = format!("{} on {account}, {when} · {}{yours}", cx.figures.signed(other.amount), who(cx, other));
    ("other side", words)
}

fn dates(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let status = match (row.status, row.details().missing_since) {
        (TxnStatus::Posted, Some(since)) => {
            format!("posted, but missing from the bank’s answers since {}", cx.figures.moment(since))
        }
        (TxnStatus::Dropped, _) => "dropped: the bank let it go, it counts nowhere".to_owned(),
        (TxnStatus::Removed, _) => "removed: the bank took it back, it counts nowhere".to_owned(),
        (TxnStatus::Pending, _) => "pending: not in the balance yet".to_owned(),
        (TxnStatus::Posted, None) => "posted".to_owned(),
    };
    let hidden = if status_word(cx, row) == "hidden" { " · hidden by you" } else { "" };
    let mut facts = vec![("status", format!("{status}{hidden}"))];
    facts.extend(row.posted.map(|date| ("posted", cx.figures.long_day(date))));
    let at = row.details().occurred_at;
    facts.extend(
        at.map(|at| cx.figures.moment(at))
            .or_else(|| row.occurred.map(|date| cx.figures.long_day(date)))
            .map(|when| ("purchased", when)),
    );
    facts.push(("first seen", cx.figures.long_day(row.first_seen)));
    facts
}

fn particulars(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let details = row.details();
    let money = |label, money: Option<crate::domain::Money>| money.map(|money| (label, cx.figures.plain(money)));
    let clean =
        |label, text: &Option<Clean>| text.as_ref().map(|text| (label, cx.figures.words(text.as_str()).into_owned()));
    let mut facts: Vec<Fact> = [
        money("original", details.original),
        money("fee in it", details.fee),
        money("balance after", details.running_balance),
        clean("memo", &details.memo),
        clean("location", &details.location),
        clean("channel", &details.channel),
        clean("check", &details.check_number),
        clean("reference", &details.reference),
        details.mcc.map(|mcc| ("merchant code", format!("{mcc:04}"))),
        details.provider_category.map(|category| ("bank’s category", category.words().to_owned())),
    ]
    .into_iter()
    .flatten()
    .collect();
    facts.extend(provider(cx, row));
    for party in &details.counterparties {
        let site = party.website.as_ref().map_or(String::new(), |site| format!(" · {site}"));
        facts.push((role_words(party.role), format!("{}{site}", party.name)));
    }
    facts
}

/// What the provider calls it in its own words, and what it says besides.
fn provider(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let details = row.details();
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(details.provider_words.as_ref().map(|words| {
        let sure = words.confidence.as_ref().map_or(String::new(), |sure| format!(" ({sure})"));
        ("bank’s own word", format!("{}{sure}", words.code))
    }));
    facts.extend(details.type_raw.as_ref().map(|kind| ("bank’s type", kind.to_string())));
    let id = |id: &crate::domain::ProviderId| Clean::new(id.as_str()).to_string();
    facts.extend(details.transfer.as_ref().map(|transfer| ("transfer id", id(transfer))));
    facts.extend(details.replaces.as_ref().map(|pending| ("replaces", format!("the pending {}", id(pending)))));
    for (name, word) in details.meta.iter() {
        facts.push(("", format!("{name}: {word}")));
    }
    for (_, words) in &mut facts {
        *words = cx.figures.words(words).into_owned();
    }
    facts
}

/// From the first sight to now, each step with its day and amount.
fn life(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let details = row.details();
    if details.life.is_empty() {
        return Vec::new();
    }
    let step = |status: TxnStatus, amount| format!("{} {}", status.word(), cx.figures.plain(amount));
    let mut facts: Vec<Fact> = Vec::new();
    for past in &details.life {
        let seen = cx.figures.day(past.at.date_naive(), cx.clock.today);
        facts.push(("", format!("{} since {seen}", step(past.status, past.amount))));
    }
    let how = match details.matched {
        Some(Match::SameId) => ", under the same id",
        Some(Match::Linked) => ", as the bank linked them",
        Some(Match::Scored(80..)) => ", recognised by amount, date and words",
        Some(Match::Scored(_)) => ", recognised although the amount was adjusted",
        None => "",
    };
    facts.push(("", format!("now {}{how}", step(row.status, row.amount))));
    facts[0].0 = "life";
    facts
}

fn sources(cx: &Cx, row: &Transaction) -> Vec<Fact> {
    let was_pending = row.details().life.iter().any(|past| past.status == TxnStatus::Pending);
    let now_pending = row.status == TxnStatus::Pending;
    let mut told: Vec<String> = Vec::new();
    for source in &row.sources {
        let id = source.id.as_ref().map(|id| Clean::new(id.as_str()).to_string());
        let id = id.as_deref().unwrap_or("no id of its own");
        let fetched = cx.book.connections.get(&source.connection).and_then(|connection| connection.last_ok);
        let fetched = fetched.map_or(String::new(), |at| format!(", last fetched {}", cx.figures.moment(at)));
        told.push(match source.current {
            true => format!("{} as {id}{fetched}", source.connection),
            false if was_pending && !now_pending => {
                format!("{}, seen as pending under another id: {id}", source.connection)
            }
            false => format!("{}, before under another id: {id}", source.connection),
        });
    }
    told.push(format!("here as {}", row.id));
    told.into_iter().enumerate().map(|(index, words)| (if index == 0 { "source" } else { "" }, words)).collect()
}

fn role_words(role: CounterpartyRole) -> &'static str {
    match role {
        CounterpartyRole::Merchant => "sold by",
        CounterpartyRole::Marketplace => "through",
        CounterpartyRole::PaymentApp => "paid with",
        CounterpartyRole::Terminal => "terminal",
        CounterpartyRole::Bank => "bank",
        CounterpartyRole::IncomeSource => "income from",
        CounterpartyRole::Person => "person",
        CounterpartyRole::Other => "party",
    }
}
