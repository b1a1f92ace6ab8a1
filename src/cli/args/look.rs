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
    /// The open ones; with --all every one
    List(TicketsList),
    /// One ticket, with what its messages are called
    Show {
        /// The ticket
        number: String,
    },
    /// One message
    Message {
        /// The ticket
        number: String,
        /// The number of the message
        id: i64,
    },
    /// Save what is attached
    Attachments {
        /// The ticket
        number: String,
        /// Into this folder
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
    },
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
    /// What lies below a net
    Reassignment {
        /// The net
        net: String,
    },
    /// Everything that the account's POCs touch
    Associations,
    /// The history of an address
    WhowasNet {
        /// The address
        address: std::net::IpAddr,
    },
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
