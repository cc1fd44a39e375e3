//! Configuration files that say where a model comes from.

use super::{Config, ReadError};

/// Reads `config.json`, `adapter_config.json`, `mergekit_config.yml` and their like; `name` is the file
/// name.
///
/// # Errors
///
/// Where the file is no JSON or YAML, or too deep.
pub fn parse(_name: &str, _bytes: &[u8]) -> Result<Config, ReadError> {
    Ok(Config::default())
}
