//! Orgs that receive space, and what belongs to nets rather than to customers.

use super::{
    Code,
    CodeKind::{Error, Objection},
};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "below-unknown",
        kind: Objection,
        title: "a reallocation would be deleted, and what lies below it could not be counted",
        text: "Deleting a reallocation deletes every registration below it, other people's too, and can not be undone. What can not be counted is not deleted.",
        fix: "Plan again when the registry answers. What lies below may have to be deleted first.",
        example: "objection[below-unknown]: 192.0.2.128/26 can not be deleted: what is registered below it could not be counted",
    },
    Code {
        code: "declared-below",
        kind: Objection,
        title: "a reallocation would be deleted, and a network below it is declared",
        text: "The repository says that the network is there, and that the reallocation which makes it is not. With it everything in the network would go.",
        fix: "Take the network and its blocks out in a change of their own, apply it, then take the reallocation out.",
        example: "objection[declared-below]: 192.0.2.128/26 can not be deleted: the network 192.0.2.128/26 below it is declared",
    },
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
        code: "recipient-pocs",
        kind: Objection,
        title: "an org that is given space has no Admin, Tech or Abuse POC",
        text: "ARIN registers nothing for an org that lacks one of them. A replace would delete the old registration first and then be refused, so nothing is begun.",
        fix: "The org gets its POCs in ARIN Online. Ask the customer, and plan again.",
        example: "objection[recipient-pocs]: DOWN-7 has no Abuse POC, and can not receive space",
    },
    Code {
        code: "recipient-refuses",
        kind: Objection,
        title: "an org that is given space does not accept reassignments",
        text: "Since 2026 an org can say that nobody may register space for it. Only its own people change that.",
        fix: "Ask the customer to allow it in ARIN Online, or to name another org.",
        example: "objection[recipient-refuses]: DOWN-7 does not accept reassignments",
    },
    Code {
        code: "recipient-unknown",
        kind: Objection,
        title: "the registry has no org of this handle",
        text: "An entry under recipients gives space to an org that ARIN does not know. Handles are never guessed.",
        fix: "Ask the customer for the handle of its org. Without one, declare the block under customers.",
        example: "objection[recipient-unknown]: the registry has no org DOWN-77",
    },
];
