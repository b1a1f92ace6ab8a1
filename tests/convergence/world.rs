//! A registry, a state folder and a machine that may stop: what one case is played on.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use swipd::clock::Clock;
use swipd::execute::{Registries, StepResult};
use swipd::http::{Pace, Transport};
use swipd::journal::{Journal, Ledger};
use swipd::model::RegistryName;
use swipd::plan::{Allowed, Guards, Limit, Plan};
use swipd::registry::arin::client::Client;
use swipd::registry::arin::{Arin, Desired, Network};
use swipd::registry::{Bound, Look};
use swipd::simulator::{Assumption, Handled, Options, Request, Seed, Simulator, every_assumption};
use swipd::store::Store;
use swipd::sync::{Means, Run, SweepError, Terms, carry_out, clear_up, compare};
use swipd::yaml::SourceText;
use tokio_util::sync::CancellationToken;

use crate::end::can_be_settled;
use crate::line::{KEYS, Keyed, Line, Stop};

/// A key of the seed that sees what ours does not.
const EYE: &str = "API-9999-9999-9999-9999";

const SEED: &str = r#"
api_keys:
  - { key: API-1111-2222-3333-4444, pocs: [TEC1-ARIN, OPS1-ARIN] }
  - { key: API-5555-6666-7777-8888, orgs: [DOWN-7] }
  - { key: API-9999-9999-9999-9999, orgs: [EXMPL-12, EXMPL-13, DOWN-7, DEEP-9] }
pocs:
  - handle: OPS1-ARIN
    type: ROLE
    last_name: Operations Desk
    company: Example 0 Inc
    emails: [noc@example.net]
    phones: [{ number: "+1-540-555-0100", type: O }]
orgs:
  - { handle: EXMPL-12, name: Example Transit Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] } }
  - { handle: EXMPL-13, name: Example Access Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] } }
  - { handle: DOWN-7, name: Downstream, pocs: { admin: ADM3-ARIN, tech: [TEC3-ARIN], abuse: [ABU3-ARIN] } }
  - { handle: DEEP-9, name: Deeper, pocs: { admin: ADM4-ARIN, tech: [TEC4-ARIN], abuse: [ABU4-ARIN] } }
nets:
  - { handle: NET-198-51-100-0-1, prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: EXMPL-1 }
  - { handle: NET-203-0-113-0-1, prefix: 203.0.113.0/24, type: DA, org: EXMPL-13, name: EXMPL-2 }
  - { handle: NET-203-0-113-192-1, prefix: 203.0.113.192/26, type: A, org: EXMPL-13, name: EXMPL-3 }
  - { handle: NET-198-51-100-48-1, prefix: 198.51.100.48/28, type: A, org: DOWN-7, name: DOWN-1 }
  - { handle: NET6-2001-DB8-1, prefix: "2001:db8::/32", type: DA, org: EXMPL-12, name: EXMPL-6 }
  - { handle: NET-198-18-0-0-1, prefix: 198.18.0.0/22, type: DA, org: EXMPL-12, name: EXMPL-4 }
"#;

/// What the reference leaves open, and our own switch.
#[derive(Debug, Clone)]
pub(crate) struct Switches {
    /// Assumptions about the registry, as they are typed; of two with one name the later one holds.
    pub(crate) assumptions: Vec<String>,
    pub(crate) separate: bool,
    /// Whether what was read is kept for the next look.
    pub(crate) remembers: bool,
    /// How far the public side is behind.
    pub(crate) lag: Duration,
    pub(crate) dice: u64,
}

pub(crate) fn switches() -> impl Strategy<Value = Switches> {
    let assumed = prop::sample::select(every_assumption());
    // So many that most names are among them; a case that fails shrinks to those that matter.
    let assumptions = prop::collection::vec(assumed, 0..40);
    let lag = prop::sample::select(vec![0, 0, 10, 600]).prop_map(Duration::from_secs);
    (
        assumptions,
        any::<bool>(),
        prop::bool::weighted(0.8),
        lag,
        any::<u64>(),
    )
        .prop_map(|(assumptions, separate, remembers, lag, dice)| Switches {
            assumptions,
            separate,
            remembers,
            lag,
            dice,
        })
}

