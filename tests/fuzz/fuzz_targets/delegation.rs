#![no_main]

use swipd::registry::arin::wire::DelegationPayload;
use swipd_fuzz::record;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| record::<DelegationPayload>(bytes));
