//! How a record's shape grows: what a later version adds lies behind what the versions before had, and is empty in a record that is
//! older. So old files stay readable without a second struct of everything, and a shape is only ever added to.

use serde::{Deserialize, Serialize};

/// A shape with the number of its newest version.
pub(in crate::store) trait Shape<'a>: Serialize + Sized {
    const VERSION: u8;

    /// Reads a value of that version, or of the newest one if that is older, from the front of the bytes; gives what is left.
    fn take(version: u8, bytes: &'a [u8]) -> Option<(Self, &'a [u8])>;
}

/// A shape that grew by one version: `Grown<Grown<First, Second>, Third>` is of version 3.
#[derive(Serialize)]
pub(in crate::store) struct Grown<F, A> {
    /// What the versions before had.
    pub first: F,
    /// What this one added.
    pub added: A,
}

impl<'a, F: Shape<'a>, A: Default + Serialize + Deserialize<'a>> Shape<'a> for Grown<F, A> {
    const VERSION: u8 = F::VERSION + 1;

    fn take(version: u8, bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (first, rest) = F::take(version, bytes)?;
        if version < Self::VERSION {
            return Some((Self { first, added: A::default() }, rest));
        }
        let (added, rest) = postcard::take_from_bytes(rest).ok()?;
        Some((Self { first, added }, rest))
    }
}

/// Names the shapes of version 1.
macro_rules! first {
    ($($name:ty),+ $(,)?) => {$(
        impl<'a> $crate::store::record::shape::Shape<'a> for $name {
            const VERSION: u8 = 1;

            fn take(_: u8, bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
                postcard::take_from_bytes(bytes).ok()
            }
        }
    )+};
}
pub(super) use first;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::record::{decode, encode};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct One(u32);
    first!(One);

    type Two = Grown<One, Vec<u8>>;
    type Three = Grown<Two, Option<u8>>;

    #[test]
    fn every_older_version_is_read_with_what_it_lacks_left_empty() {
        let two = || Two { first: One(7), added: vec![1, 2] };
        let values = [
            (encode(&One(7)).unwrap(), vec![], None),
            (encode(&two()).unwrap(), vec![1, 2], None),
            (encode(&Three { first: two(), added: Some(3) }).unwrap(), vec![1, 2], Some(3)),
        ];
        for (at, (value, second, third)) in (1u8..).zip(values) {
            assert_eq!(value[0], at);
            let read: Three = decode(&value).unwrap();
            assert_eq!((read.first.first, read.first.added, read.added), (One(7), second, third), "version {at}");
            assert!(decode::<Three>(&value[..value.len() - 1]).is_err(), "cut short");
        }
    }

    #[test]
    fn a_later_version_is_refused_not_guessed() {
        let value = encode(&Two { first: One(7), added: vec![] }).unwrap();
        assert!(decode::<One>(&value).is_err());
    }
}
