//! Which call a path names. Matrix parameters belong to their segment and are never percent-encoded.

use std::net::IpAddr;

use crate::model::{Prefix, Range};

use super::address_text;
use super::registrant_route::Call;
use super::reports::Report;

/// What a ticket list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TicketQuery {
    pub(super) kind: Option<String>,
    pub(super) status: Option<String>,
    pub(super) references: bool,
}

/// A path that means something. Ranges are `None` where the addresses make none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Customer(String),
    NewCustomer(String),
    Net(String),
    Remove(String),
    Reassign(String),
    Reallocate(String),
    ParentNet(Option<Range>),
    MostSpecific(Option<Range>),
    ByRange(Option<Range>),
    Ticket(String),
    TicketSummary(String),
    /// `None` when a parameter is not known.
    Tickets(Option<TicketQuery>),
    TicketSummaries(Option<TicketQuery>),
    /// A ticket and the status that it is to have.
    TicketStatus(String, String),
    /// The ticket that a message is added to.
    NewMessage(String),
    /// A ticket and the number of a message.
    Message(String, String),
    /// A ticket, the number of a message, and an attachment.
    Attachment(String, String, String),
    Report(Report),
    /// Orgs, POCs and delegations.
    Registrant(Call),
    RdapDown(Option<Range>),
    RdapIp(Option<Range>),
    RdapEntity(String),
    /// Entities by their name, which is a parameter.
    RdapEntities,
}

impl Route {
    /// Reads a path; `None` when no call has it.
    pub(super) fn of(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            ["rest", rest @ ..] => Self::rest(rest),
            ["registry", "ips", "rirSearch1", "rdap-down", query @ ..] => {
                Some(Self::RdapDown(queried(query)?.ok()))
            }
            ["registry", "ip", query @ ..] => Some(Self::RdapIp(queried(query)?.ok())),
            ["registry", "entities"] => Some(Self::RdapEntities),
            ["registry", "entity", handle] => decoded(handle).map(Self::RdapEntity),
            _ => None,
        }
    }

    fn rest(segments: &[&str]) -> Option<Self> {
        if let Some(call) = Call::of(segments) {
            return Some(Self::Registrant(call));
        }
        let text = |segment: &str| decoded(segment).filter(|text| !text.is_empty());
        match segments {
            [
                "net",
                kind @ ("parentNet" | "mostSpecificNet" | "netsByIpRange"),
                first,
                last,
            ]
            | [
                "net",
                kind @ ("parentNet" | "mostSpecificNet" | "netsByIpRange"),
                first,
                last,
                "",
            ] => {
                let range = between(first, last);
                Some(match *kind {
                    "parentNet" => Self::ParentNet(range),
                    "mostSpecificNet" => Self::MostSpecific(range),
                    _ => Self::ByRange(range),
                })
            }
            ["customer", handle] => text(handle).map(Self::Customer),
            ["net", handle] => text(handle).map(Self::Net),
            ["net", parent, "customer"] => text(parent).map(Self::NewCustomer),
            ["net", parent, "reassign"] => text(parent).map(Self::Reassign),
            ["net", parent, "reallocate"] => text(parent).map(Self::Reallocate),
            ["net", handle, "remove"] => text(handle).map(Self::Remove),
            ["ticket", list] if list.starts_with("summary") => {
                Some(Self::TicketSummaries(matrix(list, "summary")?.ok()))
            }
            ["ticket", number] => text(number).map(Self::Ticket),
            ["ticket", number, "summary"] => text(number).map(Self::TicketSummary),
            ["ticket", number, below @ ..] => Self::of_ticket(text(number)?, below),
            ["report", report @ ..] => reported(report).map(Self::Report),
            [list] => Some(Self::Tickets(matrix(list, "ticket")?.ok())),
            _ => None,
        }
    }

    fn of_ticket(number: String, segments: &[&str]) -> Option<Self> {
        match segments {
            ["ticketStatus", status] => Some(Self::TicketStatus(number, decoded(status)?)),
            ["message"] => Some(Self::NewMessage(number)),
            ["message", id] => Some(Self::Message(number, decoded(id)?)),
            ["message", id, "attachment", attachment] => {
                Some(Self::Attachment(number, decoded(id)?, decoded(attachment)?))
            }
            _ => None,
        }
    }

    /// The verbs that the path takes.
    pub(super) fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Registrant(call) => call.methods(),
            Self::Customer(_) | Self::Net(_) => &["GET", "PUT", "DELETE"],
            Self::NewCustomer(_) => &["POST"],
            Self::Ticket(_) => &["GET", "PUT"],
            Self::Remove(_)
            | Self::Reassign(_)
            | Self::Reallocate(_)
            | Self::TicketStatus(..)
            | Self::NewMessage(_) => &["PUT"],
            Self::ParentNet(_)
            | Self::MostSpecific(_)
            | Self::ByRange(_)
            | Self::TicketSummary(_)
            | Self::Tickets(_)
            | Self::TicketSummaries(_)
            | Self::Message(..)
            | Self::Attachment(..)
            | Self::Report(_)
            | Self::RdapDown(_)
            | Self::RdapIp(_)
            | Self::RdapEntity(_)
            | Self::RdapEntities => &["GET"],
        }
    }

    /// Whether it is on the public side, which knows no key.
    pub(super) fn is_public(&self) -> bool {
        matches!(
            self,
            Self::RdapDown(_) | Self::RdapIp(_) | Self::RdapEntity(_) | Self::RdapEntities
        )
    }
}

