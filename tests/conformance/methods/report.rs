//! Reports (reference 3.4): each is a ticket that closes itself with a file.

use swipd::http::Sink;
use swipd::model::TicketNumber;
use swipd::registry::arin::request::Messages;
use swipd::registry::arin::wire::TicketPayload;

use super::{Site, V4, V6, done, net_handle, refused};

pub(super) async fn calls(site: &Site) {
    let v4 = "198.51.100.17".parse().expect("an address");
    let v6 = "2001:db8::1".parse().expect("an address");
    let net = net_handle(V4);
    let mut asked = vec![
        (
            done(send!(site, report_reassignment(&net))),
            "USER_REASSIGNMENT_REPORT",
            "reassignments-NET-198-51-100-0-1.zip",
        ),
        (
            done(send!(site, report_associations())),
            "ASSOCIATIONS_REPORT",
            "associations.zip",
        ),
        (
            done(send!(site, report_whowas_asn(64500))),
            "WHOWAS_REPORT",
            "whowas-AS64500.zip",
        ),
        (
            done(send!(site, report_whowas_net(v4))),
            "WHOWAS_REPORT",
            "whowas-198.51.100.17.zip",
        ),
        (
            done(send!(site, report_whowas_net(v6))),
            "WHOWAS_REPORT",
            "whowas-2001-db8--1.zip",
        ),
    ];
    let net = net_handle(V6);
    let over_v6 = send!(site, report_reassignment(&net));
    if site.is_legacy() {
        let error = refused(over_v6);
        assert_eq!((error.status, error.code.as_str()), (400, "E_BAD_REQUEST"));
    } else {
        let name = "reassignments-NET6-2001-DB8-1.zip";
        asked.push((done(over_v6), "USER_REASSIGNMENT_REPORT", name));
    }
    let mut numbers: Vec<&TicketNumber> = asked.iter().map(|(ticket, ..)| &ticket.number).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), asked.len(), "each has a ticket of its own");
    for (ticket, kind, _) in &asked {
        assert_eq!(ticket.status.as_str(), "IN_PROGRESS");
        assert_eq!(ticket.kind.as_deref(), Some(*kind));
    }
    site.wait();
    for (ticket, _, name) in &asked {
        arrived(site, ticket, name).await;
    }
}

/// The file of a report is there whole, under its own name.
async fn arrived(site: &Site, asked: &TicketPayload, name: &str) {
    let ended = ask!(site, ticket(&asked.number, Messages::References)).expect("a ticket");
    assert_eq!(ended.status.as_str(), "CLOSED");
    let resolution = ended.resolution.map(|resolution| resolution.to_string());
    assert_eq!(resolution.as_deref(), Some("PROCESSED"));
    let message = &ended.message_references[0];
    let file = &message.attachments[0];
    assert_eq!(file.filename, name);
    let id = message.id.expect("a number");
    let mut bytes = Vec::new();
    let to = Sink::new(&mut bytes, 1 << 20);
    let fetched = ask!(site, attachment(&asked.number, id, &file.id, to)).expect("a file");
    assert_eq!(fetched.filename.as_deref(), Some(name));
    assert_eq!(usize::try_from(fetched.length), Ok(bytes.len()));
    assert!(bytes.starts_with(b"PK\x03\x04"), "no archive");
}
