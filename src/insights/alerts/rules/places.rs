//! Rules on where a purchase was made: another currency, or another town within hours.

use crate::domain::Category;
use crate::insights::alerts::past::Past;
use crate::insights::alerts::seen::Seen;
use crate::insights::alerts::words::baseline;

use super::Told;

/// Days after which a currency counts as new again, and days that a journey may be booked ahead.
const FORGOTTEN: i64 = 180;
const BOOKED_AHEAD: i64 = 90;
/// Days after a purchase abroad for which a trip goes on.
const TRIP: i64 = 14;
/// Hours within which nobody is in two towns' shops.
const TOO_SOON: i64 = 3;

/// The first purchase in a foreign currency for half a year. Quiet on a trip: after a flight, a hotel or the like.
pub(super) fn foreign(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let original = seen.row.details().original.filter(|original| original.currency() != seen.currency)?;
    let sums = past.usual(seen).filter(|_| seen.is_purchase())?;
    let before = past.abroad(original.currency());
    if before.last().is_some_and(|last| (seen.day - *last).num_days() <= FORGOTTEN) {
        return None;
    }
    let booked = past.journey().is_some_and(|day| (seen.day - day).num_days() <= BOOKED_AHEAD);
    // who is abroad already is told nothing of the next country
    let is_trip = booked || seen.category == Category::Travel || past.was_abroad(seen.day, TRIP);
    (!is_trip).then(|| {
        let times = if before.is_empty() { "never before" } else { "not for half a year" };
        Told::new(baseline(sums, seen), format!("charged in {}, {times}, and no journey before", original.currency()))
    })
}

/// Two shops of different towns, by places that the bank names, within three hours.
pub(super) fn two_places(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let here = place(seen)?;
    let elsewhere = |other: &&Seen<'_>| place(other).is_some_and(|there| there != here) && !other.is_dropped();
    let other = past.within(seen, TOO_SOON).find(elsewhere)?;
    let there = place(other)?;
    let (at, before) = (seen.time?.format("%H:%M"), other.time?.format("%H:%M"));
    let mut told = Told::new(format!("you were in {there} at {before}"), format!("and in {here} at {at}"));
    told.with.push(other.row.id);
    Some(told)
}

/// Where a purchase was made in person: with a time, a place, and not over the wire.
fn place<'a>(seen: &Seen<'a>) -> Option<&'a str> {
    let details = seen.row.details();
    let online = details.channel.as_ref().is_some_and(|channel| channel.as_str().to_lowercase().contains("online"));
    let place = details.location.as_ref()?.as_str();
    (seen.is_purchase() && seen.time.is_some() && !online && !place.is_empty()).then_some(place)
}
