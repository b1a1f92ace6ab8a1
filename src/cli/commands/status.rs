//! `swipd status`: what needs you and what waits, from the journal and the cache alone. Sends nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use super::super::args::Global;
use super::super::{Report, session};
use super::plan::json;
use crate::clock::{Clock, SystemClock};
use crate::desired::Repository;
use crate::journal::{IntentRecord, Journal, Ledger};
use crate::model::{Incarnation, Place, Range, TicketStatus};
use crate::registry::Look;
use crate::registry::arin::Desired;
use crate::registry::arin::live::LiveNet;
use crate::registry::arin::memory::Memory;
use crate::report::{count, plural};
use crate::store::Store;

/// One thing that waits.
#[derive(Debug, Serialize)]
struct Item {
    /// For whom: `you`, or a registry.
    waits_for: String,
    object: String,
    what: String,
    /// What to do, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Status {
    waiting: Vec<Item>,
    estate: Estate,
}

#[derive(Debug, Serialize)]
struct Estate {
    declared: usize,
    /// Declared blocks that are registered, and ours, as of the last look; `null` when nothing was ever read.
    in_step: Option<usize>,
    /// Registrations under the declared networks that are not ours.
    not_ours: Option<usize>,
    managed: usize,
}

pub(in crate::cli) fn status(global: &Global) -> Report {
    let repository = match session::load(global) {
        Ok(repository) => repository,
        Err(report) => return report,
    };
    let state = session::state_dir(global);
    let ledger = match Journal::read(&state.join("journal")) {
        Ok(ledger) => ledger,
        Err(error) => return Report::failed(error.to_string()),
    };
    let nets = last_look(&repository, &state.join("cache"));
    let today = Look::at(SystemClock::new().now()).today();
    let day = Desired::named(repository.arin.on(today), &ledger);
    let status = Status {
        waiting: waiting(&ledger),
        estate: estate(&day, &ledger, nets.as_deref()),
    };
    if global.json() {
        return Report::done(json(&status));
    }
    Report::done(text(&status))
}

fn waiting(ledger: &Ledger) -> Vec<Item> {
    let uncertain = ledger.open.values().map(|open| Item {
        waits_for: "you".to_owned(),
        object: open.intent.key.to_string(),
        what: format!(
            "outcome of {} unknown since {}",
            open.intent.action,
            open.at.strftime("%Y-%m-%d %H:%M:%SZ")
        ),
        next: Some(way_out(open)),
    });
    let held = ledger.held.iter().map(|((_, key, action), held)| Item {
        waits_for: "you".to_owned(),
        object: key.to_string(),
        what: format!("{action} is held: {}", held.reason),
        next: Some(format!("swipd state retry {key}")),
    });
    let tickets = ledger.tickets.iter().map(|(number, ticket)| {
        let over = ticket.status.as_ref().is_some_and(TicketStatus::is_over);
        let nameless = over && ticket.intent.kind.as_str() == "org";
        Item {
            waits_for: if nameless {
                "you".to_owned()
            } else {
                ticket.intent.registry.to_string()
            },
            object: ticket.intent.key.to_string(),
            what: match &ticket.status {
                Some(status) => format!("ticket {number}, {status}"),
                None => format!("ticket {number}"),
            },
            next: nameless.then(|| unnamed(&ticket.intent)),
        }
    });
    let distrust = ledger.distrust.iter().map(|why| Item {
        waits_for: "you".to_owned(),
        object: "journal".to_owned(),
        what: why.clone(),
        next: Some(
            "put the missing part back from a copy; of a whole one: move the journal away, then swipd state import FILE"
                .to_owned(),
        ),
    });
    uncertain
        .chain(held)
        .chain(distrust)
        .chain(tickets)
        .collect()
}

/// An org that may have been made, and whose handle no reading has shown.
fn unnamed(intent: &IntentRecord) -> String {
    format!(
        "look in ARIN Online for the org; if it is there: swipd state adopt {key} HANDLE; if not: swipd state forget {key}",
        key = intent.key
    )
}

