//! One line as bytes: an envelope, the entry's own fields, and a sum over all before it.
//!
//! `{"v":1,"seq":7,"prev":"…","durable":6,"at":"…","run":5,"type":"intent",…,"sum":"…"}`

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entry, IntentRecord};

/// The version of the record format.
pub(super) const VERSION: u32 = 1;

/// What stands for the line before the first one.
pub(super) const ORIGIN: &str = "00000000000000000000000000000000";

const DIGITS: usize = 32;
const BEFORE_SUM: &str = ",\"sum\":\"";
const AFTER_SUM: &str = "\"}";

/// A hash as it stands in a line: the first 128 bits of BLAKE3.
pub(super) fn hash(bytes: &[u8]) -> String {
    let mut hex = blake3::hash(bytes).to_hex().to_string();
    hex.truncate(DIGITS);
    hex
}

/// The envelope of a line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Envelope {
    pub(super) v: u32,
    pub(super) seq: u64,
    /// The hash of the line before, its sum included.
    pub(super) prev: String,
    /// The last line known to be on disk when this one was written.
    pub(super) durable: u64,
    pub(super) at: Timestamp,
    /// The run it belongs to: the sequence number of its `run_begun`.
    #[serde(default)]
    pub(super) run: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Tag {
    #[serde(rename = "type")]
    name: String,
    #[serde(default)]
    op: Value,
}

/// What a line says.
#[derive(Debug)]
pub(super) enum Content {
    /// An entry that this version knows.
    Known(Box<Entry>),
    /// A line that is whole but not of this version. Its operation number, where it has one, is taken.
    Unknown { op: Option<u64>, why: String },
}

/// Writes an entry's own fields, as a JSON object on one line.
pub(super) fn body(entry: &Entry) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(entry)?;
    // Sealed JSON may come from a file that was laid out over lines. Within JSON a bare line break is
    // blank space, never part of a string, so it may be replaced.
    Ok(text.replace(['\n', '\r'], " "))
}

/// Joins an envelope and an entry's fields to a line, without its line break.
pub(super) fn write(envelope: &Envelope, body: &str) -> Result<String, serde_json::Error> {
    let mut line = serde_json::to_string(envelope)?;
    line.truncate(line.len().saturating_sub(1));
    line.push(',');
    line.push_str(body.get(1..body.len().saturating_sub(1)).unwrap_or(""));
    let sum = hash(line.as_bytes());
    line.push_str(BEFORE_SUM);
    line.push_str(&sum);
    line.push_str(AFTER_SUM);
    Ok(line)
}

/// The envelope of a line that is whole: its sum fits.
pub(super) fn envelope(line: &[u8]) -> Result<Envelope, &'static str> {
    const TOO_SHORT: &str = "the line ends early";
    let tail = BEFORE_SUM.len() + DIGITS + AFTER_SUM.len();
    let cut = line.len().checked_sub(tail).ok_or(TOO_SHORT)?;
    let (covered, tail) = line.split_at(cut);
    let sum = tail
        .strip_prefix(BEFORE_SUM.as_bytes())
        .and_then(|rest| rest.strip_suffix(AFTER_SUM.as_bytes()))
        .ok_or(TOO_SHORT)?;
    if sum != hash(covered).as_bytes() {
        return Err("the sum does not fit the line");
    }
    serde_json::from_slice(line).map_err(|_| "the line has no envelope")
}

/// The last line that may begin within a text: where a line break was lost, two lines look like one.
pub(super) fn within(text: &[u8]) -> &[u8] {
    const START: &[u8] = b"{\"v\":";
    let mut starts = text.windows(START.len()).enumerate().skip(1);
    starts
        .rfind(|(_, bytes)| *bytes == START)
        .and_then(|(at, _)| text.get(at..))
        .unwrap_or(text)
}

/// What a line with a fitting sum says.
pub(super) fn content(envelope: &Envelope, line: &[u8]) -> Content {
    let seq = envelope.seq;
    let tag: Tag = match serde_json::from_slice(line) {
        Ok(tag) => tag,
        Err(error) => {
            let why = format!("line {seq} can not be read: {error}");
            return Content::Unknown { op: None, why };
        }
    };
    let unknown = |why| Content::Unknown {
        op: tag.op.as_u64(),
        why,
    };
    if envelope.v != VERSION {
        return unknown(format!("line {seq} is of version {}", envelope.v));
    }
    // Serde can not take sealed JSON out of a tagged enum, so an intent is read as what it is.
    let entry = if tag.name == "intent" {
        serde_json::from_slice::<IntentRecord>(line).map(|i| Entry::Intent(Box::new(i)))
    } else {
        serde_json::from_slice::<Entry>(line)
    };
    match entry {
        Ok(entry) => Content::Known(Box::new(entry)),
        Err(error) => unknown(format!(
            "line {seq}, of type {}, can not be read: {error}",
            tag.name
        )),
    }
}
