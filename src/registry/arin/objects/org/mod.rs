//! Orgs (reference 2.5): what can change on them, the POCs that answer for them, and how new ones
//! come about. None is ever deleted.

mod carry;
mod check;
mod declare;
mod desired;
mod diff;
mod made;
#[cfg(test)]
mod made_tests;
mod unmade;
mod view;

pub(super) use carry::{Carried, prepare, replied, settle};
pub(super) use check::check;
pub use check::unserved;
pub use declare::{OrgFile, OrgPocsFile};
pub use desired::{Contact, DesiredOrg, Making};
pub(super) use diff::compare;
pub(super) use made::ORG_CREATE;
pub use view::{Call, LiveOrg, OrgView};
