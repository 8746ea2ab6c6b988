//! The simulated banks: a seeded world of five banks, its scenarios, the state of every row at every moment.
