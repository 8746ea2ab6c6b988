//! What a person means by a key. Screens answer these and never see a key.

macro_rules! actions {
    ($($action:ident),+ $(,)?) => {
        /// What a person means by a key. Screens see actions, never keys.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($action),+ }

        impl Action {
            /// Every action, for the tests of help and bindings.
            pub const ALL: &[Self] = &[$(Self::$action),+];
        }
    };
}

actions! {
    Quit, Suspend, Redraw, Help, Mask, SyncAll, SyncOne, Undo, Redo, Edits, Back,
    ViewAccounts, ViewTransactions, ViewMerchants,
    Up, Down, PageUp, PageDown, HalfUp, HalfDown, First, Last, NextPane, PreviousPane, Open,
    Filter, ShowHidden,
    Rename, Kind, Terms, Hide,
    Category, Merchant, Note, Tags, Divide, Transfer, Mark, MarkRange, MarkAll,
    Contact, Pay, Shop, Confirm, Visit, Write, Copy,
    AllAccounts, Older, Newer,
    Earlier, Later, Span, Group,
    Accept, Erase, EraseRight, EraseWord, EraseAll, CursorLeft, CursorRight, CursorStart, CursorEnd,
    ChoiceUp, ChoiceDown, NextField, PreviousField,
}
