//! Reverse DNS: delegations are changed by the smallest call, and a lost reply is settled by reading.

use serde_json::{Value, json};

use super::estate::Estate;
use super::running::at_once;

const ZONE: &str = "100.51.198.in-addr.arpa";
const DIGEST: &str = "2935C3B989F1B43F47CCBE08DC45D0F827D359E15E8CD1EA1EC2D8398022A1D8";

fn declare(estate: &mut Estate, said: &Value) {
    let delegations = json!({ ZONE: said });
    let sections = &mut estate.declared.sections;
    sections.insert("delegations".to_owned(), delegations);
}

/// What the registry shows of the zone.
fn live(estate: &Estate) -> String {
    let path = format!("/rest/delegation/{ZONE}");
    estate.simulator.registry("GET", &path, "")
}

/// The name servers of the zone, in the registry's order.
fn servers(estate: &Estate) -> Vec<String> {
    let document = live(estate);
    let mut servers: Vec<String> = document
        .split("</nameserver>")
        .filter_map(|part| part.rsplit_once('>'))
        .map(|(_, host)| host.to_owned())
        .collect();
    servers.pop();
    servers
}

fn ds(key_tag: u16) -> Value {
    json!({ "key_tag": key_tag, "algorithm": 13, "digest_type": 2, "digest": DIGEST.to_lowercase() })
}

/// Nothing is left to do.
#[track_caller]
fn quiet(estate: &Estate) {
    let sent = estate.writes();
    let plan = estate.plan().exits(0);
    assert_eq!(plan.json()["summary"]["modify"], 0, "{}", plan.said());
    estate.applied();
    assert_eq!(estate.writes(), sent);
}

#[test]
fn a_delegation_is_changed_by_the_smallest_call() {
    let mut estate = Estate::new();
    let zone = format!("/rest/delegation/{ZONE}");
    let steps = [
        (
            json!({ "nameservers": { "NS1.Example.Net.": { "ttl": 86400 } } }),
            format!("POST {zone}/nameserver/ns1.example.net"),
            vec!["ns1.example.net"],
        ),
        (
            json!({ "nameservers": ["ns2.example.net", "ns1.example.net"] }),
            format!("POST {zone}/nameserver/ns2.example.net"),
            vec!["ns1.example.net", "ns2.example.net"],
        ),
        (
            json!({ "nameservers": ["ns3.example.net", "ns4.example.net"] }),
            format!("PUT {zone}"),
            vec!["ns3.example.net", "ns4.example.net"],
        ),
        (
            json!({ "ds": [ds(2371)] }),
            format!("PUT {zone}"),
            vec!["ns3.example.net", "ns4.example.net"],
        ),
        (
            json!({ "nameservers": ["ns3.example.net"] }),
            format!("DELETE {zone}/nameserver/ns4.example.net"),
            vec!["ns3.example.net"],
        ),
        (
            json!({ "nameservers": ["ns3.example.net", "ns5.example.net"], "ds": [] }),
            format!("PUT {zone}"),
            vec!["ns3.example.net", "ns5.example.net"],
        ),
        (
            json!({ "nameservers": [] }),
            format!("DELETE {zone}/nameservers"),
            Vec::new(),
        ),
    ];
    for (said, write, left) in steps {
        declare(&mut estate, &said);
        let sent = estate.writes();
        estate.applied();
        assert_eq!(estate.writes_since(sent), [write], "{said}");
        assert_eq!(servers(&estate), left, "{said}");
        quiet(&estate);
    }
}

#[test]
fn what_is_not_listed_is_left_alone() {
    let mut estate = Estate::new();
    declare(
        &mut estate,
        &json!({ "nameservers": { "ns1.example.net": { "ttl": 3600 } }, "ds": [ds(2371)] }),
    );
    estate.applied();
    assert!(live(&estate).contains(DIGEST), "{}", live(&estate));
    assert!(live(&estate).contains("ttl=\"3600\""), "{}", live(&estate));
    let path = format!("/rest/delegation/{ZONE}/nameserver/ns9.example.net");
    estate.simulator.registry("POST", &path, "");
    declare(&mut estate, &json!({ "ds": [ds(2371)] }));
    quiet(&estate);
    assert_eq!(servers(&estate), ["ns1.example.net", "ns9.example.net"]);
    // Listed again, what somebody else added goes.
    declare(&mut estate, &json!({ "nameservers": ["ns1.example.net"] }));
    let plan = estate.run(&["plan", "--full"]).exits(0);
    plan.says(&["delegations\n", ZONE, "ns9.example.net", "1 modify"]);
    estate.applied();
    assert_eq!(servers(&estate), ["ns1.example.net"]);
    assert!(live(&estate).contains("ttl=\"3600\""), "{}", live(&estate));
    assert!(live(&estate).contains(DIGEST), "{}", live(&estate));
}

