//! What a registry begins with. A seed obeys the rules that registrations obey, or it is refused.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{ApiKey, CustomerHandle, NetHandle, NetType, OrgHandle, Prefix, Range};
use crate::yaml::{self, SourceText};

use super::options::Options;
use super::refusal::Component;
use super::registrant::Access;
use super::seed_file::{CustomerFile, KeyFile, NetFile, OrgFile, PocsFile, SeedFile};
use super::state::{Change, Customer, Net, State};
use super::{auth, customer, handles, net, schema, seed_registrant};

/// The org and the key of a registry that nobody described.
const ORG: &str = "EXMPL-12";
const KEY: &str = "API-1111-2222-3333-4444";

/// What a registry begins with: keys, orgs, customers and nets.
#[derive(Clone)]
pub struct Seed {
    file: SeedFile,
}

impl Seed {
    /// Reads a seed (design, section 10).
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(source: &SourceText) -> Result<Self, Vec<Diagnostic>> {
        let file: SeedFile = yaml::read(source)?;
        let seed = Self { file };
        match seed.plant("checked") {
            Ok(_) => Ok(seed),
            Err(mistakes) => Err(mistakes
                .into_iter()
                .map(|mistake| Diagnostic {
                    severity: Severity::Error,
                    code: "seed",
                    message: format!("{}: {mistake}", source.name),
                    places: Vec::new(),
                    help: Vec::new(),
                })
                .collect()),
        }
    }

    /// A registry that holds networks and nothing below them: direct allocations of one org with one key.
    /// A network inside another is a reallocation to the same org.
    #[must_use]
    pub fn for_networks(prefixes: &[Prefix]) -> Self {
        let pocs = PocsFile {
            admin: Some("ADM1-ARIN".to_owned()),
            tech: vec!["TEC1-ARIN".to_owned()],
            abuse: vec!["ABU1-ARIN".to_owned()],
            ..PocsFile::default()
        };
        let distinct: BTreeSet<Range> = prefixes.iter().map(|prefix| prefix.range()).collect();
        let nets = distinct.iter().map(|range| {
            let mut others = distinct.iter().filter(|other| *other != range);
            let nested = others.any(|other| other.contains(*range));
            NetFile {
                handle: None,
                prefix: Some(range.to_string()),
                range: None,
                parent: None,
                kind: if nested { "A" } else { "DA" }.to_owned(),
                org: Some(ORG.to_owned()),
                customer: None,
                name: crate::model::NetName::derived(None, *range).to_string(),
                comment: Vec::new(),
                registered: None,
            }
        });
        Self {
            file: SeedFile {
                api_keys: vec![KeyFile {
                    key: KEY.to_owned(),
                    orgs: vec![ORG.to_owned()],
                    ..KeyFile::default()
                }],
                orgs: vec![OrgFile {
                    handle: ORG.to_owned(),
                    name: "Example Transit Inc".to_owned(),
                    pocs,
                    ..OrgFile::default()
                }],
                pocs: Vec::new(),
                customers: Vec::new(),
                nets: nets.collect(),
            },
        }
    }

    /// The first key, in the form in which it is sent.
    #[must_use]
    pub fn first_key(&self) -> Option<&str> {
        self.file.api_keys.first().map(|key| key.key.trim())
    }

    /// The state that the seed describes, or every mistake in it. The stamp dates what has no date.
    pub(super) fn plant(&self, stamp: &str) -> Result<State, Vec<String>> {
        let mut plot = Plot {
            state: State::default(),
            stamp,
            first_org: None,
            wrong: Vec::new(),
        };
        for (index, poc) in self.file.pocs.iter().enumerate() {
            plot.note(&format!("pocs[{index}]"), |plot| {
                plot.change(seed_registrant::poc(&plot.state, poc, plot.stamp)?);
                Ok(())
            });
        }
        for (index, org) in self.file.orgs.iter().enumerate() {
            plot.note(&format!("orgs[{index}]"), |plot| plot.org(org));
        }
        for (index, key) in self.file.api_keys.iter().enumerate() {
            plot.note(&format!("api_keys[{index}]"), |plot| plot.key(key));
        }
        for (index, customer) in self.file.customers.iter().enumerate() {
            plot.note(&format!("customers[{index}]"), |plot| {
                plot.customer(customer)
            });
        }
        let mut nets = Vec::new();
        for (index, net) in self.file.nets.iter().enumerate() {
            plot.note(&format!("nets[{index}]"), |_| {
                nets.push((space(net)?, index, net));
                Ok(())
            });
        }
        nets.sort_by_key(|(range, index, _)| (*range, *index));
        for (range, index, net) in nets {
            let explicit = self.file.customers.iter().any(|customer| {
                customer.org.is_some()
                    && customer.handle.is_some()
                    && customer.handle == net.customer
            });
            plot.note(&format!("nets[{index}]"), |plot| {
                plot.net(net, range, explicit)
            });
        }
        if plot.wrong.is_empty() {
            Ok(plot.state)
        } else {
            Err(plot.wrong)
        }
    }
}

