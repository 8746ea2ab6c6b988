//! The screens, one file each. The first three are the views of the tabs, the rest lie over them.

mod account_card;
mod accounts;
mod bank_panes;
mod choose;
mod help;
mod merchants;
mod passport_pane;
mod prompt;
mod row_detail;
mod spending_table;
mod terms;
mod transactions;
mod waiting;

pub use accounts::Accounts;
pub use choose::Choose;
pub use help::Help;
pub use merchants::Merchants;
pub use prompt::Prompt;
pub use row_detail::RowDetail;
pub use terms::Terms;
pub use transactions::Transactions;

use super::screen::Screen;

/// The views of the tabs in their order, each with the short word of its tab.
pub fn views() -> Vec<(&'static str, Box<dyn Screen>)> {
    vec![
        ("Acc", Box::new(Accounts::default())),
        ("Txn", Box::new(Transactions::all())),
        ("Mer", Box::new(Merchants::default())),
    ]
}
