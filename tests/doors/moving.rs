//! Accounts that go from one provider to another, while both go on telling of the same world.

use std::collections::BTreeSet;

use passbook::domain::{AccountId, TxnId};
use passbook::sync::moving::{Move, candidates};

use super::*;

impl Door {
    /// Moves every account to that one of the links which knows it, and says how many went.
    fn hand_over(&mut self, links: &[Link]) -> usize {
        let accounts: Vec<AccountId> = self.book().accounts.keys().copied().collect();
        let mut went = 0;
        for account in accounts {
            let Some(known) = self.book().accounts.get(&account) else { continue };
            let book = self.book();
            let same = |link: &Link| {
                let named_alike = |id: &AccountId| book.accounts[id].name == known.name;
                candidates(book, account, &link.id).into_iter().find(named_alike)
            };
            let has_it = |link: &&Link| known.is_of(&link.id) || same(link).is_some();
            let Some(link) = links.iter().find(has_it).filter(|link| known.connection() != Some(&link.id)) else {
                continue;
            };
            let onto = if known.is_of(&link.id) { None } else { same(link) };
            let wanted = Move { account, to: link.id.clone(), onto };
            let clock = self.wall.read();
            self.keeper.as_mut().unwrap().move_account(&wanted, clock).unwrap();
            went += 1;
        }
        went
    }

    fn ids(&self) -> BTreeSet<TxnId> {
        self.book().rows().map(|row| row.id).collect()
    }

    /// Lets days pass on which one of them tells of everything.
    fn days_of(&mut self, days: u64, links: &[Link]) {
        for _ in 0..days {
            self.advance(1);
            self.sync_well(links);
            self.assert_true();
        }
    }
}

#[test]
fn accounts_change_hands_with_every_row_once() {
    for (from, to) in [("plaid", "teller"), ("teller", "plaid")] {
        let mut door = Door::open(Scenario::Tip);
        let (old, new) = (door.link(from), door.link(to));
        door.sync_well(&old);
        let before = door.ids();
        door.sync_well(&new);
        assert_eq!(door.hand_over(&new), door.book().accounts.len(), "{from} to {to}");
        door.assert_true();
        door.days_of(3, &new);
        assert!(door.ids().is_superset(&before), "every row keeps its id");
        let told = |links: &[Link], book: &Book| {
            book.accounts.values().filter(|account| links.iter().any(|link| account.is_told_by(&link.id))).count()
        };
        assert_eq!((told(&old, door.book()), told(&new, door.book())), (0, door.book().accounts.len()));
    }
}
