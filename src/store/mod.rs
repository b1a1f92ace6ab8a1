//! The cache: sled behind trees of named values. Disposable.
//!
//! Nothing here is the only copy of anything, and nothing here may stop the program: what can not be read
//! is *not known*, what can not be kept is kept in memory, and the reason is a remark. Flipped bits make
//! sled panic and truncation makes it lose values in silence, so every value carries a checksum, values that belong
//! together are named by one of them, and every call runs on a thread whose panic is caught.
//!
//! All calls block; in a task they go through `spawn_blocking`.

mod cache;
mod disk;
mod guarded;
mod sealed;

#[cfg(test)]
mod damage_tests;

pub use cache::Store;
pub use guarded::CACHE_THREAD;
pub use sealed::Raw;
