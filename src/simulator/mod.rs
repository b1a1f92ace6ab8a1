//! A local registry with the rules of the real one.