#[test]
fn a_lost_reply_is_settled_by_reading_whatever_the_call() {
    let both = json!({ "nameservers": ["ns1.example.net", "ns2.example.net"] });
    let one = json!({ "nameservers": ["ns1.example.net"] });
    let other = json!({ "nameservers": ["ns3.example.net", "ns4.example.net"] });
    let none = json!({ "nameservers": [] });
    let calls = [
        (&one, &both),
        (&both, &one),
        (&both, &other),
        (&both, &none),
    ];
    let cases = calls.into_iter().flat_map(|(before, after)| {
        let faults = [
            ("drop_reply", 1),
            ("drop_request", 2),
            ("late", 1),
            ("error_after_commit", 1),
            ("replay", 1),
            ("html", 2),
        ];
        faults.map(move |(fault, requests)| (before, after, fault, requests))
    });
    at_once(cases, |(before, after, fault, requests)| {
        let mut estate = Estate::new();
        declare(&mut estate, before);
        estate.applied();
        declare(&mut estate, after);
        let rules: Vec<Value> = ["POST", "PUT", "DELETE"]
            .map(|method| {
                let matched = json!({ "path": "/rest/delegation/*", "method": method });
                json!({ "match": matched, "do": fault, "times": 1 })
            })
            .into();
        estate.simulator.faults(&json!(rules));
        let sent = estate.writes();
        let ran = estate.applied();
        let writes = estate.writes_since(sent);
        let replayed = usize::from(fault == "replay") * (writes.len().saturating_sub(requests));
        assert_eq!(
            writes.len() - replayed,
            requests,
            "{fault} {after}\n{}",
            ran.said()
        );
        quiet(&estate);
    });
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    let mut estate = Estate::new();
    declare(&mut estate, &json!({ "nameservers": ["ns1.example.net"] }));
    estate.applied();
    // The plan sees an old picture; the write is then prepared from the new one.
    declare(
        &mut estate,
        &json!({ "nameservers": ["ns1.example.net", "ns2.example.net"] }),
    );
    estate.simulator.faults(&json!([
        { "match": { "method": "GET", "path": "/rest/delegation/*" }, "do": "stale_read", "delay": "60s", "times": 1 },
    ]));
    let path = format!("/rest/delegation/{ZONE}/nameserver/ns9.example.net");
    estate.simulator.registry("POST", &path, "");
    let sent = estate.writes();
    let ran = estate.apply();
    assert_eq!(
        estate.writes_since(sent),
        Vec::<String>::new(),
        "{}",
        ran.said()
    );
    ran.exits(1).says(&["has changed since the plan"]);
    assert_eq!(servers(&estate), ["ns1.example.net", "ns9.example.net"]);
    estate.applied();
    assert_eq!(servers(&estate), ["ns1.example.net", "ns2.example.net"]);
    quiet(&estate);
}

#[test]
fn a_zone_that_the_registry_does_not_delegate_is_objected_to() {
    let mut estate = Estate::new();
    let sections = &mut estate.declared.sections;
    let zone = "0.4.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
    sections.insert(
        "delegations".to_owned(),
        json!({ zone: { "nameservers": ["ns1.example.net"] } }),
    );
    estate.apply().exits(3).says(&[
        "objection[delegation-unknown]",
        "the registry delegates 8.b.d.0.1.0.0.2.ip6.arpa",
    ]);
    assert_eq!(estate.writes(), 0);
}

