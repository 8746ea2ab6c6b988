//! What is said on the command line of connections that there are, and of what they share.

use clap::{Args, Subcommand};

/// `passbook disconnect ...`
#[derive(Debug, Args)]
pub struct Disconnect {
    /// Its name in the config
    pub name: String,
    /// Do not ask first
    #[arg(long)]
    pub yes: bool,
    /// Do not tell the provider: forget the secret, and nothing more
    #[arg(long)]
    pub only_here: bool,
}

/// `passbook connection ...`
#[derive(Debug, Subcommand)]
pub enum ConnectionCommand {
    /// Every connection, how it is and how old
    List,
    /// Fetch nothing through it until it is resumed
    Pause {
        /// Its name in the config
        name: String,
    },
    /// Fetch through it again
    Resume {
        /// Its name in the config
        name: String,
    },
    /// Give it another name; accounts, history, edits and its secret come along
    Rename {
        /// Its name in the config
        from: String,
        /// Its new name
        to: String,
    },
}

/// `passbook sharing ...`
#[derive(Debug, Args)]
pub struct SharingArgs {
    /// Every entry of the record, oldest first
    #[arg(long)]
    pub log: bool,
    #[command(subcommand)]
    pub command: Option<SharingCommand>,
}

/// `passbook sharing verify`
#[derive(Debug, Subcommand)]
pub enum SharingCommand {
    /// Hold every entry against the one before it
    Verify,
}
