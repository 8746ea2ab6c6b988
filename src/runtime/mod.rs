//! The dashboard and the subcommands meet the world here: event loop, tasks, terminal, clock.
