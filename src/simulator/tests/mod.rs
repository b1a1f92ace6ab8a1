//! What the registry takes and refuses, request by request.

mod assumptions;
mod facts;
mod faults;
mod listener;
mod modify;
mod persistence;
mod public;
mod reference;
mod refusals;
mod reservations;
mod seeds;
