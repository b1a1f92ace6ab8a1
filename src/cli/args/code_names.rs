//! The argument of `swipd explain`: any text, with the codes for shells to complete.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::diagnostic::codes;

/// Takes any text: `explain` itself says which code is nearest to one that is none.
#[derive(Clone)]
pub(super) struct CodeNames;

impl TypedValueParser for CodeNames {
    type Value = String;

    fn parse_ref(&self, _: &Command, _: Option<&Arg>, text: &OsStr) -> Result<String, Error> {
        Ok(text.to_string_lossy().into_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = codes().into_iter();
        Some(Box::new(
            names.map(|code| PossibleValue::new(code.code).help(code.title)),
        ))
    }
}
