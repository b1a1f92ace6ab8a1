//! Who asks, and over what they have authority (reference 1.2). Only hashes of keys are held.

use std::collections::BTreeSet;

use crate::model::{OrgHandle, PocHandle};

use super::exchange::Request;
use super::refusal::Refusal;
use super::registrant::Access;
use super::state::{Change, Net, Org, State};

/// The length of the shortest key: `API` and four groups of four.
const SHAPED: usize = 23;

/// The hash under which a key is kept.
pub(super) fn hash(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// The owner of a key.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// The hash of the key.
    key: String,
    orgs: BTreeSet<OrgHandle>,
    /// The POCs of the account.
    account: BTreeSet<PocHandle>,
    /// Those, and the POCs of the orgs that the key acts for by its own right.
    pocs: BTreeSet<PocHandle>,
}

impl Caller {
    /// Knows the caller by the key in the header or, without one, in the query. The parameter is lower case,
    /// and the key is upper case: anything else is no key. Neither is one that was deactivated.
    pub(super) fn of(request: &Request, state: &State) -> Result<Self, Refusal> {
        let key = match request.header("authorization") {
            Some(value) => value.strip_prefix("ApiKey "),
            None => request.parameter("apikey"),
        };
        let key = hash(key.ok_or_else(Refusal::bad_key)?);
        let access = state.keys.get(&key).filter(|access| !access.inactive);
        let access = access.ok_or_else(Refusal::bad_key)?;
        Ok(Self::with(key, access, state))
    }

    fn with(key: String, access: &Access, state: &State) -> Self {
        let run = state.orgs.values().filter(|org| {
            let mut pocs = access.pocs.iter();
            pocs.any(|poc| org.is_run_by(poc))
        });
        let orgs = access
            .orgs
            .iter()
            .cloned()
            .chain(run.map(|org| org.handle.clone()));
        let linked = access.orgs.iter().filter_map(|org| state.orgs.get(org));
        let linked = linked.flat_map(Org::links).map(|link| link.handle);
        Self {
            key,
            orgs: orgs.collect(),
            account: access.pocs.clone(),
            pocs: linked.chain(access.pocs.iter().cloned()).collect(),
        }
    }

    /// A caller with the authority of every org, for edits in the web page.
    pub(super) fn everyone(state: &State) -> Self {
        Self {
            key: String::new(),
            orgs: state.orgs.keys().cloned().collect(),
            account: BTreeSet::new(),
            pocs: state.pocs.keys().cloned().collect(),
        }
    }

    /// The hash of the key.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The orgs that the caller acts for.
    pub(super) fn orgs(&self) -> &BTreeSet<OrgHandle> {
        &self.orgs
    }

    /// Whether the caller acts for an org.
    pub(super) fn holds(&self, org: &OrgHandle) -> bool {
        self.orgs.contains(org)
    }

    /// Whether a POC is the caller's.
    pub(super) fn has(&self, poc: &PocHandle) -> bool {
        self.pocs.contains(poc)
    }

    /// Whether the caller is a Tech POC of the net itself, and so may register under it (reference 1.2).
    pub(super) fn techs(&self, net: &Net) -> bool {
        let mut tech = net.pocs.iter().filter(|link| link.function == "T");
        tech.any(|link| self.account.contains(&link.handle))
    }

    /// Whether the caller acts for an org, or is a Tech POC of one of its nets: then it sees the org's customers.
    pub(super) fn serves(&self, state: &State, org: &OrgHandle) -> bool {
        let linked = self.account.iter().flat_map(|poc| state.nets_with(poc));
        self.holds(org)
            || linked
                .filter(|net| net.org.as_ref() == Some(org))
                .any(|net| self.techs(net))
    }

    /// Whether the caller acts for the org that holds the net, or for the one that holds its parent, or is Tech
    /// POC of one of the two.
    pub(super) fn may(&self, state: &State, net: &Net) -> bool {
        let nets = [Some(net), state.parent_of(net)];
        nets.into_iter().flatten().any(|net| {
            let held = net.org.as_ref().is_some_and(|org| self.holds(org));
            held || self.techs(net)
        })
    }

    /// Whether the caller is a Routing POC of the org that holds the net, or of the one that holds its parent: it
    /// may edit the comment and nothing else (reference 1.2).
    pub(super) fn routes(&self, state: &State, net: &Net) -> bool {
        let nets = [Some(net), state.parent_of(net)].into_iter().flatten();
        let mut orgs = nets.filter_map(|net| state.orgs.get(net.org.as_ref()?));
        orgs.any(|org| self.account.iter().any(|poc| org.has(poc, "R")))
    }
}

/// The keys that act for other orgs by their own right, and whose POCs run a new org, act for it as well.
pub(super) fn joined(state: &State, org: &Org) -> Vec<Change> {
    let keys = state.keys.iter().filter(|(_, access)| {
        let known = access
            .orgs
            .iter()
            .filter_map(|handle| state.orgs.get(handle));
        let mut links = known.flat_map(Org::links);
        links.any(|link| org.is_run_by(&link.handle))
    });
    keys.map(|(hash, access)| {
        let mut access = access.clone();
        access.orgs.insert(org.handle.clone());
        Change::Access(hash.clone(), access)
    })
    .collect()
}

/// Whether a request carries anything that looks like a key. Public services must never see one.
pub(super) fn carries_key(request: &Request) -> bool {
    let named = request
        .query
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .contains("apikey");
    let shaped = request
        .headers
        .iter()
        .map(|(_, value)| value.as_str())
        .chain(request.query.as_deref())
        .chain([request.path.as_str()])
        .any(|text| masked(text) != text);
    named || shaped || request.header("authorization").is_some()
}

/// A text with everything that looks like a key taken out of it.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(found) = rest.to_ascii_uppercase().find("API-") {
        let (before, from) = rest.split_at(found);
        let length = from
            .get(4..)
            .unwrap_or_default()
            .find(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
            .map_or(from.len(), |end| end + 4);
        let (word, after) = from.split_at(length);
        out.push_str(before);
        out.push_str(if length >= SHAPED { "(key)" } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_path_is_masked() {
        assert_eq!(
            masked("/rest/ticket;apikey=API-1111-2222-3333-4444;a=b"),
            "/rest/ticket;apikey=(key);a=b"
        );
        assert_eq!(masked("/rest/net/NET-API-1"), "/rest/net/NET-API-1");
        assert_eq!(masked("/x/API-é"), "/x/API-é");
    }
}
