//! Another name for a merchant, or the name of another one, which joins the two: with the number of rows that change and the bank's
//! words on them, before it is done.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{Alias, Clean, Edit, TxnEdit, TxnId};
use crate::insights;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, line, modal, put, put_right, width_of};

const WIDTH: u16 = 76;
/// Names of other merchants that are offered at a time.
const OFFERED: usize = 4;
/// Texts that are kept of those that change.
const TEXTS: usize = 100;

/// The merchant, what is written, and what would change.
pub struct Renaming {
    from: Clean,
    field: Field,
    /// Rows that change; those among them that the person named by hand.
    rows: usize,
    by_hand: Vec<TxnId>,
    /// The bank's words on them, most first, with how many rows have each.
    texts: Vec<(Clean, usize)>,
    /// Other merchants by name, with their rows.
    others: Vec<(Clean, usize)>,
    /// Of those the ones that what was typed may mean, and which of them was taken into the field.
    offered: Vec<usize>,
    taken: Option<usize>,
}

impl Renaming {
    /// Looks at the rows of that merchant and at the names of all others.
    pub fn new(cx: &Cx, from: &Clean) -> Self {
        let rows = insights::bearing(&cx.book, from);
        let is_by_hand = |row: TxnId| cx.book.edit_of(row).merchant.is_some();
        let by_hand = rows.iter().map(|row| row.id).filter(|row| is_by_hand(*row)).collect();
        let mut texts: HashMap<&Clean, usize> = HashMap::new();
        for row in &rows {
            *texts.entry(row.text.clean()).or_default() += 1;
        }
        let mut others: HashMap<&Clean, usize> = HashMap::new();
        for name in cx.book.rows().filter_map(|row| cx.book.merchant(row)).filter(|name| *name != from) {
            *others.entry(name).or_default() += 1;
        }
        let mut texts = most_first(texts);
        texts.truncate(TEXTS);
        let mut renaming = Self {
            from: from.clone(),
            field: Field::new(from.as_str()),
            rows: rows.len(),
            by_hand,
            texts,
            others: most_first(others),
            offered: Vec::new(),
            taken: None,
        };
        renaming.offer();
        renaming
    }

    /// The merchants whose names hold what is written.
    fn offer(&mut self) {
        let typed = self.field.text().trim().to_lowercase();
        let means = |name: &Clean| !typed.is_empty() && name.as_str().to_lowercase().contains(&typed);
        let found = self.others.iter().enumerate().filter(|(_, (name, _))| means(name));
        self.offered = found.map(|(at, _)| at).take(OFFERED).collect();
        self.taken = None;
    }

    /// Takes an offered name into the field, the next one or the one before.
    fn take(&mut self, forward: bool) {
        let len = self.offered.len();
        if len == 0 {
            return;
        }
        let at = match self.taken {
            None if forward => 0,
            None => len - 1,
            Some(at) => (at + if forward { 1 } else { len - 1 }) % len,
        };
        self.taken = Some(at);
        self.field = Field::new(self.others[self.offered[at]].0.as_str());
    }

    /// The other merchant whose name is written.
    fn joined(&self, to: &Clean) -> Option<&(Clean, usize)> {
        self.others.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(to.as_str()))
    }

    fn accept(&self, cx: &Cx) -> Vec<Wish> {
        let Some(to) = Clean::non_empty(self.field.text()).filter(|to| *to != self.from) else {
            return vec![Wish::Leave];
        };
        // the name as the other merchant bears it, whatever case was typed
        let joined = self.joined(&to).map(|(name, _)| name.clone());
        let words = match &joined {
            Some(other) => format!("joining {} with {other}", self.from),
            None => format!("renaming {} to {to}", self.from),
        };
        let to = joined.unwrap_or(to);
        let by_hand = |row: &TxnId| {
            let word = TxnEdit { merchant: Some(to.clone()), ..cx.ahead.edit_of(*row).clone() };
            Edit::Txn(*row, word)
        };
        let edits = self.by_hand.iter().map(by_hand).collect();
        let names = vec![Alias { from: self.from.clone(), to: to.clone() }];
        vec![Wish::Leave, Wish::Deed { edits, names, words }]
    }

    /// What would happen, in a sentence.
    fn outcome(&self, cx: &Cx) -> String {
        let rows = cx.figures.counted(self.rows, "transaction", "transactions");
        let to = Clean::non_empty(self.field.text()).filter(|to| *to != self.from);
        match to.as_ref().map(|to| (to, self.joined(to))) {
            None => format!("{rows}, past and to come, take the name that you write"),
            Some((_, Some((other, theirs)))) => {
                format!("{rows} will join {other}, which has {}", cx.figures.count(*theirs))
            }
            Some((to, None)) => format!("{rows}, and those to come, will be {to}"),
        }
    }
}

fn most_first(counts: HashMap<&Clean, usize>) -> Vec<(Clean, usize)> {
    let mut list: Vec<(Clean, usize)> = counts.into_iter().map(|(name, rows)| (name.clone(), rows)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}

impl Screen for Renaming {
    fn title(&self) -> &'static str {
        "Rename or join"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::CHOOSING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => return vec![Wish::Leave],
            Action::Accept => return self.accept(cx),
            Action::ChoiceUp | Action::ChoiceDown => self.take(action == Action::ChoiceDown),
            _ => {}
        }
        Vec::new()
    }

    fn field(&mut self) -> Option<&mut Field> {
        Some(&mut self.field)
    }

    fn typed(&mut self, _cx: &Cx) {
        self.offer();
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = format!("Rename {}, or join it with another", cx.figures.words(self.from.as_str()));
        let foot = if self.offered.is_empty() { "⏎ does it" } else { "⏎ does it · ↑↓ takes a name" };
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot, focused: true };
        let height = u16::try_from(3 + self.offered.len() + self.texts.len()).unwrap_or(u16::MAX);
        let inside = modal(area, buf, (WIDTH, height), frame, cx.theme);
        let Some(top) = line(inside, 0) else { return };
        self.field.draw(top, buf, cx.theme.plain);
        let mut next = 1;
        for (index, at) in self.offered.iter().enumerate() {
            let Some(place) = line(inside, next) else { return };
            let style = if self.taken == Some(index) { cx.theme.accent } else { cx.theme.dim };
            let (name, rows) = &self.others[*at];
            counted_line(cx, name, *rows, place, buf, style);
            next += 1;
        }
        let Some(place) = line(inside, next) else { return };
        put(buf, place.x, place.y, place.width, &cx.figures.words(&self.outcome(cx)), cx.theme.strong);
        let Some(place) = line(inside, next + 1) else { return };
        put(buf, place.x, place.y, place.width, "the bank’s words on them:", cx.theme.dim);
        for ((text, rows), offset) in self.texts.iter().zip(next + 2..) {
            let Some(place) = line(inside, offset) else { return };
            counted_line(cx, text, *rows, place, buf, cx.theme.plain);
        }
    }
}

/// `  AMZN Mktp US*2K4                 12`.
fn counted_line(cx: &Cx, words: &Clean, rows: usize, place: Rect, buf: &mut Buffer, style: ratatui::style::Style) {
    let rows = cx.figures.count(rows);
    let room = place.width.saturating_sub(width_of(&rows) + 4);
    put(buf, place.x + 2, place.y, room, &cx.figures.words(words.as_str()), style);
    put_right(buf, place.right(), place.y, &rows, cx.theme.dim);
}
