//! The repository: files, globs, and every mistake in them.
