//! What goes back to the registry in a PUT, which replaces the whole record (reference 0.5): a field whose canonical
//! value stays is echoed as it came, however the registry writes it.

/// A record as it was read and as it is to be, in canonical form.
pub(in crate::registry::arin) struct PutBack<'v, V> {
    /// As it was read.
    pub(in crate::registry::arin) before: &'v V,
    /// As it is to be.
    pub(in crate::registry::arin) now: &'v V,
}

impl<V> PutBack<'_, V> {
    /// A field for the PUT: as it came where its canonical value stays, else as it is asked for.
    pub(in crate::registry::arin) fn field<F: PartialEq + ?Sized, P>(
        &self,
        of: impl Fn(&V) -> &F,
        came: P,
        asked: P,
    ) -> P {
        if of(self.before) == of(self.now) {
            came
        } else {
            asked
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_sent_as_it_came_unless_its_value_changes() {
        let back = PutBack {
            before: &("a", 1),
            now: &("a", 2),
        };
        assert_eq!(back.field(|view| &view.0, " A ", "a"), " A ");
        assert_eq!(back.field(|view| &view.1, "01", "2"), "2");
    }
}
