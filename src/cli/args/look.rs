//! What can be typed to look at the registry, and to ask it for something.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::duration;

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Noun {
    Customer,
    Net,
    Org,
    Poc,
    Delegation,
    Ticket,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// Of what
    #[arg(value_enum)]
    pub(crate) noun: Noun,
    /// Its handle
    pub(crate) handle: String,
    /// The payload as it was received
    #[arg(long, conflicts_with = "output")]
    pub(crate) xml: bool,
    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Debug, Args)]
pub(crate) struct FindArguments {
    /// A prefix, a range, or an address
    pub(crate) range: String,
    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Debug, Args)]
pub(crate) struct TicketsArguments {
    #[command(subcommand)]
    pub(crate) command: Option<TicketsCommand>,
    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TicketsCommand {
    #[command(before_help = "  swipd tickets list\n  swipd tickets list --all")]
    /// The open ones; with --all every one
    List(TicketsList),
    #[command(
        before_help = "  swipd tickets show 20261123-X1042\n  swipd tickets show 20261123-X1042 -o json"
    )]
    /// One ticket, with what its messages are called
    Show {
        /// The ticket
        number: String,
    },
    #[command(
        before_help = "  swipd tickets message 20261123-X1042 1\n  swipd tickets message 20261123-X1042 1 -o json"
    )]
    /// One message
    Message {
        /// The ticket
        number: String,
        /// The number of the message
        id: i64,
    },
    #[command(
        before_help = "  swipd tickets attachments 20261123-X1042\n  swipd tickets attachments 20261123-X1042 --out reports"
    )]
    /// Save what is attached
    Attachments {
        /// The ticket
        number: String,
        /// Into this folder
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
    },
    #[command(
        before_help = "  swipd tickets close 20261123-X1042\n  swipd tickets close 20261123-X1042 --registry arin"
    )]
    /// Close a ticket that is resolved
    Close {
        /// The ticket
        number: String,
    },
}

#[derive(Debug, Default, Args)]
pub(crate) struct TicketsList {
    /// Closed ones too
    #[arg(long)]
    pub(crate) all: bool,
    /// Of this type, in the registry's words
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,
    /// In this status, in the registry's words
    #[arg(long, value_name = "STATUS", conflicts_with = "all")]
    pub(crate) status: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    #[command(subcommand)]
    pub(crate) of: ReportCommand,
    /// Stay until it is made, at most this long [30m], and save it
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = duration,
        num_args = 0..=1,
        default_missing_value = "30m",
        global = true
    )]
    pub(crate) wait: Option<Duration>,
    /// Save into this folder
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    #[command(
        before_help = "  swipd report reassignment NET-198-51-100-0-1\n  swipd report reassignment NET-198-51-100-0-1 --wait --out reports"
    )]
    /// What lies below a net
    Reassignment {
        /// The net
        net: String,
    },
    #[command(
        before_help = "  swipd report associations\n  swipd report associations --wait 2h --out reports"
    )]
    /// Everything that the account's POCs touch
    Associations,
    #[command(
        before_help = "  swipd report whowas-net 198.51.100.64\n  swipd report whowas-net 2001:db8:40:: --wait"
    )]
    /// The history of an address
    WhowasNet {
        /// The address
        address: std::net::IpAddr,
    },
    #[command(
        before_help = "  swipd report whowas-asn AS64496\n  swipd report whowas-asn AS64496 --wait"
    )]
    /// The history of an AS number
    WhowasAsn {
        /// The number
        number: String,
    },
}

/// At which registry.
#[derive(Debug, Args)]
pub(crate) struct At {
    /// A registry of swipd.yaml, where it names several
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) registry: Option<String>,
}
