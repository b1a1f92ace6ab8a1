//! Orgs as they were sent, after the schema and before any rule.

use serde::{Deserialize, Serialize};

use super::encoding;
use super::options::Dialect;
use super::place::SentPlace;
use super::read::{self, SentPoc};
use super::refusal::Refusal;
use super::schema::{self, Body};

/// An org as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentOrg {
    pub(super) handle: Option<String>,
    pub(super) name: Option<String>,
    pub(super) dba_name: Option<String>,
    pub(super) tax_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) place: SentPlace,
    pub(super) comment: Vec<String>,
    /// `None` when there is no list at all, which leaves the links as they are.
    pub(super) links: Option<Vec<SentPoc>>,
    pub(super) accepts: Option<bool>,
    pub(super) registered: Option<String>,
}

/// Reads an org. The old documents know no `acceptReassignments`.
pub(super) fn org(body: &[u8], dialect: Dialect) -> Result<SentOrg, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Org).map_err(Refusal::schema)?;
    read::characters(&document)?;
    read::messages(&document)?;
    let root = document.root_element();
    let accepts = read::text(root, "acceptReassignments");
    if accepts.is_some() && dialect == Dialect::Legacy {
        return Err(Refusal::schema(
            "element acceptReassignments is not allowed in org",
        ));
    }
    let links = read::child(root, "pocLinks").map(|list| {
        let links = list
            .children()
            .filter(|child| read::named(*child, "pocLinkRef"));
        links
            .map(|link| SentPoc {
                handle: link.attribute("handle").map(str::to_owned),
                function: link.attribute("function").unwrap_or_default().to_owned(),
            })
            .collect()
    });
    Ok(SentOrg {
        handle: read::text(root, "handle"),
        name: read::text(root, "orgName"),
        dba_name: read::text(root, "dbaName"),
        tax_id: read::text(root, "taxId"),
        url: read::text(root, "orgUrl"),
        place: SentPlace::of(root),
        comment: read::lines(root, "comment"),
        links,
        accepts: accepts.map(|word| matches!(word.trim(), "true" | "1")),
        registered: read::text(root, "registrationDate"),
    })
}
