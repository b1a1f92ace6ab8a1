//! Each reason for which the registry refuses.

use crate::simulator::testing::{
    BAKERY, FOREIGN, KEY, REASSIGN, Site, answer, customer, embedded, net, request,
};
use crate::simulator::{EmptyRange, Options};

const ENTITY: &str = "E_ENTITY_VALIDATION";

#[tokio::test]
async fn a_key_must_be_known_and_have_authority() {
    let site = Site::new();
    let path = "/rest/net/NET-198-51-100-16-1";
    let auth = "E_AUTHENTICATION";
    for key in ["", "API-0000-0000-0000-0000", "api-1111-2222-3333-4444"] {
        let refused = site.call_as(key, "GET", path, "").await;
        assert_eq!(refused.refusal(), (400, auth, ""));
    }
    for path in [
        path,
        "/rest/customer/C09990001",
        "/rest/net/netsByIpRange/198.51.100.16/198.51.100.31",
    ] {
        let refused = site.call_as(FOREIGN, "GET", path, "").await;
        assert_eq!(refused.refusal(), (401, auth, ""), "{path}");
    }
    let refused = site
        .call_as(
            FOREIGN,
            "PUT",
            REASSIGN,
            &embedded("198.51.100.64", 28, "A"),
        )
        .await;
    assert_eq!(refused.refusal(), (403, auth, ""));
    let mut by_query = request(KEY, "GET", &format!("{path}?apikey={KEY}"), "");
    by_query.headers.remove(0);
    assert_eq!(
        answer(site.simulator.handle(by_query.clone()).await).status,
        200
    );
    by_query.query = Some(format!("APIKEY={KEY}"));
    assert_eq!(answer(site.simulator.handle(by_query).await).status, 400);
}

#[tokio::test]
async fn paths_verbs_and_media_types_are_checked() {
    let site = Site::new();
    let status =
        |answer: crate::simulator::testing::Answer| (answer.status, answer.text("code").to_owned());
    let nowhere = site.call("GET", "/rest/nowhere/at/all", "").await;
    assert_eq!(status(nowhere), (404, "E_UNSPECIFIED".to_owned()));
    for (method, path) in [
        ("POST", "/rest/customer/C09990001"),
        ("GET", REASSIGN),
        ("PATCH", "/rest/net/NET-198-51-100-16-1"),
    ] {
        let refused = site.call(method, path, "").await;
        assert_eq!(status(refused), (405, "E_METHOD_NOT_ALLOWED".to_owned()));
    }
    let gone = site.call("GET", "/rest/customer/C1", "").await;
    assert_eq!(status(gone), (404, "E_OBJECT_NOT_FOUND".to_owned()));
    for media in [
        Some("text/xml"),
        Some("application/json"),
        Some("application/xml; charset=ISO-8859-1"),
        None,
    ] {
        let mut sent = request(KEY, "PUT", REASSIGN, &embedded("198.51.100.64", 28, "A"));
        sent.headers.retain(|(name, _)| name != "Content-Type");
        sent.headers
            .extend(media.map(|media| ("content-type".to_owned(), media.to_owned())));
        let refused = answer(site.simulator.handle(sent).await);
        assert_eq!(
            status(refused),
            (415, "E_UNSUPPORTED_MEDIA_TYPE".to_owned())
        );
    }
    let mut sent = request(KEY, "GET", "/rest/customer/C09990001", "");
    sent.headers[2].1 = "application/json".to_owned();
    let refused = answer(site.simulator.handle(sent).await);
    assert_eq!(status(refused), (406, "E_NOT_ACCEPTABLE".to_owned()));
}

#[tokio::test]
async fn reads_and_deletes_without_a_content_type_are_refused_only_when_told() {
    let strict = Options {
        get_needs_content_type: true,
        ..Options::default()
    };
    for (options, status) in [(Options::default(), 200), (strict, 415)] {
        let site = Site::with(options);
        for method in ["GET", "DELETE"] {
            let mut sent = request(KEY, method, "/rest/customer/C09990002", "");
            sent.headers.retain(|(name, _)| name != "Content-Type");
            let answered = answer(site.simulator.handle(sent).await);
            assert_eq!(answered.status, status, "{method}");
        }
        // The public side, and the side of the tests, have no such header.
        let (status, _) = site.public("ip/198.51.100.16").await;
        assert_eq!(status, 200);
        let state = request(KEY, "GET", "/_sim/state", "");
        let state = crate::simulator::Request {
            headers: Vec::new(),
            ..state
        };
        assert_eq!(answer(site.simulator.handle(state).await).status, 200);
    }
}

