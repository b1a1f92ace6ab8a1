//! Turns what is written in `swipd.yaml` into settings, and collects what is wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Mistake, Place, nearest};
use crate::model::{Origin, RegistryName, is_unseen};
use crate::yaml::{self, SourceText, Struck};

use super::file::{ApiKeyFile, GuardFile, GuardsFile, PaceFile, RegistryFile, SettingsFile};
use super::{
    ApiKeySource, Auth, Bound, Create, Daemon, ExpectCount, Guards, Pace, RegistrySettings,
    Settings, public_url_for, url,
};

/// The settings, as far as they are right, and everything that is wrong.
pub(super) fn settings(source: &SourceText) -> (Option<Settings>, Vec<Diagnostic>) {
    if let Some(stop) = wrong_version(source) {
        return (None, vec![stop]);
    }
    let reading = yaml::read_partly::<SettingsFile>(source);
    let mut diagnostics = reading.mistakes;
    let Some(file) = reading.value else {
        return (None, diagnostics);
    };
    let mut check = Check {
        file: &source.name,
        struck: &reading.struck,
        mistakes: Vec::new(),
    };
    let settings = check.settings(file);
    let mistakes = reading.struck.settled(check.mistakes, &source.name);
    diagnostics.extend(yaml::placed(mistakes, source));
    (Some(settings), diagnostics)
}

fn wrong_version(source: &SourceText) -> Option<Diagnostic> {
    // A file whose form is wrong is reported by the full read.
    let version = super::version_of(source).ok()?;
    let found = match version.as_deref() {
        Some("1") => return None,
        Some(other) => {
            let path = ["version".to_owned()];
            let place = yaml::Positions::of(source).place(&path, crate::diagnostic::Part::Value);
            Diagnostic::error(
                "version-unknown",
                format!("this swipd reads version 1, and the file has version \"{other}\""),
            )
            .at(place)
        }
        None => Diagnostic::error("version-missing", "the file does not say its version")
            .at(Place::file(&source.name)),
    };
    Some(found.help("write version: 1"))
}

struct Check<'a> {
    file: &'a str,
    /// What the file lacks because its form is wrong: it is not complained of again.
    struck: &'a Struck,
    mistakes: Vec<Mistake>,
}

