//! How a list and what belongs to its selected line share the screen: side by side, one above the other, or only the one with the keys.

use ratatui::layout::Rect;

/// From this width on they stand side by side.
const BESIDE: u16 = 100;
const LEAST_BELOW: u16 = 9;
/// Hundredths of the width that the list has at least and at most.
const LIST: (u16, u16) = (45, 64);

/// The places of the list and of the rest; one of them is empty on a screen that has no room for both. `reading` is true while the rest
/// has the keys; `wanted` columns are what the list would like to have, borders included.
pub fn halves(area: Rect, reading: bool, wanted: u16) -> (Rect, Rect) {
    let none = Rect { width: 0, height: 0, ..area };
    if area.width >= BESIDE {
        let share = |hundredths: u16| area.width * hundredths / 100;
        let left = wanted.clamp(share(LIST.0), share(LIST.1));
        let list = Rect { width: left, ..area };
        return (list, Rect { x: area.x + left, width: area.width - left, ..area });
    }
    if area.height >= 2 * LEAST_BELOW {
        let below = LEAST_BELOW.max(area.height / 3);
        let list = Rect { height: area.height - below, ..area };
        return (list, Rect { y: area.y + list.height, height: below, ..area });
    }
    if reading { (none, area) } else { (area, none) }
}