impl Switches {
    fn options(&self) -> Options {
        let mut options = Options {
            dice: self.dice,
            public_lag: self.lag,
            ..Options::default()
        };
        for text in &self.assumptions {
            Assumption::read(text).expect("known").apply(&mut options);
        }
        options
    }
}

/// The wall clock of a machine whose time is paused: it moves with the runtime's timers.
#[derive(Debug)]
struct Paused(tokio::time::Instant);

impl Clock for Paused {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-09-20T14:12:00Z".parse().expect("a moment");
        start.checked_add(self.monotonic()).expect("near")
    }

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How many steps run at once.
const AT_ONCE: usize = 4;

/// How a machine stops in the middle of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Crash {
    /// At a write.
    Write(Stop),
    /// At any point where the run waits.
    Await(usize),
}

pub(crate) fn crash() -> impl Strategy<Value = Crash> {
    prop_oneof![
        (1usize..8, any::<bool>())
            .prop_map(|(writes, arrives)| Crash::Write(Stop { writes, arrives })),
        (1usize..30).prop_map(Crash::Await),
    ]
}

/// A future that is given up after it was polled so often.
struct GivenUp<F> {
    inner: Pin<Box<F>>,
    left: usize,
}

impl<F: Future> Future for GivenUp<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.inner.as_mut().poll(context).map(Some)
    }
}

pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) line: Arc<Line>,
    pub(crate) journal: Journal,
    switches: Switches,
    clock: Arc<dyn Clock>,
    store: Arc<Store>,
    folder: PathBuf,
}

/// What is declared for one registry.
fn part_of(desired: &Desired, name: &RegistryName) -> Desired {
    let mut part = desired.clone();
    let is_own = |network: &Network| network.registry == *name;
    part.networks.retain(is_own);
    let others = desired.networks.iter().filter(|network| !is_own(network));
    part.elsewhere = others.map(|network| network.prefix).collect();
    let position = desired.networks.iter().map(|network| {
        let mut own = part.networks.iter();
        own.position(|own| own.prefix == network.prefix)
    });
    let position: Vec<Option<usize>> = position.collect();
    part.objects = desired.objects.part_of(name, &position);
    part.objects.named_elsewhere = desired.pocs_named_elsewhere(name);
    part.blocks.retain_mut(|block| {
        let network = &desired.networks[block.network];
        let mut own = part.networks.iter();
        let at = own.position(|own| own.prefix == network.prefix);
        Arc::make_mut(block).network = at.unwrap_or_default();
        at.is_some()
    });
    part
}

