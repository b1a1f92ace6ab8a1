//! Proof that the check of bodies finds what does not fit, in a document of every kind.

use swipd::simulator::Dialect;

use super::recorder::Body;
use super::schemas;

fn body(number: usize, text: &str) -> Body {
    Body {
        call: format!("body {number}:"),
        ours: true,
        bytes: text.as_bytes().to_vec(),
    }
}

fn core(root: &str, inner: &str) -> String {
    format!("<{root} xmlns=\"http://www.arin.net/regrws/core/v1\">{inner}</{root}>")
}

/// Which of some documents are complained of.
fn complained(documents: &[String], dialect: Dialect) -> Option<Vec<bool>> {
    let folder = schemas::folder()?;
    let bodies: Vec<Body> = documents
        .iter()
        .enumerate()
        .map(|(number, text)| body(number, text))
        .collect();
    let complaints = schemas::complaints(&folder, &bodies, dialect);
    let about = |body: &Body| complaints.iter().any(|one| one.starts_with(&body.call));
    Some(bodies.iter().map(about).collect())
}

#[test]
fn a_wrong_body_of_every_kind_is_complained_of() {
    let block = "<netBlock><startAddress>198.51.100.64</startAddress></netBlock>";
    let wrong = [
        core(
            "customer",
            "<customerName>A</customerName><customerName>B</customerName>",
        ),
        // The mistake of 2011, and the other one.
        core("net", block),
        format!("<net><netBlocks>{block}</netBlocks></net>"),
        core("net", "<netname>X</netname>"),
        core("org", "<acceptreassignments>true</acceptreassignments>"),
        core("org", "<acceptReassignments>maybe</acceptReassignments>"),
        core("poc", "<contactType>DOG</contactType>"),
        core("phone", "<code>O</code>"),
        core(
            "delegation",
            "<delegationKeys><delegationKey><ttl>1</ttl></delegationKey></delegationKeys>",
        ),
        core("ticket", "<messages/><messageReferences/>"),
        core("message", "<messageId>1</messageId>"),
        core("error", "<reason>No.</reason>"),
        core("ticketedRequest", ""),
        core("ticketedRequest", "<net/><ticket/>"),
        core("collection", "<ticket><number>1</number></ticket>"),
        core("collection", "<ticket/><delegation/>"),
        core("collection", "<phone/><net/>"),
        core("collection", "<message/>"),
        core("roa", ""),
        "<net".to_owned(),
    ];
    let Some(found) = complained(&wrong, Dialect::Current) else {
        return;
    };
    for (document, found) in wrong.iter().zip(found) {
        assert!(found, "{document}");
    }
}

#[test]
fn only_what_the_reference_names_is_allowed_beside_the_schemas() {
    let documents = [
        core(
            "org",
            "<acceptReassignments>true</acceptReassignments><city>Roanoke</city>",
        ),
        core("collection", "<ticket/><ticket/>"),
        core("collection", "<delegation/>"),
        core("collection", ""),
        core("org", "<city>Roanoke</city>"),
    ];
    let Some(today) = complained(&documents, Dialect::Current) else {
        return;
    };
    assert_eq!(today, [false; 5]);
    // The documents of 2012 know nothing of it.
    let then = complained(&documents, Dialect::Legacy).expect("schemas");
    assert_eq!(then, [true, false, false, false, false]);
}
