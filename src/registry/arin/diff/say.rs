//! The words of objections and notices.

use super::super::live::{LiveNet, LiveRecipient};
use super::super::{Block, Network};
use super::{Comparison, Here, section};
use crate::model::{Origin, Place};
use crate::registry::{Finding, FindingKind, Objection, ObjectionPlace, Refresh, Scope, SectionId};

impl<'a> Comparison<'a> {
    /// Adds a notice about a net.
    pub(super) fn find(
        &mut self,
        here: Here<'_>,
        kind: FindingKind,
        net: &LiveNet,
        who: String,
        text: String,
    ) {
        self.out.findings.push(Finding {
            who,
            ..Finding::new(kind, section(here), net.place.range.to_string(), text)
        });
    }

    fn object(
        &mut self,
        code: &'static str,
        message: String,
        places: Vec<ObjectionPlace>,
        help: String,
    ) {
        self.out.objections.push(Objection {
            code,
            scope: Scope::Object,
            message,
            places,
            help,
        });
    }

    /// Objects to a block; its line in the plan points at the objection.
    fn object_to(
        &mut self,
        block: &Block,
        code: &'static str,
        message: String,
        net: Option<&LiveNet>,
        help: &str,
    ) {
        let network = self.sides.desired.networks.get(block.network);
        let subject = block.range.to_string();
        if let Some(network) = network.filter(|_| self.objected.insert(block.range)) {
            self.out.findings.push(Finding {
                who: block.recipient.to_string(),
                ..Finding::new(
                    FindingKind::Objected,
                    SectionId(network.prefix.to_string().into()),
                    subject,
                    "see below".to_owned(),
                )
            });
        }
        let places = std::iter::once(declared(block))
            .chain(net.map(registered))
            .collect();
        self.object(code, message, places, help.to_owned());
    }

    /// A net that is not ours, given to somebody else.
    pub(super) fn taken(&mut self, block: &Block, net: &LiveNet) {
        self.object_to(block, "taken", format!("{} is registered for another recipient, and is not ours", block.range), Some(net), "if the declared customer is right, have the other registration removed; if not, correct the entry");
    }

    /// A household whose network is held by an org whose name could not be read.
    pub(super) fn unnamed_org(&mut self, block: &Block) {
        self.object_to(
            block,
            "unread",
            format!(
                "{}: the name of the org of its network could not be read",
                block.range
            ),
            None,
            "a household is registered under that name; plan again when the registry answers",
        );
    }

    /// A net that is not ours, in the way of a block.
    pub(super) fn overlaps_unmanaged(&mut self, block: &Block, net: &LiveNet) {
        self.object_to(
            block,
            "overlaps-unmanaged",
            format!("{} overlaps a net that is not ours", block.range),
            Some(net),
            "shrink the block, or declare that net and plan again",
        );
    }

    /// A net that can not make way for a block, because another block that would take of its space is forbidden.
    pub(super) fn in_use(
        &mut self,
        here: Here<'_>,
        block: &Block,
        net: &LiveNet,
        forbidden: &Block,
    ) {
        self.out.findings.push(Finding {
            who: block.recipient.to_string(),
            ..Finding::new(
                FindingKind::Wait,
                section(here),
                block.range.to_string(),
                format!(
                    "{} stays, since {} is forbidden",
                    net.place.range, forbidden.range
                ),
            )
        });
    }

    /// A net in the way of a block that must not be touched now, for a reason that is told by itself.
    pub(super) fn left_alone(&mut self, here: Here<'_>, block: &Block, net: &LiveNet) {
        self.out.findings.push(Finding {
            who: block.recipient.to_string(),
            ..Finding::new(
                FindingKind::Wait,
                section(here),
                block.range.to_string(),
                format!("{} has its space, and is left alone now", net.place.range),
            )
        });
    }

    /// A protected net that a change would delete.
    pub(super) fn protected(&mut self, block: &Block, net: &LiveNet, why: &str) {
        self.object_to(
            block,
            "protected",
            format!("{} is protected, and {why}", net.place.range),
            Some(net),
            "take protect away in a change of its own, apply it, then change the block",
        );
    }

    /// A net whose recipient could not be read: nothing follows from that.
    pub(super) fn unread_net(&mut self, block: &Block, net: &LiveNet, why: &str) {
        self.object_to(
            block,
            "unread",
            format!("{} could not be read: {why}", block.range),
            Some(net),
            "nothing is planned there; plan again when the registry answers",
        );
    }

