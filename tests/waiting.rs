//! `apply --wait` with a ticket that an earlier run left open.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const SEED: &str = r#"
api_keys: [{ key: API-1111-2222-3333-4444, orgs: [EXMPL-12] }]
orgs: [{ handle: EXMPL-12, name: Example Transit Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] } }]
nets: [{ handle: NET-198-51-100-0-1, prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: EXMPL-V4 }]
"#;

const FAULTS: &str = "rules: [{ match: { path: \"/rest/net/*\", method: PUT }, do: ticket, delay: 2s, after: 1, times: 1 }]";

const BLOCK: &str = "networks: { 198.51.100.0/24: {} }
customers:
  larkspur:
    name: Larkspur Dental Group
    address: { street: [300 Court Square], city: Lyon, country: FR }
    blocks: { 198.51.100.64/28: {}, 198.51.100.96/28: {} }
";

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A simulator of its own, and its address.
fn simulator(folder: &Path) -> (Running, String) {
    std::fs::write(folder.join("simulator.yaml"), SEED).expect("written");
    std::fs::write(folder.join("faults.yaml"), FAULTS).expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_swipd"))
        .args(["simulate", "--seed"])
        .arg(folder.join("simulator.yaml"))
        .arg("--faults")
        .arg(folder.join("faults.yaml"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the simulator starts");
    let mut line = String::new();
    let stdout = child.stdout.take().expect("stdout");
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let url = line
        .trim()
        .strip_prefix("listening on ")
        .expect("an address");
    (Running(child), url.to_owned())
}

fn apply(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_swipd"))
        .arg("-C")
        .arg(folder)
        .args(["apply", "--yes"])
        .args(more)
        .env_remove("STATE_DIRECTORY")
        .env("ARIN_API_KEY", "API-1111-2222-3333-4444")
        .output()
        .expect("swipd runs")
}

#[test]
fn waiting_includes_a_ticket_of_an_earlier_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_running, url) = simulator(folder.path());
    let settings = format!(
        "version: 1\nregistries:\n  arin: {{ type: arin, url: \"{url}\", api_key: {{ env: ARIN_API_KEY }}, pace: {{ per_second: 100, concurrency: 1 }} }}\nresources: [\"all.yaml\"]\n"
    );
    std::fs::write(folder.path().join("swipd.yaml"), settings).expect("written");
    std::fs::write(folder.path().join("all.yaml"), BLOCK).expect("written");
    // The second create becomes a ticket.
    let first = apply(folder.path(), &[]);
    assert_eq!(first.status.code(), Some(4), "{first:?}");
    let waited = apply(folder.path(), &["--wait", "30s"]);
    assert_eq!(waited.status.code(), Some(0), "{waited:?}");
    let told = String::from_utf8_lossy(&waited.stderr);
    assert!(told.contains("waiting for 1 ticket, at most "), "{told}");
}
