//! Saves what is attached to a ticket.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::Report;
use super::super::save::Saving;
use crate::http::Sink;
use crate::model::TicketNumber;
use crate::registries::Account;
use crate::registry::arin::request::Messages;
use crate::registry::arin::wire::TicketPayload;
use crate::report::plural;

/// A larger attachment is not taken: 1 GiB.
const LARGEST: u64 = 1 << 30;

/// A file that was saved.
pub(super) struct Saved {
    path: PathBuf,
    bytes: u64,
}

impl Saved {
    pub(super) fn line(&self) -> String {
        format!(
            "Saved {} ({})",
            self.path.display(),
            plural(self.bytes, "byte")
        )
    }

    pub(super) fn json(&self) -> Value {
        json!({ "path": self.path.display().to_string(), "bytes": self.bytes })
    }
}

/// Saves every attachment of a ticket into a folder, each under its own name as far as that is harmless.
pub(super) async fn save(
    account: &Account,
    number: &TicketNumber,
    folder: &Path,
) -> Result<Vec<Saved>, Report> {
    let failed = |error: &dyn std::fmt::Display| {
        Report::failed(format!("ticket {number} at {}: {error}", account.title))
    };
    let ticket = account
        .client
        .ticket(number, Messages::References)
        .await
        .map_err(|error| failed(&error))?;
    let mut saved = Vec::new();
    for (message, attachment, name) in attached(&ticket).map_err(|error| failed(&error))? {
        let (saving, file) = Saving::begin(folder).map_err(|error| {
            failed(&format!("can not write into {}: {error}", folder.display()))
        })?;
        let mut file = tokio::fs::File::from_std(file);
        let fetched = account
            .client
            .attachment(number, message, &attachment, Sink::new(&mut file, LARGEST))
            .await
            .map_err(|error| failed(&format!("attachment {name}: {error}")))?;
        file.sync_all()
            .await
            .map_err(|error| failed(&format!("attachment {name}: {error}")))?;
        let path = saving
            .keep(&name)
            .map_err(|error| failed(&format!("can not keep {name}: {error}")))?;
        saved.push(Saved {
            path,
            bytes: fetched.length,
        });
    }
    Ok(saved)
}

/// Message, attachment and name of everything attached, whether the messages came whole or as references.
fn attached(ticket: &TicketPayload) -> Result<Vec<(i64, String, String)>, &'static str> {
    let references = ticket.message_references.iter();
    let references = references.map(|reference| (reference.id, &reference.attachments));
    let messages = ticket.messages.iter();
    let messages = messages.map(|message| (message.id, &message.references));
    let mut found = Vec::new();
    for (message, attachments) in references.chain(messages) {
        for attachment in attachments {
            let message = message.ok_or("an attachment belongs to a message without number")?;
            found.push((message, attachment.id.clone(), attachment.filename.clone()));
        }
    }
    Ok(found)
}