/// Shows no key.
impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seed")
            .field("orgs", &self.file.orgs)
            .field("customers", &self.file.customers.len())
            .field("nets", &self.file.nets.len())
            .finish_non_exhaustive()
    }
}

fn space(net: &NetFile) -> Result<Range, String> {
    match (&net.prefix, &net.range) {
        (Some(prefix), None) => prefix
            .parse::<Prefix>()
            .map(Range::from)
            .map_err(|error| error.to_string()),
        (None, Some(range)) => range.parse().map_err(|error| format!("{error}")),
        _ => Err("one of prefix and range is needed".to_owned()),
    }
}

/// A handle that is written as the registry issues it.
pub(super) fn exact<T: std::str::FromStr + std::fmt::Display>(text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    let handle: T = text.parse().map_err(|error: T::Err| error.to_string())?;
    if handle.to_string() == text {
        Ok(handle)
    } else {
        Err(format!("\"{text}\" is not in upper case"))
    }
}

pub(super) fn told(wrong: Vec<Component>) -> Result<(), String> {
    let texts: Vec<String> = wrong
        .into_iter()
        .map(|component| format!("{}: {}", component.name, component.message))
        .collect();
    if texts.is_empty() {
        Ok(())
    } else {
        Err(texts.join("; "))
    }
}

/// A state that grows out of a seed.
struct Plot<'a> {
    state: State,
    stamp: &'a str,
    /// Holds the customers whose org follows from nothing else.
    first_org: Option<OrgHandle>,
    wrong: Vec<String>,
}

