//! Prints the budget table of planning: time and peak memory for the standard workload. Each case runs in a child
//! process of its own, so that its peak is its own, and three times: the table has the run whose time is in the
//! middle. A million runs once.
//!
//! `cargo bench` leaves the million out; `cargo bench -- --million` runs it too. `--write CASE BLOCKS FOLDER` and then
//! `--case CASE BLOCKS FOLDER` run one case by itself, for a profiler.

mod case;
mod workload;

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};

use case::{Case, Measured};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A line of the table: what, its case, and its budget.
struct Row {
    title: &'static str,
    case: &'static str,
    slots: u32,
    budget: &'static str,
}

const fn row(title: &'static str, case: &'static str, slots: u32, budget: &'static str) -> Row {
    Row {
        title,
        case,
        slots,
        budget,
    }
}

const ROWS: [Row; 10] = [
    row("validate 50,000", "validate", 50_000, "0.30 s"),
    row(
        "100 mistakes in one file",
        "mistakes",
        100,
        "10 ms more than none",
    ),
    row("the same file without", "no-mistakes", 100, ""),
    row("plan 10,000 cold", "cold", 10_000, ""),
    row("plan 10,000 warm", "warm", 10_000, ""),
    row("plan 50,000 cold", "cold", 50_000, "0.40 s, 80 MiB"),
    row(
        "plan 50,000 warm, one file changed",
        "warm",
        50_000,
        "0.10 s",
    ),
    row("plan 100,000 cold", "cold", 100_000, ""),
    row("plan 100,000 warm", "warm", 100_000, ""),
    row("plan 50,000 creates", "creates", 50_000, ""),
];

const MILLION: [Row; 3] = [
    row("plan 1,000,000 cold", "cold", 1_000_000, "8 s, 1 GiB"),
    row("plan 1,000,000 warm", "warm", 1_000_000, "2 s"),
    row(
        "plan 1,000,000 creates",
        "creates",
        1_000_000,
        "12 s, 2 GiB",
    ),
];

/// How often a case runs.
const RUNS: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let ran = match arguments.as_slice() {
        [word, case, slots, rest @ ..] if word == "--case" => child(case, slots, rest),
        [word, case, slots, root] if word == "--write" => written(case, slots, root.as_ref()),
        rest => table(rest.iter().any(|word| word == "--million")),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes what a case reads, for a look at it with other tools.
fn written(case: &str, slots: &str, root: &Path) -> io::Result<()> {
    let slots = slots.parse().map_err(io::Error::other)?;
    let case = Case::named(case).ok_or_else(|| io::Error::other("no such case"))?;
    case.write(root, slots)
}

/// Runs one case and prints what was measured.
fn child(case: &str, slots: &str, rest: &[String]) -> io::Result<()> {
    let slots: u32 = slots.parse().map_err(io::Error::other)?;
    let root = rest.first().ok_or_else(|| io::Error::other("no folder"))?;
    let case = Case::named(case).ok_or_else(|| io::Error::other("no such case"))?;
    let measured = case.run(root.as_ref(), slots)?;
    writeln!(io::stdout(), "{}", measured.line())
}

fn table(million: bool) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{:<38} {:>9} {:>10}  budget", "case", "time", "peak")?;
    let more: &[Row] = if million { &MILLION } else { &[] };
    for row in ROWS.iter().chain(more) {
        let measured = in_the_middle(row)?;
        writeln!(out, "{:<38} {measured}  {}", row.title, row.budget)?;
        for note in &measured.notes {
            writeln!(out, "    {note}")?;
        }
    }
    Ok(())
}

/// A machine does other things too, and memory that it has not lent out lately is slow to come.
fn in_the_middle(row: &Row) -> io::Result<Measured> {
    let runs = if row.slots < 1_000_000 { RUNS } else { 1 };
    let mut measured = Vec::with_capacity(runs);
    for _ in 0..runs {
        measured.push(measure(row)?);
    }
    measured.sort_by_key(Measured::time);
    Ok(measured.swap_remove(runs / 2))
}

/// The workload is written here, so that the child measures no writing.
fn measure(row: &Row) -> io::Result<Measured> {
    let folder = tempfile::tempdir()?;
    let case = Case::named(row.case).ok_or_else(|| io::Error::other("no such case"))?;
    case.write(folder.path(), row.slots)?;
    // What is still on its way to the disk would be written while the child is measured.
    let _ = Command::new("sync").status();
    let output = Command::new(env::current_exe()?)
        .args(["--case", row.case, &row.slots.to_string()])
        .arg(folder.path())
        .output()?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(io::Error::other(format!("{}: {why}", row.title)));
    }
    Measured::read(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| io::Error::other("the case printed no figures"))
}
