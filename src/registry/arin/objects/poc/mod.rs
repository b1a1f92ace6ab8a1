//! POCs (reference 2.10): persons and roles that answer for orgs and nets.

mod carry;
mod check;
mod declare;
mod desired;
mod diff;
mod links;
mod phone;
mod view;

pub(super) use carry::{Carried, prepare, replied, settle};
pub(super) use check::check;
pub use declare::{PhoneFile, PocFile};
pub use desired::{DesiredPoc, Identity};
pub(super) use diff::compare;
pub use view::{Call, LivePoc, PhoneView, PocView};
