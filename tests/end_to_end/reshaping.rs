//! Space that is cut in another way, moves, or goes to somebody else: each story ends with the registry as declared and
//! an empty plan, and the registry's log shows in which order it came to that.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checking::nets;
use super::estate::Estate;

const WHOLE: &str = "198.18.4.0/24";
/// Its quarters, and whose they are where they are simple.
const FOUR: [(&str, &str); 4] = [
    ("blue-heron", "198.18.4.0/26"),
    ("larkspur", "198.18.4.64/26"),
    ("quarry-lane", "198.18.4.128/26"),
    ("blue-heron", "198.18.4.192/26"),
];

/// Deletes without a limit, and blocks that are in nobody's way, so that the repository is never empty.
pub(crate) fn estate() -> Estate {
    let mut estate = Estate::new();
    let plenty = "guards: { max_deletes: { count: 100, percent: 100 } }";
    estate.declared.settings = vec![plenty.to_owned()];
    estate.declared.block("saltgrass", "2001:db8:70::/47");
    estate.declared.block("saltgrass", "198.18.99.0/29");
    estate
}

/// Applies what is declared now as the state that the story begins with.
#[track_caller]
fn settle(estate: &Estate) {
    estate.applied();
    estate.check();
}

/// Applies what is declared now, and wants it done by exactly these writes. In each line all that stands before a `>`
/// is done before what stands behind it; lines do not wait for each other. The record of each deleted net goes too,
/// after the net, and need not be written.
#[track_caller]
fn reshapes(estate: &Estate, lines: &[&str]) {
    let (before, sent) = (estate.simulator.state(), estate.writes());
    let ran = estate.applied();
    let log = told(&before, &estate.writes_since(sent));
    let shown = || format!("{log:#?}\n{}", ran.said());
    let mut wanted: Vec<String> = lines
        .iter()
        .flat_map(|line| line.split([',', '>']))
        .map(|write| write.trim().to_owned())
        .collect();
    for net in nets(&before) {
        let deleted = format!("delete {}", net.range);
        let record = format!("delete the record of {}", net.range);
        let with_record = net.customer.is_some() && wanted.contains(&deleted);
        if with_record && !wanted.contains(&record) {
            wanted.push(record.clone());
        }
        if with_record {
            in_order(&log, &deleted, &record);
        }
    }
    wanted.sort();
    let mut sorted = log.clone();
    sorted.sort();
    assert_eq!(sorted, wanted, "{}", shown());
    for line in lines {
        let stages: Vec<&str> = line.split('>').collect();
        for pair in stages.windows(2) {
            for first in pair[0].split(',') {
                for second in pair[1].split(',') {
                    in_order(&log, first.trim(), second.trim());
                }
            }
        }
    }
    estate.check();
}

/// The last of the one comes before the first of the other.
#[track_caller]
fn in_order(log: &[String], first: &str, second: &str) {
    let last = log.iter().rposition(|write| write == first);
    let next = log.iter().position(|write| write == second);
    assert!(
        last.is_some() && last < next,
        "{first} before {second}: {log:#?}"
    );
}

/// Writes in words, with the ranges that handles stood for before.
fn told(before: &Value, writes: &[String]) -> Vec<String> {
    let mut ranges = BTreeMap::new();
    for net in nets(before) {
        ranges.extend(net.customer.map(|record| (record, net.range)));
        ranges.insert(net.handle, net.range);
    }
    let range = |handle: &str| match ranges.get(handle) {
        Some(range) => range.to_string(),
        None => "a new one".to_owned(),
    };
    let word = |write: &String| {
        let parts: Vec<&str> = write.split(['/', ' ']).collect();
        match parts.as_slice() {
            ["DELETE", "", "rest", "net", net] => format!("delete {}", range(net)),
            ["DELETE", "", "rest", "customer", record] => {
                format!("delete the record of {}", range(record))
            }
            ["PUT", "", "rest", "net", net] => format!("modify {}", range(net)),
            ["PUT", "", "rest", "net", net, made] => format!("{made} from {}", range(net)),
            _ => write.clone(),
        }
    };
    writes.iter().map(word).collect()
}

#[test]
fn a_block_is_split_into_four() {
    let mut estate = estate();
    estate.declared.block("blue-heron", WHOLE);
    settle(&estate);
    estate.declared.remove(WHOLE);
    for (customer, range) in FOUR {
        estate.declared.block(customer, range);
    }
    reshapes(
        &estate,
        &[
            "delete 198.18.4.0/24 > reassign from 198.18.0.0/16, reassign from 198.18.0.0/16, \
           reassign from 198.18.0.0/16, reassign from 198.18.0.0/16",
        ],
    );
}

