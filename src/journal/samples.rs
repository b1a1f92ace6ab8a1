//! A small world for the tests of this folder: few places, few operations, every kind of line.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    Base, Domain, Entry, IntentRecord, Journal, JournalError, OpId, OutcomeRecord, SettledRecord,
    State, TicketEnd, Verdict,
};
use crate::clock::TestClock;
use crate::model::{
    Action, ChangeId, Claim, Class, Consequence, Effect, Field, Handle, Incarnation, Key, Kind,
    Payload, Place, RegistryName, StepId, TicketNumber, TicketStatus,
};

pub(super) fn registry() -> RegistryName {
    RegistryName::new("arin")
}

pub(super) fn handle(text: &str) -> Handle {
    text.parse().expect("a handle")
}

pub(super) fn place(n: u8) -> Place {
    Place {
        parent: "NET-198-51-100-0-1".parse().expect("a net handle"),
        range: format!("198.51.100.{}/28", n * 16)
            .parse()
            .expect("a range"),
    }
}

pub(super) fn customer(n: u8) -> Incarnation {
    Incarnation {
        handle: handle(&format!("C0999000{n}")),
        registered: "2026-09-20T10:12:00-04:00".into(),
        recipient: None,
    }
}

pub(super) fn net(n: u8, recipient: u8) -> Incarnation {
    Incarnation {
        handle: handle(&format!("NET-198-51-100-{}-1", n * 16)),
        registered: "2026-09-20T10:12:00-04:00".into(),
        recipient: Some(customer(recipient).handle),
    }
}

pub(super) fn ticket(n: u8) -> TicketNumber {
    format!("20260920-X{n}").parse().expect("a ticket number")
}

pub(super) fn intent(
    op: u64,
    n: u8,
    action: Action,
    consequences: Vec<Consequence>,
) -> IntentRecord {
    let effect = if action == Action::Delete {
        Effect::Frees
    } else {
        Effect::Takes
    };
    IntentRecord {
        op: OpId(op),
        attempt: 1,
        step: StepId::new(format!("arin/net/{}/{action}", place(n).range)),
        group: ChangeId::new(format!("arin/net/{}", place(n).range)),
        registry: registry(),
        kind: Kind::new("net"),
        action,
        key: Key::new(place(n).range.to_string()),
        place: Some(place(n)),
        domain: Domain {
            claim: Some(Claim::new(&registry(), place(n).range, effect)),
            names: vec![handle("C09990009")],
        },
        target: None,
        before: BTreeMap::new(),
        after: BTreeMap::from([("name".into(), Field::Text("HERON\n".into()))]),
        consequences,
        payload: Payload::seal(serde_json::json!({"a": [1, {"b": null}]})),
        ticket: None,
        last_message: None,
    }
}

pub(super) fn create(op: u64, n: u8) -> IntentRecord {
    let owns = Consequence::Owns {
        place: place(n),
        customer: Key::new("blue-heron"),
        protected: false,
    };
    let fills = Consequence::Fills { place: place(n) };
    intent(op, n, Action::Create, vec![owns, fills])
}

pub(super) fn delete(op: u64, n: u8) -> IntentRecord {
    let consequences = vec![
        Consequence::Releases {
            registry: None,
            place: place(n),
        },
        Consequence::Obliges {
            registry: None,
            customer: Some(customer(n)),
            place: place(n),
        },
        Consequence::Empties { place: place(n) },
    ];
    intent(op, n, Action::Delete, consequences)
}

pub(super) fn outcome(op: u64, class: Class) -> OutcomeRecord {
    OutcomeRecord {
        op: OpId(op),
        attempt: 1,
        class,
        status: None,
        code: None,
        message: None,
        components: Vec::new(),
        incarnation: None,
        ticket: None,
        server_date: None,
        unstuck: Vec::new(),
    }
}

pub(super) fn settled(op: u64, verdict: Verdict) -> SettledRecord {
    SettledRecord {
        op: OpId(op),
        verdict,
        evidence: vec!["GET net: 404".to_owned()],
        incarnation: None,
        ticket: None,
        by: "swipd".to_owned(),
    }
}

pub(super) fn ticket_news(n: u8, op: u64, end: Option<TicketEnd>) -> Entry {
    Entry::Ticket {
        number: ticket(n),
        ticket_type: "NET_DELETE_REQUEST".to_owned(),
        op: Some(OpId(op)),
        status: TicketStatus::new("PENDING_REVIEW"),
        resolution: None,
        end,
        incarnation: None,
    }
}

pub(super) fn adopted(n: u8, recipient: u8) -> Entry {
    Entry::Adopted {
        registry: registry(),
        place: place(n),
        incarnation: net(n, recipient),
        key: Key::new(place(n).range.to_string()),
        customer: Key::new("blue-heron"),
        protected: false,
    }
}

pub(super) fn run_begun(digest: &str) -> Entry {
    Entry::RunBegun {
        kind: "apply".to_owned(),
        user: None,
        revision: Some("e51b0a4".to_owned()),
        digest: digest.to_owned(),
        base: Some(Base {
            journal: "j".to_owned(),
            seq: 1,
            revision: None,
        }),
        allowed: vec!["deletes=5".to_owned()],
    }
}

