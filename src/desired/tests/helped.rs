//! Each mistake says what to do, and none is said that only follows from another.

use super::*;

/// Code, line, column and first help line of the one mistake in a file.
#[track_caller]
fn helped(file: &str) -> (&'static str, usize, usize, String) {
    helped_in(&[
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ])
}

#[track_caller]
fn helped_in(files: &[(&str, &[u8])]) -> (&'static str, usize, usize, String) {
    let mistakes = load_files(files).expect_err("a mistake").diagnostics;
    let [one] = mistakes.as_slice() else {
        panic!("{}", text(&mistakes));
    };
    let (place, help) = (&one.places[0], one.help.first());
    let help = help.unwrap_or_else(|| panic!("no help: {}", text(&mistakes)));
    (one.code, place.line, place.column, help.clone())
}

#[test]
fn a_value_of_another_kind_says_what_to_write() {
    let block = |line: &str| format!("customers:\n{}", customer("a", &[line]));
    let name =
        |value: &str| block("198.51.100.0/28: {}").replace("name: Blue Heron Bakery LLC", value);
    for (file, line, column, help) in [
        (
            block("198.51.100.0/28: { protect: yes }"),
            6,
            35,
            "write true, without quotes",
        ),
        (
            block("198.51.100.0/28: { protect: \"no\" }"),
            6,
            35,
            "write false, without quotes",
        ),
        (
            block("198.51.100.0/28: { protect: yes please }"),
            6,
            35,
            "write true or false, without quotes",
        ),
        (
            block("198.51.100.0/28: yes"),
            6,
            24,
            "write fields and values, { FIELD: VALUE }, or {} for none",
        ),
        (
            block("- 198.51.100.0/28"),
            6,
            9,
            "write each with a colon behind its name, without brackets and hyphens",
        ),
        (
            name("name: [X]"),
            3,
            11,
            "write one value; quotes make any value a text",
        ),
        (
            name("name: X\n    formerly: old"),
            4,
            15,
            "put it in brackets: [old]",
        ),
        (
            name("name: X\n    formerly: { old: {} }"),
            4,
            15,
            "write a list: each on a line of its own behind a hyphen, or [ONE, ANOTHER]",
        ),
    ] {
        let said = ("wrong-type", line, column, help.to_owned());
        assert_eq!(helped(&file), said, "{file}");
    }
}

#[test]
fn what_is_no_yaml_says_what_to_look_at() {
    for (file, line, help) in [
        (
            "customers: { a: {}\n",
            2,
            "close the brace that begins there, or put a comma between its fields",
        ),
        (
            "customers: [a\n",
            2,
            "close the bracket, or put a comma between its values",
        ),
        ("customers: \"a\n", 2, "close the quote that begins there"),
        (
            "customers:\n  a: 1\n   b: 2\n",
            3,
            "indent it like the lines beside it, and put a text with a colon in quotes",
        ),
        (
            "customers: *a\n",
            1,
            "mark the value with & and the same name further up, or write it out",
        ),
        (
            "customers:\n\ta: 1\n",
            2,
            "indent with blanks; editors can turn tabs into them",
        ),
        (
            "customers:\n  a: @b\n",
            2,
            "indent with blanks, and put a text that begins with a mark in quotes",
        ),
    ] {
        let (code, at, _, said) = helped(file);
        assert_eq!(
            (code, at, said.as_str()),
            ("yaml-syntax", line, help),
            "{file}"
        );
    }
}

#[test]
fn values_that_mean_nothing_say_what_does() {
    let address = |from: &str, to: &str| {
        let good = format!("customers:\n{}", customer("a", &["198.51.100.0/28: {}"]));
        good.replace(from, to)
    };
    let state = "write its code of ISO 3166-2 without the country: the two letters of the state, such as VA";
    let country = "write its code of ISO 3166-2 without the country, or correct the country";
    let key = "remove it from formerly, which names older keys";
    for (file, code, line, column, help) in [
        (
            address("region: VA", "region: NO"),
            "region-unknown",
            4,
            68,
            state,
        ),
        (
            address("country: US", "country: \"NO\""),
            "region-unknown",
            4,
            68,
            country,
        ),
        (
            address("name: Blue Heron Bakery LLC", "name: \"\""),
            "missing-field",
            3,
            11,
            "write the name",
        ),
        (
            address("[12 Mill Road]", "[]"),
            "missing-field",
            4,
            24,
            "write the street",
        ),
        (
            address("    blocks", "    formerly: [a]\n    blocks"),
            "formerly-clash",
            5,
            16,
            key,
        ),
        (
            address(".0/28", ".0/33"),
            "prefix-bad",
            6,
            7,
            "the length of an IPv4 prefix is 0 to 32",
        ),
    ] {
        let said = (code, line, column, help.to_owned());
        assert_eq!(helped(&file), said, "{file}");
    }
}

