//! Parts that screens are drawn from. Each writes into a buffer what it is handed and keeps at most a cursor or a line of text.

mod columns;
mod field;
mod list;
mod modal;
mod paint;
mod spark;

pub use columns::{Bar, Columns, columns};
pub use field::Field;
pub use list::{Cursor, Kept};
pub use modal::modal;
pub use paint::{Frame, clear, fit_figure, line, put, put_right, row_style, selected_row, width_of, wrap};
pub use spark::{bar, sparkline};
