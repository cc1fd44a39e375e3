//! How a scan is stopped: the first SIGINT or SIGTERM lets it end in order, the second ends the process.

use std::{
    io,
    sync::{Arc, OnceLock, atomic::AtomicBool},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// The flag that the first signal sets. Signals are caught from the first call on.
///
/// # Errors
///
/// Where the system lets no signal be caught.
pub(super) fn stop_flag() -> io::Result<&'static AtomicBool> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    if FLAG.get().is_none() {
        let is_set = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // The order matters: the second signal finds the flag that the first has set.
            flag::register_conditional_default(signal, Arc::clone(&is_set))?;
            flag::register(signal, Arc::clone(&is_set))?;
        }
        return Ok(FLAG.get_or_init(|| is_set));
    }
    FLAG.get().map(Arc::as_ref).ok_or_else(|| io::ErrorKind::NotFound.into())
}
