//! `swipd state import`: goes on with a copy of a journal, in a state folder that has none. Sends nothing.

use std::io::Read;
use std::path::Path;

use serde_json::json;

use super::super::args::Global;
use super::super::session::{self, Session};
use super::super::{Report, chained};
use super::plan::json;
use crate::clock::{Clock, SystemClock};
use crate::journal::{Copied, Holder, Ledger};
use crate::registry::Refresh;
use crate::report::{moment, plural};
use crate::sync;

/// No copy has more bytes than this: some four million lines.
const LIMIT: u64 = 2 * 1024 * 1024 * 1024;

pub(super) async fn import(global: &Global, path: &Path) -> Result<Report, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was imported."));
    let named = |why: String| failed(format!("{}: {why}", path.display()));
    let lines = read(path).map_err(named)?;
    let copied = Copied::read(&lines).map_err(|error| named(chained(&error)))?;
    let repository = session::load(global)?;
    let session = Session::look(global, repository, Refresh::Never).await?;
    // A journal that was kept for another registry would say of its nets that they are ours here.
    let bound = sync::bound(&session.registries, &copied.ledger);
    let holder = Holder {
        pid: std::process::id(),
        host: session::host(),
        since: SystemClock::new().now(),
    };
    let put = match bound {
        Ok(()) => copied
            .put(&session.journal(), &holder)
            .map_err(|error| failed(chained(&error))),
        Err(error) => Err(named(error.to_string())),
    };
    let strangers = strangers(&session, &copied.ledger);
    session.close().await;
    put?;
    Ok(Report {
        err: warnings(&copied, &strangers),
        ..Report::done(said(global, &copied, &holder.host))
    })
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut lines = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut lines))
        .map_err(|error| error.to_string())?;
    if lines.len() as u64 > LIMIT {
        return Err("it is larger than 2 GiB, and no journal of this swipd is".to_owned());
    }
    Ok(lines)
}

/// Registries of the copy that `swipd.yaml` does not name.
fn strangers(session: &Session, ledger: &Ledger) -> Vec<String> {
    let bound = ledger.bound.keys();
    let unnamed = bound.filter(|name| !session.registries.contains_key(*name));
    unnamed.map(ToString::to_string).collect()
}

fn warnings(copied: &Copied<'_>, strangers: &[String]) -> String {
    let mut lines = Vec::new();
    if !copied.closed {
        lines.push(
            "warning: its last line is not that of a run that has ended: it was copied while one was on, or is cut off; what was done behind it is not known here"
                .to_owned(),
        );
    }
    lines.extend(strangers.iter().map(|name| {
        format!("warning: it was kept for {name} too, and swipd.yaml names no such registry")
    }));
    lines.join("\n")
}

fn said(global: &Global, copied: &Copied<'_>, here: &str) -> String {
    let ledger = &copied.ledger;
    let (nets, objects) = (ledger.owned.len() as u64, ledger.objects.len() as u64);
    let (open, tickets) = (ledger.open.len() as u64, ledger.tickets.len() as u64);
    if global.json() {
        return json(&json!({
            "lines": copied.count(),
            "journal": ledger.journal,
            "last_at": ledger.last_at.map(|at| at.to_string()),
            "host": copied.host,
            "ended": copied.closed,
            "registrations": nets,
            "orgs_and_pocs": objects,
            "unknown": open,
            "tickets": tickets,
        }));
    }
    let last = ledger.last_at.map(moment).unwrap_or_default();
    let host = copied.host.as_deref().unwrap_or("another machine");
    let mut text = format!(
        "Imported: {} of the journal, the last of {last} by {host}.\nBy them {} and {} are ours, {} no known outcome, and {} open.\n",
        plural(copied.count(), "line"),
        number(nets, "registration"),
        number(objects, "other object"),
        has(open, "write"),
        is(tickets, "ticket"),
    );
    text.push_str(if host == here {
        "Next: swipd plan shows what differs; the other copy must not be used any more."
    } else {
        "Next: swipd plan shows what differs; the machine that it comes from must not use it any more."
    });
    text
}

/// `no tickets`, `1 ticket`.
fn number(count: u64, one: &str) -> String {
    match count {
        0 => format!("no {one}s"),
        count => plural(count, one),
    }
}

fn has(count: u64, one: &str) -> String {
    let verb = if count == 1 { "has" } else { "have" };
    format!("{} {verb}", number(count, one))
}

fn is(count: u64, one: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", number(count, one))
}
