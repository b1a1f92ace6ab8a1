//! What most commands begin with: the repository, where its state is, and its registries, real or simulated.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::args::{Format, Global};
use super::{ExitStatus, Report, chained};
use crate::clock::{Clock, SystemClock};
use crate::desired::{self, Mistakes, Repository, SEED};
use crate::diagnostic::{self, Diagnostic};
use crate::execute::Registries;
use crate::model::{ApiKey, Origin, RegistryName};
use crate::plan::{Allowed, Count, Guards, Limit};
use crate::registries::{Account, Connected, StandIn, registries};
use crate::registry::snapshot::Snapshot;
use crate::registry::{Look, Refresh};
use crate::report::mistakes_markdown;
use crate::settings;
use crate::simulator::{Options, Seed, Simulator, serve};
use crate::store::Store;
use crate::yaml::SourceText;

/// Reads the repository, or says what is wrong with it. Where there is a cache it is read faster; none is made.
pub(super) fn load(global: &Global) -> Result<Repository, Report> {
    let cache = state_dir(global).join("cache");
    let store = cache.exists().then(|| Store::open(&cache));
    desired::load_with(&global.repository, store.as_ref())
        .map(|repository| repository.on(Look::at(SystemClock::new().now()).today()))
        .map_err(|mistakes| refused(global, &mistakes))
}

fn refused(global: &Global, mistakes: &Mistakes) -> Report {
    let Mistakes { diagnostics, files } = mistakes;
    match global.output {
        Format::Text => {
            let footer = diagnostic::footer(diagnostics, *files, "Nothing was sent.");
            Report::failed(format!("{}\n{footer}", diagnostic::text(diagnostics)))
        }
        Format::Json => Report {
            out: diagnostic::json(diagnostics),
            ..Report::failed("")
        },
        Format::Markdown => Report {
            out: mistakes_markdown(diagnostics, *files, &name(&global.repository), &|file| {
                may_hide(&global.repository.join(file))
            }),
            ..Report::failed("")
        },
        Format::Github => Report {
            out: diagnostic::github(diagnostics, &below_checkout(global)),
            ..Report::failed(in_log(diagnostics, *files, "Nothing was sent."))
        },
    }
}

/// Whether private customers may stand in a file. What can not be read is not known to hold none.
fn may_hide(path: &Path) -> bool {
    let text = std::fs::read(path);
    text.map_or(true, |text| {
        let text = String::from_utf8_lossy(&text);
        text.contains("private") || text.contains("residential")
    })
}

/// What goes to the log beside annotations: every diagnostic in full, and the footer.
pub(super) fn in_log(diagnostics: &[Diagnostic], files: usize, not_done: &str) -> String {
    let footer = diagnostic::footer(diagnostics, files, not_done);
    format!("{}\n{footer}", diagnostic::github_log(diagnostics))
}

