//! Plans as comments on pull requests.

use super::estate::Estate;

/// A comment without its last line, the only one that ages.
fn ageless(comment: &str) -> Vec<&str> {
    let lines = comment.lines();
    lines.filter(|line| !line.starts_with("<sub>")).collect()
}

#[test]
fn a_comment_names_what_goes_and_has_the_same_bytes_each_time() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.80/29");
    estate.applied();
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.96/28");
    let sent = estate.writes();
    let comment = estate.run(&["plan", "-o", "markdown"]).exits(0).out;
    assert!(comment.starts_with("<!-- swipd:plan "), "{comment}");
    for line in [
        "### swipd plan: 1 delete, 1 create",
        "| - | `198.51.100.64/28` | `blue-heron` | deleted, customer record too |",
        "<details><summary><b>198.51.100.0/24</b>: 1 create</summary>",
        "| + | `198.51.100.96/28` | `blue-heron` | `EXMPL-198-51-100-96-28` |",
    ] {
        assert!(
            comment.lines().any(|told| told == line),
            "{line}: {comment}"
        );
    }
    let again = estate.run(&["plan", "-o", "markdown"]).exits(0).out;
    assert_eq!(ageless(&comment), ageless(&again));
    assert_eq!(estate.writes(), sent);
    estate.applied();
    let done = estate.run(&["plan", "-o", "markdown"]).exits(0).out;
    for line in [
        "### swipd plan: no changes",
        "No changes. 2 blocks match the registry.",
    ] {
        assert!(done.lines().any(|told| told == line), "{line}: {done}");
    }
}

#[test]
fn mistakes_of_the_repository_take_the_place_of_the_comment() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.65/28");
    let comment = estate.run(&["plan", "-o", "markdown"]).exits(1).out;
    assert!(comment.starts_with("<!-- swipd:plan "), "{comment}");
    for text in [
        "the repository has mistakes",
        "```text",
        "198.51.100.64/28",
        "Nothing was sent.",
    ] {
        assert!(comment.contains(text), "{text}: {comment}");
    }
}