impl Plot<'_> {
    fn note(&mut self, place: &str, plant: impl FnOnce(&mut Self) -> Result<(), String>) {
        if let Err(mistake) = plant(self) {
            self.wrong.push(format!("{place}: {mistake}"));
        }
    }

    fn change(&mut self, change: Change) {
        self.state.apply(change);
    }

    fn org(&mut self, file: &OrgFile) -> Result<(), String> {
        let handle: OrgHandle = exact(&file.handle)?;
        if self.state.orgs.contains_key(&handle) {
            return Err(format!("{handle} occurs twice"));
        }
        let org = seed_registrant::org(handle, file)?;
        self.first_org.get_or_insert_with(|| org.handle.clone());
        self.state.apply(Change::Org(Box::new(org)));
        Ok(())
    }

    fn key(&mut self, file: &KeyFile) -> Result<(), String> {
        let key = ApiKey::new(&file.key).map_err(|error| error.to_string())?;
        if key.expose() != file.key.trim() {
            return Err("the key is not in upper case".to_owned());
        }
        let mut access = Access {
            inactive: file.inactive,
            ..Access::default()
        };
        for org in &file.orgs {
            access.orgs.insert(self.known_org(org)?);
        }
        for text in &file.pocs {
            let poc = self.state.poc(text);
            let poc = poc.ok_or_else(|| format!("no POC has the handle {text}"))?;
            access.pocs.insert(poc.handle.clone());
        }
        let hash = auth::hash(key.expose());
        self.change(Change::Access(hash, access));
        Ok(())
    }

    fn known_org(&self, text: &str) -> Result<OrgHandle, String> {
        self.state
            .org(text)
            .map(|org| org.handle.clone())
            .ok_or_else(|| format!("no org has the handle {text}"))
    }

    fn customer(&mut self, file: &CustomerFile) -> Result<(), String> {
        let text = file.handle.as_deref().ok_or("a handle is needed")?;
        let handle: CustomerHandle = exact(text)?;
        if self.state.customers.contains_key(&handle) {
            return Err(format!("{handle} occurs twice"));
        }
        let org = if let Some(org) = &file.org {
            self.known_org(org)?
        } else {
            let first = self.first_org.clone();
            first.ok_or("an org is needed before a customer")?
        };
        let mut wrong = Vec::new();
        let content = customer::content(&file.sent(), &Options::default(), &mut wrong);
        told(wrong)?;
        let registered = file.registered.as_deref().unwrap_or(self.stamp).to_owned();
        self.state.apply(Change::Customer(Box::new(Customer {
            handle,
            org,
            content: content.ok_or("not a customer")?,
            updated: registered.clone(),
            registered,
        })));
        Ok(())
    }

    fn net(&mut self, file: &NetFile, range: Range, org_given: bool) -> Result<(), String> {
        let kind = NetType::from_code(&file.kind);
        if !schema::is_net_type(kind.code()) {
            return Err(format!("no net has the type {}", file.kind));
        }
        let parent = self.parent(file, &kind, range)?;
        let above = parent.as_ref().map(|net| &net.handle);
        if let Some(other) = self.state.sibling(above, range) {
            return Err(format!(
                "{range} overlaps {} ({})",
                other.handle, other.range
            ));
        }
        let mut wrong = Vec::new();
        let name = net::name(Some(&file.name), &Options::default(), &mut wrong);
        net::lines("comment", &file.comment, &mut wrong);
        told(wrong)?;
        let (customer, org) = self.recipient(file, &kind)?;
        if let (Some(handle), Some(org), false) = (
            &customer,
            parent.as_ref().and_then(|p| p.org.clone()),
            org_given,
        ) && let Some(record) = self.state.customers.get(handle).cloned()
        {
            let moved = Customer { org, ..record };
            self.state.apply(Change::Customer(Box::new(moved)));
        }
        let registered = file.registered.as_deref().unwrap_or(self.stamp).to_owned();
        let planted = Net {
            handle: self.handle(file, range)?,
            parent: parent.map(|net| net.handle),
            range,
            kind,
            name: name.ok_or("a name is needed")?,
            comment: file.comment.clone(),
            customer,
            org,
            pocs: Vec::new(),
            origins: Vec::new(),
            updated: registered.clone(),
            registered,
        };
        self.state.apply(Change::Net(Box::new(planted)));
        Ok(())
    }

    fn parent(&self, file: &NetFile, kind: &NetType, range: Range) -> Result<Option<Net>, String> {
        let found = match &file.parent {
            Some(text) => Some(
                self.state
                    .net(text)
                    .ok_or_else(|| format!("no net above {range} has the handle {text}"))?,
            ),
            None if matches!(kind, NetType::Reallocation | NetType::Reassignment) => {
                let above = self.state.covering(range);
                let deepest = above.into_iter().rfind(|net| net.kind.is_parent());
                Some(deepest.ok_or_else(|| format!("no DA or A net holds {range}"))?)
            }
            None => None,
        };
        match found {
            Some(net) if !net.kind.is_parent() => Err(format!("{} is no DA or A net", net.handle)),
            Some(net) if !net.range.contains(range) => {
                Err(format!("{range} is not in {} ({})", net.handle, net.range))
            }
            found => Ok(found.cloned()),
        }
    }

    fn recipient(
        &self,
        file: &NetFile,
        kind: &NetType,
    ) -> Result<(Option<CustomerHandle>, Option<OrgHandle>), String> {
        let org = file
            .org
            .as_deref()
            .map(|org| self.known_org(org))
            .transpose()?;
        let Some(text) = &file.customer else {
            return match org {
                Some(org) => Ok((None, Some(org))),
                None => Err("a customer or an org is needed".to_owned()),
            };
        };
        let customer = self
            .state
            .customer(text)
            .ok_or_else(|| format!("no customer has the handle {text}"))?;
        if org.is_some() || *kind != NetType::Reassignment {
            return Err("a customer stands on S nets, and without an org".to_owned());
        }
        if let Some(other) = self.state.net_of(&customer.handle) {
            return Err(format!("{text} is used by {other} already"));
        }
        Ok((Some(customer.handle.clone()), None))
    }

    fn handle(&self, file: &NetFile, range: Range) -> Result<NetHandle, String> {
        let Some(text) = &file.handle else {
            return handles::net(&self.state, range).ok_or_else(|| "no handle is free".to_owned());
        };
        let handle: NetHandle = exact(text)?;
        if self.state.nets.contains_key(&handle) {
            return Err(format!("{handle} occurs twice"));
        }
        Ok(handle)
    }
}
