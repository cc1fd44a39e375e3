//! Feeds `licscan_fuzz::pdf`. The reader turns a panic of lopdf into an error; one of its own ends the run.
#![no_main]

use std::panic;

libfuzzer_sys::fuzz_target!(
    init: {
        let abort = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_of_crate = |file: &str| file.contains("/registry/src/");
            if !info.location().is_some_and(|place| is_of_crate(place.file())) {
                abort(info);
            }
        }));
    },
    |bytes: &[u8]| licscan_fuzz::pdf(bytes)
);
