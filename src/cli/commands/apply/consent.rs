//! Asking before anything is sent.

use std::collections::BTreeMap;

use super::super::super::Report;
use super::super::super::output;
use crate::model::RegistryName;
use crate::report::Question;
use crate::settings::Settings;

/// Whether a person agreed.
pub(super) enum Consent {
    /// Go on.
    Given,
    /// Stop, with what to say.
    Refused(Report),
}

/// Asks on the terminal.
pub(super) fn ask(question: &Question) -> Consent {
    match output::ask(&question.text) {
        None => Consent::Refused(Report::failed(
            "apply asks, and there is no terminal; nothing was sent",
        )),
        Some(answer) if question.agrees(&answer) => Consent::Given,
        Some(_) => Consent::Refused(Report::failed("stopped; nothing was sent")),
    }
}

/// The machine of each registry, as a person would look for it.
pub(super) fn hosts(settings: &Settings) -> BTreeMap<RegistryName, String> {
    let host = |url: &str| {
        let (_, rest) = url.split_once("://").unwrap_or(("", url));
        rest.split('/').next().unwrap_or_default().to_owned()
    };
    let registries = settings.registries.iter();
    registries
        .map(|(name, registry)| (name.clone(), host(&registry.url)))
        .collect()
}
