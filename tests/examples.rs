//! Every repository in `examples/` is right, and its seed can be planted.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use swipd::clock::SystemClock;
use swipd::desired::{SEED, load};
use swipd::diagnostic::text;
use swipd::simulator::{Options, Seed, Simulator};
use swipd::yaml::SourceText;

fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut found: Vec<PathBuf> = std::fs::read_dir(root)
        .expect("examples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    found.sort();
    found
}

#[test]
fn every_example_loads_without_a_word() {
    let mut loaded = 0;
    for example in examples() {
        let repository = load(&example).unwrap_or_else(|m| panic!("{}", text(&m.diagnostics)));
        assert!(
            repository.warnings.is_empty(),
            "{}",
            text(&repository.warnings)
        );
        assert!(!repository.arin.blocks.is_empty(), "{}", example.display());
        loaded += 1;
    }
    assert!(loaded > 0);
}

#[tokio::test]
async fn every_seed_can_be_planted_and_holds_the_declared_networks() {
    for example in examples() {
        let path = example.join(SEED);
        let source = SourceText::open(&path, SEED).unwrap_or_else(|d| panic!("{}", text(&[d])));
        let seed = Seed::read(&source).unwrap_or_else(|all| panic!("{}", text(&all)));
        assert!(seed.first_key().is_some(), "{}", path.display());
        let simulator =
            Simulator::open(Some(seed), Options::default(), Arc::new(SystemClock::new()))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let state = simulator.state();
        let nets = state["nets"].as_array().expect("nets");
        let repository = load(&example).unwrap_or_else(|m| panic!("{}", text(&m.diagnostics)));
        for network in &repository.arin.networks {
            let range = swipd::model::Range::from(network.prefix);
            let (start, end) = (range.first_address(), range.last_address());
            assert!(
                nets.iter()
                    .any(|net| net["start"] == start.to_string() && net["end"] == end.to_string()),
                "{}: {} is not seeded",
                example.display(),
                network.prefix
            );
        }
    }
}