/// A customer record that was made by itself can not be found again; everything else the next apply settles.
fn way_out(open: &crate::journal::OpenOp) -> String {
    let intent = &open.intent;
    if crate::tickets::is_report(intent) {
        format!(
            "swipd tickets list --all shows whether it was made; to ask again: swipd state forget \"{}\"",
            intent.key
        )
    } else if intent.kind.as_str() == "poc" && super::state::is_for_a_person(intent) {
        format!(
            "look in ARIN Online for the POC; if it is there: swipd state adopt {key} HANDLE, or write its handle into the entry; if not: swipd state forget {key}",
            key = intent.key
        )
    } else if intent.kind.as_str() == "org" && open.unsettleable {
        unnamed(intent)
    } else if super::state::is_for_a_person(intent) {
        format!(
            "look in ARIN Online for the customer; if it is there: swipd state adopt {key} C…; if not: swipd state forget {key}",
            key = intent.key
        )
    } else {
        "swipd apply".to_owned()
    }
}

/// The nets as they were last read; `None` when a registry was never read.
fn last_look(repository: &Repository, cache: &Path) -> Option<Vec<LiveNet>> {
    if !cache.exists() {
        return None;
    }
    let store = repository
        .cache
        .clone()
        .unwrap_or_else(|| Store::open(cache));
    let mut nets = Vec::new();
    for registry in repository.settings.registries.keys() {
        let memory = Memory::load(&store, registry, None, &repository.arin);
        if memory.is_empty() {
            return None;
        }
        nets.extend(memory.into_nets());
    }
    Some(nets)
}

fn estate(desired: &Desired, ledger: &Ledger, nets: Option<&[LiveNet]>) -> Estate {
    let owned: BTreeMap<&Place, &Incarnation> = ledger
        .owned
        .iter()
        .map(|((_, place), owned)| (place, &owned.incarnation))
        .collect();
    let declared: BTreeSet<Range> = desired.blocks.iter().map(|block| block.range).collect();
    let managed = owned
        .keys()
        .filter(|place| declared.contains(&place.range))
        .count();
    let ours = |net: &LiveNet| {
        owned
            .get(&net.place)
            .is_some_and(|owned| owned.same(&net.incarnation))
    };
    // The last look may be older than our last delete.
    let confirmed: BTreeMap<&Place, &jiff::Timestamp> = ledger
        .confirmed
        .iter()
        .map(|((_, place), at)| (place, at))
        .collect();
    let removed = |net: &LiveNet| {
        let registered: Option<jiff::Timestamp> = net.incarnation.registered.parse().ok();
        let at = confirmed.get(&net.place);
        registered
            .zip(at)
            .is_some_and(|(registered, at)| registered <= **at)
    };
    let foreign =
        |net: &&LiveNet| !ours(net) && !declared.contains(&net.place.range) && !removed(net);
    Estate {
        declared: declared.len(),
        in_step: nets.map(|_| managed),
        not_ours: nets.map(|nets| nets.iter().filter(foreign).count()),
        managed: owned.len(),
    }
}

fn text(status: &Status) -> String {
    let mut lines = Vec::new();
    let you = status
        .waiting
        .iter()
        .filter(|item| item.waits_for == "you")
        .count() as u64;
    let others = status.waiting.len() as u64 - you;
    if !status.waiting.is_empty() {
        let mut counts = Vec::new();
        if you > 0 {
            counts.push(format!(
                "{} {} for you",
                count(you),
                if you == 1 { "waits" } else { "wait" }
            ));
        }
        if others > 0 {
            counts.push(format!("{} for the registry", plural(others, "ticket")));
        }
        lines.push(format!("attention  {}", counts.join(", ")));
        lines.push(String::new());
        for item in &status.waiting {
            lines.push(format!(
                "{:<9} {:<24} {}",
                item.waits_for, item.object, item.what
            ));
            lines.extend(item.next.iter().map(|next| format!("            {next}")));
        }
        lines.push(String::new());
    }
    let Estate {
        declared,
        in_step,
        not_ours,
        managed,
    } = status.estate;
    lines.push(match (in_step, not_ours) {
        (Some(in_step), Some(not_ours)) => format!(
            "estate    {in_step} of {} registered and ours; {} not ours",
            plural(declared as u64, "block"),
            plural(not_ours as u64, "net"),
        ),
        _ => format!(
            "estate    {} declared, {managed} ours; the registry was not read yet",
            plural(declared as u64, "block")
        ),
    });
    lines.join("\n")
}
