//! What looks wrong: every alert with its evidence beside it, and one key for each answer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::advice::Advice;
use super::alert_lines::{self, AlertLine};
use super::facts_pane::FactsPane;
use super::halves::halves;
use super::transactions::Transactions;
use crate::domain::{Clean, ConnectionId};
use crate::insights::Derivation;
use crate::insights::alerts::{Answer, Notice};
use crate::tui::edits;
use crate::tui::explained::Explained;
use crate::tui::filter::Filter;
use crate::tui::format::Figures;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::rows::locate;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, Kept, put};

/// The list, and the evidence of the selected one.
#[derive(Default)]
pub struct Alerts {
    lines: Vec<AlertLine>,
    keys: Vec<Clean>,
    kept: Kept<Clean>,
    filter: Filter,
    with_answered: bool,
    /// The evidence has the keys and scrolls.
    reading: bool,
    evidence: FactsPane,
    place: Rect,
    beside: Rect,
    /// What the lines were made from, and of what the evidence is.
    built: Option<Built>,
    told: Option<(Clean, Built)>,
}

/// What tells whether lines are up to date: revision of the book and of the findings, edits on their way, filter, and whether answered
/// ones are listed and amounts hidden.
type Built = (u64, Option<u64>, usize, String, bool, Figures);

impl Alerts {
    fn selected<'a>(&self, cx: &'a Cx) -> Option<&'a Notice> {
        let line = self.lines.get(self.kept.cursor.selected)?;
        cx.findings.as_ref()?.alerts.get(line.index).filter(|notice| notice.key == line.key)
    }

    /// Keeps the answer, or takes it back where it stands already.
    fn answer(&mut self, cx: &Cx, answer: Answer) -> Vec<Wish> {
        self.kept.pin(&self.keys);
        let Some(notice) = self.selected(cx) else { return Vec::new() };
        let name = alert_lines::about(cx, notice);
        let standing = cx.answer_of(notice);
        if standing == Some(answer) {
            return vec![Wish::Edit(notice.say(answer, false), format!("no answer on {name}"))];
        }
        if answer == Answer::Never && notice.silence.is_none() {
            return vec![Wish::Say("no merchant is in it: y ends this alert alone".to_owned())];
        }
        let mut wishes = vec![Wish::Edit(notice.say(answer, true), format!("{}: {name}", alert_lines::said(answer)))];
        if answer == Answer::NotMe {
            wishes.push(Wish::Open(Box::new(Advice::new(cx, notice))));
        }
        wishes
    }

    fn open(&mut self, cx: &Cx) -> Vec<Wish> {
        self.kept.pin(&self.keys);
        let Some(notice) = self.selected(cx) else { return Vec::new() };
        let places = locate(&cx.book, &notice.rows.iter().copied().collect());
        match places.as_slice() {
            [] => vec![Wish::Say("no transaction is in it".to_owned())],
            [place] => edits::open_row(Some(*place)),
            _ => {
                let title = format!("Alert › {}", alert_lines::about(cx, notice));
                vec![Wish::Open(Box::new(Transactions::of_rows(&title, notice.rows.iter().copied())))]
            }
        }
    }

    fn draw_list(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = match (&cx.findings, cx.open_alerts) {
            (None, _) => "Alerts".to_owned(),
            (Some(_), 0) => "Alerts: nothing new".to_owned(),
            (Some(_), open) => format!("Alerts: {} of the last 90 days to answer", cx.figures.count(open)),
        };
        let right = if self.with_answered { "answered ones too" } else { "" };
        let frame = Frame { title: &title, right, right_style: cx.theme.dim, foot: "", focused: !self.reading };
        let inside = frame.draw(area, buf, cx.theme);
        let found = cx.figures.counted(self.lines.len(), "match", "matches");
        let inside = self.filter.draw_above(cx, inside, buf, &found);
        self.place = alert_lines::draw(cx, &self.lines, &mut self.kept.cursor, inside, buf, !self.reading);
        if self.lines.is_empty() {
            put(buf, inside.x + 2, inside.y, inside.width.saturating_sub(3), self.nothing(cx), cx.theme.dim);
        }
        let foot = self.kept.range(self.lines.len(), cx.figures);
        let bottom = Frame { title: "", right: &foot, ..frame };
        if area.height > 1 {
            bottom.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, cx.theme, ("╰", "╯"));
        }
    }

    fn nothing(&self, cx: &Cx) -> &'static str {
        match &cx.findings {
            None if cx.book.is_loaded() => "looking…",
            None => "reading older transactions: alerts follow",
            Some(_) if !self.filter.query.is_empty() => "nothing matches: Esc clears the filter",
            Some(findings) if findings.alerts.is_empty() => "nothing looks wrong",
            Some(_) => "all are answered: H lists them",
        }
    }
}

