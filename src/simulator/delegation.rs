//! Rules for delegations: who serves a reverse zone (reference 2.17 and 3.5).

use super::auth::Caller;
use super::books::Books;
use super::delegation_body as body;
use super::exchange::Reply;
use super::options::Dialect;
use super::refusal::{Refusal, settle};
use super::registrant::{Delegation, Nameserver};
use super::state::{Change, State};
use super::{answer_registrant, net, zone};

/// A delegation by the name in the path, which has no final dot and any case.
pub(super) fn authorized(
    state: &State,
    caller: &Caller,
    path: &str,
) -> Result<Delegation, Refusal> {
    let name = format!("{}.", path.to_ascii_lowercase());
    let holders = zone::holders(state, &name);
    if holders.is_empty() {
        return Err(Refusal::not_found("The delegation"));
    }
    if !holders.iter().any(|net| caller.may(state, net)) {
        return Err(Refusal::no_authority());
    }
    Ok(held(state, name))
}

/// A delegation of a zone that exists: an empty one when nothing was ever set.
pub(super) fn held(state: &State, name: String) -> Delegation {
    let known = state.delegations.get(&name).cloned();
    known.unwrap_or_else(|| Delegation {
        name,
        ..Delegation::default()
    })
}

/// `GET /rest/delegation/{name}`.
pub(super) fn get(state: &State, caller: &Caller, path: &str) -> Result<Reply, Refusal> {
    let live = authorized(state, caller, path)?;
    Ok(Reply::xml(200, answer_registrant::delegation(&live)))
}

/// `GET /rest/net/{handle}/delegations`: those of a direct allocation. No other net has any.
pub(super) fn of_net(state: &State, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let net = net::authorized(state, caller, handle)?;
    let mut found = Vec::new();
    if net.kind == crate::model::NetType::DirectAllocation {
        let names = zone::names(net.range).into_iter();
        found.extend(names.map(|name| held(state, name)));
    }
    Ok(Reply::xml(200, answer_registrant::delegations(&found)))
}

/// `PUT /rest/delegation/{name}`: replaces all but the name, and clears what is empty or left out.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    path: &str,
    sent: &[u8],
) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, path)?;
    let sent = body::delegation(sent)?;
    let changed = changed(&live, &sent)?;
    answered(books, changed)
}

/// The delegation as a payload changes it.
pub(super) fn changed(
    live: &Delegation,
    sent: &body::SentDelegation,
) -> Result<Delegation, Refusal> {
    let name = sent.name.as_deref().map(str::trim);
    if !name.is_some_and(|name| name.eq_ignore_ascii_case(&live.name)) {
        return Err(Refusal::bad_request(format!(
            "The name of the delegation is {} and can not be modified.",
            live.name
        )));
    }
    let mut wrong = Vec::new();
    let changed = Delegation {
        name: live.name.clone(),
        nameservers: body::servers(&sent.nameservers, &live.nameservers, &mut wrong),
        keys: body::keys(&sent.keys, &live.keys, &mut wrong),
    };
    settle(wrong)?;
    served(&changed)?;
    Ok(changed)
}

/// DS records need a name server beside them.
fn served(delegation: &Delegation) -> Result<(), Refusal> {
    if delegation.nameservers.is_empty() && !delegation.keys.is_empty() {
        return Err(Refusal::linked(
            "The delegation has DS records and needs a name server.",
        ));
    }
    Ok(())
}

fn answered(books: &mut Books, changed: Delegation) -> Result<Reply, Refusal> {
    let reply = Reply::xml(200, answer_registrant::delegation(&changed));
    books.keep(vec![Change::Delegation(Box::new(changed))])?;
    Ok(reply)
}

/// `POST /rest/delegation/{name}/nameserver/{host}?ttl=`: adds the server, or sets its ttl; without the parameter
/// it has none again. The old documents refuse a server that is there.
pub(super) fn add_server(
    books: &mut Books,
    caller: &Caller,
    path: &str,
    host: &str,
    ttl: Option<&str>,
) -> Result<Reply, Refusal> {
    let mut live = authorized(&books.state, caller, path)?;
    let mut wrong = Vec::new();
    let host = body::host(host, &mut wrong);
    settle(wrong)?;
    let host = host.ok_or_else(Refusal::unspecified)?;
    let ttl = match ttl {
        Some(text) => {
            let seconds = body::ttl(text);
            Some(
                seconds
                    .ok_or_else(|| Refusal::bad_request("The ttl is not a number of seconds."))?,
            )
        }
        None => None,
    };
    let known = live
        .nameservers
        .iter()
        .position(|server| server.host == host);
    match (known, books.options.dialect) {
        (Some(_), Dialect::Legacy) => {
            return Err(Refusal::conflict("The name server is there already."));
        }
        (Some(place), Dialect::Current) => {
            if let Some(server) = live.nameservers.get_mut(place) {
                server.ttl = ttl;
            }
        }
        (None, Dialect::Current | Dialect::Legacy) => {
            live.nameservers.push(Nameserver { host, ttl });
        }
    }
    answered(books, live)
}

/// `DELETE /rest/delegation/{name}/nameserver/{host}`.
pub(super) fn delete_server(
    books: &mut Books,
    caller: &Caller,
    path: &str,
    host: &str,
) -> Result<Reply, Refusal> {
    let mut live = authorized(&books.state, caller, path)?;
    let before = live.nameservers.len();
    let host = host.to_ascii_lowercase();
    live.nameservers.retain(|server| server.host != host);
    if live.nameservers.len() == before {
        return Err(Refusal::not_found("The name server"));
    }
    served(&live)?;
    answered(books, live)
}

/// `DELETE /rest/delegation/{name}/nameservers`.
pub(super) fn delete_servers(
    books: &mut Books,
    caller: &Caller,
    path: &str,
) -> Result<Reply, Refusal> {
    let mut live = authorized(&books.state, caller, path)?;
    live.nameservers.clear();
    served(&live)?;
    answered(books, live)
}
