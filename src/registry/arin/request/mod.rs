//! Builds requests. Pure: nothing is sent here, and every path is made of checked handles and addresses, or
//! of texts that are escaped.

mod call;
mod customer;
mod error;
mod net;
mod path;
mod public;
mod report;
mod ticket;

pub use customer::{create_customer, customer, delete_customer, modify_customer};
pub use error::RequestError;
pub use net::{
    NewRecipient, Reallocation, Reassignment, delegations, delete_net, modify_net,
    most_specific_net, net, nets_by_range, parent_net, reallocate, reassign, remove_net,
};
pub use public::{rdap_down, rdap_ip};
pub use report::{report_associations, report_reassignment, report_whowas_asn, report_whowas_net};
pub use ticket::{
    Messages, attachment, close_ticket_by_status, message, ticket, ticket_summaries,
    ticket_summary, tickets,
};

#[cfg(test)]
mod tests;
