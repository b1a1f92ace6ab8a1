//! A block as declared: a range, given to somebody, and what is said of its net.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Recipient;
use super::view::Said;
use crate::model::{HasOrigin, Listed, NetName, NetType, Origin, PocHandle, Range, Text};

/// What the repository says of the POC links of a net. Each function that is not listed is left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pocs {
    /// Function `T`.
    pub tech: Listed<Vec<PocHandle>>,
    /// Function `AB`.
    pub abuse: Listed<Vec<PocHandle>>,
    /// Function `N`.
    pub noc: Listed<Vec<PocHandle>>,
}

impl Pocs {
    /// Nothing is said of any function.
    pub const UNSAID: Self = Self {
        tech: Listed::Alone,
        abuse: Listed::Alone,
        noc: Listed::Alone,
    };

    /// Each function by its code on the wire (reference 2.6), and what is said of it.
    ///
    /// The functions that no net can have are not among them.
    pub fn functions(&self) -> impl Iterator<Item = (&'static str, &Listed<Vec<PocHandle>>)> {
        [("T", &self.tech), ("AB", &self.abuse), ("N", &self.noc)].into_iter()
    }

    /// Whether a new net, which has no links, lacks any of them.
    #[must_use]
    pub fn links_any(&self) -> bool {
        self.functions().any(|(_, listed)| listed.value().is_some())
    }
}

impl Block {
    /// What its entry says of the net.
    #[must_use]
    pub fn said(&self) -> Said<'_> {
        let extras = self.extras();
        Said {
            name: extras.name.as_ref(),
            comment: &extras.comment,
            geofeed: &extras.geofeed,
            pocs: self.pocs(),
        }
    }

    /// What few entries say.
    #[must_use]
    pub fn extras(&self) -> &Extras {
        self.extras.as_deref().unwrap_or(&Extras::UNSAID)
    }

    /// The same, to be changed.
    pub fn extras_mut(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }

    /// What is said of its POC links.
    #[must_use]
    pub fn pocs(&self) -> &Pocs {
        self.extras().pocs.as_deref().unwrap_or(&Pocs::UNSAID)
    }

    /// Where it was declared: a key of a list of its entry.
    #[must_use]
    pub fn origin(&self) -> Origin {
        let list = if self.recipient.customer().is_some() {
            "blocks"
        } else if self.recipient.net_type() == NetType::Reallocation {
            "reallocate"
        } else {
            "reassign"
        };
        let written = self.written.clone();
        let range = written.unwrap_or_else(|| Text::once(&self.range.to_string()));
        let key = self.recipient.customer().map(|key| key.text().clone());
        let steps = key.into_iter().chain([list.into(), range]);
        self.under.below(steps)
    }

    /// What is kept of how its range is written.
    #[must_use]
    pub fn written(range: Range, text: &str) -> Option<Text> {
        (*text != *range.to_string()).then(|| text.into())
    }

    /// Whether two blocks are there on a day in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let over = |one: &Self, other: &Self| match (one.extras().until, other.extras().from) {
            (Some(until), Some(from)) => until <= from,
            (None, _) | (_, None) => false,
        };
        !over(self, other) && !over(other, self)
    }
}

impl HasOrigin for Block {
    fn origin(&self) -> Origin {
        Self::origin(self)
    }
}

/// A registration as declared: a range, given to somebody.
#[derive(Debug, Clone)]
pub struct Block {
    /// The addresses.
    pub range: Range,
    /// The position in [`Desired::networks`](super::Desired::networks) of the deepest network that holds it.
    pub network: usize,
    /// To whom it is given.
    pub recipient: Recipient,
    /// Whether it must not be deleted or replaced.
    pub protect: bool,
    /// When it was given to the customer.
    pub assigned: Option<Date>,
    /// What few entries say; nothing where it would be [`Extras::UNSAID`].
    pub extras: Option<Box<Extras>>,
    /// What it stands under: the section that has the entry of its customer, or the entry of its org. A million blocks
    /// share the one section of each file.
    pub under: Origin,
    /// How its range is written there, where that is not how it prints.
    pub written: Option<Text>,
}

/// What an entry may say of a block, and most do not: it is kept apart, for an estate has a million of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    /// The net name; `None` leaves the live one alone and derives one on create.
    pub name: Option<NetName>,
    /// Public comment lines of the net.
    pub comment: Listed<Vec<Text>>,
    /// The address of its geofeed, kept as one line of the comment.
    pub geofeed: Listed<Text>,
    /// Whether its customer record is hidden from the public; `None`: as the customer says.
    pub private: Option<bool>,
    /// The first day; before it the block counts as not declared, and what is there stays.
    pub from: Option<Date>,
    /// The day on which it is over, as if its entry were gone.
    pub until: Option<Date>,
    /// POC links, where anything is said of them; of nets given to an org only, for simple reassignments show those
    /// of the parent.
    pub pocs: Option<Box<Pocs>>,
    /// Whether it is announced on its own.
    pub announced: Option<bool>,
}

impl Extras {
    /// Nothing is said.
    pub const UNSAID: Self = Self {
        name: None,
        comment: Listed::Alone,
        geofeed: Listed::Alone,
        private: None,
        from: None,
        until: None,
        pocs: None,
        announced: None,
    };

    /// What is kept of it.
    #[must_use]
    pub fn kept(self) -> Option<Box<Self>> {
        (self != Self::UNSAID).then(|| Box::new(self))
    }
}
