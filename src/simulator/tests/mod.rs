//! What the registry takes and refuses, request by request.

mod assumptions;
mod authority;
mod delegations;
mod facts;
mod faults;
mod listener;
mod messages;
mod modify;
mod org_links;
mod orgs;
mod persistence;
mod pocs;
mod public;
mod reallocations;
mod reference;
mod refusals;
mod registrants;
mod reports;
mod reservations;
mod seeds;
mod tickets;
mod transport;
