//! The durable book: SQLite as a transactional store of sealed records.

#![deny(clippy::float_arithmetic)] // money and dates are exact here
