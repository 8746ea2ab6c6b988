//! The command line, one file a subcommand: plan the session, open the store, print. Data goes to standard output, words to standard
//! error, exit codes are in `exit`.

mod accounts;
mod alerts;
mod answers;
mod args;
mod cashflow;
mod check;
mod config;
mod connect;
mod connection;
mod converted;
mod dashboard;
mod derivation;
mod describe;
mod exit;
mod export;
mod figures;
mod files;
mod hand;
mod import;
mod json;
mod limits;
mod look;
mod merchants;
mod moving;
mod networth;
mod output;
mod plain;
mod recurring;
mod rename;
mod replay;
mod replay_charges;
mod rules;
mod sandbox;
mod serve;
mod session;
mod sharing;
mod sides;
mod streams;
mod sync;
mod transactions;
mod transfers;

use std::process::ExitCode;

use clap::Parser;

use args::{Command, Global, Line};
use exit::Failure;
use figures::{AlertsCommand, TransactionsCommand};

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    crate::store::keep_files_private();
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // help and version are data and go to standard output, with exit 0
            let code = if error.use_stderr() { exit::UNUSABLE } else { exit::DONE };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    if line.global.scenario.as_deref() == Some("help") {
        return exit::end(sandbox::scenarios());
    }
    if let Some(view) = &line.plain {
        return exit::end(plain::run(&line.global, view, line.filter.as_deref()));
    }
    exit::end(carry_out(&line.global, line.command.as_ref()))
}

fn carry_out(global: &Global, command: Option<&Command>) -> Result<u8, Failure> {
    let Some(command) = command else { return dashboard::run(global) };
    match command {
        Command::Connect(wanted) => connect::run(global, wanted),
        Command::Disconnect(wanted) => connection::disconnect(global, wanted),
        Command::Connection(command) => connection::run(global, command),
        Command::Sharing(wanted) => sharing::run(global, wanted),
        Command::Sync { connections, due } => sync::run(global, connections, *due),
        Command::Accounts { explain } => accounts::run(global, *explain),
        Command::Transactions { command: Some(TransactionsCommand::Set(wanted)), .. } => hand::set(global, wanted),
        Command::Transactions { command: None, account, period, query, limit } => {
            let (account, query) = (account.as_deref(), query.as_deref());
            let wanted = transactions::Wanted { account, period: *period, query, limit: *limit };
            transactions::run(global, &wanted)
        }
        Command::Merchants { period, explain, command: None } => merchants::run(global, *period, *explain),
        Command::Merchants { command: Some(command), .. } => rename::run(global, command),
        Command::Rules(command) => rules::run(global, command),
        Command::Cashflow { period, explain } => cashflow::run(global, *period, *explain),
        Command::Networth { period, explain } => networth::run(global, *period, *explain),
        Command::Recurring { command: None, explain } => recurring::run(global, *explain),
        Command::Recurring { command: Some(command), .. } => recurring::carry_out(global, command),
        Command::Import(wanted) => import::run(global, wanted),
        Command::Export(wanted) => export::run(global, wanted),
        Command::Alerts { command: None, period, explain } => alerts::run(global, *period, *explain),
        Command::Alerts { command: Some(AlertsCommand::Replay { file }), .. } => replay_charges::run(global, file),
        Command::Alerts { command: Some(AlertsCommand::Answer { key, word, undo }), .. } => {
            alerts::answer(global, key, *word, *undo)
        }
        Command::Check { truth } => check::run(global, truth.as_deref()),
        Command::Config(command) => config::run(global, command),
        Command::Describe { explain } => describe::run(global, *explain),
        Command::Transfers(command) => transfers::run(global, command),
        Command::Sandbox(command) => sandbox::run(global, command),
    }
}