#[test]
fn a_zone_is_left_alone_where_its_network_is_not_what_is_expected() {
    let mut estate = Estate::new();
    let expect = json!({ "org": "DOWN-7" });
    let networks = &mut estate.declared.expect;
    networks.insert("198.51.100.0/24".to_owned(), expect);
    declare(&mut estate, &json!({ "nameservers": ["ns1.example.net"] }));
    let allowed = ["apply", "--yes", "--allow", "partial"];
    estate
        .run(&allowed)
        .exits(3)
        .says(&["objection[expect]", "is left alone"]);
    assert_eq!(estate.writes(), 0);
}

#[test]
fn mistakes_in_delegations_are_all_told() {
    let mut estate = Estate::new();
    let short = json!({ "key_tag": 70000, "algorithm": 1, "digest_type": 2, "digest": "ABCD" });
    estate.declared.sections.insert(
        "delegations".to_owned(),
        json!({
            "198.51.100.0/24": {},
            "2.0.192.in-addr.arpa": {},
            ZONE: { "nameservers": ["ns1", "a.example", "A.example."], "ds": [short, ds(1), ds(1)] },
            "100.51.198.IN-ADDR.ARPA.": { "nameservers": { "b.example": { "ttl": "soon" } } },
            "113.0.203.in-addr.arpa": { "nameservers": [], "ds": [ds(1), { "ttl": 1 }] },
        }),
    );
    estate.run(&["validate"]).exits(1).says(&[
        "zone-bad",
        "delegation-outside",
        "host-bad",
        "duplicate-key",
        "zone-twice",
        "ttl-bad",
        "ds-bad",
        "digest-bad",
        "ds-unserved",
        "missing-field",
    ]);
}

const BLOCK: &str = "198.51.100.0/24";

fn served_by(servers: &[&str]) -> Value {
    json!({ "nameservers": servers })
}

/// A block that is its whole zone.
fn with_rdns() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    let sent = estate.writes();
    let block = estate.declared.block("blue-heron", BLOCK);
    block.rdns = Some(served_by(&["ns1.heron.example", "ns2.heron.example"]));
    estate.applied();
    let writes = estate.writes_since(sent);
    assert_eq!(writes.len(), 2, "{writes:?}");
    assert!(writes[0].ends_with("/reassign"), "{writes:?}");
    assert_eq!(writes[1], format!("PUT /rest/delegation/{ZONE}"));
    assert_eq!(servers(&estate), ["ns1.heron.example", "ns2.heron.example"]);
    quiet(&estate);
    estate
}

#[test]
fn the_zones_of_a_block_are_cleared_after_it_is_deleted() {
    let mut estate = with_rdns();
    estate.declared.remove(BLOCK);
    let sent = estate.writes();
    estate.applied().says(&["the block that set it is gone"]);
    let writes = estate.writes_since(sent);
    let clear = format!("DELETE /rest/delegation/{ZONE}/nameservers");
    let at = |wanted: &str| writes.iter().position(|write| write.starts_with(wanted));
    assert!(at("DELETE /rest/net/") < at(&clear), "{writes:?}");
    assert!(at(&clear).is_some(), "{writes:?}");
    assert!(servers(&estate).is_empty());
    quiet(&estate);
    estate.check();
}

#[test]
fn the_zones_of_a_block_stay_while_its_delete_does_not_happen() {
    let mut estate = with_rdns();
    estate.declared.remove(BLOCK);
    estate.simulator.faults(&json!([
        { "match": { "method": "DELETE", "path": "/rest/net/*" }, "do": "error" },
    ]));
    estate.apply().exits(1);
    assert_eq!(servers(&estate).len(), 2);
    estate.simulator.faults(&json!([]));
    estate.applied();
    assert!(servers(&estate).is_empty());
    quiet(&estate);
}

#[test]
fn a_lost_reply_to_the_clearing_of_a_zone_is_settled() {
    at_once(["drop_reply", "drop_request"], |fault| {
        let mut estate = with_rdns();
        estate.declared.remove(BLOCK);
        estate.simulator.faults(&json!([
            { "match": { "method": "DELETE", "path": "/rest/delegation/*" }, "do": fault, "times": 1 },
        ]));
        estate.applied();
        assert!(servers(&estate).is_empty(), "{fault}");
        quiet(&estate);
    });
}

