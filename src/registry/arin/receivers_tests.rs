//! Space for orgs that can not have it: nothing goes out for them, and above all nothing is emptied for them.

use super::client::script::{Asked, Script, response};
use super::diff::samples::{
    Case, block, changes, codes, findings, grant, net, place, reallocated, reassigned, registry,
    steps,
};
use super::receivers::weighed;
use super::work::Work;
use crate::http::Response;
use crate::journal::{Entry, State};
use crate::model::NetType;
use crate::registry::{Difference, Failure};

const RANGE: &str = "198.51.100.64/27";
const FIRST: &str = "198.51.100.64/28";
const SECOND: &str = "198.51.100.80/28";
const FAR: &str = "198.51.100.160/28";

const ORG: &str = include_str!("wire/documents/org.xml");

fn accepts(handle: &str) -> Response {
    response(200, ORG.replace("EXMPL-12", handle))
}

fn refuses(handle: &str) -> Response {
    let refused = ORG.replace("<acceptReassignments>true", "<acceptReassignments>false");
    response(200, refused.replace("EXMPL-12", handle))
}

fn absent() -> Response {
    let body = r#"<error xmlns="http://www.arin.net/regrws/core/v1"><additionalInfo/><code>E_OBJECT_NOT_FOUND</code><components/><message>not found</message></error>"#;
    response(404, body)
}

/// The comparison once the orgs were asked, and what they were asked.
async fn asked(case: &Case, answers: Vec<Response>) -> (Difference<Work>, Vec<Asked>) {
    let (client, script) = Script::client(answers);
    let weighed = weighed(&client, &case.desired, case.difference()).await;
    (weighed.expect("an answer"), script.asked())
}

#[tokio::test]
async fn what_an_org_refuses_is_not_sent_and_the_rest_is() {
    let case = Case::new()
        .block(reassigned(FIRST, "DEEP-9"))
        .block(reassigned(SECOND, "DOWN-7"))
        .block(block(FAR, "heron"))
        .ours(net("198.51.100.192/28", "C1", "mill"), "mill", false);
    let both = vec![refuses("DEEP-9"), accepts("DOWN-7")];
    let (difference, asked) = asked(&case, both).await;
    assert_eq!(asked.len(), 2);
    assert_eq!(codes(&difference), ["recipient-refuses"]);
    assert_eq!(
        changes(&difference),
        [
            "create 198.51.100.80/28",
            "create 198.51.100.160/28",
            "delete 198.51.100.192/28"
        ]
    );
    assert_eq!(difference.steps.len(), 4);
    assert_eq!(findings(&difference), ["Objected 198.51.100.64/28"]);
}

#[tokio::test]
async fn nothing_is_deleted_for_an_org_that_would_refuse_the_space() {
    let was = grant(RANGE, "OTHER-3", NetType::Reassignment);
    let replaced = Case::new()
        .ours(was, "OTHER-3", false)
        .block(reassigned(RANGE, "DEEP-9"));
    let (difference, _) = asked(&replaced, vec![refuses("DEEP-9")]).await;
    assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
    assert_eq!(findings(&difference), ["Objected 198.51.100.64/27"]);

    // A net of ours stays that would make way for it, and so waits whoever else would get of its space. A delete for
    // another reason goes on.
    let makes_way = Case::new()
        .ours(net(RANGE, "C1", "heron"), "heron", false)
        .ours(net(FAR, "C2", "mill"), "mill", false)
        .block(reassigned(FIRST, "DEEP-9"))
        .block(block(SECOND, "larkspur"));
    let (difference, _) = asked(&makes_way, vec![refuses("DEEP-9")]).await;
    assert_eq!(changes(&difference), ["delete 198.51.100.160/28"]);
    assert_eq!(
        steps(&difference),
        ["net/198.51.100.160/28/delete", "customer/C2/delete"]
    );
    let told: Vec<String> = difference
        .findings
        .iter()
        .map(|finding| format!("{}: {}", finding.subject, finding.text))
        .collect();
    assert_eq!(
        told,
        [
            "198.51.100.64/27: stays while what would take its space is objected to",
            "198.51.100.64/28: see below",
            "198.51.100.80/28: needs what is objected to"
        ]
    );
}

