//! From settings and declarations to registries. With `registry/` and `desired/file.rs` the only place that
//! names one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::desired::Repository;
use crate::execute::Registries;
use crate::http::{
    Auth, BaseUrl, BaseUrlError, Endpoints, HttpWire, HttpWireError, Pace, Silent, Transport, Wire,
};
use crate::model::{ApiKey, RegistryName};
use crate::registry::Bound;
use crate::registry::arin::client::Client;
use crate::registry::arin::memory::Gathered;
use crate::registry::arin::objects::Objects;
use crate::registry::arin::snapshot::Pictured;
use crate::registry::arin::{Arin, Block, Desired};
use crate::registry::snapshot::Snapshot;
use crate::settings::{self, ApiKeySourceError, Create, RegistrySettings};
use crate::store::Store;

/// Why registries can not be set up.
#[derive(Debug, thiserror::Error)]
pub enum RegistriesError {
    /// There is no key.
    #[error("registry {registry}: {source}{}", chain(.source))]
    Key {
        /// The registry.
        registry: RegistryName,
        /// Why.
        #[source]
        source: ApiKeySourceError,
    },
    /// The address can not be used.
    #[error("registry {registry}: {source}")]
    Url {
        /// The registry.
        registry: RegistryName,
        /// Why.
        #[source]
        source: BaseUrlError,
    },
    /// A snapshot is not of it.
    #[error("the snapshot {why}")]
    Snapshot {
        /// What it is.
        why: String,
    },
    /// No request can be sent at all.
    #[error(transparent)]
    Wire(#[from] HttpWireError),
}

fn chain(error: &ApiKeySourceError) -> String {
    std::error::Error::source(error)
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default()
}

/// What stands in for all registries.
#[derive(Debug, Clone)]
pub enum StandIn {
    /// The built-in simulator: no pace.
    Simulator {
        /// Its address, as the simulator prints it.
        url: String,
        /// A key that it takes.
        key: ApiKey,
    },
    /// Nobody: nothing can be sent, and no key is fetched.
    Nobody,
    /// A snapshot: the same.
    Snapshot {
        /// The snapshot.
        snapshot: Arc<Snapshot>,
        /// Whether it is to be of the built-in simulator.
        simulated: bool,
    },
}

impl StandIn {
    /// Whether nothing can be sent.
    const fn is_silent(&self) -> bool {
        match self {
            Self::Nobody | Self::Snapshot { .. } => true,
            Self::Simulator { .. } => false,
        }
    }

