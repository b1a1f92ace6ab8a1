//! Arbitrary payloads of every type.

use proptest::prelude::*;

use crate::model::Component;
use crate::registry::arin::wire::*;

/// Any text that XML can hold and that is not blank.
pub(super) fn some_text() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        4 => prop::sample::select(vec![
            "]]>",
            "<![CDATA[",
            "&amp;&#0;&nbsp;",
            "<a b='c'>",
            "<!-- ",
            "\r\n \t",
            "\r",
            "\u{10348}\u{1f6f0}\u{10fffd}",
        ])
        .prop_map(str::to_owned),
        4 => "\\PC{0,8}",
        1 => (0..800_usize).prop_map(|times| "long ".repeat(times)),
    ];
    let parts = || prop::collection::vec(parts.clone(), 0..3);
    (parts(), parts()).prop_map(|(before, after)| format!("{}x{}", before.concat(), after.concat()))
}

/// Lines; an empty one is a line too.
fn some_lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(
        prop_oneof![9 => some_text(), 1 => Just(String::new())],
        0..4,
    )
}

/// So many texts, each of which may be missing.
fn texts<const N: usize>() -> impl Strategy<Value = [Option<String>; N]> {
    prop::collection::vec(prop::option::of(some_text()), N)
        .prop_map(|texts| texts.try_into().expect("so many texts"))
}

fn list<S: Strategy>(item: S) -> impl Strategy<Value = Vec<S::Value>> {
    prop::collection::vec(item, 0..3)
}

fn maybe_list<S: Strategy>(item: S) -> impl Strategy<Value = Option<Vec<S::Value>>> {
    prop::option::of(prop::collection::vec(item, 0..3))
}

