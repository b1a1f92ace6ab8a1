//! One block by itself: its range and what is said of it, whoever it is given to.

use jiff::civil::Date;

use crate::diagnostic::{Mistake, Part};
use crate::model::{HasOrigin, Listed, NetType, Origin, PocHandle, Text};

use super::super::declare::{BlockFile, PocsFile};
use super::super::{Block, Extras, Pocs, Recipient};
use super::inside;
use super::text::{comment, net_name, range};

/// Where an entry is that gives blocks.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    /// The entry.
    pub(super) at: &'a Origin,
    /// What its blocks keep of that ([`Block::under`]).
    pub(super) under: &'a Origin,
}

/// The block of an entry, its network not yet known; `None` when its range can not be read. What is wrong with the
/// fields is said in either case.
pub(super) fn block(
    text: &str,
    file: Option<&BlockFile>,
    (recipient, entry, list): (&Recipient, Entry<'_>, &str),
    out: &mut Vec<Mistake>,
) -> Option<Block> {
    let unsaid = BlockFile::default();
    let file = file.unwrap_or(&unsaid);
    let path = [list, text];
    let at = &inside(entry.at, &path);
    let name = file.name.as_deref();
    let name = name.and_then(|text| net_name(text, &inside(at, &["name"]), out));
    let comment = comment(file.comment.as_ref(), &inside(at, &["comment"]), out);
    let pocs = match (&file.pocs, recipient) {
        (None, _) => None,
        (Some(_), Recipient::Customer(_)) => {
            out.push(inherits(&inside(at, &["pocs"])));
            None
        }
        (
            Some(file),
            Recipient::Reassigned(_) | Recipient::Reallocated(_) | Recipient::ToBeMade(_),
        ) => Some(Box::new(pocs(file, &inside(at, &["pocs"]), out))),
    };
    let assigned = date(file.assigned.as_deref(), &inside(at, &["assigned"]), out);
    let geofeed = geofeed(file.geofeed.as_deref(), &inside(at, &["geofeed"]), out);
    let private = file.private.filter(|_| {
        let of_customer = recipient.customer().is_some();
        if !of_customer {
            out.push(
                Mistake::error("private-org", "an org is public, and so are its nets")
                    .at(&inside(at, &["private"]), Part::Key, "")
                    .help("remove private"),
            );
        }
        of_customer
    });
    let from = date(file.from.as_deref(), &inside(at, &["from"]), out);
    let until = date(file.until.as_deref(), &inside(at, &["until"]), out);
    backwards((from, until), at, out);
    // What hangs below a reallocation goes with it, so one is kept unless its entry says otherwise.
    let protect = file
        .protect
        .unwrap_or(recipient.net_type() == NetType::Reallocation);
    let range = range(text, at, out)?;
    Some(Block {
        range,
        network: 0,
        recipient: recipient.clone(),
        protect,
        assigned,
        extras: Extras {
            name,
            comment,
            geofeed,
            private,
            from,
            until,
            pocs,
            announced: file.announced,
        }
        .kept(),
        under: entry.under.clone(),
        written: Block::written(range, text),
    })
}

/// Says so when a block is over before it begins.
fn backwards(days: (Option<Date>, Option<Date>), at: &dyn HasOrigin, out: &mut Vec<Mistake>) {
    if let (Some(from), Some(until)) = days
        && until <= from
    {
        out.push(
            Mistake::error(
                "dates-backwards",
                format!("it is over on {until}, and begins on {from}"),
            )
            .at_value(&inside(at, &["until"]))
            .help("until is the day on which it is over; write a later one"),
        );
    }
}

fn date(text: Option<&str>, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Option<Date> {
    let text = text?;
    let date = text.trim().parse::<Date>().ok();
    if date.is_none() {
        out.push(
            Mistake::error("date-bad", format!("\"{text}\" is not a date"))
                .at_value(at)
                .help("write year, month and day: 2026-11-20"),
        );
    }
    date
}

/// The address of a geofeed. It is public, and read by strangers: HTTPS, without blanks (RFC 9632).
pub(super) fn geofeed(
    text: Option<&str>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Listed<Text> {
    let Some(text) = text.map(str::trim) else {
        return Listed::Alone;
    };
    if text.is_empty() {
        return Listed::Clear;
    }
    let rest = text.strip_prefix("https://").unwrap_or_default();
    if rest.is_empty() || !text.chars().all(|c| c.is_ascii_graphic()) {
        out.push(
            Mistake::error(
                "geofeed-bad",
                format!("\"{text}\" is not the address of a geofeed"),
            )
            .at_value(at)
            .help("write an address that begins with https://"),
        );
        return Listed::Alone;
    }
    Listed::Value(text.into())
}

/// A simple reassignment shows the POCs of the net above it (reference 2.4).
fn inherits(at: &dyn HasOrigin) -> Mistake {
    Mistake::error(
        "pocs-inherited",
        "a simple reassignment has no POC links of its own",
    )
    .at(at, Part::Key, "")
    .help(
        "remove pocs: it shows those of the net above it; with an org, declare it under recipients",
    )
}

/// POC links by function.
pub(super) fn pocs(file: &PocsFile, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Pocs {
    if file.admin.is_some() {
        out.push(
            Mistake::error("poc-function", "a net has tech, abuse and noc POCs only")
                .at(&inside(at, &["admin"]), Part::Key, "")
                .help("an Admin POC is linked to the org"),
        );
    }
    let mut listed =
        |name: &str, list: Option<&Vec<String>>| handles(list, &inside(at, &[name]), out);
    Pocs {
        tech: listed("tech", file.tech.as_ref()),
        abuse: listed("abuse", file.abuse.as_ref()),
        noc: listed("noc", file.noc.as_ref()),
    }
}

fn handles(
    list: Option<&Vec<String>>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Listed<Vec<PocHandle>> {
    let Some(list) = list else {
        return Listed::Alone;
    };
    let mut handles: Vec<PocHandle> = Vec::with_capacity(list.len());
    for (n, text) in list.iter().enumerate() {
        let position = n.to_string();
        let path = [position.as_str()];
        let place = inside(at, &path);
        match text.parse::<PocHandle>() {
            Ok(handle) if handles.contains(&handle) => out.push(
                Mistake::error("duplicate-key", format!("{handle} is listed twice"))
                    .at_value(&place)
                    .help("keep one of the two"),
            ),
            Ok(handle) => handles.push(handle),
            Err(error) => {
                out.push(Mistake::error("handle-bad", error.to_string()).at_value(&place));
            }
        }
    }
    if list.is_empty() {
        Listed::Clear
    } else {
        Listed::Value(handles)
    }
}
