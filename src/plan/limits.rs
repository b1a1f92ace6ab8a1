//! What a plan is held to: its bounds, what a complete repository declares, and what a person allowed.

use std::time::Duration;

use jiff::Timestamp;

/// A bound by count and by share of what is ours; the smaller one forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At most this many.
    pub count: u64,
    /// At most this share of the managed registrations, in percent.
    pub percent: u64,
}

impl Limit {
    /// How many that share is.
    pub(super) fn share(self, managed: u64) -> u64 {
        managed.saturating_mul(self.percent).div_ceil(100)
    }
}

/// How many of something a complete repository declares, and how many this one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// `blocks`, `customers`.
    pub what: &'static str,
    /// What `expect_count` says.
    pub expected: u64,
    /// What the files say.
    pub declared: u64,
}

/// What a person allowed for this run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own; none excludes another"
)]
pub struct Allowed {
    /// `--allow deletes=N`.
    pub deletes: Option<u64>,
    /// `--allow modifies=N`.
    pub modifies: Option<u64>,
    /// `--allow creates=N`.
    pub creates: Option<u64>,
    /// `--allow age`: the live picture is older than `max_age`, and good enough.
    pub age: bool,
    /// `--allow revision`: what is checked out does not build on what was applied last, and that is meant.
    pub revision: bool,
    /// `--allow empty`: the repository declares nothing, and that is meant.
    pub empty: bool,
    /// `--allow partial`: do what no objection forbids.
    pub partial: bool,
}

/// The guards of a repository, and what lifts them in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guards {
    /// Registrations that go: deletes and replaces.
    pub max_deletes: Limit,
    /// Registrations changed in place.
    pub max_modifies: Limit,
    /// New registrations, where nobody attends.
    pub max_creates: u64,
    /// How old the live picture may be.
    pub max_age: Duration,
    /// What a complete repository declares, and what this one does.
    pub counts: Vec<Count>,
    /// Whether nobody attends: a service or a timer. Then more is forbidden (write protocol, section 7).
    pub unattended: bool,
    /// How what is checked out relates to what was applied last.
    pub revision: Lineage,
    /// What a person allowed.
    pub allowed: Allowed,
    /// Why the journal can not be trusted with deletes (write protocol, section 8).
    pub distrust: Vec<String>,
    /// The moment that the plan is made for, where it is known.
    pub as_of: Option<Timestamp>,
    /// Deletes of the 24 hours before, by the journal.
    pub deleted_today: u64,
    /// Those of the bounds that `swipd.yaml` leaves out, by their names in it: `max_deletes`. Their defaults hold.
    pub unset: Vec<&'static str>,
}

impl Default for Guards {
    /// What holds where `swipd.yaml` says nothing.
    fn default() -> Self {
        Self {
            max_deletes: Limit {
                count: 10,
                percent: 10,
            },
            max_modifies: Limit {
                count: 500,
                percent: 20,
            },
            max_creates: 500,
            max_age: Duration::from_secs(24 * 60 * 60),
            counts: Vec::new(),
            unattended: false,
            revision: Lineage::Unversioned,
            allowed: Allowed::default(),
            distrust: Vec::new(),
            as_of: None,
            deleted_today: 0,
            unset: Vec::new(),
        }
    }
}

/// How the revision that is checked out relates to the one that was applied last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lineage {
    /// There is no git, or nothing was applied from a commit yet.
    Unversioned,
    /// It is the same, or builds on it.
    Builds,
    /// It does not build on it, or git can not tell: an old checkout, or another branch.
    Strays {
        /// What was applied last.
        applied: String,
        /// What is checked out.
        here: String,
    },
}
