//! Sends a write once, and says what the reply means for its step (write protocol, section 2).

use super::asked::replied;
use super::client::Client;
use super::grant;
use super::live::same_record;
use super::memory::Replied;
use super::reply::{RegistryError, WriteReply, classify, classify_ticketed};
use super::wire::{CustomerPayload, NetPayload, Recipient, TicketPayload};
use super::work::{Record, Work};
use crate::http::{Response, WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::{Class, Handle, Incarnation, Payload, Place, Reply};
use crate::registry::Sent;

/// Sends.
pub(super) async fn send(
    client: &Client,
    work: &Work,
    write: WriteRequest,
    intent: Intent,
) -> Sent {
    let response = match client.write(write, intent).await {
        Ok(response) => response,
        Err(WireFailure::Unsent { reason }) => return Sent::plain(Class::Unsent, reason),
        Err(failure) => return Sent::plain(Class::Uncertain, failure.to_string()),
    };
    let sent = match work {
        Work::Reassign { place, record, .. } => {
            let meant = |found: Option<&Recipient>| may_be_meant(found, record);
            reassigned(client, (work, place), meant, &response).await
        }
        Work::Grant(grant) => {
            let meant = |found: Option<&Recipient>| grant::may_be_meant(found, &grant.org);
            reassigned(client, (work, &grant.place), meant, &response).await
        }
        Work::LinkPocs { place, .. } => of(
            classify::<NetPayload>(&response),
            &response,
            work,
            |payload| there(payload, place),
        ),
        Work::DeleteNet { net, .. } => of(
            classify_ticketed(&response),
            &response,
            work,
            |payload: &NetPayload| gone(payload.handle.as_ref().map(Handle::from).as_ref(), net),
        ),
        Work::ModifyNet { net, .. } => {
            let reply = classify::<NetPayload>(&response);
            let shown = reply
                .done()
                .and_then(|found| Replied::of_net(work, response.moment(), found));
            let sent = of(reply, &response, work, |payload| {
                same(payload.incarnation(), net)
            });
            showing(sent, shown.as_ref())
        }
        Work::CreateCustomer { .. } | Work::ModifyCustomer { .. } | Work::DeleteCustomer { .. } => {
            record(work, &response)
        }
        Work::Object(object) => of(object.replied(&response), &response, work, |found| {
            Ok(found.clone())
        }),
        Work::Asked(asked) => of(replied(asked, &response), &response, work, |_| Ok(None)),
        Work::Adopt { .. } | Work::AdoptGrant { .. } => {
            Sent::plain(Class::Unsent, "an adopt sends nothing")
        }
    };
    let reply = Reply {
        status: Some(response.status),
        server_date: response.date.clone(),
        ..sent.reply
    };
    Sent { reply, ..sent }
}

/// What a reply about a customer record says.
fn record(work: &Work, response: &Response) -> Sent {
    let reply = classify::<CustomerPayload>(response);
    let shown = reply
        .done()
        .and_then(|found| Replied::of_customer(work, response.moment(), found));
    let sent = of(reply, response, work, |payload| match work {
        Work::ModifyCustomer { customer, .. } => match payload.incarnation() {
            Some(found) if same_record(&found, customer) => Ok(Some(found)),
            Some(_) | None => Err("the reply names another object"),
        },
        Work::DeleteCustomer { customer, .. } => {
            gone(payload.handle.as_ref().map(Handle::from).as_ref(), customer)
        }
        Work::CreateCustomer { .. }
        | Work::Reassign { .. }
        | Work::Grant(_)
        | Work::LinkPocs { .. }
        | Work::ModifyNet { .. }
        | Work::DeleteNet { .. }
        | Work::Object(_)
        | Work::Asked(_)
        | Work::Adopt { .. }
        | Work::AdoptGrant { .. } => payload
            .incarnation()
            .map(Some)
            .ok_or("the reply names no registration date"),
    });
    showing(sent, shown.as_ref())
}

/// A modify answers with the object; with another one, nothing is known.
fn same(
    found: Option<Incarnation>,
    meant: &Incarnation,
) -> Result<Option<Incarnation>, &'static str> {
    match found {
        Some(found) if found.same(meant) => Ok(Some(found)),
        Some(_) | None => Err("the reply names another object"),
    }
}

