//! What the dashboard remembers from one run to the next, in the folder that the platform has for that.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use crate::app::Kept;

/// More than this is none of ours, bytes.
const LONGEST: u64 = 1 << 20;

/// What was remembered; nothing when there is none, or it cannot be read.
pub(super) fn read() -> Kept {
    let text = file().and_then(|file| {
        let size = fs::metadata(&file).ok()?.len();
        (size <= LONGEST).then(|| fs::read_to_string(file).ok())?
    });
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Remembers it; where nothing can be written, nothing is remembered, and that is no fault.
pub(super) fn write(kept: &Kept) {
    if let Some(file) = file() {
        let _ = replace(&file, kept);
    }
}

/// Whether what is remembered now is there the next time.
pub(super) fn can_be_written(kept: &Kept) -> bool {
    file().is_some_and(|file| replace(&file, kept).is_ok())
}

/// Puts it in place of what was there, so that no reader ever sees half of it.
fn replace(file: &Path, kept: &Kept) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(kept)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = file.with_extension(format!("{}.new", std::process::id()));
    fs::write(&beside, text)?;
    fs::rename(beside, file)
}

fn file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let folder = base.state_dir().unwrap_or_else(|| base.data_dir());
    Some(folder.join("playscope").join("dashboard.json"))
}