impl Screen for Alerts {
    fn title(&self) -> &'static str {
        "Alerts"
    }

    fn badge(&self, cx: &Cx) -> usize {
        cx.open_alerts
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filter.open { chains::FILTERING } else { chains::ALERTS }
    }

    fn refresh(&mut self, cx: &Cx) {
        let found = cx.findings.as_ref().map(|findings| findings.revision);
        let now = (cx.revision, found, cx.pending.len(), self.filter.text().to_owned(), self.with_answered, cx.figures);
        if self.built.as_ref() != Some(&now) {
            self.lines = alert_lines::lines(cx, &self.filter.query, self.with_answered);
            self.keys = self.lines.iter().map(|line| line.key.clone()).collect();
            self.kept.settle(&self.keys);
            self.built = Some(now.clone());
        }
        let told = self.keys.get(self.kept.cursor.selected).map(|key| (key.clone(), now));
        if self.told != told {
            self.evidence.tell(self.selected(cx).map_or(Vec::new(), |notice| alert_lines::facts(cx, notice)));
            self.told = told;
        }
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.filter.act(action).is_some() {
            return Vec::new();
        }
        match action {
            Action::Agree => return self.answer(cx, Answer::Me),
            Action::Deny => return self.answer(cx, Answer::NotMe),
            Action::Never => return self.answer(cx, Answer::Never),
            Action::Open => return self.open(cx),
            Action::ShowHidden => self.with_answered = !self.with_answered,
            Action::NextPane | Action::PreviousPane => {
                self.kept.pin(&self.keys);
                self.reading = !self.reading;
            }
            Action::Back if self.reading => self.reading = false,
            Action::Back => return vec![Wish::Leave],
            _ if self.reading && self.evidence.act(action) => {}
            _ => drop(self.kept.act(action, &self.keys)),
        }
        Vec::new()
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        let notice = self.selected(cx)?;
        let line = self.lines.get(self.kept.cursor.selected)?;
        let rules = vec![
            format!("{} ({}, by {})", alert_lines::told(cx, notice), notice.rule, notice.origin.word()),
            format!("why: {}", notice.why),
            format!("usual for you: {}", notice.baseline),
        ];
        Some(Explained {
            title: format!("Alert › {}", alert_lines::about(cx, notice)),
            figure: line.amount,
            derivation: Derivation { rules, rows: notice.rows.clone(), ..Derivation::default() },
            accounts: notice.account.into_iter().collect(),
            parts: Vec::new(),
        })
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.filter.typed();
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        if !self.place.contains(at) {
            self.reading |= self.beside.contains(at);
            return Vec::new();
        }
        self.reading = false;
        let again = self.kept.click(usize::from(at.y - self.place.y), &self.keys);
        if again { self.open(cx) } else { Vec::new() }
    }

    fn targets(&self) -> Vec<Position> {
        jump::lines(self.place).chain(jump::lines(self.beside).take(1)).collect()
    }

    fn wheel(&mut self, at: Position, lines: isize, _cx: &Cx) {
        if self.place.contains(at) {
            self.kept.wheel(lines, &self.keys);
        } else {
            self.evidence.wheel(lines);
        }
    }

    fn connection(&self, cx: &Cx) -> Option<ConnectionId> {
        let notice = self.selected(cx)?;
        let by_account = || cx.book.accounts.get(&notice.account?)?.connection().cloned();
        notice.connection.clone().or_else(by_account)
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        let found = cx.figures.counted(self.lines.len(), "alert", "alerts");
        let head = self.filter.plain(&found);
        head.into_iter().chain(alert_lines::plain(cx, &self.lines)).collect()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let (list, beside) = halves(area, self.reading, alert_lines::width(cx, &self.lines));
        self.beside = beside;
        self.place = Rect::default();
        if !list.is_empty() {
            self.draw_list(cx, list, buf);
        }
        if !beside.is_empty() {
            let title = self.selected(cx).map_or(String::new(), |notice| alert_lines::about(cx, notice));
            self.evidence.draw(cx, &title, self.reading, beside, buf);
        }
    }
}
