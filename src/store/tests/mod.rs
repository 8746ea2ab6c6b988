//! Tests of the store as a whole: what goes in comes out, what was touched is noticed, what lies on disk says nothing.

mod chain;
mod damage;
mod files;
mod model;
mod processes;
mod round_trip;
pub(crate) mod samples;
mod small;
mod versions;