#[test]
fn name_servers_that_somebody_else_changed_survive_the_block() {
    let mut estate = with_rdns();
    let path = format!("/rest/delegation/{ZONE}/nameserver/ns9.example.net");
    estate.simulator.registry("POST", &path, "");
    estate.declared.remove(BLOCK);
    estate.applied().says(&["its name servers stay"]);
    assert_eq!(servers(&estate).len(), 3);
    quiet(&estate);
}

#[test]
fn rdns_that_is_left_out_or_the_customers_is_left_alone() {
    for rdns in [None, Some(json!("customer"))] {
        let mut estate = with_rdns();
        estate.declared.block("blue-heron", BLOCK).rdns = rdns;
        quiet(&estate);
        assert_eq!(servers(&estate).len(), 2);
        // What is no longer ours to keep is not taken away with the block either.
        estate.declared.remove(BLOCK);
        estate.applied();
        assert_eq!(servers(&estate).len(), 2);
        quiet(&estate);
    }
}

#[test]
fn a_new_customer_is_not_served_by_the_old_ones_name_servers() {
    let mut estate = with_rdns();
    estate.declared.remove(BLOCK);
    estate.declared.block("quarry-lane", BLOCK);
    estate.applied();
    assert!(servers(&estate).is_empty());
    quiet(&estate);
    estate.check();
}

/// The block goes to another customer, with name servers or without, while the net does not go.
#[track_caller]
fn given_on(estate: &mut Estate, rdns: Option<Value>) {
    estate.declared.remove(BLOCK);
    estate.declared.block("quarry-lane", BLOCK).rdns = rdns;
}

const OLD: [&str; 2] = ["ns1.heron.example", "ns2.heron.example"];

#[test]
fn the_zone_of_a_customer_whose_delete_is_a_ticket_stays_his() {
    at_once([None, Some(served_by(&["ns1.quarry.example"]))], |rdns| {
        let mut estate = with_rdns();
        given_on(&mut estate, rdns.clone());
        estate.simulator.faults(&json!([
            { "match": { "method": "DELETE", "path": "/rest/net/*" }, "do": "ticket", "delay": "3600s", "times": 1 },
        ]));
        estate.apply().exits(4).says(&["ticket"]);
        assert_eq!(servers(&estate), OLD, "{rdns:?}");
        let sent = estate.writes();
        estate.apply().exits(4).says(&["ticket"]);
        assert_eq!(servers(&estate), OLD, "{rdns:?}");
        assert_eq!(estate.writes(), sent);
    });
}

#[test]
fn the_zone_of_a_customer_whose_delete_is_held_stays_his_until_the_net_goes() {
    at_once([None, Some(served_by(&["ns1.quarry.example"]))], |rdns| {
        let mut estate = with_rdns();
        given_on(&mut estate, rdns.clone());
        estate.simulator.faults(&json!([
            { "match": { "method": "DELETE", "path": "/rest/net/*" }, "do": "ticket", "delay": "1s", "times": 1,
              "resolution": "DENIED" },
        ]));
        estate.apply().exits(4).says(&["ticket"]);
        super::running::until("the ticket is resolved", || {
            let state = estate.simulator.state();
            let tickets = state["tickets"].as_array().expect("tickets").clone();
            tickets
                .iter()
                .all(|ticket| ticket["resolution"].is_string())
        });
        let sent = estate.writes();
        estate.apply().says(&["DENIED"]);
        estate.apply();
        assert_eq!(estate.writes(), sent, "{rdns:?}");
        assert_eq!(servers(&estate), OLD, "{rdns:?}");
    });
}

#[test]
fn the_zone_of_a_protected_block_stays_with_it() {
    at_once([None, Some(served_by(&["ns1.quarry.example"]))], |rdns| {
        let mut estate = with_rdns();
        estate.declared.block("blue-heron", BLOCK).protect = true;
        estate.applied();
        given_on(&mut estate, rdns.clone());
        let sent = estate.writes();
        let allowed = ["apply", "--yes", "--allow", "partial"];
        estate
            .run(&allowed)
            .exits(3)
            .says(&["objection[protected]"]);
        assert_eq!(estate.writes(), sent, "{rdns:?}");
        assert_eq!(servers(&estate), OLD, "{rdns:?}");
    });
}

