//! ARIN's Reg-RWS and its public side.

pub mod client;
mod check;
mod declare;
mod desired;
pub mod rdap;
pub mod reply;
pub mod request;
pub mod wire;

pub use check::check;
pub use declare::{
    AddressFile, BlockFile, CustomerFile, Declared, DeclaredFile, ExpectFile, Lines, NetworkFile,
};
pub use desired::{Block, Desired, Expect, Network, Profile, Unmanaged};