/// A report by its path. An address with a length is no address, and is refused later, not unknown.
fn reported(segments: &[&str]) -> Option<Report> {
    match segments {
        ["reassignment", handle] => decoded(handle).map(Report::Reassignment),
        ["associations"] => Some(Report::Associations),
        ["whoWas", "asn", number] => decoded(number).map(Report::WhoWasAsn),
        ["whoWas", "net", address] => decoded(address).map(Report::WhoWasNet),
        ["whoWas", "net", address, length] => {
            Some(Report::WhoWasNet(format!("{address}/{length}")))
        }
        _ => None,
    }
}

/// A path of the right shape whose parameters mean nothing.
struct Nonsense;

fn between(first: &str, last: &str) -> Option<Range> {
    let address = |segment: &str| address_text::read(&decoded(segment)?);
    Range::between(address(first)?, address(last)?)
}

/// An address, or an address and a length without host bits: `None` when it is no such path at all.
fn queried(segments: &[&str]) -> Option<Result<Range, Nonsense>> {
    let joined = match segments {
        [one] => decoded(one)?,
        [address, length] => format!("{}/{}", decoded(address)?, decoded(length)?),
        _ => return None,
    };
    Some(if joined.contains('/') {
        joined
            .parse::<Prefix>()
            .map(Range::from)
            .map_err(|_| Nonsense)
    } else {
        let address: Option<IpAddr> = joined.parse().ok();
        address
            .and_then(|address| Range::between(address, address))
            .ok_or(Nonsense)
    })
}

/// The parameters of a segment: `None` when the segment has another name.
fn matrix(segment: &str, name: &str) -> Option<Result<TicketQuery, Nonsense>> {
    let mut parts = segment.split(';');
    if parts.next() != Some(name) {
        return None;
    }
    let mut query = TicketQuery::default();
    for part in parts {
        match part.split_once('=') {
            Some(("ticketType", kind)) => query.kind = Some(kind.to_owned()),
            Some(("ticketStatus", status)) => query.status = Some(status.to_owned()),
            Some(("msgRefs", "true")) => query.references = true,
            Some(("msgRefs", "false")) => query.references = false,
            _ => return Some(Err(Nonsense)),
        }
    }
    Some(Ok(query))
}

/// Takes percent-encoding off a segment; `None` when it is broken.
pub(super) fn decoded(segment: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let value = digit(bytes.next())? * 16 + digit(bytes.next())?;
        out.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Option<Range> {
        text.parse().ok()
    }

    #[test]
    fn addresses_come_escaped_or_not_and_with_a_trailing_slash() {
        for path in [
            "/rest/net/netsByIpRange/2001:db8::/2001:db8::ffff",
            "/rest/net/netsByIpRange/2001%3Adb8%3A%3A/2001%3Adb8%3A%3Affff/",
        ] {
            assert_eq!(
                Route::of(path),
                Some(Route::ByRange(range("2001:db8::/112")))
            );
        }
        assert_eq!(
            Route::of("/rest/net/parentNet/198.51.100.9/198.51.100.1"),
            Some(Route::ParentNet(None))
        );
    }

    #[test]
    fn matrix_parameters_are_part_of_the_segment() {
        let Some(Route::Tickets(Some(query))) =
            Route::of("/rest/ticket;ticketType=NET_DELETE_REQUEST;ticketStatus=ANY_OPEN")
        else {
            panic!("tickets")
        };
        assert_eq!(query.kind.as_deref(), Some("NET_DELETE_REQUEST"));
        assert!(matches!(
            Route::of("/rest/ticket/summary;ticketStatus=ANY"),
            Some(Route::TicketSummaries(Some(_)))
        ));
        assert_eq!(
            Route::of("/rest/ticket;colour=red"),
            Some(Route::Tickets(None))
        );
        assert_eq!(Route::of("/rest/ticket%3BticketStatus=ANY"), None);
    }

    #[test]
    fn public_paths_take_an_address_or_a_prefix() {
        assert_eq!(
            Route::of("/registry/ips/rirSearch1/rdap-down/198.51.100.0/24"),
            Some(Route::RdapDown(range("198.51.100.0/24")))
        );
        assert_eq!(
            Route::of("/registry/ip/2001:db8::1"),
            Some(Route::RdapIp(range("2001:db8::1/128")))
        );
        assert_eq!(
            Route::of("/registry/ip/198.51.100.1/24"),
            Some(Route::RdapIp(None))
        );
        assert_eq!(
            Route::of("/registry/entity/EXMPL-12"),
            Some(Route::RdapEntity("EXMPL-12".to_owned()))
        );
        assert_eq!(Route::of("/registry/ip"), None);
        assert_eq!(Route::of("/rest/nobody/EXMPL-12"), None);
    }
}
