//! Feeds `licscan_fuzz::markdown`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::markdown(bytes));
