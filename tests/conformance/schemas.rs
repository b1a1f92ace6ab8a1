//! The registry's own Relax NG schemas, where they are at hand: they are not ours to ship.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::recorder::Body;

const CORE: &str = "http://www.arin.net/regrws/core/v1";

/// The schemas of 2012 know collections of nets and phones. Those of tickets came later (reference 2.16).
const LIST: &str = "default namespace = \"http://www.arin.net/regrws/core/v1\"

start = element collection { (net | ticket)* }

net = external \"NetPayload.rnc\"
ticket = external \"TicketPayload.rnc\"
";

/// The schema of a root element.
const SCHEMAS: [(&str, &str); 6] = [
    ("net", "NetPayload.rnc"),
    ("customer", "CustomerPayload.rnc"),
    ("ticket", "TicketPayload.rnc"),
    ("ticketedRequest", "TicketedRequestPayload.rnc"),
    ("error", "ErrorPayload.rnc"),
    ("collection", "ListOfNetsOrTickets.rnc"),
];

/// The root of a body; panics where it is no document of the registry.
pub(crate) fn root(body: &Body) -> &'static str {
    let Body { call, bytes, .. } = body;
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{call}: {error}"));
    let document =
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{call}: {error}\n{text}"));
    let found = document.root_element().tag_name();
    assert_eq!(found.namespace(), Some(CORE), "{call}");
    let known = SCHEMAS.iter().find(|(name, _)| *name == found.name());
    known
        .unwrap_or_else(|| panic!("{call}: a {}", found.name()))
        .0
}

/// The folder of the schemas, when the environment names one and there is something to validate with.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("REGRWS_RNC")?);
    let jing = Command::new("jing").arg("-v").output();
    (folder.join("NetPayload.rnc").is_file() && jing.is_ok()).then_some(folder)
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

/// Holds bodies against their schemas: one call of the validator for each. Returns what it complains of.
pub(crate) fn complaints(folder: &Path, bodies: &[Body]) -> Vec<String> {
    let work = tempfile::tempdir().expect("a folder");
    let schemas = work.path().join("schemas");
    copied(folder, &schemas);
    std::fs::write(schemas.join("ListOfNetsOrTickets.rnc"), LIST).expect("a schema");
    let mut found = Vec::new();
    for (name, schema) in SCHEMAS {
        let mut command = Command::new("jing");
        command.arg("-c").arg(schemas.join(schema));
        let mut files = 0;
        for (at, body) in bodies
            .iter()
            .enumerate()
            .filter(|(_, body)| root(body) == name)
        {
            let file = work.path().join(format!("body-{at}.xml"));
            std::fs::write(&file, &body.bytes).expect("a body");
            command.arg(file);
            files += 1;
        }
        if files == 0 {
            continue;
        }
        let output = command.output().expect("the validator runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.success(), said.trim().is_empty(), "{said}");
        for line in said.lines() {
            let of = bodies
                .iter()
                .enumerate()
                .find(|(at, _)| line.contains(&format!("body-{at}.xml:")));
            let of = of.map(|(_, body)| {
                format!("{}\n{}\n", body.call, String::from_utf8_lossy(&body.bytes))
            });
            found.push(format!("{}{line}", of.unwrap_or_default()));
        }
    }
    found
}
