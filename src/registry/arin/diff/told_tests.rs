//! What a new registration is checked against and holds, what an adopted or changed one is, and what people are told.

use super::samples::{
    Case, block, codes, findings, grant, net, place, reassigned, registry, steps,
};
use crate::journal::{Entry, State};
use crate::model::{Key, NetType};
use crate::registry::arin::Block;
use crate::registry::arin::live::{LiveNet, LiveRecipient};
use crate::registry::arin::work::Work;

const RANGE: &str = "198.51.100.64/28";
const BESIDE: &str = "198.51.100.80/28";

fn profile_of(case: &mut Case, edit: impl FnOnce(&mut crate::registry::arin::Profile)) {
    let heron = case.desired.profiles.get_mut(&Key::new("heron"));
    edit(std::sync::Arc::make_mut(heron.expect("heron")));
}

fn emptied() -> Entry {
    Entry::Vacancy {
        state: State::Open,
        registry: registry(),
        place: place(RANGE),
        cause: "arin/net/198.51.100.64/28/delete".to_owned(),
    }
}

#[test]
fn a_create_goes_out_without_another_look_only_where_the_list_showed_nothing() {
    let unlooked = |case: Case| {
        let case = case.block(block(RANGE, "heron"));
        let difference = case.difference();
        let mut steps = difference.steps.iter();
        let made = steps.find_map(|step| {
            if let Work::Reassign { seen_empty, .. } = *step.payload {
                return Some(seen_empty);
            }
            None
        });
        made.expect("a create")
    };
    assert!(unlooked(Case::new()));
    let mut cut = Case::new();
    cut.network().listed = false;
    assert!(!unlooked(cut));
    let made_way = Case::new().ours(net("198.51.100.64/29", "C1", "mill"), "mill", false);
    assert!(!unlooked(made_way));
    assert!(!unlooked(Case::new().says(&emptied())));
    let mut separate = Case::new();
    separate.separate = true;
    assert!(!unlooked(separate));
}

/// A block of the customer that is a household, under a network whose org has this name.
fn household(org: Option<&str>) -> Case {
    let mut case = Case::new();
    profile_of(&mut case, |heron| heron.residential = true);
    case.network().itself.org_name = org.map(str::to_owned);
    case
}

#[test]
fn a_household_is_registered_as_a_private_customer_of_the_org() {
    for says in [None, Some(true), Some(false)] {
        let mut wanted = block(RANGE, "heron");
        wanted.extras_mut().private = says;
        let case = household(Some("Example Transit")).block(wanted);
        let difference = case.difference();
        let Work::Reassign { customer, .. } = &*difference.steps[0].payload else {
            panic!("a create")
        };
        assert_eq!(customer.name(), "Private Customer - Example Transit");
        assert!(customer.private && difference.changes[0].private);
    }
}

#[test]
fn nothing_is_registered_adopted_or_freed_for_a_household_without_a_name() {
    let cases: [fn(Case) -> Case; 4] = [
        |case| case,
        |case| case.net(net(RANGE, "C1", "heron")),
        |case| case.ours(net(RANGE, "C1", "heron"), "heron", false),
        |case| case.ours(net("198.51.100.64/29", "C1", "mill"), "mill", false),
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let difference = case(household(None))
            .block(block(RANGE, "heron"))
            .difference();
        assert!(
            difference.steps.is_empty(),
            "{at}: {:?}",
            steps(&difference)
        );
        assert_eq!(codes(&difference), ["unread"], "{at}");
    }
}

#[test]
fn a_block_may_hide_or_show_its_record_where_its_customer_says_nothing_of_it() {
    let made = |customer: Option<bool>, block_says: Option<bool>| {
        let mut case = Case::new();
        profile_of(&mut case, |heron| heron.content.private = customer);
        let mut wanted = block(RANGE, "heron");
        wanted.extras_mut().private = block_says;
        let difference = case.block(wanted).difference();
        let Work::Reassign { customer, .. } = &*difference.steps[0].payload else {
            panic!("a create")
        };
        assert_eq!(customer.name(), "heron");
        (customer.private, difference.changes[0].private)
    };
    for (customer, says, private) in [
        (None, None, false),
        (Some(true), None, true),
        (Some(false), None, false),
        (None, Some(true), true),
        (Some(true), Some(false), false),
        (Some(false), Some(true), true),
    ] {
        assert_eq!(
            made(customer, says),
            (private, private),
            "{customer:?} {says:?}"
        );
    }
}

