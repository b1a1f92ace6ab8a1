//! One record of the registry, field by field, as text and as JSON.

use serde_json::{Map, Value};

use super::words::shown;

/// Where values begin, at least.
const INDENT: usize = 13;

/// The fields of one record, in the order in which people read them. A field that the record does not have is
/// not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    title: String,
    lines: Vec<(&'static str, Vec<String>)>,
    values: Map<String, Value>,
}

impl Sheet {
    /// A record without fields; the title stands above the text.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lines: Vec::new(),
            values: Map::new(),
        }
    }

    /// A field with one text, if there is one.
    #[must_use]
    pub fn one(self, name: &'static str, value: Option<impl ToString>) -> Self {
        let Some(value) = value.map(|value| value.to_string()) else {
            return self;
        };
        self.value(name, Some(value.as_str()))
            .said(name, Some(value))
    }

    /// A field with several texts, if there are any.
    #[must_use]
    pub fn many<T: ToString>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if !values.is_empty() {
            self.values.insert(name.to_owned(), values.clone().into());
            self.lines.push((name, values));
        }
        self
    }

    /// A line for people alone: several fields in one, or one in other words.
    #[must_use]
    pub fn said(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.lines.push((name, vec![value.to_string()]));
        }
        self
    }

    /// Lines for people alone.
    #[must_use]
    pub fn told(mut self, name: &'static str, values: Vec<String>) -> Self {
        if !values.is_empty() {
            self.lines.push((name, values));
        }
        self
    }

    /// A field for programs alone.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.values.insert(name.to_owned(), value.into());
        }
        self
    }

    /// For a terminal: the title, then a line for each text. Nothing in it can move the cursor.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![shown(&self.title)];
        for (name, values) in &self.lines {
            let label = name.replace('_', " ");
            let width = (INDENT - 2).max(label.len() + 1);
            let labels = std::iter::once(label.as_str()).chain(std::iter::repeat(""));
            for (label, value) in labels.zip(values.iter().flat_map(|value| value.lines())) {
                let line = format!("  {label:<width$}{}", shown(value));
                lines.push(line.trim_end().to_owned());
            }
        }
        lines.join("\n")
    }

    /// For programs: an object; lists stay lists.
    #[must_use]
    pub fn json(&self) -> Value {
        Value::Object(self.values.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_is_shown_by_lines_and_as_json() {
        let sheet = Sheet::new("NET-198-51-100-64-1")
            .one("range", Some("198.51.100.64/28"))
            .one("org", None::<String>)
            .many("poc_links", ["T TEC1-ARIN", "AB ABU1-ARIN"])
            .many("comment", Vec::<String>::new())
            .many("nameservers", ["ns1.example.net", "ns2.example.net"])
            .said("type", Some("S, Reassigned"))
            .value("type", Some("S"));
        assert_eq!(
            sheet.text(),
            "NET-198-51-100-64-1\n  range      198.51.100.64/28\n  poc links  T TEC1-ARIN\n             AB ABU1-ARIN\n  nameservers ns1.example.net\n              ns2.example.net\n  type       S, Reassigned"
        );
        assert_eq!(
            sheet.json(),
            json!({
                "range": "198.51.100.64/28",
                "nameservers": ["ns1.example.net", "ns2.example.net"],
                "poc_links": ["T TEC1-ARIN", "AB ABU1-ARIN"],
                "type": "S",
            })
        );
    }

    #[test]
    fn nothing_in_a_record_moves_the_cursor() {
        let sheet = Sheet::new("a\u{1b}[2J").one("name", Some("b\u{1b}]0;x\u{7}"));
        assert!(!sheet.text().contains('\u{1b}'));
    }
}
