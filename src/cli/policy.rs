//! Which policy a command follows: the options that choose it, and its files read and complained about.

use std::{
    env,
    path::{Path, PathBuf},
};

use clap::Args;
use jiff::civil::Date;

use super::{Said, UsageError, terminal::say};
use crate::{
    language::{Bilingual, Language},
    policy::{self, Chosen, Policies, today::today},
};

/// What chooses the policy.
#[derive(Debug, Clone, Default, Args)]
pub struct PolicyArgs {
    /// Follow this policy, and none that is found [default: the `licscan.toml` of your repository]
    #[arg(help_heading = "Policy", long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Follow no policy
    #[arg(help_heading = "Policy", long, conflicts_with_all = ["config", "trust_repo_config"])]
    pub no_config: bool,

    /// Let a policy that came with a scanned tree loosen checks, as yours may
    #[arg(help_heading = "Policy", long, conflicts_with = "config")]
    pub trust_repo_config: bool,

    /// The day on which waivers are judged [default: `SOURCE_DATE_EPOCH`, else today]
    #[arg(help_heading = "Policy", long, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
}

impl PolicyArgs {
    /// The language of messages that the caller's policy asks for.
    pub(super) fn language(&self) -> Option<Language> {
        policy::language(self.config.as_deref(), self.no_config, Path::new("."))
    }

    /// The day on which waivers are judged.
    ///
    /// # Errors
    ///
    /// Where what was typed, or the environment, says no day.
    pub(super) fn day(&self) -> anyhow::Result<Date> {
        let epoch = env::var("SOURCE_DATE_EPOCH").ok();
        let day = today(self.today.as_deref(), epoch.as_deref());
        Ok(day.map_err(|error| UsageError::with_hint(error.words(), None))?)
    }

    /// Loads the policies for these roots and says what is left out of them.
    ///
    /// # Errors
    ///
    /// Where a file of the caller is not right, and where the day is none.
    pub(super) fn load(&self, roots: &[PathBuf], role_is_typed: bool) -> anyhow::Result<Policies> {
        let usage = |message: Bilingual| UsageError::with_hint(message, None);
        let today = self.day()?;
        let chosen = Chosen {
            file: self.config.as_deref(),
            none: self.no_config,
            trust_trees: self.trust_repo_config,
            working_folder: Path::new("."),
            today,
            role_is_typed,
        };
        let (policies, warnings) =
            policy::load(roots, &chosen).map_err(|error| usage(error.words()))?;
        for warning in warnings {
            say(Said::Warning, &warning);
        }
        Ok(policies)
    }
}
