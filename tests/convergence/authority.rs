//! A key that loses its authority over an org, and gets it back.

use std::sync::Arc;

use proptest::test_runner::TestCaseError;
use serde_json::json;

use crate::acts::Act;
use crate::estate::{Estate, To};
use crate::others::{Others, customers, nets};
use crate::world::{Switches, World};
use crate::{come_to_rest, failed, on_a_paused_clock};

/// A registry that says of what the key has no authority over that it is not there.
fn hiding(remembers: bool, folder: &std::path::Path) -> World {
    let switches = Switches {
        assumptions: vec!["lost-authority=404".to_owned()],
        separate: false,
        remembers,
        lag: std::time::Duration::ZERO,
        dice: 5,
    };
    World::new(switches, folder)
}

/// An old record waits for its delete, its network is declared no more, and then the registry says of all that the
/// org has that it is not there. Believed, the record would be forgotten and stay for ever.
#[test]
fn a_record_is_gone_only_where_its_network_can_be_read() -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = hiding(true, folder.path());
        let mut others = Others::default();
        let first = Estate::plain([1, 1, 0, 0]).desired();
        come_to_rest(&world, &first, &others).await?;

        others.act(&world, &Act::Delete { pick: 0 });
        let rule = json!({ "match": { "method": "DELETE" }, "do": "error" });
        world.faults(&[rule]);
        world.sweep(&first).await.map_err(failed)?;
        world.faults(&[]);
        world.quiet().await;

        let mut other = Estate::plain([0, 1, 0, 0]).desired();
        other
            .networks
            .retain(|network| network.prefix.to_string() == "203.0.113.0/24");
        other
            .blocks
            .iter_mut()
            .for_each(|block| Arc::make_mut(block).network = 0);
        let records = customers(&world).len();
        world.set_authority("EXMPL-12", false);
        for _ in 0..2 {
            world.sweep(&other).await.map_err(failed)?;
            world.quiet().await;
        }
        assert_eq!(customers(&world).len(), records, "nothing could be deleted");
        assert_eq!(
            world.ledger().obligations.len(),
            1,
            "and nothing was forgotten"
        );

        world.set_authority("EXMPL-12", true);
        let again = Estate::plain([0, 1, 0, 0]).desired();
        come_to_rest(&world, &again, &others).await?;
        assert_eq!(customers(&world).len(), 1);
        Ok(())
    })
}

/// Of an org that the key has no authority over the registry may say that it is not there, as of one that is not.
#[test]
fn an_org_that_the_registry_hides_receives_space_all_the_same() -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = hiding(true, folder.path());
        let desired = Estate::plain([1, 0, 0, 0])
            .given(To::Reassigned(0))
            .desired();
        come_to_rest(&world, &desired, &Others::default()).await?;
        let range = desired.blocks[0].range;
        assert!(nets(&world).iter().any(|net| net.range == range));
        Ok(())
    })
}

/// A key that loses its authority over the holder of a network inside another may still read the net of that network,
/// through the org that made it, while the registry says of each net below it that it is not there.
#[test]
fn a_net_is_gone_only_where_the_public_list_does_not_have_it() -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = hiding(true, folder.path());
        let others = Others::default();
        let desired = Estate::plain([0, 0, 0, 0]).within(0).desired();
        come_to_rest(&world, &desired, &others).await?;
        let owned = world.ledger().owned.len();
        let inner = |net: &crate::others::Net| net.parent == "NET-198-51-100-64-1";
        assert!(nets(&world).iter().any(inner), "there is something below");

        world.night().await;
        world.set_authority("EXMPL-13", false);
        let plan = world.sweep(&desired).await.map_err(failed)?;
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
        assert_eq!(world.ledger().owned.len(), owned);
        world.set_authority("EXMPL-13", true);
        come_to_rest(&world, &desired, &others).await?;

        // Nor is a delete taken for done because of it.
        let mut emptied = Estate::plain([0, 0, 0, 0]).within(0).desired();
        emptied.blocks.retain(|block| {
            let inner = desired.networks.get(block.network);
            inner.is_none_or(|network| network.prefix.to_string() != "198.51.100.64/27")
        });
        world.learn(&desired).await.map_err(failed)?;
        world.set_authority("EXMPL-13", false);
        world.sweep(&emptied).await.map_err(failed)?;
        assert_eq!(world.ledger().owned.len(), owned);
        world.set_authority("EXMPL-13", true);
        come_to_rest(&world, &emptied, &others).await?;
        assert!(!nets(&world).iter().any(inner));
        Ok(())
    })
}

/// While a key has no authority over the holder of a network inside another, somebody deletes a net there. Its customer
/// record, of which the registry says that it is not there, is not forgotten.
#[test]
fn a_record_is_gone_only_where_the_public_directory_does_not_have_it() -> Result<(), TestCaseError>
{
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let world = hiding(false, folder.path());
        let mut others = Others::default();
        let desired = Estate::plain([0, 0, 0, 0]).within(0).desired();
        come_to_rest(&world, &desired, &others).await?;
        let live = nets(&world);
        let pick = live
            .iter()
            .position(|net| net.parent == "NET-198-51-100-64-1" && net.customer.is_some());
        let pick = pick.expect("a reassignment below");

        world.night().await;
        others.act(&world, &Act::Delete { pick });
        world.set_authority("EXMPL-13", false);
        let _may_fail = world.sweep(&desired).await;
        world.set_authority("EXMPL-13", true);
        come_to_rest(&world, &desired, &others).await
    })
}