/// A delete answers with the object as it was (reference 3.1, 3.2); with another one, nothing is known.
fn gone(found: Option<&Handle>, meant: &Incarnation) -> Result<Option<Incarnation>, &'static str> {
    if found == Some(&meant.handle) {
        Ok(None)
    } else {
        Err("the reply names another object")
    }
}

/// The net in the place, whose handle was not known before.
fn there(found: &NetPayload, place: &Place) -> Result<Option<Incarnation>, &'static str> {
    if found.parent.as_ref() == Some(&place.parent) && found.range() == Some(place.range) {
        Ok(found.incarnation())
    } else {
        Err("the reply names another place")
    }
}

async fn reassigned(
    client: &Client,
    (work, place): (&Work, &Place),
    is_meant: impl Fn(Option<&Recipient>) -> bool,
    response: &Response,
) -> Sent {
    let classified = classify_ticketed(response);
    let WriteReply::Done(net) = classified else {
        return unlike(classified, response, Echo::Overlap);
    };
    if net.parent.as_ref() != Some(&place.parent) || net.range() != Some(place.range) {
        return Sent::plain(Class::Uncertain, "the reply names another place");
    }
    if !is_meant(net.recipient().as_ref()) {
        return Sent::plain(Class::Uncertain, "the reply names another recipient");
    }
    if let Some(incarnation) = net.incarnation() {
        let shown = Replied::of_net(work, response.moment(), &net);
        return showing(done(Some(incarnation)), shown.as_ref());
    }
    // The reply says that it was done, but not enough to own it by: one read completes it.
    let nets = client.nets_by_range(place.range).await.unwrap_or_default();
    let here = nets
        .iter()
        .find(|found| found.parent.as_ref() == Some(&place.parent) && found.handle == net.handle);
    match here.and_then(NetPayload::incarnation) {
        Some(incarnation) => done(Some(incarnation)),
        None => Sent::plain(
            Class::Uncertain,
            "the reply names no recipient or no registration date",
        ),
    }
}

/// Whether a reply names who was meant, as far as that was known before. One that names nobody is completed by
/// a read.
fn may_be_meant(found: Option<&Recipient>, record: &Record) -> bool {
    match (found, record) {
        (Some(Recipient::Org(_)), _) => false,
        (Some(Recipient::Customer(found)), Record::Known(known)) => found == known,
        (Some(Recipient::Customer(_)), Record::Embedded | Record::MadeBy(_)) | (None, _) => true,
    }
}

fn of<T>(
    reply: WriteReply<T>,
    response: &Response,
    work: &Work,
    incarnation: impl FnOnce(&T) -> Result<Option<Incarnation>, &'static str>,
) -> Sent {
    match &reply {
        WriteReply::Done(object) => match incarnation(object) {
            Ok(incarnation) => done(incarnation),
            Err(why) => Sent::plain(Class::Uncertain, why),
        },
        WriteReply::Ticketed { .. }
        | WriteReply::Refused(_)
        | WriteReply::Busy { .. }
        | WriteReply::Uncertain { .. } => {
            let echo = match work {
                Work::CreateCustomer { .. } => Echo::None,
                Work::Reassign { .. } | Work::Grant(_) => Echo::Overlap,
                Work::Object(object) => object.echo(),
                Work::LinkPocs { .. }
                | Work::ModifyNet { .. }
                | Work::ModifyCustomer { .. }
                | Work::DeleteNet { .. }
                | Work::DeleteCustomer { .. }
                | Work::Asked(_)
                | Work::Adopt { .. }
                | Work::AdoptGrant { .. } => Echo::Gone,
            };
            unlike(reply, response, echo)
        }
    }
}

/// How a refusal looks that is the echo of our own write: a proxy may have replayed the request, and then the
/// answer is that to the second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Echo {
    /// The range is taken, or the customer has its net already.
    Overlap,
    /// The object is not there.
    Gone,
    /// None: a second record would have been made as well. No reading could tell what became of the first, so a
    /// refusal is one, and an outage means busy.
    None,
}

