//! How to reach the bank of an account or a transaction: its pages, the number on the card, and of a transaction a text that disputes
//! it with the day until which that is in time. Opens nothing without asking, and dials nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::browse::Browse;
use super::row_detail::{draw_facts, wrap_facts};
use crate::domain::{Account, AccountId, BlockKey, Transaction, TxnId, WebPage};
use crate::insights::dispute;
use crate::tui::detail::Fact;
use crate::tui::edits::HIDDEN;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::rows::find;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Frame, modal};

/// The account, and the row that it is about.
pub struct Contact {
    account: AccountId,
    row: Option<(BlockKey, TxnId)>,
    top: usize,
    lines: usize,
    page: usize,
    place: Rect,
}

impl Contact {
    /// About an account, or one of its rows.
    pub fn new(account: AccountId, row: Option<&Transaction>) -> Self {
        let row = row.map(|row| (BlockKey::of(row), row.id));
        Self { account, row, top: 0, lines: 0, page: 1, place: Rect::default() }
    }

    fn row<'a>(&self, cx: &'a Cx) -> Option<&'a Transaction> {
        let (key, id) = self.row?;
        find(&cx.book, key, id)
    }

    fn facts(&self, cx: &Cx) -> Vec<Fact> {
        let Some(account) = cx.book.accounts.get(&self.account) else {
            return vec![("", "this account is no longer there".to_owned())];
        };
        let issuer = cx.issuers.of(&account.bank);
        let mut facts = vec![("bank", account.bank.name.to_string())];
        let call = "the number on the back of the card, first of all when a card is lost or used by somebody else: passbook dials nothing";
        facts.push(("call", call.to_owned()));
        if let Some(issuer) = issuer {
            facts.push(("site", issuer.site.to_string()));
            let write = issuer.messages.as_ref().map(WebPage::to_string);
            facts.push(("write", write.unwrap_or_else(|| "sign in there and use its secure messages".to_owned())));
            facts.extend(issuer.note.as_ref().map(|note| ("", note.to_string())));
            let day = cx.figures.long_day(issuer.checked);
            facts.push(("looked at", format!("{day}; an issuers.toml beside your config corrects it")));
        } else {
            let words = "not known: it stands on the card and on every statement; an issuers.toml beside your config can say it";
            facts.push(("site", words.to_owned()));
        }
        if let Some(row) = self.row(cx) {
            facts.extend(time_left(cx, account, row));
            let letter = letter(cx, account, row);
            facts.extend(
                letter.into_iter().enumerate().map(|(at, text)| (if at == 0 { "your text" } else { "" }, text)),
            );
        }
        facts
    }

    fn scroll(&mut self, lines: isize) {
        self.top = self.top.saturating_add_signed(lines).min(self.lines.saturating_sub(self.page));
    }

    fn visit(&self, cx: &Cx, to_write: bool) -> Vec<Wish> {
        let issuer = cx.book.accounts.get(&self.account).and_then(|account| cx.issuers.of(&account.bank));
        let Some(issuer) = issuer else { return vec![Wish::Say("no page of this bank is known".to_owned())] };
        let page = issuer.messages.as_ref().filter(|_| to_write).unwrap_or(&issuer.site);
        let about = match (cx.mode.sandbox, to_write) {
            (true, _) => "The site of the real bank; the accounts of this sandbox are made up.",
            (false, true) => "Sign in there and write to the bank; nothing is sent by passbook.",
            (false, false) => "The bank's own site; nothing is sent by passbook.",
        };
        vec![Wish::Open(Box::new(Browse::new(page.clone(), about)))]
    }

    fn copy(&self, cx: &Cx) -> Vec<Wish> {
        let account = cx.book.accounts.get(&self.account);
        let (Some(account), Some(row)) = (account, self.row(cx)) else {
            return vec![Wish::Say("there is a text only for a transaction".to_owned())];
        };
        if cx.figures.masked {
            return vec![Wish::Say(HIDDEN.to_owned())];
        }
        vec![Wish::Copy(letter(cx, account, row).join("\n"))]
    }
}

