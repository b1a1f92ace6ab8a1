//! Writes answers as the registry does: its order of elements, its padding, its empty wrappers (reference 2.2).

use std::fmt::Write as _;

use super::address_text::written;
use super::refusal::Refusal;
use super::schema::{CORE, MESSAGES, SHARED_TICKET};
use super::state::{Customer, Net, PocLink};
use crate::model::{CustomerHandle, Family, NetHandle, NetType, OrgHandle, Prefix, Range};

/// How much of a ticket is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// No messages.
    Summary,
    /// Messages.
    Messages,
    /// References to messages.
    References,
}

/// A document that grows from front to back.
pub(super) struct Xml(pub(super) String);

impl Xml {
    pub(super) fn document(root: &str, namespaces: &[(&str, &str)]) -> Self {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<{root} xmlns=\"{CORE}\""
        );
        for (prefix, uri) in namespaces {
            // Writing to a text can not fail, here and below.
            let _ = write!(out, " xmlns:{prefix}=\"{uri}\"");
        }
        out.push('>');
        Self(out)
    }

    pub(super) fn finish(mut self, root: &str) -> String {
        self.close(root);
        self.0
    }

    pub(super) fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    pub(super) fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    pub(super) fn empty(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push_str("/>");
    }

    pub(super) fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                c => self.0.push(c),
            }
        }
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.open(name);
        self.escaped(text);
        self.close(name);
    }

    pub(super) fn given(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// Lines renumbered from 0; nothing when there are none.
    pub(super) fn lines(&mut self, name: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.open(name);
        for (number, line) in lines.iter().enumerate() {
            let _ = write!(self.0, "<line number=\"{number}\">");
            self.escaped(line);
            self.close("line");
        }
        self.close(name);
    }

    fn customer(&mut self, customer: &Customer) {
        let content = &customer.content;
        self.given("city", content.city.as_deref());
        self.country(content.country);
        self.text("handle", customer.handle.as_str());
        self.lines("comment", &content.comment);
        self.lines("streetAddress", &content.street);
        self.text("customerName", &content.name);
        self.text("parentOrgHandle", customer.org.as_str());
        self.given("postalCode", content.postal_code.as_deref());
        self.text(
            "privateCustomer",
            if content.private { "true" } else { "false" },
        );
        self.text("registrationDate", &customer.registered);
        self.given("iso3166-2", content.region.as_deref());
    }

    /// The four elements of a country (reference 2.3).
    pub(super) fn country(&mut self, country: crate::model::Country) {
        self.open("iso3166-1");
        self.text("code2", country.code());
        self.text("code3", country.code3());
        self.given("e164", calling_code(country.code()));
        self.text("name", country_name(country));
        self.close("iso3166-1");
    }

    fn net(&mut self, net: &Net, customer: Option<&Customer>) {
        self.pocs(&net.pocs);
        if let Some(customer) = customer {
            self.open("customer");
            self.customer(customer);
            self.close("customer");
        }
        self.given(
            "customerHandle",
            net.customer.as_ref().map(CustomerHandle::as_str),
        );
        self.lines("comment", &net.comment);
        self.blocks(net.range, &net.kind);
        self.text("handle", net.handle.as_str());
        self.text("netName", &net.name);
        self.given("orgHandle", net.org.as_ref().map(OrgHandle::as_str));
        if net.origins.is_empty() {
            self.empty("originASes");
        } else {
            self.open("originASes");
            for origin in &net.origins {
                self.text("originAS", origin);
            }
            self.close("originASes");
        }
        self.given(
            "parentNetHandle",
            net.parent.as_ref().map(NetHandle::as_str),
        );
        self.text("registrationDate", &net.registered);
        self.text(
            "version",
            match net.range.family() {
                Family::V4 => "4",
                Family::V6 => "6",
            },
        );
    }

    pub(super) fn pocs(&mut self, links: &[PocLink]) {
        if links.is_empty() {
            self.empty("pocLinks");
            return;
        }
        self.open("pocLinks");
        for link in links {
            self.link(link);
        }
        self.close("pocLinks");
    }

    /// A POC link with the description of its function (reference 2.6).
    pub(super) fn link(&mut self, link: &PocLink) {
        let description = match link.function.as_str() {
            "AD" => "Admin",
            "T" => "Tech",
            "AB" => "Abuse",
            "R" => "Routing",
            "D" => "DNS",
            _ => "NOC",
        };
        let _ = write!(
            self.0,
            "<pocLinkRef handle=\"{}\" function=\"{}\" description=\"{description}\"/>",
            link.handle, link.function
        );
    }

    fn blocks(&mut self, range: Range, kind: &NetType) {
        self.open("netBlocks");
        for prefix in range.cidrs() {
            let block = Range::from(prefix);
            self.open("netBlock");
            self.text("cidrLength", &Prefix::length(prefix).to_string());
            self.text("description", describe(kind));
            self.text("endAddress", &written(block.last_address()));
            self.text("startAddress", &written(block.first_address()));
            self.text("type", kind.code());
            self.close("netBlock");
        }
        self.close("netBlocks");
    }
}

