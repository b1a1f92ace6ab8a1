//! ARIN's Reg-RWS and its public side.

pub mod client;
mod desired;
pub mod rdap;
pub mod reply;
pub mod request;
pub mod wire;

pub use desired::{Block, Desired, Expect, Network, Profile, Unmanaged};
