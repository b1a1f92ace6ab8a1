//! What must hold after every story: the simulator's state against the repository, and nothing left to do.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use swipd::model::Range;

use super::estate::Estate;

/// A net in the simulator's state.
#[derive(Debug, Clone)]
pub(crate) struct Net {
    pub(crate) handle: String,
    pub(crate) parent: Option<String>,
    pub(crate) range: Range,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) customer: Option<String>,
    pub(crate) org: Option<String>,
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Every net.
pub(crate) fn nets(state: &Value) -> Vec<Net> {
    let nets = state["nets"].as_array().expect("nets");
    nets.iter()
        .map(|net| {
            let (start, end) = (text(&net["start"]), text(&net["end"]));
            let range = format!("{}-{}", start.expect("start"), end.expect("end"));
            Net {
                handle: text(&net["handle"]).expect("handle"),
                parent: text(&net["parent"]),
                range: range.parse().expect("a range"),
                kind: text(&net["type"]).expect("type"),
                name: text(&net["name"]).expect("name"),
                customer: text(&net["customer"]),
                org: text(&net["org"]),
            }
        })
        .collect()
}

/// The simple nets with exactly this range.
pub(crate) fn registered(state: &Value, range: &str) -> Vec<Net> {
    let range: Range = range.parse().expect("a range");
    let mut nets = nets(state);
    nets.retain(|net| net.kind == "S" && net.range == range);
    nets
}

/// The nets with exactly this range that were given to somebody, of any type.
pub(crate) fn given(state: &Value, range: &str) -> Vec<Net> {
    let range: Range = range.parse().expect("a range");
    let mut nets = nets(state);
    nets.retain(|net| net.kind != "DA" && net.range == range);
    nets
}

/// How many simple nets there are.
pub(crate) fn count(state: &Value) -> usize {
    nets(state).iter().filter(|net| net.kind == "S").count()
}

/// The names of customer records, by handle.
pub(crate) fn customers(state: &Value) -> BTreeMap<String, String> {
    let customers = state["customers"].as_array().expect("customers");
    customers
        .iter()
        .filter_map(|customer| Some((text(&customer["handle"])?, text(&customer["name"])?)))
        .collect()
}

/// Customer records that no net is linked to.
pub(crate) fn unlinked(state: &Value) -> Vec<String> {
    let customers = state["customers"].as_array().expect("customers");
    customers
        .iter()
        .filter(|customer| customer["net"].is_null())
        .filter_map(|customer| text(&customer["handle"]))
        .collect()
}

impl Estate {
    /// The registry is as declared, and nothing is left to do.
    #[track_caller]
    pub(crate) fn check(&self) {
        self.check_but(&[], &[]);
    }

    /// The same, but for these objections, by code, and blocks that are not registered because of them.
    #[track_caller]
    pub(crate) fn check_but(&self, objections: &[&str], kept_away: &[&str]) {
        self.check_state(kept_away);
        self.check_quiet(objections);
    }

    /// No block missing, none twice, none of ours undeclared, one customer record for each net and none over.
    #[track_caller]
    pub(crate) fn check_state(&self, kept_away: &[&str]) {
        let state = self.simulator.state();
        let shown = || format!("{state:#}\n{}", self.printed.borrow());
        let names = customers(&state);
        let kept: BTreeSet<Range> = kept_away
            .iter()
            .map(|range| range.parse().expect("a range"))
            .collect();
        let ours: Vec<Net> = nets(&state)
            .into_iter()
            .filter(|net| net.customer.is_some() && !self.foreign.contains(&net.handle))
            .collect();
        self.check_orgs(&nets(&state));
        let mut wanted = BTreeSet::new();
        for (text, profile, block) in self.declared.blocks() {
            let range: Range = text.parse().expect("a range");
            if kept.contains(&range) {
                continue;
            }
            wanted.insert(range);
            let here: Vec<&Net> = ours.iter().filter(|net| net.range == range).collect();
            assert_eq!(here.len(), 1, "nets at {text}: {here:?}\n{}", shown());
            let net = here[0];
            assert_eq!(
                net.parent.as_deref(),
                Some(super::seed::parent_of(text)),
                "{text}"
            );
            let name = net.customer.as_ref().and_then(|handle| names.get(handle));
            assert_eq!(
                name.map(|name| name.to_uppercase()),
                Some(profile.name.to_uppercase()),
                "the recipient of {text}"
            );
            if let Some(name) = &block.name {
                assert_eq!(&net.name, name, "{text}");
            }
        }
        let over: Vec<&Net> = ours
            .iter()
            .filter(|net| !wanted.contains(&net.range))
            .collect();
        assert!(over.is_empty(), "not declared: {over:?}\n{}", shown());
        assert_eq!(
            unlinked(&state),
            Vec::<String>::new(),
            "records without a net\n{}",
            shown()
        );
        let given: Vec<&String> = ours
            .iter()
            .filter_map(|net| net.customer.as_ref())
            .collect();
        let distinct: BTreeSet<&&String> = given.iter().collect();
        assert_eq!(given.len(), distinct.len(), "a record serves one net only");
    }

    /// The nets of orgs are those that are declared, each once.
    #[track_caller]
    fn check_orgs(&self, nets: &[Net]) {
        let given = nets.iter().filter(|net| {
            net.kind != "DA" && net.org.is_some() && !self.foreign.contains(&net.handle)
        });
        let mut there: Vec<(Range, &str, &str)> = given
            .map(|net| {
                let org = net.org.as_deref().unwrap_or_default();
                (net.range, net.kind.as_str(), org)
            })
            .collect();
        let mut wanted: Vec<(Range, &str, &str)> = self
            .declared
            .granted()
            .map(|(range, kind, org)| (range.parse().expect("a range"), kind, org))
            .collect();
        there.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(there, wanted, "nets of orgs\n{}", self.printed.borrow());
    }

    /// The next plan is empty, but for these objections, and the next apply sends no write.
    #[track_caller]
    pub(crate) fn check_quiet(&self, objections: &[&str]) {
        let code = if objections.is_empty() { 0 } else { 3 };
        let ran = self.plan();
        let plan = ran.json();
        let steps = plan["steps"].as_array().expect("steps");
        assert!(steps.is_empty(), "{}", ran.said());
        let codes: Vec<&str> = plan["objections"]
            .as_array()
            .expect("objections")
            .iter()
            .filter_map(|objection| objection["code"].as_str())
            .collect();
        assert_eq!(codes, objections, "{}", ran.said());
        ran.exits(code);
        let before = self.writes();
        self.run(&["apply", "--yes", "--allow", "partial"])
            .exits(code);
        assert_eq!(self.writes_since(before), Vec::<String>::new());
    }
}
