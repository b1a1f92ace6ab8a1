//! What a body may hold: a table of names, namespaces and enumerations, written from the reference (2.2).
//!
//! Order does not matter and every element is optional; the rest is strict. Elements of unrelated
//! namespaces are ignored, with all that is in them.

use roxmltree::{Document, Node, ParsingOptions};

use super::schema_registrant::{DELEGATION, ORG, PHONE, POC};
use super::schema_table::{
    Attribute, CUSTOMER, Element, Holds, MESSAGE, NET, NET_TYPES, TICKET, one,
};

/// The namespace of everything unless stated.
pub(super) const CORE: &str = "http://www.arin.net/regrws/core/v1";
/// The namespace of two children of `message`.
pub(super) const MESSAGES: &str = "http://www.arin.net/regrws/messages/v1";
/// The namespace of two children of `ticket`.
pub(super) const SHARED_TICKET: &str = "http://www.arin.net/regrws/shared-ticket/v1";
/// The namespace of the time to live of a name server and of a DS key.
pub(super) const TTL: &str = "http://www.arin.net/regrws/ttl/v1";
const RPKI: &str = "http://www.arin.net/regrws/rpki/v1";

/// More nodes than any honest body has.
const NODES: u32 = 20_000;

/// The bodies that the simulator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Root `customer`.
    Customer,
    /// Root `net`.
    Net,
    /// Root `message`.
    Message,
    /// Root `ticket`.
    Ticket,
    /// Root `org`.
    Org,
    /// Root `poc`.
    Poc,
    /// Root `phone`.
    Phone,
    /// Root `delegation`.
    Delegation,
}

/// Parses a body and holds it against the table. The error says what does not fit.
pub(super) fn document(body: &str, kind: Body) -> Result<Document<'_>, String> {
    let options = ParsingOptions {
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(body, options).map_err(|error| error.to_string())?;
    let root = match kind {
        Body::Customer => one("customer", Holds::Elements(CUSTOMER, true)),
        Body::Net => one("net", Holds::Elements(NET, true)),
        Body::Message => one("message", Holds::Elements(MESSAGE, true)),
        Body::Ticket => one("ticket", Holds::Elements(TICKET, true)),
        Body::Org => one("org", Holds::Elements(ORG, true)),
        Body::Poc => one("poc", Holds::Elements(POC, true)),
        Body::Phone => one("phone", Holds::Elements(PHONE, true)),
        Body::Delegation => one("delegation", Holds::Elements(DELEGATION, true)),
    };
    let node = document.root_element();
    if !is(node, &root) {
        return Err(format!("the root element is not {} of {CORE}", root.name));
    }
    fits(node, &root)?;
    Ok(document)
}

fn is(node: Node<'_, '_>, element: &Element) -> bool {
    node.tag_name().name() == element.name && node.tag_name().namespace() == Some(element.namespace)
}

fn fits(node: Node<'_, '_>, element: &Element) -> Result<(), String> {
    attributes_fit(node, element)?;
    match &element.holds {
        Holds::Elements(children, foreign) => children_fit(node, children, *foreign),
        Holds::Text
        | Holds::SomeText
        | Holds::Boolean
        | Holds::Integer
        | Holds::Int
        | Holds::OneOf(_)
        | Holds::Token(_)
        | Holds::Nothing => {
            if let Some(child) = node.children().find(Node::is_element) {
                return Err(format!(
                    "element {} is not allowed in {}",
                    child.tag_name().name(),
                    element.name
                ));
            }
            if value_fits(&text_of(node), &element.holds) {
                Ok(())
            } else {
                Err(format!("the value of {} is not allowed", element.name))
            }
        }
    }
}

fn attributes_fit(node: Node<'_, '_>, element: &Element) -> Result<(), String> {
    for given in node.attributes() {
        let known = element
            .attributes
            .iter()
            .find(|known| known.name == given.name() && given.namespace() == known.namespace);
        if !known.is_some_and(|known| value_fits(given.value(), &known.holds)) {
            return Err(format!(
                "attribute {} of {} is not allowed",
                given.name(),
                element.name
            ));
        }
    }
    let missing = element
        .attributes
        .iter()
        .find(|known| known.required && !given(node, known));
    missing.map_or(Ok(()), |known| {
        Err(format!(
            "attribute {} of {} is missing",
            known.name, element.name
        ))
    })
}

fn given(node: Node<'_, '_>, known: &Attribute) -> bool {
    node.attributes()
        .any(|given| given.name() == known.name && given.namespace() == known.namespace)
}

