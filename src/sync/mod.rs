//! What is due, and how an answer becomes a change of the book. Pure.

#![deny(clippy::float_arithmetic)] // money and dates are exact here
