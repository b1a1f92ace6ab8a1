//! The boundary between the engine and the remote APIs, and one folder per API.

pub mod arin;
