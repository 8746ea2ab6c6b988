//! The screens, one file each. [`views`] lists those of the tabs; the rest lie over them.

mod account_card;
mod accounts;
mod advice;
mod agenda;
mod alert_lines;
mod alerts;
mod bank_panes;
mod browse;
mod cash_flow;
mod choose;
mod contact;
mod deeds;
mod divide;
mod facts_pane;
mod flow_charts;
mod flow_lines;
mod halves;
mod help;
mod merchants;
mod passport_pane;
mod pay;
mod pick;
mod prompt;
mod question;
mod recurring;
mod renaming;
mod review;
mod row_detail;
mod said;
mod sharing;
mod sharing_card;
mod sharing_table;
mod source;
mod spending_table;
mod stream_lines;
mod terms;
mod transactions;
mod waiting;

pub use accounts::Accounts;
pub use alerts::Alerts;
pub use browse::Browse;
pub use cash_flow::CashFlow;
pub use choose::Choose;
pub use contact::Contact;
pub use deeds::Deeds;
pub use divide::Divide;
pub use help::Help;
pub use merchants::Merchants;
pub use pay::Pay;
pub use pick::Pick;
pub use prompt::Prompt;
pub use recurring::Recurring;
pub use renaming::Renaming;
pub use review::Review;
pub use row_detail::RowDetail;
pub use said::SaidLog;
pub use sharing::Sharing;
pub use source::Source;
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
        view("Flow", Action::ViewCashFlow, Box::<CashFlow>::default()),
        view("Rec", Action::ViewRecurring, Box::<Recurring>::default()),
        view("Alerts", Action::ViewAlerts, Box::<Alerts>::default()),
        view("Shr", Action::ViewSharing, Box::<Sharing>::default()),
    ]
}
