//! The table that bodies are held against: names, namespaces, enumerations (reference 2.2 to 2.13).

use super::schema::{CORE, MESSAGES, SHARED_TICKET};

/// What an element holds.
pub(super) enum Holds {
    /// Any text.
    Text,
    /// A text that is not empty.
    SomeText,
    /// `true`, `false`, `1`, `0`.
    Boolean,
    /// An integer.
    Integer,
    /// An integer of 32 bits.
    Int,
    /// One of these, exactly.
    OneOf(&'static [&'static str]),
    /// One of these, blanks around it forgiven: a token.
    Token(&'static [&'static str]),
    /// Elements. Whether unrelated namespaces may stand among them is the flag.
    Elements(&'static [Element], bool),
    /// Nothing.
    Nothing,
}

/// One element that may stand somewhere.
pub(super) struct Element {
    pub(super) namespace: &'static str,
    pub(super) name: &'static str,
    pub(super) many: bool,
    pub(super) required: bool,
    /// Two with the same group exclude each other; 0 is no group.
    pub(super) group: u8,
    pub(super) holds: Holds,
    pub(super) attributes: &'static [Attribute],
}

/// One attribute.
pub(super) struct Attribute {
    /// `None` for an attribute that is not qualified, as all but one are (reference 2.1).
    pub(super) namespace: Option<&'static str>,
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) holds: Holds,
}

pub(super) const fn one(name: &'static str, holds: Holds) -> Element {
    Element {
        namespace: CORE,
        name,
        many: false,
        required: false,
        group: 0,
        holds,
        attributes: &[],
    }
}

pub(super) const fn many(name: &'static str, holds: Holds) -> Element {
    Element {
        many: true,
        ..one(name, holds)
    }
}

const fn required(name: &'static str, holds: Holds) -> Element {
    Element {
        required: true,
        ..one(name, holds)
    }
}

pub(super) const fn text(name: &'static str) -> Element {
    one(name, Holds::Text)
}

pub(super) const fn attribute(name: &'static str, required: bool, holds: Holds) -> Attribute {
    Attribute {
        namespace: None,
        name,
        required,
        holds,
    }
}

pub(super) const LINES: Holds = Holds::Elements(
    &[Element {
        attributes: &[attribute("number", true, Holds::Integer)],
        ..many("line", Holds::Text)
    }],
    false,
);

pub(super) const NET_TYPES: &[&str] = &[
    "IU", "IR", "AF", "AP", "AR", "LN", "RN", "RD", "PV", "AV", "RV", "LX", "PX", "RX", "FX", "DA",
    "A", "S",
];

pub(super) const COUNTRY: &[Element] = &[text("code2"), text("code3"), text("name"), text("e164")];

pub(super) const CUSTOMER: &[Element] = &[
    text("city"),
    one("iso3166-1", Holds::Elements(COUNTRY, true)),
    text("handle"),
    text("customerName"),
    text("parentOrgHandle"),
    text("postalCode"),
    one("privateCustomer", Holds::Boolean),
    one("comment", LINES),
    text("registrationDate"),
    text("iso3166-2"),
    one("streetAddress", LINES),
];

const NET_BLOCK: &[Element] = &[
    text("cidrLength"),
    text("description"),
    text("endAddress"),
    text("startAddress"),
    one("type", Holds::OneOf(NET_TYPES)),
];

const ATTACHMENT: &[Element] = &[text("data"), text("filename")];
const ATTACHMENT_REFERENCE: &[Element] = &[
    required("attachmentId", Holds::SomeText),
    required("attachmentFilename", Holds::SomeText),
];
const ATTACHMENT_REFERENCES: Holds = Holds::Elements(
    &[many(
        "attachmentReference",
        Holds::Elements(ATTACHMENT_REFERENCE, true),
    )],
    false,
);

pub(super) const MESSAGE: &[Element] = &[
    Element {
        group: 1,
        ..one(
            "attachments",
            Holds::Elements(
                &[many("attachment", Holds::Elements(ATTACHMENT, true))],
                false,
            ),
        )
    },
    Element {
        group: 1,
        ..one("attachmentReferences", ATTACHMENT_REFERENCES)
    },
    text("category"),
    text("subject"),
    one("text", LINES),
    Element {
        namespace: MESSAGES,
        ..one("messageId", Holds::Integer)
    },
    Element {
        namespace: MESSAGES,
        ..text("createdDate")
    },
];

pub(super) const MESSAGE_REFERENCE: &[Element] = &[
    required("messageId", Holds::Int),
    one("attachmentReferences", ATTACHMENT_REFERENCES),
];

const MESSAGE_LIST: Element = Element {
    group: 1,
    ..one(
        "messages",
        Holds::Elements(&[many("message", Holds::Elements(MESSAGE, true))], false),
    )
};

const MESSAGE_REFERENCE_LIST: Element = Element {
    group: 1,
    ..one(
        "messageReferences",
        Holds::Elements(
            &[many(
                "messageReference",
                Holds::Elements(MESSAGE_REFERENCE, true),
            )],
            false,
        ),
    )
};

/// The schema knows the words of status, type and resolution, and does not insist on them.
pub(super) const TICKET: &[Element] = &[
    text("closedDate"),
    text("createdDate"),
    text("flagged"),
    MESSAGE_LIST,
    MESSAGE_REFERENCE_LIST,
    Element {
        namespace: SHARED_TICKET,
        ..text("orgHandle")
    },
    text("resolvedDate"),
    Element {
        namespace: SHARED_TICKET,
        ..one("shared", Holds::Boolean)
    },
    text("ticketNo"),
    text("updatedDate"),
    text("webTicketResolution"),
    text("webTicketStatus"),
    text("webTicketType"),
];

pub(super) const POC_LINK: Element = Element {
    attributes: &[
        attribute("handle", false, Holds::Text),
        attribute(
            "function",
            true,
            Holds::OneOf(&["AD", "AB", "N", "T", "R", "D"]),
        ),
        attribute("description", false, Holds::Text),
    ],
    ..many("pocLinkRef", Holds::Nothing)
};

pub(super) const NET: &[Element] = &[
    text("customerHandle"),
    one("customer", Holds::Elements(CUSTOMER, true)),
    one(
        "netBlocks",
        Holds::Elements(&[many("netBlock", Holds::Elements(NET_BLOCK, true))], false),
    ),
    text("handle"),
    text("netName"),
    text("orgHandle"),
    one(
        "originASes",
        Holds::Elements(&[many("originAS", Holds::Text)], false),
    ),
    text("parentNetHandle"),
    text("registrationDate"),
    one("pocLinks", Holds::Elements(&[POC_LINK], false)),
    one("version", Holds::Token(&["4", "6"])),
    one("comment", LINES),
    MESSAGE_LIST,
    MESSAGE_REFERENCE_LIST,
];
