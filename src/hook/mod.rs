//! The hook of git that looks at what is about to be pushed.
//!
//! It judges the commit and never the work tree, which may hold what was never committed. The commit is
//! written into a folder that is gone afterwards, and scanned there. This is the one room that starts a
//! program, which is git, and it starts nothing that a repository names.

mod beside;
mod export;
mod git;
mod push;
mod script;

pub use beside::{OnDisk, on_disk_only};
pub use export::{Exported, export};
pub use git::{Git, GitError};
pub use push::{Push, pushes};
pub use script::{Installed, install, uninstall};
