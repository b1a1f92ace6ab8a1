//! The command line: what was typed, what runs, what is printed, and how it ends.
//!
//! Commands return a `Report` and never print by themselves, but for progress; `main` alone exits.

mod args;
mod checkout;
mod commands;
mod exit;
mod logs;
mod output;
mod plan_file;
mod save;
mod scope;
mod session;
mod snapshot_file;

use std::process::ExitCode;

use clap::Parser;

use crate::report::Paint;

pub use exit::ExitStatus;

use args::{Arguments, Command, Global};

/// What a command has to say, and how it ended.
pub(crate) struct Report {
    status: ExitStatus,
    /// The result, for stdout.
    out: String,
    /// Everything else, for stderr.
    err: String,
}

impl Report {
    fn done(out: impl Into<String>) -> Self {
        Self {
            status: ExitStatus::Done,
            out: out.into(),
            err: String::new(),
        }
    }

    fn failed(err: impl Into<String>) -> Self {
        Self {
            status: ExitStatus::Failed,
            out: String::new(),
            err: err.into(),
        }
    }
}

/// An error and its cause, in one line.
fn chained(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// Runs the program: reads the arguments, runs the command, prints.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let wanted = !error.use_stderr();
            // Nobody is left to tell when this can not be printed.
            let _ = error.print();
            return if wanted {
                ExitStatus::Done
            } else {
                ExitStatus::Failed
            }
            .into();
        }
    };
    quiet_cache_panics();
    let paint = output::paint(arguments.global.color);
    if let Err(error) = logs::begin(&arguments.global) {
        output::err(&error);
        return ExitStatus::Failed.into();
    }
    let report = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => {
            let report = runtime.block_on(run(arguments, paint));
            // Tasks that were told to stop get a moment; nothing else may keep the program alive.
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
            report
        }
        Err(error) => Report::failed(format!("swipd can not start: {error}")),
    };
    output::err(&report.err);
    if !output::out(&report.out) {
        return ExitStatus::Failed.into();
    }
    report.status.into()
}

async fn run(arguments: Arguments, paint: Paint) -> Report {
    let global = arguments.global;
    match arguments.command {
        Command::Init => commands::init(&global),
        Command::Validate => commands::validate(&global),
        Command::Plan(plan) => commands::plan(&global, &plan, paint).await,
        Command::Apply(apply) => commands::apply(&global, &apply, paint).await,
        Command::Prune(prune) => commands::prune(&global, &prune, paint).await,
        Command::Status => commands::status(&global),
        Command::Get(get) => commands::get(&global, &get).await,
        Command::Find(find) => commands::find(&global, &find).await,
        Command::Tickets(tickets) => commands::tickets(&global, &tickets).await,
        Command::Report(report) => commands::report(&global, &report).await,
        Command::State { command } => commands::state(&global, &command).await,
        Command::Simulate(simulate) => commands::simulate(simulate).await,
        Command::Explain { code } => commands::explain(&global, code.as_deref()),
        Command::Schema { of } => commands::schema(of),
    }
}

/// A damaged cache makes its library panic. That is caught and survived, so it need not be announced.
fn quiet_cache_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(crate::store::CACHE_THREAD) {
            usual(panic);
        }
    }));
}

pub(crate) use args::Format;

impl Global {
    fn json(&self) -> bool {
        self.output == Format::Json
    }
}
