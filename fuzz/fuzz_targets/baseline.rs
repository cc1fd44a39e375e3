//! Feeds `licscan_fuzz::baseline`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::baseline(bytes));
