//! What the replies to our own writes tell of a net, beside the public list. The list tells the date of each record's last
//! change: where that is the date of our reply, what the reply showed is what is there. While the list is behind the reply
//! is believed by itself, for half an hour (design, section 8).

use jiff::Timestamp;

use super::super::live::{LiveCustomer, LiveNet, LiveRecipient};
use super::super::rdap::{PublicEntity, PublicNet, Said};
use super::super::wire::plain;
use super::replied::{Known, RepliedCustomer, RepliedNet};
use super::{Dates, Mark, PUBLIC_LAG, RememberedNet, Replies, Stamp, age, is_by, moment, tells};
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
    /// What the public list shows; nothing of the place when it shows nothing that overlaps it either.
    pub public: Option<&'a PublicNet>,
    /// The last change that the list shows of anything: it should show what is older.
    pub freshest: Option<Timestamp>,
    /// When we last heard of a write of ours there.
    pub heard: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

/// What the public list shows of a record that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// The last change that is known.
    Shown,
    /// No change as late as our write.
    Behind,
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
    pub fn net_told(&self, place: &Place) -> Option<RememberedNet> {
        let stamp = self.public.map(Stamp::of);
        let (net, own) = self.net(place, stamp.as_ref())?;
        let told = self.told(own, stamp.as_ref(), |stamp| stamp.changed.as_ref())?;
        if !self.shows(&net, told) {
            return None;
        }
        let (recipient, given) = match &net.recipient {
            LiveRecipient::Org(org) => {
                let registrant = stamp.as_ref().map(|stamp| stamp.registrant.as_ref());
                let same = registrant.is_none_or(|listed| listed == Some(org.text()));
                (net.recipient.clone(), same.then_some(None)?)
            }
            LiveRecipient::Customer(_) | LiveRecipient::Unread(_) => {
                let handle = net.incarnation.recipient.as_ref()?;
                let (customer, part) = self.customer(handle, stamp.as_ref())?;
                let recipient = LiveRecipient::Customer(customer);
                (recipient, Some(part))
            }
        };
        let customer = given.map(|(_, told)| told);
        let behind = [Some(told), customer].contains(&Some(Told::Behind));
        let mark = self.joined(stamp, own, given.map(|(part, _)| part), behind)?;
        let known = RememberedNet {
            net: LiveNet { recipient, ..net },
            mark,
        };
        let is_last = known.mark.is_after(self.heard) && known.is_recent(self.now);
        is_last.then_some(known)
    }

    /// The net itself. As an earlier look knew it, the list must show it unchanged since then.
    fn net(&self, place: &Place, stamp: Option<&Stamp>) -> Option<(LiveNet, Part)> {
        if let Some(shown) = self.replies.net(place)
            && self.is_newer(shown.at)
        {
            return Some((net_of(&shown.what), Part::of_reply(shown)));
        }
        let (known, stamp) = (self.known?, stamp?);
        let before = known.mark.public.as_ref()?;
        let same = before.changed == stamp.changed && before.name == stamp.name;
        same.then(|| {
            let part = Part::of_mark(&known.mark, |dates| dates.net);
            (known.net.clone(), part)
        })
    }

    /// Its customer record, in the same way.
    fn customer(
        &self,
        handle: &Handle,
        stamp: Option<&Stamp>,
    ) -> Option<(LiveCustomer, (Part, Told))> {
        let listed = match self.public {
            Some(public) => {
                let registrant = public.registrant.as_ref();
                Some(registrant.filter(|registrant| registrant.handle == *handle)?)
            }
            None => None,
        };
        let told = |part| self.told(part, stamp, |stamp| stamp.registrant_changed.as_ref());
        if let Some(shown) = self.replies.customer(handle)
            && self.is_newer(shown.at)
        {
            let part = Part::of_reply(shown);
            let told = told(part)?;
            let listed = listed.filter(|_| told == Told::Shown);
            return Some((customer_of(handle, shown, listed)?, (part, told)));
        }
        let (known, stamp) = (self.known?, stamp?);
        let before = known.mark.public.as_ref()?;
        let same = before.registrant == stamp.registrant
            && before.registrant_changed == stamp.registrant_changed;
        let customer = known.net.customer();
        let customer =
            customer.filter(|customer| same && customer.incarnation.handle == *handle)?;
        let part = Part::of_mark(&known.mark, |dates| dates.customer);
        Some((customer.clone(), (part, told(part)?)))
    }

    /// What the list shows of a record by its date of change. `None` when it was changed since, the list does not say, or
    /// should show a record that it does not.
    fn told(
        &self,
        part: Part,
        stamp: Option<&Stamp>,
        changed: impl Fn(&Stamp) -> Option<&Text>,
    ) -> Option<Told> {
        if stamp.is_some_and(|stamp| tells(changed(stamp), part.date, part.read)) {
            return Some(Told::Shown);
        }
        let date = part.date.filter(|_| part.new)?;
        if let Some(stamp) = stamp {
            moment(changed(stamp)).filter(|changed| is_by(*changed, date))?;
        }
        let should = self.freshest.is_some_and(|freshest| !is_by(freshest, date));
        (!should).then_some(Told::Behind)
    }

    /// Whether the net was not read after a reply.
    fn is_newer(&self, at: Timestamp) -> bool {
        self.known.is_none_or(|known| known.mark.read <= at)
    }

    /// Whether the list shows this net, with the name and the comment that are known unless it is behind.
    fn shows(&self, net: &LiveNet, told: Told) -> bool {
        let Some(public) = self.public else {
            return true;
        };
        let name = public.name.as_deref();
        let same = name.is_some_and(|name| NetName::canonical(name) == net.view.name)
            && public.said == Said::of_net(&net.view);
        public.handle.text() == net.incarnation.handle.text() && (same || told == Told::Behind)
    }

    /// The mark of a net; `None` when no new reply says anything of it, or the list should show it by now.
    fn joined(
        &self,
        stamp: Option<Stamp>,
        net: Part,
        customer: Option<Part>,
        behind: bool,
    ) -> Option<Mark> {
        let parts = || [Some(net), customer].into_iter().flatten();
        let at = parts()
            .filter(|part| part.new)
            .map(|part| part.read)
            .max()?;
        let public = if behind {
            age(at, self.now).filter(|age| *age < PUBLIC_LAG)?;
            self.known.and_then(|known| known.mark.public.clone())
        } else {
            stamp
        };
        Some(Mark {
            public,
            read: parts().map(|part| part.read).min()?,
            replied: Some(Box::new(Dates {
                at,
                net: net.date,
                customer: customer.and_then(|customer| customer.date),
                behind,
            })),
        })
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

/// A customer record as its reply showed it, or as it was sent with its net. Where the list shows it, it must be just that;
/// of a private one the public sees that it is private. The date of one that the reply named alone is not known before.
fn customer_of(
    handle: &Handle,
    shown: &Known<RepliedCustomer>,
    listed: Option<&PublicEntity>,
) -> Option<LiveCustomer> {
    let RepliedCustomer {
        registered, view, ..
    } = &shown.what;
    let mut registered = registered.clone();
    if let Some(listed) = listed {
        let name = listed.name.as_deref()?;
        let is_shown = if view.private {
            name.to_lowercase().starts_with(PRIVATE)
        } else {
            name == plain(&view.name) && listed.said == Said::of_customer(view)
        };
        let date = listed.registered.as_ref().map(Text::from);
        // It is the one that was made by the write, then.
        let date = date.filter(|date| tells(Some(date), Some(shown.date), shown.at));
        registered = Some(registered.or(date).filter(|_| is_shown)?);
    }
    Some(LiveCustomer {
        incarnation: Incarnation {
            handle: handle.clone(),
            registered: registered.unwrap_or_default(),
            recipient: None,
        },
        view: view.into(),
    })
}
