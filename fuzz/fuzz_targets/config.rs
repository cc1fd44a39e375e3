//! Feeds `licscan_fuzz::config`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::config(bytes));