    /// Whether it is, or is of, the built-in simulator.
    const fn is_simulated(&self) -> bool {
        match self {
            Self::Simulator { .. } => true,
            Self::Snapshot { simulated, .. } => *simulated,
            Self::Nobody => false,
        }
    }
}

/// The quiet time on loopback: nothing stays on the way for longer.
const QUIET_LOOPBACK: Duration = Duration::from_secs(1);

/// What a repository is connected to.
pub struct Connected {
    /// For the engine, which knows no API.
    pub registries: Registries,
    /// The ARIN accounts, for looking at single records.
    pub accounts: BTreeMap<RegistryName, Account>,
}

/// One ARIN account.
#[derive(Clone)]
pub struct Account {
    /// For people: `arin (production)`.
    pub title: String,
    /// Speaks to it.
    pub client: Arc<Client>,
}

/// Sets up the registries of a repository. No request is sent.
///
/// # Errors
/// When a key is missing or an address can not be used.
pub fn registries(
    repository: &Repository,
    stand_in: Option<&StandIn>,
    store: Option<&Arc<Store>>,
    clock: &Arc<dyn Clock>,
) -> Result<Connected, RegistriesError> {
    let mut connected = Connected {
        registries: Registries::new(),
        accounts: BTreeMap::new(),
    };
    for (name, settings) in &repository.settings.registries {
        let arin = arin(name, settings, repository, stand_in, store, clock)?;
        let account = Account {
            title: arin.title.clone(),
            client: Arc::clone(&arin.client),
        };
        connected.accounts.insert(name.clone(), account);
        let bound = Arc::new(Bound(arin));
        connected.registries.insert(name.clone(), bound);
    }
    Ok(connected)
}

fn arin(
    name: &RegistryName,
    settings: &RegistrySettings,
    repository: &Repository,
    stand_in: Option<&StandIn>,
    store: Option<&Arc<Store>>,
    clock: &Arc<dyn Clock>,
) -> Result<Arin, RegistriesError> {
    let unusable = |source| RegistriesError::Url {
        registry: name.clone(),
        source,
    };
    let silent = stand_in.is_some_and(StandIn::is_silent);
    let (wire, loopback): (Arc<dyn Wire>, bool) = if silent {
        (Arc::new(Silent), true)
    } else {
        let endpoints = endpoints(name, settings, &repository.root, stand_in, &unusable)?;
        let loopback = endpoints.base.is_loopback();
        (Arc::new(HttpWire::new(endpoints)?), loopback)
    };
    let pace = match stand_in {
        Some(StandIn::Simulator { .. }) => Pace {
            concurrency: Some(SIMULATED),
            ..Pace::unlimited()
        },
        Some(StandIn::Nobody | StandIn::Snapshot { .. }) | None => Pace {
            concurrency: Some(settings.pace.concurrency as usize),
            per_second: Some(settings.pace.per_second),
            ..Pace::default()
        },
    };
    // A step's request leaves soon after its object was checked: more steps than two seconds' worth would only
    // wait in line with what they read growing old (write protocol, section 2: at most 5 s).
    let waiting = pace
        .per_second
        .map_or(usize::MAX, |rate| 2 * rate as usize)
        .max(1);
    let concurrency = pace.concurrency.unwrap_or(1).min(waiting);
    let settle_after = if loopback {
        QUIET_LOOPBACK
    } else {
        settings.timeout.saturating_mul(3)
    };
    let (identity, environment) = if stand_in.is_some_and(StandIn::is_simulated) {
        ("simulator".to_owned(), "simulator".to_owned())
    } else {
        let environment = environment(&settings.url).to_owned();
        (format!("arin {}", settings.url), environment)
    };
    let pictured = match stand_in {
        Some(StandIn::Snapshot { snapshot, .. }) => Some(pictured(snapshot, name, &identity)?),
        Some(StandIn::Nobody | StandIn::Simulator { .. }) | None => None,
    };
    let transport = Transport::new(wire, pace);
    Ok(Arin {
        name: name.clone(),
        identity,
        title: format!("{name} ({environment})"),
        desired: declared_for(name, repository),
        client: Arc::new(Client::new(transport)),
        separate: settings.create == Create::Separate,
        policy: settings.policy.clone(),
        concurrency,
        settle_after,
        clock: Arc::clone(clock),
        store: store.cloned(),
        gathered: Gathered::default(),
        pictured,
    })
}

/// What a snapshot holds of a registry; it must be of the one that `swipd.yaml` names.
fn pictured(
    snapshot: &Snapshot,
    name: &RegistryName,
    identity: &str,
) -> Result<Pictured, RegistriesError> {
    let wrong = |why: String| RegistriesError::Snapshot { why };
    let Some(kept) = snapshot.registries.get(name) else {
        return Err(wrong(format!(
            "holds nothing of the registry {name}: export it anew where swipd.yaml names {name}"
        )));
    };
    if kept.identity != identity {
        return Err(wrong(format!(
            "is of {}, and {name} of swipd.yaml is {identity}",
            kept.identity
        )));
    }
    let picture = kept.picture.open().map_err(|error| {
        wrong(format!(
            "was exported by another version of swipd, export it again: {error}"
        ))
    })?;
    Ok(Pictured {
        picture,
        key: snapshot.key.clone(),
        as_of: snapshot.as_of,
    })
}

/// Requests in flight to the built-in simulator.
const SIMULATED: usize = 8;

fn endpoints(
    _name: &RegistryName,
    settings: &RegistrySettings,
    root: &Path,
    stand_in: Option<&StandIn>,
    unusable: &dyn Fn(BaseUrlError) -> RegistriesError,
) -> Result<Endpoints, RegistriesError> {
    if let Some(StandIn::Simulator { url, key }) = stand_in {
        return Ok(Endpoints {
            base: url.parse().map_err(unusable)?,
            public: format!("{url}/registry").parse().map_err(unusable)?,
            key: key.clone(),
            auth: Auth::Header,
            timeout: settings.timeout,
        });
    }
    let base: BaseUrl = settings.url.parse().map_err(unusable)?;
    let key = settings
        .api_key
        .resolve(root)
        .map_err(|source| RegistriesError::Key {
            registry: settings.name.clone(),
            source,
        })?;
    Ok(Endpoints {
        base,
        public: settings.public_url.parse().map_err(unusable)?,
        key,
        auth: match settings.auth {
            settings::Auth::Header => Auth::Header,
            settings::Auth::Query => Auth::Query,
        },
        timeout: settings.timeout,
    })
}

/// For people: which of ARIN's services it is.
fn environment(url: &str) -> &str {
    match url {
        "https://reg.arin.net" => "production",
        "https://reg.ote.arin.net" => "OT&E",
        other => other.split_once("://").map_or(other, |(_, host)| host),
    }
}

/// What is declared for one registry; for the only one, all of it.
fn declared_for(name: &RegistryName, repository: &Repository) -> Arc<Desired> {
    if repository.settings.registries.len() == 1 {
        Arc::clone(&repository.arin)
    } else {
        Arc::new(part_of(&repository.arin, name))
    }
}

/// What is declared for one registry: its networks, their blocks, and every profile.
fn part_of(desired: &Desired, name: &RegistryName) -> Desired {
    let mut position = Vec::new();
    let mut networks = Vec::new();
    let mut elsewhere = Vec::new();
    for network in &desired.networks {
        let own = network.registry == *name;
        position.push(own.then_some(networks.len()));
        if own {
            networks.push(network.clone());
        } else {
            elsewhere.push(network.prefix);
        }
    }
    let own = |blocks: &[Arc<Block>]| -> Vec<Arc<Block>> {
        let mine = blocks.iter().filter_map(|block| {
            Some(Arc::new(Block {
                network: position.get(block.network).copied().flatten()?,
                ..Block::clone(block)
            }))
        });
        mine.collect()
    };
    let (blocks, dated) = (own(&desired.blocks), own(&desired.dated));
    let objects = desired.objects.part_of(name, &position);
    Desired {
        networks,
        profiles: desired.profiles.clone(),
        blocks,
        dated,
        pending: Vec::new(),
        ended: Vec::new(),
        objects: Objects {
            named_elsewhere: desired.pocs_named_elsewhere(name),
            ..objects
        },
        elsewhere,
        promised: desired.promised.clone(),
        pruned: desired.pruned.clone(),
    }
}
