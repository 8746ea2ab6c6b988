//! What a person means by a key. Screens answer these and never see a key.

macro_rules! actions {
    ($($action:ident),+ $(,)?) => {
        /// What a person means by a key. Screens see actions, never keys.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($action),+ }

        impl Action {
            /// Every action, for the tests of help and bindings.
            pub const ALL: &[Self] = &[$(Self::$action),+];

            fn variant(self) -> &'static str {
                match self {
                    $(Self::$action => stringify!($action)),+
                }
            }
        }
    };
}

impl Action {
    /// Its name in the config and in docs/keys.md: `sync-all`. It is the variant's own, so a variant that is renamed takes the
    /// person's keys from them.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in self.variant().chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

actions! {
    Quit, Suspend, Redraw, Help, Palette, Find, Jump, Mask, Peek, Lock, ReloadConfig, SaidLog, SyncAll, SyncOne, Undo, Redo, Edits, Back,
    Explain,
    ViewAccounts, ViewTransactions, ViewMerchants, ViewCashFlow, ViewRecurring, ViewAlerts, ViewSharing,
    Up, Down, PageUp, PageDown, HalfUp, HalfDown, First, Last, NextPane, PreviousPane, Open,
    Filter, ShowHidden,
    Rename, Kind, Terms, Hide,
    Category, Merchant, Note, Tags, Divide, Transfer, Mark, MarkRange, MarkAll,
    Contact, Pay, Shop, Confirm, Visit, Write, Copy,
    AllAccounts, Older, Newer,
    Earlier, Later, Span, Group,
    Agree, Deny, Never, Ended,
    Pause, Revoke,
    Accept, Erase, EraseRight, EraseWord, EraseAll, CursorLeft, CursorRight, CursorStart, CursorEnd,
    ChoiceUp, ChoiceDown, EarlierQuery, LaterQuery, NextField, PreviousField,
}
