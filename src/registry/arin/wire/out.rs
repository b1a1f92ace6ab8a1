//! The writer of payloads: exact, nothing that was not given. The core namespace has no prefix, the others
//! are declared on the root where one of their names is used, as the registry does it.

use std::fmt::Write as _;

use super::WireError;
use super::element::{Ns, is_xml};

/// The namespace of nearly everything that we write.
const CORE: &str = "http://www.arin.net/regrws/core/v1";

/// The others: prefix and URI.
const PREFIXED: [(Ns, &str, &str); 3] = [
    (
        Ns::Messages,
        "ns2",
        "http://www.arin.net/regrws/messages/v1",
    ),
    (
        Ns::SharedTicket,
        "ns3",
        "http://www.arin.net/regrws/shared-ticket/v1",
    ),
    (Ns::Ttl, "ns4", "http://www.arin.net/regrws/ttl/v1"),
];

/// An attribute to be written: namespace, name and value.
pub(super) type Written<'a> = (Ns, &'static str, &'a str);

/// A document being written.
#[derive(Debug)]
pub struct Out {
    text: String,
    used: [bool; PREFIXED.len()],
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
            text: String::new(),
            used: [false; PREFIXED.len()],
            bad: None,
        };
        body(&mut out);
        if let Some(c) = out.bad {
            return Err(WireError::Character(u32::from(c)));
        }
        let mut declared = String::new();
        for ((_, prefix, uri), used) in PREFIXED.iter().zip(out.used) {
            if used {
                let _ = write!(declared, " xmlns:{prefix}=\"{uri}\"");
            }
        }
        let body = out.text;
        Ok(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{CORE}\"{declared}>{body}</{root}>"
        )
        .into_bytes())
    }

    /// An element around others, also when these write nothing.
    pub fn wrap(&mut self, name: &'static str, body: impl FnOnce(&mut Self)) {
        self.start((Ns::Core, name), &[]);
        body(self);
        self.end((Ns::Core, name));
    }

    /// An element with text; nothing when there is none.
    pub fn field(&mut self, name: &'static str, value: Option<&str>) {
        self.field_in((Ns::Core, name), value);
    }

    /// The same in another namespace.
    pub(super) fn field_in(&mut self, name: (Ns, &'static str), value: Option<&str>) {
        if let Some(value) = value {
            self.start(name, &[]);
            self.escape(value, false);
            self.end(name);
        }
    }

    /// `true` or `false`; nothing when neither is known.
    pub(super) fn boolean(&mut self, name: (Ns, &'static str), value: Option<bool>) {
        self.field_in(name, value.map(|yes| if yes { "true" } else { "false" }));
    }

    /// An element with attributes, and a text that may be empty.
    pub(super) fn element(&mut self, name: &'static str, attributes: &[Written<'_>], text: &str) {
        self.start((Ns::Core, name), attributes);
        self.escape(text, false);
        self.end((Ns::Core, name));
    }

    /// A list whose wrapper stands also around nothing: the registry tells an empty list from none.
    pub(super) fn items<T>(
        &mut self,
        wrapper: &'static str,
        items: Option<&[T]>,
        write: impl Fn(&T, &mut Self),
    ) {
        if let Some(items) = items {
            self.wrap(wrapper, |out| {
                for item in items {
                    write(item, out);
                }
            });
        }
    }

    /// A list that is not written when it is empty.
    pub(super) fn some<T>(
        &mut self,
        wrapper: &'static str,
        items: &[T],
        write: impl Fn(&T, &mut Self),
    ) {
        self.items(
            wrapper,
            Some(items).filter(|items| !items.is_empty()),
            write,
        );
    }

    /// Numbered lines from 0, as the registry numbers them; nothing when there are none.
    pub fn lines(&mut self, name: &'static str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.wrap(name, |out| {
            for (number, line) in lines.iter().enumerate() {
                let number = number.to_string();
                out.element("line", &[(Ns::None, "number", &number)], line);
            }
        });
    }

    fn start(&mut self, name: (Ns, &'static str), attributes: &[Written<'_>]) {
        self.text.push('<');
        self.name(name);
        for (ns, name, value) in attributes {
            self.text.push(' ');
            self.name((*ns, name));
            self.text.push_str("=\"");
            self.escape(value, true);
            self.text.push('"');
        }
        self.text.push('>');
    }

    fn end(&mut self, name: (Ns, &'static str)) {
        self.text.push_str("</");
        self.name(name);
        self.text.push('>');
    }

    /// A name, with the prefix of its namespace if it has one.
    fn name(&mut self, (ns, name): (Ns, &'static str)) {
        for ((known, prefix, _), used) in PREFIXED.iter().zip(&mut self.used) {
            if *known == ns {
                *used = true;
                self.text.push_str(prefix);
                self.text.push(':');
            }
        }
        self.text.push_str(name);
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
