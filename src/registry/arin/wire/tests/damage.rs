//! Damaged documents are errors or payloads, and never a panic; documents that only look different are the
//! same payload.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::Index;

use super::CORE;
use super::documents::{
    COLLECTIONS, CUSTOMERS, DELEGATION, ERROR, MESSAGES, NETS, ORG, PHONE, POC, TICKETED, TICKETS,
    whole,
};
use crate::registry::arin::wire::*;

/// Every decoder, and what is asked of the payloads that they make.
fn decode_all(bytes: &[u8]) -> usize {
    let net = decode::<NetPayload>(bytes).map(|net| {
        let asked = (
            net.range(),
            net.net_type(),
            net.recipient(),
            net.incarnation(),
        );
        (asked, encode(&net), encode(&net.without_messages()))
    });
    let customer =
        decode::<CustomerPayload>(bytes).map(|found| (found.incarnation(), encode(&found)));
    let nets = decode::<Collection<NetPayload>>(bytes)
        .map(|nets| nets.0.iter().map(NetPayload::range).collect::<Vec<_>>());
    [
        net.is_ok(),
        customer.is_ok(),
        nets.is_ok(),
        decode::<OrgPayload>(bytes).is_ok_and(|org| encode(&org).is_ok()),
        decode::<PocPayload>(bytes).is_ok_and(|poc| encode(&poc).is_ok()),
        decode::<PhonePayload>(bytes).is_ok_and(|phone| encode(&phone).is_ok()),
        decode::<DelegationPayload>(bytes).is_ok_and(|zone| encode(&zone).is_ok()),
        decode::<MessagePayload>(bytes).is_ok_and(|message| encode(&message).is_ok()),
        decode::<TicketPayload>(bytes).is_ok_and(|ticket| encode(&ticket).is_ok()),
        decode::<TicketedRequest>(bytes).is_ok(),
        decode::<ErrorPayload>(bytes).is_ok(),
        decode::<Collection<TicketPayload>>(bytes).is_ok(),
        decode::<Collection<DelegationPayload>>(bytes).is_ok(),
        decode::<Collection<PhonePayload>>(bytes).is_ok(),
    ]
    .into_iter()
    .filter(|read| *read)
    .count()
}

/// The prefix of a name in our own way of writing documents, different from the registry's.
fn prefix(ns: Ns) -> &'static str {
    match ns {
        Ns::Core => "c:",
        Ns::Messages => "ns3:",
        Ns::SharedTicket => "ns2:",
        Ns::Ttl => "core:",
        Ns::Registry => "new:",
        Ns::None => "",
        Ns::Foreign => "nobody:",
    }
}

/// Writes a tree with other prefixes, all declared on the root.
fn write(element: &Element, root: bool, out: &mut String) {
    let name = format!("{}{}", prefix(element.ns), element.name);
    let _ = write!(out, "<{name}");
    if root {
        let base = "http://www.arin.net/regrws";
        let _ = write!(
            out,
            " xmlns:c='{base}/core/v1' xmlns:ns3='{base}/messages/v1' xmlns:ns2='{base}/shared-ticket/v1' \
             xmlns:core='{base}/ttl/v1' xmlns:new='{base}/new/v9' xmlns:nobody='urn:x'"
        );
    }
    for found in &element.attributes {
        let (prefix, value) = (prefix(found.ns), found.value.replace('&', "&amp;"));
        let _ = write!(out, " {prefix}{}='{value}'", found.name);
    }
    out.push('>');
    out.push_str(&element.text.replace('&', "&amp;").replace('<', "&lt;"));
    for child in &element.children {
        write(child, false, out);
    }
    let _ = write!(out, "</{name}>");
}

fn written(root: &Element) -> String {
    let mut out = String::new();
    write(root, true, &mut out);
    out
}

/// Turns the children around. With `keeping`, those of one name keep their order, and so mean the same, but for
/// lines, whose order is in their numbers.
fn reorder(element: &mut Element, by: usize, keeping: bool) {
    let lists = element
        .children
        .windows(2)
        .any(|pair| pair[0].name == pair[1].name && !pair[0].is("line"));
    let stays = keeping && lists;
    if !element.children.is_empty() && !stays {
        let by = by % element.children.len();
        element.children.rotate_left(by);
        element.children.reverse();
    }
    for child in &mut element.children {
        reorder(child, by.wrapping_mul(31) + 7, keeping);
    }
}

/// What is done to one element somewhere in a tree.
#[derive(Debug, Clone)]
enum Harm {
    Remove,
    Double,
    DoubleAndChange(String),
    Empty,
    Text(String),
    Rename(&'static str),
    Namespace(Ns),
    DropAttribute,
    Attribute(String),
    Move,
}

fn some_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        Just(Harm::Remove),
        Just(Harm::Double),
        "\\PC{0,6}".prop_map(Harm::DoubleAndChange),
        Just(Harm::Empty),
        "[-0-9.:/]{0,25}|\\PC{0,12}".prop_map(Harm::Text),
        prop::sample::select(vec![
            "line", "handle", "net", "ticket", "message", "data", "type"
        ])
        .prop_map(Harm::Rename),
        prop::sample::select(vec![
            Ns::Core,
            Ns::Messages,
            Ns::SharedTicket,
            Ns::Ttl,
            Ns::Registry,
            Ns::None,
            Ns::Foreign,
        ])
        .prop_map(Harm::Namespace),
        Just(Harm::DropAttribute),
        "[-0-9]{0,25}".prop_map(Harm::Attribute),
        Just(Harm::Move),
    ]
}

