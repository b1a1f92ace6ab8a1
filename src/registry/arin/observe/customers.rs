//! Customer records that may have lost their net.

use std::collections::{BTreeMap, BTreeSet};

use super::super::live::{Live, LiveCustomer, LiveNetwork, ReadNetwork};
use super::super::reply::ReadError;
use super::{Observation, reading};
use crate::journal::Ledger;
use crate::model::{CustomerHandle, Handle, NetHandle};
use crate::registry::Failure;

impl Observation<'_> {
    /// Reads the records of obligations, and of nets that are ours no longer.
    pub(super) async fn customers(
        &self,
        live: &Live,
    ) -> Result<BTreeMap<Handle, Option<LiveCustomer>>, Failure> {
        let mut vouched = BTreeSet::new();
        let mut customers = BTreeMap::new();
        for (handle, parent) in self.doubtful_customers(live) {
            let read = match self.client.customer(&handle).await {
                Ok(payload) => Ok(reading::customer(&payload).map(Some)),
                Err(ReadError::Absent) => self.gone(&handle, parent, &mut vouched).await,
                Err(error) => Err(error),
            };
            match read {
                Ok(customer) => {
                    customers.extend(customer.map(|found| (Handle::from(&handle), found)));
                }
                Err(error) => {
                    if let failure @ Failure::Unauthenticated(_) = Failure::from(error) {
                        return Err(failure);
                    }
                }
            }
        }
        Ok(customers)
    }

    /// A record that the registry says is not there. It is gone only where its net's parent can be read (write protocol,
    /// section 1), and the public directory does not have it: of what the key has lost its authority over a registry may
    /// say the same, and the parent may be readable through the net above it.
    async fn gone<'n>(
        &self,
        handle: &CustomerHandle,
        parent: &'n NetHandle,
        vouched: &mut BTreeSet<&'n NetHandle>,
    ) -> Result<Option<Option<LiveCustomer>>, ReadError> {
        if !vouched.contains(parent) {
            self.client.net(parent).await?;
            vouched.insert(parent);
        }
        let is_public = self.client.public_customer(handle).await?;
        Ok((!is_public).then_some(None))
    }

    /// Each record with the net above the one that it was made for.
    fn doubtful_customers(&self, live: &Live) -> BTreeMap<CustomerHandle, &NetHandle> {
        let read = live.networks.iter().filter_map(|network| match network {
            LiveNetwork::Read(read) => Some(read),
            LiveNetwork::Unread { .. } => None,
        });
        let lost = read.flat_map(|network| self.lost(network));
        let obliged = self
            .ledger
            .obligations
            .iter()
            .filter(|((registry, _), _)| registry == self.registry)
            .filter_map(|((_, handle), obligation)| {
                Some((handle.as_str().parse().ok()?, &obligation.place.parent))
            });
        lost.chain(obliged).collect()
    }

    /// The recipients of nets of ours below a network that are gone, or live another life. Both lists are in address
    /// order.
    fn lost(&self, network: &ReadNetwork) -> Vec<(CustomerHandle, &NetHandle)> {
        let mut nets = network.nets.iter().peekable();
        let mut lost = Vec::new();
        for (place, owned) in Ledger::below(&self.ledger.owned, self.registry, &network.handle) {
            while nets.next_if(|net| net.place.range < place.range).is_some() {}
            let same = nets.peek().is_some_and(|net| {
                net.place.range == place.range && net.incarnation.same(&owned.incarnation)
            });
            let record = owned.customer_record();
            lost.extend(
                record
                    .filter(|_| !same)
                    .map(|handle| (handle, &place.parent)),
            );
        }
        lost
    }
}
