//! Every class of reply, and what proves nothing.

use std::time::Duration;

use super::*;
use crate::http::{Response, RetryAfter};
use crate::registry::arin::wire::NetPayload;

const CORE: &str = "xmlns=\"http://www.arin.net/regrws/core/v1\"";
const NET: &str = include_str!("../wire/documents/net-modify.xml");
const TICKETED_NET: &str = include_str!("../wire/documents/ticketed-net.xml");
const TICKETED_TICKET: &str = include_str!("../wire/documents/ticketed-ticket.xml");
const PAGE: &str = "<html><body>Bad gateway</body></html>";

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        body: body.as_bytes().to_vec(),
        ..Response::default()
    }
}

fn error(status: u16, code: &str) -> Response {
    let body = format!("<error {CORE}><code>{code}</code><message>No.</message></error>");
    response(status, &body)
}

fn read_net(response: &Response) -> Result<NetPayload, ReadError> {
    read(response)
}

#[test]
fn only_404_with_its_code_is_absence() {
    let absent = error(404, "E_OBJECT_NOT_FOUND");
    assert_eq!(read_net(&absent), Err(ReadError::Absent));
    for other in [
        error(404, "E_UNSPECIFIED"),
        error(400, "E_OBJECT_NOT_FOUND"),
        error(410, "E_OBJECT_NOT_FOUND"),
        response(404, ""),
        response(404, PAGE),
        response(404, "<error><code>E_OBJECT_NOT_FOUND</code></error>"),
        error(200, "E_OBJECT_NOT_FOUND"),
        error(503, "E_OUTAGE"),
        error(429, "E_TOO_MANY_REQUESTS"),
        response(204, ""),
        response(200, PAGE),
        response(200, &NET[..NET.len() / 2]),
        response(302, ""),
    ] {
        let read = read_net(&other);
        assert!(
            matches!(read, Err(ReadError::Unknown { .. } | ReadError::Refused(_))),
            "{read:?}"
        );
        let nets = read_nets(&other);
        assert!(nets.is_err(), "{nets:?}");
    }
}

#[test]
fn no_nets_are_an_empty_list_or_a_404() {
    let empty = response(200, &format!("<collection {CORE}/>"));
    assert_eq!(read_nets(&empty), Ok(Vec::new()));
    assert_eq!(read_nets(&error(404, "E_OBJECT_NOT_FOUND")), Ok(Vec::new()));
    let inner = NET.trim();
    let one = response(200, &format!("<collection {CORE}>{inner}</collection>"));
    assert_eq!(read_nets(&one).map(|nets| nets.len()), Ok(1));
}

#[test]
fn a_bad_key_is_told_from_a_key_without_authority() {
    let bad = read_net(&error(400, "E_AUTHENTICATION"));
    assert!(matches!(bad, Err(ReadError::NotAuthenticated(_))));
    for status in [401, 403] {
        let denied = read_net(&error(status, "E_AUTHENTICATION"));
        assert!(matches!(denied, Err(ReadError::Denied(_))));
        let proxy = read_net(&response(status, PAGE));
        assert!(matches!(proxy, Err(ReadError::Unknown { .. })));
    }
}

#[test]
fn a_write_is_done_when_its_object_can_be_read() {
    let done = classify_ticketed(&response(200, TICKETED_NET));
    assert!(matches!(done, WriteReply::Done(_)), "{done:?}");
    let done = classify::<NetPayload>(&response(201, NET));
    assert!(matches!(done, WriteReply::Done(_)), "{done:?}");
    let ticketed = classify_ticketed(&response(200, TICKETED_TICKET));
    assert!(
        matches!(ticketed, WriteReply::Ticketed { net: None, .. }),
        "{ticketed:?}"
    );
}

