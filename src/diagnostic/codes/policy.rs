//! What the registry's policy asks for, and what looks like a slip. These forbid nothing.

use super::{Code, CodeKind::Warning};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "assigned-ahead",
        kind: Warning,
        title: "blocks that are said to have been given on a day that has not come",
        text: "The deadline of a block is counted from assigned. A date in the future, of which the year is often a slip, puts the deadline off, and nobody is reminded of it. Tomorrow is not told of, since it has begun east of Greenwich, nor is a day up to the first one of the block (from).",
        fix: "Correct assigned. A block that is still to come says from, and is registered from that day on.",
        example: "198.51.100.64/28: { assigned: 2062-11-20 }      # 2026 is meant",
    },
    Code {
        code: "below-policy",
        kind: Warning,
        title: "blocks smaller than policy asks to register: /29, /47, unless announced on its own",
        text: "ARIN's policy asks to register IPv4 blocks of 8 addresses and more, and IPv6 blocks of a /47 and more. Smaller ones may be registered; whoever does not have to may rather not publish the customer.",
        fix: "Nothing, or say announced: true where that is so. Where smaller blocks are registered on purpose, say from which size on in policy of swipd.yaml.",
        example: "198.51.100.64/30: {}\n# swipd.yaml: registries: { arin: { policy: { ipv4: 30 } } }",
    },
    Code {
        code: "customer-name-twice",
        kind: Warning,
        title: "customers of one name with different addresses",
        text: "Two entries have the same name and stand at different places. They may be two branches, or one customer that moved and was entered anew, whose old blocks then keep the old address.",
        fix: "If it is one customer, keep one entry and put the blocks under it. Two branches are right as they are.",
        example: "blue-heron: { name: Blue Heron Bakery LLC, address: { city: Harrisonburg, … } }\nbhb-2:      { name: Blue Heron Bakery LLC, address: { city: Staunton, … } }",
    },
    Code {
        code: "deadline-near",
        kind: Warning,
        title: "a block must be registered within a few days",
        text: "Policy asks to register a block within seven days after it was given to the customer. assigned says when that was, and the block is not registered yet.",
        fix: "Apply the plan. If the date is wrong, correct assigned.",
        example: "198.51.100.64/28: { assigned: 2026-11-20 }      # due 2026-11-27",
    },
    Code {
        code: "deadline-past",
        kind: Warning,
        title: "a block should have been registered by now",
        text: "Policy asks to register a block within seven days after it was given to the customer. That time is over, and the block is not registered.",
        fix: "Apply the plan. If the date is wrong, correct assigned.",
        example: "warning[deadline-past]: 198.51.100.64/28 was due 2026-11-22, 1 day ago",
    },
    Code {
        code: "net-name-twice",
        kind: Warning,
        title: "blocks of different customers with one net name",
        text: "ARIN takes the same net name for several nets. For different customers it is more often a line that was copied, and in plans the two are hard to tell apart.",
        fix: "Give each block its own name, or none: swipd derives one from the range.",
        example: "198.51.100.64/28: { name: EXMPL-BHB-1 }     # for blue-heron\n198.51.100.80/28: { name: EXMPL-BHB-1 }     # for larkspur",
    },
    Code {
        code: "private-business",
        kind: Warning,
        title: "a private customer whose name reads like a business",
        text: "Policy lets private persons at a residence be hidden, and nobody else. ARIN may ask why a business is.",
        fix: "Take private away from a business. Nothing, if it is a person who is called so.",
        example: "blue-heron: { name: Blue Heron Bakery LLC, private: true }",
    },
];