/// Every reply but a plain yes.
fn unlike<T>(reply: WriteReply<T>, response: &Response, echo: Echo) -> Sent {
    match reply {
        WriteReply::Done(_) => done(None),
        WriteReply::Ticketed { ticket, net: _ } => ticketed(*ticket),
        WriteReply::Busy { again_in } => Sent {
            again_in,
            ..Sent::plain(Class::Busy, "the registry asks to slow down (429)")
        },
        WriteReply::Uncertain { why, outage } if outage && echo == Echo::None => Sent {
            again_in: response.asked_wait(),
            ..Sent::plain(Class::Busy, why)
        },
        WriteReply::Uncertain { why, .. } => Sent::plain(Class::Uncertain, why),
        WriteReply::Refused(error) => refused(error, echo),
    }
}

fn refused(error: RegistryError, echo: Echo) -> Sent {
    let unauthenticated = error.is_not_authenticated();
    let linked = error.code == "E_NOT_REMOVEABLE";
    let doubtful = match echo {
        // The status of an overlap is not documented (reference 8), nor that of a customer in use. A refused schema
        // or a missing authority is neither.
        Echo::Overlap => {
            matches!(error.status, 400 | 403 | 409)
                && !matches!(
                    error.code.as_str(),
                    "E_SCHEMA_VALIDATION" | "E_AUTHENTICATION"
                )
        }
        Echo::Gone => error.is_absent(),
        Echo::None => false,
    };
    let mut message = error.message.clone();
    for remark in &error.additional {
        message.push_str(" · ");
        message.push_str(remark);
    }
    Sent {
        code: Some(error.code),
        components: error.components,
        doubtful,
        linked,
        unauthenticated,
        ..Sent::plain(Class::Refused, message)
    }
}

/// With what the reply showed of the object; nothing of one that left the outcome open.
fn showing(sent: Sent, shown: Option<&Replied>) -> Sent {
    let shown = shown.filter(|_| sent.class == Class::Done);
    let shown = shown.cloned().map(Payload::seal);
    Sent { shown, ..sent }
}

fn done(incarnation: Option<Incarnation>) -> Sent {
    Sent {
        message: None,
        reply: Reply {
            incarnation,
            ..Reply::default()
        },
        ..Sent::plain(Class::Done, "")
    }
}

