//! What each part of a screen looks like: a palette of the config as the terminal can show it, over the terminal's own foreground and
//! background, and nothing that a color alone would say.

use ratatui::style::{Color, Modifier, Style};

use crate::config::{Depth, Hue, Look, Paint, Role};

/// The styles of a screen, by what they mean.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Text of no special weight.
    pub plain: Style,
    /// What matters less: labels, pending rows.
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
    /// The border of the others.
    border: Style,
}

impl Theme {
    /// The look's palette; without color its attributes alone.
    pub fn new(look: &Look) -> Self {
        let style = |role| {
            let paint = look.palette.of(role);
            style(if look.color { paint } else { Paint { text: Hue::Own, behind: Hue::Own, ..paint } }, look.depth)
        };
        let selected = style(Role::Selected);
        Self {
            plain: style(Role::Plain),
            dim: style(Role::Dim),
            strong: style(Role::Strong),
            accent: style(Role::Accent),
            alarm: style(Role::Alarm),
            warn: style(Role::Warn),
            good: style(Role::Good),
            chart: style(Role::Chart),
            // dim and reversed at once is hard to read on many terminals; and what is selected is seen in any theme
            selected: if selected.bg.is_some() { selected } else { selected.add_modifier(Modifier::REVERSED) }
                .remove_modifier(Modifier::DIM),
            struck: style(Role::Struck),
            focus: style(Role::Focus),
            border: style(Role::Border),
        }
    }

    /// Of a pane: bright where the keys go.
    pub fn border(&self, focused: bool) -> Style {
        if focused { self.focus } else { self.border }
    }
}

fn style(paint: Paint, depth: Depth) -> Style {
    const MODIFIERS: [Modifier; 6] = [
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::CROSSED_OUT,
    ];
    let set = MODIFIERS.into_iter().zip(paint.set).filter(|(_, set)| *set);
    let plain = set.fold(Style::new(), |style, (modifier, _)| style.add_modifier(modifier));
    Style { fg: color(paint.text, depth), bg: color(paint.behind, depth), ..plain }
}

/// `None` for the terminal's own.
fn color(hue: Hue, depth: Depth) -> Option<Color> {
    match (hue, depth) {
        (Hue::Own, _) => None,
        (Hue::Named(code), _) => Some(named(code)),
        (Hue::Rgb(red, green, blue), Depth::True) => Some(Color::Rgb(red, green, blue)),
        (Hue::Rgb(red, green, blue), Depth::Indexed) => Some(Color::Indexed(cube([red, green, blue]))),
        (Hue::Rgb(red, green, blue), Depth::Sixteen) => Some(named(nearest([red, green, blue]))),
    }
}

fn named(code: u8) -> Color {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    NAMED.get(usize::from(code)).copied().unwrap_or(Color::Reset)
}

/// The nearest color of the 6×6×6 cube that terminals of 256 colors have from 16 up.
fn cube(rgb: [u8; 3]) -> u8 {
    // steps at 0, 95, 135, 175, 215 and 255
    let step = |part: u8| match part {
        0..48 => 0,
        48..115 => 1,
        _ => (part - 35) / 40,
    };
    let [red, green, blue] = rgb.map(step);
    16 + 36 * red + 6 * green + blue
}

/// The nearest of the sixteen, as xterm has them.
fn nearest(rgb: [u8; 3]) -> u8 {
    const XTERM: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    let apart = |other: [u8; 3]| -> u32 { rgb.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    (0_u8..).zip(XTERM).min_by_key(|(_, other)| apart(*other)).map_or(0, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Palette;

    fn look(theme: &str, depth: Depth) -> Look {
        Look { palette: Palette::parse(theme).unwrap(), depth, ..Look::default() }
    }

    #[test]
    fn a_hex_color_is_shown_as_well_as_the_terminal_can() {
        let own = "accent = \"#5f87af\"\nalarm = \"#fe0102\"\n";
        let accent = |depth| Theme::new(&look(own, depth)).accent.fg;
        assert_eq!(accent(Depth::True), Some(Color::Rgb(0x5f, 0x87, 0xaf)));
        assert_eq!(accent(Depth::Indexed), Some(Color::Indexed(67)));
        assert_eq!(accent(Depth::Sixteen), Some(Color::DarkGray));
        assert_eq!(Theme::new(&look(own, Depth::Sixteen)).alarm.fg, Some(Color::LightRed));
    }

    #[test]
    fn without_color_a_theme_keeps_its_attributes_and_the_selection_is_seen() {
        let own = look("alarm = \"red on yellow bold\"\nselected = \"black on cyan\"\n", Depth::True);
        let theme = Theme::new(&Look { color: false, ..own.clone() });
        assert_eq!((theme.alarm.fg, theme.alarm.bg), (None, None));
        assert!(theme.alarm.add_modifier.contains(Modifier::BOLD));
        assert!(theme.selected.add_modifier.contains(Modifier::REVERSED));
        let colored = Theme::new(&own);
        assert_eq!(colored.selected.bg, Some(Color::Cyan));
        assert!(!colored.selected.add_modifier.contains(Modifier::REVERSED));
    }
}
