//! Payloads that only the registry sends. They are written here alone, to compare what was read with the
//! document that it was read from.

use crate::registry::arin::wire::{
    Collection, ErrorPayload, NetPayload, Out, Payload, TicketPayload, TicketedRequest, Writable,
};

impl Writable for ErrorPayload {
    fn write(&self, out: &mut Out) {
        out.wrap("additionalInfo", |out| {
            for message in &self.additional {
                out.field("message", Some(message));
            }
        });
        out.field("code", self.code.as_deref());
        out.wrap("components", |out| {
            for component in &self.components {
                out.wrap("component", |out| {
                    out.field("message", Some(&component.message));
                    out.field("name", Some(&component.name));
                });
            }
        });
        out.field("message", Some(&self.message));
    }
}

impl Writable for TicketedRequest {
    fn write(&self, out: &mut Out) {
        if let Some(net) = &self.net {
            out.wrap(NetPayload::ROOT, |out| net.write(out));
        }
        if let Some(ticket) = &self.ticket {
            out.wrap(TicketPayload::ROOT, |out| ticket.write(out));
        }
    }
}

impl<P: Writable> Writable for Collection<P> {
    fn write(&self, out: &mut Out) {
        for item in &self.0 {
            out.wrap(P::ROOT, |out| item.write(out));
        }
    }
}
