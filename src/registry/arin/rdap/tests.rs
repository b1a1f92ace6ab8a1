//! Replies of the directory, whole, cut and strange.

use super::*;

const NET: &str = include_str!("net.json");

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        body: body.as_bytes().to_vec(),
        ..Response::default()
    }
}

fn list(nets: &[&str], rest: &str) -> Response {
    let body = format!("{{\"ipSearchResults\":[{}]{rest}}}", nets.join(","));
    response(200, &body)
}

#[test]
fn a_net_of_the_reference_is_read() {
    let children = read_children(&list(&[NET], "")).expect("children");
    assert!(!children.truncated);
    let net = &children.nets[0];
    assert_eq!(net.handle.as_str(), "NET-198-51-100-64-1");
    assert_eq!(net.range.to_string(), "198.51.100.64/28");
    assert_eq!(
        net.parent.as_ref().map(NetHandle::as_str),
        Some("NET-198-51-100-0-1")
    );
    assert_eq!(net.name.as_deref(), Some("EXMPL-BHB-1"));
    assert_eq!(
        net.last_changed.as_deref(),
        Some("2026-09-20T10:12:00-04:00")
    );
    let registrant = net.registrant.as_ref().expect("a registrant");
    assert_eq!(registrant.handle.as_str(), "C09990001");
    assert_eq!(registrant.name.as_deref(), Some("Blue Heron Bakery LLC"));
    assert_eq!(read_ip(&response(200, NET)).as_ref(), Ok(net));
}

#[test]
fn a_cut_list_says_so_in_one_of_several_ways() {
    for notice in [
        ",\"notices\":[{\"title\":\"Search Results Truncated\"}]",
        ",\"notices\":[{\"type\":\"result set truncated due to excessive load\"}]",
        ",\"remarks\":[{\"description\":[\"The list was truncated.\"]}]",
    ] {
        let children = read_children(&list(&[NET], notice)).expect("children");
        assert!(children.truncated, "{notice}");
    }
    let terms = ",\"notices\":[{\"title\":\"Terms of Service\",\"description\":[\"By using\"]}]";
    assert!(
        !read_children(&list(&[NET], terms))
            .expect("children")
            .truncated
    );
    assert!(
        read_children(&list(&[NET; 256], ""))
            .expect("children")
            .truncated
    );
    assert!(
        !read_children(&list(&[NET; 255], ""))
            .expect("children")
            .truncated
    );
}

#[test]
fn none_is_a_404_of_the_directory_and_no_other() {
    for body in [
        "{\"errorCode\":404,\"title\":\"Not found\"}",
        "{\"ipSearchResults\":[]}",
    ] {
        assert_eq!(read_children(&response(404, body)), Ok(Children::default()));
        assert_eq!(read_ip(&response(404, body)), Err(ReadError::Absent));
    }
    for body in [
        "",
        "<html/>",
        "{}",
        "[]",
        "{\"errorCode\":500}",
        "{\"ipSearchResults\":[{}]}",
    ] {
        let read = read_children(&response(404, body));
        assert!(matches!(read, Err(ReadError::Unknown { .. })), "{body}");
        assert_ne!(read_ip(&response(404, body)), Err(ReadError::Absent));
    }
}

#[test]
fn a_list_with_a_net_that_can_not_be_read_is_unknown() {
    let bad = [
        NET.replace("\"startAddress\": \"198.51.100.64\",", ""),
        NET.replace("NET-198-51-100-64-1\",\n", "../x\",\n"),
        NET.replace("198.51.100.79", "198.51.100.999"),
        "{}".to_owned(),
        "null".to_owned(),
    ];
    for net in bad {
        let read = read_children(&list(&[NET, &net], ""));
        assert!(matches!(read, Err(ReadError::Unknown { .. })), "{net}");
    }
    for status in [200, 301, 500, 501] {
        for body in ["", "<html/>", "{}", "{\"ipSearchResults\":null}"] {
            let read = read_children(&response(status, body));
            assert!(matches!(read, Err(ReadError::Unknown { .. })), "{body}");
        }
    }
}

#[test]
fn names_can_not_move_the_cursor() {
    let net = NET.replace("Blue Heron", "Blue\\u001b[2J");
    let children = read_children(&list(&[&net], "")).expect("children");
    let registrant = children.nets[0].registrant.as_ref().expect("a registrant");
    assert_eq!(
        registrant.name.as_deref(),
        Some("Blue\\u{1b}[2J Bakery LLC")
    );
}

#[test]
fn a_net_of_several_prefixes_needs_its_addresses() {
    let without = NET.replace(
        "\"startAddress\": \"198.51.100.64\", \"endAddress\": \"198.51.100.79\", ",
        "",
    );
    assert_ne!(without, NET);
    let net = read_ip(&response(200, &without)).expect("one prefix");
    assert_eq!(net.range.to_string(), "198.51.100.64/28");
}
