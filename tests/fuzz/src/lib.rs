//! What each fuzz target asks of a decoder: an answer, whatever comes, and that what we write can be read.

use std::collections::BTreeMap;

use swipd::http::Response;
use swipd::registry::arin::reply::{classify_ticketed, filename, read_nets};
use swipd::registry::arin::wire::{NetPayload, Payload, Writable, decode, encode};
use swipd::registry::arin::{CustomerFile, NetworkFile, rdap};
use swipd::settings::Settings;
use swipd::simulator::Seed;
use swipd::yaml::{self, Positions, SourceText};

/// A document that is only read.
pub fn reply<P: Payload>(bytes: &[u8]) {
    let _ = decode::<P>(bytes);
}

/// A document that can be sent back.
pub fn record<P: Writable>(bytes: &[u8]) {
    if let Ok(payload) = decode::<P>(bytes)
        && let Ok(written) = encode(&payload)
    {
        let again = decode::<P>(&written);
        let text = String::from_utf8_lossy(&written);
        assert!(again.is_ok(), "{:?} of {text}", again.err());
    }
}

/// A net, and what is asked of it.
pub fn net(bytes: &[u8]) {
    record::<NetPayload>(bytes);
    if let Ok(net) = decode::<NetPayload>(bytes) {
        let _ = (
            net.range(),
            net.net_type(),
            net.recipient(),
            net.incarnation(),
        );
    }
}

/// The body of a response to a read and to a write, with each status that is told apart.
pub fn response(body: &[u8]) {
    for status in [200, 400, 401, 403, 404, 409, 413, 429, 500, 503] {
        let response = answer(status, "application/xml", body);
        let _ = read_nets(&response);
        let _ = classify_ticketed(&response);
    }
}

/// A reply of the public directory about one net.
pub fn rdap_ip(bytes: &[u8]) {
    let _ = rdap::read_ip(&answer(200, "application/rdap+json", bytes));
}

/// A reply of the public directory about the nets below one.
pub fn rdap_children(bytes: &[u8]) {
    let _ = rdap::read_children(&answer(200, "application/rdap+json", bytes));
}

/// A reply of the public directory about an entity, or about all of a name.
pub fn rdap_entities(bytes: &[u8]) {
    let answer = answer(200, "application/rdap+json", bytes);
    let _ = rdap::read_entities(&answer);
    let _ = rdap::read_entity(&answer);
}

fn answer(status: u16, kind: &str, body: &[u8]) -> Response {
    Response {
        status,
        date: None,
        retry_after: None,
        content_type: Some(kind.to_owned()),
        disposition: None,
        body: body.to_vec(),
    }
}

/// The name that a reply gives to a file: one that can not leave a folder.
pub fn disposition(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(name) = filename(&text) {
        assert!(!name.contains(['/', '\\', '\0']), "{name:?} is a path");
        assert!(
            !matches!(name.as_str(), "" | "." | ".."),
            "{name:?} is a folder"
        );
    }
}

/// A file of a repository, as settings, as resources, and as a seed of the simulator.
pub fn yaml(bytes: &[u8]) {
    type Resources<T> = BTreeMap<String, BTreeMap<String, Option<T>>>;
    let Ok(source) = SourceText::from_bytes("fuzz.yaml", bytes.to_vec()) else {
        return;
    };
    let (_, diagnostics) = Settings::read_partly(&source);
    for diagnostic in &diagnostics {
        let _ = format!("{diagnostic:?}");
    }
    let _ = yaml::read_partly::<Resources<CustomerFile>>(&source);
    let _ = yaml::read_partly::<Resources<NetworkFile>>(&source);
    let _ = Seed::read(&source);
    let path = ["customers".to_owned(), "a".to_owned()];
    let _ = Positions::of(&source).span(&path, swipd::diagnostic::Part::Value);
}
