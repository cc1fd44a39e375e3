//! Feeds `licscan_fuzz::print`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::print(bytes));
