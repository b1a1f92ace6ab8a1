//! Builds requests. Pure: nothing is sent here, and every path is made of checked handles and addresses, or
//! of texts that are escaped.

mod call;
mod customer;
mod delegation;
mod error;
mod net;
mod org;
mod path;
mod poc;
mod public;
mod report;
#[cfg(test)]
pub(super) mod samples;
mod ticket;

pub use customer::{create_customer, customer, delete_customer, modify_customer};
pub use delegation::{
    add_nameserver, delegation, delete_nameserver, delete_nameservers, modify_delegation,
};
pub use error::RequestError;
pub use net::{
    NewRecipient, Reallocation, Reassignment, delegations, delete_net, modify_net,
    most_specific_net, net, nets_by_range, parent_net, reallocate, reassign, remove_net,
};
pub use org::{
    OrgPocs, add_org_poc, create_org, create_recipient_org, delete_org, modify_org, org,
    remove_org_poc,
};
pub use poc::{
    Phones, add_email, add_phone, create_poc, delete_email, delete_phones, delete_poc, modify_poc,
    poc,
};
pub use public::{rdap_customer, rdap_down, rdap_ip, rdap_named, rdap_org, rdap_prefix};
pub use report::{report_associations, report_reassignment, report_whowas_asn, report_whowas_net};
pub use ticket::{
    Messages, add_message, attachment, close_ticket, close_ticket_by_status, message, ticket,
    ticket_summaries, ticket_summary, tickets,
};

#[cfg(test)]
mod tests;
