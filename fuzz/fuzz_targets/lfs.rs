//! Feeds `licscan_fuzz::lfs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::lfs(bytes));
