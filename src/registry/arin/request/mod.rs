//! Builds requests. Pure: nothing is sent here, and every path is made of checked handles and addresses.

mod call;
mod customer;
mod error;
mod net;
mod public;
mod ticket;

pub use customer::{create_customer, customer, delete_customer, modify_customer};
pub use error::RequestError;
pub use net::{
    NewRecipient, Reassignment, delete_net, modify_net, most_specific_net, net, nets_by_range,
    parent_net, reassign, remove_net,
};
pub use public::{rdap_down, rdap_ip};
pub use ticket::{ticket, ticket_summaries, ticket_summary};

#[cfg(test)]
mod tests;
