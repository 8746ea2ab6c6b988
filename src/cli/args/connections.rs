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
    /// Let another connection tell of an account, or files; its id, history and edits stay
    Move(MoveArgs),
}

/// `passbook connection move ...`
#[derive(Debug, Args)]
pub struct MoveArgs {
    /// The account: its id (`a3`), how its number ends, or its name
    pub account: String,
    /// The connection that tells of it from now on; `files` for statements that you import
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// As which account that connection brought it, where more than one could be it
    #[arg(long, value_name = "ACCOUNT")]
    pub onto: Option<String>,
    /// Say what would change; change nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Do not ask first
    #[arg(long)]
    pub yes: bool,
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
