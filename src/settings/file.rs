//! `swipd.yaml` as it is written: plain texts and numbers, each of them optional, checked afterwards.

use serde::Deserialize;

use crate::model::Keyed;

/// The version alone, read first: what else may stand in the file depends on it.
#[derive(Debug, Deserialize)]
pub(super) struct Versioned {
    pub(super) version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    #[serde(rename = "version")]
    pub(super) _version: Option<String>,
    pub(super) registries: Option<Keyed<Option<RegistryFile>>>,
    pub(super) resources: Option<Vec<String>>,
    pub(super) guards: Option<GuardsFile>,
    pub(super) expect_count: Option<ExpectCountFile>,
    pub(super) daemon: Option<DaemonFile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegistryFile {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) url: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) api_key: Option<ApiKeyFile>,
    pub(super) auth: Option<String>,
    pub(super) create: Option<String>,
    pub(super) pace: Option<PaceFile>,
    pub(super) timeout: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApiKeyFile {
    pub(super) env: Option<String>,
    pub(super) file: Option<String>,
    pub(super) credential: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaceFile {
    pub(super) concurrency: Option<u64>,
    pub(super) per_second: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_field_names,
    reason = "the names of the fields in the file"
)]
pub(super) struct GuardsFile {
    pub(super) max_deletes: Option<GuardFile>,
    pub(super) max_modifies: Option<GuardFile>,
    pub(super) max_creates: Option<CountFile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardFile {
    pub(super) count: Option<u64>,
    pub(super) percent: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountFile {
    pub(super) count: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectCountFile {
    pub(super) customers: Option<u64>,
    pub(super) blocks: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DaemonFile {
    pub(super) schedule: Option<String>,
}
