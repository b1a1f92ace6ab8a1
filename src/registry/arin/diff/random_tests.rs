//! Random declarations beside random registrations: whatever the comparison plans, it touches nothing that is protected,
//! nothing that is neither ours nor the declared recipient's, and nothing that could not be read.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::super::Recipient;
use super::super::live::{LiveNet, LiveRecipient, NetsBelow};
use super::super::work::Work;
use super::samples::{Case, block, grant, net, reallocated, reassigned};
use super::{Difference, LiveNetwork};
use crate::journal::Owned;
use crate::model::{Action, Listed, NetType, Range, Step, StepId, folded_name};

/// How many ranges of four addresses there are.
const CELLS: usize = 12;
const NAMES: [&str; 3] = ["heron", "larkspur", "mill"];
const ORGS: [&str; 2] = ["DOWN-7", "DEEP-9"];

fn stretch(first: usize, length: usize) -> String {
    let from = 64 + 4 * first;
    let to = 64 + 4 * (first + length).min(CELLS) - 1;
    format!("198.51.100.{from}-198.51.100.{to}")
}

/// Whom something is given to: a customer by number, or an org, in one of two ways.
#[derive(Debug, Clone, Copy)]
enum To {
    Customer(usize),
    Org(usize, bool),
}

fn to() -> impl Strategy<Value = To> {
    prop_oneof![
        3 => (0usize..3).prop_map(To::Customer),
        2 => (0usize..2, any::<bool>()).prop_map(|(org, whole)| To::Org(org, whole)),
    ]
}

#[derive(Debug, Clone)]
struct Declared {
    gap: usize,
    length: usize,
    to: To,
    protect: bool,
    remark: bool,
}

fn declared() -> impl Strategy<Value = Declared> {
    let protect = prop::bool::weighted(0.15);
    (0usize..3, 1usize..4, to(), protect, any::<bool>()).prop_map(
        |(gap, length, to, protect, remark)| Declared {
            gap,
            length,
            to,
            protect,
            remark,
        },
    )
}

/// What our record says of a net.
#[derive(Debug, Clone, Copy)]
enum Ours {
    No,
    /// Another life of it was ours.
    Before,
    /// It is, filled from the customer of this number, and protected or not.
    Yes(usize, bool),
}

#[derive(Debug, Clone)]
struct Registered {
    gap: usize,
    length: usize,
    to: To,
    ours: Ours,
    /// Nets below a reallocation: not counted, or ours and others'.
    below: Option<(bool, bool)>,
    unread: bool,
}

fn registered() -> impl Strategy<Value = Registered> {
    let ours = prop_oneof![
        2 => Just(Ours::No),
        1 => Just(Ours::Before),
        5 => (0usize..3, prop::bool::weighted(0.2)).prop_map(|(who, kept)| Ours::Yes(who, kept)),
    ];
    let below = prop::option::weighted(0.9, (any::<bool>(), prop::bool::weighted(0.3)));
    let unread = prop::bool::weighted(0.08);
    (0usize..3, 1usize..4, to(), ours, below, unread).prop_map(
        |(gap, length, to, ours, below, unread)| Registered {
            gap,
            length,
            to,
            ours,
            below,
            unread,
        },
    )
}

impl Registered {
    fn net(&self, range: &str) -> LiveNet {
        let mut live = match self.to {
            To::Customer(who) => {
                let record = format!(
                    "C0999{:04}",
                    range.len() * 100 + range.as_bytes()[11] as usize
                );
                net(range, &record, NAMES[who])
            }
            To::Org(org, false) => grant(range, ORGS[org], NetType::Reassignment),
            To::Org(org, true) => grant(range, ORGS[org], NetType::Reallocation),
        };
        if live.net_type == NetType::Reallocation {
            let named = |text: &str| text.parse().expect("a handle");
            let others: Vec<_> = match self.below {
                Some((_, true)) => vec![named("NET-192-0-2-1-1")],
                Some((_, false)) | None => Vec::new(),
            };
            live.below = self.below.map(|(some, _)| {
                let more = some.then(|| named("NET-192-0-2-2-1"));
                let nets = others.iter().cloned().chain(more).collect();
                Box::new(NetsBelow { nets, others })
            });
        }
        if self.unread {
            live.recipient = LiveRecipient::Unread("no answer".into());
        }
        live
    }
}

