//! The words of notices: lines of a plan that are no change.

use super::{Code, CodeKind::Notice};

pub(super) const CODES: &[Code] = &[
    Code {
        code: "found",
        kind: Notice,
        title: "somebody registered it, and nobody declared it: left alone",
        text: "The net is registered below a declared network, is not in the repository, and is not ours. swipd never deletes such a net by itself.",
        fix: "Nothing, or declare it, or set unmanaged: ignore for its network.",
        example: "  ? found    198.51.100.192/28        \"Cinder Lane Studios\", not declared",
    },
    Code {
        code: "held",
        kind: Notice,
        title: "nobody tries it again until something changes",
        text: "A change was refused in a way that trying again does not mend: a ticket was denied, a restore was needed, or somebody keeps changing the value back.",
        fix: "Change the entry or the registration, or try again with swipd state retry KEY.",
        example: "  # held     192.0.2.128/26           the ticket was denied",
    },
    Code {
        code: "keep",
        kind: Notice,
        title: "its entry is gone, but it is protected",
        text: "The registration is ours and no longer declared. Its entry said protect: true, and swipd remembers that.",
        fix: "If it is to go: put the entry back without protect, apply, then remove it.",
        example: "  # keep     198.51.100.240/29        quillmark     protected, entry gone",
    },
    Code {
        code: "lost",
        kind: Notice,
        title: "ours until somebody else deleted or replaced it",
        text: "The registration that we made is not there any more, or is another one now. It is no longer ours.",
        fix: "Ask who changed it. If it is declared, the plan says what becomes of it.",
        example: "  ? lost     198.51.100.64/28         somebody else deleted it",
    },
    Code {
        code: "object",
        kind: Notice,
        title: "nothing is planned for it: an objection further down says why",
        text: "The line marks the block that an objection is about, in its place among the others.",
        fix: "Read the objection, and swipd explain of its code.",
        example: "  ! object   203.0.113.192/27         ninefold      see below",
    },
    Code {
        code: "protect",
        kind: Notice,
        title: "its entry says protect from now on, or no longer; nothing is sent",
        text: "The registry knows nothing of protect: only our record changes, when the plan is applied. What is protected no longer can be deleted or replaced by a later plan.",
        fix: "Nothing, if that is meant. Put protect: true back into the entry where it is not.",
        example: "  # protect  198.51.100.240/29        quillmark     no longer; nothing is sent for that",
    },
    Code {
        code: "rename",
        kind: Notice,
        title: "its key changed; nothing is sent",
        text: "A customer has another key in the repository than before. The registry never sees keys, so only our record changes.",
        fix: "Nothing.",
        example: "  = rename   198.51.100.64/28         bhb → blue-heron",
    },
    Code {
        code: "unknown",
        kind: Notice,
        title: "the outcome of an earlier write, or what is there, is not known",
        text: "A reply was lost and reading has not said yet what became of the request, or a range could not be read. Nothing is planned there until it is known.",
        fix: "Plan again. swipd status says whether a person is needed.",
        example: "  ? unknown  198.51.100.64/28         the outcome of a create is unknown",
    },
    Code {
        code: "wait",
        kind: Notice,
        title: "something must end first: a ticket, or another change",
        text: "A ticket is open at the registry, another block has the space and stays for now, or the day of a block has not come. All but the last count as a difference: a plan without steps says how many wait, and --detailed-exitcode ends with 2.",
        fix: "Nothing; the next run goes on. To stay: swipd apply --wait 30m.",
        example: "  … wait     192.0.2.128/26           ticket 20261123-X1042",
    },
];
