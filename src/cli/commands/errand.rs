//! One write that a person asks for by a command of its own: everything around it is that of a sweep.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::super::Report;
use super::super::args::{At, Global};
use super::super::checkout;
use super::super::output;
use super::super::session::{self, Session};
use crate::execute::{Event, StepResult};
use crate::journal::Journal;
use crate::model::RegistryName;
use crate::registries::Account;
use crate::registry::arin::asked::Asked;
use crate::sync::{self, Means, Run};

/// An open journal, and the account that the command is about.
pub(super) struct Errand<'a> {
    pub(super) global: &'a Global,
    pub(super) session: &'a Session,
    pub(super) journal: Journal,
    pub(super) registry: RegistryName,
    pub(super) account: Account,
}

impl<'a> Errand<'a> {
    /// Opens the journal and settles what earlier runs left open.
    pub(super) async fn begin(
        global: &'a Global,
        session: &'a Session,
        at: &At,
    ) -> Result<Self, Report> {
        let (registry, account) = session.account(at.registry.as_deref())?;
        let clock = Arc::clone(&session.clock);
        let journal = Journal::open(&session.journal(), clock, &session::host())
            .map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
        sync::clear_up(&session.registries, &journal, &|line| output::err(line))
            .await
            .map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
        Ok(Self {
            global,
            session,
            journal,
            registry: registry.clone(),
            account: account.clone(),
        })
    }

    /// Sends it: journalled, once, settled where the reply was lost.
    pub(super) async fn ask(&self, asked: &Asked) -> Result<StepResult, Report> {
        let step = asked
            .step(&self.registry)
            .map_err(|error| Report::failed(error.to_string()))?;
        let run = Run {
            user: session::user(),
            revision: checkout::revision(&self.global.repository),
            ..Run::default()
        };
        let means = Means {
            registries: self.session.registries.clone(),
            journal: self.journal.clone(),
            clock: Arc::clone(&self.session.clock),
            stop: CancellationToken::new(),
            tell: Box::new(|event| {
                if let Event::Waiting { why, wait, .. } = event
                    && wait.as_secs() >= 1
                {
                    output::err(&format!("  . {why}; goes on in {} s", wait.as_secs()));
                }
            }),
        };
        sync::ask(step, run, means)
            .await
            .map_err(|error| Report::failed(error.to_string()))
    }

    /// Leaves the journal in order.
    pub(super) async fn end(self, report: Result<Report, Report>) -> Report {
        let report = report.unwrap_or_else(|report| report);
        match self.journal.close().await {
            Ok(()) => report,
            Err(error) => Report {
                out: report.out,
                ..Report::failed(error.to_string())
            },
        }
    }
}
