//! The command line as clap reads it.

mod connections;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::figures::{AlertsCommand, RecurringCommand, TransactionsCommand, TransfersCommand};
use crate::domain::Period;
pub use connections::{ConnectionCommand, Disconnect, MoveArgs, SharingArgs, SharingCommand};

/// Every account of every bank in one terminal, kept in one sealed local file and shared with nobody.
///
/// Without a subcommand the dashboard opens: on your accounts, or on a sandbox of five simulated banks when there are none yet.
#[derive(Debug, Parser)]
#[command(name = "passbook", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Line {
    #[command(flatten)]
    pub global: Global,
    /// Print a view of the dashboard as plain lines, for a screen reader: accounts, transactions, merchants, ...
    #[arg(long, value_name = "VIEW", conflicts_with_all = ["json", "csv"])]
    pub plain: Option<String>,
    /// With --plain: only what the filter of the dashboard finds, see docs/query.md
    #[arg(long, value_name = "QUERY", requires = "plain")]
    pub filter: Option<String>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 done · 1 failed, standard error says why · 2 command line, config or terminal not usable · \
3 done in part, some connection or file failed · 4 another passbook holds the store · 128+n ended by signal n";

/// Options that stand before or behind the subcommand.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Config file [default: the one that `passbook config path` names]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the store [default: this system's place for application data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Open the simulated banks, in memory, whatever accounts there are
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// What happens in the sandbox today; `--scenario help` lists them
    #[arg(long, global = true, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Another number makes another simulated person
    #[arg(long, global = true, value_name = "N")]
    pub seed: Option<u64>,
    /// The day that ages, periods, sync windows and quotas count from, at noon [default: now]
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub today: Option<NaiveDate>,
    /// Open no socket: show what is stored
    #[arg(long, global = true)]
    pub offline: bool,
    /// Change nothing: no sync, no edit
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Print JSON, `"schema": 1`
    #[arg(long, global = true, conflicts_with = "csv")]
    pub json: bool,
    /// Print CSV with a header row
    #[arg(long, global = true)]
    pub csv: bool,
}

impl Global {
    /// True when an option speaks of simulated banks.
    pub fn names_sandbox(&self) -> bool {
        self.sandbox || self.seed.is_some() || self.scenario.is_some()
    }
}

/// What to do instead of opening the dashboard.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Link a bank; secrets come from a prompt without echo or from standard input, never from an argument
    Connect(ConnectArgs),
    /// Fetch from every connection, or from those named; for a person, cron or a timer
    Sync {
        /// Names of connections
        connections: Vec<String>,
        /// Only those whose time has come: for a timer, which then may run often
        #[arg(long)]
        due: bool,
    },
    /// End a bank's consent, forget its secret and take it out of the config; its accounts and their history stay
    Disconnect(Disconnect),
    /// Connections that there are
    #[command(subcommand)]
    Connection(ConnectionCommand),
    /// Who was told what: hosts, requests, rows, consents; and the hosts that can be contacted at all
    Sharing(SharingArgs),
    /// Accounts with balances and their age
    Accounts {
        /// Say of each balance where it comes from
        #[arg(long)]
        explain: bool,
    },
    /// Transactions, newest first; `transactions set` says something of one
    #[command(args_conflicts_with_subcommands = true)]
    Transactions {
        #[command(subcommand)]
        command: Option<TransactionsCommand>,
        /// Only this account: its id (a3), number's tail or name
        #[arg(long)]
        account: Option<String>,
        /// A month (2026-11), a year (2026), two days (2026-01-15..2026-02-14) or all
        #[arg(long, default_value = "all")]
        period: Period,
        /// Only what the filter of the dashboard finds: netflix, `merchant:shell amount:>50`, see docs/query.md
        #[arg(long, visible_alias = "filter")]
        query: Option<String>,
        /// At most so many, the newest
        #[arg(long)]
        limit: Option<usize>,
    },
    /// Spending by merchant; `merchants rename` gives one another name
    Merchants {
        /// A month (2026-11), a year (2026), two days or all [default: this month]
        #[arg(long)]
        period: Option<Period>,
        /// Say of each where it comes from
        #[arg(long)]
        explain: bool,
        #[command(subcommand)]
        command: Option<super::rename::MerchantsCommand>,
    },
    /// Rules of your own: which rows are of which category, or another merchant's
    #[command(subcommand)]
    Rules(super::rules::RulesCommand),
    /// Subscriptions, bills and wages: how often, until when, when next and for how much
    Recurring {
        #[command(subcommand)]
        command: Option<RecurringCommand>,
        /// Say of each where it comes from
        #[arg(long)]
        explain: bool,
    },
    /// Money in, out and kept, month by month; the running month as it will end, and the bills of the next 30 days
    Cashflow {
        /// A month (2026-11), a year (2026), two days or all [default: the last twelve months]
        #[arg(long)]
        period: Option<Period>,
        /// Say of each month where it comes from
        #[arg(long)]
        explain: bool,
    },
    /// What is owned less what is owed at the end of each month; ~ marks what was worked out from rows
    Networth {
        /// A month (2026-11), a year (2026), two days or all [default: the last twelve months]
        #[arg(long)]
        period: Option<Period>,
        /// Say of each account where its balance comes from
        #[arg(long)]
        explain: bool,
    },
    /// What looks wrong: odd charges, doubled ones, fees, prices that rose, balances that will not do
    #[command(args_conflicts_with_subcommands = true)]
    Alerts {
        #[command(subcommand)]
        command: Option<AlertsCommand>,
        /// A month (2026-11), a year (2026), two days or all
        #[arg(long, default_value = "all")]
        period: Period,
        /// Say of each where it comes from
        #[arg(long)]
        explain: bool,
    },
    /// Read statement files into the store
    Import(Import),
    /// Write accounts and transactions for another program; `--format json` is the whole book, which `import` takes back
    Export(Export),
    /// Verify every record, the manifest and the counts of the store
    Check {
        /// What `passbook sandbox truth` printed: also print rows that are LOST or DOUBLED
        #[arg(long, value_name = "FILE")]
        truth: Option<PathBuf>,
    },
    /// The config file
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Read raw descriptors from standard input, one a line; print raw,merchant,category as CSV, with --json all that was read
    Describe {
        /// A table with the reason beside each
        #[arg(long, conflicts_with_all = ["json", "csv"])]
        explain: bool,
    },
    /// Movements between own accounts
    #[command(subcommand)]
    Transfers(TransfersCommand),
    /// The simulated banks
    #[command(subcommand)]
    Sandbox(SandboxCommand),
}

