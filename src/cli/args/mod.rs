//! What can be typed. Nothing here can fail: meaning is given to it by the commands.

mod code_names;
mod look;
mod state;

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

pub(crate) use look::{
    At, FindArguments, GetArguments, Noun, ReportArguments, ReportCommand, TicketsArguments,
    TicketsCommand, TicketsList,
};
pub(crate) use state::StateCommand;

use code_names::CodeNames;

use crate::registry::Refresh;
use crate::simulator::Assumption;

const TEMPLATE: &str = "\
{about}

{usage-heading} {usage}

Every day    plan         show what differs; changes nothing
             apply        make the registry match, after asking
             status       what needs you, and what waits
             prune        delete what is not ours, by name
Look         get          a record of the registry
             find         what is registered at a range
             tickets      tickets of the account, their files, their end
             report       ask for a report of the registry
Repository   init         start a repository
             validate     check it; needs no network and no key
Local        state        say what only a person can know
             simulate     a local registry with the real one's rules
Reference    explain      what a code means, and what to do
             schema       what may stand in a file, for editors

{options}

Exit: 0 done, 1 failed, 2 differences, 3 refused by a guard, 4 tickets open
Start: swipd init && swipd apply --simulate
";

/// Keeps an internet registry in step with a git repository.
#[derive(Debug, Parser)]
#[command(name = "swipd", version, help_template = TEMPLATE, override_usage = "swipd [OPTIONS] COMMAND")]
#[command(
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Repository [.]
    #[arg(
        short = 'C',
        value_name = "DIR",
        default_value = ".",
        hide_default_value = true,
        global = true
    )]
    pub(crate) repository: PathBuf,
    /// text, json, markdown, github [text]
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        global = true
    )]
    pub(crate) output: Format,
    /// Built-in registry, needs no key
    #[arg(long, display_order = 3, global = true)]
    pub(crate) simulate: bool,
    /// auto, always, never [auto]
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true,
        global = true
    )]
    pub(crate) color: When,
    /// More; twice for requests
    #[arg(short = 'v', action = ArgAction::Count, global = true)]
    pub(crate) verbose: u8,
    /// Logs as text or json [text]
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        hide_possible_values = true,
        hide_default_value = true,
        global = true
    )]
    pub(crate) log_format: LogFormat,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Markdown,
    Github,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a repository here
    #[command(before_help = "  swipd init\n  swipd -C registry init")]
    Init,
    /// Check the repository; needs no network and no key
    #[command(before_help = "  swipd validate\n  swipd validate -o github")]
    Validate,
    /// Show what differs; changes nothing
    #[command(before_help = "  swipd plan\n  swipd plan --target blue-heron --save reviewed.plan")]
    Plan(PlanArguments),
    /// Make the registry match, after asking
    #[command(before_help = "  swipd apply\n  swipd apply --plan reviewed.plan --yes")]
    Apply(ApplyArguments),
    /// Delete registrations that are not ours, by name, after asking
    #[command(
        before_help = "  swipd prune 198.51.100.192/28\n  swipd prune 203.0.113.128/28 203.0.113.208/28"
    )]
    Prune(PruneArguments),
    /// What needs you, and what waits
    #[command(before_help = "  swipd status\n  swipd status -o json")]
    Status,
    /// A record of the registry, as it stands there
    #[command(
        before_help = "  swipd get net NET-198-51-100-64-1\n  swipd get customer C09990001 --xml"
    )]
    Get(GetArguments),
    /// What is registered at a range, under what, and for whom
    #[command(before_help = "  swipd find 198.51.100.64/28\n  swipd find 2001:db8:40:: -o json")]
    Find(FindArguments),
    /// The tickets of the account, their messages and files, and their end
    #[command(
        before_help = "  swipd tickets\n  swipd tickets attachments 20261123-X1042 --out reports"
    )]
    Tickets(TicketsArguments),
    /// Ask the registry for a report, and save it once it is made
    #[command(
        before_help = "  swipd report reassignment NET-198-51-100-0-1 --wait\n  swipd report associations --wait 2h --out reports"
    )]
    Report(ReportArguments),
    /// Say what only a person can know; sends nothing
    #[command(
        before_help = "  swipd state adopt orgs.lakeside LAKES-3\n  swipd state forget 198.51.100.64/28"
    )]
    State {
        #[command(subcommand)]
        command: StateCommand,
    },
    /// A local registry with the real one's rules
    #[command(
        before_help = "  swipd simulate --seed simulator.yaml\n  swipd simulate --listen 127.0.0.1:8080 --seed simulator.yaml --data state"
    )]
    Simulate(SimulateArguments),
    /// What a code means, why it matters, and what to do
    #[command(before_help = "  swipd explain blocks-overlap\n  swipd explain -o json")]
    Explain {
        /// The code, as it is printed; without one, all are listed
        #[arg(value_name = "CODE", value_parser = CodeNames, hide_possible_values = true)]
        code: Option<String>,
    },
    /// What may stand in a file, as JSON Schema: for editors and other programs
    #[command(
        before_help = "  swipd schema config\n  swipd schema resources > schema/resources.schema.json"
    )]
    Schema {
        /// Which file
        #[arg(value_enum, value_name = "FILE")]
        of: SchemaOf,
    },
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// swipd.yaml
    Config,
    /// The files with networks, customers and the rest
    Resources,
    /// What `swipd plan -o json` prints
    Plan,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    /// Exit with 2 when anything differs, is unknown, waits, is held or was not compared
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
    /// Fold nothing
    #[arg(long)]
    pub(crate) full: bool,
    /// Lift a guard for this run: deletes=N, modifies=N, creates=N, empty, age, revision, partial
    #[arg(long, value_name = "GUARD=N")]
    pub(crate) allow: Vec<String>,
    /// How much is read: auto; full, each object with the key; never, nothing, and no key is needed [auto]
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub(crate) refresh: RefreshChoice,
    /// Compare with what swipd state export --fingerprints wrote: sends nothing, needs no key of the registry
    #[arg(long, value_name = "FILE", conflicts_with = "refresh")]
    pub(crate) snapshot: Option<PathBuf>,
    /// Save the plan, for swipd apply --plan FILE
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Only this key or range, and what it needs; can be given several times
    #[arg(long, value_name = "KEY|RANGE")]
    pub(crate) target: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PruneArguments {
    /// The ranges, each exactly as it is registered
    #[arg(required = true, value_name = "RANGE")]
    pub(crate) ranges: Vec<String>,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArguments {
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// Fold nothing
    #[arg(long)]
    pub(crate) full: bool,
    /// Lift a guard for this run: deletes=N, modifies=N, creates=N, empty, age, revision, partial
    #[arg(long, value_name = "GUARD=N")]
    pub(crate) allow: Vec<String>,
    /// Stay until tickets are done, at most this long: 90s, 30m, 2h
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// How much is read before: auto; full, each object with the key [auto]
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true,
        conflicts_with = "plan"
    )]
    pub(crate) refresh: RefreshChoice,
    /// Carry out exactly the plan that was saved, or nothing
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,
    /// Only this key or range, and what it needs; can be given several times
    #[arg(long, value_name = "KEY|RANGE", conflicts_with = "plan")]
    pub(crate) target: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: std::net::SocketAddr,
    /// What is registered at the start
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// Keep the state here; a state that is there wins over the seed
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// How long each request takes: 50ms
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) latency: Option<Duration>,
    /// Requests a second before 429: 5/s
    #[arg(long, value_name = "N/s", value_parser = rate)]
    pub(crate) rate: Option<u32>,
    /// A fault script, as PUT /_sim/faults takes it
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Which documents the registry follows
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = DialectChoice::Current)]
    pub(crate) dialect: DialectChoice,
    /// How long a ticket stays open: 2s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) ticket_delay: Option<Duration>,
    /// How far the public side is behind: 10m
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) public_lag: Option<Duration>,
    /// What to assume where the registry is not documented; can be given several times
    #[arg(
        long,
        value_name = "NAME=VALUE",
        value_parser = assumption,
        long_help = format!(
            "What to assume where the registry is not documented; can be given several times.\n\
             The first value of each is what holds unless told:\n{}",
            crate::simulator::assumptions()
        )
    )]
    pub(crate) assume: Vec<Assumption>,
}

