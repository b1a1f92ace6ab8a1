//! `swipd init`: a repository that works at once with the built-in registry.

use std::path::Path;

use super::super::Report;
use super::super::args::{Global, SchemaOf};
use super::schema;

const SWIPD: &str = r#"# yaml-language-server: $schema=.schema/config.schema.json
# Where the registry is, and which files are read. Editors show what may stand here; so does `swipd schema config`.
version: 1
registries:
  arin:
    type: arin
    url: https://reg.ote.arin.net        # ARIN's test system; production is https://reg.arin.net
    api_key: { env: ARIN_API_KEY }       # the key itself never stands in a file
resources: ["networks.yaml", "customers/**/*.yaml"]
"#;

const NETWORKS: &str = r"# yaml-language-server: $schema=.schema/resources.schema.json
# The space you hold. Replace it with yours: prefixes exactly as they are registered.
networks:
  198.51.100.0/24: { name_prefix: EXMPL }
";

const CUSTOMER: &str = r#"# yaml-language-server: $schema=../.schema/resources.schema.json
# One file for each account is a good start.
customers:
  blue-heron:
    name: Blue Heron Bakery LLC
    address: { street: [12 Mill Road], city: Harrisonburg, region: "VA", postal_code: "22801", country: "US" }
    blocks:
      198.51.100.64/28: {}
"#;

const IGNORED: &str = ".swipd/\n";

pub(in crate::cli) fn init(global: &Global) -> Report {
    match start(&global.repository) {
        Ok(out) => Report::done(out),
        Err(why) => Report::failed(why),
    }
}

fn start(root: &Path) -> Result<String, String> {
    if root.join("swipd.yaml").exists() {
        return Err(format!(
            "{} is a repository already; nothing was written",
            root.display()
        ));
    }
    let schemas = [SchemaOf::Config, SchemaOf::Resources].map(schema::text);
    // A hidden folder is never searched for resources, whatever their patterns are.
    let files = [
        ("swipd.yaml", SWIPD),
        ("networks.yaml", NETWORKS),
        ("customers/blue-heron.yaml", CUSTOMER),
        (".schema/config.schema.json", schemas[0].as_str()),
        (".schema/resources.schema.json", schemas[1].as_str()),
    ];
    if let Some((name, _)) = files.iter().find(|(name, _)| root.join(name).exists()) {
        return Err(format!(
            "{name} exists, and init would write it; nothing was written"
        ));
    }
    let failed = |what: &str, error: &std::io::Error| format!("can not write {what}: {error}");
    for folder in ["customers", ".schema"] {
        std::fs::create_dir_all(root.join(folder)).map_err(|error| failed(folder, &error))?;
    }
    for (name, text) in files {
        std::fs::write(root.join(name), text).map_err(|error| failed(name, &error))?;
    }
    ignore(root).map_err(|error| failed(".gitignore", &error))?;
    let here = if root == Path::new(".") {
        String::new()
    } else {
        format!(" -C {}", root.display())
    };
    Ok(format!(
        "Wrote swipd.yaml, networks.yaml, customers/blue-heron.yaml, .gitignore, and for editors .schema/.\n\
         Next: swipd{here} apply --simulate, then put your own networks and customers in their place."
    ))
}

/// The state folder belongs to one machine and holds the journal: it is not for git.
fn ignore(root: &Path) -> std::io::Result<()> {
    let path = root.join(".gitignore");
    let mut text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    if text.lines().any(|line| line.trim() == IGNORED.trim()) {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(IGNORED);
    std::fs::write(path, text)
}
