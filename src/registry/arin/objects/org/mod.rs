//! Orgs (reference 2.5): what can change on them, and the POCs that answer for them. None is ever deleted.

mod carry;
mod check;
mod declare;
mod desired;
mod diff;
mod view;

pub(super) use carry::{Carried, prepare, replied, settle};
pub(super) use check::check;
pub use declare::{OrgFile, OrgPocsFile};
pub use desired::{Contact, DesiredOrg};
pub(super) use diff::compare;
pub use view::{Call, LiveOrg, OrgView};
