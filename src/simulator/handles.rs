//! Handles as the registry issues them (reference 6.2).

use std::net::IpAddr;

use crate::model::{CustomerHandle, NetHandle, OrgHandle, PocHandle, Range};

use super::registrant::{Contact, Identity};
use super::state::State;

/// Below the first customer number that is issued in an empty registry.
const CUSTOMERS: u64 = 9_990_000;
/// Below the first ticket number.
const TICKETS: u64 = 1000;

/// A handle for a net that begins where the range begins: the smallest free number from 1, since 0 is the block that
/// the registry itself holds. So the handle of a deleted net is issued again.
pub(super) fn net(state: &State, range: Range) -> Option<NetHandle> {
    let stem = match range.first_address() {
        IpAddr::V4(address) => format!("NET-{}", address.to_string().replace('.', "-")),
        IpAddr::V6(address) => {
            let segments = address.segments();
            let used = segments.iter().rposition(|group| *group != 0).unwrap_or(0);
            let groups: Vec<String> = segments
                .iter()
                .take(used + 1)
                .map(|group| format!("{group:X}"))
                .collect();
            format!("NET6-{}", groups.join("-"))
        }
    };
    (1..=u32::MAX)
        .filter_map(|number| format!("{stem}-{number}").parse().ok())
        .find(|handle| !state.nets.contains_key(handle))
}

/// The next customer handle. Never issued twice.
pub(super) fn customer(state: &State) -> Option<CustomerHandle> {
    let number = state.issued.0.max(CUSTOMERS) + 1;
    format!("C{number:08}").parse().ok()
}

/// The next ticket number of a day.
pub(super) fn ticket(state: &State, day: &str) -> String {
    format!("{day}-X{}", state.issued.1.max(TICKETS) + 1)
}

/// The letters of a handle whose name has none.
const NAMELESS: &str = "X";

/// The pattern and the number of an org's or a POC's handle: `NETWO99-ARIN` is the 99 of `NETWO*-ARIN`, and
/// `EXMPL-12` the 12 of `EXMPL-*`. `None` for a handle without a number.
pub(super) fn numbered(handle: &str) -> Option<(String, u64)> {
    let (before, after) = match handle.strip_suffix("-ARIN") {
        Some(before) => (before, "-ARIN"),
        None => (handle, ""),
    };
    let stem = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = before.get(stem.len()..)?.parse().ok()?;
    Some((format!("{stem}*{after}"), number))
}

/// A handle for a POC: a person's initials or the first letters of a role, a number that was never issued with
/// them, and `-ARIN`.
pub(super) fn poc(state: &State, identity: &Identity) -> Option<PocHandle> {
    let letters = match identity.contact {
        Contact::Role => letters(&identity.last_name, 5),
        Contact::Person => [&identity.first_name, &identity.middle_name]
            .into_iter()
            .flatten()
            .chain([&identity.last_name])
            .map(|name| letters(name, 1))
            .collect(),
    };
    next(state, &format!("{letters}*-ARIN"))?.parse().ok()
}

/// A handle for an org: the initials of its name, or the first letters of a single word, and a number that was
/// never issued with them.
pub(super) fn org(state: &State, name: &str) -> Option<OrgHandle> {
    let initials: String = name.split(' ').map(|word| letters(word, 1)).collect();
    let stem = match initials.get(..initials.len().min(5)) {
        Some(several) if several.len() > 1 => several.to_owned(),
        _ => letters(name, 5),
    };
    next(state, &format!("{stem}-*"))?.parse().ok()
}

/// The first letters of a name, in upper case.
fn letters(name: &str, count: usize) -> String {
    let plain = name.chars().filter(char::is_ascii_alphabetic);
    plain.take(count).map(|c| c.to_ascii_uppercase()).collect()
}

fn next(state: &State, pattern: &str) -> Option<String> {
    let named = if pattern.starts_with(['*', '-']) {
        format!("{NAMELESS}{pattern}")
    } else {
        pattern.to_owned()
    };
    let last = state.numbers.get(&named).copied().unwrap_or(0);
    Some(named.replace('*', &last.checked_add(1)?.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(contact: Contact, names: [&str; 3]) -> String {
        let given = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        let identity = Identity {
            contact,
            first_name: given(names[0]),
            middle_name: given(names[1]),
            last_name: names[2].to_owned(),
        };
        poc(&State::default(), &identity)
            .expect("handle")
            .to_string()
    }

    #[test]
    fn a_poc_is_named_by_its_initials_or_its_role() {
        assert_eq!(issued(Contact::Person, ["Ada", "M", "Byron"]), "AMB1-ARIN");
        assert_eq!(issued(Contact::Person, ["Ada", "", "Byron"]), "AB1-ARIN");
        assert_eq!(
            issued(Contact::Role, ["", "", "Network Operations"]),
            "NETWO1-ARIN"
        );
        assert_eq!(issued(Contact::Role, ["", "", "24/7"]), "X1-ARIN");
    }

    #[test]
    fn an_org_is_named_by_its_initials_or_its_word() {
        let state = State::default();
        let issued = |name: &str| org(&state, name).expect("handle").to_string();
        assert_eq!(issued("Tidewater Internet"), "TI-1");
        assert_eq!(issued("Googol"), "GOOGO-1");
        assert_eq!(issued("1&1"), "X-1");
    }

    #[test]
    fn numbers_are_taken_out_of_handles() {
        let known = |handle: &str| numbered(handle);
        assert_eq!(known("NETWO99-ARIN"), Some(("NETWO*-ARIN".to_owned(), 99)));
        assert_eq!(known("EXMPL-12"), Some(("EXMPL-*".to_owned(), 12)));
        assert_eq!(known("ARIN"), None);
    }
}
