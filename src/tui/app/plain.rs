//! A view of the dashboard as linear text: opened and filtered by the same actions as by hand, then read line by line.

use super::App;
use crate::tui::keymap::Action;

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
        let lines = self.tabs[tab].view.plain(&self.cx);
        Ok(format!("{title}\n{}\n", lines.join("\n")))
    }

    fn open_filtered(&mut self, tab: usize, query: Option<&str>) {
        drop(self.show(tab));
        if let Some(query) = query {
            drop(self.act(Action::Filter));
            drop(self.act(Action::EraseAll));
            drop(self.paste(query));
            drop(self.act(Action::Accept));
        }
        self.tabs[tab].view.refresh(&self.cx);
    }
}
