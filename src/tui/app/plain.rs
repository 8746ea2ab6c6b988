//! A view of the dashboard as linear text: opened and filtered by the same actions as by hand, then read line by line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::App;
use crate::tui::keymap::Action;
use crate::tui::plain::sentence;

/// A screen on which a view without words of its own is drawn.
const DRAWN: Rect = Rect { x: 0, y: 0, width: 160, height: 300 };

impl App {
    /// The lines of a view, filtered as by `/` where a query is given. The view is named by its tab: `transactions`, `cash flow`
    /// or `cash-flow`; else the error names those there are.
    pub fn plain(&mut self, view: &str, query: Option<&str>) -> Result<String, String> {
        let name = |title: &str| title.to_lowercase().replace(' ', "-");
        let wanted = name(view);
        let Some(tab) = self.tabs.iter().position(|tab| name(tab.view.title()) == wanted) else {
            let known: Vec<String> = self.tabs.iter().map(|tab| name(tab.view.title())).collect();
            return Err(format!("no view '{view}': {}", known.join(", ")));
        };
        self.open_filtered(tab, query);
        let title = self.tabs[tab].view.title();
        let lines = match self.tabs[tab].view.plain(&self.cx) {
            Some(lines) => lines,
            None => self.drawn_lines(tab),
        };
        Ok(format!("{title}\n{}\n", lines.join("\n")))
    }

    fn open_filtered(&mut self, tab: usize, query: Option<&str>) {
        drop(self.show(tab));
        if let Some(query) = query {
            drop(self.act(Action::Filter));
            drop(self.paste(query));
            drop(self.act(Action::Accept));
        }
        self.tabs[tab].view.refresh(&self.cx);
    }

    /// What a view draws, without the lines around it.
    fn drawn_lines(&mut self, tab: usize) -> Vec<String> {
        let mut buf = Buffer::empty(DRAWN);
        self.tabs[tab].view.draw(&self.cx, DRAWN, &mut buf);
        let row = |y: u16| {
            let symbols = (0..DRAWN.width).map(|x| buf[(x, y)].symbol());
            let is_line = |symbol: &str| symbol.chars().all(|c| ('\u{2500}'..='\u{259f}').contains(&c) || c == '▌');
            symbols.map(|symbol| if is_line(symbol) { " " } else { symbol }).collect::<String>()
        };
        let parts = |line: String| {
            let parts: Vec<&str> = line.split("  ").map(str::trim).collect();
            sentence(&parts)
        };
        (0..DRAWN.height).map(|y| parts(row(y))).filter(|line| !line.is_empty()).collect()
    }
}