fn handle<H>(pattern: &'static str) -> impl Strategy<Value = Option<H>>
where
    H: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug,
{
    prop::option::of(pattern.prop_map(|text| text.parse().expect("a handle")))
}

prop_compose! {
    fn some_country()([code2, code3, e164, name] in texts(), code in some_text()) -> CountryPayload {
        CountryPayload { code2: code2.or(Some(code)), code3, e164, name }
    }
}

prop_compose! {
    pub(super) fn some_customer()(
        [name, city, region, postal_code, registration_date] in texts(),
        country in prop::option::of(some_country()),
        street in some_lines(),
        comment in some_lines(),
        private in any::<Option<bool>>(),
        handle in handle("C[0-9]{1,8}"),
        parent_org in handle("[A-Z][A-Z0-9-]{0,8}"),
    ) -> CustomerPayload {
        CustomerPayload {
            handle, name, country, street, city, region, postal_code, comment, private, parent_org,
            registration_date, unknown: Vec::new(),
        }
    }
}

prop_compose! {
    fn some_link()(
        handle in "[A-Z][A-Z0-9-]{0,8}",
        function in some_text(),
        description in prop::option::of(some_text()),
    ) -> PocLink {
        PocLink { handle: handle.parse().expect("a handle"), function, description }
    }
}

prop_compose! {
    fn some_block()([kind, description, start, end, cidr_length] in texts()) -> NetBlock {
        NetBlock { kind, description, start, end, cidr_length }
    }
}

prop_compose! {
    fn some_reference()(id in some_text(), filename in some_text()) -> AttachmentReference {
        AttachmentReference { id, filename }
    }
}

prop_compose! {
    fn some_attachment()(
        filename in prop::option::of(some_text()),
        data in any::<Option<Vec<u8>>>(),
    ) -> AttachmentPayload {
        AttachmentPayload { filename, data }
    }
}

prop_compose! {
    pub(super) fn some_message()(
        id in any::<Option<i64>>(),
        [created, subject, category] in texts(),
        text in some_lines(),
        attachments in list(some_attachment()),
        references in list(some_reference()),
    ) -> MessagePayload {
        MessagePayload {
            id, created, subject, text, category, attachments, references, unknown: Vec::new(),
        }
    }
}

prop_compose! {
    fn some_message_reference()(
        id in any::<Option<i64>>(),
        attachments in list(some_reference()),
    ) -> MessageReference {
        MessageReference { id, attachments }
    }
}

prop_compose! {
    pub(super) fn some_net()(
        [name, version, registration_date] in texts(),
        handle in handle("NET6?-[A-Z0-9-]{0,8}"),
        parent in handle("NET6?-[A-Z0-9-]{0,8}"),
        (customer_handle, org_handle) in (handle("C[0-9]{1,8}"), handle("[A-Z][A-Z0-9-]{0,8}")),
        customer in prop::option::of(some_customer()),
        blocks in list(some_block()),
        comment in some_lines(),
        poc_links in maybe_list(some_link()),
        origin_ases in maybe_list(some_text()),
        messages in list(some_message()),
        message_references in list(some_message_reference()),
    ) -> NetPayload {
        NetPayload {
            handle, name, blocks, parent, customer_handle, customer, org_handle, comment, poc_links,
            origin_ases, version, registration_date, messages, message_references,
            unknown: Vec::new(),
        }
    }
}

prop_compose! {
    pub(super) fn some_org()(
        [name, dba_name, tax_id, url, registration_date] in texts(),
        [city, region, postal_code] in texts(),
        handle in handle("[A-Z][A-Z0-9-]{0,8}"),
        country in prop::option::of(some_country()),
        street in some_lines(),
        comment in some_lines(),
        poc_links in maybe_list(some_link()),
        accept_reassignments in any::<Option<bool>>(),
        messages in list(some_message()),
        message_references in list(some_message_reference()),
    ) -> OrgPayload {
        OrgPayload {
            handle, name, dba_name, tax_id, url, country, street, city, region, postal_code, comment,
            poc_links, accept_reassignments, registration_date, messages, message_references,
            unknown: Vec::new(),
        }
    }
}

prop_compose! {
    pub(super) fn some_phone()([number, extension, code, description] in texts()) -> PhonePayload {
        PhonePayload { number, extension, code, description, unknown: Vec::new() }
    }
}

prop_compose! {
    pub(super) fn some_poc()(
        [contact_type, first_name, middle_name, last_name, company] in texts(),
        [city, region, postal_code, registration_date, last_modified] in texts(),
        handle in handle("[A-Z][A-Z0-9-]{0,8}"),
        country in prop::option::of(some_country()),
        street in some_lines(),
        comment in some_lines(),
        emails in maybe_list(some_text()),
        phones in maybe_list(some_phone()),
    ) -> PocPayload {
        PocPayload {
            handle, contact_type, first_name, middle_name, last_name, company, country, street, city,
            region, postal_code, comment, emails, phones, registration_date, last_modified,
            unknown: Vec::new(),
        }
    }
}

prop_compose! {
    fn some_nameserver()(host in some_text(), ttl in prop::option::of(some_text())) -> Nameserver {
        Nameserver { host, ttl }
    }
}

prop_compose! {
    fn some_key()(
        [algorithm, algorithm_name, digest, digest_type, digest_type_name, key_tag, ttl] in texts(),
    ) -> DelegationKey {
        DelegationKey {
            algorithm, algorithm_name, digest, digest_type, digest_type_name, key_tag, ttl,
        }
    }
}

prop_compose! {
    pub(super) fn some_delegation()(
        name in prop::option::of(some_text()),
        nameservers in maybe_list(some_nameserver()),
        keys in maybe_list(some_key()),
    ) -> DelegationPayload {
        DelegationPayload { name, nameservers, keys, unknown: Vec::new() }
    }
}

/// A word that can be shown as it is.
const WORD: &str = "[A-Z<&\u{e9}][A-Z0-9_<>&\" ]{0,12}[A-Z>]";

prop_compose! {
    pub(super) fn some_ticket()(
        number in "[0-9]{8}-X[0-9]{1,6}",
        (status, kind, resolution) in (WORD, prop::option::of(WORD), prop::option::of(WORD)),
        [created, updated, resolved, closed, flagged] in texts(),
        shared in any::<Option<bool>>(),
        org in handle("[A-Z][A-Z0-9-]{0,8}"),
        messages in list(some_message()),
        message_references in list(some_message_reference()),
    ) -> TicketPayload {
        TicketPayload {
            number: number.parse().expect("a number"),
            status: crate::model::TicketStatus::new(&status),
            resolution: resolution.map(|word| crate::model::TicketResolution::new(&word)),
            kind, created, updated, resolved, closed, shared, org, flagged, messages,
            message_references, unknown: Vec::new(),
        }
    }
}

prop_compose! {
    /// Texts of an error are made fit to be shown when they are read.
    pub(super) fn some_error()(
        code in prop::option::of(WORD),
        message in WORD,
        components in list((WORD, WORD).prop_map(|(name, message)| Component { name, message })),
        additional in list(WORD),
    ) -> ErrorPayload {
        ErrorPayload { message, code, components, additional }
    }
}
