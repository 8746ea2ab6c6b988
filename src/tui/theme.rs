//! What each part of a screen looks like: sixteen colours at most over the terminal's own foreground and background, and nothing
//! that a colour alone would say.

use ratatui::style::{Color, Modifier, Style};

/// The styles of a screen, by what they mean.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Text of no special weight.
    pub plain: Style,
    /// What matters less: labels, pending rows, borders of panes without the keys.
    pub dim: Style,
    /// Headings, names, totals.
    pub strong: Style,
    /// Keys in the footer, the open tab, what is new.
    pub accent: Style,
    /// Something asks for the person.
    pub alarm: Style,
    /// Something is old or unsure.
    pub warn: Style,
    /// Money that comes in.
    pub good: Style,
    /// Bars and sparklines.
    pub chart: Style,
    /// The selected line of the pane with the keys.
    pub selected: Style,
    /// What counts nowhere any more.
    pub struck: Style,
    /// The border of the pane with the keys.
    focus: Style,
}

impl Theme {
    /// `color` false leaves attributes alone.
    pub fn new(color: bool) -> Self {
        let plain = Style::new();
        let tint = |of: Color| if color { plain.fg(of) } else { plain };
        let dim = plain.add_modifier(Modifier::DIM);
        Self {
            plain,
            dim,
            strong: plain.add_modifier(Modifier::BOLD),
            accent: tint(Color::Cyan).add_modifier(Modifier::BOLD),
            alarm: tint(Color::Red).add_modifier(Modifier::BOLD),
            warn: tint(Color::Yellow),
            good: tint(Color::Green),
            chart: tint(Color::Blue),
            // dim and reversed at once is hard to read on many terminals
            selected: plain.add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM),
            struck: dim.add_modifier(Modifier::CROSSED_OUT),
            // without colour, dim and plain tell the panes apart
            focus: tint(Color::Cyan),
        }
    }

    /// Of a pane: bright where the keys go.
    pub fn border(&self, focused: bool) -> Style {
        if focused { self.focus } else { self.dim }
    }
}