#[test]
fn what_can_not_be_read_is_uncertain() {
    let without = |element: &str| {
        let start = TICKETED_NET.find(&format!("<{element}>")).expect(element);
        let end = TICKETED_NET.find(&format!("</{element}>")).expect(element);
        let rest = &TICKETED_NET[end + element.len() + 3..];
        response(200, &format!("{}{rest}", &TICKETED_NET[..start]))
    };
    for odd in [
        without("handle"),
        without("netBlocks"),
        without("parentNetHandle"),
        response(200, NET),
        response(200, ""),
        response(200, PAGE),
        response(200, &TICKETED_NET[..200]),
        response(302, ""),
        response(400, PAGE),
        response(404, ""),
        response(429, ""),
        response(500, PAGE),
        error(500, "E_UNSPECIFIED"),
    ] {
        let reply = classify_ticketed(&odd);
        assert!(
            matches!(reply, WriteReply::Uncertain { outage: false, .. }),
            "{reply:?}"
        );
    }
    let outage = classify_ticketed(&error(503, "E_OUTAGE"));
    assert!(matches!(outage, WriteReply::Uncertain { outage: true, .. }));
}

#[test]
fn a_direct_allocation_need_not_say_what_it_lies_below() {
    let above = "<parentNetHandle>NET-198-51-100-0-1</parentNetHandle>";
    assert!(
        NET.contains(above) && NET.contains("<type>S</type>"),
        "{NET}"
    );
    let of = |code: &str| {
        let body = NET.replace(above, "");
        let body = body.replace("<type>S</type>", &format!("<type>{code}</type>"));
        classify::<NetPayload>(&response(200, &body))
    };
    assert!(matches!(of("DA"), WriteReply::Done(_)));
    for made in ["S", "A"] {
        assert!(matches!(of(made), WriteReply::Uncertain { .. }), "{made}");
    }
}

#[test]
fn an_error_with_a_code_is_a_refusal_and_429_asks_for_patience() {
    for (status, code) in [
        (400, "E_ENTITY_VALIDATION"),
        (401, "E_AUTHENTICATION"),
        (404, "E_OBJECT_NOT_FOUND"),
        (409, "E_NOT_REMOVEABLE"),
    ] {
        let reply = classify::<NetPayload>(&error(status, code));
        assert!(matches!(reply, WriteReply::Refused(_)), "{reply:?}");
    }
    let mut busy = error(429, "E_TOO_MANY_REQUESTS");
    busy.retry_after = Some(RetryAfter::Seconds(30));
    let again_in = Some(Duration::from_secs(30));
    assert_eq!(classify::<NetPayload>(&busy), WriteReply::Busy { again_in });
}

#[test]
fn an_error_reads_as_one_line() {
    let document = include_str!("../wire/documents/error.xml");
    let WriteReply::Refused(error) = classify::<NetPayload>(&response(400, document)) else {
        panic!("a refusal")
    };
    assert_eq!(
        error.to_string(),
        "The payload did not pass validation (E_ENTITY_VALIDATION, HTTP 400); postalCode: Value required; \
     netName: Contains characters that are not allowed; Fix the fields listed and send the request again"
    );
}

#[test]
fn a_reply_with_a_ticket_and_a_net_keeps_both() {
    let start = TICKETED_NET.find("<net>").expect("a net");
    let end = TICKETED_NET.find("</net>").expect("its end") + "</net>".len();
    let at = TICKETED_TICKET.find("<ticket>").expect("a ticket");
    let (before, after) = TICKETED_TICKET.split_at(at);
    let both = format!("{before}{}{after}", &TICKETED_NET[start..end]);
    let reply = classify_ticketed(&response(200, &both));
    let WriteReply::Ticketed {
        ticket,
        net: Some(net),
    } = reply
    else {
        panic!("{reply:?}")
    };
    assert_eq!(ticket.kind.as_deref(), Some("NET_DELETE_REQUEST"));
    assert!(net.handle.is_some());
}

#[test]
fn an_error_without_a_code_still_says_what_it_says() {
    let body = format!("<error {CORE}><message>Come back.</message></error>");
    let reply = classify::<NetPayload>(&response(400, &body));
    let WriteReply::Uncertain { why, outage: false } = reply else {
        panic!("{reply:?}")
    };
    assert_eq!(why, "HTTP 400 and an error without a code: Come back.");
    for (body, why) in [
        (" ", "HTTP 400 without a body"),
        (
            "plain words",
            "HTTP 400 without an error of the registry: plain words",
        ),
    ] {
        let read = read_net(&response(400, body)).expect_err("no net");
        assert!(read.to_string().contains(why), "{read}");
    }
}
