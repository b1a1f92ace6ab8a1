//! ARIN's calls as methods. Reads are typed and checked to be what was asked for; a write is sent as it
//! was built, and its reply is classified by the caller.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::rdap::{self, Children, PublicNet};
use super::reply::{self, ReadError};
use super::request;
use super::wire::{Collection, CustomerPayload, NetPayload, Payload, TicketPayload};
use crate::http::{ReadRequest, Response, Transport, WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::{CustomerHandle, NetHandle, Prefix, Range, TicketNumber};

/// A client of one registry.
#[derive(Debug)]
pub struct Client {
    transport: Transport,
}

impl Client {
    /// A client over a transport.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// A customer by its handle.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another customer came.
    pub async fn customer(&self, handle: &CustomerHandle) -> Result<CustomerPayload, ReadError> {
        let (response, customer): (_, CustomerPayload) =
            self.read(request::customer(handle)).await?;
        same(&response, customer.handle.as_ref(), handle)?;
        Ok(customer)
    }

    /// A net by its handle.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another net came.
    pub async fn net(&self, handle: &NetHandle) -> Result<NetPayload, ReadError> {
        let (response, net): (_, NetPayload) = self.read(request::net(handle)).await?;
        same(&response, net.handle.as_ref(), handle)?;
        Ok(net)
    }

    /// The net that would be the parent of a range.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net does not hold the range.
    pub async fn parent_net(&self, range: Range) -> Result<NetPayload, ReadError> {
        let (response, net): (_, NetPayload) = self.read(request::parent_net(range)).await?;
        match net.range() {
            Some(found) if found.contains(range) => Ok(net),
            Some(_) | None => Err(other(&response)),
        }
    }

    /// The deepest net that is exactly a range.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net has another range.
    pub async fn most_specific_net(&self, range: Range) -> Result<NetPayload, ReadError> {
        let (response, net): (_, NetPayload) = self.read(request::most_specific_net(range)).await?;
        if net.range() == Some(range) {
            Ok(net)
        } else {
            Err(other(&response))
        }
    }

    /// The nets of a range; possibly also nets that only overlap it (reference 4). None is not an error.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`]; also unknown when the range of a net can not
    /// be read.
    pub async fn nets_by_range(&self, range: Range) -> Result<Vec<NetPayload>, ReadError> {
        let response = self.transport.read(request::nets_by_range(range)).await?;
        let nets = reply::read_nets(&response)?;
        if nets.iter().any(|net| net.range().is_none()) {
            let why = "the range of a net can not be read";
            return Err(ReadError::unknown(&response, why));
        }
        Ok(nets)
    }

    /// A ticket without its messages.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket_summary(&self, number: &TicketNumber) -> Result<TicketPayload, ReadError> {
        self.numbered(request::ticket_summary(number), number).await
    }

    /// A ticket with references to its messages.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket(&self, number: &TicketNumber) -> Result<TicketPayload, ReadError> {
        self.numbered(request::ticket(number), number).await
    }

    /// The tickets of a type in a status, without messages; `None` stands for any.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket_summaries(
        &self,
        kind: Option<&'static str>,
        status: Option<&'static str>,
    ) -> Result<Vec<TicketPayload>, ReadError> {
        let request = request::ticket_summaries(kind, status);
        let (_, Collection(tickets)) = self.read(request).await?;
        Ok(tickets)
    }

    /// The open tickets without messages, and the registry's own time: tickets carry dates of that clock.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn open_tickets(&self) -> Result<(Option<Timestamp>, Vec<TicketPayload>), ReadError> {
        let request = request::ticket_summaries(None, Some("ANY_OPEN"));
        let (response, Collection(tickets)) = self.read(request).await?;
        let date = response
            .date
            .as_deref()
            .and_then(|date| rfc2822::parse(date).ok());
        Ok((date.map(|date| date.timestamp()), tickets))
    }

    /// The immediate children inside a prefix, as the public directory shows them.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`].
    pub async fn children(&self, prefix: Prefix) -> Result<Children, ReadError> {
        let response = self.transport.read(request::rdap_down(prefix)).await?;
        rdap::read_children(&response)
    }

    /// The most specific net that covers an address, as the public directory shows it.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net does not hold the address.
    pub async fn public_net(&self, address: IpAddr) -> Result<PublicNet, ReadError> {
        let response = self.transport.read(request::rdap_ip(address)).await?;
        let net = rdap::read_ip(&response)?;
        let asked = Range::between(address, address);
        if asked.is_some_and(|asked| net.range.contains(asked)) {
            Ok(net)
        } else {
            Err(other(&response))
        }
    }

    /// Sends a write, once. Its response goes to [`reply::classify`] or [`reply::classify_ticketed`].
    ///
    /// # Errors
    /// When there is no response.
    pub async fn write(
        &self,
        request: WriteRequest,
        intent: Intent,
    ) -> Result<Response, WireFailure> {
        self.transport.write(request, intent).await
    }

    async fn read<P: Payload>(&self, request: ReadRequest) -> Result<(Response, P), ReadError> {
        let response = self.transport.read(request).await?;
        let payload = reply::read(&response)?;
        Ok((response, payload))
    }

    async fn numbered(
        &self,
        request: ReadRequest,
        number: &TicketNumber,
    ) -> Result<TicketPayload, ReadError> {
        let (response, ticket): (_, TicketPayload) = self.read(request).await?;
        same(&response, Some(&ticket.number), number)?;
        Ok(ticket)
    }
}

