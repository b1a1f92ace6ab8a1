//! Keeps an internet registry in step with a git repository. This page is the map: read it first, then the
//! doc of the module that it names.
//!
//! # How data flows
//!
//! ```text
//!  YAML ─► desired ──────► check ─┐
//!                                 ├─► diff ─► plan ─► execute ─► tickets ─► report
//!  registry ─► http ─► observe ───┘             │        ▲
//!                 ▲      (cache: store)         │  journal: intent synced ─► token ─► write
//!                 └─────────────────────────────┴────────┘
//! ```
//!
//! `swipd apply` is [`cli`] opening a repository with [`desired::load`], building its registries with
//! [`registries::registries`], and running one sweep of [`sync`]: [`sync::clear_up`] settles what earlier
//! runs left open, [`sync::compare`] makes the plan, [`sync::carry_out`] carries it out. `swipd plan` stops
//! after the second, and writes nothing anywhere.
//!
//! The engine ([`plan`], [`journal`], [`execute`], [`tickets`], [`report`]) knows no registry. It handles
//! [`model::Step`]s, and meets a registry through one trait, [`registry::Registry`]. All that is ARIN's
//! is in [`registry::arin`].
//!
//! # The layers
//!
//! Lower ones first. A module imports only from those above its line; `tests/layers.rs` holds the order.
//!
//! | module | what it is |
//! |---|---|
//! | [`model`] | the nouns, valid by construction: handles, ranges, addresses, steps |
//! | [`clock`] | the only reader of the clocks, and its double for tests |
//! | [`diagnostic`] | a mistake in a file, as data, and its text, JSON and GitHub forms |
//! | [`yaml`] | reads documents and finds places in them; alone names `serde_yaml` |
//! | [`settings`] | `swipd.yaml`, checked |
//! | [`journal`] | the record of what we did and of what is ours; an intent comes before each write |
//! | [`store`] | the cache: disposable, alone names `sled` |
//! | [`http`] | sends requests: reads again and again, a write once and only with its intent |
//! | [`diff`] | joins of sorted ranges; pure |
//! | [`registry`] | the trait, its erased edge, and a folder for each remote API |
//! | [`desired`] | the repository: its files, and every mistake in them |
//! | [`plan`](mod@plan) | differences become ordered steps, objections and a digest; pure |
//! | [`execute`](mod@execute) | carries steps out and finds out by reading what a lost reply meant; decides nothing |
//! | [`tickets`] | follows tickets to an outcome, across runs |
//! | [`report`] | plans and results as text, Markdown and JSON; no decisions |
//! | [`registries`](mod@registries) | from settings and declarations to registries |
//! | [`sync`] | one sweep from end to end |
//! | [`simulator`] | a registry with the real one's rules; shares no code with the client |
//! | [`cli`] | arguments, commands, output, exit status |
//!
//! # Where to find things
//!
//! | question | answer |
//! |---|---|
//! | Which calls of ARIN are made, and with which paths? | [`registry::arin::request`], sent by [`registry::arin::client`] |
//! | What does a payload look like on the wire? | [`registry::arin::wire`], one file for each |
//! | When is a net created, modified, replaced, deleted, adopted? | [`registry::arin::diff`]; `src/registry/arin/diff/matched.rs` for equal ranges |
//! | What makes a net ours? | [`journal::Ledger`], the fold of the journal; rules in `src/journal/fold.rs` |
//! | What is believed without reading it? | `src/registry/arin/memory/`, for how long in `due.rs`; own writes in `src/registry/arin/memory/confirmed.rs` |
//! | What happens when a reply is lost? | `src/execute/attempt.rs`, then `src/execute/settle.rs` and `src/registry/arin/settle.rs` |
//! | Which answer of the registry means what? | [`registry::arin::reply`] |
//! | Where does a mistake in YAML get its words? | `src/registry/arin/check/` for networks, customers and blocks; `src/settings/check.rs` for `swipd.yaml` |
//! | Why does a plan object? | `src/plan/guard.rs` for counts; `src/registry/arin/diff/say.rs` for ranges of others |
//! | What does a snapshot hold, and what does a plan know without its key? | `src/registry/arin/snapshot/`; the file in [`registry::snapshot`] |
//! | In which order do steps run? | `src/plan/order.rs` from [`model::Claim`]s, then `src/execute/schedule.rs` |
//! | Where is the API key, and who sees it? | [`model::ApiKey`], fetched by [`settings::ApiKeySource`], sent by [`http::HttpWire`] alone |
//! | How does the plan get its wording? | [`report::plan_text`], line by line in `src/report/change_lines.rs`; order and folds in `src/report/entries.rs` |
//! | What is cut from a comment that is too long? | `src/report/markdown/mod.rs`; deletes in `src/report/markdown/deletes.rs` |
//! | What does the simulator refuse? | `src/simulator/refusal.rs`; rules in `src/simulator/reassign.rs`, `net.rs`, `customer.rs`, `removal.rs` |
//!
//! How to add a diagnostic, a step, a rule of the simulator or a test: `CONTRIBUTING.md`.

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