#[test]
fn the_values_of_a_record_that_is_hidden_now_are_private_whatever_changes_it() {
    let hidden = || {
        let mut net = net(RANGE, "C1", "heron");
        if let LiveRecipient::Customer(customer) = &mut net.recipient {
            customer.view.private = true;
        }
        net
    };
    let cases: [fn(Case) -> Case; 3] = [
        |gone| gone,
        |case| case.block(block(RANGE, "larkspur")),
        |mut case| {
            profile_of(&mut case, |heron| heron.content.private = Some(false));
            case.block(block(RANGE, "heron"))
        },
    ];
    for case in cases {
        let private = |net: LiveNet| {
            let difference = case(Case::new().ours(net, "heron", false)).difference();
            let told: Vec<bool> = difference.changes.iter().map(|c| c.private).collect();
            told
        };
        assert_eq!(private(hidden()), [true]);
        assert!(!private(net(RANGE, "C1", "heron")).contains(&true));
    }
    // And those of one that is to be hidden.
    let mut shown = Case::new().ours(net(RANGE, "C1", "heron"), "heron", false);
    profile_of(&mut shown, |heron| heron.content.private = Some(true));
    assert!(shown.block(block(RANGE, "heron")).difference().changes[0].private);
}

#[test]
fn only_a_simple_reassignment_is_adopted_for_a_customer_and_it_is_told_by_its_name() {
    let mut strange = net(RANGE, "C1", "heron");
    strange.net_type = NetType::Other("X".into());
    let case = Case::new().block(block(RANGE, "heron")).net(strange);
    let difference = case.difference();
    assert!(difference.steps.is_empty());
    assert_eq!(codes(&difference), ["taken"]);

    let adopts = |case: Case| *case.difference().steps.remove(0).payload;
    let simple = Case::new()
        .block(block(RANGE, "heron"))
        .net(net(RANGE, "C1", "heron"));
    assert!(matches!(adopts(simple), Work::Adopt { name, .. } if name == "heron"));
    let detailed = Case::new().block(reassigned(RANGE, "DOWN-7")).net(grant(
        RANGE,
        "DOWN-7",
        NetType::Reassignment,
    ));
    assert!(matches!(adopts(detailed), Work::AdoptGrant { .. }));
}

#[test]
fn an_entry_that_protects_or_no_longer_protects_is_remembered() {
    let noted = |declared, remembered| {
        let wanted = Block {
            protect: declared,
            ..block(RANGE, "heron")
        };
        let case = Case::new().ours(net(RANGE, "C1", "heron"), "heron", remembered);
        let notes = case.block(wanted).difference().notes;
        let mut protects = Vec::new();
        for note in notes {
            if let Entry::Protected { protected, .. } = note {
                protects.push(protected);
            }
        }
        protects
    };
    assert_eq!(noted(true, false), [true]);
    assert_eq!(noted(false, true), [false]);
    assert!(noted(true, true).is_empty() && noted(false, false).is_empty());
}

#[test]
fn another_key_is_told_and_counts_as_no_change() {
    let case = Case::new().ours(net(RANGE, "C1", "heron"), "old-key", false);
    let difference = case.block(block(RANGE, "heron")).difference();
    assert_eq!(findings(&difference), ["Rekeyed 198.51.100.64/28"]);
    assert_eq!(
        difference.findings[0].text,
        "was old-key; nothing is sent for that"
    );
    let network = difference.sections.last().expect("a network");
    assert_eq!(network.unchanged, 1);
}

#[test]
fn a_profile_that_differs_is_told_among_the_customers_with_its_place() {
    let told = |named: Option<&str>, customer: &str| {
        let mut wanted = block(RANGE, "heron");
        wanted.extras_mut().name = named.map(|name| name.parse().expect("a name"));
        let case = Case::new().ours(net(RANGE, "C1", customer), "heron", false);
        let mut changes = case.block(wanted).difference().changes;
        let change = changes.remove(0);
        let place = change.origin.expect("a place").path().join(".");
        let fields = (change.profile.len(), change.details.len());
        (change.section.0.to_string(), place, fields)
    };
    let network = "198.51.100.0/24".to_owned();
    let entry = format!("customers.heron.blocks.{RANGE}");
    let profile = ("customers".to_owned(), "customers.heron".to_owned(), (1, 0));
    assert_eq!(told(None, "Heron Inc"), profile);
    let name = Some("EXMPL-BHB-1");
    assert_eq!(
        told(name, "heron"),
        (network.clone(), entry.clone(), (0, 1))
    );
    assert_eq!(told(name, "Heron Inc"), (network, entry, (1, 1)));
}

