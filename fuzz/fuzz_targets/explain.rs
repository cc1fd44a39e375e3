//! Feeds `licscan_fuzz::explain`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::explain(bytes));
