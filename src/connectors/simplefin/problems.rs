//! Complaints of a provider as problems of ours: whom each concerns and what the person can do. The words are shown as they came.

use std::sync::Arc;

use super::wire::{Answer, Complaint, Scalar};
use crate::domain::{Bank, Clean, Problem, ProblemKind, ProviderId, Scope};

/// Whom an answer is about: needed to say whom a complaint is about.
pub(super) struct Parties<'a> {
    /// Version 2: the id of each connection at the provider, and its bank.
    pub connections: &'a [(String, Bank)],
    /// Every bank that has an account in the answer.
    pub banks: &'a [Bank],
    /// Every account's id.
    pub accounts: &'a [ProviderId],
}

/// All that the answer complains of. `errors` of version 1 are read only where there is no `errlist`, which repeats them.
pub(super) fn read(answer: &Answer, parties: &Parties) -> Vec<Problem> {
    let coded = answer.errlist.as_ref().map_or(&[][..], |list| &list.0);
    let plain = answer.errors.as_ref().filter(|_| coded.is_empty()).map_or(&[][..], |list| &list.0);
    let messages = answer.messages.as_ref().map_or(&[][..], |list| &list.0);
    let notices = messages.iter().map(|text| problem(Scope::Connection, ProblemKind::Notice, &text.0));
    let mut found: Vec<Problem> = coded
        .iter()
        .map(|complaint| of_code(complaint, parties))
        .chain(plain.iter().map(|text| of_words(&text.0, parties)))
        .chain(notices)
        .filter(|problem| !problem.message.is_empty())
        .collect();
    found.sort_by_key(|problem| problem.kind == ProblemKind::Notice);
    found
}

/// Version 2: `gen.auth`, `con.auth`, `act.failed`. An unknown second part counts as the bare first.
fn of_code(complaint: &Complaint, parties: &Parties) -> Problem {
    let text = |scalar: &Option<Scalar>| scalar.as_ref().map_or(String::new(), |scalar| scalar.0.clone());
    let (code, said) = (text(&complaint.code), text(&complaint.msg));
    let said = if said.trim().is_empty() { format!("SimpleFIN reports {code} without words") } else { said };
    let scope = scope(complaint, code.starts_with("gen."), parties);
    match code.split_once('.').unwrap_or((&code, "")) {
        ("gen", "auth") => problem(scope, ProblemKind::NeedsReauth, &said),
        ("gen", _) if is_limit(&said) => problem(scope, ProblemKind::RateLimited { until: None }, &said),
        ("gen", "api") => problem(scope, ProblemKind::Malformed, &said),
        ("con", "auth") => problem(
            scope,
            ProblemKind::NeedsReauth,
            &format!("{}: sign in again at the Bridge", said.trim_end_matches('.')),
        ),
        ("gen" | "con" | "act", _) => problem(scope, ProblemKind::Unavailable, &said),
        _ => of_words(&said, parties),
    }
}

fn scope(complaint: &Complaint, general: bool, parties: &Parties) -> Scope {
    let account = complaint.account_id.as_ref().and_then(|id| ProviderId::new(&id.0));
    if let Some(account) = account.filter(|_| !general) {
        return Scope::Account(account);
    }
    match &complaint.conn_id {
        Some(id) if !general => {
            let bank = parties.connections.iter().find(|(known, _)| *known == id.0).map(|(_, bank)| bank.key.clone());
            Scope::Bank(bank.unwrap_or_else(|| super::naming::slug(&id.0).unwrap_or_default().into()))
        }
        _ => Scope::Connection,
    }
}

/// Version 1 has nothing but words. A bank's name among them says whom they concern; what they ask for is known from those that the
/// Bridge has sent ("Connection to X may need attention", "You must reauthenticate."), and anything else is only passed on.
fn of_words(said: &str, parties: &Parties) -> Problem {
    let lower = said.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let bank = named_bank(said, &lower, parties.banks);
    let kind = if is_limit(&lower) {
        ProblemKind::RateLimited { until: None }
    } else if has(&["subscription", "payment required"]) {
        ProblemKind::NeedsSubscription
    } else if has(&["reauth", "re-auth", "auth required", "may need attention", "credential", "sign in", "log in"]) {
        ProblemKind::NeedsReauth
    } else {
        ProblemKind::Notice
    };
    match (kind, bank) {
        (ProblemKind::NeedsReauth, None) if !parties.accounts.is_empty() => {
            // accounts came, so the token is good: stopping every bank for words that name none would be wrong
            problem(Scope::Connection, ProblemKind::Notice, said)
        }
        (kind @ (ProblemKind::NeedsReauth | ProblemKind::Notice), Some(bank)) => problem(Scope::Bank(bank), kind, said),
        (kind, _) => problem(Scope::Connection, kind, said),
    }
}

fn named_bank(said: &str, lower: &str, banks: &[Bank]) -> Option<Arc<str>> {
    let named = banks.iter().filter(|bank| bank.name.as_str().chars().count() >= 3);
    let known = named.filter(|bank| lower.contains(&bank.name.as_str().to_lowercase()));
    known.max_by_key(|bank| bank.name.as_str().len()).map(|bank| bank.key.clone()).or_else(|| {
        let (name, _) = said.strip_prefix("Connection to ")?.split_once(" may need attention")?;
        super::naming::slug(name).map(Into::into)
    })
}

