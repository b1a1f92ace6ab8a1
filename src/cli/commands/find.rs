//! `swipd find`: what is registered at a range, under what, and for whom. Reads only.

use serde_json::{Value, json};

use super::super::Report;
use super::super::args::{FindArguments, Global};
use super::super::session::Session;
use super::plan::json as printed;
use crate::model::{NetHandle, Range};
use crate::registries::Account;
use crate::registry::arin::client::Client;
use crate::registry::arin::rdap::PublicNet;
use crate::registry::arin::reply::ReadError;
use crate::registry::arin::wire::{CustomerPayload, NetPayload, Recipient};
use crate::report::{Sheet, count, records};

pub(in crate::cli) async fn find(global: &Global, arguments: &FindArguments) -> Report {
    let range = match range(&arguments.range) {
        Ok(range) => range,
        Err(why) => return Report::failed(why),
    };
    let session = match Session::begin(global).await {
        Ok(session) => session,
        Err(report) => return report,
    };
    let report = match session.account(arguments.at.registry.as_deref()) {
        Ok((_, account)) => match Found::at(account, range).await {
            Ok(found) if global.json() => Report::done(printed(&found.json())),
            Ok(found) => Report::done(found.text()),
            Err(error) => Report::failed(format!("{range} at {}: {error}", account.title)),
        },
        Err(report) => report,
    };
    session.close().await;
    report
}

/// An address stands for itself.
fn range(text: &str) -> Result<Range, String> {
    if let Ok(address) = text.parse()
        && let Some(range) = Range::between(address, address)
    {
        return Ok(range);
    }
    text.parse::<Range>().map_err(|error| error.to_string())
}

fn public(net: &PublicNet) -> Value {
    json!({
        "handle": net.handle.as_str(),
        "range": net.range.to_string(),
        "parent": net.parent.as_ref().map(NetHandle::as_str),
        "name": net.name,
        "registrant": net.registrant.as_ref().and_then(|who| who.name.clone()),
    })
}

/// What a look at a range showed.
struct Found {
    range: Range,
    /// The nets that are exactly the range, each with its customer as far as it can be read.
    nets: Vec<(NetPayload, Option<CustomerPayload>)>,
    /// The net that would be, or is, above it.
    parent: Option<NetPayload>,
    /// Why the net above is not shown.
    hidden: Option<String>,
    /// What the public directory shows of other nets that share addresses with the range.
    around: Around,
}

/// Other nets, as the public directory shows them; it may be some minutes behind.
#[derive(Default)]
struct Around {
    nets: Vec<PublicNet>,
    /// Whether there are more inside than the directory lists.
    truncated: bool,
    /// Why nothing is known.
    failed: Option<String>,
}

impl Around {
    /// The nets inside a range, and the one that holds its first address.
    async fn of(client: &Client, range: Range) -> Self {
        let mut around = Self::default();
        if let Err(error) = around.read(client, range).await {
            around.failed = Some(error.to_string());
        }
        around
    }

    async fn read(&mut self, client: &Client, range: Range) -> Result<(), ReadError> {
        match client.public_net(range.first_address()).await {
            Ok(net) => self.nets.push(net),
            Err(ReadError::Absent) => {}
            Err(error) => return Err(error),
        }
        for prefix in range.cidrs() {
            let inside = client.children(prefix).await?;
            self.truncated |= inside.truncated;
            self.nets.extend(inside.nets);
        }
        self.nets.sort_by_key(|net| net.range);
        self.nets.dedup_by(|one, other| one.handle == other.handle);
        Ok(())
    }

    /// A line for each net but those that are shown already, at most so many.
    fn lines(&self, shown: &[&NetHandle]) -> Vec<String> {
        let mut others = self
            .nets
            .iter()
            .filter(|net| !shown.contains(&&net.handle))
            .map(|net| {
                let who = net.registrant.as_ref();
                let who = who.and_then(|who| who.name.clone()).unwrap_or_default();
                let (range, handle) = (net.range.to_string(), net.handle.as_str());
                format!("  {range:<24} {handle:<24} \"{who}\"")
            });
        let mut lines: Vec<String> = others.by_ref().take(MOST).collect();
        let more = others.count() as u64;
        if more > 0 || self.truncated {
            let least = if self.truncated { "at least " } else { "" };
            lines.push(format!("  and {least}{} more", count(more)));
        }
        lines
    }
}

