//! What the registry made of a write.

use std::time::Duration;

use super::RegistryError;
use super::odd::{is_success, oddity};
use crate::http::Response;
use crate::model::NetType;
use crate::registry::arin::wire::{
    Collection, CustomerPayload, DelegationPayload, Element, MessagePayload, NetPayload,
    OrgPayload, Payload, PhonePayload, PocPayload, TicketPayload, TicketedRequest, WireError,
    decode,
};

/// What the registry made of a write (write protocol, section 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteReply<T> {
    /// It did it, and this is the object.
    Done(T),
    /// It took it as a ticket.
    Ticketed {
        /// The ticket.
        ticket: Box<TicketPayload>,
        /// The net, where the reply holds both; the schema allows one, and a tolerant reader keeps what came
        /// (reference 2.15).
        net: Option<Box<NetPayload>>,
    },
    /// It said no, and nothing changed. A create refused for overlap and a delete answered with 404 may
    /// still be echoes of our own write: the caller settles those by reading.
    Refused(RegistryError),
    /// It asked to come back later, and nothing changed.
    Busy {
        /// When, if it said so.
        again_in: Option<Duration>,
    },
    /// What became of it is not known.
    Uncertain {
        /// What is odd about the reply.
        why: String,
        /// Whether the registry announced an outage: busy, where nothing can be settled by reading.
        outage: bool,
    },
}

impl<T> WriteReply<T> {
    /// The object, when it was done.
    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(object) => Some(object),
            Self::Ticketed { .. }
            | Self::Refused(_)
            | Self::Busy { .. }
            | Self::Uncertain { .. } => None,
        }
    }
}

/// An object that a write returns, and whether enough of it can be read to believe the reply.
pub trait Answered: Payload {
    /// What is missing, if anything is.
    fn lacks(&self) -> Option<&'static str>;
}

impl Answered for CustomerPayload {
    fn lacks(&self) -> Option<&'static str> {
        self.handle.is_none().then_some("handle")
    }
}

impl Answered for NetPayload {
    fn lacks(&self) -> Option<&'static str> {
        if self.handle.is_none() {
            return Some("handle");
        }
        if self.range().is_none() {
            return Some("range");
        }
        // What we register lies below a net that we name. A direct allocation is only ever changed, and what it lies
        // below is the registry's own space, which a record need not name (reference 2.7, 2.8).
        let ours_to_make = match self.net_type() {
            Some(NetType::Reassignment | NetType::Reallocation) | None => true,
            Some(NetType::DirectAllocation | NetType::Other(_)) => false,
        };
        (ours_to_make && self.parent.is_none()).then_some("parent")
    }
}

impl Answered for PocPayload {
    fn lacks(&self) -> Option<&'static str> {
        self.handle.is_none().then_some("handle")
    }
}

impl Answered for PhonePayload {
    fn lacks(&self) -> Option<&'static str> {
        self.number.is_none().then_some("number")
    }
}

impl Answered for OrgPayload {
    fn lacks(&self) -> Option<&'static str> {
        self.handle.is_none().then_some("handle")
    }
}

impl Answered for DelegationPayload {
    fn lacks(&self) -> Option<&'static str> {
        self.name.is_none().then_some("name")
    }
}

/// Nothing of a message is promised.
impl Answered for MessagePayload {
    fn lacks(&self) -> Option<&'static str> {
        None
    }
}

/// A list may be empty.
impl<P: Answered> Answered for Collection<P> {
    fn lacks(&self) -> Option<&'static str> {
        let Self(items) = self;
        items.iter().find_map(Answered::lacks)
    }
}

/// A ticket can not be read at all without its number and its status.
impl Answered for TicketPayload {
    fn lacks(&self) -> Option<&'static str> {
        None
    }
}

/// Classifies the reply to a write that returns its object: everything but reassign and the deletes of nets.
#[must_use]
pub fn classify<P: Answered>(response: &Response) -> WriteReply<P> {
    if !is_success(response) {
        return failed(response);
    }
    match decode::<P>(&response.body) {
        Ok(object) => whole(object),
        Err(error) => uncertain(format!("the reply can not be read: {error}")),
    }
}

/// Classifies the reply to reassign, to the delete of a net, and to its removal.
#[must_use]
pub fn classify_ticketed(response: &Response) -> WriteReply<NetPayload> {
    if !is_success(response) {
        return failed(response);
    }
    match decode::<TicketedRequest>(&response.body) {
        Ok(TicketedRequest {
            ticket: Some(ticket),
            net,
        }) => WriteReply::Ticketed {
            ticket: Box::new(ticket),
            net: net.map(Box::new),
        },
        Ok(TicketedRequest {
            net: Some(net),
            ticket: None,
        }) => whole(net),
        Ok(TicketedRequest {
            net: None,
            ticket: None,
        }) => uncertain("neither net nor ticket"),
        Err(error) => uncertain(format!("the reply can not be read: {error}")),
    }
}

/// Classifies the reply to the request for a new org: a ticket. Where orgs are made at once it is the org.
#[must_use]
pub fn classify_new_org(response: &Response) -> WriteReply<OrgPayload> {
    if !is_success(response) {
        return failed(response);
    }
    match decode::<TicketPayload>(&response.body) {
        Ok(ticket) => WriteReply::Ticketed {
            ticket: Box::new(ticket),
            net: None,
        },
        Err(WireError::Root { .. }) => classify(response),
        Err(error) => uncertain(format!("the reply can not be read: {error}")),
    }
}

/// Classifies the reply to the removal of POC links: the org, or in the older dialect a list of what went,
/// which says nothing about what stayed (reference 2.16).
#[must_use]
pub fn classify_removed_poc(response: &Response) -> WriteReply<Option<OrgPayload>> {
    if !is_success(response) {
        return failed(response);
    }
    match Element::parse(&response.body) {
        Ok(root) if root.is("collection") => WriteReply::Done(None),
        Ok(_) | Err(_) => match classify::<OrgPayload>(response) {
            WriteReply::Done(org) => WriteReply::Done(Some(org)),
            WriteReply::Ticketed { ticket, net } => WriteReply::Ticketed { ticket, net },
            WriteReply::Refused(error) => WriteReply::Refused(error),
            WriteReply::Busy { again_in } => WriteReply::Busy { again_in },
            WriteReply::Uncertain { why, outage } => WriteReply::Uncertain { why, outage },
        },
    }
}

fn whole<P: Answered>(object: P) -> WriteReply<P> {
    match object.lacks() {
        None => WriteReply::Done(object),
        Some(lack) => uncertain(format!("the {} in the reply has no {lack}", P::ROOT)),
    }
}

fn failed<T>(response: &Response) -> WriteReply<T> {
    match RegistryError::of(response) {
        Some(error) if error.status == 429 && error.code == "E_TOO_MANY_REQUESTS" => {
            WriteReply::Busy {
                again_in: response.asked_wait(),
            }
        }
        Some(error) if matches!(error.status, 400..=499) => WriteReply::Refused(error),
        Some(error) => WriteReply::Uncertain {
            outage: error.status == 503 && error.code == "E_OUTAGE",
            why: error.to_string(),
        },
        None => uncertain(oddity(response)),
    }
}

fn uncertain<T>(why: impl Into<String>) -> WriteReply<T> {
    WriteReply::Uncertain {
        why: why.into(),
        outage: false,
    }
}
