//! What a registry needs to carry a step out: typed in its folder, JSON in a file, and closed to everybody else.

use std::any::Any;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A payload. One that was made in this process is kept as it is, and becomes JSON where it is written: the journal and
/// a saved plan need that of few, and a first import makes a million. One that was read from a file stays JSON until it
/// is opened. Only its registry's own folder opens it.
pub struct Payload(Box<dyn Carried>);

/// What can be sealed.
pub trait Seal: Serialize + Clone + Send + Sync + 'static {}

impl<T: Serialize + Clone + Send + Sync + 'static> Seal for T {}

/// What is sealed.
trait Carried: Any + Send + Sync {
    /// Its JSON form.
    fn json(&self) -> Result<Box<RawValue>, serde_json::Error>;

    /// Another of the same.
    fn again(&self) -> Box<dyn Carried>;
}

impl<T: Seal> Carried for T {
    fn json(&self) -> Result<Box<RawValue>, serde_json::Error> {
        serde_json::value::to_raw_value(self)
    }

    fn again(&self) -> Box<dyn Carried> {
        Box::new(self.clone())
    }
}

impl Payload {
    /// Seals a payload.
    pub fn seal<T: Seal>(payload: T) -> Self {
        Self::of(Box::new(payload))
    }

    /// Seals a payload where it stands.
    #[must_use]
    pub fn of<T: Seal>(payload: Box<T>) -> Self {
        Self(payload)
    }

    /// Opens a payload.
    ///
    /// # Errors
    /// When it is of another type, for instance from a journal of a newer version.
    pub fn open<T: DeserializeOwned + Clone + 'static>(&self) -> Result<T, serde_json::Error> {
        let kept: &dyn Any = &*self.0;
        match kept.downcast_ref::<T>() {
            Some(payload) => Ok(payload.clone()),
            None => serde_json::from_str(self.0.json()?.get()),
        }
    }
}

impl Clone for Payload {
    fn clone(&self) -> Self {
        Self((*self.0).again())
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self.0).json() {
            Ok(json) => f.write_str(json.get()),
            Err(_) => f.write_str("?"),
        }
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = (*self.0).json().map_err(serde::ser::Error::custom)?;
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self::seal)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn text(payload: &Payload) -> String {
        serde_json::to_string(payload).expect("JSON")
    }

    #[test]
    fn it_is_the_same_as_it_was_made_and_as_it_was_read() {
        let made = Payload::seal(vec![1_u8, 2]);
        assert_eq!(text(&made), "[1,2]");
        let read: Payload = serde_json::from_str(&text(&made)).expect("a payload");
        for payload in [&made, &read, &made.clone(), &read.clone()] {
            assert_eq!(payload.open::<Vec<u8>>().expect("open"), [1, 2]);
            assert_eq!(payload.open::<(u64, u64)>().expect("open"), (1, 2));
            assert!(payload.open::<String>().is_err());
            assert_eq!(text(payload), "[1,2]");
        }
    }

    #[test]
    fn what_has_no_json_form_is_an_error_where_it_is_written() {
        let payload = Payload::seal(BTreeMap::from([((1, 2), 3)]));
        assert!(serde_json::to_string(&payload).is_err());
        assert!(payload.open::<String>().is_err());
    }
}