    /// Whether a declared block lies where the registry could not be read; objects if so.
    pub(super) fn unread(&mut self, here: Here<'_>, block: &Block) -> bool {
        let Some((_, why)) = here
            .live
            .unread
            .iter()
            .find(|(range, _)| range.overlaps(block.range))
        else {
            return false;
        };
        self.object_to(
            block,
            "unread",
            format!("{} could not be read: {why}", block.range),
            None,
            "nothing is planned there; plan again when the registry answers",
        );
        true
    }

    /// Ranges that could not be read and that no declared block objects for. Where one of ours is registered a
    /// delete may be due there, and a plan that left it out without a word would look complete.
    pub(super) fn unread_ranges(&mut self, here: Here<'a>, declared: &[&Block]) {
        let untold = here
            .live
            .unread
            .iter()
            .filter(|(range, _)| !declared.iter().any(|block| block.range.overlaps(*range)));
        for (range, why) in untold {
            let ours = self
                .sides
                .ledger
                .owned_at(
                    self.sides.registry,
                    &Place {
                        parent: here.live.handle.clone(),
                        range: *range,
                    },
                )
                .is_some();
            if ours {
                self.object(
                    "unread",
                    format!("{range} is ours, and could not be read: {why}"),
                    vec![place(&here.network.origin, "in this network")],
                    "nothing is planned there; plan again when the registry answers".to_owned(),
                );
            } else {
                self.out.findings.push(Finding::new(
                    FindingKind::Uncertain,
                    section(here),
                    range.to_string(),
                    format!("could not be read: {why}"),
                ));
            }
        }
    }

    /// A network that could not be read, or is not what the repository says.
    pub(super) fn network_objects(
        &mut self,
        network: &'a Network,
        code: &str,
        why: &str,
        help: &str,
    ) {
        // Codes are stable words; anything else would be a mistake in `observe`.
        let code = match code {
            "network-unknown" => "network-unknown",
            "network-ambiguous" => "network-ambiguous",
            "expect" => "expect",
            "denied" => "denied",
            _ => "unread",
        };
        let place = place(&network.origin, "declared here");
        self.object(
            code,
            format!("{}: {why}", network.prefix),
            vec![place],
            help.to_owned(),
        );
    }

    /// A network of which an earlier look has seen nothing: what is declared in it shows as if nothing were registered,
    /// and none of the plan may be carried out (design, section 9).
    pub(super) fn never_read(&mut self, network: &Network) {
        let place = place(&network.origin, "declared here");
        let (known, help) = match self.sides.look.refresh {
            Refresh::Snapshot => (
                "is not in the snapshot",
                "the plan of whoever has the key shows it",
            ),
            Refresh::Auto | Refresh::Never | Refresh::Full => (
                "was never read from here",
                "plan once with --refresh auto, where the key is",
            ),
        };
        self.out.objections.push(Objection {
            code: "never-read",
            scope: Scope::Plan,
            message: format!(
                "{} {known}; its blocks are shown as if none were registered",
                network.prefix
            ),
            places: vec![place],
            help: help.to_owned(),
        });
    }

    /// Whether the recipient of a net of ours is known; objects when its record could not be read, for then nothing
    /// may be deleted.
    pub(super) fn readable_recipient(&mut self, here: Here<'_>, net: &LiveNet) -> Option<()> {
        match net.recipient {
            LiveRecipient::Customer(_) | LiveRecipient::Org(_) => return Some(()),
            LiveRecipient::Unread(_) => {}
        }
        self.object(
            "unread",
            format!(
                "{} in {} can not be deleted: its customer record could not be read",
                net.place.range, here.network.prefix
            ),
            vec![registered(net)],
            "nothing is planned there; plan again when the registry answers".to_owned(),
        );
        None
    }

    /// A reallocation that must stay, for what lies below it would go down with it.
    pub(super) fn stays(
        &mut self,
        here: Here<'_>,
        net: &LiveNet,
        code: &'static str,
        why: &str,
        help: &str,
    ) {
        self.stands(here, net);
        self.object(
            code,
            format!("{} can not be deleted: {why}", net.place.range),
            vec![registered(net)],
            help.to_owned(),
        );
    }
}

fn place(origin: &Origin, what: &str) -> ObjectionPlace {
    ObjectionPlace::Declared(origin.clone(), what.to_owned())
}

fn declared(block: &Block) -> ObjectionPlace {
    place(
        &block.origin(),
        &format!("declared for {}", block.recipient),
    )
}

fn registered(net: &LiveNet) -> ObjectionPlace {
    ObjectionPlace::Registered(
        net.incarnation.handle.to_string(),
        format!("{} {}", net.place.range, net.whose()),
    )
}
