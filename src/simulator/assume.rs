//! Assumptions by name: what the reference leaves open, as `--assume NAME=VALUE` sets it (reference 8).

use std::fmt::Write as _;

use super::options::{EmptyRange, Options, RangeMatch, RefusalStatus, SimulatorError};

type Set = fn(&mut Options);

/// One assumption: its name, what it is about, and its values. The first value is what holds unless told.
struct Entry {
    name: &'static str,
    about: &'static str,
    values: &'static [(&'static str, Set)],
}

const ENTRIES: &[Entry] = &[
    Entry {
        name: "embedded-create",
        about: "whether net and customer are made together, or the customer stays when the net is refused",
        values: &[
            ("atomic", |o| o.embedded_create_atomic = true),
            ("separate", |o| o.embedded_create_atomic = false),
        ],
    },
    Entry {
        name: "embedded-reply",
        about: "whether the reply to an embedded create holds the customer",
        values: &[
            ("handle", |o| o.embedded_reply_has_customer = false),
            ("customer", |o| o.embedded_reply_has_customer = true),
        ],
    },
    Entry {
        name: "overlap",
        about: "the status of a range that overlaps another one",
        values: &[
            ("400", |o| o.overlap = RefusalStatus::BadRequest),
            ("403", |o| o.overlap = RefusalStatus::Forbidden),
            ("409", |o| o.overlap = RefusalStatus::Conflict),
        ],
    },
    Entry {
        name: "customer-in-use",
        about: "the status of a customer that has its net already",
        values: &[
            ("400", |o| o.customer_in_use = RefusalStatus::BadRequest),
            ("403", |o| o.customer_in_use = RefusalStatus::Forbidden),
            ("409", |o| o.customer_in_use = RefusalStatus::Conflict),
        ],
    },
    Entry {
        name: "nets-by-range",
        about: "which nets netsByIpRange answers with",
        values: &[
            ("exact", |o| o.range_match = RangeMatch::Exact),
            ("overlapping", |o| o.range_match = RangeMatch::Overlapping),
        ],
    },
    Entry {
        name: "empty-range",
        about: "what netsByIpRange answers when no net has the range",
        values: &[
            ("collection", |o| {
                o.empty_range = EmptyRange::EmptyCollection;
            }),
            ("404", |o| o.empty_range = EmptyRange::NotFound),
        ],
    },
    Entry {
        name: "name-spaces",
        about: "what becomes of spaces in the name of a net",
        values: &[
            ("hyphens", |o| o.hyphenate_names = true),
            ("kept", |o| o.hyphenate_names = false),
        ],
    },
    Entry {
        name: "remove-body",
        about: "whether remove compares the record that it carries",
        values: &[
            ("ignored", |o| o.remove_compares = false),
            ("compared", |o| o.remove_compares = true),
        ],
    },
    Entry {
        name: "lost-authority",
        about: "the status of an object of others",
        values: &[
            ("401", |o| o.foreign_is_absent = false),
            ("404", |o| o.foreign_is_absent = true),
        ],
    },
    Entry {
        name: "get-content-type",
        about: "whether GET and DELETE need a content type",
        values: &[
            ("optional", |o| o.get_needs_content_type = false),
            ("needed", |o| o.get_needs_content_type = true),
        ],
    },
    Entry {
        name: "postal-codes",
        about: "whether US and Canadian postal codes must have their country's form",
        values: &[
            ("lenient", |o| o.strict_postal_codes = false),
            ("strict", |o| o.strict_postal_codes = true),
        ],
    },
    Entry {
        name: "report-file",
        about: "whether a report is an archive or plain",
        values: &[
            ("zip", |o| o.zipped_reports = true),
            ("csv", |o| o.zipped_reports = false),
        ],
    },
    Entry {
        name: "whowas",
        about: "whether the account may ask for WhoWas reports",
        values: &[
            ("allowed", |o| o.whowas = true),
            ("denied", |o| o.whowas = false),
        ],
    },
    Entry {
        name: "ticket-details",
        about: "how large the attachments in the details of tickets may be before 413",
        values: &[
            ("1MiB", |o| o.details_limit = Some(1 << 20)),
            ("none", |o| o.details_limit = Some(0)),
            ("unlimited", |o| o.details_limit = None),
        ],
    },
];

/// One assumption that was made.
#[derive(Clone, Copy)]
pub struct Assumption {
    set: Set,
}

impl Assumption {
    /// Reads `NAME=VALUE`.
    ///
    /// # Errors
    /// When there is no such name or value; the text names those there are.
    pub fn read(text: &str) -> Result<Self, SimulatorError> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let Some(entry) = ENTRIES.iter().find(|entry| entry.name == name) else {
            let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
            return Err(SimulatorError::Assume(format!(
                "no assumption has the name \"{name}\"; there are {}",
                names.join(", ")
            )));
        };
        let known = entry.values.iter().find(|(known, _)| *known == value);
        match known {
            Some((_, set)) => Ok(Self { set: *set }),
            None => Err(SimulatorError::Assume(format!(
                "{name} has no value \"{value}\"; it is {}",
                choices(entry)
            ))),
        }
    }

    /// Makes it.
    pub fn apply(self, options: &mut Options) {
        (self.set)(options);
    }
}

impl std::fmt::Debug for Assumption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assumption").finish_non_exhaustive()
    }
}

fn choices(entry: &Entry) -> String {
    let values: Vec<&str> = entry.values.iter().map(|(value, _)| *value).collect();
    values.join("|")
}

/// The list of all assumptions for people, a line each. The first value of each holds unless told.
#[must_use]
pub fn assumptions() -> String {
    let mut out = String::new();
    for entry in ENTRIES {
        // Writing to a text can not fail.
        let _ = writeln!(out, "  {}={}: {}", entry.name, choices(entry), entry.about);
    }
    out
}

/// Every assumption with every value, as it is typed: for suites that run with each.
#[must_use]
pub fn every_assumption() -> Vec<String> {
    let typed = |entry: &Entry| {
        let name = entry.name;
        let values = entry.values.iter();
        values
            .map(move |(value, _)| format!("{name}={value}"))
            .collect::<Vec<_>>()
    };
    ENTRIES.iter().flat_map(typed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_of_each_is_what_holds_unless_told() {
        let plain = format!("{:?}", Options::default());
        for entry in ENTRIES {
            let mut all = Vec::new();
            for (value, _) in entry.values {
                let mut options = Options::default();
                let text = format!("{}={value}", entry.name);
                Assumption::read(&text).expect("known").apply(&mut options);
                all.push(format!("{options:?}"));
            }
            assert_eq!(all[0], plain, "{}", entry.name);
            all.sort();
            all.dedup();
            assert_eq!(all.len(), entry.values.len(), "{}", entry.name);
            assert!(assumptions().contains(entry.name));
        }
    }

    #[test]
    fn an_unknown_name_or_value_is_told_what_there_is() {
        let told = |text: &str| Assumption::read(text).expect_err("unknown").to_string();
        assert!(told("colour=red").contains("embedded-create, embedded-reply"));
        assert!(told("overlap=418").contains("400|403|409"));
        assert!(told("overlap").contains("400|403|409"));
    }
}
