//! Reassignments that the registry takes as tickets, and whose end does not tell by itself what was done.

use std::time::Duration;

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use crate::acts::Act;
use crate::estate::Estate;
use crate::others::Others;
use crate::world::{Crash, Switches, World};
use crate::{come_to_rest, failed, on_a_paused_clock};

fn world(dice: u64, separate: bool, folder: &std::path::Path) -> World {
    let empty = if dice.is_multiple_of(2) {
        "empty-range=collection"
    } else {
        "empty-range=404"
    };
    let assumed = ["embedded-reply=customer", "name-spaces=kept", empty];
    let switches = Switches {
        assumptions: assumed.map(str::to_owned).to_vec(),
        separate,
        remembers: true,
        lag: std::time::Duration::ZERO,
        dice,
    };
    World::new(switches, folder)
}

fn reassign(parent: &str, fault: &str, delay: &str) -> Value {
    json!({
        "match": { "method": "PUT", "path": format!("/rest/net/{parent}/reassign") },
        "do": fault, "delay": delay, "times": 1
    })
}

/// Two writes have no known outcome, one of them became a ticket, and the ticket names no range.
#[test]
fn a_ticket_that_may_be_of_two_writes_is_given_to_neither() -> Result<(), TestCaseError> {
    let mut doubted = 0;
    for dice in 0..24 {
        let folder = tempfile::tempdir().expect("a folder");
        on_a_paused_clock(async {
            let desired = Estate::plain([1, 1, 0, 0]).desired();
            let mut world = world(dice, false, folder.path());
            world.faults(&[
                reassign("NET-198-51-100-0-1", "drop_request", "0s"),
                reassign("NET-203-0-113-0-1", "ticket", "6s"),
            ]);
            let stop = crate::line::Stop {
                writes: 2,
                arrives: true,
            };
            world = world.stopped_sweep(&desired, Crash::Write(stop)).await;
            world.clear_up(&desired).await.map_err(failed)?;
            let ledger = world.ledger();
            doubted += usize::from(ledger.open.len() == 2);
            for (number, ticket) in &ledger.tickets {
                let range = ticket.intent.place.as_ref().map(|place| place.range);
                assert_eq!(range, Some(desired.blocks[1].range), "{number}");
            }
            come_to_rest(&world, &desired, &Others::default()).await
        })?;
    }
    assert!(doubted > 0, "in no case were both writes in doubt");
    Ok(())
}

/// Between the end of a ticket and our look at it somebody deletes what it made.
#[test]
fn a_registration_that_went_before_we_looked_is_made_again_in_the_end() -> Result<(), TestCaseError>
{
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let desired = Estate::plain([1, 0, 0, 0]).desired();
        let world = world(3, true, folder.path());
        world.faults(&[reassign("NET-198-51-100-0-1", "ticket", "2s")]);
        world.sweep(&desired).await.map_err(failed)?;
        assert_eq!(world.ledger().tickets.len(), 1);
        world.quiet().await;
        let mut others = Others::default();
        others.act(&world, &Act::Delete { pick: 0 });
        let sent = world.changing();
        for _ in 0..2 {
            // The net may only be late.
            world.sweep(&desired).await.map_err(failed)?;
            assert_eq!(world.ledger().tickets.len(), 1);
            assert_eq!(world.changing(), sent);
            tokio::time::sleep(Duration::from_mins(29)).await;
        }
        tokio::time::sleep(Duration::from_mins(5)).await;
        come_to_rest(&world, &desired, &others).await
    })
}
