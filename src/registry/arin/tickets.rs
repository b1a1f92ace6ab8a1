//! Where tickets stand: one list for all open ones, and a look at each that is no longer in it.

use super::client::Client;
use super::reply::ReadError;
use crate::model::TicketNumber;
use crate::registry::{Failure, TicketNews};

/// Reads where tickets stand.
pub(super) async fn news(
    client: &Client,
    open: &[TicketNumber],
) -> Result<Vec<TicketNews>, Failure> {
    let (_, listed) = client.open_tickets().await.map_err(Failure::from)?;
    let mut news = Vec::new();
    for number in open {
        let ticket = match listed.iter().find(|ticket| ticket.number == *number) {
            Some(ticket) => ticket.clone(),
            None => match client.ticket_summary(number).await {
                Ok(ticket) => ticket,
                // A ticket that is gone, or that this key may no longer see, is judged by its object.
                Err(ReadError::Absent | ReadError::Denied(_)) => {
                    news.push(TicketNews {
                        number: number.clone(),
                        status: None,
                        resolution: None,
                    });
                    continue;
                }
                Err(error @ ReadError::NotAuthenticated(_)) => return Err(Failure::from(error)),
                Err(error) => {
                    // One ticket that can not be read says nothing about the others; it stays open.
                    tracing::warn!(%number, %error, "a ticket could not be read");
                    continue;
                }
            },
        };
        news.push(TicketNews {
            number: ticket.number,
            status: Some(ticket.status),
            resolution: ticket.resolution,
        });
    }
    Ok(news)
}
