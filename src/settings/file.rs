//! `swipd.yaml` as it is written: plain texts and numbers, each of them optional, checked afterwards.
//!
//! What the documentation of a field says here, an editor shows beside it: `swipd schema config`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Keyed;

/// The version alone, read first: what else may stand in the file depends on it.
#[derive(Debug, Deserialize)]
pub(super) struct Versioned {
    pub(super) version: Option<String>,
}

/// The settings of swipd: which registries there are, which files declare resources, what a plan may do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["version", "registries", "resources"]))]
pub(super) struct SettingsFile {
    /// The version of this file: 1.
    #[serde(rename = "version")]
    #[schemars(extend("type" = ["integer", "string"], "enum" = [1, "1"]))]
    pub(super) _version: Option<String>,
    /// The registries, by a name of your own: one remote account each.
    pub(super) registries: Option<Keyed<Option<RegistryFile>>>,
    /// Patterns of the files that declare resources: `customers/**/*.yaml`. One that takes no file is a mistake.
    pub(super) resources: Option<Vec<String>>,
    /// What a plan may do before a person must agree. The smaller of count and percent forbids.
    pub(super) guards: Option<GuardsFile>,
    /// How much is declared at least and at most, so that a truncated export is refused.
    pub(super) expect_count: Option<ExpectCountFile>,
    /// How the service runs.
    pub(super) daemon: Option<DaemonFile>,
}

/// A registry: one remote account.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["type", "api_key"]))]
pub(super) struct RegistryFile {
    /// What it speaks.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["arin"]))]
    pub(super) kind: Option<String>,
    /// Where it is: `https://reg.arin.net` (the default) or `https://reg.ote.arin.net`, ARIN's test system.
    pub(super) url: Option<String>,
    /// Where its public directory is. Follows `url` when left out. The key is never sent there.
    pub(super) public_url: Option<String>,
    /// Where the API key is kept; the key itself never stands in a file.
    pub(super) api_key: Option<ApiKeyFile>,
    /// How the key is sent: in the header, or in the query as older services want it.
    #[schemars(extend("enum" = ["header", "query", null]))]
    pub(super) auth: Option<String>,
    /// How a simple reassignment is made: with the customer embedded in one request, or by two separate ones.
    #[schemars(extend("enum" = ["embedded", "separate", null]))]
    pub(super) create: Option<String>,
    /// How fast requests may follow each other.
    pub(super) pace: Option<PaceFile>,
    /// What the registry's policy asks, as far as it is not the default.
    pub(super) policy: Option<PolicyFile>,
    /// How long one request may take: `30s`, between `1s` and `10m`.
    pub(super) timeout: Option<String>,
}

/// What the registry's policy asks. It warns, and never forbids.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    /// The version of the policy manual that the numbers come from: `NRPM 2023.2` when left out.
    pub(super) manual: Option<String>,
    /// IPv4 blocks of this prefix length and larger ones are to be registered; 29 when left out (NRPM 4.2.3.7.1).
    #[schemars(range(min = 1, max = 32))]
    pub(super) ipv4: Option<u64>,
    /// IPv6 blocks of this prefix length and larger ones are to be registered; 47 when left out (NRPM 6.5.5.1).
    #[schemars(range(min = 1, max = 128))]
    pub(super) ipv6: Option<u64>,
    /// Within so many days after `assigned`; 7 when left out (NRPM 4.2.3.7.2).
    #[schemars(range(min = 0, max = 366))]
    pub(super) days: Option<u64>,
    /// So many days before that plans begin to warn; 2 when left out.
    #[schemars(range(min = 0, max = 366))]
    pub(super) remind: Option<u64>,
}

/// Where an API key is kept: one of the three.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct ApiKeyFile {
    /// The name of a variable of the environment.
    pub(super) env: Option<String>,
    /// A file that only you can read.
    pub(super) file: Option<String>,
    /// The name of a systemd credential.
    pub(super) credential: Option<String>,
}

/// How fast requests may follow each other.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaceFile {
    /// How many requests may be under way at once; 2 when left out.
    #[schemars(range(min = 1, max = 256))]
    pub(super) concurrency: Option<u64>,
    /// How many requests may begin in a second; 4 when left out.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(super) per_second: Option<u64>,
}

/// What a plan may do before a person must agree.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_field_names,
    reason = "the names of the fields in the file"
)]
pub(super) struct GuardsFile {
    /// Deletes; a replace counts as one.
    pub(super) max_deletes: Option<GuardFile>,
    /// Modifies.
    pub(super) max_modifies: Option<GuardFile>,
    /// Creates, in unattended runs only.
    pub(super) max_creates: Option<CountFile>,
    /// How old the live picture of a plan may be, saved plans included: `24h` when left out.
    pub(super) max_age: Option<String>,
}

/// A bound; the smaller of the two forbids.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardFile {
    /// As a number.
    pub(super) count: Option<u64>,
    /// As a share of the registrations that are ours.
    #[schemars(range(min = 0, max = 100))]
    pub(super) percent: Option<u64>,
}

/// A bound as a number.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountFile {
    /// The number.
    pub(super) count: Option<u64>,
}

/// How much is declared.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectCountFile {
    /// How many customers.
    pub(super) customers: Option<u64>,
    /// How many blocks.
    pub(super) blocks: Option<u64>,
}

/// How the service runs.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DaemonFile {
    /// When it runs: six fields of cron, in UTC.
    pub(super) schedule: Option<String>,
}
