//! Ages and waits in words, with the moment at which those words stop being true.

use chrono::{DateTime, TimeDelta, Utc};

/// A stretch of time in its largest unit, and the moment at which those words stop being true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// `now`, `2m`, `5h`, `3d`.
    pub words: String,
    pub until: DateTime<Utc>,
}

/// How long ago that was. What a bank dates into the future is `now`: ages are never negative.
pub fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> Age {
    let passed = now.signed_duration_since(at).max(TimeDelta::zero());
    let (count, unit, letter) = largest(passed);
    let words = if count == 0 { "now".to_owned() } else { format!("{count}{letter}") };
    let until = at.checked_add_signed(unit * i32::try_from(count + 1).unwrap_or(i32::MAX)).unwrap_or(at);
    Age { words, until }
}

/// How long until that, rounded up, so that it never says less than the wait; `None` once it is past.
pub fn wait(until: DateTime<Utc>, now: DateTime<Utc>) -> Option<Age> {
    let left = until.signed_duration_since(now);
    if left <= TimeDelta::zero() {
        return None;
    }
    let minutes = (left.num_seconds() + 59) / 60;
    let words = match minutes {
        0..=90 => format!("{minutes}m"),
        91..=2880 => format!("{}h", (minutes + 59) / 60),
        _ => format!("{}d", (minutes + 1439) / 1440),
    };
    let flip = until.checked_sub_signed(TimeDelta::minutes(minutes - 1)).unwrap_or(until);
    Some(Age { words, until: flip })
}

fn largest(passed: TimeDelta) -> (i64, TimeDelta, char) {
    match (passed.num_days(), passed.num_hours(), passed.num_minutes()) {
        (days @ 1.., _, _) => (days, TimeDelta::days(1), 'd'),
        (_, hours @ 1.., _) => (hours, TimeDelta::hours(1), 'h'),
        (_, _, minutes) => (minutes, TimeDelta::minutes(1), 'm'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_flip_when_they_say_and_are_never_negative() {
        let now: DateTime<Utc> = "2018-08-06T12:00:00Z".parse().unwrap();
        let ago = |seconds| age(now - TimeDelta::seconds(seconds), now);
        for (seconds, words) in
            [(-500, "now"), (59, "now"), (60, "1m"), (3599, "59m"), (86_399, "23h"), (900_000, "10d")]
        {
            let said = ago(seconds);
            assert_eq!(said.words, words);
            let at = now - TimeDelta::seconds(seconds);
            assert_eq!(age(at, said.until - TimeDelta::seconds(1)).words, if seconds < 0 { "now" } else { words });
            assert_ne!(age(at, said.until).words, words);
        }
        assert_eq!(wait(now, now), None);
        assert_eq!(wait(now + TimeDelta::seconds(61), now).unwrap().words, "2m");
        assert_eq!(wait(now + TimeDelta::hours(13), now).unwrap().words, "13h");
    }
}
