//! What happens when licscan itself fails: the panic is caught, told apart from bad input, and reported
//! as the bug that it is, while the other units are still judged.
//!
//! Panic messages may quote a file, so that they are never printed as they come.

use std::{
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
};

thread_local! {
    /// The last panic of this thread: place and message.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics silent: who catches one also reports it. A program calls this once, before it starts
/// threads; a library user keeps the hook that he has.
pub fn silence_panics() {
    panic::set_hook(Box::new(|info| {
        let said = message(info.payload());
        let text = match info.location() {
            Some(place) => format!("{said} ({}:{})", place.file(), place.line()),
            None => said,
        };
        LAST.with_borrow_mut(|last| *last = Some(text));
    }));
}

/// Runs `work` and turns a panic into its message.
///
/// # Errors
///
/// Where `work` panicked.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    LAST.with_borrow_mut(|last| *last = None);
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        LAST.with_borrow_mut(Option::take).unwrap_or_else(|| message(payload.as_ref()))
    })
}

fn message(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message_and_a_value_passes() {
        assert_eq!(guard(|| 7), Ok(7));
        let said = guard(|| panic!("at {}", "odds")).expect_err("it panicked");
        assert!(said.starts_with("at odds"), "{said}");
    }
}
