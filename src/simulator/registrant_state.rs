//! The part of the state that is about orgs and POCs.

use crate::model::PocHandle;

use super::handles;
use super::registrant::Poc;
use super::state::{Change, Net, Org, State};

impl State {
    /// An org and the POCs that it names: whoever has not been described is made up.
    pub(super) fn put_org(&mut self, org: Org) {
        self.number(handles::numbered(org.handle.as_str()));
        for link in org.links() {
            if !self.pocs.contains_key(&link.handle) {
                let poc = Poc::unknown(link.handle, &org);
                self.apply(Change::Poc(Box::new(poc)));
            }
        }
        self.orgs.insert(org.handle.clone(), org);
    }

    /// Notes a number that was issued for a pattern of handles.
    pub(super) fn number(&mut self, issued: Option<(String, u64)>) {
        if let Some((pattern, number)) = issued {
            let last = self.numbers.entry(pattern).or_default();
            *last = number.max(*last);
        }
    }

    /// A POC by the text of its handle, which must be exactly as it was issued.
    pub(super) fn poc(&self, handle: &str) -> Option<&Poc> {
        let parsed: PocHandle = handle.parse().ok()?;
        self.pocs.get(&parsed).filter(|_| parsed.as_str() == handle)
    }

    /// The nets that a POC is linked to.
    pub(super) fn nets_with(&self, poc: &PocHandle) -> impl Iterator<Item = &Net> {
        let handles = self.poc_nets.get(poc).into_iter().flatten();
        handles.filter_map(|handle| self.nets.get(handle))
    }
}
