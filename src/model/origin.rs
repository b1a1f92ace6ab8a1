//! Where in the repository something was written. Everything declared has one, so it is small, and cheap to copy.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Text;

/// A file, and the path of keys in it. The line is looked up when needed.
///
/// Origins made by [`Origin::inside`] share what is above them.
#[derive(Clone)]
pub struct Origin {
    file: Text,
    last: Option<Arc<Node>>,
}

/// One to three steps of a path, and the steps above them: most are made so many at a time, a section and a key, or a
/// key, a list and a range.
struct Node {
    above: Option<Arc<Node>>,
    step: Text,
    then: [Option<Text>; 2],
}

/// What stands somewhere in the repository.
pub trait HasOrigin {
    /// Where.
    fn origin(&self) -> Origin;
}

impl HasOrigin for Origin {
    fn origin(&self) -> Origin {
        self.clone()
    }
}

/// An origin as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Origin")]
struct Written {
    file: String,
    path: Vec<String>,
}

impl Origin {
    /// The path of keys and positions from the document's root: `customers`, `crm-4711`, `blocks`,
    /// `198.51.100.64/28`. The file is relative to the repository, with forward slashes.
    pub fn new<S: AsRef<str>>(file: impl Into<Text>, path: impl IntoIterator<Item = S>) -> Self {
        let root = Self {
            file: file.into(),
            last: None,
        };
        root.inside(path)
    }

    /// What stands in it: further steps of the path.
    #[must_use]
    pub fn inside<S: AsRef<str>>(&self, steps: impl IntoIterator<Item = S>) -> Self {
        self.below(steps.into_iter().map(|step| Text::from(step.as_ref())))
    }

    /// The same of steps whose texts are shared.
    #[must_use]
    pub fn below(&self, steps: impl IntoIterator<Item = Text>) -> Self {
        let mut last = self.last.clone();
        let mut steps = steps.into_iter();
        while let Some(step) = steps.next() {
            let (above, then) = (last.take(), [steps.next(), steps.next()]);
            last = Some(Arc::new(Node { above, step, then }));
        }
        Self {
            file: self.file.clone(),
            last,
        }
    }

    /// The file, relative to the repository, with forward slashes.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The path of keys and positions from the document's root.
    #[must_use]
    pub fn path(&self) -> Vec<String> {
        self.steps().into_iter().map(str::to_owned).collect()
    }

    fn steps(&self) -> Vec<&str> {
        let mut steps = Vec::with_capacity(4);
        let mut next = self.last.as_deref();
        while let Some(node) = next {
            steps.extend(node.then.iter().rev().flatten().map(Text::as_str));
            steps.push(&*node.step);
            next = node.above.as_deref();
        }
        steps.reverse();
        steps
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.steps().join("."))
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Origin {}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Origin {
    fn cmp(&self, other: &Self) -> Ordering {
        self.file
            .cmp(&other.file)
            .then_with(|| self.steps().cmp(&other.steps()))
    }
}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.file.hash(state);
        self.steps().hash(state);
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            file: self.file.to_string(),
            path: self.path(),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { file, path } = Written::deserialize(deserializer)?;
        Ok(Self::new(file, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_its_file_and_its_path_however_it_was_made() {
        let whole = Origin::new("a.yaml", ["customers", "heron", "blocks"]);
        let entry = Origin::new("a.yaml", ["customers"]).inside(["heron"]);
        assert_eq!(entry.inside(["blocks"]), whole);
        assert_eq!(whole.path(), ["customers", "heron", "blocks"]);
        assert_ne!(whole, Origin::new("b.yaml", whole.path()));
        assert_ne!(entry, whole);
        let all = ["a", "b", "c", "d", "e", "f", "g"];
        for end in 0..=all.len() {
            for cut in 0..=end {
                let origin = Origin::new("a.yaml", &all[..cut]).inside(&all[cut..end]);
                assert_eq!(origin.path(), all[..end]);
            }
        }
        assert!(entry < whole && whole < Origin::new("b.yaml", [""; 0]));
    }

    #[test]
    fn it_is_stored_as_file_and_path() {
        let origin = Origin::new("a.yaml", ["networks", "198.51.100.0/24"]);
        let json = serde_json::to_string(&origin).expect("JSON");
        assert_eq!(
            json,
            r#"{"file":"a.yaml","path":["networks","198.51.100.0/24"]}"#
        );
        assert_eq!(serde_json::from_str::<Origin>(&json).expect("read"), origin);
    }
}
