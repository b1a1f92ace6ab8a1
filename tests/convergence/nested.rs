//! Networks inside reallocations, which come and go while nobody reads them.

use std::sync::Arc;

use proptest::test_runner::TestCaseError;
use swipd::model::Prefix;

use crate::acts::Act;
use crate::estate::Estate;
use crate::others::{Net, Others, nets};
use crate::world::{Switches, World};
use crate::{come_to_rest, failed, on_a_paused_clock};

fn world(assumptions: &[&str], folder: &std::path::Path) -> World {
    let switches = Switches {
        assumptions: assumptions.iter().map(ToString::to_string).collect(),
        separate: false,
        remembers: true,
        lag: std::time::Duration::ZERO,
        dice: 5,
    };
    World::new(switches, folder)
}

/// What a network is, is believed for a day. Meanwhile somebody gives its range to a customer of his own, and the
/// registry uses the handle again: it takes nothing below that. Where the network around it is read that is seen at
/// once; where nobody declares that one, the registry is asked once, and no more after it has said so.
fn became_another(alone: bool, refusals: usize) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = world(&[], folder.path());
        let mut others = Others::default();
        let mut desired = Estate::plain([0, 0, 0, 0]).within(0).desired();
        come_to_rest(&world, &desired, &others).await?;
        let inner: Prefix = "198.51.100.64/27".parse().expect("a prefix");
        if alone {
            desired.promised.clear();
            desired.networks.retain(|network| network.prefix == inner);
            desired.blocks.retain(|block| block.range != inner.range());
            desired
                .blocks
                .iter_mut()
                .for_each(|block| Arc::make_mut(block).network = 0);
        }
        world.learn(&desired).await.map_err(failed)?;
        let live = nets(&world);
        let pick = live.iter().position(|net| net.range == inner.range());
        let pick = pick.expect("the reallocation");
        others.act(&world, &Act::Again { pick, who: 3 });
        let again = nets(&world);
        let same = |net: &&Net| net.handle == live[pick].handle && net.kind == "S";
        assert!(
            again.iter().any(|net| same(&net)),
            "the handle is used again"
        );
        world.night().await;
        come_to_rest(&world, &desired, &others).await?;
        let requests = world.simulator.requests();
        let all = requests.as_array().map(Vec::as_slice).unwrap_or_default();
        let refused = all
            .iter()
            .filter(|r| r["method"] == "PUT" && r["status"] == 403);
        assert_eq!(refused.count(), refusals);
        Ok(())
    })
}

#[test]
fn a_network_that_became_another_net_is_seen_in_the_network_around_it() -> Result<(), TestCaseError>
{
    became_another(false, 0)
}

#[test]
fn a_network_that_became_another_net_is_looked_up_after_one_refusal() -> Result<(), TestCaseError> {
    became_another(true, 1)
}

/// Before the reallocation is made the key has no authority over its range, and a registry that answers with all nets
/// that overlap it says so. The plan that makes it goes ahead all the same, and objects to nothing.
#[test]
fn a_network_that_is_still_to_be_reallocated_is_awaited_whatever_the_registry_says_of_its_range()
-> Result<(), TestCaseError> {
    for assumption in [
        "nets-by-range=overlapping",
        "lost-authority=404",
        "empty-range=404",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        on_a_paused_clock(async {
            let world = world(&[assumption], folder.path());
            let desired = Estate::plain([0, 0, 0, 0]).within(2).desired();
            let plan = world.plan(&desired).await.map_err(failed)?;
            assert!(
                plan.objections.is_empty(),
                "{assumption}: {:?}",
                plan.objections
            );
            come_to_rest(&world, &desired, &Others::default()).await
        })?;
    }
    Ok(())
}
