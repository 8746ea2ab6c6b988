//! What real banks and providers do wrong, and what must not come of it; and worlds of many rows in which the truth is known.

mod formats;
mod links;
mod properties;
mod sources;
mod traps;
mod undoing;
mod world;