/// `passbook export ...`
#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    #[arg(long, value_enum)]
    pub format: ExportFormat,
    /// Only this account: its id (a3), number's tail or name; may be given again
    #[arg(long)]
    pub account: Vec<String>,
    /// A month (2026-11), a year (2026), two days (2026-01-15..2026-02-14) or all
    #[arg(long, default_value = "all")]
    pub period: Period,
    /// Only transactions of this category: `FOOD_AND_DRINK` or `food & drink`
    #[arg(long)]
    pub category: Option<String>,
    /// Only transactions of this merchant, by its name or a part of it
    #[arg(long)]
    pub merchant: Option<String>,
    /// Only what the filter of the dashboard finds: netflix, `merchant:shell amount:>50`, see docs/query.md
    #[arg(long, visible_alias = "filter", alias = "text")]
    pub query: Option<String>,
    /// Where to write it, for your eyes only (mode 0600) [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A table of transactions
    Csv,
    /// The whole book, edits and history too
    Json,
    /// OFX 2: posted transactions and balances
    Ofx,
    /// Posted transactions, for older programs
    Qif,
    /// A journal of hledger
    Hledger,
    /// A journal of ledger
    Ledger,
    /// A ledger of beancount
    Beancount,
    /// An ordinary database, not encrypted; needs --output
    Sqlite,
}

/// `passbook import ...`
#[derive(Debug, Args)]
pub struct Import {
    #[arg(required_unless_present_any = ["undo", "layout"])]
    pub files: Vec<PathBuf>,
    /// Say what the files hold; open no store
    #[arg(long)]
    pub dry_run: bool,
    /// The account that the files are of: its id (a3), number's tail or name; a new name makes a new account
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    #[command(flatten)]
    pub hints: super::import::Hints,
    /// Ask nothing: take what is open as it is likeliest
    #[arg(long)]
    pub yes: bool,
    /// Take the last import back, all its files; again, the one before
    #[arg(long, conflicts_with_all = ["files", "dry_run", "account", "yes", "Hints"])]
    pub undo: bool,
}

/// `passbook connect ...`
#[derive(Debug, Args)]
pub struct ConnectArgs {
    /// Kind of connection; `passbook connect help` lists them
    pub kind: String,
    /// Its name in the config [default: the kind]
    #[arg(long)]
    pub name: Option<String>,
    /// Ask nothing: take the fields from this TOML file, - for standard input
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Lead the kind to this address, such as a `passbook sandbox serve` on this machine
    #[arg(long, value_name = "URL", conflicts_with = "test")]
    pub at: Option<String>,
    /// Lead it to the provider's own sandbox
    #[arg(long)]
    pub test: bool,
    /// Leave the first answer to the next sync, instead of trying the connection at once
    #[arg(long)]
    pub later: bool,
    /// A token that was pasted where it must not be: refused in words that do not repeat it
    #[arg(hide = true)]
    pub stray: Vec<String>,
}

/// `passbook config ...`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Where it lies
    Path,
    /// Say whether it can be used, with line and column where not
    Check,
    /// The commented config with every default
    PrintDefault,
}

/// `passbook sandbox ...`
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Every row of the simulated world as it stands today, as JSON, for `passbook check --truth`
    Truth,
    /// Serve the simulated banks on 127.0.0.1, through the protocol of every provider; prints the address
    Serve {
        /// Port; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Let a virtual minute pass in each second, as in the dashboard
        #[arg(long)]
        live: bool,
        /// Speak TLS, with an authority made for this run; its certificate and a client's go into sandbox-tls of the data directory
        #[arg(long)]
        tls: bool,
    },
    /// Print as TOML what `passbook connect KIND --answers -` must be told to link to a running `sandbox serve`
    Answers {
        /// Kind of connection
        kind: String,
        /// Port of the server
        #[arg(long)]
        port: u16,
        /// Of a kind that links one bank at a time: which [default: the first]
        #[arg(long)]
        bank: Option<String>,
        /// The server speaks TLS
        #[arg(long)]
        tls: bool,
    },
}