/// Where the repository lies in the checkout that a runner of GitHub works in; empty at its root.
pub(super) fn below_checkout(global: &Global) -> String {
    let folder = &global.repository;
    let checkout = variable("GITHUB_WORKSPACE").map(PathBuf::from);
    let below = match (std::fs::canonicalize(folder), checkout) {
        (Ok(real), Some(checkout)) => std::fs::canonicalize(checkout)
            .ok()
            .and_then(|checkout| Some(real.strip_prefix(checkout).ok()?.to_owned())),
        (Ok(_) | Err(_), _) => None,
    };
    let below = below.unwrap_or_else(|| {
        let named = folder
            .components()
            .filter(|part| *part != Component::CurDir);
        if folder.is_relative() {
            named.collect()
        } else {
            PathBuf::new()
        }
    });
    let parts: Vec<String> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

/// The repository's name: its folder's, which in a pipeline is that of the checkout.
pub(super) fn name(repository: &Path) -> String {
    let root = repository.canonicalize();
    let root = root.as_deref().unwrap_or(repository);
    root.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The folder of journal and cache.
pub(super) fn state_dir(global: &Global) -> PathBuf {
    let own = global.repository.join(".swipd");
    match (global.simulate, variable("STATE_DIRECTORY")) {
        (true, _) => own.join("simulate"),
        // systemd may name several folders; the first is the service's own.
        (false, Some(given)) => PathBuf::from(given.split(':').next().unwrap_or_default()),
        (false, None) => own,
    }
}

/// The registries of a repository, and what must live as long as they are used.
pub(super) struct Session {
    pub(super) repository: Repository,
    pub(super) registries: Registries,
    accounts: BTreeMap<RegistryName, Account>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) state: PathBuf,
    /// What the cache had to say.
    pub(super) remarks: Vec<String>,
    simulator: Option<(CancellationToken, JoinSet<()>)>,
}

impl Session {
    /// Reads the repository and sets everything up; sends no request.
    pub(super) async fn begin(global: &Global) -> Result<Self, Report> {
        let repository = load(global)?;
        Self::open(global, repository).await
    }

    /// Sets everything up for a repository that was read; sends no request.
    pub(super) async fn open(global: &Global, repository: Repository) -> Result<Self, Report> {
        Self::look(global, repository, Refresh::Auto).await
    }

    /// The same for a look; where that sends nothing, nothing can be sent, and no key is fetched.
    pub(super) async fn look(
        global: &Global,
        repository: Repository,
        refresh: Refresh,
    ) -> Result<Self, Report> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let state = state_dir(global);
        let cache = state.join("cache");
        let store = match repository.cache.clone() {
            Some(store) => store,
            None => tokio::task::spawn_blocking(move || Store::open(&cache))
                .await
                .unwrap_or_else(|_| Store::in_memory()),
        };
        let store = Arc::new(store);
        let (stand_in, simulator) = if global.simulate {
            let (stand_in, shutdown, tasks) = simulated(&repository, &state, &clock)
                .await
                .map_err(Report::failed)?;
            (Some(stand_in), Some((shutdown, tasks)))
        } else {
            let silent = refresh == Refresh::Never;
            (silent.then_some(StandIn::Nobody), None)
        };
        let Connected {
            registries,
            accounts,
        } = registries(&repository, stand_in.as_ref(), Some(&store), &clock)
            .map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
        Ok(Self {
            repository,
            registries,
            accounts,
            clock,
            state,
            remarks: store.remarks(),
            simulator,
        })
    }

    /// The same for a look at a snapshot: nothing can be sent, no key is fetched, and nothing is kept.
    pub(super) fn pictured(
        global: &Global,
        repository: Repository,
        snapshot: Arc<Snapshot>,
    ) -> Result<Self, Report> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let stand_in = StandIn::Snapshot {
            snapshot,
            simulated: global.simulate,
        };
        let Connected {
            registries,
            accounts,
        } = registries(&repository, Some(&stand_in), None, &clock)
            .map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
        Ok(Self {
            repository,
            registries,
            accounts,
            clock,
            state: state_dir(global),
            remarks: Vec::new(),
            simulator: None,
        })
    }

    /// The ARIN account that a command is about: the one that was chosen, else the only one.
    pub(super) fn account(
        &self,
        chosen: Option<&str>,
    ) -> Result<(&RegistryName, &Account), Report> {
        let all: Vec<&str> = self.accounts.keys().map(RegistryName::as_str).collect();
        let all = all.join(", ");
        let mut accounts = self.accounts.iter();
        let found = match chosen {
            Some(chosen) => accounts
                .find(|(name, _)| name.as_str() == chosen)
                .ok_or_else(|| {
                    format!("no registry of swipd.yaml is named {chosen}; there is {all}")
                }),
            None if self.accounts.len() > 1 => Err(format!(
                "swipd.yaml names several registries; choose with --registry: {all}"
            )),
            None => accounts
                .next()
                .ok_or_else(|| "swipd.yaml names no registry".to_owned()),
        };
        found.map_err(Report::failed)
    }

    /// The folder of the journal.
    pub(super) fn journal(&self) -> PathBuf {
        self.state.join("journal")
    }

    /// Ends the built-in simulator, so that its state is whole on disk.
    pub(super) async fn close(self) {
        if let Some((shutdown, mut tasks)) = self.simulator {
            shutdown.cancel();
            while tasks.join_next().await.is_some() {}
        }
    }
}