#[test]
fn the_zone_of_a_block_whose_customer_has_a_new_key_stays_his() {
    let mut estate = with_rdns();
    let block = estate.declared.block("blue-heron", BLOCK);
    let name = super::seed::legal_name("blue-heron");
    let rdns = block.rdns.clone();
    estate.declared.remove(BLOCK);
    estate.declared.block("heron-2", BLOCK).rdns = None;
    estate.declared.profile("heron-2").name.clone_from(&name);
    let sent = estate.writes();
    estate.plan().exits(2).says(&["\"rename\""]);
    estate.applied();
    assert_eq!(estate.writes(), sent);
    assert_eq!(servers(&estate), OLD);
    estate.declared.block("heron-2", BLOCK).rdns = rdns;
    quiet(&estate);
    assert_eq!(servers(&estate), OLD);
}

#[test]
fn the_zone_of_a_net_that_could_not_be_read_is_left_alone() {
    let mut estate = with_rdns();
    estate.declared.remove(BLOCK);
    // Somebody else was at it, so that what is known of it does not count.
    let handle = estate.net(BLOCK).handle;
    let fields = json!({ "comment": ["Mine now"] });
    let edit = json!({ "modify": { "handle": handle, "fields": fields } });
    estate.simulator.edit(&edit);
    estate.simulator.faults(&json!([
        { "match": { "method": "GET", "path": "/rest/net/netsByIpRange/198.51.100.0/198.51.100.255" }, "do": "error" },
    ]));
    let allowed = ["apply", "--yes", "--allow", "partial"];
    let ran = estate.run(&allowed);
    assert_eq!(servers(&estate), OLD, "{}", ran.said());
    assert!(estate.is_registered(BLOCK));
    ran.says(&["its name servers go when nothing is registered"]);
}

