//! Keeps an internet registry in step with a git repository.

pub mod cli;
pub mod clock;
pub mod desired;
pub mod diagnostic;
pub mod diff;
pub mod execute;
pub mod http;
pub mod journal;
pub mod model;
pub mod plan;
pub mod registries;
pub mod registry;
pub mod report;
pub mod settings;
pub mod simulator;
pub mod store;
pub mod sync;
pub mod tickets;
pub mod yaml;
