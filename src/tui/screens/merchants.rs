//! Where the money goes: spending of a period by merchant, category, bank or card, and beside it what is known of the selected one.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::facts_pane::FactsPane;
use super::halves::halves;
use super::passport_pane;
use super::spending_table::Table;
use super::transactions::Transactions;
use crate::domain::{ConnectionId, Month, Period};
use crate::insights::{self, Group};
use crate::tui::acting;
use crate::tui::explained::{self, Explained};
use crate::tui::filter::Filter;
use crate::tui::format::Figures;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, put, put_right, width_of};

/// Period and grouping, the lines that they give, and the facts of the selected one.
pub struct Merchants {
    /// `None` follows the month of today.
    period: Option<Period>,
    group: Group,
    table: Table,
    filter: Filter,
    /// Which pane has the keys: the list, or the facts, which scroll.
    reading: bool,
    facts: FactsPane,
    /// What the facts are of, and whether their amounts are hidden.
    told: Option<(usize, Figures)>,
    /// Revision, period and group that the lines were made from.
    built: Option<(u64, Period, Group)>,
    list_area: Rect,
    beside: Rect,
    /// What was drawn of the heading, for clicks.
    marks: Vec<(Rect, Mark)>,
}

/// Columns that the list would like to have: name, category, visits, spent, share as a bar and twelve months.
const WANTED: u16 = 116;

/// A place of the heading that can be clicked.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Earlier,
    Span,
    Later,
    Group(Group),
}

impl Default for Merchants {
    fn default() -> Self {
        Self {
            period: None,
            group: Group::Merchant,
            table: Table::default(),
            filter: Filter::default(),
            reading: false,
            facts: FactsPane::default(),
            told: None,
            built: None,
            list_area: Rect::default(),
            beside: Rect::default(),
            marks: Vec::new(),
        }
    }
}

impl Merchants {
    fn period(&self, today: NaiveDate) -> Period {
        self.period.unwrap_or(Period::Month(Month::of(today)))
    }

    /// The period before or after; all time has neither.
    fn step(&mut self, cx: &Cx, later: bool) {
        let stepped = match self.period(cx.clock.today) {
            Period::Month(month) => Period::Month(if later { month.next() } else { month.previous() }),
            Period::Year(year) => Period::Year((year + if later { 1 } else { -1 }).clamp(1970, 2100)),
            other => other,
        };
        // nothing can have been spent after today
        if stepped.bounds().0.is_none_or(|first| first <= cx.clock.today) {
            self.period = Some(stepped);
        }
    }

    fn widen(&mut self, cx: &Cx) {
        let today = cx.clock.today;
        self.period = match self.period(today) {
            Period::Month(month) => Some(Period::Year(month.year())),
            Period::Year(_) => Some(Period::All),
            Period::All | Period::Days { .. } => None,
        };
    }

    fn regroup(&mut self, group: Group) {
        if self.group != group {
            self.group = group;
            self.table = Table::default();
        }
    }

    fn next_group(&self) -> Group {
        match self.group {
            Group::Merchant => Group::Category,
            Group::Category => Group::Bank,
            Group::Bank => Group::Account,
            Group::Account => Group::Merchant,
        }
    }

    fn tell(&mut self, cx: &Cx) {
        let selected = self.table.selected();
        let now = selected.map(|at| (at, cx.figures));
        if self.told != now || selected.is_none() {
            self.told = now;
            let line = selected.and_then(|at| self.table.line(at));
            self.facts.tell(line.map_or(Vec::new(), |line| passport_pane::facts(cx, line)));
        }
    }

    /// `◂ Aug 2018 ▸   credit ▮▮▮ 2,310.40   debit ▮ 812.05      merchant ▾ category  bank  card`.
    fn draw_heading(&mut self, cx: &Cx, row: Rect, buf: &mut Buffer) {
        self.marks.clear();
        let of = self.period(cx.clock.today);
        let words = match of {
            Period::All => "all time".to_owned(),
            of => format!("◂ {} ▸", cx.figures.period(of)),
        };
        let used = put(buf, row.x + 1, row.y, row.width.saturating_sub(2), &words, cx.theme.strong);
        let place = |x, width| Rect { x, width, height: 1, ..row };
        if of != Period::All {
            self.marks.push((place(row.x, 3), Mark::Earlier));
            self.marks.push((place((row.x + used).saturating_sub(1), 3), Mark::Later));
        }
        self.marks.push((place(row.x + 1, used), Mark::Span));
        let names = [Group::Merchant, Group::Category, Group::Bank, Group::Account];
        let list: Vec<_> = names.iter().map(|g| group_word(*g)).collect();
        let whole = format!("by {}", list.join("  "));
        let mut right = row.right().saturating_sub(1);
        // the sums matter more than the names of the other groups
        if used + self.table.sums_width(cx) + width_of(&whole) + 8 <= row.width {
            for (index, group) in names.iter().enumerate().rev() {
                let style = if *group == self.group { cx.theme.accent } else { cx.theme.dim };
                let width = put_right(buf, right, row.y, list[index], style);
                self.marks.push((place(right - width, width), Mark::Group(*group)));
                right -= width + 2;
            }
            right = right.saturating_sub(put_right(buf, right + 1, row.y, "by", cx.theme.dim) + 1);
        } else {
            let width = put_right(buf, right, row.y, &format!("by {}", group_word(self.group)), cx.theme.accent);
            self.marks.push((place(right.saturating_sub(width), width), Mark::Group(self.next_group())));
            right -= width + 1;
        }
        let room = right.saturating_sub(row.x + used + 4);
        self.table.draw_sums(cx, Rect { x: row.x + used + 4, width: room, ..row }, buf);
    }
}

