//! The lines of the merchants' view: visits, spent, share and twelve months, with the sums over them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use crate::domain::{Money, Overflow};
use crate::insights::{Key, Line, Spending};
use crate::tui::filter::Query;
use crate::tui::format::{Column, Figure};
use crate::tui::keymap::Action;
use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Cursor, bar, fit_figure, line, put, put_right, row_style, sparkline, width_of};

/// The lines, those that the filter holds, and where one stands.
#[derive(Default)]
pub struct Table {
    spending: Option<Spending>,
    failed: bool,
    shown: Vec<usize>,
    sifted_by: Option<String>,
    cursor: Cursor,
    /// `None` until the person has chosen one: till then it is the first.
    selected: Option<Key>,
    page: usize,
}

const VISITS: u16 = 6;
const SHARE: u16 = 6;
/// Of the share as a bar, and of the category, where a wide screen has room for them.
const SHARE_BAR: u16 = 16;
const CATEGORY: u16 = 20;
const MONTHS: u16 = 12;
/// Of credit and debit at full length.
const BAR: u16 = 6;
const GAP: u16 = 2;
const LEAST_LABEL: u16 = 16;
/// What a name may have before bar and category get the rest.
const WIDE_LABEL: u16 = 28;

impl Table {
    /// Takes new lines in; the selection stays on its key.
    pub fn rebuild(&mut self, spending: Result<Spending, Overflow>) {
        self.failed = spending.is_err();
        self.spending = spending.ok();
        self.sifted_by = None;
    }

    fn lines(&self) -> &[Line] {
        self.spending.as_ref().map_or(&[], |spending| &spending.lines)
    }

    /// Leaves out what the filter does not hold.
    pub fn sift(&mut self, text: &str, query: &Query) {
        if self.sifted_by.as_deref() == Some(text) {
            return;
        }
        self.sifted_by = Some(text.to_owned());
        let holds = |l: &Line| query.holds(&[l.label.as_str(), l.category.words()], Some(l.spent));
        self.shown = self.lines().iter().enumerate().filter(|(_, l)| holds(l)).map(|(index, _)| index).collect();
        let key = self.selected.clone();
        let is_it = |index: &usize| self.lines().get(*index).map(|line| &line.key) == key.as_ref();
        if key.is_none() {
            (self.cursor.selected, self.cursor.top) = (0, 0);
            return;
        }
        let found = self.shown.iter().position(is_it);
        self.cursor.selected = found.unwrap_or(self.cursor.selected).min(self.shown.len().saturating_sub(1));
        self.pin();
    }

    /// The lines that are listed, in words.
    pub fn plain(&self, cx: &Cx) -> Vec<String> {
        let line = |line: &Line| {
            let spent = Money::new(line.spent, line.currency);
            let spent = spent.map_or("…".to_owned(), |money| plain::magnitude(cx, money));
            let visits = cx.figures.counted(line.visits as usize, "purchase", "purchases");
            plain::sentence(&[line.label.as_str(), &visits, &spent, line.category.words()])
        };
        self.shown.iter().filter_map(|at| self.line(*at)).map(line).collect()
    }

    /// All that was spent, by currency.
    pub fn totals(&self) -> impl Iterator<Item = Money> {
        let totals = self.spending.iter().flat_map(|spending| &spending.totals);
        totals.filter_map(|total| Money::new(total.spent, total.currency).ok())
    }

    /// How many lines are listed.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// The line at a place of [`Table::selected`].
    pub fn line(&self, index: usize) -> Option<&Line> {
        self.lines().get(index)
    }

    /// The place of the selected line.
    pub fn selected(&self) -> Option<usize> {
        self.shown.get(self.cursor.selected).copied()
    }

    /// Answers movements; false for other actions.
    pub fn act(&mut self, action: Action) -> bool {
        let moved = self.cursor.act(action, self.shown.len());
        self.pin();
        moved
    }

    /// Scrolls by lines.
    pub fn wheel(&mut self, lines: isize) {
        self.cursor.wheel(lines, self.shown.len());
        self.pin();
    }

    /// Selects the line drawn at that offset; true when it was selected before.
    pub fn click(&mut self, offset: usize) -> bool {
        let index = self.cursor.top + offset;
        let again = index == self.cursor.selected;
        self.cursor.selected = index.min(self.shown.len().saturating_sub(1));
        self.pin();
        again
    }

    /// Holds on to the selected line, whatever comes above it.
    pub fn pin(&mut self) {
        self.selected = self.selected().and_then(|at| self.line(at)).map(|line| line.key.clone());
    }

