//! The public side: RDAP lookups and the children of a range (reference 5.1). It knows no key, and refuses
//! requests that carry one, so that tests notice.

use serde_json::{Value, json};

use crate::model::{NetType, Range};

use super::answer::country_name;
use super::books::Books;
use super::desk;
use super::exchange::{Reply, Request};
use super::route::{Route, decoded};
use super::state::{Customer, Net, Org, State};

/// More results than this are cut off.
const LIMIT: usize = 256;
const MEDIA: &str = "application/rdap+json";

/// Answers one public request.
pub(super) fn answer(books: &mut Books, request: &Request, route: &Route) -> Reply {
    if request.method != "GET" {
        return error(405, "Method Not Allowed");
    }
    if !desk::is_clean(request) {
        return error(400, "An API key was sent to a public service");
    }
    let accepted = request.header("accept").is_none_or(|accept| {
        accept.split(',').any(|range| {
            let kind = range.split(';').next().unwrap_or_default().trim();
            matches!(
                kind,
                "application/rdap+json" | "application/json" | "application/*" | "*/*"
            )
        })
    });
    if !accepted {
        return error(406, "Not Acceptable");
    }
    let host = request.header("host").unwrap_or("localhost").to_owned();
    let now = books.clock.monotonic();
    let state = match &mut books.public {
        Some(behind) => behind.state(now),
        None => &books.state,
    };
    let site = Site { state, host };
    match route {
        Route::RdapDown(Some(_)) if request.parameter("status").is_some() => {
            error(501, "The status filter is not supported for this relation")
        }
        Route::RdapDown(Some(range)) => site.down(*range),
        Route::RdapIp(Some(range)) => site.ip(*range),
        Route::RdapEntity(handle) => site.entity(handle),
        Route::RdapEntities => match request.parameter("fn").and_then(decoded) {
            Some(name) if !name.trim().is_empty() => site.entities(&name),
            Some(_) | None => error(400, "A name is needed"),
        },
        Route::RdapDown(None)
        | Route::RdapIp(None)
        | Route::Customer(_)
        | Route::NewCustomer(_)
        | Route::Net(_)
        | Route::Remove(_)
        | Route::Reassign(_)
        | Route::ParentNet(_)
        | Route::MostSpecific(_)
        | Route::ByRange(_)
        | Route::Ticket(_)
        | Route::TicketSummary(_)
        | Route::Tickets(_)
        | Route::TicketSummaries(_)
        | Route::Reallocate(_)
        | Route::TicketStatus(..)
        | Route::NewMessage(_)
        | Route::Message(..)
        | Route::Attachment(..)
        | Route::Registrant(_)
        | Route::Report(_) => error(400, "Not an address or a prefix"),
    }
}

/// There is nothing at this path.
pub(super) fn no_such_call() -> Reply {
    error(404, "Not Found")
}

fn error(status: u16, title: &str) -> Reply {
    let body = json!({
        "rdapConformance": ["nro_rdap_profile_0", "rdap_level_0"],
        "errorCode": status,
        "title": title,
        "lang": "en",
    });
    Reply::json(status, MEDIA, &body)
}

/// 429 and 503 of the public side.
pub(super) fn busy(status: u16) -> Reply {
    error(status, "Try again later")
}

struct Site<'a> {
    state: &'a State,
    host: String,
}

