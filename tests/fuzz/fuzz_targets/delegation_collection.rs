#![no_main]

use swipd::registry::arin::wire::{Collection, DelegationPayload};
use swipd_fuzz::reply;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reply::<Collection<DelegationPayload>>(bytes));