/// The case, each range of either side in the network.
fn case(blocks: &[Declared], nets: &[Registered], gaps: &[usize]) -> Case {
    let mut case = Case::new();
    let mut next = 0;
    for declared in blocks {
        let first = next + declared.gap;
        next = first + declared.length;
        if first >= CELLS {
            break;
        }
        let range = stretch(first, declared.length);
        let mut wanted = match declared.to {
            To::Customer(who) => block(&range, NAMES[who]),
            To::Org(org, false) => reassigned(&range, ORGS[org]),
            To::Org(org, true) => reallocated(&range, ORGS[org]),
        };
        wanted.protect = declared.protect;
        if declared.remark {
            wanted.extras_mut().comment = Listed::Value(vec!["Remark".into()]);
        }
        case = case.block(wanted);
    }
    let mut next = 0;
    for registered in nets {
        let first = next + registered.gap;
        next = first + registered.length;
        if first >= CELLS {
            break;
        }
        let live = registered.net(&stretch(first, registered.length));
        case = match registered.ours {
            Ours::No => case.net(live),
            Ours::Before => {
                let mut before = live.clone();
                before.incarnation.registered = "2020-01-02T03:04:05-05:00".into();
                let mut case = case.ours(before, NAMES[0], false);
                let nets = &mut case.network().nets;
                nets.retain(|net| net.place != live.place);
                case.net(live)
            }
            Ours::Yes(who, kept) => {
                let key = match registered.to {
                    To::Customer(_) => NAMES[who],
                    To::Org(org, _) => ORGS[org],
                };
                case.ours(live, key, kept)
            }
        };
    }
    for gap in gaps {
        let range: Range = stretch(*gap, 1).parse().expect("a range");
        let read = case.network();
        read.nets.retain(|net| !net.place.range.overlaps(range));
        read.unread.push((range, "no answer".to_owned()));
    }
    case
}

macro_rules! hold {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(TestCaseError::fail(format!($($text)+)));
        }
    };
}

/// What a difference is held against.
struct Held<'c> {
    case: &'c Case,
    out: &'c Difference<Work>,
}

