#![no_main]

use swipd::registry::arin::wire::OrgPayload;
use swipd_fuzz::record;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| record::<OrgPayload>(bytes));
