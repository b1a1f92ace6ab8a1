//! What the registry's policy asks of those who hold space: which sizes, and within how many days. Policies change,
//! and other registries have others, so the numbers stand in `swipd.yaml` with the version that they come from.

use super::file::PolicyFile;

/// What the policy of a registry asks. It warns; it never forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The version of the policy manual that the numbers come from, for people.
    pub manual: String,
    /// IPv4 blocks of this prefix length and larger ones are to be registered (NRPM 4.2.3.7.1).
    pub ipv4: u8,
    /// IPv6 blocks of this prefix length and larger ones are to be registered, and what is announced on its own
    /// (NRPM 6.5.5.1).
    pub ipv6: u8,
    /// Within so many days after a block was given away (NRPM 4.2.3.7.2).
    pub days: u16,
    /// So many days before that a plan begins to warn.
    pub remind: u16,
}

/// What ARIN's page on reassignments says in September 2026 (reference 6.1), by the sections of NRPM 2023.2. A draft
/// would make the days 14; when it is in force is for the settings to say.
impl Default for Policy {
    fn default() -> Self {
        Self {
            manual: "NRPM 2023.2".to_owned(),
            ipv4: 29,
            ipv6: 47,
            days: 7,
            remind: 2,
        }
    }
}

/// Takes what is written, and tells `wrong` of each field that is out of bounds: its name, what is the case, a help.
pub(super) fn policy(file: Option<PolicyFile>, wrong: &mut dyn FnMut(&str, String)) -> Policy {
    let default = Policy::default();
    let Some(file) = file else { return default };
    let mut length = |field: &str, value: Option<u64>, default: u8, most: u8| match value {
        None => default,
        Some(value) => match u8::try_from(value) {
            Ok(value) if (1..=most).contains(&value) => value,
            Ok(_) | Err(_) => {
                wrong(field, format!("{field} is a prefix length, 1 to {most}"));
                default
            }
        },
    };
    let ipv4 = length("ipv4", file.ipv4, default.ipv4, 32);
    let ipv6 = length("ipv6", file.ipv6, default.ipv6, 128);
    let mut days = |field: &str, value: Option<u64>, default: u16| match value {
        None => default,
        Some(value) => match u16::try_from(value) {
            Ok(value) if value <= 366 => value,
            Ok(_) | Err(_) => {
                wrong(field, format!("{field} is a number of days, 0 to 366"));
                default
            }
        },
    };
    Policy {
        ipv4,
        ipv6,
        days: days("days", file.days, default.days),
        remind: days("remind", file.remind, default.remind),
        manual: file
            .manual
            .filter(|manual| !manual.trim().is_empty())
            .unwrap_or(default.manual),
    }
}