/// The description of a net type (reference 2.8).
pub(super) fn describe(kind: &NetType) -> &str {
    match kind {
        NetType::DirectAllocation => "Direct Allocation",
        NetType::Reallocation => "Reallocated",
        NetType::Reassignment => "Reassigned",
        NetType::Other(code) => match code.as_str() {
            "AR" => "ARIN Allocated",
            "AV" => "ARIN Early Reservation",
            "IR" => "IANA Reserved",
            "IU" => "IANA Special Use",
            other => other,
        },
    }
}

/// The registry shows everyday names.
pub(super) fn country_name(country: crate::model::Country) -> &'static str {
    match country.code() {
        "US" => "United States",
        "GB" => "United Kingdom",
        _ => country.name(),
    }
}

fn calling_code(country: &str) -> Option<&'static str> {
    match country {
        "US" | "CA" => Some("1"),
        "GB" => Some("44"),
        "DE" => Some("49"),
        "FR" => Some("33"),
        _ => None,
    }
}

const TICKET_NAMESPACES: &[(&str, &str)] = &[("ns2", MESSAGES), ("ns3", SHARED_TICKET)];

/// A `customer`.
pub(super) fn customer(customer: &Customer) -> String {
    let mut xml = Xml::document("customer", &[]);
    xml.customer(customer);
    xml.finish("customer")
}

/// A `net`.
pub(super) fn net(net: &Net) -> String {
    let mut xml = Xml::document("net", &[]);
    xml.net(net, None);
    xml.finish("net")
}

/// A `collection` of nets.
pub(super) fn nets(nets: &[&Net]) -> String {
    let mut xml = Xml::document("collection", &[]);
    for net in nets {
        xml.open("net");
        xml.net(net, None);
        xml.close("net");
    }
    xml.finish("collection")
}

/// A `ticketedRequest` with a net.
pub(super) fn ticketed_net(net: &Net, customer: Option<&Customer>) -> String {
    let mut xml = Xml::document("ticketedRequest", TICKET_NAMESPACES);
    xml.open("net");
    xml.net(net, customer);
    xml.close("net");
    xml.finish("ticketedRequest")
}

/// An `error` (reference 2.14).
pub(super) fn error(refusal: &Refusal) -> String {
    let mut xml = Xml::document("error", &[]);
    xml.empty("additionalInfo");
    xml.text("code", refusal.code);
    if refusal.components.is_empty() {
        xml.empty("components");
    } else {
        xml.open("components");
        for component in &refusal.components {
            xml.open("component");
            xml.text("message", &component.message);
            xml.text("name", &component.name);
            xml.close("component");
        }
        xml.close("components");
    }
    xml.text("message", &refusal.message);
    xml.finish("error")
}
