//! `passbook sandbox serve` and `passbook sandbox answers`: the simulated banks over HTTP on this machine, and how to link to them.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::output;
use super::session::find_paths;
use crate::config;
use crate::connectors::http::{Call, Http, Limits, Tls, Url};
use crate::connectors::{Asking, CA, Host, PullError, Setting, Settings};
use crate::domain::{Heard, Secret};
use crate::loopback::{Authority, Listener};
use crate::runtime::{self, Wall};
use crate::sandbox::Scenario;
use crate::sandbox::serve::{Certificates, FACES, State, serve};

/// Serves until the process is ended.
pub fn run(global: &Global, port: u16, live: bool, tls: bool) -> Result<u8, Failure> {
    if global.offline {
        return Err(unusable("--offline opens no socket, and serving needs one: leave one of them out".into()));
    }
    let usual = config::Sandbox::default();
    let name = global.scenario.as_ref().unwrap_or(&usual.scenario);
    let scenario = Scenario::from_name(name).ok_or_else(|| unusable(runtime::unknown_scenario(name)))?;
    let wall = Wall::new(global.today);
    let mut state = State::new(global.seed.unwrap_or(usual.seed), scenario, wall.read(), live);
    let mut listener = Listener::open(port).map_err(|error| {
        unusable(format!("port {port} of this machine cannot be had: {error}; --port 0 takes a free one"))
    })?;
    if tls {
        let authority = Authority::new().context("no certificates could be made")?;
        state = state.with_certificates(written(global, &authority)?);
        listener = listener.with_tls(authority);
    }
    let scheme = if tls { "https" } else { "http" };
    let address = format!("{scheme}://127.0.0.1:{}\n", listener.port());
    let serving = serve(listener, state, move || wall.read()).context("no thread could be started")?;
    output::data(&address).map_err(anyhow::Error::from)?;
    serving.join();
    Ok(exit::DONE)
}

/// Where the PEM files of a server that speaks TLS are.
fn certificates(global: &Global) -> Result<Certificates, Failure> {
    let folder = find_paths(global)?.data.join("sandbox-tls");
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    Ok(Certificates { authority: file("ca.pem"), client: file("certificate.pem"), client_key: file("private_key.pem") })
}

/// Writes them, for the person alone. The authority's own key is written nowhere.
fn written(global: &Global, authority: &Authority) -> Result<Certificates, Failure> {
    let files = certificates(global)?;
    let (client, client_key) = authority.client();
    for (path, text) in
        [(&files.authority, authority.certificate()), (&files.client, client), (&files.client_key, client_key)]
    {
        let write = || {
            let folder = Path::new(path).parent().unwrap_or(Path::new("."));
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            let beside = Path::new(path).with_extension("pem.new");
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
            file.write_all(text.as_bytes())?;
            fs::rename(&beside, path)
        };
        write().map_err(|error| unusable(format!("{path} could not be written: {error}")))?;
    }
    Ok(files)
}

/// Asks a running server how to link to it.
pub fn answers(global: &Global, kind: &str, port: u16, bank: Option<&str>, tls: bool) -> Result<u8, Failure> {
    if !FACES.iter().any(|face| face.kind == kind) {
        let kinds: Vec<_> = FACES.iter().map(|face| face.kind).collect();
        return Err(unusable(format!(
            "the sandbox speaks no protocol of that name: expected one of {}",
            kinds.join(", ")
        )));
    }
    let authority = if tls { Some(certificates(global)?.authority) } else { None };
    let told = ask(port, kind, authority.as_deref())?;
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

fn ask(port: u16, kind: &str, authority: Option<&str>) -> Result<Vec<Told>, Failure> {
    let scheme = if authority.is_some() { "https" } else { "http" };
    let (url, _) =
        Url::parse(&format!("{scheme}://127.0.0.1:{port}/sandbox/answers/{kind}")).context("no such port")?;
    let mut settings = Settings::new();
    if let Some(path) = authority {
        let text = fs::read_to_string(path).map_err(|error| {
            unusable(format!("{path} could not be read: {error}; `passbook sandbox serve --tls` writes it"))
        })?;
        settings.insert(CA.key.to_owned(), Setting::Text(text));
    }
    let tls = Tls::of(&settings).map_err(|error| unusable(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("no task could run")?;
    let http = Http::new(&[&url], Limits::default(), Arc::new(Uncounted)).with_tls(tls);
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
