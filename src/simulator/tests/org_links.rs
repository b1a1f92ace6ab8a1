//! The POCs of an org, one at a time (reference 2.6, 2.16, 3.5).

use super::registrants::{close, legacy, site};
use crate::simulator::testing::Site;

const ORG: &str = "/rest/org/EXMPL-12";

async fn link(site: &Site, method: &str, rest: &str) -> crate::simulator::testing::Answer {
    site.call(method, &format!("{ORG}/poc{rest}"), "").await
}

#[tokio::test]
async fn a_poc_is_added_with_a_function_and_removed_by_either() {
    let site = site();
    let added = link(&site, "PUT", "/AB7-ARIN;pocFunction=T").await;
    assert_eq!((added.status, added.text("handle")), (200, "EXMPL-12"));
    let tech = "<pocLinkRef handle=\"AB7-ARIN\" function=\"T\" description=\"Tech\"/>";
    let noc = "<pocLinkRef handle=\"AB7-ARIN\" function=\"N\" description=\"NOC\"/>";
    assert!(added.body.contains(tech), "{}", added.body);
    let both = link(&site, "PUT", "/AB7-ARIN;pocFunction=N").await;
    assert!(both.body.contains(tech) && both.body.contains(noc));
    let one = link(&site, "DELETE", "/AB7-ARIN;pocFunction=T").await;
    assert!(!one.body.contains(tech) && one.body.contains(noc));
    let none = link(&site, "DELETE", ";pocFunction=N").await;
    assert_eq!(none.status, 200);
    assert!(!none.body.contains("AB7-ARIN"));
    link(&site, "PUT", "/AB7-ARIN;pocFunction=R").await;
    let described = link(&site, "PUT", "/AB7-ARIN;pocFunction=D").await;
    assert!(described.body.contains("description=\"Routing\""));
    assert!(described.body.contains("description=\"DNS\""));
    let all = link(&site, "DELETE", "/AB7-ARIN").await;
    assert!(all.status == 200 && !all.body.contains("AB7-ARIN"));
}

#[tokio::test]
async fn what_an_org_can_not_be_without_stays() {
    let site = site();
    let entity = |element: &'static str| (400, "E_ENTITY_VALIDATION", element);
    for (method, rest, refusal) in [
        (
            "PUT",
            "/AB7-ARIN;pocFunction=AD",
            (400, "E_BAD_REQUEST", ""),
        ),
        ("PUT", "/TEC1-ARIN;pocFunction=T", entity("pocLinks")),
        (
            "PUT",
            "/NOBODY-ARIN;pocFunction=T",
            (404, "E_OBJECT_NOT_FOUND", ""),
        ),
        ("PUT", "/AB7-ARIN", (400, "E_BAD_REQUEST", "")),
        ("PUT", "/AB7-ARIN;pocFunction=X", (400, "E_BAD_REQUEST", "")),
        ("PUT", "/AB7-ARIN;function=T", (400, "E_BAD_REQUEST", "")),
        ("DELETE", "/TEC1-ARIN;pocFunction=T", entity("pocLinks")),
        ("DELETE", "/TEC1-ARIN", entity("pocLinks")),
        ("DELETE", ";pocFunction=AD", entity("pocLinks")),
        ("DELETE", ";pocFunction=AB", entity("pocLinks")),
        ("DELETE", "", (400, "E_BAD_REQUEST", "")),
        ("DELETE", "/AB7-ARIN", (404, "E_OBJECT_NOT_FOUND", "")),
        ("DELETE", ";pocFunction=N", (404, "E_OBJECT_NOT_FOUND", "")),
        (
            "POST",
            "/AB7-ARIN;pocFunction=T",
            (405, "E_METHOD_NOT_ALLOWED", ""),
        ),
    ] {
        let refused = link(&site, method, rest).await;
        assert_eq!(refused.refusal(), refusal, "{method} {rest}");
    }
}

#[tokio::test]
async fn the_old_dialect_replaces_the_admin_and_lists_what_was_removed() {
    let site = legacy();
    let replaced = link(&site, "PUT", "/AB7-ARIN;pocFunction=AD").await;
    assert_eq!(replaced.status, 200);
    assert_eq!(replaced.body.matches("function=\"AD\"").count(), 1);
    assert!(
        replaced
            .body
            .contains("handle=\"AB7-ARIN\" function=\"AD\"")
    );
    link(&site, "PUT", "/AB7-ARIN;pocFunction=N").await;
    let removed = link(&site, "DELETE", ";pocFunction=N").await;
    assert_eq!(
        close(&removed.body),
        "<collection xmlns=\"http://www.arin.net/regrws/core/v1\">\
         <pocLinkRef handle=\"AB7-ARIN\" function=\"N\" description=\"NOC\"/></collection>"
    );
    let last = link(&site, "DELETE", ";pocFunction=T").await;
    assert_eq!(last.refusal(), (400, "E_ENTITY_VALIDATION", "pocLinks"));
}