#[tokio::test]
async fn a_body_is_ascii_or_utf8_and_says_so() {
    let site = Site::new();
    let body = parts(BLOCK, FREE, REST);
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{body}");
    for name in ["ISO-8859-1", "UTF-16"] {
        let refused = site.call("PUT", REASSIGN, &declared(name)).await;
        assert_eq!(refused.refusal(), (400, "E_SCHEMA_VALIDATION", ""));
    }
    let mut sent = request(KEY, "PUT", REASSIGN, &declared("utf-8"));
    sent.headers[1].1 = "application/xml; charset=us-ascii".to_owned();
    assert_eq!(answer(site.simulator.handle(sent).await).status, 200);
}

/// What a client of 2011 sent: the block without its list, or elements without their namespace (reference 2.2).
#[tokio::test]
async fn the_mistake_of_2011_is_refused_by_the_name_of_its_element() {
    let site = Site::new();
    let block = format!("<netBlock>{BLOCK}</netBlock>");
    let core = "xmlns=\"http://www.arin.net/regrws/core/v1\"";
    for (body, message) in [
        (
            net(&format!("{block}{FREE}{REST}")),
            "element netBlock is not allowed in net",
        ),
        (
            net(&format!(
                "{}{FREE}{REST}",
                block.replacen('>', " xmlns=\"\">", 1)
            )),
            "element netBlock is not allowed in net",
        ),
        (
            net(&format!(
                "<netBlocks>{}</netBlocks>{FREE}{REST}",
                block.replacen('>', " xmlns=\"\">", 1)
            )),
            "element netBlock is not allowed in netBlocks",
        ),
        (
            format!(
                "<a:net {}>{block}{FREE}{REST}</a:net>",
                core.replacen("xmlns", "xmlns:a", 1)
            ),
            "element netBlock is not allowed in net",
        ),
        (
            format!("<net><netBlocks>{block}</netBlocks>{FREE}{REST}</net>"),
            "the root element is not net of http://www.arin.net/regrws/core/v1",
        ),
    ] {
        let refused = site.call("PUT", REASSIGN, &body).await;
        assert_eq!(refused.refusal(), (400, "E_SCHEMA_VALIDATION", ""));
        assert!(
            refused.body.contains(&format!("<error {core}>")),
            "{}",
            refused.body
        );
        assert_eq!(refused.text("message"), message, "{body}");
    }
    let nets = site.simulator.state()["nets"].as_array().map(Vec::len);
    assert_eq!(nets, Some(6), "nothing was made");
}

/// A reassignment as its parts, one of which a test spoils.
fn parts(blocks: &str, recipient: &str, rest: &str) -> String {
    net(&format!(
        "<netBlocks><netBlock>{blocks}</netBlock></netBlocks>{recipient}{rest}"
    ))
}

const BLOCK: &str = "<startAddress>198.51.100.64</startAddress><cidrLength>28</cidrLength>";
const FREE: &str = "<customerHandle>C09990002</customerHandle>";
const REST: &str =
    "<parentNetHandle>NET-198-51-100-0-1</parentNetHandle><netName>EXMPL-1</netName>";

/// Each body is refused, and the element is named.
async fn name_their_element(cases: Vec<(String, &str)>) {
    let site = Site::new();
    for (body, element) in cases {
        let refused = site.call("PUT", REASSIGN, &body).await;
        assert_eq!(refused.refusal(), (400, ENTITY, element), "{body}");
    }
    let valid = site.call("PUT", REASSIGN, &parts(BLOCK, FREE, REST)).await;
    assert_eq!(valid.status, 200, "{}", valid.body);
}

#[tokio::test]
async fn each_rule_of_a_reassignment_names_its_element() {
    let with = |more: &str| parts(BLOCK, FREE, &format!("{REST}{more}"));
    let link = "<pocLinks><pocLinkRef handle=\"TEC1-ARIN\" function=\"T\"/></pocLinks>";
    let elsewhere = "<parentNetHandle>NET6-2001-DB8-1</parentNetHandle><netName>A</netName>";
    name_their_element(vec![
        (net(&format!("{FREE}{REST}")), "netBlocks"),
        (parts("<type>A</type>", FREE, REST), "startAddress"),
        (parts(&format!("<type>A</type>{BLOCK}"), FREE, REST), "type"),
        (with("<version>6</version>"), "version"),
        (with("<handle>NET-198-51-100-64-1</handle>"), "handle"),
        (
            with("<registrationDate>2026</registrationDate>"),
            "registrationDate",
        ),
        (with(link), "pocLinks"),
        (
            with("<comment><line number=\"0\"></line></comment>"),
            "comment",
        ),
        (
            with("<comment><line number=\"0\">日本</line></comment>"),
            "comment",
        ),
        (
            parts(BLOCK, FREE, "<netName>A</netName>"),
            "parentNetHandle",
        ),
        (parts(BLOCK, FREE, elsewhere), "parentNetHandle"),
    ])
    .await;
}

