//! What can change on a customer record, packed: a live picture holds one for each registration.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::CustomerView;
use crate::model::{CustomerField, CustomerTexts, PackedContent, Text};

/// A [`CustomerView`], packed. Where people may read it, it is written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedView {
    texts: CustomerTexts,
    /// Whether the public sees neither name nor street.
    pub private: bool,
}

impl PackedView {
    /// What a new record is to be: as [`CustomerView::wanted`] of nothing. A field that is left alone is empty.
    #[must_use]
    pub fn made(content: &PackedContent) -> Self {
        let texts = content.texts();
        let canonical = |line: &str| !line.is_empty() && line.trim() == line;
        if texts.lines(CustomerField::Comment).all(canonical) {
            return Self {
                texts: texts.clone(),
                private: content.private.unwrap_or(false),
            };
        }
        Self::from(&CustomerView::wanted(&content.unpacked(), None))
    }

    /// The legal name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.texts.field(CustomerField::Name)
    }

    /// Holds its texts in common with what is declared, where they are the same.
    pub fn share(&mut self, content: &PackedContent) {
        if self.texts == *content.texts() {
            self.texts = content.texts().clone();
        }
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

/// A packed view as the cache keeps it.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    texts: T,
    private: bool,
}

impl Serialize for PackedView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return self.unpacked().serialize(serializer);
        }
        let Self { texts, private } = self;
        let private = *private;
        Kept { texts, private }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PackedView {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return CustomerView::deserialize(deserializer).map(|view| Self::from(&view));
        }
        let Kept { texts, private } = Kept::deserialize(deserializer)?;
        Ok(Self { texts, private })
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
