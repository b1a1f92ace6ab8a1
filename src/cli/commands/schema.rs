//! `swipd schema`: what may stand in a file, as JSON Schema. Made from the types that read and write the files, so
//! that the two can not part.

use super::super::Report;
use super::super::args::SchemaOf;
use crate::{desired, report, settings};

pub(in crate::cli) fn schema(of: SchemaOf) -> Report {
    Report::done(text(of))
}

/// The schema as text, one line break at its end.
pub(super) fn text(of: SchemaOf) -> String {
    let (schema, title) = match of {
        SchemaOf::Config => (settings::schema(), "swipd.yaml"),
        SchemaOf::Resources => (desired::schema(), "Resources of swipd"),
        SchemaOf::Plan => (report::plan_schema(), "swipd plan -o json"),
    };
    let mut schema = schema;
    schema.insert("title".to_owned(), title.into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
