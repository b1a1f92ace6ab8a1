//! What the registry takes and refuses, request by request.

mod assumptions;
mod facts;
mod faults;
mod listener;
mod messages;
mod modify;
mod persistence;
mod public;
mod reallocations;
mod reference;
mod refusals;
mod reports;
mod reservations;
mod seeds;
mod tickets;
