//! Keeps an internet registry in step with a git repository.

pub mod clock;
pub mod diagnostic;
pub mod model;
pub mod yaml;
