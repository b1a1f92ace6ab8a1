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
    let listed = client
        .ticket_summaries(None, Some("ANY_OPEN"))
        .await
        .map_err(Failure::from)?;
    let mut news = Vec::new();
    for number in open {
        let ticket = match listed.iter().find(|ticket| ticket.number == *number) {
            Some(ticket) => ticket.clone(),
            None => match client.ticket_summary(number).await {
                Ok(ticket) => ticket,
                Err(ReadError::Absent) => {
                    news.push(TicketNews {
                        number: number.clone(),
                        status: None,
                        resolution: None,
                    });
                    continue;
                }
                Err(error) => return Err(Failure::from(error)),
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
