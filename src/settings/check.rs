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

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "version: 1\nregistries:\n  arin: { type: arin, api_key: { env: ARIN_API_KEY } }\nresources: [\"*.yaml\"]\n";

    fn read(text: &str) -> Result<Settings, Vec<Diagnostic>> {
        let source = SourceText::from_bytes("swipd.yaml", text.into()).map_err(|d| vec![d])?;
        Settings::read(&source)
    }

    fn refused(text: &str) -> Vec<(&'static str, usize, usize)> {
        read(text)
            .expect_err("refused")
            .iter()
            .map(|d| (d.code, d.places[0].line, d.places[0].column))
            .collect()
    }

    #[test]
    fn defaults_are_those_of_the_manual() {
        let settings = read(SMALL).expect("settings");
        let arin = &settings.registries[&RegistryName::new("arin")];
        assert_eq!(arin.url, "https://reg.arin.net");
        assert_eq!(arin.public_url, "https://rdap.arin.net/registry");
        assert_eq!((arin.auth, arin.create), (Auth::Header, Create::Embedded));
        assert_eq!(
            (arin.pace, arin.timeout),
            (Pace::default(), Duration::from_secs(30))
        );
        assert_eq!(arin.api_key, ApiKeySource::Env("ARIN_API_KEY".to_owned()));
        assert_eq!(settings.guards, Guards::default());
        let asked = (29, 47, 7, 2);
        let policy = &arin.policy;
        let found = (policy.ipv4, policy.ipv6, policy.days, policy.remind);
        assert_eq!((found, policy.manual.as_str()), (asked, "NRPM 2023.2"));
    }

    #[test]
    fn every_wrong_value_is_found_in_its_place() {
        let text = "version: 1
registries:
  arin:
    type: arin
    url: http://reg.arin.net
    api_key: { env: A, file: b }
    auth: cookie
    create: seperate
    pace: { concurrency: 0, per_second: 4 }
    timeout: fast
resources: []
guards: { max_deletes: { percent: 200 }, max_age: old }
";
        assert_eq!(
            refused(text),
            [
                ("wrong-value", 5, 10),
                ("wrong-value", 6, 5),
                ("wrong-value", 7, 11),
                ("wrong-value", 8, 13),
                ("wrong-value", 9, 26),
                ("wrong-value", 10, 14),
                ("missing-field", 11, 1),
                ("wrong-value", 12, 35),
                ("wrong-value", 12, 51),
            ]
        );
    }

    #[test]
    fn the_numbers_of_a_policy_have_bounds() {
        let with =
            |policy: &str| SMALL.replace("type: arin", &format!("type: arin, policy: {policy}"));
        let settings =
            read(&with("{ manual: NRPM 2027.1, ipv6: 48, days: 14 }")).expect("settings");
        let policy = &settings.registries[&RegistryName::new("arin")].policy;
        assert_eq!((policy.ipv4, policy.ipv6, policy.days), (29, 48, 14));
        assert_eq!(policy.manual, "NRPM 2027.1");
        let wrong = with("{ ipv4: 33, ipv6: 0, days: 400, remind: 1000000 }");
        assert_eq!(
            refused(&wrong),
            [
                ("wrong-value", 3, 39),
                ("wrong-value", 3, 49),
                ("wrong-value", 3, 58),
                ("wrong-value", 3, 71),
            ]
        );
        let wrong = with("{ ipv5: 29 }");
        assert_eq!(refused(&wrong), [("unknown-field", 3, 33)]);
    }

    #[test]
    fn a_mistake_of_form_hides_no_wrong_value() {
        let text = "version: 1
registries:
  arin: { typ: arin, auth: Header, create: [], timeout: 0s, pace: { concurrency: 0, per_second: -1 } }
resources: [{}, a.yaml]
daemon: { schedule: 5 }
";
        assert_eq!(
            refused(text),
            [
                ("unknown-field", 3, 11),
                ("wrong-value", 3, 28),
                ("wrong-type", 3, 44),
                ("wrong-value", 3, 57),
                ("wrong-value", 3, 82),
                ("wrong-type", 3, 97),
                ("wrong-type", 4, 12),
            ]
        );
        let text = SMALL.replace("{ env: ARIN_API_KEY }", "{ evn: A }");
        assert_eq!(refused(&text), [("unknown-field", 3, 34)]);
        let text = SMALL.replace("{ env: ARIN_API_KEY }", "{ file: \"a\\0b\" }");
        assert_eq!(refused(&text), [("wrong-value", 3, 23)]);
        let text = SMALL.to_owned() + "daemon: { schedule: 5 }\n";
        assert_eq!(
            read(&text).expect("right").daemon.schedule.as_deref(),
            Some("5")
        );
    }

    #[test]
    fn the_version_comes_first() {
        assert_eq!(refused("registries: {}\n"), [("version-missing", 0, 0)]);
        assert_eq!(refused("a: b\nversion: 2\n"), [("version-unknown", 2, 10)]);
    }

    #[test]
    fn a_key_in_the_file_is_refused_and_not_shown() {
        let text = SMALL.replace("{ env: ARIN_API_KEY }", "API-1111-2222-3333-4444");
        let found = read(&text).expect_err("refused");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].code, "api-key-in-yaml");
        assert_eq!(
            (found[0].places[0].line, found[0].places[0].column),
            (3, 32)
        );
        assert!(!format!("{found:?}").contains("1111"));
    }

    #[test]
    fn fields_and_types_that_are_not_known_are_named() {
        let text = SMALL.replace("type: arin", "typ: arin, timeout: 5s") + "guard: {}\n";
        assert_eq!(
            refused(&text),
            [("unknown-field", 3, 11), ("unknown-field", 5, 1)]
        );
        let text = SMALL.replace("type: arin", "type: repp");
        assert_eq!(refused(&text), [("registry-type-unknown", 3, 17)]);
    }
}
