//! `swipd state adopt OBJECT HANDLE`: takes what exists under management, by a line of the journal alone. It is read
//! with the key first, and taken only when it is what is declared. Sends nothing that changes anything.

use std::sync::Arc;

use super::super::Report;
use super::super::args::{At, Global};
use super::super::session::{self, Session};
use super::errand::Errand;
use crate::journal::{Domain, Entry, IntentRecord, Ledger, SettledRecord, State, Verdict};
use crate::model::{
    Action, CustomerHandle, Field, Handle, Incarnation, Key, Kind, NetHandle, Range, RegistryName,
    TicketStatus,
};
use crate::registry::Look;
use crate::registry::arin::adoption::{self, Declared};
use crate::registry::arin::{Block, Desired};

pub(super) async fn adopt(global: &Global, object: &str, handle: &str) -> Report {
    let session = match Session::begin(global).await {
        Ok(session) => session,
        Err(report) => return report,
    };
    let adopted = adopted(global, &session, object, handle).await;
    session.close().await;
    adopted.unwrap_or_else(|report| report)
}

/// What a person named, in the words of the files.
enum Named<'t> {
    Org(&'t str),
    Poc(&'t str),
    Block(Range),
}

impl<'t> Named<'t> {
    fn read(object: &'t str) -> Result<Self, String> {
        if let Some(key) = object.strip_prefix("orgs.") {
            return Ok(Self::Org(key));
        }
        if let Some(key) = object.strip_prefix("pocs.") {
            return Ok(Self::Poc(key));
        }
        object
            .parse()
            .map(Self::Block)
            .map_err(|_| format!("{object} is not orgs.KEY, pocs.KEY or the range of a block"))
    }

    /// The registry of the entry.
    fn registry(&self, desired: &Desired) -> Option<RegistryName> {
        let objects = &desired.objects;
        match self {
            Self::Org(key) => {
                let mut orgs = objects.orgs.iter();
                orgs.find(|org| org.key.as_str() == *key)
                    .map(|org| org.registry.clone())
            }
            Self::Poc(key) => {
                let mut pocs = objects.pocs.iter();
                pocs.find(|poc| poc.key.as_str() == *key)
                    .map(|poc| poc.registry.clone())
            }
            Self::Block(range) => {
                let mut blocks = desired.blocks.iter().chain(&desired.dated);
                let block = blocks.find(|block| block.range == *range)?;
                let network = desired.networks.get(block.network)?;
                Some(network.registry.clone())
            }
        }
    }
}

async fn adopted(
    global: &Global,
    session: &Session,
    object: &str,
    handle: &str,
) -> Result<Report, Report> {
    let refused = |why: String| Report::failed(format!("{why}; nothing was written"));
    let named = Named::read(object).map_err(refused)?;
    let declared = &session.repository.arin;
    let registry = named
        .registry(declared)
        .ok_or_else(|| refused(format!("{object} is not declared")))?;
    let at = At {
        registry: Some(registry.to_string()),
    };
    let errand = Errand::begin(global, session, &at).await?;
    let ledger = errand.journal.with(Clone::clone);
    let today = Look::at(session.clock.now()).today();
    let desired = Desired::named(declared.on(today), &ledger);
    let adopting = Adopting {
        errand: &errand,
        ledger: &ledger,
        desired: &desired,
        object,
        handle,
    };
    let taken = match named {
        Named::Org(key) => adopting.org(key).await,
        Named::Poc(key) => adopting.poc(key).await,
        Named::Block(range) => adopting.block(range).await,
    };
    let written = taken.map_err(refused).and_then(|(entry, said)| {
        let noted = entry.map_or(Ok(()), |entry| errand.journal.note(entry));
        noted.map_err(|error| Report::failed(error.to_string()))?;
        Ok(Report::done(said))
    });
    Ok(errand.end(written).await)
}

/// The line to write, nothing where it is ours already, and what to say.
type Taken = Result<(Option<Entry>, String), String>;

struct Adopting<'a> {
    errand: &'a Errand<'a>,
    ledger: &'a Ledger,
    desired: &'a Desired,
    object: &'a str,
    handle: &'a str,
}

