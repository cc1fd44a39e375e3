//! Feeds `licscan_fuzz::folder`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::folder(bytes));
