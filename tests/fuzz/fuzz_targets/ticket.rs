#![no_main]

use swipd::registry::arin::wire::TicketPayload;
use swipd_fuzz::record;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| record::<TicketPayload>(bytes));
