//! The nouns: handles, ranges, addresses, customers, nets, tickets, steps.
//!
//! Everything here is plain and pure. No module of this folder reads a file, a clock or a socket, and
//! a value that exists is valid: a [`Prefix`] has no host bits, a [`NetName`] can be sent as it is.

mod address;
mod api_key;
mod claim;
mod customer;
mod fields;
mod handle;
mod incarnation;
mod keyed;
mod listed;
mod net;
mod origin;
mod outcome;
mod packed;
mod payload;
mod range;
mod shared;
mod step;
mod text;
mod ticket;

pub use address::{Address, AddressError, Country, Region};
pub use api_key::{ApiKey, ApiKeyError};
pub use claim::{Claim, Effect, Space};
pub use customer::{CustomerContent, folded_name};
pub use fields::{Field, Fields, PackedFields, fingerprint};
pub use handle::{CustomerHandle, Handle, HandleError, NetHandle, OrgHandle, PocHandle};
pub use incarnation::{Incarnation, Place, same_instant};
pub use keyed::Keyed;
pub use listed::Listed;
pub use net::{NetName, NetNameError, NetType};
pub use origin::{HasOrigin, Origin};
pub use outcome::{Class, Component, Reply};
pub use packed::{CustomerField, CustomerTexts, PackedContent};
pub use payload::{Payload, Seal};
pub use range::{Family, Prefix, PrefixError, Range, RangeError};
pub use shared::Text;
pub(crate) use shared::parsed;
pub use step::{Action, Change, ChangeId, Consequence, Key, Kind, RegistryName, Step, StepId};
pub use text::{Ascii, AsciiError, is_comment_text, is_unseen};
pub use ticket::{TicketNumber, TicketResolution, TicketStatus};