#[tokio::test]
async fn net_names_are_required_and_plain() {
    let parent = "<parentNetHandle>NET-198-51-100-0-1</parentNetHandle>";
    let named = |name: &str| parts(BLOCK, FREE, &format!("{parent}<netName>{name}</netName>"));
    name_their_element(vec![
        (parts(BLOCK, FREE, parent), "netName"),
        (named("EXMPL_1"), "netName"),
        (named("-EXMPL"), "netName"),
        (named(&"A".repeat(51)), "netName"),
    ])
    .await;
}

#[tokio::test]
async fn a_reassignment_has_one_recipient_that_can_receive_it() {
    let to = |recipient: &str| parts(BLOCK, recipient, REST);
    name_their_element(vec![
        (to(""), "customerHandle"),
        (
            to(&format!("{FREE}<orgHandle>DOWN-7</orgHandle>")),
            "customerHandle",
        ),
        (
            to(&format!("{FREE}<customer>{BAKERY}</customer>")),
            "customerHandle",
        ),
        (to("<customerHandle>C1</customerHandle>"), "customerHandle"),
        (
            to("<customerHandle>C09990001</customerHandle>"),
            "customerHandle",
        ),
        (to("<orgHandle>NOBODY-1</orgHandle>"), "orgHandle"),
        (to("<orgHandle>BARE-1</orgHandle>"), "orgHandle"),
    ])
    .await;
}

#[tokio::test]
async fn blocks_do_not_overlap_and_have_a_floor() {
    let at = |start: &str, length: u8| {
        let block =
            format!("<startAddress>{start}</startAddress><cidrLength>{length}</cidrLength>");
        parts(&block, FREE, REST)
    };
    name_their_element(vec![
        (at("198.51.100.0", 27), "netBlocks"),
        (at("198.51.100.16", 28), "netBlocks"),
        (at("198.51.100.20", 30), "netBlocks"),
        (at("198.51.100.200", 29), "netBlocks"),
    ])
    .await;
    let small = net(&format!(
        "<netBlocks><netBlock><startAddress>2001:db8::</startAddress><cidrLength>65</cidrLength></netBlock></netBlocks>{FREE}\
         <parentNetHandle>NET6-2001-DB8-1</parentNetHandle><netName>A</netName>"
    ));
    let refused = Site::new()
        .call("PUT", "/rest/net/NET6-2001-DB8-1/reassign", &small)
        .await;
    assert_eq!(refused.refusal(), (400, ENTITY, "cidrLength"));
}

#[tokio::test]
async fn parents_and_places_have_their_own_refusals() {
    let site = Site::new();
    let outside = parts(
        "<startAddress>198.51.101.0</startAddress><cidrLength>28</cidrLength>",
        FREE,
        REST,
    );
    assert_eq!(site.call("PUT", REASSIGN, &outside).await.status, 409);
    let valid = parts(BLOCK, FREE, REST);
    let kind = "Only direct allocations and reallocations can have networks below them.";
    let foreign = "The parent network is not associated with your API key.";
    for (key, parent, status, message) in [
        (KEY, "NET-198-51-100-16-1", 403, kind),
        (FOREIGN, "NET-198-51-100-16-1", 403, foreign),
        (KEY, "NET-203-0-113-0-1", 403, foreign),
        (KEY, "NET-198-51-100-192-1", 403, foreign),
        (KEY, "NET-198-51-100-192-2", 403, foreign),
        (
            KEY,
            "NET-9-9-9-9-1",
            404,
            "The parent network could not be found.",
        ),
    ] {
        let path = format!("/rest/net/{parent}/reassign");
        let refused = site.call_as(key, "PUT", &path, &valid).await;
        let seen = (refused.status, refused.text("message"));
        assert_eq!(seen, (status, message), "{parent}");
    }
    let shut = parts(BLOCK, "<orgHandle>SHUT-1</orgHandle>", REST);
    assert_eq!(site.call("PUT", REASSIGN, &shut).await.status, 403);
    let broken = site.call("PUT", REASSIGN, "<net>").await;
    assert_eq!(broken.refusal(), (400, "E_SCHEMA_VALIDATION", ""));
}