fn ticketed(ticket: TicketPayload) -> Sent {
    let reply = Reply {
        ticket: Some(ticket.number),
        ..Reply::default()
    };
    Sent {
        reply,
        ..Sent::plain(Class::Ticketed, format!("ticket status {}", ticket.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;
    use crate::registry::arin::asked::{Asked, ReportOf};
    use crate::registry::arin::client::script::{Script, response};
    use crate::registry::arin::view::{CustomerView, NetView};
    use crate::registry::arin::wire::decode;

    const NET: &str = include_str!("wire/documents/ticketed-net.xml");
    const CUSTOMER: &str = include_str!("wire/documents/customer-reply.xml");
    const SUMMARY: &str = include_str!("wire/documents/ticket-summary.xml");

    async fn class(work: &Work, document: &str) -> Class {
        let (client, _script) = Script::client([response(200, document)]);
        let write = WriteRequest {
            method: Method::Put,
            path: "/rest/net/NET-198-51-100-0-1".to_owned(),
            body: Vec::new(),
        };
        send(&client, work, write, Intent::for_test()).await.class
    }

    fn place() -> Place {
        Place {
            parent: "NET-198-51-100-0-1".parse().expect("a handle"),
            range: "198.51.100.64/28".parse().expect("a range"),
        }
    }

    fn incarnation(handle: &str) -> Incarnation {
        Incarnation {
            handle: handle.parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        }
    }

    fn customer() -> CustomerView {
        CustomerView::of(&decode(CUSTOMER.as_bytes()).expect("a customer"))
    }

    fn reassign(record: Record) -> Work {
        Work::Reassign {
            place: place(),
            name: crate::model::NetName::canonical("EXMPL-BHB-1"),
            comment: Vec::new(),
            customer: (&customer()).into(),
            record,
            seen_empty: false,
        }
    }

    #[tokio::test]
    async fn a_delete_is_believed_only_when_the_reply_names_what_was_to_go() {
        for (handle, said) in [
            ("NET-198-51-100-64-1", Class::Done),
            ("NET-198-51-100-96-1", Class::Uncertain),
        ] {
            let work = Work::DeleteNet {
                net: incarnation(handle),
                place: place(),
                below: None,
                room: Vec::new(),
                before: NetView::of(&NetPayload::default()),
                customer: None,
            };
            assert_eq!(class(&work, NET).await, said, "{handle}");
        }
        for (handle, said) in [("C09990001", Class::Done), ("C09990002", Class::Uncertain)] {
            let work = Work::DeleteCustomer {
                customer: incarnation(handle),
                place: place(),
            };
            assert_eq!(class(&work, CUSTOMER).await, said, "{handle}");
        }
    }

    #[tokio::test]
    async fn a_reassignment_to_somebody_else_is_not_believed() {
        let known = |handle: &str| Record::Known(handle.parse().expect("a handle"));
        assert_eq!(class(&reassign(known("C09990001")), NET).await, Class::Done);
        assert_eq!(class(&reassign(Record::Embedded), NET).await, Class::Done);
        let other = reassign(known("C09990002"));
        assert_eq!(class(&other, NET).await, Class::Uncertain);
        let org = NET.replace("customerHandle>", "orgHandle>");
        let embedded = reassign(Record::Embedded);
        assert_eq!(class(&embedded, &org).await, Class::Uncertain);
    }

    #[tokio::test]
    async fn a_ticket_is_closed_only_when_that_ticket_comes_back_closed() {
        let number: crate::model::TicketNumber = "20260920-X1042".parse().expect("a number");
        let closed = SUMMARY.replace("IN_PROGRESS", "CLOSED");
        let close = Work::Asked(Asked::CloseTicket(number));
        assert_eq!(class(&close, &closed).await, Class::Done);
        assert_eq!(class(&close, SUMMARY).await, Class::Uncertain);
        let other = closed.replace("20260920-X1042", "20260920-X1043");
        assert_eq!(class(&close, &other).await, Class::Uncertain);
        let report = Work::Asked(Asked::Report(ReportOf::Associations));
        let ticket = SUMMARY.replace("NET_DELETE_REQUEST", "ASSOCIATIONS_REPORT");
        assert_eq!(class(&report, &ticket).await, Class::Ticketed);
    }

    fn doubtful(status: u16, code: &str, echo: Echo) -> bool {
        let error = RegistryError {
            status,
            code: code.to_owned(),
            message: "No.".to_owned(),
            components: Vec::new(),
            additional: Vec::new(),
        };
        refused(error, echo).doubtful
    }

    #[test]
    fn a_create_refused_as_an_overlap_may_be_is_settled_whatever_its_status() {
        for (status, code) in [
            (400, "E_ENTITY_VALIDATION"),
            (403, "E_BAD_REQUEST"),
            (409, "E_BAD_REQUEST"),
        ] {
            assert!(doubtful(status, code, Echo::Overlap), "{status} {code}");
            assert!(!doubtful(status, code, Echo::Gone), "{status} {code}");
        }
        for (status, code) in [
            (400, "E_SCHEMA_VALIDATION"),
            (400, "E_AUTHENTICATION"),
            (403, "E_AUTHENTICATION"),
            (401, "E_AUTHENTICATION"),
        ] {
            assert!(!doubtful(status, code, Echo::Overlap), "{status} {code}");
        }
    }

    #[test]
    fn a_record_refused_by_itself_is_refused_and_not_in_doubt_for_ever() {
        assert!(doubtful(404, "E_OBJECT_NOT_FOUND", Echo::Gone));
        assert!(!doubtful(404, "E_OBJECT_NOT_FOUND", Echo::None));
        assert!(!doubtful(400, "E_ENTITY_VALIDATION", Echo::None));
    }
}
