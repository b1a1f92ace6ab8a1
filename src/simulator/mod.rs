//! A local registry with the rules of the real one: to test against, to demonstrate with, to rehearse on.
//!
//! It must never be kinder than the registry. Its rules are written from the reference. Of the client it
//! shares the types of the model (handles, ranges, countries and regions, the letters of a comment), and
//! nothing of the XML: it has its own reader, its own schema table and its own writer, so that the two can
//! not agree on a mistake there. What both have from the model, its tests hold against literal tables. Where
//! the reference says that something is unverified, [`Options`] holds a switch.
//!
//! A [`Simulator`] answers a [`Request`] in process; [`serve`] puts it behind a listener.

mod address_text;
mod answer;
mod answer_registrant;
mod answer_ticket;
mod assume;
mod auth;
mod blocks;
mod books;
mod customer;
mod date;
mod delegation;
mod delegation_body;
mod desk;
mod edit;
mod edit_registrant;
mod encoding;
mod exchange;
mod faults;
mod handles;
mod listing;
mod messages;
mod net;
mod options;
mod org;
mod org_body;
mod org_links;
mod place;
mod poc;
mod poc_body;
mod poc_parts;
mod rdap;
mod read;
mod read_ticket;
mod reassign;
mod refusal;
mod registrant;
mod registrant_route;
mod registrant_state;
mod removal;
mod report_text;
mod reports;
mod request_log;
mod route;
mod schema;
mod schema_registrant;
mod schema_table;
mod seed;
mod seed_file;
mod seed_registrant;
mod serve;
mod service;
mod state;
mod state_tickets;
mod store;
mod ticket_end;
mod tickets;
mod zone;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use assume::{Assumption, assumptions, every_assumption};
pub use exchange::{Handled, Reply, Request};
pub use options::{Dialect, EmptyRange, Options, RangeMatch, RefusalStatus, SimulatorError};
pub use seed::Seed;
pub use serve::serve;
pub use service::Simulator;
