//! Scripted faults: which request they hit, and what they do to it (design, section 10).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::yaml::{self, SourceText};

use super::options::SimulatorError;

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// The request is carried out, then the connection is closed.
    DropReply,
    /// The connection is closed, and nothing is carried out.
    DropRequest,
    /// The connection is closed now; the request is carried out after the delay.
    Late,
    /// The request is carried out twice, and the second answer is given.
    Replay,
    /// The customer of an embedded create is made and its net is not; 500.
    Partial,
    /// The request is carried out, and 500 is answered.
    ErrorAfterCommit,
    /// 503 `E_OUTAGE`; nothing is carried out.
    Error,
    /// 429; nothing is carried out.
    Throttle,
    /// The request is carried out, and half of the answer's body arrives.
    Truncate,
    /// The request is carried out, and the answer's body is noise.
    Garbage,
    /// A proxy answers 200 with a page; nothing is carried out.
    Html,
    /// The request is carried out, and the answer waits for the delay.
    Slow,
    /// A read answers from the state as it was the delay ago.
    StaleRead,
    /// A delete or a reassignment answers with a ticket that stays open for the delay.
    Ticket,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// One rule. `times` and `after` count down, `hits` counts up; what is shown can be set again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    #[serde(rename = "match", default)]
    matches: Match,
    #[serde(rename = "do")]
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
    #[serde(default)]
    hits: u64,
    #[serde(skip)]
    pause: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    #[serde(default)]
    rules: Vec<Rule>,
}

/// What is to be done to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) delay: Duration,
    pub(super) resolution: Option<String>,
    pub(super) retry_after: Option<String>,
}

/// The rules in force. The first one that hits wins.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: Vec<Rule>,
}

impl Faults {
    /// Reads a script, JSON or YAML.
    pub(super) fn read(text: &str) -> Result<Self, SimulatorError> {
        let script: Script = match serde_json::from_str(text) {
            Ok(script) => script,
            Err(json) => {
                let source = SourceText {
                    name: "faults".to_owned(),
                    text: text.to_owned(),
                };
                yaml::read(&source).map_err(|_| SimulatorError::Faults(json.to_string()))?
            }
        };
        let mut rules = script.rules;
        for rule in &mut rules {
            rule.pause = match (&rule.delay, rule.kind) {
                (Some(text), _) => duration(text).ok_or_else(|| {
                    SimulatorError::Faults(format!("\"{text}\" is not a delay such as 400ms"))
                })?,
                (None, Kind::Ticket) => Duration::from_secs(2),
                (None, _) => Duration::from_millis(400),
            };
            if !rule.probability.is_none_or(|p| (0.0..=1.0).contains(&p)) {
                let message = "a probability lies between 0 and 1".to_owned();
                return Err(SimulatorError::Faults(message));
            }
        }
        Ok(Self { rules })
    }

    /// The script with what is left of it, and the hits of each rule.
    pub(super) fn json(&self) -> Value {
        json!({ "rules": self.rules })
    }

    /// The longest delay of the rules that read an older state.
    pub(super) fn stale_lag(&self) -> Option<Duration> {
        self.rules
            .iter()
            .filter(|rule| rule.kind == Kind::StaleRead)
            .map(|rule| rule.pause)
            .max()
    }

    /// Decides about one request.
    pub(super) fn pick(
        &mut self,
        method: &str,
        path: &str,
        dice: &mut fastrand::Rng,
    ) -> Option<Fault> {
        for rule in &mut self.rules {
            let hit = rule.matches.method.as_deref().is_none_or(|m| m == method)
                && rule.matches.path.as_deref().is_none_or(|p| fits(p, path));
            if !hit || rule.times == Some(0) {
                continue;
            }
            if let Some(after) = rule.after.as_mut().filter(|after| **after > 0) {
                *after -= 1;
                continue;
            }
            if rule.probability.is_some_and(|p| dice.f64() >= p) {
                continue;
            }
            if let Some(times) = &mut rule.times {
                *times -= 1;
            }
            rule.hits += 1;
            return Some(Fault {
                kind: rule.kind,
                delay: rule.pause,
                resolution: rule.resolution.clone(),
                retry_after: rule.retry_after.clone(),
            });
        }
        None
    }
}

/// `400ms`, `2s`, `1.5s`, `1m`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(end);
    let unit = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        _ => return None,
    };
    let number: f64 = number.trim().parse().ok()?;
    Duration::try_from_secs_f64(number * unit).ok()
}

/// Whether a path fits a pattern in which `*` stands for anything, slashes too.
fn fits(pattern: &str, path: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_crosses_slashes() {
        assert!(fits("/rest/net/*/reassign", "/rest/net/NET-1/reassign"));
        assert!(fits("/rest/*", "/rest/net/NET-1/reassign"));
        assert!(fits("*", "") && fits("/a*b*c", "/a-b-b-c"));
        assert!(!fits("/rest/net/*/reassign", "/rest/net/NET-1/remove"));
        assert!(!fits("/rest/net", "/rest/net/NET-1"));
        assert!(!fits("/a*a", "/a"));
    }

    #[test]
    fn rules_count_down_and_skip() {
        let script =
            r#"{"rules":[{"match":{"method":"PUT"},"do":"drop_reply","times":1,"after":1}]}"#;
        let mut faults = Faults::read(script).expect("script");
        let mut dice = fastrand::Rng::with_seed(0);
        let mut pick = |method| faults.pick(method, "/x", &mut dice).map(|fault| fault.kind);
        assert_eq!(pick("PUT"), None);
        assert_eq!(pick("GET"), None);
        assert_eq!(pick("PUT"), Some(Kind::DropReply));
        assert_eq!(pick("PUT"), None);
        let left = faults.json();
        let rule = serde_json::json!({
            "match": { "method": "PUT" }, "do": "drop_reply", "times": 0, "after": 0, "hits": 1
        });
        assert_eq!(left, serde_json::json!({ "rules": [rule] }));
        assert!(Faults::read(&left.to_string()).is_ok());
    }

    #[test]
    fn scripts_are_json_or_yaml_and_mistakes_are_told() {
        assert!(Faults::read("rules:\n  - do: late\n    delay: 2s\n").is_ok());
        assert!(Faults::read(r#"{"rules":[{"do":"explode"}]}"#).is_err());
        assert!(Faults::read(r#"{"rules":[{"do":"late","delay":"soon"}]}"#).is_err());
        assert!(Faults::read(r#"{"rules":[{"do":"late","colour":1}]}"#).is_err());
        assert!(Faults::read(r#"{"rules":[{"do":"late","probability":2}]}"#).is_err());
    }
}
