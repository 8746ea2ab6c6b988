//! Jumping: a letter on everything that can be chosen, and one key that goes there.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::screen::Cx;
use super::widgets::put;

/// In the order in which they are given out: where the fingers rest first.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM0123456789";

/// Letters, and the places on which they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    places: Vec<(char, Position)>,
}

impl Jump {
    /// To these places, in their order; what is beyond the letters there are has none.
    pub fn to(places: impl IntoIterator<Item = Position>) -> Self {
        Self { places: LETTERS.chars().zip(places).collect() }
    }

    /// Draws the letters over what is drawn already.
    pub fn draw(&self, cx: &Cx, buf: &mut Buffer) {
        let style = cx.theme.accent.patch(cx.theme.selected);
        for (letter, at) in &self.places {
            put(buf, at.x, at.y, 1, letter.encode_utf8(&mut [0; 4]), style);
        }
    }

    /// Where a letter leads.
    pub fn place(&self, letter: char) -> Option<Position> {
        self.places.iter().find(|(of, _)| *of == letter).map(|(_, place)| *place)
    }
}

/// The first column of each line of a place: where the letters of rows stand.
pub fn lines(of: Rect) -> impl Iterator<Item = Position> {
    of.rows().filter(|row| row.width > 0).map(Position::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_leads_to_one_place_and_what_has_none_to_nowhere() {
        let jump = Jump::to((0..100).map(|y| Position { x: 1, y }));
        assert_eq!(jump.place('a'), Some(Position { x: 1, y: 0 }));
        assert_eq!(jump.place('9'), Some(Position { x: 1, y: 61 }));
        assert_eq!(Jump::to([]).place('a'), None);
    }
}