fn children_fit(node: Node<'_, '_>, children: &[Element], foreign: bool) -> Result<(), String> {
    let mut seen = vec![0usize; children.len()];
    for child in node.children() {
        if child.is_text() && !child.text().unwrap_or_default().trim().is_empty() {
            return Err(format!("text is not allowed in {}", node.tag_name().name()));
        }
        if !child.is_element() {
            continue;
        }
        let known = children.iter().position(|known| is(child, known));
        match known.and_then(|place| children.get(place).zip(seen.get_mut(place))) {
            Some((known, count)) => {
                *count += 1;
                if *count > 1 && !known.many {
                    return Err(format!("element {} occurs twice", known.name));
                }
                fits(child, known)?;
            }
            None if foreign && is_foreign(child) => {}
            None => {
                return Err(format!(
                    "element {} is not allowed in {}",
                    child.tag_name().name(),
                    node.tag_name().name()
                ));
            }
        }
    }
    let grouped = children
        .iter()
        .zip(&seen)
        .filter(|(known, count)| known.group > 0 && **count > 0)
        .count();
    if grouped > 1 {
        return Err(format!(
            "two elements of {} exclude each other",
            node.tag_name().name()
        ));
    }
    let incomplete = children
        .iter()
        .zip(&seen)
        .find(|(known, count)| known.required && **count == 0);
    incomplete.map_or(Ok(()), |(known, _)| {
        Err(format!("element {} is missing", known.name))
    })
}

fn is_foreign(node: Node<'_, '_>) -> bool {
    node.tag_name()
        .namespace()
        .is_some_and(|uri| ![CORE, MESSAGES, RPKI, SHARED_TICKET, ""].contains(&uri))
}

fn value_fits(text: &str, holds: &Holds) -> bool {
    match holds {
        Holds::Text => true,
        Holds::SomeText => !text.is_empty(),
        Holds::Boolean => matches!(text.trim(), "true" | "false" | "1" | "0"),
        Holds::Integer => {
            let digits = text.trim();
            let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        }
        Holds::Int => text.trim().parse::<i32>().is_ok(),
        Holds::OneOf(values) => values.contains(&text),
        Holds::Token(values) => values.contains(&text.trim()),
        Holds::Nothing => text.trim().is_empty(),
        Holds::Elements(..) => false,
    }
}

/// Whether a code is a type of net.
pub(super) fn is_net_type(code: &str) -> bool {
    NET_TYPES.contains(&code)
}

