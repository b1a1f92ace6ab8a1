//! Turns responses into values. Only what is certain gets a name of its own; everything else is unknown,
//! and the unknown never becomes a delete or a create.

mod error;
mod filename;
mod odd;
mod read;
mod write;

pub use error::RegistryError;
pub use filename::filename;
pub(super) use read::failed;
pub use read::{ReadError, read, read_nets};
pub use write::{
    Answered, WriteReply, classify, classify_new_org, classify_removed_poc, classify_ticketed,
};

#[cfg(test)]
mod tests;
