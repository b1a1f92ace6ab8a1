//! Keeps an internet registry in step with a git repository.

pub mod clock;
pub mod desired;
pub mod diagnostic;
pub mod http;
pub mod journal;
pub mod model;
pub mod registry;
pub mod settings;
pub mod simulator;
pub mod store;
pub mod yaml;
