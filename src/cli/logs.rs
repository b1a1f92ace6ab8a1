//! Logs go to stderr, as text or JSON. Only our own are let through: the libraries below log URLs, and in
//! query mode a URL holds the key.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use super::args::{Global, LogFormat};

/// Begins to log. `-v` and the variable `SWIPD_LOG` (`info`, `debug`, `trace`) say how much.
pub(super) fn begin(global: &Global) -> Result<(), String> {
    let flag = match global.verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let level = match variable("SWIPD_LOG") {
        None => flag,
        Some(text) => text
            .parse::<LevelFilter>()
            .map_err(|_| {
                format!("SWIPD_LOG is \"{text}\"; it takes error, warn, info, debug or trace")
            })?
            .max(flag),
    };
    let ours = Targets::new().with_target("swipd", level);
    let layer = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false);
    let registry = tracing_subscriber::registry();
    let begun = match global.log_format {
        LogFormat::Text => registry.with(layer.with_filter(ours)).try_init(),
        LogFormat::Json => registry.with(layer.json().with_filter(ours)).try_init(),
    };
    begun.map_err(|error| format!("logs can not be written: {error}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
