//! Sends requests: reads are retried, writes need an intent and are sent once.
