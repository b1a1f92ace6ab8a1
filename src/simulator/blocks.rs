//! From the blocks of a payload to one contiguous range (reference 2.8).

use crate::model::{Family, NetType, Range};

use super::read::SentBlock;
use super::refusal::Component;
use super::{address_text, answer};

/// The one range that the blocks form. What is wrong is added to `wrong`.
pub(super) fn range_of(blocks: &[SentBlock], wrong: &mut Vec<Component>) -> Option<Range> {
    if blocks.is_empty() {
        wrong.push(Component::required("netBlocks"));
        return None;
    }
    let before = wrong.len();
    let mut ranges: Vec<Range> = blocks
        .iter()
        .filter_map(|block| one(block, wrong))
        .collect();
    if wrong.len() > before {
        return None;
    }
    ranges.sort();
    let (first, last) = (ranges.first()?, ranges.last()?);
    let joined = ranges.windows(2).all(|pair| match pair {
        [low, high] => {
            low.family() == high.family() && Some(high.first()) == low.last().checked_add(1)
        }
        _ => true,
    });
    let whole = joined
        .then(|| Range::from_numbers(first.family(), first.first(), last.last()))
        .flatten();
    let Some(whole) = whole else {
        wrong.push(Component::new(
            "netBlocks",
            "The blocks do not form one contiguous range.",
        ));
        return None;
    };
    let pieces: Vec<_> = ranges.iter().flat_map(|range| range.cidrs()).collect();
    if pieces != whole.cidrs() {
        wrong.push(Component::new(
            "netBlocks",
            "Blocks that form one CIDR must be given as one.",
        ));
        return None;
    }
    Some(whole)
}

fn one(block: &SentBlock, wrong: &mut Vec<Component>) -> Option<Range> {
    let Some(start) = &block.start else {
        wrong.push(Component::required("startAddress"));
        return None;
    };
    let Some(start) = address_text::read(start) else {
        wrong.push(Component::new("startAddress", "Not an IP address."));
        return None;
    };
    let by_length = match &block.length {
        None => None,
        Some(length) => {
            let range = number(length)
                .and_then(|length| crate::model::Prefix::covering(start, length))
                .filter(|prefix| prefix.first() == start);
            if range.is_none() {
                wrong.push(Component::new(
                    "cidrLength",
                    "Not a length that fits the start address.",
                ));
                return None;
            }
            range.map(Range::from)
        }
    };
    let by_end = match &block.end {
        None => None,
        Some(end) => {
            let range = address_text::read(end).and_then(|end| Range::between(start, end));
            if range.is_none() {
                wrong.push(Component::new(
                    "endAddress",
                    "Not an IP address that fits the start address.",
                ));
                return None;
            }
            range
        }
    };
    match (by_length, by_end) {
        (Some(length), Some(end)) if length != end => {
            wrong.push(Component::new(
                "endAddress",
                "The end address and the CIDR length contradict each other.",
            ));
            None
        }
        (Some(range), _) | (None, Some(range)) => Some(range),
        (None, None) => {
            wrong.push(Component::required("endAddress"));
            None
        }
    }
}

fn number(length: &str) -> Option<u8> {
    let digits = length.trim();
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// The blocks of a request for a range, as short as can be.
pub(super) fn asked(range: Range) -> Vec<SentBlock> {
    let cidrs = range.cidrs().into_iter();
    cidrs
        .map(|prefix| SentBlock {
            start: Some(prefix.first().to_string()),
            length: Some(prefix.length().to_string()),
            ..SentBlock::default()
        })
        .collect()
}

/// The blocks of a net as a read shows them, with every element.
pub(super) fn shown(range: Range, kind: &NetType) -> Vec<SentBlock> {
    let cidrs = range.cidrs().into_iter();
    cidrs
        .map(|prefix| SentBlock {
            kind: Some(kind.code().to_owned()),
            start: Some(prefix.first().to_string()),
            end: Some(Range::from(prefix).last_address().to_string()),
            length: Some(prefix.length().to_string()),
            description: Some(answer::describe(kind).to_owned()),
        })
        .collect()
}

/// Whether blocks are those of a net, each with every element that a read shows: a part that is missing was
/// changed. Values count, not spellings: an address may be padded, and the order of the blocks is free.
pub(super) fn echo(sent: &[SentBlock], range: Range, kind: &NetType) -> bool {
    let values = |blocks: &[SentBlock]| {
        let mut values: Vec<_> = blocks
            .iter()
            .map(|block| {
                let address = |text: &Option<String>| address_text::read(text.as_deref()?);
                let length = block.length.as_deref().and_then(number);
                let texts = (block.kind.clone(), block.description.clone());
                (address(&block.start), address(&block.end), length, texts)
            })
            .collect();
        values.sort();
        values
    };
    values(sent) == values(&shown(range, kind))
}

/// Whether a simple reassignment may have the range: no IPv6 block smaller than a /64 (reference 3.2).
pub(super) fn within_floor(range: Range) -> bool {
    range.family() == Family::V4 || range.cidrs().iter().all(|prefix| prefix.length() <= 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(start: &str, end: Option<&str>, length: Option<&str>) -> SentBlock {
        SentBlock {
            start: Some(start.to_owned()),
            end: end.map(str::to_owned),
            length: length.map(str::to_owned),
            ..SentBlock::default()
        }
    }

    fn outcome(blocks: &[SentBlock]) -> Result<String, String> {
        let mut wrong = Vec::new();
        match range_of(blocks, &mut wrong) {
            Some(range) => Ok(range.to_string()),
            None => Err(wrong.remove(0).name),
        }
    }

    #[test]
    fn a_block_needs_a_start_and_one_more() {
        assert_eq!(outcome(&[]), Err("netBlocks".to_owned()));
        assert_eq!(
            outcome(&[block("198.51.100.64", None, None)]),
            Err("endAddress".to_owned())
        );
        assert_eq!(
            outcome(&[block("198.51.100.65", None, Some("28"))]),
            Err("cidrLength".to_owned())
        );
        assert_eq!(
            outcome(&[block("198.51.100.64", Some("198.51.100.80"), Some("28"))]),
            Err("endAddress".to_owned())
        );
        assert_eq!(
            outcome(&[block("198.051.100.064", Some("198.51.100.79"), Some("28"))]),
            Ok("198.51.100.64/28".to_owned())
        );
    }

    #[test]
    fn several_blocks_are_the_minimal_cover_of_one_range() {
        let high = block("198.51.100.96", None, Some("29"));
        let low = block("198.51.100.80", None, Some("28"));
        assert_eq!(
            outcome(&[high.clone(), low.clone()]),
            Ok("198.51.100.80-198.51.100.103".to_owned())
        );
        assert_eq!(
            outcome(&[low.clone(), block("198.51.100.104", None, Some("29"))]),
            Err("netBlocks".to_owned()),
            "a gap"
        );
        assert_eq!(
            outcome(&[high, block("198.51.100.104", None, Some("29"))]),
            Err("netBlocks".to_owned()),
            "one /28 in two halves"
        );
    }

    #[test]
    fn the_floor_of_ipv6_is_a_64() {
        assert!(within_floor("2001:db8::/64".parse().expect("range")));
        assert!(!within_floor("2001:db8::/65".parse().expect("range")));
        assert!(within_floor("198.51.100.1/32".parse().expect("range")));
    }
}
