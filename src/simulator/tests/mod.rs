//! What the registry takes and refuses, request by request.

mod authority;
mod delegations;
mod facts;
mod faults;
mod listener;
mod modify;
mod org_links;
mod orgs;
mod persistence;
mod pocs;
mod public;
mod reference;
mod refusals;
mod registrants;
mod reservations;
mod seeds;
