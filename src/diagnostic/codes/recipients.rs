//! Orgs that receive space, and what belongs to nets rather than to customers.

use super::{
    Code,
    CodeKind::{Error, Objection},
};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "poc-function",
        kind: Error,
        title: "a net has tech, abuse and noc POCs; an Admin POC is linked to an org",
        text: "The registry takes no other function on a net, and would refuse the whole change.",
        fix: "Remove admin; the Admin POC is that of the org.",
        example: "198.51.100.128/27: { pocs: { admin: [ADM1-ARIN] } }",
    },
    Code {
        code: "pocs-inherited",
        kind: Error,
        title: "POC links on a simple reassignment, which shows those of the net above it",
        text: "A customer without an org has no contacts of its own in the registry; the public sees those of the net above.",
        fix: "Remove pocs, or declare the block under recipients if its holder has an org.",
        example: "customers: { larkspur: { blocks: { 198.51.100.64/28: { pocs: { tech: [TEC7-ARIN] } } } } }",
    },
    Code {
        code: "recipient-closed",
        kind: Error,
        title: "an org whose handle has `-Z`, which can not receive space",
        text: "ARIN gives such handles to orgs that hold no space by reassignment.",
        fix: "Ask the customer for the org that receives its space.",
        example: "recipients: { DOWN-Z7: {} }",
    },
    Code {
        code: "recipient-not-supported",
        kind: Objection,
        title: "a block is given to an org, which this version does not register yet",
        text: "The block is read and checked, and nothing is planned for it.",
        fix: "Use a later version.",
        example: "objection[recipient-not-supported]: 198.51.100.192/27 is given to an org",
    },
];