impl World {
    /// An empty registry, and a state folder that is still empty.
    pub(crate) fn new(switches: Switches, folder: &Path) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(Paused(tokio::time::Instant::now()));
        let source = SourceText {
            name: "simulator.yaml".to_owned(),
            text: SEED.to_owned(),
        };
        let options = switches.options();
        let seed = Seed::read(&source).expect("a seed");
        let simulator =
            Simulator::open(Some(seed), options, Arc::clone(&clock)).expect("a simulator");
        let line = Line::new(simulator.clone(), folder, switches.dice);
        let journal = Journal::open(folder, Arc::clone(&clock), "test").expect("a journal");
        Self {
            simulator,
            line: Arc::new(line),
            journal,
            switches,
            clock,
            store: Arc::new(Store::in_memory()),
            folder: folder.to_owned(),
        }
    }

    fn registries(&self, desired: &Desired, concurrency: usize) -> Registries {
        let pace = Pace {
            concurrency: Some(concurrency),
            seed: Some(self.switches.dice),
            ..Pace::unlimited()
        };
        let registry = |(name, key): (&str, &'static str)| {
            let name = RegistryName::new(name);
            let wire = Arc::new(Keyed {
                line: Arc::clone(&self.line),
                key,
            });
            let arin = Arin {
                policy: swipd::settings::Policy::default(),
                name: name.clone(),
                identity: "simulator".to_owned(),
                title: format!("{name} (simulator)"),
                desired: Arc::new(part_of(desired, &name)),
                client: Arc::new(Client::new(Transport::new(wire, pace))),
                separate: self.switches.separate,
                concurrency,
                settle_after: Duration::from_secs(1),
                store: self.switches.remembers.then(|| Arc::clone(&self.store)),
                gathered: swipd::registry::arin::memory::Gathered::default(),
                pictured: None,
                clock: Arc::clone(&self.clock),
            };
            (name, Arc::new(Bound(arin)) as _)
        };
        KEYS.into_iter().map(registry).collect()
    }

    pub(crate) fn ledger(&self) -> Ledger {
        self.journal.with(Clone::clone)
    }

    /// Reads and compares; nothing is sent.
    pub(crate) async fn plan(&self, desired: &Desired) -> Result<Plan, SweepError> {
        let guards = Guards {
            max_deletes: Limit {
                count: 10,
                percent: 10,
            },
            max_modifies: Limit {
                count: 500,
                percent: 20,
            },
            counts: Vec::new(),
            allowed: Allowed {
                deletes: Some(1000),
                modifies: Some(1000),
                empty: true,
                partial: true,
                ..Allowed::default()
            },
            ..Guards::default()
        };
        let terms = Terms {
            guards: &guards,
            look: Look::at(self.clock.now()),
            targets: &[],
        };
        compare(&self.registries(desired, AT_ONCE), &self.ledger(), terms).await
    }

    /// Settles what is open, and looks at the tickets.
    pub(crate) async fn clear_up(&self, desired: &Desired) -> Result<(), SweepError> {
        let registries = self.registries(desired, AT_ONCE);
        clear_up(&registries, &self.journal, &|_| {}).await?;
        Ok(())
    }

    /// One sweep: clear up, compare, carry out. The plan that was carried out.
    pub(crate) async fn sweep(&self, desired: &Desired) -> Result<Plan, SweepError> {
        self.clear_up(desired).await?;
        let plan = self.plan(desired).await?;
        self.carry_out(desired, &plan).await?;
        Ok(plan)
    }

    /// Carries a plan out, whatever the plan is worth.
    pub(crate) async fn carry_out(
        &self,
        desired: &Desired,
        plan: &Plan,
    ) -> Result<Vec<StepResult>, SweepError> {
        let registries = self.registries(desired, AT_ONCE);
        carry_out(plan, Run::default(), self.means(registries)).await
    }

    /// Carries a plan out, each step after the one before it.
    pub(crate) async fn one_by_one(
        &self,
        desired: &Desired,
        plan: &Plan,
    ) -> Result<Vec<StepResult>, SweepError> {
        let registries = self.registries(desired, 1);
        carry_out(plan, Run::default(), self.means(registries)).await
    }

    fn means(&self, registries: Registries) -> Means {
        Means {
            registries,
            journal: self.journal.clone(),
            clock: Arc::clone(&self.clock),
            stop: CancellationToken::new(),
            tell: Box::new(|_| {}),
        }
    }

    /// A sweep on a machine that stops; afterwards it starts again, with what the disk holds.
    pub(crate) async fn stopped_sweep(self, desired: &Desired, crash: Crash) -> Self {
        let line = Arc::clone(&self.line);
        match crash {
            Crash::Write(stop) => {
                line.stop_after(Some(Stop {
                    writes: line.writes() + stop.writes,
                    ..stop
                }));
                tokio::select! {
                    _ = self.sweep(desired) => {}
                    () = line.stopped.notified() => {}
                }
                line.stop_after(None);
            }
            Crash::Await(left) => {
                let inner = Box::pin(self.sweep(desired));
                let _given_up = GivenUp { inner, left }.await;
            }
        }
        self.started_again().await
    }

    async fn started_again(self) -> Self {
        let Self {
            simulator,
            line,
            journal,
            switches,
            clock,
            store,
            folder,
        } = self;
        drop(journal);
        // Tasks of the run that was given up let go of the journal when the runtime reaches them.
        let mut tried = 0;
        let journal = loop {
            tried += 1;
            match Journal::open(&folder, Arc::clone(&clock), "test") {
                Ok(journal) => break journal,
                Err(error) if tried > 1000 => panic!("the journal does not open: {error}"),
                Err(_) => tokio::task::yield_now().await,
            }
        };
        Self {
            simulator,
            line,
            journal,
            switches,
            clock,
            store,
            folder,
        }
    }

    /// Faults with a probability on the calls of the registry and the public side; an empty list ends them.
    pub(crate) fn faults(&self, rules: &[Value]) {
        let script = json!({ "rules": rules }).to_string();
        self.simulator.set_faults(&script).expect("a script");
    }

    /// Whether an embedded create whose net is refused leaves its customer.
    pub(crate) fn leaves_customers(&self) -> bool {
        !self.switches.options().embedded_create_atomic
    }

    /// Takes the account off an org's POCs, or puts it back: without it the key has no authority over the org.
    pub(crate) fn set_authority(&self, org: &str, holds: bool) {
        let tech = if holds { "TEC1-ARIN" } else { "TEC3-ARIN" };
        let state = self.simulator.state();
        let mut orgs = state["orgs"].as_array().expect("orgs").iter();
        let live = orgs.find(|live| live["handle"] == org);
        let links = live.and_then(|live| live["pocs"].as_array());
        let mut links = links.expect("links").clone();
        links.retain(|link| link["function"] != "T");
        links.push(json!({ "handle": tech, "function": "T" }));
        let wanted = json!({ "modify": { "handle": org, "fields": { "pocs": links } } });
        self.simulator.edit(&wanted.to_string()).expect("an edit");
    }

    /// The whole document of an object, as the registry sends it to somebody who may see everything.
    pub(crate) async fn document(&self, kind: &str, handle: &str) -> String {
        let request = Request {
            method: "GET".to_owned(),
            path: format!("/rest/{kind}/{handle}"),
            headers: vec![
                ("authorization".to_owned(), format!("ApiKey {EYE}")),
                ("accept".to_owned(), "application/xml".to_owned()),
                ("content-type".to_owned(), "application/xml".to_owned()),
            ],
            ..Request::default()
        };
        let Handled::Reply(reply) = self.simulator.handle(request).await else {
            panic!("no document of {handle}")
        };
        String::from_utf8_lossy(&reply.body).into_owned()
    }

    /// Requests so far.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let requests = self.simulator.requests();
        requests.as_array().cloned().unwrap_or_default()
    }

    /// Requests so far that change something.
    pub(crate) fn changing(&self) -> usize {
        let all = self.requests();
        all.iter().filter(|r| r["method"] != "GET").count()
    }

    /// So long that the public side has caught up, and what was read before is remembered as it was.
    pub(crate) async fn night(&self) {
        tokio::time::sleep(Duration::from_secs(2 * 60 * 60)).await;
    }

    /// Reads what has not changed for long, so that the next look has something to remember.
    pub(crate) async fn learn(&self, desired: &Desired) -> Result<(), SweepError> {
        self.night().await;
        let plan = self.plan(desired).await?;
        assert!(plan.is_empty(), "{:#?}", plan.steps);
        Ok(())
    }

    /// Everything on the way has arrived, and every ticket has ended.
    pub(crate) async fn quiet(&self) {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }

    /// The same; and where an org is asked for, or a write still has no known outcome, so long that the public side
    /// shows what there is.
    pub(crate) async fn after_tickets(&self) {
        self.quiet().await;
        let waits = self.journal.with(|ledger| {
            let mut tickets = ledger.tickets.values();
            tickets.any(|ticket| ticket.intent.kind.as_str() == "org")
                || ledger.open.values().any(|open| can_be_settled(self, open))
        });
        if waits {
            self.night().await;
        }
    }
}
