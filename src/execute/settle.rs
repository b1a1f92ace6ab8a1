//! Finds out by reading what became of writes whose outcome is unknown (write protocol, section 3).

use std::time::Duration;

use super::Registries;
use crate::journal::{
    Entry, IntentRecord, Journal, JournalError, Ledger, OpenOp, SettledRecord, Verdict,
};
use crate::model::TicketNumber;
use crate::registry::{AnyRegistry, Settled, Traces};

/// Reads that fail are repeated this often before a write stays uncertain.
const READINGS: u32 = 3;

/// Reads until the outcome is known or reading does not tell, and writes the verdict down. The quiet time is over.
pub(super) async fn settle(
    registry: &dyn AnyRegistry,
    journal: &Journal,
    record: &IntentRecord,
    since: jiff::Timestamp,
) -> Result<Settled, JournalError> {
    let mut reading = 0;
    let settled = loop {
        let known: Vec<TicketNumber> =
            journal.with(|ledger| ledger.known_tickets.iter().cloned().collect());
        let settled = registry
            .settle(
                record,
                Traces {
                    known: &known,
                    since,
                    ended: None,
                },
            )
            .await;
        let settled = journal.with(|ledger| explained(ledger, record, settled));
        reading += 1;
        if reading >= READINGS || !matches!(settled, Settled::Unknown { .. }) {
            break settled;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    journal.note(Entry::Settled(verdict(record, &settled)))?;
    Ok(settled)
}

/// A new ticket explains this write only when no other open write can have caused it: a ticket names no range.
/// Until one of them is known both stay in doubt, and the ticket's end tells by the objects.
fn explained(ledger: &Ledger, record: &IntentRecord, settled: Settled) -> Settled {
    match (settled, ledger.rival(record)) {
        (Settled::Ticketed { ticket, evidence }, Some(rival)) => Settled::Unknown {
            evidence: format!(
                "{evidence}, but {ticket} may as well be of the {} of {}",
                rival.action, rival.key
            ),
        },
        (settled, _) => settled,
    }
}

fn verdict(record: &IntentRecord, settled: &Settled) -> SettledRecord {
    let (verdict, evidence, incarnation, ticket) = match settled.clone() {
        Settled::Applied {
            incarnation,
            evidence,
        } => (Verdict::Applied, evidence, incarnation, None),
        Settled::NotApplied { evidence } => (Verdict::NotApplied, evidence, None, None),
        Settled::Ticketed { ticket, evidence } => (Verdict::Ticketed, evidence, None, Some(ticket)),
        Settled::Conflict { evidence } => (Verdict::Conflict, evidence, None, None),
        Settled::Unknown { evidence } => (Verdict::Uncertain, evidence, None, None),
        Settled::Never { evidence } => (Verdict::Unsettleable, evidence, None, None),
    };
    SettledRecord {
        op: record.op,
        verdict,
        evidence: vec![evidence],
        incarnation,
        ticket,
        by: "swipd".to_owned(),
    }
}

/// What earlier runs left open, and how it was settled now.
#[derive(Debug, Default)]
pub struct OpenWrites {
    /// For people, one line a write.
    pub lines: Vec<String>,
    /// Writes that stay open.
    pub left: usize,
}

/// Settles every write that an earlier run left open. Waits the whole quiet time first: this process can not
/// know how long ago the other one sent, for wall clocks jump.
///
/// # Errors
/// When the journal can not be written.
pub async fn settle_open(
    registries: &Registries,
    journal: &Journal,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<OpenWrites, JournalError> {
    let open: Vec<OpenOp> = journal.with(|ledger| {
        let settleable = ledger.open.values().filter(|open| !open.unsettleable);
        settleable.cloned().collect()
    });
    let mut settled = OpenWrites::default();
    let concerned = open
        .iter()
        .filter_map(|open| registries.get(&open.intent.registry));
    let Some(wait) = concerned.map(|registry| registry.settle_after()).max() else {
        settled.left = open.len();
        return Ok(settled);
    };
    tell(&format!(
        "{} of an earlier run {} no known outcome; reading in {} s",
        if open.len() == 1 {
            "1 write".to_owned()
        } else {
            format!("{} writes", open.len())
        },
        if open.len() == 1 { "has" } else { "have" },
        wait.as_secs().max(1),
    ));
    tokio::time::sleep(wait).await;
    for open in open {
        let Some(registry) = registries.get(&open.intent.registry) else {
            settled.left += 1;
            continue;
        };
        let found = settle(registry.as_ref(), journal, &open.intent, open.at).await?;
        let said = match found {
            Settled::Applied { .. } => "took effect".to_owned(),
            Settled::NotApplied { .. } => "had no effect".to_owned(),
            Settled::Ticketed { ticket, .. } => format!("became ticket {ticket}"),
            Settled::Conflict { evidence } => format!("had no effect: {evidence}"),
            Settled::Unknown { evidence } | Settled::Never { evidence } => {
                settled.left += 1;
                format!("stays unknown: {evidence}")
            }
        };
        settled.lines.push(format!(
            "{} of {} {}",
            open.intent.action, open.intent.key, said
        ));
    }
    journal.sync().await?;
    Ok(settled)
}
