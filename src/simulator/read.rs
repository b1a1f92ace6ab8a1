//! Bodies as they were sent, after the schema and before any rule. An empty element counts as not given.

use roxmltree::{Document, Node};
use serde::{Deserialize, Serialize};

use super::encoding;
use super::read_ticket::{self, SentMessage};
use super::refusal::{Component, Refusal, settle};
use super::schema::{self, Body, CORE};

/// A customer as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentCustomer {
    pub(super) name: Option<String>,
    pub(super) code2: Option<String>,
    pub(super) code3: Option<String>,
    pub(super) street: Vec<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) comment: Vec<String>,
    pub(super) private: bool,
    pub(super) handle: Option<String>,
    pub(super) registered: Option<String>,
    pub(super) parent_org: Option<String>,
}

/// A block as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentBlock {
    pub(super) kind: Option<String>,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) length: Option<String>,
    pub(super) description: Option<String>,
}

/// A POC link as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentPoc {
    pub(super) handle: Option<String>,
    pub(super) function: String,
}

/// A net as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentNet {
    pub(super) version: Option<String>,
    pub(super) blocks: Vec<SentBlock>,
    pub(super) name: Option<String>,
    pub(super) customer_handle: Option<String>,
    pub(super) customer: Option<SentCustomer>,
    pub(super) org_handle: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) comment: Vec<String>,
    pub(super) pocs: Vec<SentPoc>,
    pub(super) handle: Option<String>,
    pub(super) registered: Option<String>,
    /// Only the legacy dialect keeps them (reference 2.9).
    #[serde(default)]
    pub(super) origins: Vec<String>,
    #[serde(default)]
    pub(super) messages: Vec<SentMessage>,
}

/// Reads a net.
pub(super) fn net(body: &[u8]) -> Result<SentNet, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Net).map_err(Refusal::schema)?;
    characters(&document)?;
    messages(&document)?;
    Ok(net_of(document.root_element()))
}

/// Reads a customer.
pub(super) fn customer(body: &[u8]) -> Result<SentCustomer, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Customer).map_err(Refusal::schema)?;
    characters(&document)?;
    Ok(customer_of(document.root_element()))
}

/// Texts are one line of ASCII; comments also take accented letters (reference 1.3). Said of each element.
pub(super) fn characters(document: &Document<'_>) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    let related = document
        .root_element()
        .descendants()
        .filter(|node| node.is_element() && ours(*node) && !named(*node, "data"));
    for node in related {
        let comment = node.ancestors().any(|above| named(above, "comment"));
        let fits =
            |c: char| matches!(c, ' '..='~') || (comment && crate::model::is_comment_text(c));
        let leaf = !node.children().any(|child| child.is_element());
        let text = schema::text_of(node);
        let attributes_fit = node
            .attributes()
            .all(|given| given.value().chars().all(fits));
        let simple = leaf && !text.trim().is_empty();
        if (simple && !text.chars().all(fits)) || !attributes_fit {
            let name = match node.parent_element() {
                Some(above) if named(node, "line") => above.tag_name().name(),
                _ => node.tag_name().name(),
            };
            wrong.push(Component::new(
                name,
                "Contains characters that are not allowed.",
            ));
        }
    }
    settle(wrong)
}

/// A message has its number and its date from the registry, and is sent without them (reference 2.13).
pub(super) fn messages(document: &Document<'_>) -> Result<(), Refusal> {
    let given = document.root_element().descendants().filter(|node| {
        let name = node.tag_name();
        name.namespace() == Some(schema::MESSAGES)
            && matches!(name.name(), "messageId" | "createdDate")
            && ours(*node)
    });
    settle(
        given
            .map(|node| Component::new(node.tag_name().name(), "Must not be given in a request."))
            .collect(),
    )
}

/// Whether the element and all above it are ours, not of an unrelated namespace.
fn ours(node: Node<'_, '_>) -> bool {
    node.ancestors().filter(Node::is_element).all(|above| {
        above
            .tag_name()
            .namespace()
            .is_some_and(|uri| [CORE, schema::MESSAGES, schema::TTL].contains(&uri))
    })
}

pub(super) fn named(node: Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name && node.tag_name().namespace() == Some(CORE)
}

pub(super) fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| named(*child, name))
}

pub(super) fn text(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, name)
        .map(schema::text_of)
        .filter(|text| !text.trim().is_empty())
}

