//! What a plan's own order promises: each step succeeds whatever the order among those that need nothing of each
//! other, and whatever part of a plan was carried out, the next plan completes it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::Value;
use swipd::execute::{Outcome, StepResult};
use swipd::model::{Action, Consequence, StepId};
use swipd::plan::Plan;
use swipd::registry::arin::Desired;

use crate::acts::{Act, acts};
use crate::contacts;
use crate::estate::{Estate, estate, next_day};
use crate::others::{Others, Picture};
use crate::world::{Switches, World, switches};
use crate::{ROUNDS, cases, come_to_rest, failed, on_a_paused_clock};

/// Two days without a fault, each after what others did, and the dice for choices among steps.
#[derive(Debug, Clone)]
struct Calm {
    switches: Switches,
    days: (Estate, Estate),
    acts: [Vec<Act>; 2],
    dice: Vec<u16>,
}

fn calm() -> impl Strategy<Value = Calm> {
    let dice = prop::collection::vec(any::<u16>(), 24);
    let estates = estate().prop_flat_map(next_day);
    (switches(), estates, [acts(4), acts(5)], dice).prop_map(|(switches, days, acts, dice)| Calm {
        switches,
        days,
        acts,
        dice,
    })
}

/// Puts steps into an order that `requires` allows, drawn by the dice.
fn shuffled(plan: &mut Plan, dice: &[u16]) {
    let mut left = std::mem::take(&mut plan.steps);
    let mut waiting: BTreeSet<StepId> = left.iter().map(|step| step.id.clone()).collect();
    for turn in 0..left.len() {
        let ready: Vec<usize> = (0..left.len())
            .filter(|at| left[*at].requires.iter().all(|id| !waiting.contains(id)))
            .collect();
        let drawn = usize::from(dice[turn % dice.len()]).wrapping_add(turn / dice.len());
        let Some(at) = drawn.checked_rem(ready.len()).map(|n| ready[n]) else {
            break;
        };
        let step = left.remove(at);
        waiting.remove(&step.id);
        plan.steps.push(step);
    }
    assert!(left.is_empty(), "steps wait for each other: {left:#?}");
}

/// Leaves out the steps that the dice name, and all that need them.
fn thinned(plan: &mut Plan, dice: &[u16]) {
    let mut gone: BTreeSet<StepId> = BTreeSet::new();
    let steps = std::mem::take(&mut plan.steps);
    for (at, step) in steps.into_iter().enumerate() {
        let lost = dice[at % dice.len()].is_multiple_of(3);
        if lost || step.requires.iter().any(|id| gone.contains(id)) {
            gone.insert(step.id);
        } else {
            plan.steps.push(step);
        }
    }
}

/// Fails for a step that was refused, or was skipped for another reason than an open ticket. A POC that something links
/// to when all is done is refused for that.
async fn all_went_well(
    world: &World,
    plan: &Plan,
    results: &[StepResult],
) -> Result<(), TestCaseError> {
    let by_id: BTreeMap<_, _> = plan.steps.iter().map(|step| (&step.id, step)).collect();
    for result in results {
        let step = by_id.get(&result.step);
        let deleted = step.filter(|step| step.kind.as_str() == "poc");
        let deleted = deleted.filter(|step| step.action == Action::Delete);
        if let Some(poc) = deleted.and_then(|step| step.handle.as_ref())
            && contacts::is_linked(world, poc.as_str()).await
        {
            continue;
        }
        let fine = match result.outcome {
            Outcome::Done | Outcome::Ticketed => true,
            Outcome::Skipped => result.ticket.is_some(),
            Outcome::Refused | Outcome::Uncertain => false,
        };
        prop_assert!(fine, "{:#?}\nof {:#?}", result, step);
    }
    Ok(())
}

/// A step is one request that changes something, and an adopt is none. What changes or removes a zone or a POC
/// reads it once, and so does an adopt (design, section 13). A delete that is refused for a link is tried again, and then
/// held: only that of a POC which somebody else links to is, and what it costs is no matter here.
fn costs(plan: &Plan, results: &[StepResult], sent: &[Value]) -> Result<(), TestCaseError> {
    if (results.iter()).any(|result| result.outcome == Outcome::Refused) {
        return Ok(());
    }
    let by_id: BTreeMap<_, _> = plan.steps.iter().map(|step| (&step.id, step)).collect();
    let carried = results
        .iter()
        .filter(|result| result.outcome != Outcome::Skipped);
    let carried: Vec<_> = carried
        .filter_map(|result| by_id.get(&result.step))
        .collect();
    let writes = carried.iter().filter(|step| step.action != Action::Adopt);
    let changing = sent.iter().filter(|request| request["method"] != "GET");
    prop_assert_eq!(changing.count(), writes.count(), "{:#?}", sent);
    for (kind, path) in [("delegation", "/rest/delegation/"), ("poc", "/rest/poc/")] {
        let reads = carried.iter().filter(|step| step.kind.as_str() == kind);
        let reads = reads.filter(|step| step.action != Action::Create);
        let asked = sent.iter().filter(|request| {
            let of = request["path"].as_str().unwrap_or_default();
            request["method"] == "GET" && of.starts_with(path)
        });
        prop_assert_eq!(asked.count(), reads.count(), "{:#?}", sent);
    }
    Ok(())
}

