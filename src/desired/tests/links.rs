#![cfg(unix)]

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn nothing_outside_of_the_repository_is_read() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("p.yaml"), "secret: [passage\n").expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("swipd.yaml"), SETTINGS.replace("*.yaml", "**/*.yaml")).expect("written");
    std::fs::write(at("networks.yaml"), NETWORKS).expect("written");
    symlink(outside.path().join("p.yaml"), at("p.yaml")).expect("a link");
    symlink(outside.path(), at("folder")).expect("a link");
    // A link that stays in the repository is followed.
    std::fs::create_dir(at("real")).expect("a folder");
    std::fs::write(
        at("real/c.txt"),
        format!("customers:\n{}", customer("a", &[])),
    )
    .expect("written");
    symlink("real/c.txt", at("c.yaml")).expect("a link");
    let mistakes = load(folder.path()).expect_err("refused");
    let shown = text(&mistakes.diagnostics);
    assert!(!shown.contains("passage"), "{shown}");
    let found: Vec<_> = mistakes
        .diagnostics
        .iter()
        .map(|d| (d.code, d.places[0].file.as_str()))
        .collect();
    assert_eq!(found, [("leads-out", "folder"), ("leads-out", "p.yaml")]);
    std::fs::remove_file(at("p.yaml")).expect("removed");
    std::fs::remove_file(at("folder")).expect("removed");
    let loaded = load(folder.path()).expect("right");
    assert_eq!(loaded.arin.profiles.len(), 1);
    // The settings themselves.
    std::fs::rename(at("swipd.yaml"), outside.path().join("swipd.yaml")).expect("moved");
    symlink(outside.path().join("swipd.yaml"), at("swipd.yaml")).expect("a link");
    let mistakes = load(folder.path()).expect_err("refused");
    assert_eq!(mistakes.diagnostics[0].code, "leads-out");
}

#[test]
fn only_what_a_glob_asks_for_must_be_readable() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let settings = SETTINGS.replace("[\"*.yaml\"]", "[\"*.yaml\", \"more/*.yaml\"]");
    std::fs::write(at("swipd.yaml"), settings).expect("written");
    std::fs::write(at("networks.yaml"), NETWORKS).expect("written");
    std::fs::create_dir(at("more")).expect("a folder");
    std::fs::write(at("more/a.yaml"), "customers: {}\n").expect("written");
    symlink("nowhere", at("dead")).expect("a link");
    symlink("self", at("self")).expect("a link");
    symlink(".", at("round")).expect("a link");
    let all = || match load(folder.path()) {
        Ok(repository) => repository.warnings,
        Err(mistakes) => mistakes.diagnostics,
    };
    assert_eq!(all(), []);
    symlink("nowhere", at("dead.yaml")).expect("a link");
    let socket = std::os::unix::net::UnixListener::bind(at("socket.yaml")).expect("a socket");
    std::fs::rename(at("more"), at("less")).expect("renamed");
    symlink("nowhere", at("more")).expect("a link");
    let all = all();
    drop(socket);
    let found: Vec<_> = all
        .iter()
        .map(|d| (d.code, d.places[0].file.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("unreadable", "dead.yaml"),
            ("unreadable", "more"),
            ("unreadable", "socket.yaml"),
            ("glob-empty", "swipd.yaml"),
        ]
    );
}