#[tokio::test]
async fn of_what_its_space_waits_for_only_the_deletes_are_held_back() {
    let case = Case::new()
        .block(reassigned(FIRST, "DEEP-9"))
        .block(block(SECOND, "heron"));
    let mut difference = case.difference();
    let [first, second] = difference.steps.as_mut_slice() else {
        panic!("two creates")
    };
    first.requires.push(second.id.clone());
    let (client, _script) = Script::client([refuses("DEEP-9")]);
    let weighed = weighed(&client, &case.desired, difference).await;
    let left = weighed.expect("an answer");
    assert_eq!(steps(&left), ["net/198.51.100.80/28/create"]);
}

#[tokio::test]
async fn only_orgs_that_would_get_space_are_asked() {
    let mut renamed = reassigned(SECOND, "DOWN-7");
    renamed.extras_mut().name = Some("EXMPL-D7".parse().expect("a name"));
    let case = Case::new()
        .ours(
            grant(FIRST, "DEEP-9", NetType::Reassignment),
            "DEEP-9",
            false,
        )
        .ours(
            grant(SECOND, "DOWN-7", NetType::Reassignment),
            "DOWN-7",
            false,
        )
        .block(renamed)
        .block(block(FAR, "heron"));
    let (difference, asked) = asked(&case, Vec::new()).await;
    assert!(asked.is_empty(), "{asked:?}");
    assert_eq!(difference.changes.len(), 3);
}

#[tokio::test]
async fn what_finishes_a_replace_is_not_held_up() {
    let emptied = Entry::Vacancy {
        state: State::Open,
        registry: registry(),
        place: place(RANGE),
        cause: "arin/net/198.51.100.64/27/delete".to_owned(),
    };
    let case = Case::new()
        .says(&emptied)
        .block(reassigned(RANGE, "DEEP-9"));
    let (difference, asked) = asked(&case, vec![refuses("DEEP-9")]).await;
    assert!(asked.is_empty(), "{asked:?}");
    assert_eq!(steps(&difference), ["net/198.51.100.64/27/create"]);
}

#[tokio::test]
async fn an_org_is_unknown_only_where_the_public_does_not_show_it_either() {
    let case = Case::new().block(reassigned(RANGE, "DEEP-9"));
    let none = || response(404, r#"{"errorCode":404}"#);
    let shown = || response(200, r#"{"handle":"DEEP-9"}"#);
    for (answers, forbidden) in [
        (vec![absent(), none()], true),
        (vec![absent(), shown()], false),
        (vec![absent(), response(500, "")], false),
        (vec![response(500, "")], false),
    ] {
        let (difference, _) = asked(&case, answers).await;
        assert_eq!(difference.steps.is_empty(), forbidden);
        let told = codes(&difference).join(", ");
        assert_eq!(told, if forbidden { "recipient-unknown" } else { "" });
    }
}

#[tokio::test]
async fn a_key_that_is_not_taken_ends_the_comparison() {
    let body = r#"<error xmlns="http://www.arin.net/regrws/core/v1"><additionalInfo/><code>E_AUTHENTICATION</code><components/><message>no</message></error>"#;
    let case = Case::new().block(reassigned(RANGE, "DEEP-9"));
    let (client, _script) = Script::client([response(400, body)]);
    let failed = weighed(&client, &case.desired, case.difference()).await;
    assert!(matches!(failed, Err(Failure::Unauthenticated(_))));
}

#[tokio::test]
async fn an_objection_to_an_org_says_how_many_blocks_it_concerns() {
    let said = async |count: u32| {
        let mut case = Case::new();
        for n in 0..count {
            case = case.block(reallocated(&format!("198.51.100.{}/28", n * 16), "DEEP-9"));
        }
        let (difference, asked) = asked(&case, vec![refuses("DEEP-9")]).await;
        assert_eq!((asked.len(), difference.steps.len()), (1, 0));
        let objection = &difference.objections[0];
        (objection.message.clone(), objection.places.len())
    };
    let refuses = "DEEP-9 does not accept reassignments";
    assert_eq!(said(1).await, (refuses.to_owned(), 1));
    assert_eq!(said(3).await, (refuses.to_owned(), 3));
    let all = format!("{refuses}; 4 blocks are declared for it");
    assert_eq!(said(4).await, (all, 3));
}
