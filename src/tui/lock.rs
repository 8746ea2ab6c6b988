//! The lock of who is away: after some minutes without a key, or on the person's word, the screen is blank until a key opens it.

use chrono::{DateTime, TimeDelta, Utc};

/// Whether the screen is blank, and when it will be.
#[derive(Debug)]
pub struct Lock {
    /// Rest after which it locks by itself; `None` never.
    after: Option<TimeDelta>,
    used: DateTime<Utc>,
    locked: bool,
}

impl Lock {
    /// Open, as of a person who is there now.
    pub fn new(minutes: u64, now: DateTime<Utc>) -> Self {
        let mut lock = Self { after: None, used: now, locked: false };
        lock.set(minutes);
        lock
    }

    /// Locks after so many minutes from now on; 0 never.
    pub fn set(&mut self, minutes: u64) {
        let rest = i64::try_from(minutes).ok().filter(|minutes| *minutes > 0);
        self.after = rest.and_then(TimeDelta::try_minutes);
    }

    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// When it locks by itself.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        self.after.filter(|_| !self.locked).and_then(|after| self.used.checked_add_signed(after))
    }

    /// Locks when its time has come; true when it did.
    pub fn tick(&mut self, now: DateTime<Utc>) -> bool {
        let is_due = self.due().is_some_and(|due| due <= now);
        self.locked |= is_due;
        is_due
    }

    /// The person is there.
    pub fn touch(&mut self, now: DateTime<Utc>) {
        self.used = now;
    }

    /// On the person's word.
    pub fn engage(&mut self) {
        self.locked = true;
    }

    /// A key was struck. Any opens it, since the key of the store lies in a file that only its owner may read; a store that asks for a
    /// passphrase will have it asked for here, and stay locked until it is right.
    pub fn open(&mut self, now: DateTime<Utc>) {
        self.locked = false;
        self.touch(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_away_for_long_enough_is_locked_out_and_a_key_opens() {
        let now: DateTime<Utc> = "2018-08-06T12:00:00Z".parse().unwrap();
        let later = |minutes| now + TimeDelta::minutes(minutes);
        let mut lock = Lock::new(5, now);
        assert!(!lock.tick(later(4)));
        lock.touch(later(4));
        assert!(!lock.tick(later(8)));
        assert_eq!(lock.due(), Some(later(9)));
        assert!(lock.tick(later(9)) && lock.is_locked());
        assert_eq!(lock.due(), None, "what is locked waits for nothing");
        lock.open(later(60));
        assert!(!lock.is_locked() && !lock.tick(later(64)));
        let mut never = Lock::new(0, now);
        assert!(never.due().is_none() && !never.tick(later(100_000)));
        never.engage();
        assert!(never.is_locked());
    }
}
