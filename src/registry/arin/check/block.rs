//! One block by itself: its range and what is said of it, whoever it is given to.

use jiff::civil::Date;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Listed, Origin, PocHandle};

use super::super::declare::{BlockFile, PocsFile};
use super::super::desired::{Block, Pocs, Recipient};
use super::inside;
use super::text::{comment, net_name, range};

/// The block of an entry, its network not yet known; `None` when its range can not be read. What is wrong with the
/// fields is said in either case.
pub(super) fn block(
    text: &str,
    file: Option<&BlockFile>,
    (recipient, at): (&Recipient, Origin),
    out: &mut Vec<Mistake>,
) -> Option<Block> {
    let unsaid = BlockFile::default();
    let file = file.unwrap_or(&unsaid);
    let name = file.name.as_deref();
    let name = name.and_then(|text| net_name(text, &inside(&at, &["name"]), out));
    let comment = comment(file.comment.as_ref(), &inside(&at, &["comment"]), out);
    let pocs = match (&file.pocs, recipient) {
        (None, _) => Pocs::default(),
        (Some(_), Recipient::Customer(_)) => {
            out.push(inherits(&inside(&at, &["pocs"])));
            Pocs::default()
        }
        (Some(file), Recipient::Reassigned(_) | Recipient::Reallocated(_)) => {
            pocs(file, &inside(&at, &["pocs"]), out)
        }
    };
    let assigned = date(file.assigned.as_deref(), &inside(&at, &["assigned"]), out);
    // What hangs below a reallocation goes with it, so one is kept unless its entry says otherwise.
    let protect = file
        .protect
        .unwrap_or(matches!(recipient, Recipient::Reallocated(_)));
    Some(Block {
        range: range(text, &at, out)?,
        network: 0,
        recipient: recipient.clone(),
        name,
        comment,
        pocs,
        protect,
        assigned,
        announced: file.announced,
        origin: at,
    })
}

fn date(text: Option<&str>, at: &Origin, out: &mut Vec<Mistake>) -> Option<Date> {
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

/// A simple reassignment shows the POCs of the net above it (reference 2.4).
fn inherits(at: &Origin) -> Mistake {
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
pub(super) fn pocs(file: &PocsFile, at: &Origin, out: &mut Vec<Mistake>) -> Pocs {
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
    at: &Origin,
    out: &mut Vec<Mistake>,
) -> Listed<Vec<PocHandle>> {
    let Some(list) = list else {
        return Listed::Alone;
    };
    let mut handles: Vec<PocHandle> = Vec::with_capacity(list.len());
    for (n, text) in list.iter().enumerate() {
        let place = inside(at, &[&n.to_string()]);
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
