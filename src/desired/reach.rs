//! How far a glob reaches: which files it takes, and below which folders it may take some.

use globset::{Glob, GlobBuilder, GlobMatcher};

/// A pattern, step by step.
#[derive(Debug)]
pub(super) struct Reach {
    /// `None` where the pattern can not be cut at its slashes: braces around one. It then reaches everywhere.
    steps: Option<Vec<Step>>,
}

#[derive(Debug)]
enum Step {
    /// `**`: any number of folders.
    Any,
    One(GlobMatcher),
}

/// Which folders count as reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Those that a pattern may take files below.
    Anything,
    /// Only those that a pattern names step by step, without `**`.
    Name,
}

/// Compiles a pattern.
///
/// # Errors
/// What is wrong, as half a sentence.
pub(super) fn glob(text: &str) -> Result<Glob, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.starts_with('/') || text.split('/').any(|step| step == "..") {
        return Err("it leads out of the repository".to_owned());
    }
    compiled(text.strip_prefix("./").unwrap_or(text)).map_err(|error| error.kind().to_string())
}

fn compiled(text: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(text).literal_separator(true).build()
}

impl Reach {
    /// How far a pattern reaches that [`glob`] takes.
    pub(super) fn of(text: &str) -> Self {
        let text = text.strip_prefix("./").unwrap_or(text);
        let steps = text
            .split('/')
            .map(|step| match step {
                "**" => Some(Step::Any),
                step => Some(Step::One(compiled(step).ok()?.compile_matcher())),
            })
            .collect();
        Self { steps }
    }

    /// Whether the pattern may take a file below a folder.
    pub(super) fn below(&self, folder: &str, by: By) -> bool {
        let Some(steps) = &self.steps else {
            return by == By::Anything;
        };
        let mut steps = steps.iter();
        for name in folder.split('/') {
            match steps.next() {
                Some(Step::Any) => return by == By::Anything,
                Some(Step::One(step)) if step.is_match(name) => {}
                Some(Step::One(_)) | None => return false,
            }
        }
        steps.next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reaches_below_the_folders_that_it_names() {
        let reaches = |glob: &str, folder: &str| Reach::of(glob).below(folder, By::Anything);
        assert!(reaches("customers/*.yaml", "customers"));
        assert!(reaches("./a/*/c.yaml", "a/b"));
        assert!(reaches("a/**/c.yaml", "a/b/d/e"));
        assert!(reaches("**/*.yaml", "z"));
        assert!(reaches("{a,b/c}/*.yaml", "b/c"));
        assert!(!reaches("*.yaml", "customers"));
        assert!(!reaches("customers/*.yaml", "customers/old"));
        assert!(!reaches("customers/*.yaml", "docs"));
        assert!(!Reach::of("**/*.yaml").below("z", By::Name));
        assert!(Reach::of("z/*.yaml").below("z", By::Name));
    }
}
