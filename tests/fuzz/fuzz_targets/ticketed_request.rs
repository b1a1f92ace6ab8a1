#![no_main]

use swipd::registry::arin::wire::TicketedRequest;
use swipd_fuzz::reply;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reply::<TicketedRequest>(bytes));