#[test]
fn the_zones_of_a_block_wait_until_it_is_registered_as_declared() {
    let seed = super::seed::Seed::default().net(BLOCK, "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    let block = estate.declared.block("blue-heron", BLOCK);
    block.rdns = Some(served_by(&["ns1.heron.example"]));
    let allowed = ["apply", "--yes", "--allow", "partial"];
    estate
        .run(&allowed)
        .exits(3)
        .says(&["objection[taken]", "is not registered as declared yet"]);
    assert_eq!(estate.writes(), 0);
}

#[test]
fn rdns_of_a_block_inside_of_a_zone_is_a_warning_that_names_the_zone() {
    let mut estate = Estate::new();
    let rdns = Some(served_by(&["ns1.heron.example"]));
    estate.declared.block("blue-heron", "198.51.100.64/28").rdns = rdns.clone();
    estate.declared.block("blue-heron", "2001:db8:40::/48").rdns = rdns;
    estate.run(&["validate"]).exits(0).says(&[
        "rdns-boundary",
        "198.51.100.64/28 lies in 100.51.198.in-addr.arpa",
        "2001:db8:40::/48 lies in 8.b.d.0.1.0.0.2.ip6.arpa",
    ]);
    estate.applied();
    assert_eq!(estate.writes(), 2);
    estate.check();
}

#[test]
fn a_zone_that_is_declared_with_its_block_and_by_itself_is_a_mistake() {
    let mut estate = with_rdns();
    declare(&mut estate, &json!({ "nameservers": [] }));
    estate.run(&["validate"]).exits(1).says(&["zone-twice"]);
    // Declared by itself alone, it is no longer the block's.
    estate.declared.block("blue-heron", BLOCK).rdns = None;
    let both = json!({ "nameservers": ["ns1.heron.example", "ns2.heron.example"] });
    declare(&mut estate, &both);
    quiet(&estate);
    estate.declared.remove(BLOCK);
    estate.applied();
    assert_eq!(servers(&estate).len(), 2);
    quiet(&estate);
}

/// Two customers of one block, each with what its entry says.
fn dated(estate: &mut Estate, heron: &Value, quarry: &Value) {
    let customer = |name: &str, fields: &Value| {
        let mut blocks = json!({});
        if fields.is_object() {
            blocks[BLOCK] = fields.clone();
        }
        json!({ "name": name, "address": super::seed::address(), "blocks": blocks })
    };
    let customers =
        json!({ "heron": customer("Heron LLC", heron), "quarry": customer("Quarry LLC", quarry) });
    let sections = &mut estate.declared.sections;
    sections.insert("customers".to_owned(), customers);
}

#[test]
fn the_name_servers_of_a_block_that_has_not_begun_are_not_set() {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    let next = json!({ "from": "2999-12-01", "rdns": served_by(&["ns1.quarry.example"]) });
    for heron in [json!({ "until": "2999-12-01" }), json!(null)] {
        dated(&mut estate, &heron, &next);
        estate.applied();
        assert!(estate.is_registered(BLOCK));
        assert!(servers(&estate).is_empty(), "{heron}");
    }
    let begun = json!({ "from": "2020-01-01", "rdns": served_by(&["ns1.quarry.example"]) });
    dated(&mut estate, &json!(null), &begun);
    estate.applied();
    assert_eq!(servers(&estate), ["ns1.quarry.example"]);
    quiet(&estate);
}

#[test]
fn the_zones_of_a_block_that_is_over_are_cleared_and_those_of_one_put_off_stay() {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    let with =
        |field: &str, day: &str| json!({ field: day, "rdns": served_by(&["ns1.heron.example"]) });
    dated(&mut estate, &with("until", "2999-12-01"), &json!(null));
    estate.applied();
    assert_eq!(servers(&estate), ["ns1.heron.example"]);
    dated(&mut estate, &with("from", "2999-12-01"), &json!(null));
    quiet(&estate);
    assert_eq!(servers(&estate), ["ns1.heron.example"]);
    dated(&mut estate, &with("until", "2020-01-01"), &json!(null));
    estate.applied().says(&["the block that set it is gone"]);
    assert!(!estate.is_registered(BLOCK));
    assert!(servers(&estate).is_empty());
    quiet(&estate);
}

/// The half that stays is served by the name servers of the zone, whichever half it is.
#[test]
fn a_zone_stays_with_the_customer_who_keeps_a_half_of_it() {
    let halves = ["198.51.100.0/25", "198.51.100.128/25"];
    at_once(
        [(halves[0], halves[1]), (halves[1], halves[0])],
        |(kept, given)| {
            let mut estate = with_rdns();
            estate.declared.remove(BLOCK);
            estate.declared.block("blue-heron", kept);
            estate.declared.block("quarry-lane", given);
            estate.applied();
            assert_eq!(servers(&estate), OLD, "{kept} is kept");
            quiet(&estate);
            estate.check();
        },
    );
    let mut estate = with_rdns();
    estate.declared.remove(BLOCK);
    estate.declared.block("quarry-lane", halves[0]);
    estate.declared.block("larkspur", halves[1]);
    estate.applied();
    assert!(servers(&estate).is_empty(), "none of it is his any more");
    quiet(&estate);
}

#[test]
fn two_customers_of_one_zone_follow_each_other_on_a_day() {
    let address = super::seed::address();
    let customers = |until: &str, from: &str| {
        let block = |fields: &Value, server: &str| {
            let mut block = fields.clone();
            block["rdns"] = served_by(&[server]);
            json!({ BLOCK: block })
        };
        json!({
            "first": { "name": "First LLC", "address": address, "blocks": block(&json!({ "until": until }), "ns1.first.example") },
            "second": { "name": "Second LLC", "address": address, "blocks": block(&json!({ "from": from }), "ns1.second.example") },
        })
    };
    let declare = |estate: &mut Estate, until: &str, from: &str| {
        let customers = customers(until, from);
        estate
            .declared
            .sections
            .insert("customers".to_owned(), customers);
    };
    let mut estate = Estate::new();
    declare(&mut estate, "2999-12-01", "2999-12-01");
    estate.applied();
    assert_eq!(servers(&estate), ["ns1.first.example"]);
    quiet(&estate);
    declare(&mut estate, "2020-01-01", "2020-01-01");
    estate.applied();
    assert_eq!(servers(&estate), ["ns1.second.example"]);
    quiet(&estate);
    // On a day in common a zone has one set of name servers still.
    declare(&mut estate, "2999-12-02", "2999-12-01");
    estate.run(&["validate"]).exits(1).says(&["blocks-overlap"]);
}
