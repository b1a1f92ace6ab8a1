#![no_main]

use swipd::registry::arin::wire::ErrorPayload;
use swipd_fuzz::reply;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reply::<ErrorPayload>(bytes));
