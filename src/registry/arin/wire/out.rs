//! The writer of payloads: exact, without prefixes, nothing that was not given.

use super::WireError;
use super::element::is_xml;

/// The namespace of everything that we write.
const CORE: &str = "http://www.arin.net/regrws/core/v1";

/// A document being written.
#[derive(Debug)]
pub struct Out {
    text: String,
    bad: Option<char>,
}

impl Out {
    /// Writes a document with one root.
    ///
    /// # Errors
    /// When a text has a character that XML can not hold.
    pub(super) fn document(
        root: &'static str,
        body: impl FnOnce(&mut Self),
    ) -> Result<Vec<u8>, WireError> {
        let mut out = Self {
            text: format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{CORE}\">"),
            bad: None,
        };
        body(&mut out);
        out.end(root);
        match out.bad {
            Some(c) => Err(WireError::Character(u32::from(c))),
            None => Ok(out.text.into_bytes()),
        }
    }

    /// An element around others, also when these write nothing.
    pub fn wrap(&mut self, name: &'static str, body: impl FnOnce(&mut Self)) {
        self.start(name, &[]);
        body(self);
        self.end(name);
    }

    /// An element with text; nothing when there is none.
    pub fn field(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.start(name, &[]);
            self.escape(value, false);
            self.end(name);
        }
    }

    /// An element without content, with attributes.
    pub fn leaf(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.start(name, attributes);
        self.end(name);
    }

    /// Numbered lines from 0, as the registry numbers them; nothing when there are none.
    pub fn lines(&mut self, name: &'static str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.wrap(name, |out| {
            for (number, line) in lines.iter().enumerate() {
                out.start("line", &[("number", &number.to_string())]);
                out.escape(line, false);
                out.end("line");
            }
        });
    }

    fn start(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            self.escape(value, true);
            self.text.push('"');
        }
        self.text.push('>');
    }

    fn end(&mut self, name: &'static str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// `>` is escaped so that `]]>` can not occur; `\r` so that a reader does not turn it into `\n`.
    fn escape(&mut self, text: &str, attribute: bool) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '\r' => self.text.push_str("&#13;"),
                '"' if attribute => self.text.push_str("&quot;"),
                '\n' if attribute => self.text.push_str("&#10;"),
                '\t' if attribute => self.text.push_str("&#9;"),
                c if is_xml(c) => self.text.push(c),
                c => self.bad = self.bad.or(Some(c)),
            }
        }
    }
}
