//! The real program against its simulator, over HTTP, as two processes. After every story the simulator's own
//! state is compared with the repository.

mod bad_inputs;
mod changes;
mod checking;
mod crashes;
mod dates_and_names;
mod delegations;
mod errands;
mod estate;
mod faults;
mod foreign;
mod guards;
mod look;
mod new_orgs;
mod orgs;
mod pocs;
mod privacy;
mod prune;
mod quickstart;
mod recipients;
mod refresh;
mod repository;
mod reshaping;
mod reviews;
mod running;
mod saved_plans;
mod secrecy;
mod seed;
mod separate;
mod simulator;
mod snapshots;
mod sweeps;
mod targets;
mod tickets;
mod two_registries;
mod validating;
