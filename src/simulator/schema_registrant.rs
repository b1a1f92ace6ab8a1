//! The part of the table for orgs, POCs and delegations (reference 2.2, 2.5, 2.10, 2.11 and 2.17).

use super::schema::TTL;
use super::schema_table::{
    Attribute, COUNTRY, Element, Holds, LINES, MESSAGE, MESSAGE_REFERENCE, POC_LINK, attribute,
    many, one, text,
};

/// What an org holds. `acceptReassignments` is newer than the published schema.
pub(super) const ORG: &[Element] = &[
    text("city"),
    one("iso3166-1", Holds::Elements(COUNTRY, true)),
    text("dbaName"),
    one("pocLinks", Holds::Elements(&[POC_LINK], false)),
    one("acceptReassignments", Holds::Boolean),
    text("handle"),
    text("orgName"),
    text("orgUrl"),
    text("postalCode"),
    one("comment", LINES),
    text("registrationDate"),
    text("iso3166-2"),
    one("streetAddress", LINES),
    text("taxId"),
    Element {
        group: 1,
        ..one(
            "messages",
            Holds::Elements(&[many("message", Holds::Elements(MESSAGE, true))], false),
        )
    },
    Element {
        group: 1,
        ..one(
            "messageReferences",
            Holds::Elements(
                &[many(
                    "messageReference",
                    Holds::Elements(MESSAGE_REFERENCE, true),
                )],
                false,
            ),
        )
    },
];

/// What a phone holds.
pub(super) const PHONE: &[Element] = &[
    text("extension"),
    text("number"),
    one(
        "type",
        Holds::Elements(&[text("description"), text("code")], false),
    ),
];

/// What a POC holds.
pub(super) const POC: &[Element] = &[
    text("city"),
    text("companyName"),
    one("contactType", Holds::OneOf(&["PERSON", "ROLE"])),
    one("iso3166-1", Holds::Elements(COUNTRY, true)),
    one(
        "emails",
        Holds::Elements(&[many("email", Holds::Text)], false),
    ),
    text("firstName"),
    text("lastModified"),
    text("lastName"),
    text("middleName"),
    one(
        "phones",
        Holds::Elements(&[many("phone", Holds::Elements(PHONE, true))], false),
    ),
    text("handle"),
    text("postalCode"),
    one("comment", LINES),
    text("registrationDate"),
    text("iso3166-2"),
    one("streetAddress", LINES),
];

const NAME: &[Attribute] = &[attribute("name", false, Holds::Text)];

const fn named(name: &'static str) -> Element {
    Element {
        attributes: NAME,
        ..one(name, Holds::Text)
    }
}

const DELEGATION_KEY: &[Element] = &[
    named("algorithm"),
    text("digest"),
    Element {
        namespace: TTL,
        ..text("ttl")
    },
    named("digestType"),
    text("keyTag"),
];

/// What a delegation holds.
pub(super) const DELEGATION: &[Element] = &[
    text("name"),
    one(
        "nameservers",
        Holds::Elements(
            &[Element {
                attributes: &[Attribute {
                    namespace: Some(TTL),
                    name: "ttl",
                    required: false,
                    holds: Holds::Text,
                }],
                ..many("nameserver", Holds::Text)
            }],
            false,
        ),
    ),
    one(
        "delegationKeys",
        Holds::Elements(
            &[many(
                "delegationKey",
                Holds::Elements(DELEGATION_KEY, false),
            )],
            false,
        ),
    ),
];

#[cfg(test)]
mod tests {
    use crate::simulator::schema::{Body, CORE, MESSAGES, TTL, document};

    fn fits(kind: Body, root: &str, inner: &str) -> bool {
        let text = format!("<{root} xmlns=\"{CORE}\" xmlns:t=\"{TTL}\">{inner}</{root}>");
        document(&text, kind).is_ok()
    }

    #[test]
    fn empty_documents_and_wrappers_are_valid_and_roots_are_told_apart() {
        assert!(fits(Body::Org, "org", "<pocLinks/><handle/><messages/>"));
        assert!(fits(Body::Poc, "poc", "<emails/><phones/><firstName/>"));
        assert!(fits(Body::Phone, "phone", "<type/><number/>"));
        let empty = "<nameservers/><delegationKeys/>";
        assert!(fits(Body::Delegation, "delegation", empty));
        assert!(!fits(Body::Org, "poc", "") && !fits(Body::Poc, "org", ""));
        assert!(!fits(Body::Delegation, "nameserver", ""));
    }

    #[test]
    fn enumerations_and_single_elements_are_strict() {
        for (kind, root, inner) in [
            (Body::Org, "org", "<acceptReassignments/>"),
            (
                Body::Org,
                "org",
                "<pocLinks><pocLinkRef handle=\"A\"/></pocLinks>",
            ),
            (Body::Org, "org", "<orgName>a</orgName><orgName>a</orgName>"),
            (Body::Org, "org", "<messages/><messageReferences/>"),
            (Body::Org, "org", "<colour/>"),
            (Body::Org, "org", "<customerName>a</customerName>"),
            (Body::Poc, "poc", "<contactType></contactType>"),
            (Body::Poc, "poc", "<contactType>person</contactType>"),
            (Body::Poc, "poc", "<contactType> ROLE</contactType>"),
            (Body::Poc, "poc", "<emails/><emails/>"),
            (Body::Poc, "poc", "<email>a@b.c</email>"),
            (Body::Poc, "poc", "<privateCustomer>true</privateCustomer>"),
            (Body::Phone, "phone", "<type><colour/></type>"),
            (Body::Phone, "phone", "<code>O</code>"),
        ] {
            assert!(!fits(kind, root, inner), "{inner}");
        }
        let foreign = "<x:a xmlns:x=\"urn:x\"><x:b/></x:a>";
        assert!(fits(Body::Poc, "poc", foreign) && fits(Body::Org, "org", foreign));
        let message = format!("<orgName xmlns=\"{MESSAGES}\">a</orgName>");
        assert!(!fits(Body::Org, "org", &message));
        assert!(!fits(Body::Org, "org", "<orgName xmlns=\"\">a</orgName>"));
    }

    #[test]
    fn a_ttl_is_in_its_own_namespace() {
        let key = |inner: &str| {
            let list =
                format!("<delegationKeys><delegationKey>{inner}</delegationKey></delegationKeys>");
            fits(Body::Delegation, "delegation", &list)
        };
        assert!(key("<t:ttl>3600</t:ttl>") && key("") && key("<algorithm>5</algorithm>"));
        assert!(key("<algorithm name=\"any\">5</algorithm>"));
        assert!(!key("<ttl>3600</ttl>") && !key("<digest name=\"a\">5</digest>"));
        assert!(!key("<x:a xmlns:x=\"urn:x\"/>"));
        let server = |attribute: &str| {
            let list =
                format!("<nameservers><nameserver {attribute}>a.b</nameserver></nameservers>");
            fits(Body::Delegation, "delegation", &list)
        };
        assert!(server("t:ttl=\"3600\"") && server(""));
        assert!(!server("ttl=\"3600\"") && !server("t:age=\"1\""));
    }
}
