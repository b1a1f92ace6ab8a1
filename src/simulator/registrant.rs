//! What the registry knows of those who hold space: POCs, the rest of an org, delegations, and keys.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::{Country, OrgHandle, PocHandle};

use super::state::{Org, PocLink};

/// When the records that nobody described were made.
const LONG_AGO: &str = "2015-03-02T09:00:00-05:00";

/// What a key opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Access {
    /// Orgs that the key acts for, whatever its POCs are.
    pub(super) orgs: BTreeSet<OrgHandle>,
    /// The POCs of the key's account.
    pub(super) pocs: BTreeSet<PocHandle>,
    /// Whether it was deactivated.
    pub(super) inactive: bool,
}

/// Where an org or a POC is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) street: Vec<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) country: Country,
}

impl Default for Place {
    /// The address of reference 2.5, for records that were described without one.
    fn default() -> Self {
        Self {
            street: vec!["1 Exchange Place".to_owned()],
            city: Some("Roanoke".to_owned()),
            region: Some("VA".to_owned()),
            postal_code: Some("24011".to_owned()),
            country: Country::new("US").expect("the United States are in the list of countries"),
        }
    }
}

/// What of an org is not asked for when space is registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OrgRecord {
    pub(super) dba_name: Option<String>,
    pub(super) tax_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) place: Place,
    pub(super) comment: Vec<String>,
    /// Links of other functions than Admin, Tech and Abuse.
    pub(super) others: Vec<PocLink>,
    pub(super) registered: String,
}

impl Default for OrgRecord {
    fn default() -> Self {
        Self {
            dba_name: None,
            tax_id: None,
            url: None,
            place: Place::default(),
            comment: Vec::new(),
            others: Vec::new(),
            registered: LONG_AGO.to_owned(),
        }
    }
}

impl Org {
    /// The links, in the order in which they are shown: Admin, Tech, Abuse, others.
    pub(super) fn links(&self) -> Vec<PocLink> {
        let of = |function: &str, handle: &PocHandle| PocLink {
            handle: handle.clone(),
            function: function.to_owned(),
        };
        let admin = self.admin.iter().map(|poc| of("AD", poc));
        let tech = self.tech.iter().map(|poc| of("T", poc));
        let abuse = self.abuse.iter().map(|poc| of("AB", poc));
        let main = admin.chain(tech).chain(abuse);
        main.chain(self.record.others.iter().cloned()).collect()
    }

    /// Takes links apart by their function. Of several Admins the last stays.
    pub(super) fn set_links(&mut self, links: Vec<PocLink>) {
        self.admin = None;
        self.tech.clear();
        self.abuse.clear();
        self.record.others.clear();
        for link in links {
            match link.function.as_str() {
                "AD" => self.admin = Some(link.handle),
                "T" => self.tech.push(link.handle),
                "AB" => self.abuse.push(link.handle),
                _ => self.record.others.push(link),
            }
        }
    }

    /// Whether a POC is Admin or Tech, and so has the org's authority (reference 1.2).
    pub(super) fn is_run_by(&self, poc: &PocHandle) -> bool {
        self.admin.as_ref() == Some(poc) || self.tech.contains(poc)
    }

    /// Whether a POC is linked with a function.
    pub(super) fn has(&self, poc: &PocHandle, function: &str) -> bool {
        let mut links = self.links().into_iter();
        links.any(|link| link.handle == *poc && link.function == function)
    }
}

/// Whether a POC is a human or a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Contact {
    Person,
    Role,
}

impl Contact {
    /// The word of the payload.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Role => "ROLE",
        }
    }
}

/// A phone of a POC, its number as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Phone {
    pub(super) number: String,
    pub(super) extension: Option<String>,
    /// `O`, `F` or `M`.
    pub(super) code: String,
}

/// Who a POC is: what can never be changed of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) contact: Contact,
    pub(super) first_name: Option<String>,
    pub(super) middle_name: Option<String>,
    pub(super) last_name: String,
}

/// What of a POC can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reach {
    pub(super) company: Option<String>,
    pub(super) place: Place,
    pub(super) comment: Vec<String>,
    pub(super) emails: Vec<String>,
    pub(super) phones: Vec<Phone>,
}

/// A point of contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Poc {
    pub(super) handle: PocHandle,
    pub(super) identity: Identity,
    pub(super) reach: Reach,
    pub(super) registered: String,
    /// Whether its address was confirmed in the last year, as detailed reassignments to its org want
    /// (reference 3.2).
    #[serde(default = "confirmed")]
    pub(super) validated: bool,
}

/// State that was kept before validation was known holds nobody up.
fn confirmed() -> bool {
    true
}

impl Poc {
    /// A desk for a handle that an org names and nobody described.
    pub(super) fn unknown(handle: PocHandle, org: &Org) -> Self {
        let word = handle.as_str().split('-').next().unwrap_or_default();
        Self {
            identity: Identity {
                contact: Contact::Role,
                first_name: None,
                middle_name: None,
                last_name: format!("Desk {word}"),
            },
            reach: Reach {
                company: Some(org.name.clone()),
                place: org.record.place.clone(),
                comment: Vec::new(),
                emails: vec![format!("{}@example.net", word.to_ascii_lowercase())],
                phones: vec![Phone {
                    number: "+1-540-555-0100".to_owned(),
                    extension: None,
                    code: "O".to_owned(),
                }],
            },
            registered: LONG_AGO.to_owned(),
            validated: true,
            handle,
        }
    }
}

/// A name server of a delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Nameserver {
    pub(super) host: String,
    pub(super) ttl: Option<u32>,
}

/// A DS record of a delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DsKey {
    pub(super) algorithm: u8,
    pub(super) digest: String,
    pub(super) digest_type: u8,
    pub(super) key_tag: u16,
    pub(super) ttl: Option<u32>,
}

/// A reverse zone and who serves it. The name ends with a dot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Delegation {
    pub(super) name: String,
    pub(super) nameservers: Vec<Nameserver>,
    pub(super) keys: Vec<DsKey>,
}
