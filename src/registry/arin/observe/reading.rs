//! Reads nets by their exact ranges, with the key, and the customer records they name.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::super::client::Client;
use super::super::live::{LiveCustomer, LiveNet, LiveRecipient};
use super::super::reply::ReadError;
use super::super::view::{CustomerView, NetView};
use super::super::wire::{CustomerPayload, NetPayload, Recipient};
use super::Recent;
use crate::model::{NetHandle, Place, Range};
use crate::registry::Failure;

/// Between two reads of which the first may be behind our own write.
const PAUSE: Duration = Duration::from_millis(200);
/// Reads under way at once; the transport's own pace decides how many are on the wire.
const AT_ONCE: usize = 64;

/// What reading one range showed.
enum Found {
    /// A net, or nothing.
    Net(Option<Box<LiveNet>>),
    /// It could not be read, and why.
    Failed(String),
}

/// Reads each range. Returns the nets right below `parent`, and the ranges that could not be read.
///
/// # Errors
/// Only when the registry does not take the key.
pub(super) async fn nets(
    client: &Arc<Client>,
    parent: &NetHandle,
    ranges: BTreeSet<Range>,
    recent: &Recent,
) -> Result<(Vec<LiveNet>, Vec<(Range, String)>), Failure> {
    let (mut nets, mut failed) = (Vec::new(), Vec::new());
    let mut reading = JoinSet::new();
    let mut ranges = ranges.into_iter();
    loop {
        while reading.len() < AT_ONCE
            && let Some(range) = ranges.next()
        {
            let (client, parent, recent) = (Arc::clone(client), parent.clone(), recent.clone());
            reading.spawn(async move { (range, believed(&client, &parent, range, &recent).await) });
        }
        match reading.join_next().await {
            None => return Ok((nets, failed)),
            Some(Ok((_, Ok(Found::Net(net))))) => nets.extend(net.map(|net| *net)),
            Some(Ok((range, Ok(Found::Failed(why))))) => failed.push((range, why)),
            Some(Ok((_, Err(failure)))) => return Err(failure),
            Some(Err(error)) => {
                return Err(Failure::Unknown(format!(
                    "a read ended without an answer: {error}"
                )));
            }
        }
    }
}

/// Reads a range until the answer is not behind our own writes, or old enough to be believed all the same.
async fn believed(
    client: &Client,
    parent: &NetHandle,
    range: Range,
    recent: &Recent,
) -> Result<Found, Failure> {
    loop {
        let found = one(client, parent, range).await?;
        let incarnation = match &found {
            Found::Net(net) => net.as_ref().map(|net| &net.incarnation),
            Found::Failed(_) => return Ok(found),
        };
        if !recent.contradicts(range, incarnation) {
            return Ok(found);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn one(client: &Client, parent: &NetHandle, range: Range) -> Result<Found, Failure> {
    let nets = match client.nets_by_range(range).await {
        Ok(nets) => nets,
        Err(error) => return failed(error),
    };
    let here: Vec<NetPayload> = nets
        .into_iter()
        .filter(|net| net.parent.as_ref() == Some(parent) && net.range() == Some(range))
        .collect();
    let net = match here.as_slice() {
        [] => return Ok(Found::Net(None)),
        [net] => net,
        [_, _, ..] => {
            return Ok(Found::Failed(format!(
                "two nets have the range {range} under {parent}"
            )));
        }
    };
    let recipient = match net.recipient() {
        Some(Recipient::Org(org)) => LiveRecipient::Org(org),
        None => LiveRecipient::Unread("the record names no recipient, or two".into()),
        Some(Recipient::Customer(handle)) => match client.customer(&handle).await {
            Ok(payload) => match customer(&payload) {
                Some(customer) => LiveRecipient::Customer(customer),
                None => LiveRecipient::Unread(
                    format!("the record of {handle} has no handle or no date").into(),
                ),
            },
            Err(error) => match failed(error)? {
                Found::Failed(why) => LiveRecipient::Unread(why.into()),
                Found::Net(_) => {
                    LiveRecipient::Unread(format!("there is no record of {handle}").into())
                }
            },
        },
    };
    Ok(match (net.incarnation(), net.net_type()) {
        (Some(incarnation), Some(net_type)) => Found::Net(Some(Box::new(LiveNet {
            place: Place {
                parent: parent.clone(),
                range,
            },
            incarnation,
            net_type,
            view: NetView::of(net),
            recipient,
            below: None,
        }))),
        (None, _) | (_, None) => {
            Found::Failed("its record lacks a handle, a date, a recipient or a type".to_owned())
        }
    })
}

/// A customer record as it is compared; `None` when it has no handle or no date.
pub(super) fn customer(payload: &CustomerPayload) -> Option<LiveCustomer> {
    Some(LiveCustomer {
        incarnation: payload.incarnation()?,
        view: (&CustomerView::of(payload)).into(),
    })
}

fn failed(error: ReadError) -> Result<Found, Failure> {
    if matches!(error, ReadError::Absent) {
        return Ok(Found::Net(None));
    }
    match Failure::from(error) {
        failure @ Failure::Unauthenticated(_) => Err(failure),
        Failure::Denied(why) | Failure::Stale(why) | Failure::Unknown(why) => {
            Ok(Found::Failed(why))
        }
    }
}
