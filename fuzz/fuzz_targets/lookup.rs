//! Feeds `licscan_fuzz::lookup`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::lookup(bytes));
