//! What each part of a screen looks like: sixteen colours at most over the terminal's own foreground and background, and nothing
//! that a colour alone would say.

use ratatui::style::{Color, Modifier, Style};

/// The styles of a screen. Without colour only attributes are left.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    color: bool,
}

impl Theme {
    /// `color` false gives attributes alone.
    pub fn new(color: bool) -> Self {
        Self { color }
    }

    /// Text of no special weight.
    pub fn plain(self) -> Style {
        Style::new()
    }

    /// What matters less: labels, pending rows, borders of panes without the keys.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Headings and names.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Borders: bright where the keys go.
    pub fn border(self, focused: bool) -> Style {
        if focused { self.tint(Color::Cyan) } else { self.dim() }
    }

    /// Keys in the footer, the open tab.
    pub fn accent(self) -> Style {
        self.tint(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Something asks for the person.
    pub fn alarm(self) -> Style {
        self.tint(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Something is old or unsure.
    pub fn warn(self) -> Style {
        self.tint(Color::Yellow)
    }

    /// Money that comes in; what is well.
    pub fn good(self) -> Style {
        self.tint(Color::Green)
    }

    /// Bars and sparklines.
    pub fn chart(self) -> Style {
        self.tint(Color::Blue)
    }

    /// The selected line of the pane with the keys.
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// What counts nowhere any more.
    pub fn struck(self) -> Style {
        self.dim().add_modifier(Modifier::CROSSED_OUT)
    }

    fn tint(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }
}
