//! What `status` says of the estate, from the journal and the last look alone.

use std::path::Path;
use std::process::Command;

const FILES: [(&str, &str); 2] = [
    (
        "swipd.yaml",
        "version: 1
registries: { arin: { type: arin, api_key: { env: ARIN_API_KEY } } }
resources: [\"all.yaml\"]
",
    ),
    (
        "all.yaml",
        "networks: { 198.51.100.0/24: {} }
customers:
  larkspur:
    name: Larkspur Dental Group
    address: { street: [300 Court Square], city: Lyon, country: FR }
    blocks:
      198.51.100.64/28: {}
      198.51.100.96/28: {}
",
    ),
];

fn swipd(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_swipd"))
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .arg("--simulate")
        .output()
        .expect("swipd runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn a_net_that_we_deleted_is_not_counted_as_somebody_elses() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    swipd(folder.path(), &["apply", "--yes"]);
    // The picture that status reads is the one from before the delete.
    let (name, text) = FILES[1];
    let fewer = text.replace("      198.51.100.96/28: {}\n", "");
    std::fs::write(folder.path().join(name), fewer).expect("written");
    swipd(folder.path(), &["apply", "--yes"]);
    assert_eq!(
        swipd(folder.path(), &["status"]),
        "estate    1 of 1 block registered and ours; 0 nets not ours"
    );
}
