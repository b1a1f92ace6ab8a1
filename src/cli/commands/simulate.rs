//! `swipd simulate`: a local registry with the real one's rules.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::super::args::{DialectChoice, SimulateArguments};
use super::super::output;
use super::super::{Report, chained};
use crate::clock::SystemClock;
use crate::diagnostic;
use crate::simulator::{Dialect, Options, Seed, Simulator, serve};
use crate::yaml::SourceText;

pub(in crate::cli) async fn simulate(arguments: SimulateArguments) -> Report {
    match simulated(arguments).await {
        Ok(()) => Report::done(""),
        Err(why) => Report::failed(why),
    }
}

async fn simulated(arguments: SimulateArguments) -> Result<(), String> {
    let listen = arguments.listen;
    if !listen.ip().is_loopback() {
        return Err(format!(
            "--listen {listen}: the simulator listens on loopback only; it asks nobody who they are"
        ));
    }
    let simulator = opened(arguments)?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("can not listen on {listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let shutdown = CancellationToken::new();
    let mut end = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    if !output::out(&format!("listening on http://{address}")) {
        return Err("nobody would learn the address; the simulator did not start".to_owned());
    }
    let serving = serve(listener, simulator, shutdown.clone());
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => return served.map_err(|error| chained(&error)),
        _ = end.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    shutdown.cancel();
    serving.await.map_err(|error| chained(&error))
}

/// The simulator with its state and faults.
fn opened(arguments: SimulateArguments) -> Result<Simulator, String> {
    let SimulateArguments {
        listen: _,
        seed,
        data,
        latency,
        rate,
        faults,
        dialect,
        ticket_delay,
        public_lag,
        assume,
    } = arguments;
    let seed = seed.map(|path| read_seed(&path)).transpose()?;
    if seed.is_none() && data.is_none() {
        return Err(
            "say what is registered: --seed FILE, or --data DIR with the state of an earlier run"
                .to_owned(),
        );
    }
    let usual = Options::default();
    let mut options = Options {
        data,
        latency: latency.unwrap_or_default(),
        rate,
        dialect: match dialect {
            DialectChoice::Current => Dialect::Current,
            DialectChoice::Legacy => Dialect::Legacy,
        },
        ticket_delay: ticket_delay.unwrap_or(usual.ticket_delay),
        public_lag: public_lag.unwrap_or(usual.public_lag),
        ..usual
    };
    for assumption in assume {
        assumption.apply(&mut options);
    }
    let simulator = Simulator::open(seed, options, Arc::new(SystemClock::new()))
        .map_err(|error| chained(&error))?;
    if let Some(path) = faults {
        let script = std::fs::read_to_string(&path)
            .map_err(|error| format!("can not read {}: {error}", path.display()))?;
        simulator
            .set_faults(&script)
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(simulator)
}

fn read_seed(path: &std::path::Path) -> Result<Seed, String> {
    let name = path.display().to_string();
    let source = SourceText::open(path, name).map_err(|refused| diagnostic::text(&[refused]))?;
    Seed::read(&source).map_err(|mistakes| diagnostic::text(&mistakes))
}