#[test]
fn four_blocks_merge_into_one() {
    let mut estate = estate();
    for (customer, range) in FOUR {
        estate.declared.block(customer, range);
    }
    settle(&estate);
    for (_, range) in FOUR {
        estate.declared.remove(range);
    }
    estate.declared.block("larkspur", WHOLE);
    reshapes(
        &estate,
        &[
            "delete 198.18.4.0/26, delete 198.18.4.64/26, delete 198.18.4.128/26, delete 198.18.4.192/26 \
           > reassign from 198.18.0.0/16",
        ],
    );
}

#[test]
fn a_block_of_an_org_is_split_into_every_kind_and_merged_again() {
    let mut estate = estate();
    let [one, two, three, four] = FOUR.map(|(_, range)| range);
    let free = json!({ "protect": false });
    estate.declared.reassign("DOWN-7", WHOLE, json!({}));
    settle(&estate);
    estate.declared.take_back(WHOLE);
    estate.declared.reassign("DOWN-7", one, json!({}));
    estate.declared.block("larkspur", two);
    estate.declared.reallocate("DOWN-7", three, free.clone());
    estate.declared.reassign("DEEP-9", four, json!({}));
    reshapes(
        &estate,
        &[
            "delete 198.18.4.0/24 > reassign from 198.18.0.0/16, reassign from 198.18.0.0/16, \
           reassign from 198.18.0.0/16, reallocate from 198.18.0.0/16",
        ],
    );
    for range in [one, three, four] {
        estate.declared.take_back(range);
    }
    estate.declared.remove(two);
    estate.declared.reallocate("DEEP-9", WHOLE, free);
    reshapes(
        &estate,
        &[
            "delete 198.18.4.0/26, delete 198.18.4.64/26, delete 198.18.4.128/26, delete 198.18.4.192/26 \
           > reallocate from 198.18.0.0/16",
        ],
    );
}

#[test]
fn a_block_grows_and_shrinks_and_so_does_one_of_an_org() {
    let mut estate = estate();
    let (simple, detailed) = ("198.51.100.16", "203.0.113.64");
    estate.declared.block("larkspur", "198.51.100.16/29");
    estate
        .declared
        .reassign("DOWN-7", "203.0.113.64/29", json!({}));
    settle(&estate);
    for (from, to) in [("/29", "/28"), ("/28", "/29")] {
        estate.declared.remove(&format!("{simple}{from}"));
        estate.declared.block("larkspur", &format!("{simple}{to}"));
        estate.declared.take_back(&format!("{detailed}{from}"));
        let wider = format!("{detailed}{to}");
        estate.declared.reassign("DOWN-7", &wider, json!({}));
        reshapes(
            &estate,
            &[
                &format!("delete {simple}{from} > reassign from 198.51.100.0/24"),
                &format!("delete {detailed}{from} > reassign from 203.0.113.0/24"),
            ],
        );
    }
}

#[test]
fn blocks_that_push_each_other_along_move_in_one_run() {
    let mut estate = estate();
    let moves = [
        (
            "larkspur",
            "203.0.113.16-203.0.113.39",
            "203.0.113.24-203.0.113.47",
        ),
        (
            "quarry-lane",
            "203.0.113.40-203.0.113.63",
            "203.0.113.48-203.0.113.71",
        ),
    ];
    for (customer, from, _) in moves {
        estate.declared.block(customer, from);
    }
    settle(&estate);
    for (customer, from, to) in moves {
        estate.declared.remove(from);
        estate.declared.block(customer, to);
    }
    // The second needs the space of its own old block only.
    reshapes(
        &estate,
        &[
            "delete 203.0.113.16-203.0.113.39",
            "delete 203.0.113.40-203.0.113.63 > reassign from 203.0.113.0/24, reassign from 203.0.113.0/24",
        ],
    );
}

#[test]
fn a_customer_and_an_org_move_to_another_network() {
    let mut estate = estate();
    let free = json!({ "protect": false });
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate
        .declared
        .reassign("DOWN-7", "198.51.100.128/27", json!({}));
    estate
        .declared
        .reallocate("DEEP-9", "198.51.100.192/27", free.clone());
    settle(&estate);
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("blue-heron", "203.0.113.64/28");
    for range in ["198.51.100.128/27", "198.51.100.192/27"] {
        estate.declared.take_back(range);
    }
    estate
        .declared
        .reassign("DOWN-7", "203.0.113.128/27", json!({}));
    estate
        .declared
        .reallocate("DEEP-9", "203.0.113.192/27", free);
    reshapes(
        &estate,
        &[
            "delete 198.51.100.64/28, delete 198.51.100.128/27, delete 198.51.100.192/27",
            "reassign from 203.0.113.0/24, reassign from 203.0.113.0/24, reallocate from 203.0.113.0/24",
        ],
    );
}

