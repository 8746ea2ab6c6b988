//! The screens, one file each. [`views`] lists those of the tabs; the rest lie over them.

mod account_card;
mod accounts;
mod bank_panes;
mod choose;
mod help;
mod merchants;
mod passport_pane;
mod pick;
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
pub use pick::Pick;
pub use prompt::Prompt;
pub use row_detail::RowDetail;
pub use terms::Terms;
pub use transactions::Transactions;

use super::keymap::Action;
use super::screen::Screen;

/// A view of a tab: the short word of its tab, the action that shows it, and its screen.
pub struct View {
    pub short: &'static str,
    pub action: Action,
    pub screen: Box<dyn Screen>,
}

/// The views of the tabs, in their order.
pub fn views() -> Vec<View> {
    let view = |short, action, screen| View { short, action, screen };
    vec![
        view("Acc", Action::ViewAccounts, Box::<Accounts>::default()),
        view("Txn", Action::ViewTransactions, Box::new(Transactions::all())),
        view("Mer", Action::ViewMerchants, Box::<Merchants>::default()),
    ]
}
