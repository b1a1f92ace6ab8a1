//! Delegations of reverse DNS (reference 2.17): who serves a zone, and the DS records of its keys.

mod carry;
mod check;
mod desired;
mod diff;
mod leftovers;
mod rdns;
mod view;

pub(super) use carry::{prepare, replied, settle};
pub(super) use check::check;
pub use desired::{DesiredDelegation, Ds, Served, Server};
pub(super) use diff::{compare, nets};
pub use view::{Call, DelegationView, DsView};
