//! Feeds `licscan_fuzz::card`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::card(bytes));
