//! Feeds `licscan_fuzz::merge`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::merge(bytes));
