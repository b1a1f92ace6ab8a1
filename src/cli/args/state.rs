//! What can be typed to say something of the local record.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    #[command(
        before_help = "  swipd state adopt orgs.lakeside LAKES-3\n  swipd state adopt 198.51.100.64/28 C09990001"
    )]
    /// What exists is ours from now on, once it was read and is what is declared
    Adopt {
        /// orgs.KEY, pocs.KEY, or a block
        object: String,
        /// The handle that the registry issued
        handle: String,
    },
    #[command(
        before_help = "  swipd state forget 198.51.100.64/28\n  swipd state forget orgs.lakeside"
    )]
    /// What a write of unknown outcome made does not exist, or is to be left: it may be made anew
    Forget {
        /// The block, or the report
        object: String,
    },
    #[command(
        before_help = "  swipd state export --out journal.copy\n  swipd state export --fingerprints --out swipd.snapshot"
    )]
    /// The journal, for keeping elsewhere; or what a plan needs to know of the registries, for swipd plan --snapshot
    Export {
        /// What swipd plan --snapshot takes: keyed hashes in place of names and addresses
        #[arg(long)]
        fingerprints: bool,
        /// Where to; stdout where nothing is said
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    #[command(
        before_help = "  swipd state import journal.copy\n  swipd -C registry state import journal.copy"
    )]
    /// Go on with a journal that swipd state export wrote, in a state folder that has none; on one machine only
    Import {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    #[command(
        before_help = "  swipd state retry 198.51.100.64/28\n  swipd state retry orgs.lakeside"
    )]
    /// Try again what is held
    Retry {
        /// The block
        key: String,
    },
}
