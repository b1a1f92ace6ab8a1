//! A registry that is newer than we are: its records have an element that this version does not know.

use std::sync::Arc;

use proptest::test_runner::TestCaseError;
use swipd::execute::Outcome;

use crate::acts::Act;
use crate::estate::Estate;
use crate::others::{Others, nets};
use crate::world::{Switches, World};
use crate::{come_to_rest, failed, on_a_paused_clock};

/// A PUT without the element would erase it. So what has it is read and compared, and not written.
#[test]
fn a_record_with_an_element_that_we_do_not_know_is_read_and_never_put() -> Result<(), TestCaseError>
{
    let folder = tempfile::tempdir().expect("a folder");
    on_a_paused_clock(async {
        let mut desired = Estate::plain([1, 0, 0, 0]).desired();
        Arc::make_mut(&mut desired.blocks[0]).extras_mut().name =
            Some("Exmpl N1".parse().expect("a name"));
        let switches = Switches {
            assumptions: Vec::new(),
            separate: false,
            remembers: true,
            lag: std::time::Duration::ZERO,
            dice: 7,
        };
        let world = World::new(switches, folder.path());
        let mut others = Others::default();
        come_to_rest(&world, &desired, &others).await?;
        world.quiet().await;

        others.act(&world, &Act::Rename { pick: 0, to: 1 });
        others.act(&world, &Act::Move { pick: 0, to: 2 });
        world.line.set_newer(Some("<colour>red</colour>"));
        let sent = world.changing();
        let plan = world.plan(&desired).await.map_err(failed)?;
        assert_eq!(plan.steps.len(), 2, "{:#?}", plan.steps);
        let results = world.carry_out(&desired, &plan).await.map_err(failed)?;
        assert_eq!(results.len(), 2);
        for result in results {
            let message = result.message.unwrap_or_default();
            assert_eq!(result.outcome, Outcome::Refused, "{message}");
            assert!(
                message.contains("has colour, which this version does not know"),
                "{message}"
            );
        }
        assert_eq!(world.changing(), sent, "nothing was sent");
        assert_eq!(nets(&world)[0].name, "DRIFT-1");

        world.line.set_newer(None);
        come_to_rest(&world, &desired, &others).await
    })
}