fn is_limit(said: &str) -> bool {
    let lower = said.to_lowercase();
    ["rate limit", "too many requests", "quota", "requests per day", "too often"]
        .iter()
        .any(|word| lower.contains(word))
}

fn problem(scope: Scope, kind: ProblemKind, said: &str) -> Problem {
    Problem { scope, kind, message: Clean::new(said) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chase() -> Bank {
        Bank { key: "chase.com".into(), name: Clean::new("Chase") }
    }

    fn read_all(json: &str, accounts: usize) -> Vec<(Scope, ProblemKind, String)> {
        let answer: Answer = serde_json::from_str(json).unwrap();
        let ids: Vec<ProviderId> = (0..accounts).filter_map(|n| ProviderId::new(&format!("ACT-{n}"))).collect();
        let parties = Parties { connections: &[("CON-1".into(), chase())], banks: &[chase()], accounts: &ids };
        read(&answer, &parties).into_iter().map(|p| (p.scope, p.kind, p.message.to_string())).collect()
    }

    #[test]
    fn codes_say_whom_and_what() {
        let bank = || Scope::Bank("chase.com".into());
        let account = || Scope::Account(ProviderId::new("ACT-0").unwrap());
        for (entry, scope, kind) in [
            (r#"{"code":"gen.auth","msg":"m"}"#, Scope::Connection, ProblemKind::NeedsReauth),
            (r#"{"code":"gen.api","msg":"m"}"#, Scope::Connection, ProblemKind::Malformed),
            (r#"{"code":"gen.","msg":"Rate limit near"}"#, Scope::Connection, ProblemKind::RateLimited { until: None }),
            (r#"{"code":"gen.","msg":"m"}"#, Scope::Connection, ProblemKind::Unavailable),
            (r#"{"code":"con.auth","msg":"m","conn_id":"CON-1"}"#, bank(), ProblemKind::NeedsReauth),
            (r#"{"code":"con.new","msg":"m","conn_id":"CON-1"}"#, bank(), ProblemKind::Unavailable),
            (r#"{"code":"con.","msg":"m","conn_id":"CON-9"}"#, Scope::Bank("con-9".into()), ProblemKind::Unavailable),
            (r#"{"code":"act.failed","msg":"m","account_id":"ACT-0"}"#, account(), ProblemKind::Unavailable),
            (
                r#"{"code":"act.missingdata","msg":"m","conn_id":"CON-1","account_id":"ACT-0"}"#,
                account(),
                ProblemKind::Unavailable,
            ),
            (r#"{"msg":"m"}"#, Scope::Connection, ProblemKind::Notice),
        ] {
            let found = read_all(&format!(r#"{{"errlist":[{entry}],"errors":["m"]}}"#), 1);
            assert_eq!(found.len(), 1, "errors repeat errlist: {entry}");
            assert_eq!((&found[0].0, &found[0].1), (&scope, &kind), "{entry}");
        }
        let said =
            &read_all(r#"{"errlist":[{"code":"con.auth","msg":"Login \u001b[31mfailed.","conn_id":"CON-1"}]}"#, 1)[0].2;
        assert_eq!(said, "Login failed: sign in again at the Bridge");
    }

    #[test]
    fn words_of_version_1_are_read_for_what_they_ask() {
        let bank = || Scope::Bank("chase.com".into());
        for (words, accounts, scope, kind) in [
            ("Connection to Chase may need attention", 1, bank(), ProblemKind::NeedsReauth),
            (
                "Connection to Ally Bank may need attention",
                1,
                Scope::Bank("ally-bank".into()),
                ProblemKind::NeedsReauth,
            ),
            ("You must reauthenticate.", 0, Scope::Connection, ProblemKind::NeedsReauth),
            ("You must reauthenticate.", 1, Scope::Connection, ProblemKind::Notice),
            ("Exceeded rate limit for Chase", 1, Scope::Connection, ProblemKind::RateLimited { until: None }),
            ("Your subscription has lapsed", 1, Scope::Connection, ProblemKind::NeedsSubscription),
            ("Chase is slow today", 1, bank(), ProblemKind::Notice),
            ("Hello", 1, Scope::Connection, ProblemKind::Notice),
        ] {
            let found = read_all(&format!(r#"{{"errors":["{words}"]}}"#), accounts);
            assert_eq!((&found[0].0, &found[0].1, found[0].2.as_str()), (&scope, &kind, words));
        }
    }

    #[test]
    fn messages_are_notices_and_come_last() {
        let found =
            read_all(r#"{"x-api-message":["Maintenance on Sunday",""],"errors":["You must reauthenticate."]}"#, 0);
        let kinds: Vec<_> = found.iter().map(|(_, kind, _)| kind.clone()).collect();
        assert_eq!(kinds, [ProblemKind::NeedsReauth, ProblemKind::Notice]);
    }
}
