//! Documents transcribed from the reference, arbitrary payloads, and damaged documents.

mod damage;
mod documents;
mod replies;
mod round_trips;
mod samples;
mod transcribed;
mod unknown;
mod values;

/// The declaration of the core namespace.
const CORE: &str = "xmlns=\"http://www.arin.net/regrws/core/v1\"";
