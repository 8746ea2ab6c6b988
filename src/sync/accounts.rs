//! Which account of ours each account of an answer is: by its id, else by a key that survives re-linking, else by bank, mask, kind and
//! currency where that leaves no doubt, else by rows that both tell.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{
    Account, AccountId, AccountKind, AccountSource, Batch, Book, Changes, Clean, ConnectionId, ProviderId, SeenAccount,
};

use super::doubt::{self, Doubt};
use super::{MergeError, balances, evidence};

/// The accounts of an answer, recognised.
pub(super) struct Roster {
    /// New values of the accounts that the answer describes.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Accounts that this answer names under a new id: what their rows were called before is of the past.
    pub relinked: BTreeMap<AccountId, ProviderId>,
    /// Every account that the answer names, by the provider's id.
    pub named: HashMap<ProviderId, AccountId>,
    /// Ids of which nothing is taken: former ones whose account the answer also names under its present id, so that the same rows come
    /// twice, and those of an account that was moved to another connection.
    pub left_out: HashSet<ProviderId>,
    pub next_account: u32,
    pub notes: Vec<Clean>,
}

/// Recognises every account. An answer that describes an account twice, or has rows for one that nobody described, is refused whole.
pub(super) fn recognise(book: &Book, batch: &Batch) -> Result<Roster, MergeError> {
    let told: HashSet<&ProviderId> = batch.accounts.iter().map(|seen| &seen.provider_id).collect();
    if told.len() < batch.accounts.len() {
        let mut once = HashSet::new();
        let twice = batch.accounts.iter().find(|seen| !once.insert(&seen.provider_id));
        return Err(MergeError::NamedTwice(twice.map_or_else(|| Clean::new(""), |seen| shown(&seen.provider_id))));
    }
    let mut roster = Roster {
        accounts: BTreeMap::new(),
        relinked: BTreeMap::new(),
        named: HashMap::new(),
        left_out: HashSet::new(),
        next_account: book.next_account,
        notes: Vec::new(),
    };
    let known = ids_of(book, &batch.connection);
    for change in &batch.changes {
        let id = account_of(change);
        match known.get(id) {
            Some(account) => drop(roster.named.insert(id.clone(), *account)),
            None if told.contains(id) => {}
            None => return Err(MergeError::Undescribed(shown(id))),
        }
    }
    let (by_id, mut strangers): (Vec<_>, Vec<_>) =
        batch.accounts.iter().partition(|seen| known.contains_key(&seen.provider_id));
    for seen in &by_id {
        let id = known[&seen.provider_id];
        roster.named.insert(seen.provider_id.clone(), id);
    }
    roster.leave_out_doubled(book, &batch.connection);
    roster.leave_out_moved(book, &batch.connection);
    for seen in by_id.into_iter().filter(|seen| !roster.left_out.contains(&seen.provider_id)).collect::<Vec<_>>() {
        let id = known[&seen.provider_id];
        if chosen(book, seen)?.is_some_and(|chosen| chosen != id) {
            return Err(MergeError::KnownElsewhere(id));
        }
        roster.take(book, batch, seen, id);
    }
    for seen in &strangers {
        if let Some(id) = chosen(book, seen)? {
            roster.named.insert(seen.provider_id.clone(), id);
            roster.take(book, batch, seen, id);
        }
    }
    strangers.retain(|seen| seen.chosen.is_none() || !roster.named.contains_key(&seen.provider_id));
    strangers.sort_by_key(|seen| (&seen.bank.key, &seen.name, &seen.mask, &seen.provider_id));
    for by in [same_key as Resembles, same_fingerprint] {
        strangers = roster.reunite(book, batch, strangers, by);
    }
    for seen in strangers {
        roster.settle(book, batch, seen)?;
    }
    Ok(roster)
}

/// The account that the person's word means; `None` without a word, and for one that names a new account.
fn chosen(book: &Book, seen: &SeenAccount) -> Result<Option<AccountId>, MergeError> {
    let Some(word) = &seen.chosen else { return Ok(None) };
    match doubt::named(book, word.as_str())[..] {
        [] if doubt::is_id(word.as_str()) => Err(MergeError::NoSuchAccount(word.clone())),
        [] => Ok(None),
        [id] => Ok(Some(id)),
        ref several => Err(MergeError::Doubt(Doubt::about(book, seen, several))),
    }
}

/// The provider's account that changes are of.
pub(super) fn account_of(change: &Changes) -> &ProviderId {
    match change {
        Changes::Delta { account, .. } | Changes::Window { account, .. } => account,
    }
}

type Resembles = fn(&Account, &SeenAccount) -> bool;

