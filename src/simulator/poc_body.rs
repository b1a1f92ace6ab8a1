//! POCs and phones as they were sent, after the schema and before any rule.

use roxmltree::Node;

use super::encoding;
use super::place::SentPlace;
use super::read;
use super::refusal::Refusal;
use super::schema::{self, Body};

/// A POC as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SentContact {
    pub(super) handle: Option<String>,
    pub(super) contact_type: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) middle_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) company: Option<String>,
    pub(super) place: SentPlace,
    pub(super) comment: Vec<String>,
    pub(super) emails: Vec<String>,
    pub(super) phones: Vec<SentPhone>,
    pub(super) registered: Option<String>,
}

/// A phone as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SentPhone {
    pub(super) number: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) code: Option<String>,
}

/// Reads a POC.
pub(super) fn poc(body: &[u8]) -> Result<SentContact, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Poc).map_err(Refusal::schema)?;
    read::characters(&document)?;
    Ok(poc_of(document.root_element()))
}

/// Reads a phone.
pub(super) fn phone(body: &[u8]) -> Result<SentPhone, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Phone).map_err(Refusal::schema)?;
    read::characters(&document)?;
    Ok(phone_of(document.root_element()))
}

fn phone_of(node: Node<'_, '_>) -> SentPhone {
    let kind = read::child(node, "type");
    SentPhone {
        number: read::text(node, "number"),
        extension: read::text(node, "extension"),
        code: kind.and_then(|kind| read::text(kind, "code")),
    }
}

fn poc_of(node: Node<'_, '_>) -> SentContact {
    let list = |wrapper: &str, item: &'static str| {
        let list = read::child(node, wrapper).into_iter();
        list.flat_map(move |list| {
            list.children()
                .filter(move |child| read::named(*child, item))
        })
    };
    SentContact {
        handle: read::text(node, "handle"),
        contact_type: read::text(node, "contactType"),
        first_name: read::text(node, "firstName"),
        middle_name: read::text(node, "middleName"),
        last_name: read::text(node, "lastName"),
        company: read::text(node, "companyName"),
        place: SentPlace::of(node),
        comment: read::lines(node, "comment"),
        emails: list("emails", "email")
            .map(|email| schema::text_of(email).trim().to_owned())
            .filter(|email| !email.is_empty())
            .collect(),
        phones: list("phones", "phone").map(phone_of).collect(),
        registered: read::text(node, "registrationDate"),
    }
}
