//! A program of the person's own, which prints accounts and transactions as JSON: the way to a bank that no protocol of ours reaches.
//! What it prints is held to the same rules as a bank's answer; `docs/banks/command.md` says in which form.
//!
//! It is started without a shell, with the environment emptied but for a few words, in the person's home folder, with a limit on its time
//! and on what it may print; when it takes too long, or nobody waits for it any more, it ends with everything that it started.

mod process;
mod read;
mod wire;

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{
    Asking, Connector, Dialog, Field, FieldKind, Linked, Linking, PullError, Registered, Request, Revoked, Setting,
    Settings, Whom,
};
use crate::domain::{Batch, Clean, Heard, Policy, ProblemKind, Secret};
use process::Program;

const COMMAND: Field = Field {
    key: "command",
    kind: FieldKind::List,
    required: true,
    help: "the program and its arguments, which is run without a shell",
};
const SECRET: Field = Field {
    key: "secret",
    kind: FieldKind::Secret,
    required: false,
    help: "what the program reads as the one line of its standard input, if it needs a password; empty if not",
};

/// Its row in the table of connectors. What it costs to run is for the person to know: an hour between two runs is our own measure.
pub const REGISTERED: Registered = Registered {
    kind: "command",
    about: "a program of your own that prints accounts and transactions as JSON",
    reads: "what the program prints",
    fields: &[COMMAND, SECRET],
    policy: Policy { requests_per_day: None, every_minutes: Some(60), overlap_days: 10, history_days: 730 },
    places: None,
    connector: || Box::new(Command::default()),
};

/// The connector.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    limits: Limits,
}

/// How long a program may take, and how much it may say.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub time: Duration,
    /// Bytes on its standard output.
    pub output: usize,
}

impl Default for Command {
    fn default() -> Self {
        Self { limits: Limits { time: Duration::from_secs(30), output: 16 * 1024 * 1024 } }
    }
}

impl Command {
    /// With other limits than the usual ones.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits }
    }

    async fn run(&self, request: &Request) -> Result<Batch, PullError> {
        // refused under --offline: what the program reaches is not known here
        let argv = argv(&request.settings)?;
        let days = Some((request.since, request.clock.today));
        let asking = Asking { whom: whom(&argv), purpose: None, days };
        let number = request.host.spend(&asking).await?;
        let program = Program {
            argv,
            words: vec![
                ("PASSBOOK_CONNECTION", request.connection.to_string()),
                ("PASSBOOK_SINCE", request.since.to_string()),
                ("PASSBOOK_TODAY", request.clock.today.to_string()),
            ],
            secret: request.secret.clone(),
        };
        let printed = process::run(program, self.limits).await;
        let (heard, bytes) = printed.as_ref().map_or((Heard::Broken, 0), |text| (Heard::Answered, text.len()));
        request.host.heard(number, heard, u64::try_from(bytes).unwrap_or(u64::MAX)).await;
        read::batch(&printed?, request)
    }
}

/// The program as it stands on record: by the name of its file.
fn whom(argv: &[String]) -> Whom {
    Whom::Program(process::name(argv))
}

/// The program and its arguments.
fn argv(settings: &Settings) -> Result<Vec<String>, PullError> {
    let argv = match settings.get(COMMAND.key) {
        Some(Setting::List(argv)) => argv.clone(),
        _ => Vec::new(),
    };
    if argv.first().is_none_or(String::is_empty) {
        let words = "the connection names no program: set command = [\"/path/to/program\", \"argument\"] in the config";
        return Err(PullError::new(ProblemKind::Config, words));
    }
    Ok(argv)
}

impl Connector for Command {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        _linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(async move {
            let given = dialog.ask(&COMMAND)?;
            let lines = given.as_ref().map_or("", |given| given.expose()).lines();
            let list = lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            let settings = Settings::from([(COMMAND.key.to_owned(), Setting::List(list))]);
            argv(&settings)?;
            Ok(Linked { secret: dialog.ask(&SECRET)?, settings })
        })
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.run(request))
    }

    fn implied(&self, settings: &Settings, _secret: Option<&Secret>) -> Vec<Whom> {
        argv(settings).map(|argv| whom(&argv)).into_iter().collect()
    }

    fn revoke<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        let words = "no bank to tell: what the program itself has access to is ended where it was given";
        Box::pin(std::future::ready(Ok(Revoked::GoTo(Clean::new(words)))))
    }
}
