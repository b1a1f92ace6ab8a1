//! How plans are shown: the format that was asked for, and what surrounds a plan in it.

use std::collections::BTreeMap;

use super::super::args::{Format, Global};
use super::super::checkout;
use super::super::output;
use super::super::session::{self, Session};
use super::plan::json;
use crate::desired::Repository;
use crate::execute::StepResult;
use crate::model::{Origin, RegistryName};
use crate::plan::Plan;
use crate::report::{self, AppliedJson, Paint, PlanJson, Setting};

/// What surrounds the plans of a command.
pub(super) struct View<'a> {
    format: Format,
    repository: &'a Repository,
    name: String,
    revision: Option<String>,
    edited: bool,
    now: jiff::Timestamp,
    pace: BTreeMap<RegistryName, u32>,
    paint: Paint,
    full: bool,
    partial: bool,
}

impl<'a> View<'a> {
    pub(super) fn of(global: &Global, session: &'a Session, full: bool, paint: Paint) -> Self {
        let repository = &session.repository;
        let registries = repository.settings.registries.iter();
        let pace = registries.map(|(name, settings)| (name.clone(), settings.pace.per_second));
        let revision = checkout::revision(&repository.root);
        Self {
            format: global.output,
            repository,
            name: session::name(&repository.root),
            edited: revision.is_some() && checkout::is_edited(repository),
            revision,
            now: session.clock.now(),
            // The built-in registry takes requests as they come.
            pace: if global.simulate {
                BTreeMap::new()
            } else {
                pace.collect()
            },
            paint,
            full,
            partial: false,
        }
    }

    /// The same, of a run that does what no objection is about, or does not.
    pub(super) fn partly(self, partial: bool) -> Self {
        Self { partial, ..self }
    }

    fn with<T>(&self, show: impl FnOnce(&Setting<'_>) -> T) -> T {
        let locate = |origin: &Origin| self.repository.locate(origin);
        show(&Setting {
            repository: &self.name,
            revision: self.revision.clone(),
            edited: self.edited,
            now: self.now,
            paint: self.paint,
            width: output::width(),
            full: self.full,
            partial: self.partial,
            warnings: &self.repository.warnings,
            pace: &self.pace,
            locate: &locate,
        })
    }

    /// A plan.
    pub(super) fn plan(&self, plan: &Plan) -> String {
        self.with(|setting| match self.format {
            Format::Json => json(&PlanJson::new(plan, setting)),
            Format::Markdown => report::plan_markdown(plan, setting),
            Format::Text | Format::Github
                if plan.is_empty() && plan.objections.is_empty() && !plan.is_limited() =>
            {
                report::nothing_to_do(plan, setting)
            }
            Format::Text | Format::Github => report::plan_text(plan, setting),
        })
    }

    /// A run, for programs.
    pub(super) fn applied(&self, plan: &Plan, results: &[StepResult]) -> String {
        let plan = self.with(|setting| PlanJson::new(plan, setting));
        json(&AppliedJson::new(plan, results))
    }
}