fn group_word(group: Group) -> &'static str {
    match group {
        Group::Merchant => "merchant",
        Group::Category => "category",
        Group::Bank => "bank",
        Group::Account => "card",
    }
}

fn group_words(group: Group) -> &'static str {
    match group {
        Group::Merchant => "merchants",
        Group::Category => "categories",
        Group::Bank => "banks",
        Group::Account => "cards",
    }
}

impl Screen for Merchants {
    fn title(&self) -> &'static str {
        "Merchants"
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filter.open { chains::FILTERING } else { chains::MERCHANTS }
    }

    fn refresh(&mut self, cx: &Cx) {
        let now = (cx.revision, self.period(cx.clock.today), self.group);
        if self.built != Some(now) {
            self.built = Some(now);
            self.told = None;
            self.table.rebuild(insights::by(&cx.book, now.1, now.2, cx.clock.today));
        }
        self.table.sift(self.filter.text(), &self.filter.query);
        self.tell(cx);
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.filter.act(action).is_some() {
            return Vec::new();
        }
        match action {
            Action::Earlier | Action::Later => self.step(cx, action == Action::Later),
            Action::Span => self.widen(cx),
            Action::Group => self.regroup(self.next_group()),
            Action::NextPane | Action::PreviousPane => {
                self.table.pin();
                self.reading = !self.reading;
            }
            Action::Back if self.reading => self.reading = false,
            Action::Back => return vec![Wish::Leave],
            Action::Rename | Action::Shop => {
                let line = self.table.selected().and_then(|at| self.table.line(at));
                return line.map_or(Vec::new(), |line| acting::on_merchant(cx, line.merchant.as_ref(), action));
            }
            Action::Open => {
                self.table.pin();
                let of = self.period(cx.clock.today);
                let line = self.table.selected().and_then(|at| self.table.line(at));
                let opened = line.map(|line| Transactions::of_spending(line.key.clone(), of));
                return opened.map(|screen| Wish::Open(Box::new(screen))).into_iter().collect();
            }
            _ if self.reading && self.facts.act(action) => {}
            _ => drop(self.table.act(action)),
        }
        Vec::new()
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        let of = self.period(cx.clock.today);
        let line = self.table.selected().and_then(|at| self.table.line(at))?;
        let all = self.table.totals().map(|total| explained::all_spending(cx, total, of));
        Some(Explained { parts: all.collect(), ..explained::spending(cx, line, of) })
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.filter.typed();
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        match self.marks.iter().find(|(place, _)| place.contains(at)).map(|(_, mark)| *mark) {
            Some(Mark::Earlier) => self.step(cx, false),
            Some(Mark::Later) => self.step(cx, true),
            Some(Mark::Span) => self.widen(cx),
            Some(Mark::Group(group)) => self.regroup(group),
            None => {}
        }
        if !self.list_area.contains(at) {
            self.reading |= self.beside.contains(at);
            return Vec::new();
        }
        self.reading = false;
        if self.table.click(usize::from(at.y - self.list_area.y)) { self.act(Action::Open, cx) } else { Vec::new() }
    }

    fn targets(&self) -> Vec<Position> {
        let marks = self.marks.iter().filter(|(_, mark)| !matches!(mark, Mark::Span)).map(|(place, _)| place);
        let marks = marks.map(|place| Position { x: place.x + place.width / 2, y: place.y });
        jump::lines(self.list_area).chain(jump::lines(self.beside).take(1)).chain(marks).collect()
    }

    fn wheel(&mut self, at: Position, lines: isize, _cx: &Cx) {
        if self.list_area.contains(at) {
            self.table.wheel(lines);
        } else {
            self.facts.wheel(lines);
        }
    }

    fn connection(&self, _cx: &Cx) -> Option<ConnectionId> {
        None
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        let heading = cx.figures.period(self.period(cx.clock.today));
        let found = cx.figures.counted(self.table.len(), group_word(self.group), group_words(self.group));
        let head = self.filter.plain(&found);
        std::iter::once(heading).chain(head).chain(self.table.plain(cx)).collect()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        if area.height < 3 {
            return;
        }
        self.draw_heading(cx, Rect { height: 1, ..area }, buf);
        let (list, beside) = halves(Rect { y: area.y + 1, height: area.height - 1, ..area }, self.reading, WANTED);
        self.beside = beside;
        self.list_area = Rect::default();
        if !list.is_empty() {
            // sums of a part are not shown as if they were the whole
            let title = match (cx.book.damaged(), cx.book.is_loaded()) {
                (0, true) => "",
                (0, false) => "so far: reading older transactions",
                _ => "not whole: some months cannot be read",
            };
            let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: "", focused: !self.reading };
            let inside = frame.draw(list, buf, cx.theme);
            let found = cx.figures.counted(self.table.len(), "match", "matches");
            let inside = self.filter.draw_above(cx, inside, buf, &found);
            self.list_area = self.table.draw(cx, group_word(self.group), inside, buf, !self.reading);
            let foot = self.table.range(cx);
            let bottom = Frame { title: "", right: &foot, ..frame };
            bottom.rule(Rect { y: list.bottom() - 1, height: 1, ..list }, buf, cx.theme, ("╰", "╯"));
        }
        if !beside.is_empty() {
            let line = self.table.selected().and_then(|at| self.table.line(at));
            let title = line.map_or(String::new(), |line| line.label.to_string());
            self.facts.draw(cx, &title, self.reading, beside, buf);
        }
    }
}