fn state(pick: u8) -> State {
    if pick.is_multiple_of(2) {
        State::Open
    } else {
        State::Closed
    }
}

fn answered(op: u64, n: u8, pick: u8) -> Entry {
    let classes = [
        Class::Done,
        Class::Ticketed,
        Class::Refused,
        Class::Busy,
        Class::Unsent,
        Class::Uncertain,
    ];
    let mut record = outcome(op, classes[usize::from(pick) % classes.len()]);
    record.incarnation = (!pick.is_multiple_of(4)).then(|| net(n, n));
    record.ticket = (!pick.is_multiple_of(3)).then(|| ticket(n));
    Entry::Outcome(record)
}

fn found(op: u64, n: u8, pick: u8) -> Entry {
    let verdicts = [
        Verdict::Applied,
        Verdict::NotApplied,
        Verdict::Ticketed,
        Verdict::Conflict,
        Verdict::Uncertain,
        Verdict::Unsettleable,
    ];
    let mut record = settled(op, verdicts[usize::from(pick) % verdicts.len()]);
    record.incarnation = (!pick.is_multiple_of(4)).then(|| net(n, n));
    record.ticket = (!pick.is_multiple_of(3)).then(|| ticket(n));
    Entry::Settled(record)
}

fn entry(kind: u8, op: u64, n: u8, pick: u8) -> Entry {
    match kind {
        0 | 1 => Entry::Intent(Box::new(create(op, n))),
        2 => Entry::Intent(Box::new(delete(op, n))),
        3 | 4 => answered(op, n, pick),
        5 => found(op, n, pick),
        6 => ticket_news(
            n,
            op,
            [None, Some(TicketEnd::Applied), Some(TicketEnd::NotApplied)][usize::from(pick) % 3],
        ),
        7 => adopted(n, pick % 4),
        8 => Entry::Released {
            registry: registry(),
            place: place(n),
            incarnation: net(n, pick % 4),
            reason: "lost".to_owned(),
        },
        _ => remark(kind, op, n, pick),
    }
}

fn remark(kind: u8, op: u64, n: u8, pick: u8) -> Entry {
    let cause = "because".to_owned();
    match kind {
        9 => Entry::Obligation {
            state: state(pick),
            registry: registry(),
            customer: customer(n),
            place: place(n),
            cause: "because".to_owned(),
        },
        10 => Entry::Vacancy {
            state: state(pick),
            registry: registry(),
            place: place(n),
            cause,
        },
        11 => run_begun("d1"),
        12 => Entry::RunEnded {
            summary: BTreeMap::from([("done".to_owned(), 3)]),
        },
        13 => Entry::Quirk {
            state: state(pick),
            registry: registry(),
            handle: net(n, n).handle,
            field: "comment".to_owned(),
            asked: Field::Lines(vec!["é".into()]),
            got: Field::Text("e".into()),
        },
        14 => Entry::Held {
            state: state(pick),
            registry: registry(),
            key: Key::new("blue-heron"),
            action: Action::Modify,
            fingerprint: "f".to_owned(),
            reason: cause,
        },
        _ => rarity(kind, op, n, pick),
    }
}

fn rarity(kind: u8, op: u64, n: u8, pick: u8) -> Entry {
    match kind {
        15 => Entry::Stray {
            state: state(pick),
            registry: registry(),
            op: OpId(op),
            name: "BLUE HERON".to_owned(),
            cause: "because".to_owned(),
        },
        16 => Entry::Rekeyed {
            registry: registry(),
            place: place(n),
            customer: Key::new("heron"),
        },
        17 => Entry::Protected {
            registry: registry(),
            place: place(n),
            protected: pick.is_multiple_of(2),
        },
        18 => Entry::Approved {
            digest: "d1".to_owned(),
            user: "ann".to_owned(),
        },
        19 => Entry::Object {
            state: state(pick),
            registry: registry(),
            kind: Kind::new("poc"),
            key: Key::new("noc"),
            incarnation: customer(n),
            content: pick.is_multiple_of(3).then(|| "ns1.example.net".to_owned()),
            customer: None,
            reason: "adopted".to_owned(),
        },
        _ => Entry::Bound {
            registry: registry(),
            identity: "arin https://reg.arin.net".to_owned(),
        },
    }
}

/// Any sequence of entries about four places and five operations.
pub(super) fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0_u8..21, 1_u64..6, 0_u8..4, any::<u8>());
    proptest::collection::vec(one, 0..40).prop_map(|picks| {
        picks
            .into_iter()
            .map(|(k, o, n, p)| entry(k, o, n, p))
            .collect()
    })
}

pub(super) fn clock() -> Arc<TestClock> {
    let start: Timestamp = "2026-11-23T08:00:00Z".parse().expect("a moment");
    Arc::new(TestClock::at(start))
}

pub(super) fn open(dir: &Path) -> Result<Journal, JournalError> {
    Journal::open(dir, clock(), "test-host")
}

/// Writes entries as a caller would; what the journal refuses is left out.
pub(super) async fn feed(journal: &Journal, entries: Vec<Entry>) {
    for entry in entries {
        let taken = if let Entry::Intent(intent) = entry {
            journal.intend(*intent).await.map(drop)
        } else {
            journal.note(entry)
        };
        match taken {
            Ok(()) | Err(JournalError::StillOpen { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}
