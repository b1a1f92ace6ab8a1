//! Whatever a payload says survives writing and reading.

use proptest::prelude::*;

use super::samples::{
    some_customer, some_delegation, some_error, some_message, some_net, some_org, some_phone,
    some_poc, some_text, some_ticket,
};
use crate::registry::arin::wire::*;

fn survives<P: Writable + PartialEq + std::fmt::Debug>(payload: &P) -> Result<(), TestCaseError> {
    let written = encode(payload).expect("text of XML");
    let read = decode::<P>(&written);
    prop_assert_eq!(read.as_ref(), Ok(payload));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_customer_survives(customer in some_customer()) {
        survives(&customer)?;
    }

    #[test]
    fn any_net_survives(net in some_net()) {
        survives(&net)?;
    }

    #[test]
    fn any_org_survives(org in some_org()) {
        survives(&org)?;
    }

    #[test]
    fn any_poc_survives(poc in some_poc()) {
        survives(&poc)?;
    }

    #[test]
    fn any_phone_survives(phone in some_phone()) {
        survives(&phone)?;
    }

    #[test]
    fn any_delegation_survives(delegation in some_delegation()) {
        survives(&delegation)?;
    }

    #[test]
    fn any_message_survives(message in some_message()) {
        survives(&message)?;
    }

    #[test]
    fn any_ticket_survives(ticket in some_ticket()) {
        survives(&ticket)?;
    }

    #[test]
    fn any_error_survives(error in some_error()) {
        survives(&error)?;
    }

    #[test]
    fn any_ticketed_request_survives(net in some_net(), ticket in some_ticket(), which in 0..3) {
        survives(&TicketedRequest {
            net: (which != 0).then_some(net),
            ticket: (which != 1).then_some(ticket),
        })?;
    }

    #[test]
    fn any_collection_survives(
        phones in prop::collection::vec(some_phone(), 0..3),
        tickets in prop::collection::vec(some_ticket(), 0..3),
        delegations in prop::collection::vec(some_delegation(), 0..3),
        nets in prop::collection::vec(some_net(), 0..3),
    ) {
        survives(&Collection(phones))?;
        survives(&Collection(tickets))?;
        survives(&Collection(delegations))?;
        survives(&Collection(nets))?;
    }
}

/// Records with a text in each kind of place: an element, a line, an attribute, a list.
fn records(text: &str) -> Vec<Result<Vec<u8>, WireError>> {
    let lines = || vec![text.to_owned()];
    let country = CountryPayload {
        name: Some(text.to_owned()),
        ..CountryPayload::default()
    };
    let link = PocLink {
        handle: "TEC1-ARIN".parse().expect("a handle"),
        function: text.to_owned(),
        description: None,
    };
    vec![
        encode(&CustomerPayload {
            country: Some(country),
            ..CustomerPayload::default()
        }),
        encode(&CustomerPayload {
            street: lines(),
            ..CustomerPayload::default()
        }),
        encode(&NetPayload {
            origin_ases: Some(lines()),
            ..NetPayload::default()
        }),
        encode(&OrgPayload {
            poc_links: Some(vec![link]),
            ..OrgPayload::default()
        }),
        encode(&PocPayload {
            emails: Some(lines()),
            ..PocPayload::default()
        }),
    ]
}

/// The same in messages, phones and delegations.
fn parts(text: &str) -> Vec<Result<Vec<u8>, WireError>> {
    let message = MessagePayload {
        subject: Some(text.to_owned()),
        ..MessagePayload::default()
    };
    let phone = PhonePayload {
        description: Some(text.to_owned()),
        ..PhonePayload::default()
    };
    let server = Nameserver {
        host: "ns1.example.net".to_owned(),
        ttl: Some(text.to_owned()),
    };
    let key = DelegationKey {
        algorithm_name: Some(text.to_owned()),
        ..DelegationKey::default()
    };
    vec![
        encode(&phone),
        encode(&message),
        encode(&NetPayload {
            messages: vec![message],
            ..NetPayload::default()
        }),
        encode(&DelegationPayload {
            nameservers: Some(vec![server]),
            ..DelegationPayload::default()
        }),
        encode(&DelegationPayload {
            keys: Some(vec![key]),
            ..DelegationPayload::default()
        }),
    ]
}

fn everywhere(text: &str) -> Vec<Result<Vec<u8>, WireError>> {
    [records(text), parts(text)].concat()
}

proptest! {
    #[test]
    fn what_xml_can_not_hold_is_an_error_wherever_it_stands(
        before in some_text(),
        bad in prop_oneof![
            prop::char::range('\u{0}', '\u{8}'),
            prop::char::range('\u{b}', '\u{c}'),
            prop::char::range('\u{e}', '\u{1f}'),
            prop::char::range('\u{fffe}', '\u{ffff}'),
        ],
    ) {
        for written in everywhere(&format!("{before}{bad}")) {
            prop_assert_eq!(written, Err(WireError::Character(u32::from(bad))));
        }
        for written in everywhere(&before) {
            prop_assert!(written.is_ok_and(|document| Element::parse(&document).is_ok()));
        }
    }

    #[test]
    fn any_characters_at_all_survive_or_are_an_error(text in prop::collection::vec(any::<char>(), 0..40)) {
        let name: String = text.into_iter().collect();
        let poc = PocPayload { last_name: Some(name.clone()), ..PocPayload::default() };
        match encode(&poc) {
            Ok(written) => {
                let read: PocPayload = decode(&written).expect("what we write");
                let blank = name.trim().is_empty();
                prop_assert_eq!(read.last_name, Some(name).filter(|_| !blank));
            }
            Err(error) => prop_assert!(matches!(error, WireError::Character(_))),
        }
    }
}
