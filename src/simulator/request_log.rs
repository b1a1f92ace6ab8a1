//! The list of requests, for tests: complete, without queries and without keys.

use serde_json::{Value, json};

use super::auth::masked;
use super::exchange::Request;

struct Entry {
    method: String,
    path: String,
    status: Option<u16>,
}

/// All requests since the start, in the order of their arrival.
#[derive(Default)]
pub(super) struct RequestLog(Vec<Entry>);

impl RequestLog {
    /// Notes an arrival. The number is for [`RequestLog::answered`].
    pub(super) fn arrived(&mut self, request: &Request) -> usize {
        self.0.push(Entry {
            method: masked(&request.method),
            path: masked(&request.path),
            status: None,
        });
        self.0.len() - 1
    }

    /// Notes the reply.
    pub(super) fn answered(&mut self, number: usize, status: u16) {
        if let Some(entry) = self.0.get_mut(number) {
            entry.status = Some(status);
        }
    }

    /// `[{"n","method","path","status"}]`, `n` from 1.
    pub(super) fn json(&self) -> Value {
        let entry = |(index, entry): (usize, &Entry)| {
            json!({
                "n": index + 1,
                "method": entry.method,
                "path": entry.path,
                "status": entry.status,
            })
        };
        self.0.iter().enumerate().map(entry).collect()
    }
}
