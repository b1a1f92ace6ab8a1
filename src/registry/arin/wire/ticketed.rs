//! `ticketedRequest` (reference 2.15): a net, or the ticket that stands for it.

use super::element::Element;
use super::fields::Fields;
use super::{NetPayload, Payload, TicketPayload, WireError};

/// The reply to reassign and to a delete of a net. At least one of the two is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketedRequest {
    /// The net, when it was done.
    pub net: Option<NetPayload>,
    /// The ticket, when somebody or something has to look at it first.
    pub ticket: Option<TicketPayload>,
}

impl Payload for TicketedRequest {
    const ROOT: &'static str = "ticketedRequest";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let net = fields.one("net")?.map(NetPayload::read).transpose()?;
        let ticket = fields.one("ticket")?.map(TicketPayload::read).transpose()?;
        if net.is_none() && ticket.is_none() {
            return Err(WireError::Missing("net or ticket"));
        }
        Ok(Self { net, ticket })
    }
}