/// Until when it can be disputed, and by what right.
fn time_left(cx: &Cx, account: &Account, row: &Transaction) -> Vec<Fact> {
    let country = cx.issuers.of(&account.bank).and_then(|issuer| issuer.country.as_deref());
    let kind = cx.book.kind(account);
    let Some(found) = dispute::deadline(country, row.amount.currency(), kind, row.date()) else {
        return vec![("dispute by", "ask the bank: which law counts here is not known".to_owned())];
    };
    let days = (found.by - cx.clock.today).num_days();
    let left = match usize::try_from(days) {
        Ok(days) => {
            format!(
                "{}, {} left, reckoned from the charge itself",
                cx.figures.long_day(found.by),
                cx.figures.counted(days, "day", "days")
            )
        }
        Err(_) => {
            format!(
                "{} has passed, reckoned from the charge itself: ask the bank all the same",
                cx.figures.long_day(found.by)
            )
        }
    };
    let guess = if found.guessed { " (guessed from the currency)" } else { "" };
    vec![("dispute by", left), ("by right", format!("{}{guess}", found.right))]
}

/// The text that disputes a row, line by line, for the person to complete.
fn letter(cx: &Cx, account: &Account, row: &Transaction) -> Vec<String> {
    let mask = account.mask.as_ref().map_or(String::new(), |mask| format!(" ending in {mask}"));
    let whole = row.amount.magnitude();
    // to the bank with its currency, whichever that is
    let amount = if cx.figures.masked { cx.figures.plain(whole) } else { whole.to_string() };
    let mut lines = vec![
        format!("To {}, about my {}{mask}:", account.bank.name, cx.book.kind(account).words()),
        "I dispute this transaction and ask you to investigate it and to correct my account.".to_owned(),
        format!("Date: {}", row.date()),
        format!("Amount: {amount}"),
        format!("As it is shown: {}", cx.figures.words(row.text.clean().as_str())),
    ];
    let reference = &row.details().reference;
    lines.extend(reference.as_ref().map(|reference| format!("Reference: {}", cx.figures.words(reference.as_str()))));
    lines.push(
        "Why: I did not make or allow it. [or: the amount is wrong / it was not delivered / it was canceled]"
            .to_owned(),
    );
    lines.push("Please confirm in writing that you received this, and what you found.".to_owned());
    lines.push(format!("{}, [your name]", cx.clock.today));
    lines
}

impl Screen for Contact {
    fn title(&self) -> &'static str {
        "Contact"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::CONTACT
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        let page = isize::try_from(self.page).unwrap_or(isize::MAX);
        match action {
            Action::Back => return vec![Wish::Leave],
            Action::Visit => return self.visit(cx, false),
            Action::Write => return self.visit(cx, true),
            Action::Copy => return self.copy(cx),
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::PageDown => self.scroll(page),
            Action::PageUp => self.scroll(-page),
            Action::HalfDown => self.scroll(page / 2),
            Action::HalfUp => self.scroll(-page / 2),
            Action::First => self.top = 0,
            Action::Last => self.scroll(isize::MAX),
            _ => {}
        }
        Vec::new()
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        if self.place.contains(at) { Vec::new() } else { vec![Wish::Leave] }
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.scroll(lines);
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let width = area.width.saturating_sub(8).clamp(20, 88);
        let wrapped = wrap_facts(&self.facts(cx), width);
        let height = u16::try_from(wrapped.len()).unwrap_or(u16::MAX);
        let title = if self.row.is_some() { "Contact the bank about this" } else { "Contact the bank" };
        let foot = if height > area.height.saturating_sub(2) { "↑↓ more" } else { "" };
        let frame = Frame { title, right: "Esc", right_style: cx.theme.dim, foot, focused: true };
        self.place = modal(area, buf, (width, height), frame, cx.theme);
        self.lines = wrapped.len();
        self.page = usize::from(self.place.height);
        self.scroll(0);
        draw_facts(cx, &wrapped[self.top..], self.place, buf);
    }
}
