//! Delegations of reverse DNS.

use super::{
    Code,
    CodeKind::{Error, Objection},
};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "delegation-outside",
        kind: Error,
        title: "no declared network holds the addresses of the zone",
        text: "The authority over a reverse zone comes with the net that it belongs to. Without a declared network swipd does not know whose key may change it.",
        fix: "Declare the network under networks, or correct the name of the zone.",
        example: "delegations:\n  2.0.192.in-addr.arpa: {}   # networks holds 198.51.100.0/24 only",
    },
    Code {
        code: "delegation-unknown",
        kind: Objection,
        title: "the registry has no delegation of this zone; the one that holds it is shown",
        text: "ARIN delegates along the octets and nibbles of direct allocations, and in no finer steps. Smaller zones are made at the name servers of the zone that holds them.",
        fix: "Declare the zone that is shown, or take the entry out.",
        example: "objection[delegation-unknown]: the registry has no delegation 4.18.198.in-addr.arpa",
    },
    Code {
        code: "digest-bad",
        kind: Error,
        title: "a digest of another length than its type has",
        text: "A digest has 40 hexadecimal digits for type 1, 64 for type 2, 32 for type 3 and 96 for type 4. One that was cut off makes the zone unreachable for all who validate.",
        fix: "Copy the whole digest, and the type that stands before it.",
        example: "ds:\n  - { key_tag: 2371, algorithm: 13, digest_type: 2, digest: 2935C3B9 }",
    },
    Code {
        code: "ds-bad",
        kind: Error,
        title: "a number in a DS record that the registry does not take",
        text: "ARIN takes the algorithms 5, 7, 8, 10, 13, 14, 15 and 16, and digests of the types 1 to 4. A key tag is a number up to 65535.",
        fix: "Write the numbers that dnssec-dsfromkey prints.",
        example: "ds:\n  - { key_tag: 70000, algorithm: 13, digest_type: 2, digest: … }",
    },
    Code {
        code: "ds-stranded",
        kind: Objection,
        title: "a delegation would keep DS records without a name server",
        text: "The entry takes all name servers away and says nothing of the DS records that the registry holds. ARIN refuses that.",
        fix: "Write ds: [] beside it, if the zone is to go dark; else list its name servers.",
        example: "delegations:\n  100.51.198.in-addr.arpa: { nameservers: [] }",
    },
    Code {
        code: "ds-unserved",
        kind: Error,
        title: "DS records beside an empty list of name servers",
        text: "A zone that nobody serves can not be signed, and ARIN refuses such a delegation.",
        fix: "List the name servers, or write ds: [].",
        example: "100.51.198.in-addr.arpa: { nameservers: [], ds: [{ key_tag: 2371, … }] }",
    },
    Code {
        code: "host-bad",
        kind: Error,
        title: "not the full name of a host",
        text: "A name server is given by its full name: letters, digits and hyphens, and at least two labels. An address is no name.",
        fix: "Write the full name, such as ns1.example.net.",
        example: "nameservers: [ns1]",
    },
    Code {
        code: "ttl-bad",
        kind: Error,
        title: "not a number of seconds",
        text: "Seconds to live are digits, and at most 2147483647.",
        fix: "Write seconds, such as 86400. Left out, they are left alone.",
        example: "nameservers: { ns1.example.net: { ttl: 1d } }",
    },
    Code {
        code: "zone-bad",
        kind: Error,
        title: "not a zone that the registry delegates",
        text: "Zones are named by octets below in-addr.arpa, at most three of them, or by nibbles below ip6.arpa, the last one first.",
        fix: "Write the name of the zone, such as 2.0.192.in-addr.arpa for 192.0.2.0/24.",
        example: "delegations:\n  192.0.2.0/24: {}",
    },
    Code {
        code: "zone-twice",
        kind: Error,
        title: "a zone is declared at two places; both are shown",
        text: "A zone has one set of name servers. Two entries say whose they are.",
        fix: "Keep one of the two.",
        example: "delegations:\n  100.51.198.in-addr.arpa: {}\n  100.51.198.IN-ADDR.ARPA.: {}",
    },
];
