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
    // A link may lead out of the folder, and what is no file may keep its reader waiting.
    let root = folder.canonicalize().ok()?;
    let places = [root.join(name), root.join(RESOURCES).join(name)];
    places.iter().find_map(|place| {
        let place = place.canonicalize().ok()?;
        let kind = place.metadata().ok()?;
        let fits = place.starts_with(&root) && kind.is_file() && kind.len() <= LONGEST;
        let file = fits.then(|| File::open(&place))?.ok()?;
        let mut body = Vec::new();
        file.take(LONGEST).read_to_end(&mut body).ok()?;
        Some(body)
    })
}

#[cfg(all(test, unix))]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::body;

    #[test]
    fn only_files_in_the_folder_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("archive"), folder.path().join("secret"));
        fs::create_dir_all(inside.join("resources")).unwrap();
        fs::write(&outside, "secret").unwrap();
        fs::write(inside.join("one.json"), "{}").unwrap();
        fs::write(inside.join("resources/two.json"), "[]").unwrap();
        symlink(&outside, inside.join("link")).unwrap();
        symlink(inside.join("one.json"), inside.join("own-link")).unwrap();
        let read = |name| body(&inside, name).map(|body| String::from_utf8(body).unwrap());
        assert_eq!(read("one.json").as_deref(), Some("{}"));
        assert_eq!(read("two.json").as_deref(), Some("[]"));
        assert_eq!(read("own-link").as_deref(), Some("{}"));
        let absolute = outside.to_str().unwrap();
        for name in ["link", "../secret", "resources", "none", "", absolute] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
