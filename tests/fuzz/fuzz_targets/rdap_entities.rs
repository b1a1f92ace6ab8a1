#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| swipd_fuzz::rdap_entities(bytes));
