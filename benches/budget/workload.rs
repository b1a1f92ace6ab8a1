//! The standard workload: N slots of eight addresses, one customer and one block each, a hundred to a file. Of a
//! hundred slots one is declared and not registered, one differs, and one is registered and not declared.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;

use swipd::journal::{Ledger, Owned};
use swipd::model::{
    CustomerHandle, Handle, Incarnation, Key, NetHandle, NetType, Place, Range, RegistryName,
};
use swipd::registry::arin::Desired;
use swipd::registry::arin::live::{
    Live, LiveCustomer, LiveNet, LiveNetwork, LiveRecipient, ReadNetwork,
};
use swipd::registry::arin::view::{CustomerView, NetView, PocLinks};

const BASE: u32 = 0x1400_0000;
const SLOT: u32 = 8;
/// Slots in a network, which is a /16.
const NETWORK: u32 = 8192;
const FILE: u32 = 100;
const DATE: &str = "2026-09-20T10:12:00-04:00";

/// What of the workload changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// One in a hundred each is to be created, modified and deleted.
    Three,
    /// All are to be created.
    Creates,
}

/// What a slot is there for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Same,
    Create,
    Modify,
    Delete,
}

impl Share {
    fn slot(self, slot: u32) -> Slot {
        match (self, slot % FILE) {
            (Self::Creates, _) | (Self::Three, 10) => Slot::Create,
            (Self::Three, 40) => Slot::Modify,
            (Self::Three, 70) => Slot::Delete,
            (Self::Three, _) => Slot::Same,
        }
    }
}

/// Writes the repository, below a folder that is there.
pub(crate) fn write(root: &Path, slots: u32, share: Share) -> io::Result<()> {
    let settings = "version: 1\nregistries:\n  arin:\n    type: arin\n    api_key: { env: NONE }\nresources: [networks.yaml, \"customers/**/*.yaml\"]\n";
    fs::write(root.join("swipd.yaml"), settings)?;
    let mut networks = String::from("networks:\n");
    for network in 0..slots.div_ceil(NETWORK) {
        let first = Ipv4Addr::from(BASE + network * NETWORK * SLOT);
        let _ = writeln!(networks, "  {first}/16: {{ name_prefix: EXMPL }}");
    }
    fs::write(root.join("networks.yaml"), networks)?;
    for file in 0..slots.div_ceil(FILE) {
        let folder = root.join(format!("customers/{:03}", file / 100));
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{file:06}.yaml"));
        fs::write(path, text(file, slots, share))?;
    }
    Ok(())
}

/// Changes a customer in the first file.
pub(crate) fn change_one(root: &Path, slots: u32) -> io::Result<()> {
    let path = root.join("customers/000/000000.yaml");
    let text = text(0, slots, Share::Three).replacen("NOC hours", "Office hours", 1);
    fs::write(path, text)
}

/// A file of customers.
pub(crate) fn text(file: u32, slots: u32, share: Share) -> String {
    let mut text = String::from("customers:\n");
    for slot in file * FILE..slots.min((file + 1) * FILE) {
        if share.slot(slot) != Slot::Delete {
            entry(&mut text, slot);
        }
    }
    text
}

fn entry(text: &mut String, slot: u32) {
    let first = Ipv4Addr::from(BASE + slot * SLOT);
    let _ = write!(
        text,
        "  crm-{slot:07}:
    name: Customer Number {slot:07} Incorporated
    address:
      street:
        - {slot} Mill Road
        - Suite {}
      city: Harrisonburg
      region: \"VA\"
      postal_code: \"{:05}\"
      country: \"US\"
    comment:
      - NOC hours 0800-1800 ET
    blocks:
      {first}/29: {{ assigned: 2026-11-20 }}
",
        slot % 90,
        10_000 + slot % 80_000,
    );
}

