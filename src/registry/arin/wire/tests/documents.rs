//! The documents of reference section 2, by their payload.

pub(super) const CUSTOMERS: [&str; 2] = [
    include_str!("../documents/customer-request.xml"),
    include_str!("../documents/customer-reply.xml"),
];
pub(super) const NETS: [&str; 4] = [
    include_str!("../documents/net-reassign.xml"),
    include_str!("../documents/net-reassign-embedded.xml"),
    include_str!("../documents/net-reassign-org.xml"),
    include_str!("../documents/net-modify.xml"),
];
pub(super) const ORG: &str = include_str!("../documents/org.xml");
pub(super) const POC: &str = include_str!("../documents/poc.xml");
pub(super) const PHONE: &str = include_str!("../documents/phone.xml");
pub(super) const DELEGATION: &str = include_str!("../documents/delegation.xml");
pub(super) const MESSAGES: [&str; 2] = [
    include_str!("../documents/message-request.xml"),
    include_str!("../documents/message-reply.xml"),
];
pub(super) const TICKETS: [&str; 2] = [
    include_str!("../documents/ticket-summary.xml"),
    include_str!("../documents/ticket-details.xml"),
];
pub(super) const TICKETED: [&str; 2] = [
    include_str!("../documents/ticketed-net.xml"),
    include_str!("../documents/ticketed-ticket.xml"),
];
pub(super) const ERROR: &str = include_str!("../documents/error.xml");
pub(super) const COLLECTIONS: [&str; 2] = [
    include_str!("../documents/collection-tickets.xml"),
    include_str!("../documents/collection-empty.xml"),
];

/// Parts that are never sent alone.
pub(super) const COUNTRY: &str = include_str!("../documents/country.xml");
pub(super) const POC_LINK: &str = include_str!("../documents/poc-link.xml");
pub(super) const NET_BLOCK: &str = include_str!("../documents/net-block.xml");
pub(super) const ORIGIN_ASES: &str = include_str!("../documents/origin-ases.xml");
pub(super) const PHONE_TYPE: &str = include_str!("../documents/phone-type.xml");
pub(super) const MESSAGE_REFERENCE: &str = include_str!("../documents/message-reference.xml");
pub(super) const ATTACHMENT: &str = include_str!("../documents/attachment.xml");
pub(super) const ATTACHMENT_REFERENCE: &str = include_str!("../documents/attachment-reference.xml");

/// Every document with a root of its own.
pub(super) fn whole() -> Vec<&'static str> {
    let mut all = vec![ORG, POC, PHONE, DELEGATION, ERROR];
    all.extend(CUSTOMERS);
    all.extend(NETS);
    all.extend(MESSAGES);
    all.extend(TICKETS);
    all.extend(TICKETED);
    all.extend(COLLECTIONS);
    all
}
