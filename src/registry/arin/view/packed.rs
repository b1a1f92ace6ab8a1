//! What can change on a customer record, packed: a live picture holds one for each registration.

use serde::{Deserialize, Serialize};

use super::CustomerView;
use crate::model::{CustomerField, CustomerTexts, PackedContent, Text};

/// A [`CustomerView`], packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedView {
    texts: CustomerTexts,
    /// Whether the public sees neither name nor street.
    pub private: bool,
}

impl PackedView {
    /// The legal name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.texts.field(CustomerField::Name)
    }

    /// As it was before it was packed.
    #[must_use]
    pub fn unpacked(&self) -> CustomerView {
        let field = |field| Text::from(self.texts.field(field));
        let lines = |field| self.texts.lines(field).map(Text::from).collect();
        CustomerView {
            name: field(CustomerField::Name),
            street: lines(CustomerField::Street),
            city: field(CustomerField::City),
            region: field(CustomerField::Region),
            postal_code: field(CustomerField::PostalCode),
            country: field(CustomerField::Country),
            comment: lines(CustomerField::Comment),
            private: self.private,
        }
    }

    /// Whether it is already what is declared: [`CustomerView::wanted`] would be the same. Asked for every block of an
    /// estate.
    #[must_use]
    pub fn is_as(&self, content: &PackedContent) -> bool {
        let texts = content.texts();
        let hidden = content.private.unwrap_or(self.private) == self.private;
        let same =
            || self.texts == *texts || self.texts.same_but(texts, |field| content.leaves(field));
        hidden && same() || {
            let live = self.unpacked();
            CustomerView::wanted(&content.unpacked(), Some(&live)) == live
        }
    }
}

impl From<&CustomerView> for PackedView {
    fn from(view: &CustomerView) -> Self {
        let CustomerView {
            name,
            street,
            city,
            region,
            postal_code,
            country,
            comment,
            private,
        } = view;
        Self {
            texts: CustomerTexts::of(
                [name, city, region, postal_code, country].map(Text::as_str),
                street.iter().map(Text::as_str),
                comment.iter().map(Text::as_str),
            ),
            private: *private,
        }
    }
}
