//! The table of keys: one row a binding, with the words that the help and the footer show.

use std::borrow::Cow;

use crossterm::event::KeyCode;

use super::{Action, Binding, Key, Scope};

const fn key(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: false }
}

const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true }
}

const fn code(code: KeyCode) -> Key {
    Key { code, ctrl: false }
}

const fn bind(scope: Scope, keys: &'static [Key], action: Action, hint: &'static str, words: &'static str) -> Binding {
    Binding { scope, keys: Cow::Borrowed(keys), action, words, hint }
}

/// The table. Within a scope the more useful stand first: the footer shows as many as it can hold.
pub const KEYS: &[Binding] = &[
    bind(Scope::Listing, &[code(KeyCode::Enter)], Action::Open, "open", "open what is selected"),
    bind(
        Scope::Listing,
        &[key('/')],
        Action::Filter,
        "filter",
        "filter as you type: names, words, categories, amounts, accounts",
    ),
    bind(Scope::Row, &[key('c')], Action::Category, "category", "choose its category"),
    bind(Scope::Row, &[key('m')], Action::Merchant, "", "write its merchant's name"),
    bind(Scope::Row, &[key('n')], Action::Note, "", "write a note on it"),
    bind(Scope::Row, &[key('t')], Action::Tags, "", "write its tags, with commas; of several: -tag takes one off"),
    bind(Scope::Row, &[key('d')], Action::Divide, "", "divide it into parts of other categories"),
    bind(Scope::Row, &[key('T')], Action::Transfer, "", "say whether it is a transfer, and what its other side is"),
    bind(Scope::Row, &[key('x')], Action::Hide, "", "hide it from lists and sums, or show it again"),
    bind(Scope::Alert, &[key('y')], Action::Agree, "me", "it was me: the alert is over"),
    bind(Scope::Alert, &[key('n')], Action::Deny, "not me", "it was not me: what to do now"),
    bind(Scope::Alert, &[key('m')], Action::Never, "never here", "this rule is silent at this merchant from now on"),
    bind(
        Scope::Opening,
        &[code(KeyCode::Enter)],
        Action::Open,
        "open",
        "open its rows, or the figure under the cursor",
    ),
    bind(Scope::Stream, &[key('y')], Action::Agree, "recurs", "it recurs: keep that, or take it back"),
    bind(Scope::Stream, &[key('n')], Action::Deny, "does not", "it does not recur: leave it out of every list and sum"),
    bind(Scope::Stream, &[key('e')], Action::Ended, "", "it has ended: expect nothing more of it"),
    bind(Scope::CashFlow, &[key('[')], Action::Earlier, "earlier", "the period before"),
    bind(Scope::CashFlow, &[key(']')], Action::Later, "", "the period after"),
    bind(Scope::CashFlow, &[key('y')], Action::Span, "span", "look at twelve months, a year or all time"),
    bind(Scope::CashFlow, &[key('b')], Action::Group, "", "the next currency"),
    bind(Scope::Row, &[key('C')], Action::Contact, "", "contact its bank: pages, a text that disputes it, until when"),
    bind(Scope::Row, &[key('p')], Action::Pay, "", "make a PayPal.me link of its amount, to pay a person back"),
    bind(Scope::Row, &[key('o')], Action::Shop, "", "open its merchant's site, to order again"),
    bind(Scope::Marking, &[key(' ')], Action::Mark, "mark", "mark it, to change several together; again unmarks it"),
    bind(Scope::Marking, &[key('V')], Action::MarkRange, "", "mark what is passed from here on; again ends it"),
    bind(Scope::Marking, &[key('A')], Action::MarkAll, "", "mark all that are listed, or none; Esc unmarks all"),
    bind(Scope::Account, &[key('r')], Action::Rename, "", "give it a name of your own"),
    bind(
        Scope::Account,
        &[key('t')],
        Action::Terms,
        "",
        "set limit, due date, minimum and APR where the bank gives none",
    ),
    bind(Scope::Account, &[key('C')], Action::Contact, "", "contact its bank"),
    bind(Scope::Account, &[key('K')], Action::Kind, "", "say what kind of account it is"),
    bind(Scope::Account, &[key('x')], Action::Hide, "", "hide it and leave it out of net worth, or show it again"),
    bind(Scope::Transactions, &[key('a')], Action::AllAccounts, "", "show all accounts"),
    bind(Scope::Transactions, &[key('[')], Action::Older, "", "go to the month before"),
    bind(Scope::Transactions, &[key(']')], Action::Newer, "", "go to the month after"),
    bind(Scope::Merchants, &[key('[')], Action::Earlier, "earlier", "the period before"),
    bind(Scope::Merchants, &[key(']')], Action::Later, "", "the period after"),
    bind(
        Scope::Merchants,
        &[key('r')],
        Action::Rename,
        "rename",
        "give it another name, or join it with another merchant",
    ),
    bind(Scope::Merchants, &[key('o')], Action::Shop, "", "open its site, to order again"),
    bind(Scope::Merchants, &[key('y')], Action::Span, "span", "look at a month, a year or all time"),
    bind(Scope::Merchants, &[key('b')], Action::Group, "group", "group by merchant, category, bank or card"),
    bind(Scope::Sharing, &[code(KeyCode::Enter)], Action::Open, "open", "all that is known of the connection"),
    bind(Scope::Sharing, &[key('p')], Action::Pause, "pause", "pause the connection, or let it go on"),
    bind(
        Scope::Sharing,
        &[key('x')],
        Action::Revoke,
        "revoke",
        "end its consent at the provider and forget its secret",
    ),
    bind(Scope::Asking, &[key('y')], Action::Accept, "yes", "yes, do it"),
    bind(Scope::Asking, &[key('n')], Action::Back, "no", "no, leave it as it is"),
    bind(
        Scope::Panes,
        &[code(KeyCode::Tab), code(KeyCode::Right), key('l')],
        Action::NextPane,
        "pane",
        "go to the next pane",
    ),
    bind(
        Scope::Panes,
        &[code(KeyCode::BackTab), code(KeyCode::Left), key('h')],
        Action::PreviousPane,
        "",
        "go to the pane before",
    ),
    bind(Scope::Everywhere, &[key('s')], Action::SyncAll, "sync", "sync all connections"),
    bind(Scope::Everywhere, &[key('$')], Action::Mask, "hide", "hide or show every amount"),
    bind(Scope::Everywhere, &[key('?')], Action::Help, "help", "this help"),
    bind(Scope::Everywhere, &[key('f')], Action::Find, "", "find an account, merchant, category or view, and go there"),
    bind(Scope::Everywhere, &[key(':'), ctrl('p')], Action::Palette, "", "find any action by a few letters, and do it"),
    bind(Scope::Everywhere, &[key('q')], Action::Quit, "quit", "quit at once"),
    bind(Scope::Everywhere, &[key('1')], Action::ViewAccounts, "", "accounts"),
    bind(Scope::Everywhere, &[key('2')], Action::ViewTransactions, "", "transactions"),
    bind(Scope::Everywhere, &[key('3')], Action::ViewMerchants, "", "merchants"),
    bind(Scope::Everywhere, &[key('4')], Action::ViewCashFlow, "", "cash flow"),
    bind(Scope::Everywhere, &[key('5')], Action::ViewRecurring, "", "what recurs"),
    bind(Scope::Everywhere, &[key('6')], Action::ViewAlerts, "", "alerts"),
    bind(Scope::Everywhere, &[key('7')], Action::ViewSharing, "", "sharing"),
    bind(
        Scope::Everywhere,
        &[code(KeyCode::Esc)],
        Action::Back,
        "",
        "clear the filter, go back, or cancel a running sync",
    ),
    bind(
        Scope::Everywhere,
        &[key('S')],
        Action::SyncOne,
        "",
        "sync the selected bank’s connection, or all where none is selected",
    ),
    bind(Scope::Everywhere, &[key('u')], Action::Undo, "", "undo the last edit, of an earlier start too"),
    bind(Scope::Everywhere, &[ctrl('r'), key('U')], Action::Redo, "", "do again what was undone"),
    bind(Scope::Everywhere, &[key('L')], Action::Edits, "", "list your edits, newest first"),
    bind(Scope::Everywhere, &[key('.')], Action::Explain, "why", "say where this number comes from"),
    bind(Scope::Moving, &[code(KeyCode::Up), key('k')], Action::Up, "", "up"),
    bind(Scope::Moving, &[code(KeyCode::Down), key('j')], Action::Down, "", "down"),
    bind(Scope::Moving, &[code(KeyCode::PageUp), ctrl('b')], Action::PageUp, "", "a page up"),
    bind(Scope::Moving, &[code(KeyCode::PageDown), ctrl('f')], Action::PageDown, "", "a page down"),
    bind(Scope::Moving, &[ctrl('u')], Action::HalfUp, "", "half a page up"),
    bind(Scope::Moving, &[ctrl('d')], Action::HalfDown, "", "half a page down"),
    bind(Scope::Moving, &[key('g'), code(KeyCode::Home)], Action::First, "", "to the first"),
    bind(Scope::Moving, &[key('G'), code(KeyCode::End)], Action::Last, "", "to the last"),
    bind(Scope::Listing, &[key('H')], Action::ShowHidden, "", "list hidden and answered ones too, or leave them out"),
    bind(Scope::Reviewing, &[code(KeyCode::Enter)], Action::Confirm, "do it", "do what is shown"),
    bind(Scope::Contact, &[code(KeyCode::Enter)], Action::Visit, "site", "open the bank's site, after asking"),
    bind(Scope::Contact, &[key('w')], Action::Write, "write", "open where it takes messages, after asking"),
    bind(Scope::Contact, &[key('y')], Action::Copy, "copy", "copy the text to the terminal's clipboard"),
    bind(Scope::Typing, &[code(KeyCode::Enter)], Action::Accept, "keep", "keep what is written or chosen"),
    bind(Scope::Typing, &[code(KeyCode::Esc)], Action::Back, "cancel", "drop it"),
    bind(Scope::Typing, &[code(KeyCode::Backspace), ctrl('h')], Action::Erase, "", "erase to the left"),
    bind(Scope::Typing, &[code(KeyCode::Delete)], Action::EraseRight, "", "erase to the right"),
    bind(Scope::Typing, &[ctrl('w')], Action::EraseWord, "", "erase a word"),
    bind(Scope::Typing, &[ctrl('u')], Action::EraseAll, "", "erase all"),
    bind(Scope::Typing, &[code(KeyCode::Left), ctrl('b')], Action::CursorLeft, "", "left"),
    bind(Scope::Typing, &[code(KeyCode::Right), ctrl('f')], Action::CursorRight, "", "right"),
    bind(Scope::Typing, &[code(KeyCode::Home), ctrl('a')], Action::CursorStart, "", "to the start"),
    bind(Scope::Typing, &[code(KeyCode::End), ctrl('e')], Action::CursorEnd, "", "to the end"),
    bind(Scope::Choosing, &[code(KeyCode::Up), ctrl('p')], Action::ChoiceUp, "", "the choice above"),
    bind(Scope::Choosing, &[code(KeyCode::Down), ctrl('n')], Action::ChoiceDown, "choose", "the choice below"),
    bind(Scope::Filtering, &[code(KeyCode::Up), ctrl('p')], Action::EarlierQuery, "", "the query before, of this run"),
    bind(Scope::Filtering, &[code(KeyCode::Down), ctrl('n')], Action::LaterQuery, "", "the query after"),
    bind(Scope::Form, &[code(KeyCode::Tab), code(KeyCode::Down)], Action::NextField, "next", "the next field"),
    bind(Scope::Form, &[code(KeyCode::BackTab), code(KeyCode::Up)], Action::PreviousField, "", "the field before"),
    bind(Scope::Always, &[ctrl('c')], Action::Quit, "", "quit at once"),
    bind(Scope::Always, &[ctrl('z')], Action::Suspend, "", "suspend: `fg` comes back"),
    bind(Scope::Always, &[ctrl('l')], Action::Redraw, "", "paint the screen anew"),
];
