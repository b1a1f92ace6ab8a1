//! Each kind of change goes out, and only that.

use super::estate::Estate;
use super::running::Ran;
use super::seed::Seed;

/// Three blocks of three kinds for two customers, applied.
fn settled() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "2001:db8:40::/48");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.check();
    estate
}

#[track_caller]
fn summary(ran: &Ran) -> Vec<(String, u64)> {
    let plan = ran.json();
    let counts = plan["summary"].as_object().expect("a summary");
    counts
        .iter()
        .filter(|(word, _)| *word != "unchanged")
        .filter_map(|(word, count)| Some((word.clone(), count.as_u64()?)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[track_caller]
fn plans(estate: &Estate, wanted: &[(&str, u64)]) {
    let ran = estate.plan().exits(2);
    let wanted: Vec<(String, u64)> = wanted
        .iter()
        .map(|(word, count)| ((*word).to_owned(), *count))
        .collect();
    assert_eq!(summary(&ran), wanted, "{}", ran.said());
}

#[test]
fn blocks_of_both_families_and_a_range_that_is_no_prefix_are_created() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate
        .declared
        .block("blue-heron", "198.51.100.80-198.51.100.103");
    estate.declared.block("larkspur", "2001:db8:40::/48").name = Some("EXMPL-LRK-1".to_owned());
    plans(&estate, &[("create", 3)]);
    let ran = estate.applied().says(&["3 done"]);
    assert!(ran.out.contains("198.51.100.80-198.51.100.103"));
    assert_eq!(estate.writes(), 3, "one request each: {}", ran.said());
    let net = estate.net("198.51.100.80-198.51.100.103");
    assert_eq!(net.name, "EXMPL-198-51-100-80-R");
    estate.check();
}

#[test]
fn a_block_that_is_registered_as_declared_is_adopted_and_nothing_is_sent() {
    let seed = Seed::default().net("198.51.100.64/28", "blue-heron", "EXMPL-BHB-1");
    let mut estate = Estate::seeded(&seed);
    estate.declared.block("blue-heron", "198.51.100.64/28").name = Some("EXMPL-BHB-1".to_owned());
    plans(&estate, &[("adopt", 1)]);
    estate.applied();
    assert_eq!(estate.writes(), 0);
    estate.check();
    // It is ours now: without its entry it goes.
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    plans(&estate, &[("create", 1), ("delete", 1)]);
    estate.applied();
    estate.check();
}

#[test]
fn a_block_of_ours_by_recipient_is_adopted_and_then_modified() {
    let seed = Seed::default().net("203.0.113.16/28", "larkspur", "OLD-NAME");
    let mut estate = Estate::seeded(&seed);
    let block = estate.declared.block("larkspur", "203.0.113.16/28");
    block.name = Some("EXMPL-LRK-1".to_owned());
    estate.declared.profile("larkspur").address["street"] = serde_json::json!(["1 Court Square"]);
    plans(&estate, &[("adopt", 1), ("modify", 1)]);
    estate.applied();
    let writes = estate.writes_since(0);
    assert_eq!(writes.len(), 2, "net and customer: {writes:?}");
    assert!(writes.iter().all(|write| write.starts_with("PUT ")));
    estate.check();
}

#[test]
fn name_and_comment_of_a_net_are_changed_in_place_and_an_empty_comment_clears_it() {
    let mut estate = settled();
    let handle = estate.net("198.51.100.64/28").handle;
    let sent = estate.writes();
    let block = estate.declared.block("blue-heron", "198.51.100.64/28");
    block.name = Some("EXMPL-BHB-9".to_owned());
    block.comment = Some(vec!["Ask the NOC".to_owned(), "day and night".to_owned()]);
    plans(&estate, &[("modify", 1)]);
    estate.applied();
    estate.check();
    let change = format!("PUT /rest/net/{handle}");
    assert_eq!(estate.writes_since(sent), [change.as_str()]);
    // Left out means left alone.
    estate
        .declared
        .block("blue-heron", "198.51.100.64/28")
        .comment = None;
    estate.check();
    // [] clears it.
    let block = estate.declared.block("blue-heron", "198.51.100.64/28");
    block.comment = Some(Vec::new());
    let ran = estate.plan().exits(2);
    let step = &ran.json()["steps"][0];
    assert!(step["before"]["comment"].is_array(), "{step}");
    assert!(step["after"].get("comment").is_none(), "{step}");
    estate.applied();
    assert_eq!(estate.writes_since(sent), [change.as_str(); 2]);
    estate.check();
}

#[test]
fn a_profile_used_by_three_blocks_changes_three_records_in_place() {
    let mut estate = settled();
    estate.declared.block("blue-heron", "203.0.113.64/28");
    estate.applied();
    let sent = estate.writes();
    estate.declared.profile("blue-heron").address["street"] =
        serde_json::json!(["40 Canal Street"]);
    plans(&estate, &[("modify", 3)]);
    estate.applied();
    let writes = estate.writes_since(sent);
    assert_eq!(writes.len(), 3);
    assert!(
        writes
            .iter()
            .all(|write| write.starts_with("PUT /rest/customer/")),
        "{writes:?}"
    );
    estate.check();
}

#[test]
fn a_customer_key_renamed_with_the_same_content_sends_nothing() {
    let mut estate = settled();
    let sent = estate.writes();
    estate.declared.rename("blue-heron", "crm-4711");
    let notes = "Nothing to send; the journal takes 2 notes. 3 blocks match the registry.";
    let look = ["plan", "--detailed-exitcode"];
    estate.run(&look).exits(2).says(&[notes, "rename"]);
    estate.applied().says(&[notes]);
    estate.run(&look).exits(0).says(&["No changes."]);
    assert_eq!(estate.writes(), sent);
    estate.check();
    // The journal knows the new key: with another name it is a modify, not a replace.
    estate.declared.profile("crm-4711").name = "Grey Heron Bakery LLC".to_owned();
    plans(&estate, &[("modify", 2)]);
    estate.applied();
    estate.check();
}

#[test]
fn a_customer_renamed_with_formerly_is_modified_and_never_replaced() {
    let mut estate = settled();
    let handle = estate.net("198.51.100.64/28").handle;
    let sent = estate.writes();
    estate.declared.rename("blue-heron", "crm-4711").formerly = vec!["blue-heron".to_owned()];
    estate.plan().exits(2);
    estate.applied();
    assert_eq!(estate.writes(), sent);
    estate.check();
    let profile = estate.declared.rename("crm-4711", "crm-4712");
    profile.formerly = vec!["crm-4711".to_owned()];
    profile.name = "Grey Heron Bakery LLC".to_owned();
    plans(&estate, &[("modify", 2)]);
    estate.applied();
    assert_eq!(estate.net("198.51.100.64/28").handle, handle);
    estate.check();
}

#[test]
fn another_customer_in_the_same_range_replaces_the_registration() {
    let mut estate = settled();
    let old = estate.net("198.51.100.64/28");
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    plans(&estate, &[("replace", 1)]);
    let sent = estate.writes();
    estate.applied();
    let writes = estate.writes_since(sent);
    let customer = old.customer.expect("given to a customer");
    assert_eq!(writes[0], format!("DELETE /rest/net/{}", old.handle));
    assert!(writes[1].ends_with("/reassign"), "{writes:?}");
    assert_eq!(writes[2], format!("DELETE /rest/customer/{customer}"));
    assert_eq!(writes.len(), 3);
    estate.check();
}

#[test]
fn a_block_grows_and_shrinks_by_making_way_for_itself() {
    let mut estate = settled();
    for (from, to) in [
        ("203.0.113.16/29", "203.0.113.16/28"),
        ("203.0.113.16/28", "203.0.113.16/29"),
    ] {
        estate.declared.remove(from);
        estate.declared.block("larkspur", to);
        let sent = estate.writes();
        estate.applied();
        assert_eq!(estate.writes_since(sent).len(), 3);
        estate.check();
    }
}

#[test]
fn two_blocks_merge_into_one_and_one_is_divided_into_two() {
    let mut estate = settled();
    estate.declared.block("larkspur", "203.0.113.24/29");
    estate.applied();
    estate.declared.remove("203.0.113.16/29");
    estate.declared.remove("203.0.113.24/29");
    estate.declared.block("larkspur", "203.0.113.16/28");
    estate.applied();
    estate.check();
    estate.declared.remove("203.0.113.16/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.declared.block("quarry-lane", "203.0.113.24/29");
    estate.applied();
    estate.check();
}

#[test]
fn an_entry_that_is_gone_deletes_the_net_and_its_customer_record() {
    let mut estate = settled();
    let old = estate.net("203.0.113.16/29");
    estate.declared.remove("203.0.113.16/29");
    plans(&estate, &[("delete", 1)]);
    let sent = estate.writes();
    estate.applied();
    let customer = old.customer.expect("given to a customer");
    assert_eq!(
        estate.writes_since(sent),
        [
            format!("DELETE /rest/net/{}", old.handle),
            format!("DELETE /rest/customer/{customer}"),
        ]
    );
    estate.check();
}

#[test]
fn what_nobody_declared_is_found_and_left_alone() {
    let seed = Seed::default()
        .net("198.51.100.192/28", "cinder-lane", "CINDER")
        .net("2001:db8:70::/48", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    for range in &seed.ranges {
        estate.is_foreign(range);
    }
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate
        .run(&["plan"])
        .exits(0)
        .says(&["198.51.100.192/28", "Cinder Lane LLC", "not declared"]);
    estate.applied();
    estate.check();
}

#[test]
fn an_empty_estate_and_a_full_one_are_told_in_one_line() {
    let estate = settled();
    let ran = estate.run(&["plan"]).exits(0);
    assert_eq!(ran.out.trim(), "No changes. 3 blocks match the registry.");
    let ran = estate.run(&["apply"]).exits(0);
    assert_eq!(ran.out.trim(), "No changes. 3 blocks match the registry.");
    let ran = estate.run(&["status"]).exits(0);
    assert!(ran.out.contains("3 of 3 blocks"), "{}", ran.said());
}
