//! The registry's books: the state, its copy on disk, and the copies that are behind.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;

use super::date;
use super::options::{Options, SimulatorError};
use super::refusal::Refusal;
use super::state::{Change, State};
use super::store::{Folder, Store};

/// A copy of the state that is some time behind.
#[derive(Debug)]
pub(super) struct Behind {
    lag: Duration,
    state: State,
    queue: VecDeque<(Duration, Change)>,
}

impl Behind {
    /// A copy that from now on follows at a distance.
    pub(super) fn new(state: State, lag: Duration) -> Self {
        Self {
            lag,
            state,
            queue: VecDeque::new(),
        }
    }

    /// The state as it was `lag` ago.
    pub(super) fn state(&mut self, now: Duration) -> &State {
        while let Some((at, _)) = self.queue.front()
            && *at + self.lag <= now
        {
            if let Some((_, change)) = self.queue.pop_front() {
                self.state.apply(change);
            }
        }
        &self.state
    }
}

/// The books.
pub(super) struct Books {
    pub(super) state: State,
    pub(super) options: Options,
    pub(super) clock: Arc<dyn Clock>,
    /// What the public side shows; `None` when it is not behind.
    pub(super) public: Option<Behind>,
    /// What a stale read shows; there while the fault script asks for stale reads.
    pub(super) stale: Option<Behind>,
    store: Option<Store>,
}

impl Books {
    /// Opens the books: those of the data folder when it has any, else the given state.
    pub(super) fn open(
        fresh: State,
        options: Options,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SimulatorError> {
        let (state, store) = match &options.data {
            None => (fresh, None),
            Some(folder) => {
                let folder = Folder::take(folder)?;
                let (state, last) = folder.read()?.unwrap_or((fresh, 0));
                let store = Store::begin(folder, &state, last)?;
                (state, Some(store))
            }
        };
        let public =
            (!options.public_lag.is_zero()).then(|| Behind::new(state.clone(), options.public_lag));
        Ok(Self {
            state,
            options,
            clock,
            public,
            stale: None,
            store,
        })
    }

    /// The wall clock.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The wall clock as the registry writes it.
    pub(super) fn stamp(&self) -> String {
        date::stamp(self.now())
    }

    /// Makes changes, all of them or none. They are on disk before anyone sees them.
    pub(super) fn commit(&mut self, batch: Vec<Change>) -> Result<(), SimulatorError> {
        if let Some(store) = &mut self.store {
            store.append(&batch)?;
        }
        let now = self.clock.monotonic();
        for change in batch {
            for behind in [&mut self.public, &mut self.stale].into_iter().flatten() {
                behind.queue.push_back((now, change.clone()));
            }
            self.state.apply(change);
        }
        Ok(())
    }

    /// [`Books::commit`] for a rule: a full disk is a 500 to the caller.
    pub(super) fn keep(&mut self, batch: Vec<Change>) -> Result<(), Refusal> {
        self.commit(batch).map_err(|error| {
            tracing::error!(%error, "the simulator can not keep its state");
            Refusal::unspecified()
        })
    }
}
