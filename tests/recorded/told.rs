//! A batch as lines of text, so that what is expected of an answer can be read beside it.

use std::fmt::Display;

use passbook::domain::{Batch, Category, Changes, Extras, ProviderId, Row, Scope, SeenAccount};

/// Everything that a batch says, a line for each account, change, row and problem.
pub fn told(batch: &Batch) -> String {
    let mut lines: Vec<String> = batch.accounts.iter().map(account).collect();
    for change in &batch.changes {
        match change {
            Changes::Window { account, from, to, complete, rows } => {
                let complete = if *complete { "complete" } else { "in part" };
                lines.push(format!("window {} {from} to {to} {complete}", account.as_str()));
                lines.extend(rows.iter().map(row));
            }
            Changes::Delta { account, upserts, removed } => {
                lines.push(format!("delta {}", account.as_str()));
                lines.extend(upserts.iter().map(row));
                lines.extend(removed.iter().map(|id| format!("  gone {}", id.as_str())));
            }
        }
    }
    for problem in &batch.problems {
        let scope = match &problem.scope {
            Scope::Account(id) => format!("account {}", id.as_str()),
            Scope::Bank(key) => format!("bank {key}"),
            Scope::Connection => "connection".to_owned(),
        };
        lines.push(format!("problem of {scope}: {:?}: {}", problem.kind, problem.message));
    }
    let mut whole = vec!["batch".to_owned()];
    put(&mut whole, "cursor", batch.cursor.set());
    put(&mut whole, "label", batch.label.as_ref());
    put(&mut whole, "consent", batch.consent_ends);
    put(&mut whole, "next", batch.next);
    whole.extend(batch.request_ids.iter().map(|id| format!("request={id}")));
    lines.push(whole.join(" "));
    lines.join("\n") + "\n"
}

fn account(seen: &SeenAccount) -> String {
    let mut words =
        vec![format!("account {} {} '{}' {}", seen.provider_id.as_str(), seen.bank.key, seen.name, seen.kind.key())];
    put(&mut words, "mask", seen.mask.as_ref());
    put(&mut words, "stable", seen.stable_key.as_ref().map(ProviderId::as_str));
    put(&mut words, "official", seen.official_name.as_ref());
    put(&mut words, "subtype", seen.subtype.as_ref());
    put(&mut words, "owner", seen.owner.as_ref());
    words.push(format!("{:?}", seen.state));
    if let Some(balance) = &seen.balance {
        put(&mut words, "current", balance.current);
        put(&mut words, "available", balance.available);
        put(&mut words, "limit", balance.limit);
        put(&mut words, "as_of", balance.as_of.map(|at| at.to_rfc3339()));
    }
    put(&mut words, "statement", seen.terms.statement_balance);
    put(&mut words, "due", seen.terms.due);
    put(&mut words, "minimum", seen.terms.minimum_payment);
    words.join(" ")
}

fn row(row: &Row) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let id = row.id.as_ref().map_or("-", |id| id.as_str());
    let days = format!("{} {}", day(row.posted), day(row.occurred));
    let mut words = vec![format!("  {:?} {id} {days} {} '{}'", row.status, row.amount, row.text.raw())];
    put(&mut words, "running", row.running_balance);
    put(&mut words, "memo", row.memo.as_ref());
    put(&mut words, "mcc", row.mcc);
    put(&mut words, "channel", row.channel.as_ref());
    put(&mut words, "type", row.type_raw.as_ref());
    extras(&mut words, row.extras());
    words.join(" ")
}

fn extras(words: &mut Vec<String>, extras: &Extras) {
    put(words, "at", extras.occurred_at.map(|at| at.to_rfc3339()));
    put(words, "original", extras.original);
    put(words, "fee", extras.fee);
    put(words, "reference", extras.reference.as_ref());
    put(words, "check", extras.check_number.as_ref());
    put(words, "place", extras.location.as_ref());
    words.extend(extras.counterparties.iter().map(|party| format!("with='{}' ({:?})", party.name, party.role)));
    put(words, "category", extras.category.map(Category::key));
    put(words, "said", extras.provider_words.as_ref().map(|said| &said.code));
    put(words, "transfer", extras.transfer.as_ref().map(ProviderId::as_str));
    put(words, "replaces", extras.replaces.as_ref().map(ProviderId::as_str));
}

fn put(words: &mut Vec<String>, name: &str, value: Option<impl Display>) {
    words.extend(value.map(|value| format!("{name}={value}")));
}