#[test]
fn a_customer_is_renumbered_with_everything_it_has() {
    let mut estate = estate();
    let moves = [
        ("198.51.100.64/28", "198.51.100.128/28"),
        (
            "198.51.100.80-198.51.100.103",
            "198.51.100.144-198.51.100.167",
        ),
        ("2001:db8:40::/47", "2001:db8:42::/47"),
    ];
    for (from, _) in moves {
        estate.declared.block("blue-heron", from);
    }
    settle(&estate);
    for (from, to) in moves {
        estate.declared.remove(from);
        estate.declared.block("blue-heron", to);
    }
    reshapes(
        &estate,
        &[
            "delete 198.51.100.64/28, delete 198.51.100.80-198.51.100.103, delete 2001:db8:40::/47",
            "reassign from 198.51.100.0/24, reassign from 198.51.100.0/24, reassign from 2001:db8::/32",
        ],
    );
}

/// One block in each of two networks, so that the log tells them apart.
const ONE: &str = "198.51.100.16/29";
const TWO: &str = "203.0.113.16/29";

#[test]
fn two_customers_swap_their_blocks() {
    let mut estate = estate();
    estate.declared.block("larkspur", ONE);
    estate.declared.block("quarry-lane", TWO);
    settle(&estate);
    estate.declared.remove(ONE);
    estate.declared.remove(TWO);
    estate.declared.block("quarry-lane", ONE);
    estate.declared.block("larkspur", TWO);
    reshapes(
        &estate,
        &[
            "delete 198.51.100.16/29 > reassign from 198.51.100.0/24 > delete the record of 198.51.100.16/29",
            "delete 203.0.113.16/29 > reassign from 203.0.113.0/24 > delete the record of 203.0.113.16/29",
        ],
    );
}

#[test]
fn two_orgs_swap_their_blocks() {
    let mut estate = estate();
    estate.declared.reassign("DOWN-7", ONE, json!({}));
    estate.declared.reassign("DEEP-9", TWO, json!({}));
    settle(&estate);
    estate.declared.take_back(ONE);
    estate.declared.take_back(TWO);
    estate.declared.reassign("DEEP-9", ONE, json!({}));
    estate.declared.reassign("DOWN-7", TWO, json!({}));
    reshapes(
        &estate,
        &[
            "delete 198.51.100.16/29 > reassign from 198.51.100.0/24",
            "delete 203.0.113.16/29 > reassign from 203.0.113.0/24",
        ],
    );
}

#[test]
fn a_customer_and_an_org_swap_their_blocks() {
    let mut estate = estate();
    estate.declared.block("larkspur", ONE);
    estate.declared.reassign("DOWN-7", TWO, json!({}));
    settle(&estate);
    estate.declared.remove(ONE);
    estate.declared.take_back(TWO);
    estate.declared.reassign("DOWN-7", ONE, json!({}));
    estate.declared.block("larkspur", TWO);
    reshapes(
        &estate,
        &[
            "delete 198.51.100.16/29 > reassign from 198.51.100.0/24 > delete the record of 198.51.100.16/29",
            "delete 203.0.113.16/29 > reassign from 203.0.113.0/24",
        ],
    );
}

#[test]
fn a_simple_block_becomes_detailed_and_simple_again() {
    let mut estate = estate();
    estate.declared.block("larkspur", TWO);
    settle(&estate);
    estate.declared.remove(TWO);
    let fields = json!({ "pocs": { "abuse": ["ABU1-ARIN"] } });
    estate.declared.reassign("DOWN-7", TWO, fields);
    // The new net has the handle of the old one, and gets its POC by a request of its own.
    reshapes(
        &estate,
        &["delete 203.0.113.16/29 > reassign from 203.0.113.0/24 \
             > modify 203.0.113.16/29, delete the record of 203.0.113.16/29"],
    );
    estate.declared.take_back(TWO);
    estate.declared.block("larkspur", TWO);
    reshapes(
        &estate,
        &["delete 203.0.113.16/29 > reassign from 203.0.113.0/24"],
    );
}

#[test]
fn nothing_makes_way_for_an_org_that_is_not_there() {
    let mut estate = estate();
    let [(_, one), (_, two), ..] = FOUR;
    let (small, large) = ("203.0.113.64/29", "203.0.113.64/28");
    estate.declared.block("blue-heron", WHOLE);
    estate.declared.block("larkspur", small);
    settle(&estate);
    estate.declared.remove(WHOLE);
    estate.declared.block("blue-heron", one);
    estate.declared.reassign("NOWHERE-77", two, json!({}));
    estate.declared.remove(small);
    estate.declared.reassign("NOWHERE-77", large, json!({}));
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let sent = estate.writes();
    // What has nothing to do with that org goes on; the block that waits beside its part says so.
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3)
        .says(&["objection[recipient-unknown]", "needs what is objected to"]);
    assert_eq!(
        estate.writes_since(sent),
        ["PUT /rest/net/NET-198-51-100-0-1/reassign"]
    );
    assert!(estate.is_registered(WHOLE) && estate.is_registered(small));
    // With an org that is there all of it is done.
    for range in [two, large] {
        estate.declared.take_back(range);
        estate.declared.reassign("DOWN-7", range, json!({}));
    }
    reshapes(
        &estate,
        &[
            "delete 198.18.4.0/24 > reassign from 198.18.0.0/16, reassign from 198.18.0.0/16",
            "delete 203.0.113.64/29 > reassign from 203.0.113.0/24",
        ],
    );
}