/// How much a plan reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RefreshChoice {
    Auto,
    Never,
    Full,
}

impl From<RefreshChoice> for Refresh {
    fn from(choice: RefreshChoice) -> Self {
        match choice {
            RefreshChoice::Auto => Self::Auto,
            RefreshChoice::Never => Self::Never,
            RefreshChoice::Full => Self::Full,
        }
    }
}

/// Which documents the simulator follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectChoice {
    /// Those of 2026
    Current,
    /// Those of 2011 and 2012
    Legacy,
}

fn assumption(text: &str) -> Result<Assumption, String> {
    Assumption::read(text).map_err(|error| error.to_string())
}

/// A duration as people write it: `90s`, `30m`, `50ms`.
fn duration(text: &str) -> Result<Duration, String> {
    let span: jiff::SignedDuration = text
        .parse()
        .map_err(|_| format!("\"{text}\" is not a duration such as 90s, 30m or 50ms"))?;
    Duration::try_from(span).map_err(|_| format!("\"{text}\" is before now"))
}

fn rate(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix("/s").unwrap_or(text);
    number
        .parse()
        .ok()
        .filter(|rate| *rate > 0)
        .ok_or_else(|| format!("\"{text}\" is not a rate such as 5/s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_make_sense_to_their_parser() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn durations_and_rates_are_read_as_people_write_them() {
        assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
        assert_eq!(duration("30m"), Ok(Duration::from_secs(1800)));
        assert!(duration("soon").is_err() && duration("-5s").is_err());
        assert_eq!(rate("5/s"), Ok(5));
        assert!(rate("0/s").is_err());
    }

    #[test]
    fn every_command_stands_in_the_grouped_help_once() {
        use clap::CommandFactory;
        let command = Arguments::command();
        for sub in command.get_subcommands() {
            // The commands stand in one column, behind the names of their groups.
            let listed = TEMPLATE
                .lines()
                .filter(|line| !line.starts_with("Start") && !line.starts_with("Exit"))
                .filter_map(|line| line.get(13..)?.split_whitespace().next())
                .filter(|word| *word == sub.get_name());
            assert_eq!(listed.count(), 1, "{}", sub.get_name());
        }
    }

    /// A command that does something, with the words that lead to it.
    fn leaves(command: &clap::Command, path: &str) -> Vec<(String, Option<String>)> {
        let path = format!("{path} {}", command.get_name());
        let path = path.trim().to_owned();
        let mut below = command.get_subcommands().peekable();
        if below.peek().is_none() {
            let help = command.get_before_help().map(ToString::to_string);
            return vec![(path, help)];
        }
        below.flat_map(|one| leaves(one, &path)).collect()
    }

    #[test]
    fn every_command_opens_its_help_with_two_examples_that_can_be_typed() {
        use clap::CommandFactory;
        for (path, help) in leaves(&Arguments::command(), "") {
            let help = help.unwrap_or_else(|| panic!("{path} has no examples"));
            let lines: Vec<&str> = help.lines().map(str::trim).collect();
            assert_eq!(lines.len(), 2, "{path}");
            for line in lines {
                let typed = line.split(" > ").next().unwrap_or(line);
                let read = Arguments::try_parse_from(typed.split(' '));
                assert!(read.is_ok(), "{line}: {read:?}");
                let last = path.rsplit(' ').next().unwrap_or_default();
                assert!(typed.split(' ').any(|word| word == last), "{path}: {line}");
            }
        }
    }

    #[test]
    fn assumptions_are_repeated_listed_and_told_when_unknown() {
        use clap::CommandFactory;
        let read = |more: &[&str]| {
            let words = ["swipd", "simulate"].iter().chain(more);
            Arguments::try_parse_from(words)
        };
        assert!(
            read(&[
                "--dialect",
                "legacy",
                "--assume",
                "overlap=409",
                "--assume",
                "empty-range=404"
            ])
            .is_ok()
        );
        let refused = read(&["--assume", "colour=red"]).expect_err("unknown");
        assert!(refused.to_string().contains("embedded-create"), "{refused}");
        assert!(read(&["--dialect", "old"]).is_err());
        let mut command = Arguments::command();
        let simulate = command.find_subcommand_mut("simulate").expect("simulate");
        let help = simulate.render_long_help().to_string();
        assert!(help.contains("overlap=400|403|409"), "{help}");
    }
}
