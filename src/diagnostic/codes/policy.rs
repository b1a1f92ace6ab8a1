//! What the registry's policy asks for. These forbid nothing.

use super::Code;

pub(super) const CODES: &[Code] = &[];
