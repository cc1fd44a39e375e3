//! Feeds `licscan_fuzz::encoding`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::encoding(bytes));