impl Roster {
    /// Gives strangers to accounts that resemble them, where exactly one of each does, and returns the others.
    fn reunite<'a>(
        &mut self,
        book: &Book,
        batch: &Batch,
        strangers: Vec<&'a SeenAccount>,
        alike: Resembles,
    ) -> Vec<&'a SeenAccount> {
        let free: Vec<&Arc<Account>> = book.accounts.values().filter(|account| self.is_free(account)).collect();
        let mut matches = Vec::new();
        for seen in &strangers {
            let mut like = free.iter().filter(|account| alike(account, seen));
            if let (Some(account), None) = (like.next(), like.next())
                && strangers.iter().filter(|other| alike(account, other)).count() == 1
            {
                matches.push((*seen, account.id));
            }
        }
        for (seen, id) in &matches {
            self.named.insert(seen.provider_id.clone(), *id);
            self.take(book, batch, seen, *id);
        }
        strangers.into_iter().filter(|seen| !self.named.contains_key(&seen.provider_id)).collect()
    }

    /// Finds the account of a stranger that no id, key or fingerprint gave away, or begins one.
    fn settle(&mut self, book: &Book, batch: &Batch, seen: &SeenAccount) -> Result<(), MergeError> {
        let known = match doubt::find(book, seen) {
            doubt::Found::Nothing => None,
            doubt::Found::ByName(id) => Some(id),
            doubt::Found::Several(candidates) => {
                let is_free = |id: &AccountId| book.accounts.get(id).is_some_and(|account| self.is_free(account));
                let free: Vec<AccountId> = candidates.iter().copied().filter(is_free).collect();
                let told = evidence::told_again(book, batch, &seen.provider_id, &free)?;
                // a provider's accounts have ids of their own: without proof it is another one, and nobody is there to be asked
                if told.is_none() && seen.provider_id.format().is_some() {
                    return Err(MergeError::Doubt(Doubt::about(book, seen, &candidates)));
                }
                told
            }
        };
        let Some(id) = known else { return self.begin(batch, seen) };
        self.named.insert(seen.provider_id.clone(), id);
        self.take(book, batch, seen, id);
        Ok(())
    }

    /// True for an account that the answer does not name under an id that we know: only such a one can have been linked anew.
    fn is_free(&self, account: &Account) -> bool {
        !self.accounts.contains_key(&account.id) && !self.named.values().any(|id| *id == account.id)
    }

    /// Takes what the answer says of a known account, under whatever id.
    fn take(&mut self, book: &Book, batch: &Batch, seen: &SeenAccount, id: AccountId) {
        let Some(known) = book.accounts.get(&id) else { return };
        let mut account = Account::clone(known);
        let is_file = seen.provider_id.format().is_some();
        if Self::link(&mut account, &batch.connection, seen) {
            self.relinked.insert(id, seen.provider_id.clone());
            let note = format!("{} was linked anew: its history was kept and goes on under the new link", account.name);
            self.notes.extend((!is_file).then(|| Clean::new(&note)));
        }
        let owner = owner(&account);
        let owns = owner.is_none_or(|owner| is_of(owner, &batch.connection, seen));
        // files call an account now so, now so: what it was called first stays
        describe(&mut account, seen, owns && !is_file);
        weigh(&mut account, batch, seen);
        self.accounts.insert(id, account);
    }

    /// Writes the id of this answer among the account's; true when it takes the place of another one of the same connection. The ids of
    /// files of several formats stand beside each other.
    fn link(account: &mut Account, connection: &ConnectionId, seen: &SeenAccount) -> bool {
        let ours = |source: &AccountSource| is_of(source, connection, seen);
        if let Some(source) =
            account.sources.iter_mut().find(|source| ours(source) && source.provider_id == seen.provider_id)
        {
            source.stable_key = seen.stable_key.clone().or(source.stable_key.take());
            return false;
        }
        let relinked = account.sources.iter().any(ours);
        let place = account.sources.iter().position(ours).unwrap_or(account.sources.len());
        account.sources.iter_mut().filter(|source| ours(source)).for_each(|source| source.current = false);
        account.sources.insert(place, source_of(connection, seen));
        relinked
    }

    fn begin(&mut self, batch: &Batch, seen: &SeenAccount) -> Result<(), MergeError> {
        let id = AccountId(self.next_account);
        self.next_account = self.next_account.checked_add(1).ok_or(MergeError::Full)?;
        let mut account = Account {
            sources: vec![source_of(&batch.connection, seen)],
            ..Account::new(id, seen.bank.clone(), seen.name.clone(), seen.kind, seen.currency)
        };
        describe(&mut account, seen, true);
        if let Some(name) = &seen.chosen {
            account.name = name.clone();
        }
        weigh(&mut account, batch, seen);
        self.named.insert(seen.provider_id.clone(), id);
        self.accounts.insert(id, account);
        Ok(())
    }

    fn leave_out_moved(&mut self, book: &Book, connection: &ConnectionId) {
        let moved = |(id, account): &(&ProviderId, &AccountId)| {
            book.accounts.get(account).is_some_and(|account| is_moved(account, connection, id))
        };
        self.left_out.extend(self.named.iter().filter(moved).map(|(id, _)| id.clone()));
    }

    /// Of several ids of one account in one answer the present one speaks.
    fn leave_out_doubled(&mut self, book: &Book, connection: &ConnectionId) {
        let mut by_account: BTreeMap<AccountId, Vec<&ProviderId>> = BTreeMap::new();
        for (id, account) in &self.named {
            by_account.entry(*account).or_default().push(id);
        }
        for (account, ids) in by_account.into_iter().filter(|(_, ids)| ids.len() > 1) {
            let Some(account) = book.accounts.get(&account) else { continue };
            let mut sources: Vec<_> = account.sources.iter().filter(|s| &s.connection == connection).collect();
            sources.sort_by_key(|source| !source.current);
            let speaks = sources.iter().map(|s| &s.provider_id).find(|id| ids.contains(id));
            self.left_out.extend(ids.into_iter().filter(|id| Some(*id) != speaks).cloned());
            let note = format!("{} came twice, under its old and its new link: the old one was left out", account.name);
            self.notes.push(Clean::new(&note));
        }
    }
}

