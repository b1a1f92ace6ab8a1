//! The files of reports. Their format is invented, and each says so in its first line (reference 5.3).

use std::collections::BTreeSet;

use crate::model::{OrgHandle, Range};

use super::state::{Net, State};

const HEAD: &str = "# invented: the registry's own format is not documented\r\n\
    handle,parent,start,end,type,name,recipient,recipient name,registered\r\n";

/// A report that has found nothing.
pub(super) fn nothing() -> String {
    HEAD.to_owned()
}

/// A net, everything below it, and the free space between its children.
pub(super) fn reassignments(state: &State, net: &Net) -> String {
    let below = state.descendants(&net.handle);
    let mut nets: Vec<&Net> = below
        .iter()
        .filter_map(|handle| state.nets.get(handle))
        .collect();
    nets.sort_by_key(|net| (net.range, net.handle.clone()));
    let mut rows: Vec<(Range, String)> = nets
        .iter()
        .map(|net| (net.range, row(state, net)))
        .collect();
    let children = nets
        .iter()
        .filter(|below| below.parent.as_ref() == Some(&net.handle));
    for free in gaps(net.range, children.map(|child| child.range)) {
        let (first, last) = (free.first_address(), free.last_address());
        let parent = net.handle.as_str();
        rows.push((free, format!(",{parent},{first},{last},FREE,,,,\r\n")));
    }
    rows.sort_by_key(|(range, _)| *range);
    let rows = rows.into_iter().map(|(_, row)| row);
    HEAD.to_owned() + &rows.collect::<String>()
}

/// What lies between ranges that are in order and do not overlap.
fn gaps(whole: Range, taken: impl Iterator<Item = Range>) -> Vec<Range> {
    let mut free = Vec::new();
    let mut next = Some(whole.first());
    for range in taken {
        let before = range.first().checked_sub(1);
        free.extend(
            next.zip(before)
                .and_then(|(from, to)| Range::from_numbers(whole.family(), from, to)),
        );
        next = range.last().checked_add(1);
    }
    let last = next.filter(|from| *from <= whole.last());
    free.extend(last.and_then(|from| Range::from_numbers(whole.family(), from, whole.last())));
    free
}

/// Every net that the orgs hold.
pub(super) fn associations(state: &State, orgs: &BTreeSet<OrgHandle>) -> String {
    let held = state
        .nets
        .values()
        .filter(|net| net.org.as_ref().is_some_and(|org| orgs.contains(org)));
    HEAD.to_owned() + &held.map(|net| row(state, net)).collect::<String>()
}

/// The net as it is now; what was before is not kept.
pub(super) fn holder(state: &State, net: &Net) -> String {
    HEAD.to_owned() + &row(state, net)
}

fn row(state: &State, net: &Net) -> String {
    let customer = net.customer.as_ref();
    let customer = customer.and_then(|handle| state.customers.get(handle));
    let org = net.org.as_ref().and_then(|handle| state.orgs.get(handle));
    let (recipient, name) = match (customer, org) {
        (Some(customer), _) => (customer.handle.as_str(), customer.content.name.as_str()),
        (None, Some(org)) => (org.handle.as_str(), org.name.as_str()),
        (None, None) => ("", ""),
    };
    let cells = [
        net.handle.as_str(),
        net.parent.as_ref().map_or("", |parent| parent.as_str()),
        &net.range.first_address().to_string(),
        &net.range.last_address().to_string(),
        net.kind.code(),
        &net.name,
        recipient,
        name,
        &net.registered,
    ]
    .map(cell);
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// An archive with one file, which is stored as it is.
pub(super) fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    let mut about = Vec::new();
    // Version, flags, method, time, and the day 1980-01-01.
    for word in [20u16, 0, 0, 0, 0x21] {
        about.extend(word.to_le_bytes());
    }
    for number in [checksum(content), size, size] {
        about.extend(number.to_le_bytes());
    }
    for word in [length, 0] {
        about.extend(word.to_le_bytes());
    }
    let mut out = b"PK\x03\x04".to_vec();
    out.extend(&about);
    out.extend(name.as_bytes());
    out.extend(content);
    let directory = u32::try_from(out.len()).unwrap_or(u32::MAX);
    out.extend(b"PK\x01\x02");
    out.extend(20u16.to_le_bytes());
    out.extend(&about);
    // Comment, disk, attributes of two kinds, and the place of the file.
    out.extend([0; 14]);
    out.extend(name.as_bytes());
    let end = u32::try_from(out.len()).unwrap_or(u32::MAX);
    out.extend(b"PK\x05\x06");
    for word in [0u16, 0, 1, 1] {
        out.extend(word.to_le_bytes());
    }
    out.extend((end - directory).to_le_bytes());
    out.extend(directory.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// CRC-32 as archives use it.
fn checksum(content: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in content {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = sum & 1;
            sum = (sum >> 1) ^ (0xEDB8_8320 & carry.wrapping_neg());
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_archives() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        let archive = zipped("a.csv", b"123456789");
        assert!(archive.starts_with(b"PK\x03\x04"));
        assert_eq!(archive.len(), 30 + 5 + 9 + 46 + 5 + 22);
    }

    #[test]
    fn free_space_lies_between_what_is_taken() {
        let range = |text: &str| text.parse::<Range>().expect("range");
        let free = |taken: &[&str]| {
            let taken: Vec<Range> = taken.iter().map(|text| range(text)).collect();
            gaps(range("0.0.0.0/0"), taken.into_iter())
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(free(&[]), ["0.0.0.0/0"]);
        assert_eq!(free(&["0.0.0.0/1", "192.0.0.0/2"]), ["128.0.0.0/2"]);
        assert_eq!(free(&["128.0.0.0/1"]), ["0.0.0.0/1"]);
        assert!(free(&["0.0.0.0/1", "128.0.0.0/1"]).is_empty());
    }
}
