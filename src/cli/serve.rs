//! `passbook sandbox serve` and `passbook sandbox answers`: the simulated banks over HTTP on this machine, and how to link to them.

use std::sync::Arc;

use anyhow::Context;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::output;
use crate::config;
use crate::connectors::http::{Call, Http, Limits, Url};
use crate::connectors::{Asking, Host, PullError};
use crate::domain::{Heard, Secret};
use crate::loopback::Listener;
use crate::runtime::{self, Wall};
use crate::sandbox::Scenario;
use crate::sandbox::serve::{FACES, State, serve};

/// Serves until the process is ended.
pub fn run(global: &Global, port: u16, live: bool) -> Result<u8, Failure> {
    if global.offline {
        return Err(unusable("--offline opens no socket, and serving needs one: leave one of them out".into()));
    }
    let usual = config::Sandbox::default();
    let name = global.scenario.as_ref().unwrap_or(&usual.scenario);
    let scenario = Scenario::from_name(name).ok_or_else(|| unusable(runtime::unknown_scenario(name)))?;
    let wall = Wall::new(global.today);
    let state = State::new(global.seed.unwrap_or(usual.seed), scenario, wall.read(), live);
    let listener = Listener::open(port).map_err(|error| {
        unusable(format!("port {port} of this machine cannot be had: {error}; --port 0 takes a free one"))
    })?;
    let address = format!("http://127.0.0.1:{}\n", listener.port());
    let serving = serve(listener, state, move || wall.read()).context("no thread could be started")?;
    output::data(&address).map_err(anyhow::Error::from)?;
    serving.join();
    Ok(exit::DONE)
}

/// Asks a running server how to link to it.
pub fn answers(kind: &str, port: u16, bank: Option<&str>) -> Result<u8, Failure> {
    if !FACES.iter().any(|face| face.kind == kind) {
        let kinds: Vec<_> = FACES.iter().map(|face| face.kind).collect();
        return Err(unusable(format!(
            "the sandbox speaks no protocol of that name: expected one of {}",
            kinds.join(", ")
        )));
    }
    let told = ask(port, kind)?;
    let found = told.iter().find(|answers| bank.is_none() || answers.bank.as_deref() == bank).ok_or_else(|| {
        let banks: Vec<_> = told.iter().filter_map(|answers| answers.bank.as_deref()).collect();
        unusable(format!("no such bank behind {kind}: expected one of {}", banks.join(", ")))
    })?;
    output::data(&found.fields.to_string()).map_err(anyhow::Error::from)?;
    Ok(exit::DONE)
}

/// One connection's answers, as the server tells them.
#[derive(Deserialize)]
struct Told {
    bank: Option<String>,
    fields: toml::Table,
}

fn ask(port: u16, kind: &str) -> Result<Vec<Told>, Failure> {
    let (url, _) = Url::parse(&format!("http://127.0.0.1:{port}/sandbox/answers/{kind}")).context("no such port")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("no task could run")?;
    let http = Http::new(&[&url], Limits::default(), Arc::new(Uncounted));
    let answer = runtime.block_on(http.send(&Call::get(url)));
    runtime.shutdown_background();
    let answer = answer.map_err(|error| {
        unusable(format!("no sandbox answers on port {port} ({error}): start `passbook sandbox serve --port {port}`"))
    })?;
    Ok(serde_json::from_slice(&answer.body).context("the sandbox's answers are no answers")?)
}

/// Nobody counts what is asked of this machine.
struct Uncounted;

impl Host for Uncounted {
    fn spend<'a>(&'a self, _asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>> {
        Box::pin(std::future::ready(Ok(0)))
    }

    fn heard(&self, _request: u64, _heard: Heard, _bytes: u64) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn keep_secret(&self, _secret: &Secret) -> BoxFuture<'_, Result<(), PullError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn progress(&self, _done: u32, _of: u32) {}

    fn random(&self) -> u64 {
        runtime::random_number()
    }

    fn unguessable(&self) -> Result<String, PullError> {
        runtime::unguessable()
    }
}
