//! A repository, a simulator and what happened between them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::checking::registered;
use super::repository::Repository;
use super::running::{Ran, Running, swipd};
use super::seed::{DOWN_KEY, KEY, Seed};
use super::simulator::Simulator;

/// Everything of one story.
pub(crate) struct Estate {
    pub(crate) simulator: Simulator,
    pub(crate) declared: Repository,
    /// Handles of nets that are none of our business.
    pub(crate) foreign: BTreeSet<String>,
    /// Whether the key of DOWN-7 is there as well.
    pub(crate) down_key: bool,
    /// The value of the variable that holds the key.
    pub(crate) key: String,
    /// All that was ever printed.
    pub(crate) printed: RefCell<String>,
    pub(crate) folder: TempDir,
}

impl Estate {
    /// Nothing but the networks is registered.
    pub(crate) fn new() -> Self {
        Self::seeded(&Seed::default())
    }

    /// With what is registered already; what the story does not declare is foreign.
    pub(crate) fn seeded(seed: &Seed) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seed.yaml");
        std::fs::write(&path, seed.text()).expect("written");
        std::fs::create_dir(folder.path().join("repo")).expect("made");
        let simulator = Simulator::start(&path, &folder.path().join("registry"));
        Self {
            simulator,
            declared: Repository::default(),
            foreign: BTreeSet::new(),
            key: KEY.to_owned(),
            down_key: false,
            printed: RefCell::default(),
            folder,
        }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    /// Loses the cache: the next look reads everything with the key.
    pub(crate) fn forget(&self) {
        std::fs::remove_dir_all(self.root().join(".swipd/cache")).expect("removed");
    }

    /// Marks what is registered in a range now as none of our business.
    #[track_caller]
    pub(crate) fn is_foreign(&mut self, range: &str) -> String {
        let nets = registered(&self.simulator.state(), range);
        let [net] = nets.as_slice() else {
            panic!("{} nets at {range}", nets.len());
        };
        self.foreign.insert(net.handle.clone());
        net.handle.clone()
    }

    /// Writes the files.
    pub(crate) fn write(&self) {
        self.declared.write(&self.root(), &self.simulator.url());
    }

    /// A command on the files as they are.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = swipd();
        command
            .arg("-C")
            .arg(self.root())
            .args(arguments)
            .env("SWIPD_TEST_KEY", &self.key);
        if self.down_key {
            command.env("SWIPD_DOWN_KEY", DOWN_KEY);
        }
        command
    }

    /// Runs a command on the files as they are.
    #[track_caller]
    pub(crate) fn run_as_is(&self, arguments: &[&str]) -> Ran {
        let ran = Running::start(self.command(arguments)).finish();
        self.printed.borrow_mut().push_str(&ran.said());
        ran
    }

    /// Writes the files and runs a command.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.write();
        self.run_as_is(arguments)
    }

    #[track_caller]
    pub(crate) fn plan(&self) -> Ran {
        self.run(&["plan", "--detailed-exitcode", "-o", "json"])
    }

    #[track_caller]
    pub(crate) fn apply(&self) -> Ran {
        self.run(&["apply", "--yes"])
    }

    /// Applies, and wants it to be done.
    #[track_caller]
    pub(crate) fn applied(&self) -> Ran {
        self.apply().exits(0)
    }

    /// Method and path of every write since so many.
    pub(crate) fn writes_since(&self, count: usize) -> Vec<String> {
        self.simulator.writes().split_off(count)
    }

    pub(crate) fn writes(&self) -> usize {
        self.simulator.writes().len()
    }

    /// The one net at a range.
    #[track_caller]
    pub(crate) fn net(&self, range: &str) -> super::checking::Net {
        let mut nets = registered(&self.simulator.state(), range);
        assert_eq!(nets.len(), 1, "nets at {range}");
        nets.remove(0)
    }

    pub(crate) fn is_registered(&self, range: &str) -> bool {
        !registered(&self.simulator.state(), range).is_empty()
    }
}