/// The registry may also answer with nets that only overlap a range (reference 4).
fn exactly(range: Range, nets: Vec<NetPayload>) -> Vec<NetPayload> {
    nets.into_iter()
        .filter(|net| net.range() == Some(range))
        .collect()
}

/// So many nets around a range are listed.
const MOST: usize = 20;

impl Found {
    async fn at(account: &Account, range: Range) -> Result<Self, ReadError> {
        let client = &account.client;
        let mut nets = Vec::new();
        for net in exactly(range, client.nets_by_range(range).await?) {
            let customer = match net.recipient() {
                Some(Recipient::Customer(handle)) => match client.customer(&handle).await {
                    Ok(customer) => Some(customer),
                    // The net shows its handle; what else there is belongs to others, or has gone just now.
                    Err(ReadError::Absent | ReadError::Denied(_)) => None,
                    Err(error) => return Err(error),
                },
                Some(Recipient::Org(_)) | None => None,
            };
            nets.push((net, customer));
        }
        let (parent, hidden) = match client.parent_net(range).await {
            Ok(net) => (Some(net), None),
            Err(ReadError::Absent) => (None, None),
            // The net above may be another's: what is ours is shown all the same.
            Err(error @ ReadError::Denied(_)) => (None, Some(error.to_string())),
            Err(error) => return Err(error),
        };
        Ok(Self {
            range,
            nets,
            parent,
            hidden,
            around: Around::of(client, range).await,
        })
    }

    fn sheets(&self) -> Vec<(&'static str, Sheet)> {
        let mut sheets = Vec::new();
        for (net, customer) in &self.nets {
            sheets.push(("net", records::net(net)));
            sheets.extend(
                customer
                    .iter()
                    .map(|customer| ("customer", records::customer(customer))),
            );
        }
        sheets.extend(self.parent.iter().map(|net| ("parent", records::net(net))));
        sheets
    }

    fn text(&self) -> String {
        let mut parts = Vec::new();
        if self.nets.is_empty() {
            parts.push(format!("{}: no net is exactly this range", self.range));
        }
        let sheets = self.sheets();
        parts.extend(
            sheets
                .iter()
                .map(|(word, sheet)| format!("{word} {}", sheet.text())),
        );
        match (&self.parent, &self.hidden) {
            (None, Some(why)) => parts.push(format!("parent: {why}")),
            (None, None) => parts.push("parent: none that can be reassigned from".to_owned()),
            (Some(_), _) => {}
        }
        let net_handles = self.nets.iter().map(|(net, _)| net).chain(&self.parent);
        let shown: Vec<&NetHandle> = net_handles.filter_map(|net| net.handle.as_ref()).collect();
        let lines = self.around.lines(&shown);
        if !lines.is_empty() {
            parts.push(format!("others, in public\n{}", lines.join("\n")));
        }
        parts.extend(
            self.around
                .failed
                .iter()
                .map(|why| format!("others: not known, {why}")),
        );
        parts.join("\n\n")
    }

    fn json(&self) -> Value {
        let nets: Vec<Value> = self
            .nets
            .iter()
            .map(|(net, customer)| {
                json!({
                    "net": records::net(net).json(),
                    "customer": customer.as_ref().map(|customer| records::customer(customer).json()),
                })
            })
            .collect();
        json!({
            "range": self.range.to_string(),
            "registered": nets,
            "parent": self.parent.as_ref().map(|net| records::net(net).json()),
            "parent_hidden": self.hidden,
            "around": {
                "nets": self.around.nets.iter().map(public).collect::<Vec<Value>>(),
                "truncated": self.around.truncated,
                "failed": self.around.failed,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::arin::wire::NetBlock;

    #[test]
    fn a_net_that_only_overlaps_is_not_registered_at_the_range() {
        let net = |start: &str, length: &str| NetPayload {
            blocks: vec![NetBlock {
                start: Some(start.to_owned()),
                cidr_length: Some(length.to_owned()),
                ..NetBlock::default()
            }],
            ..NetPayload::default()
        };
        let nets = vec![net("198.051.100.000", "24"), net("198.051.100.064", "28")];
        let range = |text: &str| range(text).expect(text);
        let found = exactly(range("198.51.100.64/28"), nets.clone());
        assert_eq!(found, nets[1..]);
        assert_eq!(exactly(range("198.51.100.8/29"), nets), []);
    }
}
