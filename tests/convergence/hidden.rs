//! Writes whose reply was lost, in a registry that hides from the key what it has lost its authority over.

use std::time::Duration;

use proptest::test_runner::TestCaseError;
use serde_json::json;
use swipd::registry::arin::Desired;

use crate::estate::{Estate, To};
use crate::line::Stop;
use crate::others::{Net, Others, customers, nets};
use crate::world::{Crash, Switches, World};
use crate::{come_to_rest, failed, on_a_paused_clock};

/// The net of a network inside another: made through EXMPL-12, and held by EXMPL-13.
const INNER: &str = "NET-198-51-100-64-1";
const HOLDER: &str = "EXMPL-13";

fn world(lag: Duration, folder: &std::path::Path) -> World {
    let switches = Switches {
        assumptions: vec!["lost-authority=404".to_owned()],
        separate: false,
        remembers: true,
        lag,
        dice: 5,
    };
    World::new(switches, folder)
}

fn full() -> Desired {
    Estate::plain([0, 0, 0, 0]).within(0).desired()
}

/// The same without what lies below the inner network.
fn emptied() -> Desired {
    let mut desired = full();
    let networks = &desired.networks;
    desired.blocks.retain(|block| {
        let network = networks.get(block.network);
        network.is_none_or(|network| network.prefix.to_string() != "198.51.100.64/27")
    });
    desired
}

fn inner(world: &World) -> Vec<Net> {
    let mut nets = nets(world);
    nets.retain(|net| net.parent == INNER);
    nets
}

fn open(world: &World) -> usize {
    world.ledger().open.len()
}

/// The machine stops at the next write.
fn stop(arrives: bool) -> Crash {
    Crash::Write(Stop { writes: 1, arrives })
}

/// While the registry hides what lies below the inner network, nothing is concluded of the writes there.
async fn looked_at_without_authority(
    world: &World,
    desired: &Desired,
) -> Result<(), TestCaseError> {
    let (before, owned) = (open(world), world.ledger().owned.len());
    assert!(before > 0, "a write is open");
    world.set_authority(HOLDER, false);
    for _ in 0..2 {
        world.clear_up(desired).await.map_err(failed)?;
        assert_eq!(open(world), before);
    }
    assert_eq!(world.ledger().owned.len(), owned);
    world.set_authority(HOLDER, true);
    world.clear_up(desired).await.map_err(failed)?;
    assert_eq!(open(world), 0, "and then it is known");
    Ok(())
}

/// Taken for done, the net would be ours no longer, and stay for ever.
#[test]
fn a_delete_that_never_arrived_is_not_done_because_the_net_is_hidden() -> Result<(), TestCaseError>
{
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = world(Duration::ZERO, folder.path());
        let others = Others::default();
        come_to_rest(&world, &full(), &others).await?;
        world.learn(&full()).await.map_err(failed)?;
        let world = world.stopped_sweep(&emptied(), stop(false)).await;
        assert!(!inner(&world).is_empty());
        looked_at_without_authority(&world, &emptied()).await?;
        assert!(!world.ledger().owned.is_empty());
        come_to_rest(&world, &emptied(), &others).await?;
        assert!(inner(&world).is_empty());
        Ok(())
    })
}

/// Taken for not done, it would be asked for again.
#[test]
fn a_create_that_arrived_is_not_undone_because_the_net_is_hidden() -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = world(Duration::ZERO, folder.path());
        let others = Others::default();
        come_to_rest(&world, &emptied(), &others).await?;
        world.learn(&emptied()).await.map_err(failed)?;
        let owned = world.ledger().owned.len();
        let world = world.stopped_sweep(&full(), stop(true)).await;
        assert_eq!(inner(&world).len(), 1);
        looked_at_without_authority(&world, &full()).await?;
        assert_eq!(world.ledger().owned.len(), owned + 1);
        come_to_rest(&world, &full(), &others).await
    })
}

/// Taken for done, the record would be forgotten, and stay for ever.
#[test]
fn a_delete_of_a_record_that_never_arrived_is_not_done_because_the_record_is_hidden()
-> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = world(Duration::ZERO, folder.path());
        let others = Others::default();
        come_to_rest(&world, &full(), &others).await?;
        let records = customers(&world).len();
        world.learn(&full()).await.map_err(failed)?;
        let rule = json!({
            "match": { "method": "DELETE", "path": "/rest/customer/*" }, "do": "error"
        });
        world.faults(&[rule]);
        world.sweep(&emptied()).await.map_err(failed)?;
        world.faults(&[]);
        assert!(inner(&world).is_empty());
        assert_eq!(customers(&world).len(), records);

        let obliged = world.ledger().obligations.len();
        let world = world.stopped_sweep(&emptied(), stop(false)).await;
        looked_at_without_authority(&world, &emptied()).await?;
        assert_eq!(world.ledger().obligations.len(), obliged);
        come_to_rest(&world, &emptied(), &others).await?;
        assert!(customers(&world).len() < records);
        Ok(())
    })
}

/// A public list that is behind looks the same. When it has caught up the delete is done, and what is to be there instead
/// follows.
#[test]
fn a_delete_that_arrived_is_done_when_the_public_list_has_caught_up() -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = world(Duration::from_secs(600), folder.path());
        let others = Others::default();
        come_to_rest(&world, &full(), &others).await?;
        world.learn(&full()).await.map_err(failed)?;
        let owned = world.ledger().owned.len();
        let world = world.stopped_sweep(&emptied(), stop(true)).await;
        world.clear_up(&emptied()).await.map_err(failed)?;
        assert_eq!((open(&world), world.ledger().owned.len()), (1, owned));
        tokio::time::sleep(Duration::from_secs(600)).await;
        world.clear_up(&emptied()).await.map_err(failed)?;
        assert_eq!((open(&world), world.ledger().owned.len()), (0, owned - 1));
        come_to_rest(&world, &emptied(), &others).await
    })
}

/// A create that never arrived is asked for again at once, also where the public list still shows what was there before.
#[test]
fn a_create_in_the_place_of_another_net_does_not_wait_for_the_public_list()
-> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = world(Duration::from_secs(600), folder.path());
        let others = Others::default();
        let first = Estate::plain([1, 0, 0, 0]).desired();
        come_to_rest(&world, &first, &others).await?;
        world.learn(&first).await.map_err(failed)?;
        let was = nets(&world);
        let second = Estate::plain([1, 0, 0, 0]).given(To::Customer(1)).desired();
        let rule = json!({
            "match": { "method": "PUT", "path": "*/reassign" }, "do": "drop_request", "times": 1
        });
        world.faults(&[rule]);
        world.sweep(&second).await.map_err(failed)?;
        let now = nets(&world);
        assert_eq!(now.len(), was.len());
        assert_ne!(now[0].customer, was[0].customer);
        assert_eq!(open(&world), 0);
        world.night().await;
        come_to_rest(&world, &second, &others).await
    })
}
