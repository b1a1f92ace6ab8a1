#![no_main]

use swipd::registry::arin::wire::{Collection, PhonePayload};
use swipd_fuzz::reply;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reply::<Collection<PhonePayload>>(bytes));
