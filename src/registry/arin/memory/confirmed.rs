//! What the public list confirms of the replies to our own writes. It tells the date of each record's last change: where
//! that is the date of our reply, what the reply showed is what is there (design, section 8).

use jiff::Timestamp;

use super::super::live::{LiveCustomer, LiveNet, LiveRecipient};
use super::super::rdap::{PublicEntity, PublicNet, Said};
use super::super::wire::plain;
use super::replied::{Known, RepliedCustomer, RepliedNet};
use super::{Dates, Mark, RememberedNet, Replies, Stamp, is_recent, tells};
use crate::model::{Handle, Incarnation, NetName, Place, Text};

/// How the public names begin of private customers, whoever they are (reference 6.1).
const PRIVATE: &str = "private customer";

/// All that is known of one place without reading it.
#[derive(Debug)]
pub struct Sources<'a> {
    /// As it was at an earlier look.
    pub known: Option<&'a RememberedNet>,
    /// What replies have shown since.
    pub replies: &'a Replies,
    /// What the public list shows.
    pub public: &'a PublicNet,
    /// When we last heard of a write of ours there.
    pub heard: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

/// How one of the two records is known.
#[derive(Clone, Copy)]
struct Part {
    /// This machine's clock when it was read, or its reply came.
    read: Timestamp,
    /// The registry's clock in its reply.
    date: Option<Timestamp>,
    /// Whether no earlier look knew that reply.
    new: bool,
}

impl Sources<'_> {
    /// The net at a place, when replies have shown what is new of it, and the public list shows no change but those. Else
    /// it is to be read.
    #[must_use]
    pub fn confirmed(&self, place: &Place) -> Option<RememberedNet> {
        let stamp = Stamp::of(self.public);
        let (net, own) = self.net(place, &stamp)?;
        let listed = stamp.handle == *net.incarnation.handle.text() && self.is_shown(&net);
        if !listed || !own.is_told(stamp.changed.as_ref()) {
            return None;
        }
        let (recipient, given) = match &net.recipient {
            LiveRecipient::Org(org) => {
                let same = stamp.registrant.as_ref() == Some(org.text());
                (net.recipient.clone(), same.then_some(None)?)
            }
            LiveRecipient::Customer(_) | LiveRecipient::Unread(_) => {
                let (customer, part) =
                    self.customer(net.incarnation.recipient.as_ref()?, &stamp)?;
                let recipient = LiveRecipient::Customer(Box::new(customer));
                (recipient, Some(part))
            }
        };
        let mark = joined(stamp, own, given)?;
        let is_last = mark.is_after(self.heard) && is_recent(mark.read, self.now);
        is_last.then(|| RememberedNet {
            net: LiveNet { recipient, ..net },
            mark,
        })
    }

    /// The net itself. As an earlier look knew it, the list must show it unchanged since then.
    fn net(&self, place: &Place, stamp: &Stamp) -> Option<(LiveNet, Part)> {
        if let Some(shown) = self.replies.net(place)
            && self.is_newer(shown.at)
        {
            return Some((net_of(&shown.what), Part::of_reply(shown)));
        }
        let known = self.known?;
        let before = known.mark.public.as_ref()?;
        let same = before.changed == stamp.changed && before.name == stamp.name;
        same.then(|| {
            let part = Part::of_mark(&known.mark, |dates| dates.net);
            (known.net.clone(), part)
        })
    }

    /// Its customer record, in the same way.
    fn customer(&self, handle: &Handle, stamp: &Stamp) -> Option<(LiveCustomer, Part)> {
        let listed = self.public.registrant.as_ref();
        let listed = listed.filter(|registrant| registrant.handle == *handle)?;
        let changed = stamp.registrant_changed.as_ref();
        if let Some(shown) = self.replies.customer(handle)
            && self.is_newer(shown.at)
        {
            let part = Part::of_reply(shown);
            let customer = customer_of(handle, shown, listed)?;
            return part.is_told(changed).then_some((customer, part));
        }
        let known = self.known?;
        let before = known.mark.public.as_ref()?;
        let same =
            before.registrant == stamp.registrant && before.registrant_changed.as_ref() == changed;
        let customer = known.net.customer();
        let customer = customer.filter(|customer| customer.incarnation.handle == *handle)?;
        let part = Part::of_mark(&known.mark, |dates| dates.customer);
        (same && part.is_told(changed)).then(|| (customer.clone(), part))
    }

    /// Whether the net was not read after a reply.
    fn is_newer(&self, at: Timestamp) -> bool {
        self.known.is_none_or(|known| known.mark.read <= at)
    }

    /// Whether the list shows its name and its comment as they are known.
    fn is_shown(&self, net: &LiveNet) -> bool {
        let name = self.public.name.as_deref();
        name.is_some_and(|name| NetName::canonical(name) == net.view.name)
            && self.public.said == Said::of_net(&net.view)
    }
}

impl Part {
    fn of_reply<T>(known: &Known<T>) -> Self {
        Self {
            read: known.at,
            date: Some(known.date),
            new: true,
        }
    }

    fn of_mark(mark: &Mark, date: impl FnOnce(&Dates) -> Option<Timestamp>) -> Self {
        Self {
            read: mark.read,
            date: mark.replied.as_deref().and_then(date),
            new: false,
        }
    }

    /// Whether the list shows the record as it is known, by its date of change.
    fn is_told(self, changed: Option<&Text>) -> bool {
        tells(changed, self.date, self.read)
    }
}

/// The mark of a net; `None` when no new reply says anything of it.
fn joined(stamp: Stamp, net: Part, customer: Option<Part>) -> Option<Mark> {
    let parts = || [Some(net), customer].into_iter().flatten();
    let at = parts()
        .filter(|part| part.new)
        .map(|part| part.read)
        .max()?;
    Some(Mark {
        public: Some(stamp),
        read: parts().map(|part| part.read).min()?,
        replied: Some(Box::new(Dates {
            at,
            net: net.date,
            customer: customer.and_then(|customer| customer.date),
        })),
    })
}

fn net_of(shown: &RepliedNet) -> LiveNet {
    LiveNet {
        place: shown.place.clone(),
        incarnation: shown.incarnation.clone(),
        net_type: shown.net_type.clone(),
        view: shown.view.clone(),
        recipient: match &shown.org {
            Some(org) => LiveRecipient::Org(org.clone()),
            None => LiveRecipient::Unread("its record was not read yet".into()),
        },
        below: None,
    }
}

/// A customer record as its reply showed it, or as it was sent with its net, where the public shows just that. Of a private
/// one it shows that it is private.
fn customer_of(
    handle: &Handle,
    shown: &Known<RepliedCustomer>,
    listed: &PublicEntity,
) -> Option<LiveCustomer> {
    let RepliedCustomer {
        registered, view, ..
    } = &shown.what;
    let name = listed.name.as_deref()?;
    let is_shown = if view.private {
        name.to_lowercase().starts_with(PRIVATE)
    } else {
        name == plain(&view.name) && listed.said == Said::of_customer(view)
    };
    let registered = registered.clone().or_else(|| {
        // The reply named the record alone: it is the one that was made by it.
        let registered = listed.registered.as_ref().map(Text::from)?;
        tells(Some(&registered), Some(shown.date), shown.at).then_some(registered)
    })?;
    is_shown.then(|| LiveCustomer {
        incarnation: Incarnation {
            handle: handle.clone(),
            registered,
            recipient: None,
        },
        view: view.clone(),
    })
}