impl Site<'_> {
    /// The immediate children: the widest nets that lie inside the range and are not equal to it.
    fn down(&self, range: Range) -> Reply {
        let mut found = self.state.inside(range, LIMIT + 1);
        if found.is_empty() {
            return error(404, "No results found");
        }
        let truncated = found.len() > LIMIT;
        found.truncate(LIMIT);
        let results: Vec<Value> = found.into_iter().map(|net| self.net(net)).collect();
        let mut notices = vec![terms()];
        if truncated {
            notices.push(json!({
                "title": "Search Policy",
                "type": "result set truncated due to excessive load",
                "description": [format!("Search results are limited to {LIMIT} entries.")],
            }));
        }
        let body = json!({
            "rdapConformance": ["nro_rdap_profile_0", "rdap_level_0", "cidr0", "rirSearch1", "ips"],
            "notices": notices,
            "ipSearchResults": results,
        });
        Reply::json(200, MEDIA, &body)
    }

    /// An org or a customer by its handle.
    fn entity(&self, handle: &str) -> Reply {
        let org = self.state.org(handle).map(organization);
        let customer = || {
            self.state
                .customer(handle)
                .map(|found| self.customer(found))
        };
        match org.or_else(customer) {
            Some(entity) => Reply::json(200, MEDIA, &entity),
            None => error(404, "No results found"),
        }
    }

    /// Orgs and customers by their public names, whatever the case; a star at the end stands for any rest.
    fn entities(&self, name: &str) -> Reply {
        let wanted = name.trim().to_ascii_lowercase();
        let is_wanted = |entity: &Value| {
            let shown = entity["vcardArray"][1][1][3].as_str().unwrap_or_default();
            let shown = shown.to_ascii_lowercase();
            match wanted.strip_suffix('*') {
                Some(head) => shown.starts_with(head),
                None => shown == wanted,
            }
        };
        let orgs = self.state.orgs.values().map(organization);
        let customers = self.state.customers.values();
        let customers = customers.map(|customer| self.customer(customer));
        let found: Vec<Value> = orgs
            .chain(customers)
            .filter(is_wanted)
            .take(LIMIT)
            .collect();
        if found.is_empty() {
            return error(404, "No results found");
        }
        let body = json!({
            "rdapConformance": ["nro_rdap_profile_0", "rdap_level_0"],
            "notices": [terms()],
            "entitySearchResults": found,
        });
        Reply::json(200, MEDIA, &body)
    }

    /// The most specific net that holds the range.
    fn ip(&self, range: Range) -> Reply {
        let Some(net) = self.state.covering(range).pop() else {
            return error(404, "No results found");
        };
        let mut body = self.net(net);
        if let Some(members) = body.as_object_mut() {
            members.insert(
                "rdapConformance".to_owned(),
                json!(["nro_rdap_profile_0", "rdap_level_0", "cidr0"]),
            );
            members.insert("notices".to_owned(), json!([terms()]));
        }
        Reply::json(200, MEDIA, &body)
    }

    fn net(&self, net: &Net) -> Value {
        let (first, last) = (net.range.first_address(), net.range.last_address());
        let version = if first.is_ipv4() { "v4" } else { "v6" };
        let cidrs: Vec<Value> = net
            .range
            .cidrs()
            .iter()
            .map(|prefix| {
                json!({ format!("{version}prefix"): prefix.first(), "length": prefix.length() })
            })
            .collect();
        let kind = match &net.kind {
            NetType::DirectAllocation => "DIRECT ALLOCATION",
            NetType::Reallocation => "REALLOCATION",
            NetType::Reassignment => "REASSIGNMENT",
            NetType::Other(code) => code,
        };
        let href = format!("http://{}/registry/ip/{first}", self.host);
        let mut body = json!({
            "handle": net.handle,
            "startAddress": first,
            "endAddress": last,
            "ipVersion": version,
            "name": net.name,
            "type": kind,
            "cidr0_cidrs": cidrs,
            "events": events(&net.updated, &net.registered),
            "links": [{ "rel": "self", "type": MEDIA, "href": href, "value": href }],
            "entities": self.registrant(net),
            "port43": "whois.arin.net",
            "status": ["active"],
            "objectClassName": "ip network",
        });
        let Some(members) = body.as_object_mut() else {
            return body;
        };
        if let Some(parent) = &net.parent {
            members.insert("parentHandle".to_owned(), json!(parent));
        }
        if !net.comment.is_empty() {
            let remarks = json!([{ "title": "Registration Comments", "description": net.comment }]);
            members.insert("remarks".to_owned(), remarks);
        }
        body
    }

    fn registrant(&self, net: &Net) -> Vec<Value> {
        let customer = net
            .customer
            .as_ref()
            .and_then(|handle| self.state.customers.get(handle));
        let org = net
            .org
            .as_ref()
            .and_then(|handle| self.state.orgs.get(handle));
        match (customer, org) {
            (Some(customer), _) => vec![self.customer(customer)],
            (None, Some(org)) => vec![organization(org)],
            (None, None) => Vec::new(),
        }
    }

    /// A customer; the name and street of a private one are hidden (reference 6.1).
    fn customer(&self, customer: &Customer) -> Value {
        let content = &customer.content;
        let upstream = self
            .state
            .orgs
            .get(&customer.org)
            .map_or_else(|| customer.org.as_str(), |org| org.name.as_str());
        let (name, street) = if content.private {
            (
                format!("Private Customer - {upstream}"),
                vec!["Private Residence".to_owned()],
            )
        } else {
            (content.name.clone(), content.street.clone())
        };
        let rest = [&content.city, &content.region, &content.postal_code];
        let label: Vec<&str> = street
            .iter()
            .map(String::as_str)
            .chain(rest.into_iter().flatten().map(String::as_str))
            .chain([country_name(content.country)])
            .collect();
        let mut body = json!({
            "objectClassName": "entity",
            "handle": customer.handle,
            "roles": ["registrant"],
            "vcardArray": vcard(&name, &label.join("\n")),
            "events": events(&customer.updated, &customer.registered),
        });
        if let Some(members) = body.as_object_mut()
            && !content.comment.is_empty()
            && !content.private
        {
            let remarks =
                json!([{ "title": "Registration Comments", "description": content.comment }]);
            members.insert("remarks".to_owned(), remarks);
        }
        body
    }
}

fn organization(org: &Org) -> Value {
    json!({
        "objectClassName": "entity",
        "handle": org.handle,
        "roles": ["registrant"],
        "vcardArray": vcard(&org.name, ""),
    })
}

fn vcard(name: &str, label: &str) -> Value {
    json!([
        "vcard",
        [
            ["version", {}, "text", "4.0"],
            ["fn", {}, "text", name],
            ["adr", { "label": label }, "text", ["", "", "", "", "", "", ""]],
            ["kind", {}, "text", "org"],
        ]
    ])
}

fn events(updated: &str, registered: &str) -> Value {
    json!([
        { "eventAction": "last changed", "eventDate": updated },
        { "eventAction": "registration", "eventDate": registered },
    ])
}

fn terms() -> Value {
    json!({
        "title": "Terms of Service",
        "description": ["Simulated data. By using the service you agree to nothing."],
    })
}
