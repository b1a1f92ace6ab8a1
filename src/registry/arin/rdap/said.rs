//! What the public shows of a record beside its names and dates, as a print: enough to tell whether it is what is known.
//! Dates of change have seconds, and what somebody else does in the second of our own write has the same date.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::view::{CustomerView, NetView, canonical_lines};
use super::Remark;
use crate::model::{Field, Fields};

/// A print of the comment of a net, or of the address and the comment of a customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said(u64);

impl Said {
    /// What the public shows of a net as it is known.
    #[must_use]
    pub fn of_net(view: &NetView) -> Self {
        Self::of(&[], &listed(&view.fields(), &["comment"]))
    }

    /// What the public shows of a customer record as it is known. Of a private one it hides most.
    #[must_use]
    pub fn of_customer(view: &CustomerView) -> Self {
        let fields = view.fields();
        let address = listed(&fields, &["street", "city", "region", "postal_code"]);
        Self::of(&address, &listed(&fields, &["customer_comment"]))
    }

    /// What it shows of a net.
    pub(super) fn shown_of_net(remarks: &[Remark]) -> Self {
        Self::of(&[], &comment(remarks))
    }

    /// What it shows of a customer: the lines of the address, of which the last one is the country, and the comment.
    pub(super) fn shown_of_entity(jcard: &Value, remarks: &[Remark]) -> Self {
        let properties = jcard.get(1).and_then(Value::as_array);
        let mut properties = properties.into_iter().flatten();
        let address = properties
            .find(|property| property.get(0).and_then(Value::as_str) == Some("adr"))
            .and_then(|property| property.get(1)?.get("label")?.as_str())
            .unwrap_or_default();
        let mut address = canonical_lines(&address.lines().collect::<Vec<_>>());
        address.pop();
        Self::of(&address, &comment(remarks))
    }

    fn of(address: &[String], comment: &[String]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for lines in [address, comment] {
            for line in lines {
                hasher.update(line.as_bytes());
                hasher.update(b"\n");
            }
            hasher.update(b"\0");
        }
        let mut print = [0; 8];
        hasher.finalize_xof().fill(&mut print);
        Self(u64::from_le_bytes(print))
    }
}

/// Values of fields, a line each.
fn listed(fields: &Fields, names: &[&str]) -> Vec<String> {
    let values = names.iter().filter_map(|name| fields.get(*name));
    let lines = values.flat_map(|value| match value {
        Field::Text(text) => vec![text.to_string()],
        Field::Lines(lines) => lines.iter().map(ToString::to_string).collect(),
    });
    lines.collect()
}

/// The lines of the comment that stands among the remarks.
fn comment(remarks: &[Remark]) -> Vec<String> {
    let is_comment = |remark: &&Remark| remark.title.as_str() == Some("Registration Comments");
    let lines = remarks.iter().filter(is_comment);
    let lines = lines.filter_map(|remark| remark.description.as_array());
    let lines: Vec<&str> = lines.flatten().filter_map(Value::as_str).collect();
    canonical_lines(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn customer() -> CustomerView {
        let record = include_bytes!("../wire/documents/customer-reply.xml");
        CustomerView::of(&super::super::super::wire::decode(record).expect("a customer"))
    }

    fn remarks(title: &str, lines: &[&str]) -> Vec<Remark> {
        let remarks = json!([{ "title": title, "description": lines }]);
        serde_json::from_value(remarks).expect("remarks")
    }

    fn entity(label: &str, comment: &[&str]) -> Said {
        let adr = json!(["adr", { "label": label }, "text", []]);
        let jcard = json!(["vcard", [["fn", {}, "text", "Blue Heron"], adr]]);
        Said::shown_of_entity(&jcard, &remarks("Registration Comments", comment))
    }

    #[test]
    fn a_record_is_shown_by_the_lines_of_its_address_and_its_comment() {
        let known = CustomerView {
            street: vec!["12 Mill Road".into(), "Suite 4".into()],
            city: "Harrisonburg".into(),
            region: "VA".into(),
            postal_code: "22801".into(),
            comment: vec!["NOC".into()],
            ..customer()
        };
        let known = Said::of_customer(&known);
        let label = "12 Mill Road\nSuite 4\nHarrisonburg\nVA\n22801\nUnited States";
        assert_eq!(entity(label, &["NOC"]), known);
        assert_eq!(entity(label, &[" NOC ", ""]), known);
        for (label, comment) in [
            (label, &[][..]),
            (label, &["NOC", "24 h"]),
            (&label.replace("Harrisonburg", "HARRISONBURG"), &["NOC"]),
            (&label.replace("Suite 4\n", ""), &["NOC"]),
            (&label.replace("\nUnited States", ""), &["NOC"]),
            ("", &["NOC"]),
        ] {
            assert_ne!(entity(label, comment), known, "{label} {comment:?}");
        }
    }

    #[test]
    fn only_the_comment_of_a_net_counts() {
        let comment = |title, lines| Said::shown_of_net(&remarks(title, lines));
        let known = |lines: &[&str]| {
            Said::of_net(&NetView::new(
                "EXMPL-1".parse().expect("a name"),
                canonical_lines(lines),
                std::collections::BTreeMap::new(),
            ))
        };
        let title = "Registration Comments";
        assert_eq!(comment(title, &["A", "B"]), known(&["A", "B"]));
        assert_ne!(comment(title, &["A", "B"]), known(&["A B"]));
        assert_ne!(comment(title, &["A"]), known(&[]));
        assert_eq!(comment("Additional Information", &["A"]), known(&[]));
    }
}
