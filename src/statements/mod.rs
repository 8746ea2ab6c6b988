//! Statement files: bytes in, statements out. No I/O, no clock.

#![deny(clippy::float_arithmetic)] // money and dates are exact here