impl Check<'_> {
    fn origin(&self, path: &[&str]) -> Origin {
        Origin::new(self.file, path)
    }

    fn missing(&mut self, at: &[&str], name: &str, help: &str) {
        let mistake = Mistake::error("missing-field", format!("the field \"{name}\" is missing"))
            .at_key(&self.origin(at))
            .help(help);
        self.mistakes.push(mistake);
    }

    fn wrong(&mut self, at: &[&str], message: String, help: Option<String>) {
        let mistake = Mistake::error("wrong-value", message)
            .at_value(&self.origin(at))
            .help_if(help);
        self.mistakes.push(mistake);
    }

    fn settings(&mut self, file: SettingsFile) -> Settings {
        let mut registries = BTreeMap::new();
        for (name, registry) in file.registries.unwrap_or_default().0 {
            let settings = self.registry(&name, registry.unwrap_or_default());
            registries.insert(RegistryName::new(name), settings);
        }
        if registries.is_empty() {
            self.missing(
                &[],
                "registries",
                "write registries: { arin: { type: arin, api_key: { env: ARIN_API_KEY } } }",
            );
        }
        let at: &[&str] = if file.resources.is_some() {
            &["resources"]
        } else {
            &[]
        };
        let resources = file.resources.unwrap_or_default();
        if resources.is_empty() {
            self.missing(
                at,
                "resources",
                "write resources: [\"**/*.yaml\"], or name the files and folders",
            );
        }
        let expect = file.expect_count.unwrap_or_default();
        Settings {
            registries,
            resources,
            guards: self.guards(&file.guards.unwrap_or_default()),
            expect_count: ExpectCount {
                customers: expect.customers,
                blocks: expect.blocks,
            },
            daemon: Daemon {
                schedule: file.daemon.unwrap_or_default().schedule,
            },
        }
    }

    fn registry(&mut self, name: &str, file: RegistryFile) -> RegistrySettings {
        let at = ["registries", name];
        if name.is_empty()
            || name
                .chars()
                .any(|c| c.is_whitespace() || is_unseen(c) || c == '/')
        {
            let mistake = Mistake::error(
                "key-bad",
                "the name of a registry has no blanks, slashes or control characters",
            )
            .at_key(&self.origin(&at));
            self.mistakes.push(mistake);
        }
        match file.kind.as_deref() {
            Some("arin") => {}
            Some(other) => {
                let mistake = Mistake::error(
                    "registry-type-unknown",
                    format!("this swipd knows no registry of the type \"{other}\""),
                )
                .at_value(&self.origin(&["registries", name, "type"]))
                .help("the type it knows is arin");
                self.mistakes.push(mistake);
            }
            None => self.missing(&at, "type", "write type: arin"),
        }
        let url = self
            .url(name, "url", file.url.as_deref())
            .unwrap_or_else(|| "https://reg.arin.net".to_owned());
        let public_url = self
            .url(name, "public_url", file.public_url.as_deref())
            .unwrap_or_else(|| public_url_for(&url));
        RegistrySettings {
            name: RegistryName::new(name),
            url,
            public_url,
            api_key: self.api_key(name, file.api_key),
            auth: self.word(
                name,
                "auth",
                file.auth.as_deref(),
                &[("header", Auth::Header), ("query", Auth::Query)],
            ),
            create: self.word(
                name,
                "create",
                file.create.as_deref(),
                &[
                    ("embedded", Create::Embedded),
                    ("separate", Create::Separate),
                ],
            ),
            pace: self.pace(name, &file.pace.unwrap_or_default()),
            policy: super::policy::policy(file.policy, &mut |field, message| {
                self.wrong(&["registries", name, "policy", field], message, None);
            }),
            timeout: self.timeout(name, file.timeout.as_deref()),
        }
    }

    fn url(&mut self, registry: &str, field: &str, text: Option<&str>) -> Option<String> {
        match url::checked(text?) {
            Ok(url) if field == "url" && url.ends_with("/rest") => {
                let help = format!("write {}", url.trim_end_matches("/rest"));
                let message = "each request begins with /rest behind this address".to_owned();
                self.wrong(&["registries", registry, field], message, Some(help));
                None
            }
            Ok(url) => Some(url),
            Err((message, help)) => {
                self.wrong(&["registries", registry, field], message, help);
                None
            }
        }
    }

    fn api_key(&mut self, registry: &str, file: Option<ApiKeyFile>) -> ApiKeySource {
        const HELP: &str =
            "write api_key: { env: ARIN_API_KEY }, { file: PATH } or { credential: NAME }";
        let at = ["registries", registry, "api_key"];
        let Some(file) = file else {
            self.missing(&at[..2], "api_key", HELP);
            return ApiKeySource::Env(String::new());
        };
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        match (filled(file.env), filled(file.file), filled(file.credential)) {
            (Some(name), None, None) if !name.contains(['=', '\0']) => ApiKeySource::Env(name),
            (None, Some(path), None) if !path.contains('\0') => ApiKeySource::File(path.into()),
            (None, None, Some(name)) if !name.contains(['/', '\0']) && name != ".." => {
                ApiKeySource::Credential(name)
            }
            _ => {
                if !self.struck.beside(&self.origin(&at).path()) {
                    let message = "api_key names one place where the key is kept".to_owned();
                    let mistake = Mistake::error("wrong-value", message)
                        .at_key(&self.origin(&at))
                        .help(HELP);
                    self.mistakes.push(mistake);
                }
                ApiKeySource::Env(String::new())
            }
        }
    }

    fn word<T: Copy + Default>(
        &mut self,
        registry: &str,
        field: &str,
        text: Option<&str>,
        words: &[(&str, T)],
    ) -> T {
        let Some(text) = text else {
            return T::default();
        };
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return *value;
        }
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let help = match nearest(text, all.iter().copied()) {
            Some(word) => format!("write {word}"),
            None => format!("write {}", all.join(" or ")),
        };
        let message = format!("\"{text}\" is not a value of {field}");
        self.wrong(&["registries", registry, field], message, Some(help));
        T::default()
    }

    fn pace(&mut self, registry: &str, file: &PaceFile) -> Pace {
        let default = Pace::default();
        let mut number = |field: &str, value: Option<u64>, default: u32, most: u32| {
            let Some(value) = value else { return default };
            match u32::try_from(value) {
                Ok(value) if (1..=most).contains(&value) => value,
                Ok(_) | Err(_) => {
                    self.wrong(
                        &["registries", registry, "pace", field],
                        format!("{field} is 1 to {most}"),
                        None,
                    );
                    default
                }
            }
        };
        Pace {
            concurrency: number("concurrency", file.concurrency, default.concurrency, 256),
            per_second: number("per_second", file.per_second, default.per_second, 1_000_000),
        }
    }

    fn timeout(&mut self, registry: &str, text: Option<&str>) -> Duration {
        const DEFAULT: Duration = Duration::from_secs(30);
        let Some(text) = text else { return DEFAULT };
        let parsed = text
            .parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|duration| Duration::try_from(duration).ok())
            .filter(|duration| (1..=600).contains(&duration.as_secs()));
        if let Some(timeout) = parsed {
            timeout
        } else {
            let message = format!("\"{text}\" is not a time between 1s and 10m");
            self.wrong(
                &["registries", registry, "timeout"],
                message,
                Some("write 30s".to_owned()),
            );
            DEFAULT
        }
    }

    fn guards(&mut self, file: &GuardsFile) -> Guards {
        let default = Guards::default();
        Guards {
            max_deletes: self.bound(
                "max_deletes",
                file.max_deletes.as_ref(),
                default.max_deletes,
            ),
            max_modifies: self.bound(
                "max_modifies",
                file.max_modifies.as_ref(),
                default.max_modifies,
            ),
            max_creates: file
                .max_creates
                .as_ref()
                .and_then(|creates| creates.count)
                .unwrap_or(default.max_creates),
            max_age: self.max_age(file.max_age.as_deref(), default.max_age),
        }
    }

    fn max_age(&mut self, text: Option<&str>, default: Duration) -> Duration {
        let Some(text) = text else { return default };
        let parsed = text
            .parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|duration| Duration::try_from(duration).ok())
            .filter(|duration| !duration.is_zero());
        parsed.unwrap_or_else(|| {
            let message = format!("\"{text}\" is not a time such as 30m or 24h");
            self.wrong(
                &["guards", "max_age"],
                message,
                Some("write 24h".to_owned()),
            );
            default
        })
    }

    fn bound(&mut self, field: &str, file: Option<&GuardFile>, default: Bound) -> Bound {
        let percent = match file.and_then(|file| file.percent) {
            None => default.percent,
            Some(percent) => match u8::try_from(percent) {
                Ok(percent) if percent <= 100 => percent,
                Ok(_) | Err(_) => {
                    let message = "a percentage is 0 to 100".to_owned();
                    self.wrong(&["guards", field, "percent"], message, None);
                    default.percent
                }
            },
        };
        Bound {
            count: file.and_then(|file| file.count).unwrap_or(default.count),
            percent,
        }
    }
}
