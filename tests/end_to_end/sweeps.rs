//! What a look costs in requests, and that what is believed from memory is believed with reason.

use serde_json::json;

use super::estate::Estate;
use super::seed::Seed;

/// More nets than one public list holds.
const NETS: u32 = 300;

fn range(n: u32) -> String {
    format!("198.18.{}.{}/28", n / 16, n % 16 * 16)
}

/// An estate that has been managed for years, looked at once.
fn old() -> Estate {
    let mut seed = Seed::default();
    for n in 0..NETS {
        seed = seed.net(&range(n), "heron", &format!("EXMPL-{n}"));
    }
    let mut estate = Estate::seeded(&seed.long_ago());
    estate.declared.few_networks = true;
    for n in 0..NETS {
        estate.declared.block("heron", &range(n));
    }
    estate.applied();
    estate
}

/// Requests with the key, and public ones, since so many of each.
fn asked(estate: &Estate, since: (usize, usize)) -> (usize, usize) {
    let (keyed, public) = asked_in_all(estate);
    (keyed - since.0, public - since.1)
}

fn asked_in_all(estate: &Estate) -> (usize, usize) {
    let requests = estate.simulator.requests();
    let keyed = requests.iter().filter(|path| path.contains(" /rest/"));
    let keyed = keyed.count();
    (keyed, requests.len() - keyed)
}

#[test]
fn nothing_to_do_costs_no_request_with_the_key() {
    let estate = old();
    let before = asked_in_all(&estate);
    assert!(before.0 > NETS as usize, "the first look reads each net");
    estate.plan().exits(0);
    let (keyed, public) = asked(&estate, before);
    assert_eq!(keyed, 0);
    // One list would be cut. The nets stand at the beginning of a wide network, so that most parts are empty, and each
    // of those takes a list and a look at its first address.
    assert!((2..=12).contains(&public), "{public} public requests");
}

#[test]
fn a_create_costs_one_request_and_a_modify_two() {
    let mut estate = old();
    estate.declared.block("larkspur", "198.18.200.0/28");
    estate.declared.block("heron", &range(7)).name = Some("EXMPL-NEW".to_owned());
    let before = asked_in_all(&estate);
    let plan = estate.plan().exits(2);
    assert_eq!(plan.json()["summary"]["create"], 1);
    assert_eq!(plan.json()["summary"]["modify"], 1);
    assert_eq!(asked(&estate, before).0, 0);
    estate.applied();
    assert_eq!(asked(&estate, before).0, 3);
    estate.check();
}

#[test]
fn what_somebody_else_changed_is_seen_and_only_that_is_read() {
    let mut estate = old();
    let (net, other, gone) = (range(11), range(200), range(299));
    let fields = json!({ "name": "MINE-NOW" });
    let handle = estate.net(&net).handle;
    estate.declared.block("heron", &net).name = Some("EXMPL-11".to_owned());
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": handle, "fields": fields } }));
    let customer = estate.net(&other).customer;
    let fields = json!({ "city": "Staunton" });
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": customer, "fields": fields } }));
    let handle = estate.net(&gone).handle;
    estate.simulator.edit(&json!({ "delete": handle }));
    let before = asked_in_all(&estate);
    let plan = estate.plan().exits(2);
    assert_eq!(plan.json()["summary"]["modify"], 2);
    assert_eq!(plan.json()["summary"]["create"], 1);
    // Two nets with their customers; the one that is gone, its old record, and who vouches for that.
    let keyed = asked(&estate, before).0;
    assert!((4..=9).contains(&keyed), "{keyed} requests with the key");
    estate.applied();
    estate.check();
}

#[test]
fn a_memory_that_is_lost_or_damaged_changes_no_plan() {
    let mut estate = old();
    estate.declared.block("larkspur", "198.18.200.0/28");
    let digest = |estate: &Estate| estate.plan().exits(2).json()["digest"].clone();
    let first = digest(&estate);
    let cache = estate.root().join(".swipd/cache");
    for entry in walked(&cache) {
        let mut bytes = std::fs::read(&entry).expect("read");
        bytes.iter_mut().step_by(61).for_each(|byte| *byte ^= 0x55);
        std::fs::write(&entry, bytes).expect("written");
    }
    assert_eq!(digest(&estate), first);
    std::fs::remove_dir_all(&cache).expect("removed");
    assert_eq!(digest(&estate), first);
}

fn walked(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}
