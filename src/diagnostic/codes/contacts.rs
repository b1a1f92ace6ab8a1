//! POCs and orgs.

use super::{
    Code,
    CodeKind::{Error, Objection},
};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "email-bad",
        kind: Error,
        title: "not an address of mail, or none at all",
        text: "A POC has one address of mail at least, and each is one plain address. ARIN writes to them once a year, and a POC that does not answer loses its rights.",
        fix: "Write addresses such as noc@example.net; leave emails out to leave them alone.",
        example: "emails: [\"NOC <noc@example.net>\"]",
    },
    Code {
        code: "handle-unknown",
        kind: Objection,
        title: "the registry has nothing with the handle that an entry names",
        text: "The entry names the handle of something that exists, and the registry knows none. It may have been deleted, or the handle is mistyped.",
        fix: "Correct the handle. A POC without one is created, and an org with create is asked for.",
        example: "pocs:\n  noc: { handle: NOBODY9-ARIN }",
    },
    Code {
        code: "identity",
        kind: Objection,
        title: "a handle belongs to another POC or org than its entry says",
        text: "Names and types never change at the registry, so a record with other ones is somebody else's. Nothing is sent to it.",
        fix: "Correct the handle, or the name and type in the entry.",
        example: "pocs:\n  noc: { handle: TEC1-ARIN, type: role, name: Network Operations }",
    },
    Code {
        code: "org-pocs",
        kind: Error,
        title: "an org without a Tech or an Abuse POC",
        text: "ARIN wants one Admin POC, and one Tech and one Abuse POC at least, for every org.",
        fix: "List one, or leave the function out to leave it alone.",
        example: "orgs:\n  EXMPL-12: { pocs: { tech: [] } }",
    },
    Code {
        code: "org-recipient",
        kind: Error,
        title: "an org that can not be made as a recipient",
        text: "ARIN took away in 2020 that an org is made for somebody else, under a net. Older services still do it, and need a block that says under which net.",
        fix: "Write create: ticket, or declare a block under recipients with the key of the org.",
        example: "orgs:\n  lakeside: { create: recipient, … }",
    },
    Code {
        code: "phone-bad",
        kind: Error,
        title: "not a telephone number, or none of an office",
        text: "A POC has one telephone of an office at least. Numbers have digits, blanks and hyphens, and an extension stands by itself.",
        fix: "Write numbers such as +1-540-555-0100; leave phones out to leave them alone.",
        example: "phones: [{ number: 540-555-0100 x7 }]",
    },
    Code {
        code: "poc-name",
        kind: Error,
        title: "names that do not fit the type of a POC",
        text: "A role has one name; a person has a first and a last one, and perhaps one in the middle. They can not be changed later.",
        fix: "Give a role name, and a person first_name and last_name.",
        example: "pocs:\n  noc: { type: role, first_name: Ann }",
    },
];
