//! Blocks that begin or end on a date. One that has not begun counts as not declared, and yet nothing is deleted for
//! it: what is there may be its forerunner. One that is over counts as if its entry were gone.

use std::sync::Arc;

use super::super::live::LiveNet;
use super::super::{Block, Recipient};
use super::{Comparison, Here, section};
use crate::registry::{Finding, FindingKind};

impl<'a> Comparison<'a> {
    /// Says which blocks of a network have not begun.
    pub(super) fn pending(&mut self, here: Here<'a>, network: usize) {
        let desired = self.sides.desired;
        for block in desired
            .pending
            .iter()
            .filter(|block| block.network == network)
        {
            let kind = match block.recipient {
                Recipient::ToBeMade(_) => FindingKind::Wait,
                Recipient::Customer(_) | Recipient::Reassigned(_) | Recipient::Reallocated(_) => {
                    FindingKind::Later
                }
            };
            self.out.findings.push(Finding {
                who: block.recipient.to_string(),
                origin: Some(block.origin()),
                ..Finding::new(kind, section(here), block.range.to_string(), begins(block))
            });
        }
    }

    /// Whether a net of ours that nothing declares stays for a block that has not begun. Says so.
    pub(super) fn awaited(&mut self, here: Here<'a>, net: &LiveNet) -> bool {
        let desired = self.sides.desired;
        if self.ended(net).is_some() {
            return false;
        }
        let range = net.place.range;
        let Some(block) = desired
            .pending
            .iter()
            .find(|block| block.range.overlaps(range))
        else {
            return false;
        };
        let text = format!("stays as it is; {} {}", block.range, begins(block));
        self.find(
            here,
            FindingKind::Keep,
            net,
            block.recipient.to_string(),
            text,
        );
        true
    }

    /// Why a net of ours goes.
    pub(super) fn why_gone(&self, net: &LiveNet) -> String {
        let mut why = match self.ended(net).and_then(|block| block.extras().until) {
            Some(until) => format!("it is over since {until}"),
            None => "its entry is gone".to_owned(),
        };
        if net.customer().is_some() {
            why.push_str("; its customer record goes too");
        }
        why
    }

    /// The block of a net of ours that is over.
    fn ended(&self, net: &LiveNet) -> Option<&'a Block> {
        let owned = self.owned(net)?;
        let mut ended = self.sides.desired.ended.iter().map(Arc::as_ref);
        ended
            .find(|block| block.range == net.place.range && block.recipient.key() == owned.customer)
    }

    /// Whether the values of a block are somebody's private ones, before or after.
    pub(super) fn is_private(&self, block: &Block, net: Option<&LiveNet>) -> bool {
        let declared = match &block.recipient {
            Recipient::Customer(key) => {
                let profile = self.sides.desired.profiles.get(key);
                let customer = profile.and_then(|profile| profile.content.private);
                block.extras().private.or(customer) == Some(true)
                    || profile.is_some_and(|profile| profile.residential)
            }
            Recipient::Reassigned(_) | Recipient::Reallocated(_) | Recipient::ToBeMade(_) => false,
        };
        declared
            || net
                .and_then(LiveNet::customer)
                .is_some_and(|customer| customer.view.private)
    }
}

fn begins(block: &Block) -> String {
    if let Recipient::ToBeMade(made) = &block.recipient {
        let key = &made.0;
        return format!("waits until orgs.{key} is made");
    }
    let from = block
        .extras()
        .from
        .map(|from| from.to_string())
        .unwrap_or_default();
    format!("begins {from}")
}
