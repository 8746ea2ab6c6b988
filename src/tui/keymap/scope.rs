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
    /// Something selected can be opened.
    Listing,
    /// What is shown can be filtered.
    Filterable,
    /// Lists that leave some of their lines out.
    Hiding,
    /// One account is selected.
    Account,
    /// One transaction is selected.
    Row,
    Transactions,
    Merchants,
    CashFlow,
    /// One recurring stream is selected.
    Stream,
    /// One alert is selected.
    Alert,
    /// Figures and rows of one figure.
    Opening,
    Sharing,
    /// A question that is answered with yes or no.
    Asking,
    /// Transactions can be marked.
    Marking,
    /// Something is shown before it is done.
    Reviewing,
    /// How to reach a bank.
    Contact,
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
    pub const ALL: [Self; 24] = [
        Self::Row,
        Self::Marking,
        Self::Alert,
        Self::Account,
        Self::Transactions,
        Self::Merchants,
        Self::CashFlow,
        Self::Stream,
        Self::Opening,
        Self::Sharing,
        Self::Asking,
        Self::Listing,
        Self::Filterable,
        Self::Hiding,
        Self::Moving,
        Self::Panes,
        Self::Everywhere,
        Self::Reviewing,
        Self::Contact,
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
            Self::Filterable => "Filtering",
            Self::Hiding => "What is left out",
            Self::Account => "On an account",
            Self::Row => "On a transaction",
            Self::Alert => "On an alert",
            Self::Transactions => "Transactions",
            Self::Merchants => "Merchants",
            Self::CashFlow => "Cash flow",
            Self::Stream => "On what recurs",
            Self::Opening => "On a figure or its rows",
            Self::Sharing => "On a connection",
            Self::Asking => "In a question",
            Self::Marking => "On several transactions",
            Self::Reviewing => "Before something is done",
            Self::Contact => "At a bank's pages",
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
        self, Account, Alert, Always, Asking, CashFlow, Choosing, Contact, Everywhere, Filterable, Filtering, Form,
        Hiding, Listing, Marking, Merchants, Moving, Opening, Panes, Reviewing, Row, Sharing, Stream, Transactions,
        Typing,
    };

    pub const ACCOUNTS: &[Scope] = &[Account, Listing, Filterable, Hiding, Moving, Panes, Everywhere, Always];
    pub const ROWS: &[Scope] = &[Row, Marking, Listing, Filterable, Hiding, Moving, Panes, Everywhere, Always];
    pub const TRANSACTIONS: &[Scope] =
        &[Row, Marking, Transactions, Listing, Filterable, Hiding, Moving, Everywhere, Always];
    pub const MERCHANTS: &[Scope] = &[Merchants, Listing, Filterable, Moving, Panes, Everywhere, Always];
    pub const CASH_FLOW: &[Scope] = &[CashFlow, Opening, Filterable, Moving, Panes, Everywhere, Always];
    pub const RECURRING: &[Scope] = &[Stream, Listing, Filterable, Hiding, Moving, Panes, Everywhere, Always];
    pub const SOURCE: &[Scope] = &[Opening, Moving, Everywhere, Always];
    pub const ALERTS: &[Scope] = &[Alert, Listing, Filterable, Hiding, Moving, Panes, Everywhere, Always];
    pub const SHARING: &[Scope] = &[Sharing, Listing, Filterable, Moving, Panes, Everywhere, Always];
    pub const ASKING: &[Scope] = &[Asking, Everywhere, Always];
    pub const ROW_DETAIL: &[Scope] = &[Row, Moving, Everywhere, Always];
    pub const REVIEW: &[Scope] = &[Reviewing, Moving, Everywhere, Always];
    pub const CONTACT: &[Scope] = &[Contact, Moving, Everywhere, Always];
    pub const HELP: &[Scope] = &[Filterable, Moving, Everywhere, Always];
    pub const READING: &[Scope] = &[Moving, Everywhere, Always];
    pub const TYPING: &[Scope] = &[Typing, Always];
    pub const FILTERING: &[Scope] = &[Filtering, Typing, Always];
    pub const CHOOSING: &[Scope] = &[Choosing, Typing, Always];
    pub const FORM: &[Scope] = &[Form, Typing, Always];

    /// For the test that no two bindings of one chain share a key.
    pub const ALL: [&[Scope]; 19] = [
        ACCOUNTS,
        ROWS,
        TRANSACTIONS,
        MERCHANTS,
        CASH_FLOW,
        RECURRING,
        SOURCE,
        ALERTS,
        SHARING,
        ASKING,
        ROW_DETAIL,
        REVIEW,
        CONTACT,
        HELP,
        READING,
        TYPING,
        FILTERING,
        CHOOSING,
        FORM,
    ];
}