/// The text of an element, comments left out.
pub(super) fn text_of(node: Node<'_, '_>) -> String {
    node.children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(inner: &str) -> bool {
        let body = format!("<net xmlns=\"{CORE}\">{inner}</net>");
        document(&body, Body::Net).is_ok()
    }

    fn customer(inner: &str) -> bool {
        let body = format!("<customer xmlns=\"{CORE}\">{inner}</customer>");
        document(&body, Body::Customer).is_ok()
    }

    fn block(inner: &str) -> bool {
        net(&format!(
            "<netBlocks><netBlock>{inner}</netBlock></netBlocks>"
        ))
    }

    #[test]
    fn empty_documents_wrappers_and_strings_are_valid() {
        assert!(net("") && customer(""));
        assert!(net(
            "<pocLinks/><originASes/><comment/><netBlocks/><messages/>"
        ));
        assert!(net(
            "<orgHandle/><handle></handle><registrationDate/><netName/>"
        ));
        assert!(block("<endAddress></endAddress>"));
        assert!(net(
            "<orgHandle>A</orgHandle><customerHandle>C1</customerHandle>"
        ));
    }

    #[test]
    fn enumerations_are_exact() {
        assert!(net("<version>4</version>") && net("<version>6</version>"));
        assert!(!net("<version></version>") && !net("<version>5</version>"));
        assert!(block("<type>S</type>") && block("<type>DA</type>"));
        assert!(!block("<type></type>") && !block("<type> S </type>") && !block("<type>Q</type>"));
    }

    #[test]
    fn booleans_are_four_words() {
        for word in ["true", "false", "1", "0"] {
            assert!(customer(&format!(
                "<privateCustomer>{word}</privateCustomer>"
            )));
        }
        for word in ["", "yes", "TRUE"] {
            assert!(!customer(&format!(
                "<privateCustomer>{word}</privateCustomer>"
            )));
        }
    }

    #[test]
    fn lines_need_an_integer_number() {
        assert!(net("<comment><line number=\"-3\"></line></comment>"));
        assert!(!net("<comment><line>text</line></comment>"));
        assert!(!net("<comment><line number=\"\">text</line></comment>"));
        assert!(!net("<comment><line number=\"one\">text</line></comment>"));
        assert!(!net("<comment>text</comment>"));
    }

    #[test]
    fn poc_links_need_a_known_function() {
        let links =
            |attributes: &str| net(&format!("<pocLinks><pocLinkRef {attributes}/></pocLinks>"));
        assert!(links(
            "handle=\"T-ARIN\" function=\"T\" description=\"Tech\""
        ));
        assert!(links("function=\"R\""));
        assert!(!links("handle=\"T-ARIN\"") && !links("function=\"X\""));
    }

    #[test]
    fn single_elements_occur_once_and_choices_exclude_each_other() {
        assert!(!net("<netName>A</netName><netName>A</netName>"));
        assert!(!net("<messages/><messageReferences/>"));
    }

    #[test]
    fn unknown_elements_fail_unless_their_namespace_is_unrelated() {
        assert!(!net("<colour>red</colour>"));
        assert!(!net("<colour xmlns=\"\">red</colour>"));
        assert!(!net(&format!("<netName xmlns=\"{MESSAGES}\">A</netName>")));
        assert!(net("<x:a xmlns:x=\"urn:x\" b=\"1\"><x:c>text</x:c></x:a>"));
        assert!(!net("<netBlocks><x:a xmlns:x=\"urn:x\"/></netBlocks>"));
        assert!(!net("stray text"));
        assert!(document("<net/>", Body::Net).is_err());
        assert!(document("<customer xmlns=\"urn:x\"/>", Body::Customer).is_err());
        assert!(document("<net", Body::Net).is_err());
        let dtd = format!("<!DOCTYPE net [<!ENTITY a \"b\">]><net xmlns=\"{CORE}\"/>");
        assert!(document(&dtd, Body::Net).is_err());
    }

    #[test]
    fn a_message_keeps_its_id_in_its_own_namespace() {
        let message =
            |inner: &str| net(&format!("<messages><message>{inner}</message></messages>"));
        assert!(message(&format!(
            "<messageId xmlns=\"{MESSAGES}\">4</messageId>"
        )));
        assert!(!message("<messageId>4</messageId>"));
        assert!(message("<category>WHATEVER</category>"));
    }

    #[test]
    fn a_message_reference_names_its_message() {
        let reference = |inner: &str| {
            net(&format!(
                "<messageReferences><messageReference>{inner}</messageReference></messageReferences>"
            ))
        };
        assert!(reference("<messageId>4</messageId>"));
        assert!(!reference("") && !reference("<attachmentReferences/>"));
        assert!(!reference("<messageId/>") && !reference("<messageId>2147483648</messageId>"));
        let attached = |inner: &str| {
            reference(&format!(
                "<messageId>4</messageId><attachmentReferences><attachmentReference>{inner}\
                 </attachmentReference></attachmentReferences>"
            ))
        };
        let id = "<attachmentId>1</attachmentId>";
        assert!(attached(&format!(
            "{id}<attachmentFilename>a</attachmentFilename>"
        )));
        assert!(!attached(id) && !attached(&format!("{id}<attachmentFilename/>")));
    }

    #[test]
    fn prefixes_do_not_matter() {
        let body = format!("<q:net xmlns:q=\"{CORE}\"><q:netName>A</q:netName></q:net>");
        assert!(document(&body, Body::Net).is_ok());
    }

    #[test]
    fn tickets_keep_their_namespaces_and_words_are_free() {
        let ticket = |inner: &str| {
            let body = format!(
                "<ticket xmlns=\"{CORE}\" xmlns:m=\"{MESSAGES}\" xmlns:s=\"{SHARED_TICKET}\">{inner}</ticket>"
            );
            document(&body, Body::Ticket).is_ok()
        };
        for valid in [
            "",
            "<webTicketStatus>LOST</webTicketStatus><s:shared>1</s:shared>",
            "<messageReferences/>",
            "<messages><message><m:messageId>3</m:messageId></message></messages>",
            "<messageReferences><messageReference><messageId>3</messageId></messageReference></messageReferences>",
        ] {
            assert!(ticket(valid), "{valid}");
        }
        for invalid in [
            "<shared>true</shared>",
            "<s:shared></s:shared>",
            "<orgHandle>A-1</orgHandle>",
            "<messages/><messageReferences/>",
            "<messages><message><messageId>3</messageId></message></messages>",
            "<messageReferences><messageReference/></messageReferences>",
            "<ticketNo>1</ticketNo><ticketNo>1</ticketNo>",
        ] {
            assert!(!ticket(invalid), "{invalid}");
        }
    }
}
