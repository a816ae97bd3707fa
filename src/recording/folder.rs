//! Where recordings go when no file is named.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

use super::Error;
use crate::exchange::Time;

/// The folder for recordings by this platform's convention.
///
/// # Errors
///
/// When the system knows no home folder.
pub fn captures_folder() -> Result<PathBuf, Error> {
    let base = etcetera::choose_base_strategy().map_err(|_| Error::NoHome)?;
    Ok(base.data_dir().join("playscope").join("captures"))
}

/// The file for a capture that begins now, named by the time so that a list of them is in order.
///
/// # Errors
///
/// When the system knows no home folder.
pub fn capture_file(now: Time) -> Result<PathBuf, Error> {
    // No colons: not every file system takes them.
    let name = now.utc().format("%Y-%m-%dT%H-%M-%S%.3fZ.jsonl").to_string();
    Ok(captures_folder()?.join(name))
}