#[test]
fn what_others_have_below_a_reallocation_goes_by_a_ticket_that_the_new_blocks_await() {
    let mut estate = estate();
    let free = json!({ "protect": false });
    estate.declared.reallocate("DOWN-7", WHOLE, free);
    settle(&estate);
    let parent = nets(&estate.simulator.state())
        .into_iter()
        .find(|net| net.range.to_string() == WHOLE)
        .expect("registered");
    estate.simulator.edit(&json!({ "reassign": {
        "parent": parent.handle, "prefix": FOUR[3].1, "name": "THEIRS", "org": "DEEP-9",
    } }));
    estate.declared.take_back(WHOLE);
    estate.declared.block("blue-heron", FOUR[0].1);
    estate.declared.reassign("DEEP-9", FOUR[3].1, json!({}));
    let (before, sent) = (estate.simulator.state(), estate.writes());
    estate.apply().exits(3).says(&["objection[others-below]"]);
    assert_eq!(estate.writes(), sent);
    estate.run(&["prune", "--yes", WHOLE]).exits(4);
    estate.run(&["apply", "--yes", "--wait", "60s"]).exits(0);
    assert_eq!(
        told(&before, &estate.writes_since(sent)),
        [
            "delete 198.18.4.0/24",
            "reassign from 198.18.0.0/16",
            "reassign from 198.18.0.0/16",
        ]
    );
    estate.check();
}

#[test]
fn a_customers_block_moves_below_a_reallocation_that_is_made_around_it() {
    let mut estate = estate();
    estate.declared.block("blue-heron", "198.51.100.200/29");
    settle(&estate);
    let url = estate.simulator.url();
    estate.declared.registries = registry("down", &url);
    estate.down_key = true;
    let reallocated = "198.51.100.192/27";
    estate.declared.reallocate("DOWN-7", reallocated, json!({}));
    let network = json!({ "registry": "down", "name_prefix": "DOWN" });
    estate
        .declared
        .networks
        .insert(reallocated.to_owned(), network);
    let (before, sent) = (estate.simulator.state(), estate.writes());
    estate.applied();
    estate.applied();
    let told = told(&before, &estate.writes_since(sent));
    let [deleted, record, made, filled] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(deleted, "delete 198.51.100.200/29");
    // Neither of the two waits for the other.
    let mut behind = [record.as_str(), made];
    behind.sort_unstable();
    let either = [
        "delete the record of 198.51.100.200/29",
        "reallocate from 198.51.100.0/24",
    ];
    assert_eq!(behind, either);
    assert!(filled.starts_with("reassign from a new one"), "{filled}");
    estate.check_quiet(&[]);
}

#[test]
fn a_net_does_not_make_way_where_somebody_has_the_rest_and_the_public_does_not_know_yet() {
    let mut estate = estate();
    let (here, wanted) = ("198.51.100.64/26", "198.51.100.64-198.51.100.143");
    estate.declared.block("larkspur", here);
    settle(&estate);
    estate.simulator.lag();
    estate.simulator.edit(&json!({ "reassign": {
        "parent": "NET-198-51-100-0-1", "prefix": "198.51.100.128/28", "name": "THEIRS", "org": "DEEP-9",
    } }));
    estate.declared.remove(here);
    estate.declared.block("larkspur", wanted);
    let (before, sent) = (estate.net(here), estate.writes());
    let said = ["is registered at 198.51.100.128/28, which is to be taken too"];
    estate.apply().exits(1).says(&said);
    assert_eq!(estate.writes_since(sent), Vec::<String>::new());
    assert_eq!(estate.net(here).handle, before.handle);
}

/// Lines of `swipd.yaml` for one more registry, opened by the other key.
pub(crate) fn registry(name: &str, url: &str) -> Vec<String> {
    vec![
        format!("{name}:"),
        "  type: arin".to_owned(),
        format!("  url: {url}"),
        "  api_key: { env: SWIPD_DOWN_KEY }".to_owned(),
        "  pace: { concurrency: 1, per_second: 10000 }".to_owned(),
    ]
}