/// Walks down to some element and harms one of its children; `true` when there was one.
fn harm(element: &mut Element, mut path: impl Iterator<Item = Index>, done: &Harm) -> bool {
    if element.children.is_empty() {
        return false;
    }
    let Some(step) = path.next() else {
        return false;
    };
    let at = step.index(element.children.len());
    if harm(
        &mut element.children[at],
        &mut path as &mut dyn Iterator<Item = Index>,
        done,
    ) {
        return true;
    }
    let child = &mut element.children[at];
    match done {
        Harm::Remove => drop(element.children.remove(at)),
        Harm::Double => {
            let copy = child.clone();
            element.children.push(copy);
        }
        Harm::DoubleAndChange(text) => {
            let mut copy = child.clone();
            copy.text.push_str(text);
            element.children.push(copy);
        }
        Harm::Empty => {
            child.children.clear();
            child.text.clear();
        }
        Harm::Text(text) => child.text.clone_from(text),
        Harm::Rename(name) => (*name).clone_into(&mut child.name),
        Harm::Namespace(ns) => child.ns = *ns,
        Harm::DropAttribute => child.attributes.clear(),
        Harm::Attribute(value) => {
            for attribute in &mut child.attributes {
                attribute.value.clone_from(value);
            }
        }
        Harm::Move => {
            let child = element.children.remove(at);
            match element.children.first_mut() {
                Some(other) => other.children.push(child),
                None => element.children.push(child),
            }
        }
    }
    true
}

/// Reads a document as it is and in another form, and holds them to be the same.
fn same_in_form<P: Payload + PartialEq + std::fmt::Debug>(document: &str, by: usize) {
    let mut root = Element::parse(document.as_bytes()).expect(document);
    reorder(&mut root, by, true);
    let other = written(&root);
    let read = decode::<P>(other.as_bytes()).expect(&other);
    assert_eq!(read, decode::<P>(document.as_bytes()).expect(document));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn harmed_trees_never_panic(
        document in prop::sample::select(whole()),
        harms in prop::collection::vec((prop::collection::vec(any::<Index>(), 1..6), some_harm()), 1..8),
        by in any::<usize>(),
    ) {
        let mut root = Element::parse(document.as_bytes()).expect("a document of the reference");
        for (path, what) in harms {
            harm(&mut root, path.into_iter(), &what);
        }
        decode_all(written(&root).as_bytes());
        reorder(&mut root, by, false);
        decode_all(written(&root).as_bytes());
    }

    #[test]
    fn cut_documents_are_errors(document in prop::sample::select(whole()), cut in any::<Index>()) {
        let cut = cut.index(document.trim_end().len());
        prop_assert_eq!(decode_all(&document.as_bytes()[..cut]), 0);
    }

    #[test]
    fn flipped_bytes_never_panic(
        document in prop::sample::select(whole()),
        flips in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = document.as_bytes().to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        decode_all(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn other_prefixes_and_another_order_are_the_same_payload(by in any::<usize>()) {
        for document in CUSTOMERS {
            same_in_form::<CustomerPayload>(document, by);
        }
        for document in NETS {
            same_in_form::<NetPayload>(document, by);
        }
        for document in MESSAGES {
            same_in_form::<MessagePayload>(document, by);
        }
        for document in TICKETS {
            same_in_form::<TicketPayload>(document, by);
        }
        for document in TICKETED {
            same_in_form::<TicketedRequest>(document, by);
        }
        same_in_form::<OrgPayload>(ORG, by);
        same_in_form::<PocPayload>(POC, by);
        same_in_form::<PhonePayload>(PHONE, by);
        same_in_form::<DelegationPayload>(DELEGATION, by);
        same_in_form::<ErrorPayload>(ERROR, by);
        same_in_form::<Collection<TicketPayload>>(COLLECTIONS[0], by);
    }
}

#[test]
fn every_document_has_a_decoder_before_it_is_damaged() {
    for document in whole() {
        assert!(decode_all(document.as_bytes()) > 0, "{document}");
        let root = Element::parse(document.as_bytes()).expect(document);
        assert!(decode_all(written(&root).as_bytes()) > 0, "{document}");
    }
}

#[test]
fn a_megabyte_of_nesting_is_an_error_of_every_decoder() {
    for root in ["net", "collection"] {
        let open = "<messages>".repeat(50_000);
        let close = "</messages>".repeat(50_000);
        let unclosed = format!("<{root} {CORE}>{open}");
        assert_eq!(decode_all(unclosed.as_bytes()), 0, "{root}");
        let closed = format!("{unclosed}{close}</{root}>");
        assert_eq!(decode_all(closed.as_bytes()), 0, "{root}");
    }
}

#[test]
fn much_beside_each_other_is_read() {
    let many = "<messages/>".repeat(10_000);
    assert_eq!(
        decode_all(format!("<org {CORE}>{many}</org>").as_bytes()),
        1
    );
    let long = "a".repeat(1 << 18);
    let poc = format!("<poc {CORE}><lastName>{long}</lastName></poc>");
    assert_eq!(decode_all(poc.as_bytes()), 1);
}
