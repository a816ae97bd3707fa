//! Bodies that an archive keeps in files beside it, as Playwright does.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path};

/// No longer one is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// The folder that traces keep their files in.
const RESOURCES: &str = "resources";

/// The body in a file that an archive in this folder names; `None` when there is none, or it lies elsewhere: an archive
/// of somebody else must not name any file of the machine.
pub(super) fn body(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_));
    if name.is_empty() || !Path::new(name).components().all(inside) {
        return None;
    }
    let places = [folder.join(name), folder.join(RESOURCES).join(name)];
    places.iter().find_map(|place| {
        let file = File::open(place).ok()?;
        let kind = file.metadata().ok()?;
        let mut body = Vec::new();
        (kind.is_file() && kind.len() <= LONGEST).then_some(())?;
        file.take(LONGEST).read_to_end(&mut body).ok()?;
        Some(body)
    })
}