#[test]
fn a_replace_says_from_whom_to_whom_and_why() {
    let told = |case: Case| {
        let change = case.difference().changes.remove(0);
        let because = change.because.map(|why| why.to_string());
        (change.who.to_string(), because.unwrap_or_default())
    };
    let simple = || Case::new().ours(net(RANGE, "C1", "heron"), "heron", false);
    let say = |who: &str, why: &str| (who.to_owned(), why.to_owned());
    assert_eq!(
        told(simple().block(block(RANGE, "larkspur"))),
        say(
            "heron → larkspur",
            "its customer is another: larkspur is not heron"
        )
    );
    assert_eq!(
        told(simple().block(reassigned(RANGE, "DOWN-7"))),
        say(
            "heron → DOWN-7",
            "a simple reassignment cannot become a detailed reassignment"
        )
    );
    let wider = grant(RANGE, "DOWN-7", NetType::Reallocation);
    let wider = Case::new().ours(wider, "DOWN-7", false);
    assert_eq!(
        told(wider.block(reassigned(RANGE, "DOWN-7"))),
        say(
            "DOWN-7",
            "a reallocation cannot become a detailed reassignment"
        )
    );
    let detailed = grant(RANGE, "DEEP-9", NetType::Reassignment);
    let detailed = Case::new().ours(detailed, "DEEP-9", false);
    assert_eq!(
        told(detailed.block(reassigned(RANGE, "DOWN-7"))),
        say(
            "DEEP-9 → DOWN-7",
            "a detailed reassignment cannot change its org"
        )
    );
}

#[test]
fn a_journal_that_owns_nothing_beside_nets_that_exist_is_remarked_upon() {
    let remarked = |case: Case| {
        let difference = case.difference();
        difference.remarks.iter().any(|r| r.code == "first-contact")
    };
    let stranger = || net(BESIDE, "C9", "Somebody Else");
    let first = Case::new().net(stranger()).block(block(RANGE, "heron"));
    assert!(remarked(first));
    let known = Case::new()
        .net(stranger())
        .ours(net("198.51.100.96/28", "C1", "mill"), "mill", false)
        .block(block(RANGE, "heron"));
    assert!(!remarked(known));
    assert!(!remarked(Case::new().block(block(RANGE, "heron"))));
    assert!(!remarked(Case::new().net(stranger())));
}

#[test]
fn the_net_of_a_network_is_changed_only_as_it_was_read_and_while_nothing_is_open_on_it() {
    let handle = "NET-198-51-100-0-1";
    let said = |read: bool, name: &str, doubt: Option<&str>| {
        let mut case = Case::new();
        case.desired.networks[0].itself.name = Some(name.parse().expect("a name"));
        if read {
            let mut own = net(RANGE, "C1", "any");
            own.incarnation.handle = handle.parse().expect("a handle");
            own.view.name = "EXMPL-V4".parse().expect("a name");
            case.network().itself.net = Some((own.incarnation, own.view));
        }
        if let Some(doubt) = doubt {
            case = case.says(&super::samples::open(&registry(), RANGE, &[doubt]));
        }
        let difference = case.difference();
        (difference.steps.len(), findings(&difference))
    };
    let none: Vec<String> = Vec::new();
    let open = || vec![format!("Uncertain {RANGE}")];
    assert_eq!(said(true, "EXMPL-NEW", None), (1, none.clone()));
    assert_eq!(said(true, "EXMPL-V4", None), (0, none));
    let both = vec![
        format!("Uncertain {RANGE}"),
        "Uncertain 198.51.100.0/24".to_owned(),
    ];
    assert_eq!(said(true, "EXMPL-NEW", Some(handle)), (0, both));
    assert_eq!(said(true, "EXMPL-V4", Some(handle)), (0, open()));
    assert_eq!(said(true, "EXMPL-NEW", Some("NET-9")), (1, open()));
    let unread = vec!["Uncertain 198.51.100.0/24".to_owned()];
    assert_eq!(said(false, "EXMPL-NEW", None), (0, unread));
}

#[test]
fn what_becomes_protected_or_is_so_no_longer_is_told_though_nothing_is_sent() {
    for (was, now, said) in [
        (false, true, "Protected 198.51.100.64/28"),
        (true, false, "Unprotected 198.51.100.64/28"),
    ] {
        let block = Block {
            protect: now,
            ..block(RANGE, "heron")
        };
        let case = Case::new().ours(net(RANGE, "C1", "heron"), "heron", was);
        let difference = case.block(block).difference();
        assert!(difference.steps.is_empty());
        assert_eq!(findings(&difference), [said]);
    }
}
