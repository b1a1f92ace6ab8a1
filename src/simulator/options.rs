//! What can be set about the simulator, and why it can fail.

use std::path::PathBuf;
use std::time::Duration;

/// How `netsByIpRange` says that no net has the range. Clients rely on either (reference 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyRange {
    /// 404 with `E_OBJECT_NOT_FOUND`.
    NotFound,
    /// 200 with an empty collection.
    #[default]
    EmptyCollection,
}

/// Which documents the registry follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Those of 2026.
    #[default]
    Current,
    /// Those of 2011 and 2012 (reference 3 and 8, tag `seed`).
    Legacy,
}

/// The status of a refusal whose status is not documented (reference 3.2, unverified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusalStatus {
    /// 400 with `E_ENTITY_VALIDATION`.
    #[default]
    BadRequest,
    /// 403 with `E_BAD_REQUEST`.
    Forbidden,
    /// 409 with `E_BAD_REQUEST`.
    Conflict,
}

/// Which nets `netsByIpRange` answers with (reference 4, unverified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RangeMatch {
    /// Those with exactly the range.
    #[default]
    Exact,
    /// All that have an address of it.
    Overlapping,
}

/// Switches. Those about unverified behaviour name the section of the reference that leaves it open.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one switch of its own, set by name"
)]
pub struct Options {
    /// Which documents the registry follows.
    pub dialect: Dialect,
    /// The folder that keeps the state; `None` keeps it in memory.
    pub data: Option<PathBuf>,
    /// How long every request waits before it is looked at.
    pub latency: Duration,
    /// Requests a second before 429; `None` is no limit.
    pub rate: Option<u32>,
    /// How long a ticket stays open.
    pub ticket_delay: Duration,
    /// How far the public side is behind.
    pub public_lag: Duration,
    /// Whether an embedded create makes both records or none. Otherwise the customer stays when the net is
    /// refused (reference 8, unverified).
    pub embedded_create_atomic: bool,
    /// The status of a range that overlaps another one (reference 3.2, unverified).
    pub overlap: RefusalStatus,
    /// The status of a customer that has its net already (reference 3.2, unverified).
    pub customer_in_use: RefusalStatus,
    /// Which nets `netsByIpRange` answers with (reference 4, unverified).
    pub range_match: RangeMatch,
    /// Whether an object of others is 404 instead of 401 (reference 1.6, contradictory).
    pub foreign_is_absent: bool,
    /// Whether the account may ask for `WhoWas` reports (reference 3.4).
    pub whowas: bool,
    /// Whether a report's file is a zip archive (reference 5.3, unverified).
    pub zipped_reports: bool,
    /// How many bytes of attachments the details of one answer hold before it is 413; `None` is no limit
    /// (reference 1.5).
    pub details_limit: Option<usize>,
    /// The answer of `netsByIpRange` for a range that no net has (reference 4, unverified).
    pub empty_range: EmptyRange,
    /// Whether the reply to an embedded create repeats the customer (reference 8, unverified).
    pub embedded_reply_has_customer: bool,
    /// Whether a GET or DELETE without `Content-Type` is refused with 415, as production does at times, and the
    /// test registry does not (reference 1.3). Of `/rest` only: the public side asks for none.
    pub get_needs_content_type: bool,
    /// Whether `PUT …/remove` compares the record that it carries (reference 4, unverified).
    pub remove_compares: bool,
    /// Whether spaces of net names are stored as hyphens (reference 6.2, unverified).
    pub hyphenate_names: bool,
    /// Whether US and Canadian postal codes must have their country's form (reference 6.2, unverified).
    pub strict_postal_codes: bool,
    /// Seed of the dice that a fault's probability rolls.
    pub dice: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dialect: Dialect::Current,
            data: None,
            latency: Duration::ZERO,
            rate: None,
            ticket_delay: Duration::from_secs(2),
            public_lag: Duration::ZERO,
            embedded_create_atomic: true,
            overlap: RefusalStatus::BadRequest,
            customer_in_use: RefusalStatus::BadRequest,
            range_match: RangeMatch::Exact,
            foreign_is_absent: false,
            whowas: true,
            zipped_reports: true,
            details_limit: Some(1 << 20),
            empty_range: EmptyRange::EmptyCollection,
            embedded_reply_has_customer: false,
            get_needs_content_type: false,
            remove_compares: false,
            hyphenate_names: true,
            strict_postal_codes: false,
            dice: 0,
        }
    }
}

/// Why the simulator can not start, go on, or do what a test asked.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The seed contradicts itself.
    #[error("the seed can not be used: {0}")]
    Seed(String),
    /// Another simulator has the data folder. Two would overwrite each other's registrations.
    #[error(
        "the data folder {} is in use by another simulator; stop that one, or give another folder",
        path.display()
    )]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the data folder can not be read or written.
    #[error("can not {doing} {}", path.display())]
    File {
        /// What was being done: `read`, `write`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A file of the data folder holds something else than we wrote.
    #[error("{} is damaged at line {line}: {message}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What the reader said.
        message: String,
    },
    /// The state can not be written as text.
    #[error("can not encode the state")]
    Encode(#[source] serde_json::Error),
    /// A fault script that can not be read.
    #[error("the fault script can not be read: {0}")]
    Faults(String),
    /// An edit that can not be done.
    #[error("the edit can not be done: {0}")]
    Edit(String),
    /// An assumption that has no such name, or no such value.
    #[error("{0}")]
    Assume(String),
    /// The listener failed.
    #[error("can not accept connections")]
    Listen(#[source] std::io::Error),
}