/// Starts the built-in simulator on a free port of loopback.
async fn simulated(
    repository: &Repository,
    state: &Path,
    clock: &Arc<dyn Clock>,
) -> Result<(StandIn, CancellationToken, JoinSet<()>), String> {
    let seed = seed_of(repository)?;
    let key = seed
        .first_key()
        .ok_or("simulator.yaml holds no api_keys; give it one")?;
    let key =
        ApiKey::new(key).map_err(|error| format!("the first key of simulator.yaml is {error}"))?;
    let options = Options {
        data: Some(state.join("registry")),
        ..Options::default()
    };
    let simulator = Simulator::open(Some(seed), options, Arc::clone(clock))
        .map_err(|error| format!("the simulator does not start: {}", chained(&error)))?;
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(|error| format!("the simulator can not listen: {error}"))?;
    let address = listener
        .local_addr()
        .map_err(|error| format!("the simulator can not listen: {error}"))?;
    let shutdown = CancellationToken::new();
    let mut tasks = JoinSet::new();
    let until = shutdown.clone();
    tasks.spawn(async move {
        if let Err(error) = serve(listener, simulator, until).await {
            tracing::error!(%error, "the simulator stopped");
        }
    });
    Ok((
        StandIn::Simulator {
            url: format!("http://{address}"),
            key,
        },
        shutdown,
        tasks,
    ))
}

fn seed_of(repository: &Repository) -> Result<Seed, String> {
    let path = repository.root.join(SEED);
    if !path.exists() {
        let prefixes: Vec<_> = repository
            .arin
            .networks
            .iter()
            .map(|network| network.prefix)
            .collect();
        return Ok(Seed::for_networks(&prefixes));
    }
    let source = SourceText::open(&path, SEED).map_err(|refused| diagnostic::text(&[refused]))?;
    Seed::read(&source).map_err(|mistakes| diagnostic::text(&mistakes))
}

/// The guards of a repository, with what was allowed for this run.
pub(super) fn guards(repository: &Repository, allow: &[String]) -> Result<Guards, Report> {
    let written = &repository.settings;
    let limit = |bound: settings::Bound| Limit {
        count: bound.count,
        percent: u64::from(bound.percent),
    };
    Ok(Guards {
        max_deletes: limit(written.guards.max_deletes),
        max_modifies: limit(written.guards.max_modifies),
        max_creates: written.guards.max_creates,
        max_age: written.guards.max_age,
        unset: unset(repository),
        counts: counts(repository),
        allowed: allowed(allow).map_err(|why| Report {
            status: ExitStatus::Failed,
            ..Report::failed(why)
        })?,
        ..Guards::default()
    })
}

/// The bounds that `swipd.yaml` leaves out.
fn unset(repository: &Repository) -> Vec<&'static str> {
    let bounds = ["max_deletes", "max_modifies", "max_creates", "max_age"];
    let left_out = bounds.into_iter().filter(|name| {
        let origin = Origin::new(settings::FILE, ["guards", name]);
        repository.locate(&origin).is_none()
    });
    left_out.collect()
}

/// What `expect_count` expects, beside what is declared.
fn counts(repository: &Repository) -> Vec<Count> {
    let expected = repository.settings.expect_count;
    let desired = &repository.arin;
    let of = |what, expected: Option<u64>, declared: usize| {
        expected.map(|expected| Count {
            what,
            expected,
            declared: declared as u64,
        })
    };
    let customers = of("customers", expected.customers, desired.profiles.len());
    let blocks = of("blocks", expected.blocks, desired.count());
    customers.into_iter().chain(blocks).collect()
}

fn allowed(allow: &[String]) -> Result<Allowed, String> {
    let mut allowed = Allowed::default();
    for text in allow {
        let (guard, number) = text
            .split_once('=')
            .map_or((text.as_str(), None), |(guard, number)| {
                (guard, Some(number))
            });
        let number = number
            .map(|number| {
                number.parse::<u64>().map_err(|_| {
                    format!("--allow {text}: \"{number}\" is not a number; nothing was sent")
                })
            })
            .transpose()?;
        match (guard, number) {
            ("deletes", Some(number)) => allowed.deletes = Some(number),
            ("modifies", Some(number)) => allowed.modifies = Some(number),
            ("creates", Some(number)) => allowed.creates = Some(number),
            ("empty", None) => allowed.empty = true,
            ("age", None) => allowed.age = true,
            ("revision", None) => allowed.revision = true,
            ("partial", None) => allowed.partial = true,
            _ => {
                return Err(format!(
                    "--allow {text}: it takes deletes=N, modifies=N, creates=N, empty, age, revision or partial; nothing was sent"
                ));
            }
        }
    }
    Ok(allowed)
}

/// Who runs the program, as the environment says.
pub(super) fn user() -> Option<String> {
    ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(variable)
}

/// The name of this machine, for the journal.
pub(super) fn host() -> String {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .map(|name| name.trim().to_owned());
    kernel
        .filter(|name| !name.is_empty())
        .or_else(|| variable("HOSTNAME"))
        .unwrap_or_else(|| "unknown".to_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads the environment"
)]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
