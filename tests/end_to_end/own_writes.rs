//! What the look after an apply reads of what was just written: nothing that the replies have shown and the public list
//! confirms.

use serde_json::json;

use super::estate::Estate;

const BLOCKS: u32 = 40;

fn range(n: u32) -> String {
    format!("198.18.{}.{}/28", n / 16, n % 16 * 16)
}

/// An estate that knows its networks, with as many blocks applied a moment ago.
fn applied(begin: impl FnOnce(&mut Estate)) -> Estate {
    let mut estate = Estate::new();
    begin(&mut estate);
    estate.declared.few_networks = true;
    for n in 0..BLOCKS {
        let block = estate.declared.block("heron", &range(n));
        block.comment = Some(vec![
            format!("Circuit {n}"),
            "NOC hours 0800-1800 ET".to_owned(),
        ]);
    }
    estate.applied();
    estate
}

/// Reads of nets and customer records with the key since so many requests.
fn read_since(estate: &Estate, count: usize) -> Vec<String> {
    let requests = estate.simulator.requests().split_off(count);
    let keyed = requests.into_iter();
    keyed
        .filter(|request| request.starts_with("GET /rest/"))
        .collect()
}

/// What the next look reads, when it finds nothing to do.
#[track_caller]
fn read_by_look(estate: &Estate) -> Vec<String> {
    let before = estate.simulator.requests().len();
    let plan = estate.plan().exits(0).json();
    assert_eq!(plan["summary"]["unchanged"], BLOCKS, "{plan}");
    read_since(estate, before)
}

#[test]
fn what_was_created_is_not_read_again() {
    for answer in ["embedded-reply=handle", "embedded-reply=customer"] {
        let estate = applied(|estate| estate.simulator.assume(answer));
        for look in 0..3 {
            assert_eq!(read_by_look(&estate), [""; 0], "{answer}, look {look}");
        }
        estate.check();
    }
}

#[test]
fn neither_are_records_made_by_themselves() {
    let estate = applied(|estate| {
        estate.declared.registry.push("create: separate".to_owned());
    });
    assert_eq!(read_by_look(&estate), [""; 0]);
}

#[test]
fn what_was_changed_is_not_read_again() {
    let mut estate = applied(|_| ());
    assert_eq!(read_by_look(&estate), [""; 0]);
    estate.declared.profile("heron").address["city"] = json!("Staunton");
    estate.declared.block("heron", &range(3)).name = Some("EXMPL-NEW".to_owned());
    let apply = ["apply", "--yes", "--allow", "modifies=40"];
    estate.run(&apply).exits(0);
    assert_eq!(read_by_look(&estate), [""; 0]);
    assert_eq!(read_by_look(&estate), [""; 0]);
    estate.check();
}

#[test]
fn what_was_granted_to_an_org_is_not_read_again() {
    let mut estate = applied(|_| ());
    for n in 0..BLOCKS {
        let range = format!("198.18.{}.0/24", 100 + n);
        estate.declared.reassign("DOWN-7", &range, json!({}));
    }
    estate.applied();
    let before = estate.simulator.requests().len();
    estate.plan().exits(0);
    assert_eq!(read_since(&estate, before), [""; 0]);
}

#[test]
fn what_somebody_else_changed_since_is_read_and_seen() {
    let estate = applied(|_| ());
    // What somebody else does in the very second of our reply has its date.
    estate.simulator.dates_move_on();
    let net = estate.net(&range(5));
    let customer = estate.net(&range(9)).customer;
    let gone = estate.net(&range(13)).handle;
    let edit = |handle: &str, fields: serde_json::Value| {
        let edit = json!({ "modify": { "handle": handle, "fields": fields } });
        estate.simulator.edit(&edit);
    };
    edit(&net.handle, json!({ "comment": ["Mine now"] }));
    edit(&customer.expect("a record"), json!({ "city": "Staunton" }));
    estate.simulator.edit(&json!({ "delete": gone }));
    let before = estate.simulator.requests().len();
    let plan = estate.plan().exits(2);
    let summary = &plan.json()["summary"];
    assert_eq!(
        (&summary["modify"], &summary["create"]),
        (&json!(2), &json!(1))
    );
    let mut read = read_since(&estate, before);
    // One that is gone is asked for until our write of it is some seconds old.
    read.sort();
    read.dedup();
    // Two nets with their records; the one that is gone, its record, and who vouches for that.
    assert!((4..=9).contains(&read.len()), "{read:?}");
    estate.applied();
    estate.check();
}

#[test]
fn while_the_public_list_is_behind_the_replies_count() {
    for answer in ["embedded-reply=handle", "embedded-reply=customer"] {
        let mut estate = applied(|estate| {
            estate.simulator.assume(answer);
            estate.simulator.lag();
        });
        let writes = estate.writes();
        for look in 0..3 {
            assert_eq!(read_by_look(&estate), [""; 0], "{answer}, look {look}");
        }
        estate.applied();
        assert_eq!(estate.writes_since(writes), [""; 0]);
        // Each is read right before it is changed, whatever is known of it.
        estate.declared.profile("heron").address["city"] = json!("Staunton");
        estate.declared.block("heron", &range(3)).name = Some("EXMPL-NEW".to_owned());
        estate.declared.remove(&range(7));
        let apply = ["apply", "--yes", "--allow", "modifies=40"];
        estate.run(&apply).exits(0);
        estate.check();
        let before = estate.simulator.requests().len();
        estate.plan().exits(0);
        // The range that is empty again.
        let read = read_since(&estate, before);
        assert!(read.len() <= 2, "{read:?}");
    }
}

#[test]
fn what_the_list_does_not_show_yet_is_read_before_it_is_written_to() {
    let mut estate = applied(|estate| estate.simulator.lag());
    let edited = estate.net(&range(5)).handle;
    let fields = json!({ "comment": ["Mine now"] });
    let edit = json!({ "modify": { "handle": edited, "fields": fields } });
    estate.simulator.edit(&edit);
    let gone = estate.net(&range(9)).handle;
    estate.simulator.edit(&json!({ "delete": gone }));
    for n in [5, 9] {
        estate.declared.block("heron", &range(n)).name = Some(format!("EXMPL-NEW-{n}"));
    }
    let before = estate.writes();
    estate
        .apply()
        .says(&["has changed since the plan", "is gone"]);
    assert_eq!(estate.writes_since(before), [""; 0]);
    // What was found out counts from then on.
    estate.applied();
    estate.check();
}

#[test]
fn a_registry_that_writes_names_its_own_way_is_believed_as_it_writes_them() {
    let mut estate = applied(|_| ());
    estate.declared.block("heron", &range(3)).name = Some("exmpl-lower".to_owned());
    estate.applied();
    assert_eq!(estate.net(&range(3)).name, "EXMPL-LOWER");
    assert_eq!(read_by_look(&estate), [""; 0]);
}

#[test]
fn without_what_the_replies_showed_each_is_read_as_ever() {
    let estate = applied(|_| ());
    estate.forget();
    assert!(read_by_look(&estate).len() >= 2 * BLOCKS as usize);
    assert_eq!(read_by_look(&estate).len(), read_by_look(&estate).len());
}
