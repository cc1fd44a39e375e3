//! Feeds `licscan_fuzz::pdf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::pdf(bytes));
