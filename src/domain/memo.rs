//! What was reckoned from a book, kept beside it so that it is reckoned once, however many ask. Never a part of the book: it is neither
//! compared nor stored, and a clone of a book shares it.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Room for one value of whatever type.
#[derive(Clone, Default)]
pub struct Memo(Arc<Mutex<Option<Arc<dyn Any + Send + Sync>>>>);

impl Memo {
    /// What was kept, where it still `holds`; else what is made now, kept in its place. Two that ask at once may both make it.
    pub fn keep<T: Any + Send + Sync>(&self, holds: impl FnOnce(&T) -> bool, make: impl FnOnce() -> T) -> Arc<T> {
        let kept = self.slot().clone().and_then(|kept| kept.downcast::<T>().ok());
        if let Some(kept) = kept.filter(|kept| holds(kept)) {
            return kept;
        }
        let new = Arc::new(make());
        *self.slot() = Some(Arc::<T>::clone(&new));
        new
    }

    /// Whoever fell while it held the room left a whole value behind.
    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Arc<dyn Any + Send + Sync>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All are alike: what is kept says nothing of the book.
impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_while_it_holds_and_clones_share_it() {
        let memo = Memo::default();
        let made = |memo: &Memo, holds: bool, value: u32| *memo.keep(|_: &u32| holds, || value);
        assert_eq!(made(&memo, true, 1), 1);
        assert_eq!(made(&memo.clone(), true, 2), 1);
        assert_eq!(made(&memo, false, 3), 3);
        assert_eq!(*memo.keep(|_: &String| true, || "another type".to_owned()), "another type");
        assert_eq!(made(&memo, true, 4), 4);
    }
}
