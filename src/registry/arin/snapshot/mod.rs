//! The live picture and what is ours, as a snapshot keeps them: taken where key and journal are, and shown beside a
//! checkout where neither is.
//!
//! Left out means left alone, so whether a record differs hangs on what the checkout lists. Therefore each value has a
//! print of its own. A value whose print is the declared value's is that value; any other is only known to be there.

mod compared;
mod keys;
mod picture;
mod show;
mod shown;
mod take;
mod views;

pub use compared::Pictured;
pub use picture::Picture;
pub(super) use show::{Showing, Shown};
pub(super) use shown::without_values;
pub(super) use take::{Taking, take};

use crate::model::Place;

/// What the prints of a net and of its customer are salted with.
fn about(place: &Place) -> String {
    place.to_string()
}