impl Adopting<'_> {
    async fn org(&self, key: &str) -> Taken {
        let mut orgs = self.desired.objects.orgs.iter();
        let declared = orgs.find(|org| org.key.as_str() == key);
        let declared = declared.ok_or_else(|| format!("{} is not declared", self.object))?;
        let handle = self.parsed()?;
        let entry = declared.handle.as_ref().map(Handle::from);
        let request = self.free("org", &declared.key, entry)?;
        let found = adoption::org(&self.errand.account.client, declared, &handle).await?;
        Ok(self.object_line(("org", &declared.key), found, request))
    }

    async fn poc(&self, key: &str) -> Taken {
        let mut pocs = self.desired.objects.pocs.iter();
        let declared = pocs.find(|poc| poc.key.as_str() == key);
        let declared = declared.ok_or_else(|| format!("{} is not declared", self.object))?;
        let handle = self.parsed()?;
        let entry = declared.handle.as_ref().map(Handle::from);
        let request = self.free("poc", &declared.key, entry)?;
        let found = adoption::poc(&self.errand.account.client, declared, &handle).await?;
        Ok(self.object_line(("poc", &declared.key), found, request))
    }

    fn parsed<H: std::str::FromStr<Err = crate::model::HandleError>>(&self) -> Result<H, String> {
        self.handle
            .parse()
            .map_err(|error: crate::model::HandleError| error.to_string())
    }

    /// Whether a key and a handle are free for each other. The request whose end this is, where one is open.
    fn free(
        &self,
        kind: &str,
        key: &Key,
        entry: Option<Handle>,
    ) -> Result<Option<&IntentRecord>, String> {
        let handle: Handle = self.parsed()?;
        if let Some(entry) = entry.filter(|entry| *entry != handle) {
            return Err(format!("the entry of {} names {entry}", self.object));
        }
        let registry = &self.errand.registry;
        for (other, owned) in self.ledger.objects_of(registry, kind) {
            let same = owned.incarnation.handle == handle;
            if same != (other == key) {
                return Err(format!(
                    "{other} is {}, as the journal has it",
                    owned.incarnation.handle
                ));
            }
        }
        let domain = Domain {
            claim: None,
            names: vec![handle],
        };
        if self.ledger.open_in(registry, &domain).is_some() {
            return Err(format!(
                "a write on {} has no known end: run swipd apply",
                self.handle
            ));
        }
        self.request(kind, self.object)
    }

    /// A create of this key that only a person can end.
    fn request(&self, kind: &str, key: &str) -> Result<Option<&IntentRecord>, String> {
        let meant = |intent: &IntentRecord| {
            intent.registry == self.errand.registry
                && intent.kind.as_str() == kind
                && intent.action == Action::Create
                && intent.key.as_str() == key
        };
        let mut open = self.ledger.open.values();
        let mut tickets = self.ledger.tickets.values();
        let open = open.find(|open| meant(&open.intent));
        let ticket = tickets.find(|ticket| meant(&ticket.intent));
        let over =
            |status: &Option<TicketStatus>| status.as_ref().is_some_and(TicketStatus::is_over);
        let found = open
            .map(|open| (&open.intent, open.unsettleable))
            .or_else(|| ticket.map(|ticket| (&ticket.intent, over(&ticket.status))));
        match found {
            Some((_, false)) => Err(format!(
                "what was asked for {} still has an end to come: run swipd apply",
                self.object
            )),
            Some((intent, true)) => Ok(Some(intent)),
            None => Ok(None),
        }
    }

    fn object_line(
        &self,
        (kind, key): (&str, &Key),
        found: Incarnation,
        request: Option<&IntentRecord>,
    ) -> (Option<Entry>, String) {
        let owned = self.ledger.object(&self.errand.registry, kind, key);
        if owned.is_some_and(|owned| owned.incarnation.same(&found)) {
            return (None, self.already());
        }
        let said = format!(
            "Adopted: {} is {}. Nothing was sent.",
            self.object, found.handle
        );
        let entry = match request {
            Some(intent) => settled(intent, found),
            None => Entry::Object {
                state: State::Open,
                registry: self.errand.registry.clone(),
                kind: Kind::new(kind),
                key: key.clone(),
                incarnation: found,
                content: None,
                customer: None,
                reason: "adopted by a person".to_owned(),
            },
        };
        (Some(entry), said)
    }

    fn already(&self) -> String {
        format!(
            "{} is {} already. Nothing was written.",
            self.object, self.handle
        )
    }

    async fn block(&self, range: Range) -> Taken {
        if let Ok(record) = self.parsed::<CustomerHandle>() {
            return self.record(&record).await;
        }
        let handle: NetHandle = self.parsed()?;
        let block = self.declared(range)?;
        if self.ledger.waits_in(range) {
            return Err(format!(
                "a write in {range} has no known end: run swipd apply"
            ));
        }
        let (place, found) = adoption::net(&self.errand.account.client, block, &handle).await?;
        let owned = self.ledger.owned_at(&self.errand.registry, &place);
        match owned {
            Some(owned) if owned.incarnation.same(&found) => return Ok((None, self.already())),
            Some(owned) => {
                return Err(format!(
                    "the journal has another registration there, {}: run swipd apply",
                    owned.incarnation
                ));
            }
            None => {}
        }
        let said = format!("Adopted: {range} is {handle}. Nothing was sent.");
        let entry = Entry::Adopted {
            registry: self.errand.registry.clone(),
            place,
            incarnation: found,
            key: Key::new(range.to_string()),
            customer: block.block.recipient.key(),
            protected: block.block.protect,
        };
        Ok((Some(entry), said))
    }

    fn declared(&self, range: Range) -> Result<Declared<'_>, String> {
        let here = |block: &&Arc<Block>| {
            let network = self.desired.networks.get(block.network);
            block.range == range
                && network.is_some_and(|network| network.registry == self.errand.registry)
        };
        let block = self.desired.blocks.iter().find(here);
        let block = block.ok_or_else(|| format!("{range} is not declared as of today"))?;
        let network = self.desired.networks.get(block.network);
        Ok(Declared {
            block,
            network: network.ok_or_else(|| format!("{range} lies in no network"))?,
            profile: block
                .recipient
                .customer()
                .and_then(|key| self.desired.profiles.get(key))
                .map(Arc::as_ref),
        })
    }

    /// The customer record that a request of its own made, and whose reply was lost. It has no net, so it is a record
    /// to be deleted.
    async fn record(&self, handle: &CustomerHandle) -> Taken {
        let request = self.request("customer", self.object)?;
        let intent = request.ok_or_else(|| {
            format!(
                "no customer record that was made for {} is in doubt",
                self.object
            )
        })?;
        let name = match intent.after.get("customer") {
            Some(Field::Text(name)) => name.to_string(),
            Some(Field::Lines(_)) | None => String::new(),
        };
        let found = adoption::record(&self.errand.account.client, &name, handle).await?;
        let said = format!(
            "Adopted: {handle} is ours. The next apply deletes it, and makes a new one with its net."
        );
        Ok((Some(settled(intent, found)), said))
    }
}

/// The end of a write, as a person says.
fn settled(intent: &IntentRecord, found: Incarnation) -> Entry {
    Entry::Settled(SettledRecord {
        op: intent.op,
        verdict: Verdict::Applied,
        evidence: vec![format!("a person names {}, which was read", found.handle)],
        incarnation: Some(found),
        ticket: None,
        by: session::user().unwrap_or_else(|| "a user".to_owned()),
    })
}
