//! Feeds `licscan_fuzz::docx`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| licscan_fuzz::docx(bytes));
