//! Where keys count: the scopes, and the sets of them that are live at one time.

/// Where a binding counts. A screen names the scopes that are live on it, see `chains`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// In a text field too.
    Always,
    /// On every screen without a text field.
    Everywhere,
    /// Where a selection or a page moves.
    Moving,
    /// Screens of several panes.
    Panes,
    /// Lists that can be filtered.
    Listing,
    /// One account is selected.
    Account,
    /// One transaction is selected.
    Row,
    Transactions,
    Merchants,
    /// A text field has the keys.
    Typing,
    /// The text field is a list's filter.
    Filtering,
    /// A list of choices under a text field.
    Choosing,
    /// A form of several text fields.
    Form,
}

impl Scope {
    /// Every scope, in the order of the help.
    pub const ALL: [Self; 13] = [
        Self::Row,
        Self::Account,
        Self::Transactions,
        Self::Merchants,
        Self::Listing,
        Self::Moving,
        Self::Panes,
        Self::Everywhere,
        Self::Typing,
        Self::Filtering,
        Self::Choosing,
        Self::Form,
        Self::Always,
    ];

    /// Its heading in the help.
    pub fn words(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::Everywhere => "Everywhere",
            Self::Moving => "Moving",
            Self::Panes => "Between panes",
            Self::Listing => "In lists",
            Self::Account => "On an account",
            Self::Row => "On a transaction",
            Self::Transactions => "Transactions",
            Self::Merchants => "Merchants",
            Self::Typing => "In a text field",
            Self::Filtering => "In a filter",
            Self::Choosing => "In a choice",
            Self::Form => "In a form",
        }
    }
}

/// Every set of scopes that is live at one time, the nearest first. A screen hands out one of these.
pub mod chains {
    use super::Scope::{
        self, Account, Always, Choosing, Everywhere, Filtering, Form, Listing, Merchants, Moving, Panes, Row,
        Transactions, Typing,
    };

    pub const ACCOUNTS: &[Scope] = &[Account, Listing, Moving, Panes, Everywhere, Always];
    pub const ROWS: &[Scope] = &[Row, Listing, Moving, Panes, Everywhere, Always];
    pub const TRANSACTIONS: &[Scope] = &[Row, Transactions, Listing, Moving, Everywhere, Always];
    pub const MERCHANTS: &[Scope] = &[Merchants, Listing, Moving, Panes, Everywhere, Always];
    pub const ROW_DETAIL: &[Scope] = &[Row, Moving, Everywhere, Always];
    pub const HELP: &[Scope] = &[Listing, Moving, Everywhere, Always];
    pub const READING: &[Scope] = &[Moving, Everywhere, Always];
    pub const TYPING: &[Scope] = &[Typing, Always];
    pub const FILTERING: &[Scope] = &[Filtering, Typing, Always];
    pub const CHOOSING: &[Scope] = &[Choosing, Typing, Always];
    pub const FORM: &[Scope] = &[Form, Typing, Always];

    /// For the test that no two bindings of one chain share a key.
    pub const ALL: [&[Scope]; 11] =
        [ACCOUNTS, ROWS, TRANSACTIONS, MERCHANTS, ROW_DETAIL, HELP, READING, TYPING, FILTERING, CHOOSING, FORM];
}