    /// `1–20 of 84`, when not all are visible.
    pub fn range(&self, cx: &Cx) -> String {
        if self.page >= self.shown.len() {
            return String::new();
        }
        let last = (self.cursor.top + self.page).min(self.shown.len());
        format!(
            "{}–{} of {}",
            cx.figures.count(self.cursor.top + 1),
            cx.figures.count(last),
            cx.figures.count(self.shown.len())
        )
    }

    /// Columns that [`Table::draw_sums`] would fill.
    pub fn sums_width(&self, cx: &Cx) -> u16 {
        let area = Rect::new(0, 0, 200, 1);
        let mut buf = Buffer::empty(area);
        self.draw_sums(cx, area, &mut buf);
        let last = buf.content.iter().rposition(|cell| cell.symbol() != " ");
        last.map_or(0, |last| u16::try_from(last + 1).unwrap_or(u16::MAX))
    }

    /// `spent 3,122.45   credit ▮▮▮ 2,310.40   debit ▮ 812.05`, as many whole parts as fit; the first currency, and how many more.
    pub fn draw_sums(&self, cx: &Cx, row: Rect, buf: &mut Buffer) {
        let totals = self.spending.as_ref().map_or(&[][..], |spending| &spending.totals);
        let Some(total) = totals.iter().find(|t| t.currency.symbol() == Some("$")).or(totals.first()) else { return };
        let write =
            |amount: Decimal| Money::new(amount, total.currency).map_or("…".to_owned(), |m| cx.figures.total(m));
        let others: Vec<_> = totals.iter().filter(|other| other.currency != total.currency).collect();
        let more = match others.as_slice() {
            [] => String::new(),
            [one] => {
                Money::new(one.spent, one.currency).map_or(String::new(), |m| format!(" · {}", cx.figures.total(m)))
            }
            more => format!(" +{}", more.len()),
        };
        let most = total.credit.max(total.debit);
        let gauge = |amount: Decimal| if cx.figures.masked { String::new() } else { bar(amount, most, BAR) };
        let parts = [
            ("spent", String::new(), format!("{}{more}", write(total.spent))),
            ("credit", gauge(total.credit), write(total.credit)),
            ("debit", gauge(total.debit), write(total.debit)),
        ];
        let width = |of: [&str; 3]| of.iter().map(|text| width_of(text) + u16::from(!text.is_empty())).sum::<u16>();
        let whole: u16 = parts.iter().map(|(label, gauge, figure)| width([label, gauge, figure]) + 2).sum();
        // the figures matter more than their bars
        let has_gauges = whole <= row.width + 3;
        let bare: u16 = parts.iter().map(|(label, _, figure)| width([label, "", figure]) + 2).sum();
        // one of the two without the other would look like all
        let shown = if bare <= row.width + 3 { parts.len() } else { 1 };
        let mut x = row.x;
        for (label, gauge, figure) in parts.into_iter().take(shown) {
            let gauge = if has_gauges { gauge } else { String::new() };
            if x + width([label, &gauge, &figure]) > row.right() + 1 {
                return;
            }
            for (text, style) in
                [(label, cx.theme.dim), (gauge.as_str(), cx.theme.chart), (figure.as_str(), cx.theme.strong)]
            {
                x += put(buf, x, row.y, row.right().saturating_sub(x), text, style) + u16::from(!text.is_empty());
            }
            x += 2;
        }
    }

    /// Draws a heading and the visible lines; returns the lines' place.
    pub fn draw(&mut self, cx: &Cx, heading: &str, area: Rect, buf: &mut Buffer, focused: bool) -> Rect {
        let body = Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area };
        self.page = usize::from(body.height);
        let window = self.cursor.window(self.shown.len(), self.page);
        let lines: Vec<&Line> = self.shown[window.clone()].iter().filter_map(|index| self.line(*index)).collect();
        if lines.is_empty() {
            let words = match (self.failed, self.lines().is_empty()) {
                (true, _) => "these sums do not fit 28 digits",
                (false, true) if !cx.book.is_loaded() => "reading…",
                (false, true) => "nothing spent here",
                (false, false) => "nothing matches: Esc clears the filter",
            };
            put(buf, body.x + 2, body.y, body.width.saturating_sub(3), words, cx.theme.dim);
            return Rect { height: 0, ..body };
        }
        let figures: Vec<Figure> = lines.iter().map(|line| spent(cx, line)).collect();
        let column = Column::of(&figures);
        let columns = Columns::fit(area.width, column.width(), lines.iter().any(|line| line.merchant.is_some()));
        let most = self.lines().iter().map(|line| line.share_permille).max().unwrap_or(0);
        columns.draw_heading(cx, heading, area, buf);
        for ((offset, (index, line_of)), figure) in (0..).zip(window.zip(&lines)).zip(&figures) {
            let Some(place) = line(body, offset) else { break };
            columns.draw_line(cx, line_of, most, &column.align(figure), place, buf);
            if index == self.cursor.selected {
                row_style(buf, place, focused, cx.theme);
            }
        }
        Rect { height: u16::try_from(lines.len()).unwrap_or(body.height), ..body }
    }
}

