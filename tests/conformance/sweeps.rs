//! What whole runs send: two versions of a repository and an emptied one, from reading to carrying out.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use swipd::clock::{Clock, SystemClock};
use swipd::desired::load;
use swipd::execute::{Outcome, Registries};
use swipd::journal::Journal;
use swipd::model::RegistryName;
use swipd::plan::{Allowed, Guards, Limit};
use swipd::registry::arin::Arin;
use swipd::registry::{Bound, Look};
use swipd::simulator::Options;
use swipd::sync::{Means, Run, Terms, carry_out, clear_up, compare};

use super::recorder::{Body, Recorder};

/// The example and its seed, so that adopting and drift are part of the first run.
fn example() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quickstart")
}

/// Changes from one version to the next: file, text, and what takes its place.
type Edits = &'static [(&'static str, &'static str, &'static str)];

const VERSIONS: [Edits; 3] = [
    &[],
    &[
        // A profile of three records, one comment of a net, and a block that is another one now.
        (
            "customers/blue-heron.yaml",
            "12 Mill Road, Suite 4",
            "40 Canal Street",
        ),
        ("customers/north.yaml", "Warehouse uplink", "Warehouse"),
        ("customers/north.yaml", "203.0.113.96/29", "203.0.113.96/30"),
    ],
    &[
        // A block changes hands, and another goes.
        (
            "customers/others.yaml",
            "198.51.100.128/26",
            "203.0.113.224/28",
        ),
        (
            "customers/others.yaml",
            "203.0.113.128/27: { name: EXMPL-TIDEWATER }",
            "198.51.100.128/26: {}",
        ),
    ],
];

/// Every body of the runs that bring a registry from the seed through all versions.
pub(crate) async fn bodies(separate: bool) -> Vec<Body> {
    let work = tempfile::tempdir().expect("a folder");
    let repository = work.path().join("repository");
    copied(&example(), &repository);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let seed = std::fs::read_to_string(example().join("simulator.yaml")).expect("a seed");
    let recorder = Recorder::new(&seed, Options::default(), Arc::clone(&clock));
    let journal = Journal::open(&work.path().join("journal"), Arc::clone(&clock), "here");
    let journal = journal.expect("a journal");
    for edits in VERSIONS {
        for (file, from, to) in edits {
            let path = repository.join(file);
            let text = std::fs::read_to_string(&path).expect("a file");
            assert!(text.contains(from), "{file}: {from}");
            std::fs::write(&path, text.replace(from, to)).expect("written");
        }
        sweep(&repository, &recorder, &journal, &clock, separate).await;
    }
    recorder.bodies()
}

async fn sweep(
    repository: &Path,
    recorder: &Arc<Recorder>,
    journal: &Journal,
    clock: &Arc<dyn Clock>,
    separate: bool,
) {
    let name = RegistryName::new("arin");
    let repository = load(repository).unwrap_or_else(|all| panic!("{all:?}"));
    let arin = Arin {
        policy: swipd::settings::Policy::default(),
        name: name.clone(),
        identity: "simulator".to_owned(),
        title: "arin (simulator)".to_owned(),
        desired: repository.arin,
        client: Arc::new(recorder.client()),
        separate,
        concurrency: 2,
        settle_after: Duration::from_millis(10),
        store: None,
        gathered: swipd::registry::arin::memory::Gathered::default(),
        pictured: None,
        clock: Arc::clone(clock),
    };
    let registries = Registries::from([(name, Arc::new(Bound(arin)) as _)]);
    let limit = || Limit {
        count: 100,
        percent: 100,
    };
    let guards = Guards {
        max_deletes: limit(),
        max_modifies: limit(),
        counts: Vec::new(),
        allowed: Allowed::default(),
        ..Guards::default()
    };
    clear_up(&registries, journal, &|_| {})
        .await
        .expect("cleared");
    let ledger = journal.with(Clone::clone);
    let terms = Terms {
        guards: &guards,
        look: Look::at(clock.now()),
        targets: &[],
    };
    let plan = compare(&registries, &ledger, terms).await.expect("a plan");
    assert!(!plan.is_forbidden(), "{:?}", plan.objections);
    assert!(!plan.is_empty());
    let means = Means {
        registries: registries.clone(),
        journal: journal.clone(),
        clock: Arc::clone(clock),
        stop: tokio_util::sync::CancellationToken::new(),
        tell: Box::new(|_| {}),
    };
    let results = carry_out(&plan, Run::default(), means)
        .await
        .expect("results");
    for result in results {
        assert_eq!(result.outcome, Outcome::Done, "{result:?}");
    }
    let ledger = journal.with(Clone::clone);
    let again = compare(&registries, &ledger, terms).await.expect("a plan");
    assert!(again.is_empty(), "{again:?}");
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        if name == ".swipd" {
            continue;
        }
        if path.is_dir() {
            copied(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}