impl Held<'_> {
    fn nets(&self) -> &[LiveNet] {
        match self.case.live.networks.first() {
            Some(LiveNetwork::Read(read)) => &read.nets,
            Some(LiveNetwork::Unread { .. }) | None => &[],
        }
    }

    fn owned(&self, net: &LiveNet) -> Option<&Owned> {
        let owned = self
            .case
            .ledger
            .owned_at(&super::samples::registry(), &net.place);
        owned.filter(|owned| owned.incarnation.same(&net.incarnation))
    }

    /// Whether a net is given to whom its range is declared for.
    fn is_as_declared(&self, net: &LiveNet) -> bool {
        let mut blocks = self.case.desired.blocks.iter();
        blocks.any(|block| {
            let name = |key: &str| {
                net.net_type == NetType::Reassignment
                    && net.customer().is_some_and(|customer| {
                        folded_name(customer.view.name()) == folded_name(key)
                    })
            };
            block.range == net.place.range
                && match &block.recipient {
                    Recipient::Customer(key) => name(key.as_str()),
                    given @ (Recipient::Reassigned(_)
                    | Recipient::Reallocated(_)
                    | Recipient::ToBeMade(_)) => net.is_given_to(given),
                }
        })
    }

    /// The steps that a step is behind.
    fn before(&self, step: &Step<Work>) -> BTreeSet<StepId> {
        let mut open = step.requires.clone();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let here = self.out.steps.iter().filter(|step| step.id == id);
            open.extend(here.flat_map(|step| step.requires.clone()));
            seen.insert(id);
        }
        seen
    }

    fn step(&self, step: &Step<Work>) -> Result<(), TestCaseError> {
        let range = step.place.as_ref().expect("a place").range;
        let LiveNetwork::Read(read) = &self.case.live.networks[0] else {
            return Ok(());
        };
        let unread = read.unread.iter().any(|(gap, _)| gap.overlaps(range));
        hold!(!unread, "{} in what could not be read", step.id);
        let at = self.nets().iter().find(|net| net.place.range == range);
        match (step.action, at) {
            (Action::Create, _) => self.create(step, range),
            (Action::Delete, Some(net)) => self.delete(step, net),
            (Action::Modify | Action::Adopt, Some(net)) => {
                let ours = self.owned(net).is_some();
                let known = self.is_as_declared(net);
                hold!(ours || known, "{} of a net that is not ours", step.id);
                hold!(step.action != Action::Adopt || !ours, "{} again", step.id);
                let read = !matches!(net.recipient, LiveRecipient::Unread(_));
                hold!(read, "{} of an unread recipient", step.id);
                Ok(())
            }
            // POC links of a net that another step makes.
            (Action::Modify, None) => Ok(()),
            (action, None) => Err(TestCaseError::fail(format!("{action} of nothing"))),
            (Action::Replace, Some(_)) => Err(TestCaseError::fail("a step that replaces")),
        }
    }

    fn create(&self, step: &Step<Work>, range: Range) -> Result<(), TestCaseError> {
        let mut blocks = self.case.desired.blocks.iter();
        let declared = blocks.any(|block| block.range == range);
        hold!(declared, "{} that nobody declared", step.id);
        let before = self.before(step);
        for net in self
            .nets()
            .iter()
            .filter(|net| net.place.range.overlaps(range))
        {
            let mut steps = self.out.steps.iter();
            let freed = steps.any(|step| {
                step.action == Action::Delete
                    && step.kind.as_str() == "net"
                    && step.place.as_ref() == Some(&net.place)
                    && before.contains(&step.id)
            });
            hold!(freed, "{} beside {}", step.id, net.place);
        }
        Ok(())
    }

    fn delete(&self, step: &Step<Work>, net: &LiveNet) -> Result<(), TestCaseError> {
        let owned = self.owned(net);
        hold!(owned.is_some(), "{} of a net that is not ours", step.id);
        let kept = owned.is_some_and(|owned| owned.protected);
        hold!(!kept, "{} of a protected net", step.id);
        let range = net.place.range;
        let mut blocks = self.case.desired.blocks.iter();
        let protect = blocks.any(|block| block.range == range && block.protect);
        hold!(
            !protect,
            "{} of a block that is declared protected",
            step.id
        );
        let below = net.below.as_ref();
        let counted = below.is_some_and(|below| below.others.is_empty());
        let parent = net.net_type == NetType::Reallocation;
        hold!(
            !parent || counted,
            "{} with what others have below",
            step.id
        );
        let unread = matches!(net.recipient, LiveRecipient::Unread(_));
        hold!(!unread, "{} of an unread recipient", step.id);
        let whole = self.is_as_declared(net)
            && owned.is_some_and(|owned| {
                net.customer().is_none_or(|c| {
                    folded_name(c.view.name()) == folded_name(owned.customer.as_str())
                })
            });
        hold!(!whole, "{} of what is as declared", step.id);
        if step.kind.as_str() == "customer" {
            let mut steps = self.out.steps.iter();
            let gone = steps.any(|other| {
                other.kind.as_str() == "net"
                    && other.action == Action::Delete
                    && other.place == step.place
                    && self.before(step).contains(&other.id)
            });
            hold!(gone, "{} before its net", step.id);
        }
        Ok(())
    }

    /// Each declared block has a step, needs none, or is spoken of.
    fn told(&self) -> Result<(), TestCaseError> {
        let mut silent = 0;
        for block in &self.case.desired.blocks {
            let subject = block.range.to_string();
            let changes = self.out.changes.iter().any(|c| c.subject == *subject);
            let found = self.out.findings.iter().any(|f| f.subject == subject);
            silent += u64::from(!changes && !found);
        }
        // What is as declared may be spoken of too: rekeyed.
        hold!(
            silent <= self.out.unchanged,
            "{silent} blocks without a word, {} unchanged",
            self.out.unchanged
        );
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_step_touches_what_is_protected_or_neither_ours_nor_the_recipients(
        blocks in prop::collection::vec(declared(), 0..5),
        nets in prop::collection::vec(registered(), 0..5),
        gaps in prop::collection::vec(0..CELLS, 0..2),
        separate in any::<bool>(),
    ) {
        let mut case = case(&blocks, &nets, &gaps);
        case.separate = separate;
        let out = case.difference();
        let held = Held { case: &case, out: &out };
        for step in &out.steps {
            held.step(step)?;
        }
        held.told()?;
        prop_assert_eq!(format!("{out:?}"), format!("{:?}", case.difference()));
    }
}
