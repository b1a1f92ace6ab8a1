//! Customers and their addresses.

use super::{
    Code,
    CodeKind::{Error, Warning},
};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "country-unknown",
        kind: Error,
        title: "not a country of ISO 3166-1",
        text: "The registry takes the two letters of ISO 3166-1. A name is refused, since several countries have several.",
        fix: "Write the two letters; those that were probably meant are shown.",
        example: "country: Utopia",
    },
    Code {
        code: "customer-name-long",
        kind: Warning,
        title: "the registry may cut names after 50 characters",
        text: "The longest name that ARIN takes is not published. Programs in production cut at 50, and a name that comes back cut would look like a change by somebody else.",
        fix: "Nothing, if the name is right. Otherwise write its short legal form.",
        example: "name: The Very Long Established Blue Heron Bakery and Sons LLC",
    },
    Code {
        code: "date-bad",
        kind: Error,
        title: "not a date like `2026-11-20`",
        text: "Dates are written as year, month and day, so that nobody has to know in which country they were written.",
        fix: "Write the date as 2026-11-20.",
        example: "198.51.100.64/28: { assigned: 20.11.2026 }",
    },
    Code {
        code: "formerly-clash",
        kind: Error,
        title: "a former key is in use, or named twice",
        text: "formerly says whose registrations a renamed customer, POC or org takes over. If the old key still exists, or two entries claim it, it is not clear who has them.",
        fix: "Remove the key from formerly, or remove the entry that was renamed.",
        example: "customers:\n  bhb: { … }\n  blue-heron: { formerly: [bhb], … }",
    },
    Code {
        code: "line-empty",
        kind: Error,
        title: "an empty line in an address or comment",
        text: "ARIN does not keep empty lines, so what comes back would differ from what was sent for ever.",
        fix: "Remove the line. comment: [] clears a comment.",
        example: "comment: [\"NOC hours 0800-1800 ET\", \"\"]",
    },
    Code {
        code: "not-ascii",
        kind: Error,
        title: "ARIN takes ASCII, and accented letters in comments only",
        text: "Names and addresses are ASCII at the registry. What would be made of another letter is not known, so it is not sent.",
        fix: "Write it without accents and special characters.",
        example: "street: [12 Mühlstraße]",
    },
    Code {
        code: "postal-code-missing",
        kind: Error,
        title: "an address in the US or Canada without postal code",
        text: "ARIN refuses an address in the United States or Canada that has no postal code.",
        fix: "Add postal_code.",
        example: "address: { street: [12 Mill Road], city: Harrisonburg, region: VA, country: US }",
    },
    Code {
        code: "postal-code-shape",
        kind: Warning,
        title: "it does not look like a postal code of its country",
        text: "Postal codes of the United States are 22801 or 22801-1234, those of Canada K1A 0B1. How strict ARIN is here is not documented.",
        fix: "Correct it. In YAML put a code that begins with 0 in quotes.",
        example: "postal_code: \"2280\"",
    },
    Code {
        code: "region-missing",
        kind: Error,
        title: "an address in the US or Canada without region",
        text: "ARIN refuses an address in the United States or Canada that names no state or province.",
        fix: "Add region with the two letters: VA, ON.",
        example: "address: { street: [12 Mill Road], city: Harrisonburg, postal_code: \"22801\", country: US }",
    },
    Code {
        code: "region-unknown",
        kind: Error,
        title: "not a region of its country; the one meant is shown",
        text: "The registry takes the part behind the hyphen of an ISO 3166-2 code: VA for Virginia, QC for Quebec.",
        fix: "Write the code that is shown.",
        example: "region: Virginia",
    },
];