/// Whether a network is filled by the plan after the one that makes it.
fn awaits(plan: &Plan) -> bool {
    let mut findings = plan.parts.iter().flat_map(|part| &part.findings);
    let waits = findings.any(|finding| finding.text.starts_with("waits until it is reallocated"));
    waits && !plan.steps.is_empty()
}

/// Whether the end of a reallocation leaves customer records of nets below it, which only the plan after it can read.
fn leaves_records(plan: &Plan) -> bool {
    let mut consequences = plan.steps.iter().flat_map(|step| &step.consequences);
    consequences.any(|consequence| {
        matches!(
            consequence,
            Consequence::Obliges { customer: Some(record), .. } if record.registered.is_empty()
        )
    })
}

/// Whether a POC that the plan makes is linked by the plan after it.
fn awaits_poc(plan: &Plan) -> bool {
    let mut findings = plan.parts.iter().flat_map(|part| &part.findings);
    findings.any(|finding| finding.text.contains("still to be made"))
}

/// Plans and carries out, step by step in a drawn order, until nothing is left. Only tickets, networks inside
/// reallocations that the plan makes, and records below those that it ends need a second round.
async fn in_any_order(world: &World, desired: &Desired, dice: &[u16]) -> Result<(), TestCaseError> {
    for _ in 0..ROUNDS {
        world.clear_up(desired).await.map_err(failed)?;
        let mut plan = world.plan(desired).await.map_err(failed)?;
        let digest = world.plan(desired).await.map_err(failed)?.digest;
        prop_assert_eq!(&plan.digest, &digest);
        shuffled(&mut plan, dice);
        let before = world.requests().len();
        let results = world.one_by_one(desired, &plan).await.map_err(failed)?;
        let sent = world.requests().split_off(before);
        all_went_well(world, &plan, &results).await?;
        costs(&plan, &results, &sent)?;
        let tickets = world.journal.with(|ledger| !ledger.tickets.is_empty());
        let waits = awaits_poc(&plan);
        if !tickets && !awaits(&plan) && !leaves_records(&plan) && !waits {
            world.quiet().await;
            let left = world.plan(desired).await.map_err(failed)?;
            prop_assert!(left.is_empty(), "still to do: {:#?}", left.steps);
            return Ok(());
        }
        world.after_tickets().await;
    }
    Err(failed("the tickets never end"))
}

/// Carries out a part of one plan, chosen by the dice.
async fn in_part(world: &World, desired: &Desired, dice: &[u16]) -> Result<(), TestCaseError> {
    world.clear_up(desired).await.map_err(failed)?;
    let mut plan = world.plan(desired).await.map_err(failed)?;
    thinned(&mut plan, dice);
    let results = world.one_by_one(desired, &plan).await.map_err(failed)?;
    all_went_well(world, &plan, &results).await?;
    world.quiet().await;
    Ok(())
}

fn played(calm: &Calm, part: bool) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = World::new(calm.switches.clone(), folder.path());
        let mut others = Others::default();
        let estates = [&calm.days.0, &calm.days.1];
        for (estate, acts) in estates.into_iter().zip(&calm.acts) {
            for act in acts {
                others.act(&world, act);
            }
            world.night().await;
            let desired = estate.desired();
            let picture = Picture::taken(&world, &desired).await?;
            if part {
                in_part(&world, &desired, &calm.dice).await?;
            } else {
                in_any_order(&world, &desired, &calm.dice).await?;
            }
            let unprotected = |net: &crate::others::Net| {
                let mut blocks = desired.blocks.iter();
                blocks.any(|block| block.range == net.range && !block.protect)
            };
            picture.compare(&world, &unprotected).await?;
            come_to_rest(&world, &desired, &others).await?;
            world.learn(&desired).await.map_err(failed)?;
        }
        Ok(())
    })
}

proptest! {
    #![proptest_config(cases(36))]

    #[test]
    fn a_plan_succeeds_in_any_order_that_its_steps_allow(calm in calm()) {
        played(&calm, false)?;
    }

    #[test]
    fn whatever_part_of_a_plan_was_carried_out_the_next_completes_it(calm in calm()) {
        played(&calm, true)?;
    }
}
