//! Reports: a GET that makes a ticket, whose end brings a file (reference 3.4 and 5.3).

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::model::{Family, Range};

use super::answer::Detail;
use super::auth::Caller;
use super::books::Books;
use super::desk::Twist;
use super::exchange::Reply;
use super::messages::Draft;
use super::options::Dialect;
use super::refusal::Refusal;
use super::state::{Effect, Net, State, Ticket};
use super::tickets::{self, Wanted};
use super::{answer_ticket, net, report_text};

/// A report that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Report {
    /// Everything below a net, and what is free there.
    Reassignment(String),
    /// Everything that the account acts for.
    Associations,
    /// Who had an AS.
    WhoWasAsn(String),
    /// Who had an address.
    WhoWasNet(String),
}

impl Report {
    fn ticket_type(&self) -> &'static str {
        match self {
            Self::Reassignment(_) => "USER_REASSIGNMENT_REPORT",
            Self::Associations => "ASSOCIATIONS_REPORT",
            Self::WhoWasAsn(_) | Self::WhoWasNet(_) => "WHOWAS_REPORT",
        }
    }

    fn stem(&self) -> String {
        match self {
            Self::Reassignment(handle) => format!("reassignments-{handle}"),
            Self::Associations => "associations".to_owned(),
            Self::WhoWasAsn(number) => format!("whowas-AS{}", digits(number)),
            Self::WhoWasNet(address) => format!("whowas-{}", address.replace(':', "-")),
        }
    }

    /// The net that it is about.
    pub(super) fn about<'a>(&self, state: &'a State) -> Option<&'a Net> {
        match self {
            Self::Reassignment(handle) => state.net(handle),
            Self::Associations | Self::WhoWasAsn(_) | Self::WhoWasNet(_) => None,
        }
    }
}

fn digits(number: &str) -> &str {
    number.strip_prefix("AS").unwrap_or(number)
}

/// `GET /rest/report/…`: the reply is the new ticket.
pub(super) fn create(
    books: &mut Books,
    caller: &Caller,
    report: &Report,
    twist: &Twist,
) -> Result<Reply, Refusal> {
    allowed(books, caller, report)?;
    let (delay, ends) = match twist {
        Twist::Ticket { delay, resolution } => (*delay, resolution.as_deref()),
        Twist::None | Twist::Partial => (books.options.ticket_delay, None),
    };
    let wanted = Wanted {
        kind: report.ticket_type(),
        effect: Effect::Report(report.clone()),
        delay,
        ends: ends.unwrap_or("PROCESSED"),
        messages: Vec::new(),
    };
    let ticket = tickets::open(books, caller, wanted)?;
    let body = answer_ticket::ticket(&books.state, &ticket, Detail::Summary);
    Ok(Reply::xml(200, body))
}

fn allowed(books: &Books, caller: &Caller, report: &Report) -> Result<(), Refusal> {
    match report {
        Report::Associations => Ok(()),
        Report::Reassignment(handle) => {
            let live = net::authorized(&books.state, caller, handle)?;
            if !live.kind.is_parent() {
                return Err(Refusal::bad_request(
                    "Only direct allocations and reallocations have a reassignment report.",
                ));
            }
            if books.options.dialect == Dialect::Legacy && live.range.family() == Family::V6 {
                return Err(Refusal::bad_request(
                    "Reassignment reports are for IPv4 networks only.",
                ));
            }
            Ok(())
        }
        Report::WhoWasAsn(number) => {
            whowas(books)?;
            let digits = digits(number);
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            match digits.parse::<u32>() {
                Ok(_) if plain => Ok(()),
                Ok(_) | Err(_) => Err(Refusal::bad_request("Not the number of an AS.")),
            }
        }
        Report::WhoWasNet(address) => {
            whowas(books)?;
            match address.parse::<IpAddr>() {
                Ok(_) => Ok(()),
                Err(_) => Err(Refusal::bad_request("Not a plain IP address.")),
            }
        }
    }
}

fn whowas(books: &Books) -> Result<(), Refusal> {
    if books.options.whowas {
        Ok(())
    } else {
        Err(Refusal::no_whowas())
    }
}

/// The message that brings the file of a report. The registry's format is not known, and this one says that it
/// is invented.
pub(super) fn written(books: &Books, ticket: &Ticket, report: &Report) -> Draft {
    let state = &books.state;
    let csv = match report {
        Report::Reassignment(handle) => match state.net(handle) {
            Some(net) => report_text::reassignments(state, net),
            None => report_text::nothing(),
        },
        Report::Associations => report_text::associations(state, &ticket.account),
        Report::WhoWasAsn(_) => report_text::nothing(),
        Report::WhoWasNet(address) => {
            let address = address.parse::<IpAddr>().ok();
            let range = address.and_then(|address| Range::between(address, address));
            match range.and_then(|range| state.covering(range).pop()) {
                Some(net) => report_text::holder(state, net),
                None => report_text::nothing(),
            }
        }
    };
    let name = format!("{}.csv", report.stem());
    let file = if books.options.zipped_reports {
        let archive = report_text::zipped(&name, csv.as_bytes());
        (format!("{}.zip", report.stem()), archive)
    } else {
        (name, csv.into_bytes())
    };
    Draft {
        subject: Some("Your report".to_owned()),
        text: vec!["The report that you asked for is attached.".to_owned()],
        category: None,
        files: vec![file],
    }
}
