//! The orgs, POCs and delegations of the state, as tests look at them.

use serde_json::{Value, json};

use super::delegation;
use super::state::{PocLink, State};
use super::zone;

fn links(links: &[PocLink]) -> Vec<Value> {
    let shown = |link: &PocLink| json!({ "handle": link.handle, "function": link.function });
    links.iter().map(shown).collect()
}

/// Every org.
pub(super) fn orgs(state: &State) -> Vec<Value> {
    let orgs = state.orgs.values().map(|org| {
        json!({
            "handle": org.handle, "name": org.name,
            "accept_reassignments": org.accepts, "pocs": links(&org.links()),
            "comment": org.record.comment, "url": org.record.url,
        })
    });
    orgs.collect()
}

/// Every POC.
pub(super) fn pocs(state: &State) -> Vec<Value> {
    let pocs = state.pocs.values().map(|poc| {
        let phones = poc.reach.phones.iter();
        let phones = phones.map(|phone| json!({ "number": phone.number, "type": phone.code }));
        json!({
            "handle": poc.handle, "type": poc.identity.contact.word(),
            "first_name": poc.identity.first_name, "last_name": poc.identity.last_name,
            "company": poc.reach.company, "emails": poc.reach.emails,
            "phones": phones.collect::<Vec<_>>(),
            "street": poc.reach.place.street, "comment": poc.reach.comment,
        })
    });
    pocs.collect()
}

/// Every delegation of every direct allocation.
pub(super) fn delegations(state: &State) -> Vec<Value> {
    let mut shown = Vec::new();
    for net in zone::allocations(state) {
        for name in zone::names(net.range) {
            let held = delegation::held(state, name);
            let servers = held.nameservers.iter();
            let servers = servers.map(|server| json!({ "host": server.host, "ttl": server.ttl }));
            shown.push(json!({
                "name": held.name, "net": net.handle,
                "nameservers": servers.collect::<Vec<_>>(), "keys": held.keys,
            }));
        }
    }
    shown
}