#[tokio::test]
async fn each_rule_of_a_customer_names_its_element() {
    let site = Site::new();
    let without = |element: &str| {
        let open = BAKERY.find(&format!("<{element}>")).expect("there");
        let end = format!("</{element}>");
        let close = BAKERY.find(&end).expect("there") + end.len();
        customer(&format!("{}{}", &BAKERY[..open], &BAKERY[close..]))
    };
    let with = |from: &str, to: &str| customer(&BAKERY.replace(from, to));
    let cases = [
        (without("customerName"), "customerName"),
        (without("iso3166-1"), "iso3166-1"),
        (without("streetAddress"), "streetAddress"),
        (without("city"), "city"),
        (without("iso3166-2"), "iso3166-2"),
        (without("postalCode"), "postalCode"),
        (with(">VA<", ">US-VA<"), "iso3166-2"),
        (with(">VA<", ">ON<"), "iso3166-2"),
        (with("<code2>US</code2>", "<code2>QQ</code2>"), "code2"),
        (with("<code2>US</code2>", "<code2>us</code2>"), "code2"),
        (
            with("<code2>US</code2>", "<code2>US</code2><code3>CAN</code3>"),
            "code3",
        ),
        (with("12 Mill Road", ""), "streetAddress"),
        (with("12 Mill Road", "12 Müll Road"), "streetAddress"),
        (customer(&format!("{BAKERY}<handle>C1</handle>")), "handle"),
        (
            customer(&format!(
                "{BAKERY}<parentOrgHandle>OTHER-1</parentOrgHandle>"
            )),
            "parentOrgHandle",
        ),
    ];
    for (body, element) in cases {
        let refused = site
            .call("POST", "/rest/net/NET-198-51-100-0-1/customer", &body)
            .await;
        assert_eq!(refused.refusal(), (400, ENTITY, element), "{body}");
    }
    let state = site.simulator.state();
    assert_eq!(state["customers"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn deletes_follow_their_rules() {
    let site = Site::new();
    let top = site
        .call("DELETE", "/rest/net/NET-198-51-100-0-1", "")
        .await;
    assert_eq!(top.refusal(), (400, "E_BAD_REQUEST", ""));
    let linked = site.call("DELETE", "/rest/customer/C09990001", "").await;
    assert_eq!(linked.refusal(), (409, "E_NOT_REMOVEABLE", ""));
    let path = "/rest/net/NET-198-51-100-16-1";
    let gone = site.call("DELETE", path, "").await;
    assert_eq!((gone.status, gone.text("netName")), (200, "EXMPL-BHB-0"));
    assert_eq!(
        site.call("GET", path, "").await.refusal(),
        (404, "E_OBJECT_NOT_FOUND", "")
    );
    assert_eq!(site.call("DELETE", path, "").await.status, 404);
    assert_eq!(
        site.call("DELETE", "/rest/customer/C09990001", "")
            .await
            .status,
        200
    );
    assert_eq!(
        site.call("GET", "/rest/customer/C09990001", "")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn net_handles_are_issued_again_and_customer_handles_are_not() {
    let site = Site::new();
    let body = embedded("198.51.100.64", 28, "A");
    let first = site.call("PUT", REASSIGN, &body).await;
    site.call("DELETE", "/rest/net/NET-198-51-100-64-1", "")
        .await;
    site.call("DELETE", "/rest/customer/C09990003", "").await;
    site.clock.advance(std::time::Duration::from_secs(1));
    let second = site.call("PUT", REASSIGN, &body).await;
    assert_eq!(first.text("handle"), second.text("handle"));
    assert_eq!(second.text("customerHandle"), "C09990004");
    assert_ne!(
        first.text("registrationDate"),
        second.text("registrationDate")
    );
}

#[tokio::test]
async fn an_empty_range_is_said_in_either_way() {
    let path = "/rest/net/netsByIpRange/198.51.100.64/198.51.100.79";
    let site = Site::new();
    let empty = site.call("GET", path, "").await;
    assert_eq!(empty.status, 200);
    assert!(
        empty
            .body
            .ends_with("<collection xmlns=\"http://www.arin.net/regrws/core/v1\"></collection>")
    );
    let site = Site::with(Options {
        empty_range: EmptyRange::NotFound,
        ..Options::default()
    });
    assert_eq!(
        site.call("GET", path, "").await.refusal(),
        (404, "E_OBJECT_NOT_FOUND", "")
    );
}