/// True for an account that this connection told of and was moved away from it: no id of the connection is a present one. Files are
/// handed in one by one and never left out.
fn is_moved(account: &Account, connection: &ConnectionId, id: &ProviderId) -> bool {
    id.format().is_none() && !account.sources.iter().any(|s| s.current && &s.connection == connection)
}

/// Who names an account: the first of its current sources, a provider before files, which know a bank by a code and a kind by guess.
fn owner(account: &Account) -> Option<&AccountSource> {
    let current = || account.sources.iter().filter(|source| source.current);
    current().find(|source| source.provider_id.format().is_none()).or_else(|| current().next())
}

/// True when the answer speaks for that source: same connection, and of files the same format.
fn is_of(source: &AccountSource, connection: &ConnectionId, seen: &SeenAccount) -> bool {
    &source.connection == connection && source.provider_id.format() == seen.provider_id.format()
}

fn ids_of(book: &Book, connection: &ConnectionId) -> HashMap<ProviderId, AccountId> {
    let sources = book.accounts.values().flat_map(|account| account.sources.iter().map(|s| (account.id, s)));
    let ours = sources.filter(|(_, source)| &source.connection == connection);
    ours.map(|(account, source)| (source.provider_id.clone(), account)).collect()
}

fn source_of(connection: &ConnectionId, seen: &SeenAccount) -> AccountSource {
    AccountSource {
        connection: connection.clone(),
        provider_id: seen.provider_id.clone(),
        stable_key: seen.stable_key.clone(),
        current: true,
    }
}

fn shown(id: &ProviderId) -> Clean {
    Clean::new(id.as_str())
}

fn same_key(account: &Account, seen: &SeenAccount) -> bool {
    seen.stable_key.is_some() && account.sources.iter().any(|source| source.stable_key == seen.stable_key)
}

/// Accounts without a mask are never taken for one another. A guessed kind, and one that was never told, only has to agree on whose money
/// it is. What the person chose is not guessed at.
fn same_fingerprint(account: &Account, seen: &SeenAccount) -> bool {
    let guess = seen.kind_is_guess || account.kind == AccountKind::Other;
    let kind = account.kind == seen.kind || (guess && account.kind.is_debt() == seen.kind.is_debt());
    kind && seen.chosen.is_none()
        && seen.mask.is_some()
        && account.mask == seen.mask
        && account.bank.key == seen.bank.key
        && account.currency == seen.currency
}

/// The first current source names an account; another one only adds what is not known.
fn describe(account: &mut Account, seen: &SeenAccount, owns: bool) {
    if owns {
        account.bank = seen.bank.clone();
        account.name = seen.name.clone();
        account.currency = seen.currency;
        account.state = seen.state;
        if !seen.kind_is_guess {
            account.kind = seen.kind;
        }
    }
    fill(&mut account.institution.url, seen.institution.url.as_ref(), owns);
    fill(&mut account.institution.logo, seen.institution.logo.as_ref(), owns);
    account.institution.ids.take(&seen.institution.ids, owns);
    account.meta.take(&seen.meta, owns);
    fill(&mut account.official_name, seen.official_name.as_ref(), owns);
    fill(&mut account.mask, seen.mask.as_ref(), owns);
    fill(&mut account.subtype, seen.subtype.as_ref(), owns);
    fill(&mut account.owner, seen.owner.as_ref(), owns);
    fill(&mut account.terms.statement_balance, seen.terms.statement_balance.as_ref(), owns);
    fill(&mut account.terms.due, seen.terms.due.as_ref(), owns);
    fill(&mut account.terms.minimum_payment, seen.terms.minimum_payment.as_ref(), owns);
    fill(&mut account.terms.apr, seen.terms.apr.as_ref(), owns);
}

fn fill<T: Clone>(known: &mut Option<T>, told: Option<&T>, owns: bool) {
    if told.is_some() && (owns || known.is_none()) {
        *known = told.cloned();
    }
}

fn weigh(account: &mut Account, batch: &Batch, seen: &SeenAccount) {
    if let Some(told) = seen.balance.as_ref().and_then(|seen| balances::received(seen, batch.fetched_at)) {
        account.balance = Some(balances::newest(account.balance.as_ref(), &told));
    }
}