/// What the registry has, and what the journal says of it.
pub(crate) fn live(
    desired: &Desired,
    slots: u32,
    share: Share,
    registry: &RegistryName,
) -> (Live, Ledger) {
    let mut live = Live::default();
    // First, as in a run, which reads its journal before anything else.
    let (ledger, mut lives) = owned(desired, slots, share, registry);
    let mut blocks = desired.blocks.iter().peekable();
    for (index, network) in desired.networks.iter().enumerate() {
        let handle: NetHandle = network_handle(network.prefix.first());
        let mut nets = Vec::new();
        let begin = u32::try_from(index).unwrap_or(u32::MAX) * NETWORK;
        for slot in begin..slots.min(begin + NETWORK) {
            let kind = share.slot(slot);
            let block = blocks.next_if(|block| block.range == range(slot));
            let view = block
                .and_then(|block| desired.profiles.get(&block.recipient.key()))
                .or_else(|| desired.profiles.values().next())
                .map(|profile| CustomerView::wanted(&profile.content.unpacked(), None));
            let Some(mut view) = view.filter(|_| kind != Slot::Create) else {
                continue;
            };
            if kind == Slot::Modify {
                view.city = "Staunton".into();
            }
            let Some(own) = lives.next() else { break };
            let mut net = net(slot, &handle, own, &view);
            // As when it is read from memory.
            net.share(desired);
            nets.push(net);
        }
        live.read += nets.len() as u64;
        live.networks.push(LiveNetwork::Read(ReadNetwork {
            handle,
            org: None,
            nets,
            unread: Vec::new(),
            listed: true,
            itself: swipd::registry::arin::live::ItselfRead::default(),
        }));
    }
    (live, ledger)
}

/// What the journal says is ours, and the lives of it, in the order of the slots.
fn owned(
    desired: &Desired,
    slots: u32,
    share: Share,
    registry: &RegistryName,
) -> (Ledger, impl Iterator<Item = Incarnation>) {
    let mut ledger = Ledger::default();
    let mut lives = Vec::new();
    for (index, network) in desired.networks.iter().enumerate() {
        let parent = network_handle(network.prefix.first());
        let begin = u32::try_from(index).unwrap_or(u32::MAX) * NETWORK;
        let mut of_network = Vec::new();
        for slot in begin..slots.min(begin + NETWORK) {
            if share.slot(slot) == Slot::Create {
                continue;
            }
            let place = Place {
                parent: parent.clone(),
                range: range(slot),
            };
            let incarnation = life(slot);
            of_network.push(incarnation.clone());
            ledger.owned.insert(
                (registry.clone(), place),
                Owned {
                    incarnation,
                    customer: Key::new(format!("crm-{slot:07}")),
                    protected: false,
                    since: jiff::Timestamp::UNIX_EPOCH,
                },
            );
        }
        lives.push(of_network);
    }
    ledger.pack();
    (ledger, lives.into_iter().flatten())
}

fn life(slot: u32) -> Incarnation {
    let customer: CustomerHandle = format!("C{:08}", 10_000_000 + slot)
        .parse()
        .unwrap_or_else(|_| unreachable!("a customer handle"));
    Incarnation {
        handle: Handle::from(&network_handle(range(slot).first_address())),
        registered: DATE.into(),
        recipient: Some(Handle::from(&customer)),
    }
}

fn range(slot: u32) -> Range {
    let first = BASE + slot * SLOT;
    let (first, last) = (Ipv4Addr::from(first), Ipv4Addr::from(first + SLOT - 1));
    Range::between(first.into(), last.into()).unwrap_or_else(|| unreachable!("first before last"))
}

fn network_handle(first: std::net::IpAddr) -> NetHandle {
    format!("NET-{}-1", first.to_string().replace('.', "-"))
        .parse()
        .unwrap_or_else(|_| unreachable!("a net handle"))
}

fn net(slot: u32, parent: &NetHandle, life: Incarnation, view: &CustomerView) -> LiveNet {
    let place = Place {
        parent: parent.clone(),
        range: range(slot),
    };
    let name = place.range.first_address().to_string().replace('.', "-");
    let customer = life.recipient.clone();
    LiveNet {
        incarnation: life,
        net_type: NetType::Reassignment,
        view: NetView::new(
            format!("EXMPL-{name}-29")
                .parse()
                .unwrap_or_else(|_| unreachable!("a net name")),
            Vec::new(),
            PocLinks::new(),
        ),
        below: None,
        recipient: LiveRecipient::Customer(LiveCustomer {
            incarnation: Incarnation {
                handle: customer.unwrap_or_else(|| unreachable!("it has a customer")),
                registered: DATE.into(),
                recipient: None,
            },
            view: view.into(),
        }),
        place,
    }
}

/// One file with a hundred entries, and a mistake in each of the first so many.
pub(crate) fn write_mistakes(root: &Path, mistakes: usize) -> io::Result<()> {
    write(root, FILE, Share::Creates)?;
    let path = root.join("customers/000/000000.yaml");
    let good = text(0, FILE, Share::Creates);
    let bad = good.replacen("country: \"US\"", "country: \"UX\"", mistakes);
    fs::write(path, bad)
}
