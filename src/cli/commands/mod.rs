//! One short file for each verb.

mod adopt;
mod apply;
mod attachments;
mod errand;
mod explain;
mod find;
mod get;
mod import;
mod init;
mod plan;
mod report;
mod schema;
mod simulate;
mod snapshot;
mod state;
mod status;
mod tickets;
mod validate;
mod view;

pub(super) use apply::{apply, prune};
pub(super) use explain::explain;
pub(super) use find::find;
pub(super) use get::get;
pub(super) use init::init;
pub(super) use plan::plan;
pub(super) use report::report;
pub(super) use schema::schema;
pub(super) use simulate::simulate;
pub(super) use state::state;
pub(super) use status::status;
pub(super) use tickets::tickets;
pub(super) use validate::validate;