#[test]
fn a_prefix_in_the_place_of_its_zone_is_told_the_zone() {
    for (prefix, zone) in [
        ("198.51.100.0/24", "write 100.51.198.in-addr.arpa"),
        (
            "198.51.100.0/25",
            "write the name of the zone, such as 2.0.192.in-addr.arpa for 192.0.2.0/24",
        ),
    ] {
        let file = format!("delegations: {{ {prefix}: {{ nameservers: [ns1.example.net] }} }}\n");
        assert_eq!(helped(&file), ("zone-bad", 1, 16, zone.to_owned()));
    }
}

#[test]
fn a_network_that_can_not_be_read_does_not_put_its_blocks_outside() {
    let blocks = format!("customers:\n{}", customer("a", &["198.51.100.0/28: {}"]));
    for (key, code, help) in [
        ("198.51.100.1/24", "host-bits", "write 198.51.100.0/24"),
        (
            "198.51.100.0-198.51.100.255",
            "prefix-bad",
            "write 198.51.100.0/24",
        ),
        (
            "198.51.100.0-198.51.100.127.",
            "prefix-bad",
            "write an address and a length, 198.51.100.64/28",
        ),
    ] {
        let networks = format!("networks:\n  {key}: {{}}\n");
        let said = helped_in(&[
            ("swipd.yaml", SETTINGS.as_bytes()),
            ("networks.yaml", networks.as_bytes()),
            ("c.yaml", blocks.as_bytes()),
        ]);
        assert_eq!(said, (code, 2, 3, help.to_owned()));
    }
    // Nor does a pattern that finds no file.
    let settings = SETTINGS.replace("[\"*.yaml\"]", "[\"c.yaml\", \"netwroks.yaml\"]");
    let said = helped_in(&[
        ("swipd.yaml", settings.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", blocks.as_bytes()),
    ]);
    assert_eq!((said.0, said.1), ("glob-empty", 4));
}

#[test]
fn an_address_of_a_registry_says_how_it_is_written() {
    for (url, help) in [
        ("reg.ote.arin.net", "write https://reg.ote.arin.net"),
        ("https://reg.arin.net/rest", "write https://reg.arin.net"),
        ("https://reg.arin.net/rest/", "write https://reg.arin.net"),
        (
            "ftp://reg.arin.net",
            "write https:// and the name of the host",
        ),
    ] {
        let url = format!("type: arin, url: \"{url}\"");
        let settings = SETTINGS.replace("type: arin", &url);
        let said = helped_in(&[
            ("swipd.yaml", settings.as_bytes()),
            ("networks.yaml", NETWORKS.as_bytes()),
        ]);
        assert_eq!(said, ("wrong-value", 3, 28, help.to_owned()));
    }
}

#[test]
fn of_two_entries_of_one_range_nothing_is_said_of_what_lies_below() {
    let file = format!(
        "customers:\n{}{}",
        customer("a", &["198.51.100.64/28: {}"]),
        customer("b", &["198.51.100.64-198.51.100.79: {}"])
    );
    let (code, _, _, help) = helped(&file);
    assert_eq!(
        (code, help.as_str()),
        ("blocks-overlap", "keep one of the two")
    );
}

#[test]
fn a_slip_that_many_make_says_what_is_meant() {
    let block = |line: &str| format!("customers:\n{}", customer("a", &[line]));
    for (file, code, help) in [
        (
            block("198.51.100.0/28"),
            "wrong-type",
            "put a colon behind it: 198.51.100.0/28: {}",
        ),
        (
            block("198.51.100.0/255.255.255.240: {}"),
            "prefix-bad",
            "write the length of the mask: /28 for 255.255.255.240",
        ),
        (
            block("198.51.100.0/28: {}").replace("Blue Heron Bakery LLC", "\"Blue\\e[31m Heron\""),
            "not-ascii",
            "remove that character; it can not be seen",
        ),
        (
            "delegations: { 198.51.100.in-addr.arpa: { nameservers: [ns1.example.net] } }\n"
                .to_owned(),
            "delegation-outside",
            "the name of a zone begins with the last number: write 100.51.198.in-addr.arpa",
        ),
        (
            "delegations: { 192.0.2.in-addr.arpa: { nameservers: [ns1.example.net] } }\n"
                .to_owned(),
            "delegation-outside",
            "declare the network under networks, or correct the name of the zone",
        ),
    ] {
        let (found, _, _, said) = helped(&file);
        assert_eq!((found, said.as_str()), (code, help), "{file}");
    }
}
