//! Reads YAML documents and finds positions in them. The only module that names `serde_yaml`.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Severity};

/// A file's text and the name it is reported under.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The path shown to people, relative to the repository.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// Reads one document into a type, or says everything that is wrong with it.
///
/// # Errors
/// Every mistake that the reader can find, in the order of the file.
pub fn read<T: DeserializeOwned>(source: &SourceText) -> Result<T, Vec<Diagnostic>> {
    serde_yaml::from_str(&source.text).map_err(|error| {
        vec![Diagnostic {
            severity: Severity::Error,
            code: "yaml",
            message: error.to_string(),
            places: Vec::new(),
            help: Vec::new(),
        }]
    })
}
