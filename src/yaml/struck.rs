//! What was struck out of a file because its form is wrong, so that no check complains of it a second time.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Mistake, Part};
use crate::model::Origin;

/// What is no longer in the value that a reading gives.
#[derive(Debug, Default)]
pub struct Struck {
    /// The paths of the maps and lists that lack something.
    pub(super) lacking: BTreeSet<Vec<String>>,
    /// The paths of the maps with a field that is none, and resembles none that could be missing for it.
    pub(super) strange: BTreeSet<Vec<String>>,
    /// Which positions each list lacks, in order.
    pub(super) items: BTreeMap<Vec<String>, BTreeSet<usize>>,
}

impl Struck {
    /// Whether something was struck in the map or list at a path.
    #[must_use]
    pub fn beside(&self, path: &[String]) -> bool {
        self.lacking.contains(path) || self.strange.contains(path)
    }

    /// The mistakes that were found in what is left, without those that only follow from what was struck, and with
    /// the list positions of the file.
    #[must_use]
    pub fn settled(&self, mistakes: Vec<Mistake>, file: &str) -> Vec<Mistake> {
        if self.lacking.is_empty() {
            return mistakes;
        }
        mistakes
            .into_iter()
            .filter(|mistake| !self.follows(mistake, file))
            .map(|mut mistake| {
                for spot in &mut mistake.spots {
                    if spot.origin.file() == file {
                        let mut path = spot.origin.path();
                        self.shift(&mut path);
                        spot.origin = Origin::new(file, path);
                    }
                }
                mistake
            })
            .collect()
    }

    fn follows(&self, mistake: &Mistake, file: &str) -> bool {
        let Some(spot) = mistake.spots.first() else {
            return false;
        };
        let absence = match mistake.code {
            "missing-field" | "region-missing" | "postal-code-missing" | "registry-ambiguous" => {
                true
            }
            // Of a name that is derived for want of another one.
            "net-name-bad" => spot.part == Part::Key,
            _ => false,
        };
        absence && spot.origin.file() == file && self.lacking.contains(&spot.origin.path())
    }

    /// Counts the items that were struck before each list position of a path.
    fn shift(&self, path: &mut [String]) {
        for at in 0..path.len() {
            let (list, rest) = path.split_at_mut(at);
            let Some(struck) = self.items.get(&*list) else {
                continue;
            };
            let Some(position) = rest.first_mut() else {
                continue;
            };
            let Ok(left) = position.parse::<usize>() else {
                continue;
            };
            let was = struck
                .iter()
                .fold(left, |at, gone| if *gone <= at { at + 1 } else { at });
            *position = was.to_string();
        }
    }
}
