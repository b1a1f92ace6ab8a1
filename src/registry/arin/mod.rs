//! ARIN's Reg-RWS and its public side.

mod desired;
pub mod wire;

pub use desired::{Block, Desired, Expect, Network, Profile, Unmanaged};