/// Lines by their numbers; equal numbers keep the order of the document.
pub(super) fn lines(node: Node<'_, '_>, name: &str) -> Vec<String> {
    let Some(list) = child(node, name) else {
        return Vec::new();
    };
    let mut lines: Vec<(i128, String)> = list
        .children()
        .filter(|line| named(*line, "line"))
        .map(|line| {
            let number = line.attribute("number").unwrap_or_default().trim();
            (number.parse().unwrap_or(i128::MAX), schema::text_of(line))
        })
        .collect();
    lines.sort_by_key(|(number, _)| *number);
    lines.into_iter().map(|(_, text)| text).collect()
}

fn customer_of(node: Node<'_, '_>) -> SentCustomer {
    let country = child(node, "iso3166-1");
    let code = |name: &str| country.and_then(|country| text(country, name));
    SentCustomer {
        name: text(node, "customerName"),
        code2: code("code2"),
        code3: code("code3"),
        street: lines(node, "streetAddress"),
        city: text(node, "city"),
        region: text(node, "iso3166-2"),
        postal_code: text(node, "postalCode"),
        comment: lines(node, "comment"),
        private: text(node, "privateCustomer")
            .is_some_and(|word| matches!(word.trim(), "true" | "1")),
        handle: text(node, "handle"),
        registered: text(node, "registrationDate"),
        parent_org: text(node, "parentOrgHandle"),
    }
}

fn net_of(node: Node<'_, '_>) -> SentNet {
    let list = |wrapper: &str, item: &'static str| {
        child(node, wrapper)
            .into_iter()
            .flat_map(move |list| list.children().filter(move |child| named(*child, item)))
            .collect::<Vec<_>>()
    };
    SentNet {
        version: text(node, "version").map(|version| version.trim().to_owned()),
        blocks: list("netBlocks", "netBlock")
            .into_iter()
            .map(|block| SentBlock {
                kind: text(block, "type"),
                start: text(block, "startAddress"),
                end: text(block, "endAddress"),
                length: text(block, "cidrLength"),
                description: text(block, "description"),
            })
            .collect(),
        name: text(node, "netName"),
        customer_handle: text(node, "customerHandle"),
        customer: child(node, "customer").map(customer_of),
        org_handle: text(node, "orgHandle"),
        parent: text(node, "parentNetHandle"),
        comment: lines(node, "comment"),
        pocs: list("pocLinks", "pocLinkRef")
            .into_iter()
            .map(|link| SentPoc {
                handle: link.attribute("handle").map(str::to_owned),
                function: link.attribute("function").unwrap_or_default().to_owned(),
            })
            .collect(),
        handle: text(node, "handle"),
        registered: text(node, "registrationDate"),
        origins: list("originASes", "originAS")
            .into_iter()
            .map(schema::text_of)
            .filter(|origin| !origin.trim().is_empty())
            .collect(),
        messages: read_ticket::messages_of(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_ordered_by_number_and_empty_elements_are_not_given() {
        let body = format!(
            "<net xmlns=\"{CORE}\"><netName/><comment><line number=\"2\">b</line>\
             <line number=\"-1\">a</line></comment><originASes><originAS>64500</originAS></originASes></net>"
        );
        let sent = net(body.as_bytes()).expect("net");
        assert_eq!(sent.name, None);
        assert_eq!(sent.comment, ["a", "b"]);
    }

    #[test]
    fn a_message_has_neither_a_number_nor_a_date() {
        let message = |inner: &str| {
            let text = format!(
                "<net xmlns=\"{CORE}\" xmlns:m=\"{}\"><messages><message>{inner}</message></messages></net>",
                schema::MESSAGES
            );
            net(text.as_bytes())
        };
        assert!(message("<subject>Why</subject>").is_ok());
        for element in ["messageId", "createdDate"] {
            let refused = message(&format!("<m:{element}>4</m:{element}>")).expect_err(element);
            assert_eq!((refused.status, refused.code), (400, "E_ENTITY_VALIDATION"));
            assert_eq!(refused.components[0].name, element);
        }
    }

    #[test]
    fn accents_stand_in_comments_only() {
        let inner =
            |text: &str| format!("<customer xmlns=\"{CORE}\">{text}</customer>").into_bytes();
        assert!(customer(&inner("<comment><line number=\"0\">Café</line></comment>")).is_ok());
        let refused = customer(&inner("<customerName>Café</customerName>")).expect_err("accent");
        assert_eq!(refused.code, "E_ENTITY_VALIDATION");
        assert_eq!(refused.components[0].name, "customerName");
        let refused = customer(&inner(
            "<streetAddress><line number=\"0\">Rue é</line></streetAddress>",
        ))
        .expect_err("accent");
        assert_eq!(refused.components[0].name, "streetAddress");
        assert!(customer(&inner("<customerName>a\nb</customerName>")).is_err());
        assert!(customer(b"\xff").is_err());
    }
}