fn spent(cx: &Cx, line: &Line) -> Figure {
    Money::new(line.spent, line.currency).map(|money| cx.figures.figure(money)).unwrap_or_default()
}

/// Columns there is room for; a width of 0 leaves one out.
#[derive(Debug, Clone, Copy)]
struct Columns {
    visits: u16,
    spent: u16,
    share: u16,
    bar: u16,
    months: u16,
    category: u16,
}

impl Columns {
    /// `of_merchants` false where every line is a category, bank or card, so that it has no category of its own.
    fn fit(width: u16, spent: u16, of_merchants: bool) -> Self {
        let spent = spent.max(5).min(width.saturating_sub(4));
        let mut columns = Self { visits: 0, spent, share: 0, bar: 0, months: 0, category: 0 };
        let room = |columns: &Self, label| width.saturating_sub(columns.taken()) >= label;
        for wider in [
            |c: Self| Self { visits: VISITS, ..c },
            |c: Self| Self { share: SHARE, ..c },
            |c: Self| Self { months: MONTHS, ..c },
        ] {
            if room(&wider(columns), LEAST_LABEL) {
                columns = wider(columns);
            }
        }
        let category = if of_merchants { CATEGORY } else { 0 };
        for wider in [Self { category, ..columns }, Self { category, bar: SHARE_BAR, ..columns }] {
            if room(&wider, WIDE_LABEL) {
                columns = wider;
            }
        }
        columns
    }

    fn taken(self) -> u16 {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        // the selection's bar and a space, and a space at the right
        3 + [self.category, self.visits, self.spent, self.share, self.bar, self.months]
            .map(with_gap)
            .iter()
            .sum::<u16>()
    }

    fn draw_heading(self, cx: &Cx, heading: &str, area: Rect, buf: &mut Buffer) {
        let (label, ends) = self.places(area);
        put(buf, label.x, area.y, label.width, heading, cx.theme.dim);
        put(buf, label.right() + GAP, area.y, self.category, "category", cx.theme.dim);
        for (words, end, width) in
            [("visits", ends[0], self.visits), ("spent", ends[1], self.spent), ("share", ends[2], self.share)]
        {
            if width > 0 {
                put_right(buf, end, area.y, words, cx.theme.dim);
            }
        }
        if self.months > 0 {
            put(buf, ends[3] - self.months, area.y, self.months, "12 months", cx.theme.dim);
        }
    }

    fn draw_line(self, cx: &Cx, line: &Line, most: u32, spent: &str, place: Rect, buf: &mut Buffer) {
        let (label, ends) = self.places(place);
        let theme = cx.theme;
        put(buf, label.x, place.y, label.width, &cx.figures.words(line.label.as_str()), theme.plain);
        let category = if line.merchant.is_some() { line.category.words() } else { "" };
        put(buf, label.right() + GAP, place.y, self.category, category, theme.dim);
        if self.visits > 0 {
            put_right(
                buf,
                ends[0],
                place.y,
                fit_figure(&cx.figures.count(line.visits as usize), self.visits),
                theme.dim,
            );
        }
        put_right(buf, ends[1], place.y, fit_figure(spent, self.spent), theme.plain);
        if self.share > 0 {
            put_right(buf, ends[2], place.y, fit_figure(&cx.figures.share(line.share_permille), self.share), theme.dim);
        }
        if self.bar > 0 && !cx.figures.masked {
            let drawn = bar(line.share_permille.into(), most.into(), self.bar);
            put(buf, ends[2] + GAP, place.y, self.bar, &drawn, theme.chart);
        }
        if self.months > 0 {
            let chart = cx.figures.chart(|| sparkline(&line.months));
            put(buf, ends[3] - self.months, place.y, self.months, &chart, theme.chart);
        }
    }

    /// The label's place, and the column behind each of the others' last.
    fn places(self, place: Rect) -> (Rect, [u16; 4]) {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        let months = place.right().saturating_sub(1);
        let share = months.saturating_sub(with_gap(self.months) + with_gap(self.bar));
        let spent = share.saturating_sub(with_gap(self.share));
        let visits = spent.saturating_sub(with_gap(self.spent));
        let label = Rect { x: place.x + 2, width: place.width.saturating_sub(self.taken()), ..place };
        (label, [visits, spent, share, months])
    }
}
