//! Calls for reports (reference 3.4). Each opens a ticket: it needs an intent, is sent once over a connection of
//! its own, and is followed by [`Client::ticket_summary`], never by asking again.

use std::net::IpAddr;

use super::Client;
use crate::http::{WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::NetHandle;
use crate::registry::arin::reply::{WriteReply, classify};
use crate::registry::arin::request;
use crate::registry::arin::wire::TicketPayload;

impl Client {
    /// Asks for what is registered below a net that space can be given from.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn report_reassignment(
        &self,
        net: &NetHandle,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        self.report(request::report_reassignment(net), intent).await
    }

    /// Asks for everything that the POCs of the account touch.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn report_associations(
        &self,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        self.report(request::report_associations(), intent).await
    }

    /// Asks for the history of an AS number. The account needs a permission of its own.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn report_whowas_asn(
        &self,
        asn: u32,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        self.report(request::report_whowas_asn(asn), intent).await
    }

    /// Asks for the history of an address. The account needs a permission of its own.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn report_whowas_net(
        &self,
        address: IpAddr,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        self.report(request::report_whowas_net(address), intent)
            .await
    }

    async fn report(
        &self,
        request: WriteRequest,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        self.once(Ok(request), intent, classify).await
    }
}
