//! Payloads as they stand on the wire: tolerant reading, exact writing.
