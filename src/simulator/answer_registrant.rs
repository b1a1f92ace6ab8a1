//! Writes orgs, POCs and delegations as the registry does (reference 2.5 to 2.17).

use std::fmt::Write as _;

use super::answer::Xml;
use super::delegation_body::{algorithm_name, digest_name};
use super::options::Dialect;
use super::registrant::{Delegation, DsKey, Phone, Poc};
use super::schema::TTL;
use super::state::{Org, PocLink};

impl Xml {
    fn org(&mut self, org: &Org, dialect: Dialect) {
        let record = &org.record;
        let place = &record.place;
        self.pocs(&org.links());
        let accepts = if org.accepts { "true" } else { "false" };
        if dialect == Dialect::Current {
            self.text("acceptReassignments", accepts);
        }
        self.given("city", place.city.as_deref());
        self.country(place.country);
        self.lines("comment", &record.comment);
        self.lines("streetAddress", &place.street);
        self.text("handle", org.handle.as_str());
        self.text("orgName", &org.name);
        self.given("dbaName", record.dba_name.as_deref());
        self.given("orgUrl", record.url.as_deref());
        self.given("postalCode", place.postal_code.as_deref());
        self.text("registrationDate", &record.registered);
        self.given("iso3166-2", place.region.as_deref());
        self.given("taxId", record.tax_id.as_deref());
    }

    fn poc(&mut self, poc: &Poc) {
        let (who, reach) = (&poc.identity, &poc.reach);
        self.given("city", reach.place.city.as_deref());
        self.given("companyName", reach.company.as_deref());
        self.text("contactType", who.contact.word());
        self.country(reach.place.country);
        self.open("emails");
        for email in &reach.emails {
            self.text("email", email);
        }
        self.close("emails");
        self.given("firstName", who.first_name.as_deref());
        self.text("lastName", &who.last_name);
        self.given("middleName", who.middle_name.as_deref());
        self.lines("streetAddress", &reach.place.street);
        self.open("phones");
        for phone in &reach.phones {
            self.open("phone");
            self.phone(phone);
            self.close("phone");
        }
        self.close("phones");
        self.text("handle", poc.handle.as_str());
        self.given("postalCode", reach.place.postal_code.as_deref());
        self.lines("comment", &reach.comment);
        self.text("registrationDate", &poc.registered);
        self.given("iso3166-2", reach.place.region.as_deref());
    }

    fn phone(&mut self, phone: &Phone) {
        self.given("extension", phone.extension.as_deref());
        self.text("number", &phone.number);
        self.open("type");
        self.text("code", &phone.code);
        let description = match phone.code.as_str() {
            "F" => "FAX",
            "M" => "MOBILE",
            _ => "OFFICE",
        };
        self.text("description", description);
        self.close("type");
    }

    fn delegation(&mut self, delegation: &Delegation) {
        if delegation.keys.is_empty() {
            self.empty("delegationKeys");
        } else {
            self.open("delegationKeys");
            for key in &delegation.keys {
                self.key(key);
            }
            self.close("delegationKeys");
        }
        self.text("name", &delegation.name);
        if delegation.nameservers.is_empty() {
            self.empty("nameservers");
            return;
        }
        self.open("nameservers");
        for server in &delegation.nameservers {
            // Writing to a text can not fail, here and below.
            let _ = match server.ttl {
                Some(ttl) => write!(self.0, "<nameserver ns2:ttl=\"{ttl}\">"),
                None => write!(self.0, "<nameserver>"),
            };
            self.escaped(&server.host);
            self.close("nameserver");
        }
        self.close("nameservers");
    }

    fn key(&mut self, key: &DsKey) {
        let (algorithm, kind) = (key.algorithm, key.digest_type);
        self.open("delegationKey");
        let name = algorithm_name(algorithm).unwrap_or_default();
        let _ = write!(self.0, "<algorithm name=\"{name}\">{algorithm}</algorithm>");
        self.text("digest", &key.digest);
        let name = digest_name(kind).unwrap_or_default();
        let _ = write!(self.0, "<digestType name=\"{name}\">{kind}</digestType>");
        self.text("keyTag", &key.key_tag.to_string());
        let ttl = key.ttl.map(|ttl| ttl.to_string());
        self.given("ns2:ttl", ttl.as_deref());
        self.close("delegationKey");
    }
}

/// An `org`. `acceptReassignments` is there since 2026.
pub(super) fn org(org: &Org, dialect: Dialect) -> String {
    let mut xml = Xml::document("org", &[]);
    xml.org(org, dialect);
    xml.finish("org")
}

/// A `poc`.
pub(super) fn poc(poc: &Poc) -> String {
    let mut xml = Xml::document("poc", &[]);
    xml.poc(poc);
    xml.finish("poc")
}

/// A `phone`.
pub(super) fn phone(phone: &Phone) -> String {
    let mut xml = Xml::document("phone", &[]);
    xml.phone(phone);
    xml.finish("phone")
}

/// A `collection` of phones.
pub(super) fn phones(phones: &[Phone]) -> String {
    let mut xml = Xml::document("collection", &[]);
    for phone in phones {
        xml.open("phone");
        xml.phone(phone);
        xml.close("phone");
    }
    xml.finish("collection")
}

/// A `collection` of POC links, which only the old documents know (reference 2.16).
pub(super) fn links(links: &[PocLink]) -> String {
    let mut xml = Xml::document("collection", &[]);
    for link in links {
        xml.link(link);
    }
    xml.finish("collection")
}

const DELEGATION_NAMESPACES: &[(&str, &str)] = &[("ns2", TTL)];

/// A `delegation`.
pub(super) fn delegation(delegation: &Delegation) -> String {
    let mut xml = Xml::document("delegation", DELEGATION_NAMESPACES);
    xml.delegation(delegation);
    xml.finish("delegation")
}

/// A `collection` of delegations.
pub(super) fn delegations(delegations: &[Delegation]) -> String {
    let mut xml = Xml::document("collection", DELEGATION_NAMESPACES);
    for delegation in delegations {
        xml.open("delegation");
        xml.delegation(delegation);
        xml.close("delegation");
    }
    xml.finish("collection")
}
