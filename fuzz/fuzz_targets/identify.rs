//! Feeds `licscan_fuzz::identify`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::identify(bytes));