/// A reply about something else proves nothing about what was asked for.
fn same<T: PartialEq>(response: &Response, found: Option<&T>, asked: &T) -> Result<(), ReadError> {
    if found == Some(asked) {
        Ok(())
    } else {
        Err(other(response))
    }
}

fn other(response: &Response) -> ReadError {
    ReadError::unknown(response, "it is not about what was asked for")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::http::{Exchange, ExchangeFuture, Pace, Side, Wire};
    use crate::registry::arin::request::remove_net;

    const CUSTOMER: &str = include_str!("wire/documents/customer-reply.xml");
    const NET: &str = include_str!("wire/documents/net-modify.xml");
    const SUMMARY: &str = include_str!("wire/documents/ticket-summary.xml");
    const TICKETS: &str = include_str!("wire/documents/collection-tickets.xml");
    const TICKETED: &str = include_str!("wire/documents/ticketed-net.xml");
    const PUBLIC: &str = include_str!("wire/documents/rdap-net.json");

    struct Documents;

    impl Wire for Documents {
        fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
            let nets = format!(
                "<collection xmlns=\"http://www.arin.net/regrws/core/v1\">{}</collection>",
                NET.trim()
            );
            let path = exchange.path.as_str();
            let body = match path.split(['/', ';']).nth(3).unwrap_or_default() {
                _ if path.ends_with("/remove") => TICKETED.to_owned(),
                "netsByIpRange" => nets,
                "summary" => TICKETS.to_owned(),
                _ if path.starts_with("/ips/rirSearch1/") => {
                    format!("{{\"ipSearchResults\":[{PUBLIC}]}}")
                }
                _ if exchange.side == Side::Public => PUBLIC.to_owned(),
                _ if path.starts_with("/rest/customer/") => CUSTOMER.to_owned(),
                _ if path.starts_with("/rest/ticket/") => SUMMARY.to_owned(),
                _ => NET.to_owned(),
            };
            let response = Response {
                status: 200,
                body: body.into_bytes(),
                ..Response::default()
            };
            Box::pin(async move { Ok(response) })
        }
    }

    fn client() -> Client {
        Client::new(Transport::new(Arc::new(Documents), Pace::unlimited()))
    }

    fn range(text: &str) -> Range {
        text.parse().expect(text)
    }

    #[tokio::test]
    async fn every_call_reads_what_it_asked_for() {
        let client = client();
        let number: TicketNumber = "20260920-X1042".parse().expect("a number");
        let customer: CustomerHandle = "C09990001".parse().expect("a handle");
        let net: NetHandle = "NET-198-51-100-64-1".parse().expect("a handle");
        let asked = range("198.51.100.64/28");
        assert!(client.customer(&customer).await.is_ok());
        assert!(client.net(&net).await.is_ok());
        assert!(client.parent_net(range("198.51.100.64/29")).await.is_ok());
        assert!(client.most_specific_net(asked).await.is_ok());
        assert_eq!(client.nets_by_range(asked).await.map(|n| n.len()), Ok(1));
        assert!(client.ticket_summary(&number).await.is_ok());
        assert!(client.ticket(&number).await.is_ok());
        let tickets = client.ticket_summaries(None, Some("ANY_OPEN")).await;
        assert_eq!(tickets.map(|tickets| tickets.len()), Ok(1));
        let children = client.children("198.51.100.0/24".parse().expect("a prefix"));
        assert_eq!(children.await.map(|children| children.nets.len()), Ok(1));
        let covering = client.public_net(asked.first_address()).await;
        assert_eq!(covering.map(|net| net.range), Ok(asked));
    }

    #[tokio::test]
    async fn a_reply_about_something_else_proves_nothing() {
        let client = client();
        let unknown = |failed: Option<ReadError>| {
            assert!(
                matches!(failed, Some(ReadError::Unknown { .. })),
                "{failed:?}"
            );
        };
        let customer: CustomerHandle = "C09990002".parse().expect("a handle");
        unknown(client.customer(&customer).await.err());
        let net: NetHandle = "NET-198-51-100-80-1".parse().expect("a handle");
        unknown(client.net(&net).await.err());
        unknown(client.parent_net(range("198.51.100.0/24")).await.err());
        unknown(
            client
                .most_specific_net(range("198.51.100.64/29"))
                .await
                .err(),
        );
        let number: TicketNumber = "20260920-X1".parse().expect("a number");
        unknown(client.ticket(&number).await.err());
        let address = "203.0.113.1".parse().expect("an address");
        unknown(client.public_net(address).await.err());
    }

    #[tokio::test]
    async fn a_write_is_sent_and_classified() {
        let client = client();
        let handle: NetHandle = "NET-198-51-100-64-1".parse().expect("a handle");
        let live = client.net(&handle).await.expect("a net");
        let request = remove_net(&live).expect("a request");
        let response = client.write(request, Intent::for_test()).await;
        let reply = reply::classify_ticketed(&response.expect("a response"));
        assert!(matches!(reply, reply::WriteReply::Done(_)), "{reply:?}");
    }
}
