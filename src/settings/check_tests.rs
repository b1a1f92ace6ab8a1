//! What is wrong in `swipd.yaml` is told in its place.

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
    let with = |policy: &str| SMALL.replace("type: arin", &format!("type: arin, policy: {policy}"));
    let settings = read(&with("{ manual: NRPM 2027.1, ipv6: 48, days: 14 }")).expect("settings");
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
