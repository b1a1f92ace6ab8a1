//! The registry's own Relax NG schemas, where they are at hand: they are not ours to ship.
//!
//! Bodies are held against them as they were published, but for what the reference says of them (2.2):
//!
//! * `acceptReassignments` of an org came with the release of January 2026 and is in no published schema
//!   (reference 2.5). It is allowed as a boolean, once; never in the old dialect.
//! * Collections of tickets, and of delegations, are in a later archive than this one, which knows those of
//!   phones and nets (reference 2.16 and 8).

use std::path::{Path, PathBuf};
use std::process::Command;

use roxmltree::{Document, Node};
use swipd::simulator::Dialect;

use super::recorder::Body;

/// Names the folder of the schemas.
const VARIABLE: &str = "REGRWS_RNC";

const CORE: &str = "http://www.arin.net/regrws/core/v1";

/// All documents at once, for one call of the validator: the schemas of single payloads, the lists of the
/// archive, and the lists that it lacks.
const ALL: &str = "default namespace = \"http://www.arin.net/regrws/core/v1\"

start = customer | delegation | error | message | net | org | phone | poc | ticket | ticketedRequest
  | lists | element collection { ticket+ | delegation+ }

customer = external \"CustomerPayload.rnc\"
delegation = external \"DelegationPayload.rnc\"
error = external \"ErrorPayload.rnc\"
message = external \"MessagePayload.rnc\"
net = external \"NetPayload.rnc\"
org = external \"OrgPayload.rnc\"
phone = external \"PhonePayload.rnc\"
poc = external \"PocPayload.rnc\"
ticket = external \"TicketPayload.rnc\"
ticketedRequest = external \"TicketedRequestPayload.rnc\"
lists = external \"PayloadList.rnc\"
";

/// How the schema of an org begins, and what is newer than it.
const ORG: &str = "( element city { \\string }? &";
const NEWER: &str = " element acceptReassignments { xsd:boolean }? &";

/// The documents that are sent. The schemas let parts of some of them be documents too, and no call has those.
const ROOTS: [&str; 10] = [
    "customer",
    "delegation",
    "error",
    "message",
    "net",
    "org",
    "phone",
    "poc",
    "ticket",
    "ticketedRequest",
];

/// What a collection may hold, and what it is called then. An empty one may be of any kind.
const LISTS: [(&str, &str); 6] = [
    ("", "collection of nothing"),
    ("delegation", "collection of delegation"),
    ("net", "collection of net"),
    ("phone", "collection of phone"),
    ("pocLinkRef", "collection of pocLinkRef"),
    ("ticket", "collection of ticket"),
];

/// What a body is. The error says why it is no document of the registry.
fn kind(body: &Body) -> Result<&'static str, String> {
    let text = std::str::from_utf8(&body.bytes).map_err(|error| error.to_string())?;
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let name = named(root)?;
    if name != "collection" {
        let known = ROOTS.into_iter().find(|known| *known == name);
        return known.ok_or(format!("a document {name}"));
    }
    let mut children = root.children().filter(Node::is_element);
    let first = children.next().map(named).transpose()?.unwrap_or_default();
    for child in children {
        if named(child)? != first {
            return Err("a collection of several kinds".to_owned());
        }
    }
    let known = LISTS.iter().find(|(item, _)| *item == first);
    known
        .map(|(_, list)| *list)
        .ok_or(format!("a collection of {first}"))
}

fn named<'a>(node: Node<'a, '_>) -> Result<&'a str, String> {
    let name = node.tag_name();
    match name.namespace() {
        Some(CORE) => Ok(name.name()),
        other => Err(format!("{} of the namespace {other:?}", name.name())),
    }
}

/// What a body is: `net`, `collection of ticket`. Panics where it is no document of the registry.
pub(crate) fn root(body: &Body) -> &'static str {
    kind(body).unwrap_or_else(|why| panic!("{}: {why}\n{}", body.call, body.text()))
}

/// The folder of the schemas; `None` when the environment names none. Who names one wants it used: without
/// schemas in it, or without a validator, nothing here passes.
pub(crate) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).filter(|named| !named.is_empty())?;
    let folder = PathBuf::from(named);
    assert!(
        folder.join("NetPayload.rnc").is_file(),
        "{VARIABLE} is set, and there is no NetPayload.rnc in {}",
        folder.display()
    );
    let jing = Command::new("jing").arg("-v").output();
    assert!(
        jing.is_ok(),
        "{VARIABLE} is set, and jing is not installed: apt-get install jing"
    );
    Some(folder)
}

/// Copies the schemas, with what they lack.
fn prepared(from: &Path, to: &Path, dialect: Dialect) {
    copied(from, to);
    std::fs::write(to.join("All.rnc"), ALL).expect("a schema");
    if dialect == Dialect::Current {
        let path = to.join("OrgPayload.rnc");
        let text = std::fs::read_to_string(&path).expect("a schema");
        assert_eq!(text.matches(ORG).count(), 1, "{text}");
        let text = text.replace(ORG, &format!("{ORG}{NEWER}"));
        std::fs::write(path, text).expect("a schema");
    }
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copied(&path, &target);
        } else {
            let text = std::fs::read(&path).expect("a schema");
            std::fs::write(target, text).expect("a copy");
        }
    }
}

/// Holds bodies against their schemas, all in one call of the validator. Returns what it complains of.
pub(crate) fn complaints(folder: &Path, bodies: &[Body], dialect: Dialect) -> Vec<String> {
    let work = tempfile::tempdir().expect("a folder");
    let schemas = work.path().join("schemas");
    prepared(folder, &schemas, dialect);
    let mut found = Vec::new();
    let mut files: Vec<(PathBuf, &Body)> = Vec::new();
    for (at, body) in bodies.iter().enumerate() {
        match kind(body) {
            Ok(_) => {
                let file = work.path().join(format!("body-{at}.xml"));
                std::fs::write(&file, &body.bytes).expect("a body");
                files.push((file, body));
            }
            Err(why) => found.push(format!("{}\n{}\n{why}", body.call, body.text())),
        }
    }
    let output = Command::new("jing")
        .arg("-c")
        .arg(schemas.join("All.rnc"))
        .args(files.iter().map(|(file, _)| file))
        .output()
        .expect("the validator runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.success(), said.trim().is_empty(), "{said}");
    for line in said.lines() {
        let about = |file: &Path| line.contains(&format!("{}:", file.display()));
        let body = files.iter().find(|(file, _)| about(file));
        let body = body.map(|(_, body)| format!("{}\n{}\n", body.call, body.text()));
        found.push(format!("{}{line}", body.unwrap_or_default()));
    }
    found
}
