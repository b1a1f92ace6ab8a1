//! What is measured, and how: only reading, comparing, planning and the text; not making the workload.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use swipd::clock::{Clock, SystemClock};
use swipd::desired::{self, Repository};
use swipd::model::RegistryName;
use swipd::plan::{Allowed, Guards, Limit, Plan, plan};
use swipd::registry::Look;
use swipd::registry::arin::diff::{Sides, difference};
use swipd::report::{Paint, Setting, plan_text};
use swipd::store::Store;

use super::workload::{self, Share};

/// A case by name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Validate,
    Mistakes,
    NoMistakes,
    Cold,
    Warm,
    Creates,
}

/// The figures of a case; `None`: it can not run.
pub(crate) struct Measured {
    figures: Option<(Duration, u64)>,
    pub(crate) notes: Vec<String>,
}

impl Measured {
    /// How long it took.
    pub(crate) fn time(&self) -> Option<Duration> {
        self.figures.map(|(time, _)| time)
    }

    /// As one line, for the parent.
    pub(crate) fn line(&self) -> String {
        let (time, peak) = self
            .figures
            .map_or((0, 0), |(time, peak)| (time.as_micros(), peak));
        format!("{time}\t{peak}\t{}", self.notes.join("\t"))
    }

    pub(crate) fn read(line: &str) -> Option<Self> {
        let mut parts = line.trim_end().split('\t');
        let time: u64 = parts.next()?.parse().ok()?;
        let peak: u64 = parts.next()?.parse().ok()?;
        Some(Self {
            figures: (time > 0).then(|| (Duration::from_micros(time), peak)),
            notes: parts
                .filter(|note| !note.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.figures {
            Some((time, peak)) => {
                let peak = format!("{} MiB", peak / 1024);
                write!(f, "{:>7.3} s {peak:>10}", time.as_secs_f64())
            }
            None => write!(f, "{:>9} {:>10}", "-", "-"),
        }
    }
}

impl Case {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "validate" => Self::Validate,
            "mistakes" => Self::Mistakes,
            "no-mistakes" => Self::NoMistakes,
            "cold" => Self::Cold,
            "warm" => Self::Warm,
            "creates" => Self::Creates,
            _ => return None,
        })
    }

    fn share(self) -> Share {
        match self {
            Self::Creates => Share::Creates,
            Self::Validate | Self::Mistakes | Self::NoMistakes | Self::Cold | Self::Warm => {
                Share::Three
            }
        }
    }

    /// Writes what it reads.
    pub(crate) fn write(self, root: &Path, slots: u32) -> io::Result<()> {
        match self {
            Self::Mistakes => workload::write_mistakes(root, 100),
            Self::NoMistakes => workload::write_mistakes(root, 0),
            Self::Validate | Self::Cold | Self::Creates => {
                workload::write(root, slots, self.share())
            }
            Self::Warm => {
                workload::write(root, slots, self.share())?;
                let store = Store::open(&cache(root));
                loaded(root, Some(&store)).map(drop)
            }
        }
    }

    /// Runs it in this process.
    pub(crate) fn run(self, root: &Path, slots: u32) -> io::Result<Measured> {
        match self {
            Self::Validate | Self::NoMistakes => validated(root),
            Self::Mistakes => mistaken(root),
            Self::Warm => {
                workload::change_one(root, slots)?;
                planned(root, slots, self)
            }
            Self::Cold | Self::Creates => planned(root, slots, self),
        }
    }
}

fn cache(root: &Path) -> PathBuf {
    root.join(".swipd/cache")
}

fn loaded(root: &Path, store: Option<&Store>) -> io::Result<Repository> {
    desired::load_with(root, store)
        .map_err(|mistakes| io::Error::other(format!("{:?}", mistakes.diagnostics.first())))
}

fn validated(root: &Path) -> io::Result<Measured> {
    let clock = SystemClock::new();
    let repository = loaded(root, None)?;
    let time = clock.monotonic();
    drop(repository);
    measured(time, Vec::new())
}

fn mistaken(root: &Path) -> io::Result<Measured> {
    let clock = SystemClock::new();
    let found = desired::load(root)
        .err()
        .map_or(0, |mistakes| mistakes.diagnostics.len());
    let time = clock.monotonic();
    measured(time, vec![format!("{found} found")])
}

fn planned(root: &Path, slots: u32, case: Case) -> io::Result<Measured> {
    let clock = SystemClock::new();
    let registry = RegistryName::new("arin");
    let store = (case == Case::Warm).then(|| Store::open(&cache(root)));
    let repository = loaded(root, store.as_ref())?;
    let read = clock.monotonic();
    let read_peak = peak()?;
    let (live, ledger) = workload::live(&repository.arin, slots, case.share(), &registry);
    let made_peak = peak()?;
    let begun = clock.monotonic();
    let found = difference(Sides {
        registry: &registry,
        title: "arin (bench)",
        desired: &repository.arin,
        live: &live,
        ledger: &ledger,
        separate: false,
        policy: &swipd::settings::Policy::default(),
        look: Look::at(jiff::Timestamp::UNIX_EPOCH),
    });
    let compared = clock.monotonic();
    let plan = plan(vec![found.sealed()], &guards());
    let ordered = clock.monotonic();
    let text = shown(&plan, &repository);
    let told = clock.monotonic();
    let notes = vec![
        format!(
            "read {:.3}, compared {:.3}, planned {:.3}, told {:.3} s; peak {} MiB read, {} MiB with the live picture",
            read.as_secs_f64(),
            seconds(begun, compared),
            seconds(compared, ordered),
            seconds(ordered, told),
            read_peak / 1024,
            made_peak / 1024,
        ),
        format!(
            "{} steps, {} unchanged, {} bytes of text",
            plan.steps.len(),
            plan.summary.unchanged,
            text.len()
        ),
    ];
    measured(read + told.saturating_sub(begun), notes)
}

fn seconds(from: Duration, to: Duration) -> f64 {
    to.saturating_sub(from).as_secs_f64()
}

fn shown(plan: &Plan, repository: &Repository) -> String {
    plan_text(
        plan,
        &Setting {
            repository: "estate",
            revision: None,
            edited: false,
            now: jiff::Timestamp::UNIX_EPOCH,
            paint: Paint::PLAIN,
            width: 80,
            full: false,
            partial: false,
            warnings: &[],
            pace: &std::collections::BTreeMap::new(),
            locate: &|origin| repository.locate(origin),
        },
    )
}

fn guards() -> Guards {
    let limit = Limit {
        count: u64::MAX,
        percent: 100,
    };
    Guards {
        max_deletes: limit,
        max_modifies: limit,
        counts: Vec::new(),
        allowed: Allowed::default(),
        ..Guards::default()
    }
}

fn measured(time: Duration, notes: Vec<String>) -> io::Result<Measured> {
    Ok(Measured {
        figures: Some((time, peak()?)),
        notes,
    })
}

/// The most memory this process has had, in KiB.
fn peak() -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    status
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmHWM:")?
                .trim()
                .strip_suffix("kB")?
                .trim()
                .parse()
                .ok()
        })
        .ok_or_else(|| io::Error::other("this system does not say how much memory it gave"))
}
