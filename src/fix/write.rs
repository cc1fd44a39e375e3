//! Replaces a file as a whole: a reader sees the old one or the new one, never a half of it.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use super::{Change, refusal::Refused};
use crate::{language::both, whole_file};

/// Writes a change. A file that is not as it was when the change was planned stays untouched.
///
/// # Errors
///
/// Where the file is another one by now, and where the system refuses.
pub fn write(change: &Change) -> Result<(), Refused> {
    let file = change.file.as_path();
    let failed = |error: io::Error| Refused::io(file, &error);
    let changed = || {
        Refused::new(file, both!("it was changed by somebody else meanwhile", "期间已被他人修改"))
    };
    let present = match fs::symlink_metadata(file) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    let permissions = match (&change.before, present) {
        (None, None) => None,
        (Some(before), Some(metadata)) if metadata.is_file() => {
            if fs::read(file).map_err(failed)? != *before {
                return Err(changed());
            }
            Some(metadata.permissions())
        }
        _ => return Err(changed()),
    };
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".licscan-");
    whole_file::for_everyone(&mut builder);
    let mut new = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    new.write_all(&change.after).map_err(failed)?;
    let is_new = permissions.is_none();
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions).map_err(failed)?;
    }
    new.as_file().sync_all().map_err(failed)?;
    let done = if is_new { new.persist_noclobber(file) } else { new.persist(file) };
    done.map(drop).map_err(|error| failed(error.error))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn change(file: &Path, before: Option<&[u8]>) -> Change {
        Change {
            path: "m/NOTICE".to_owned(),
            file: file.to_owned(),
            before: before.map(<[u8]>::to_vec),
            after: b"new".to_vec(),
            copied_from: None,
            what: Vec::new(),
        }
    }

    #[test]
    fn a_file_is_replaced_only_as_it_was_planned() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("NOTICE");
        write(&change(&file, None)).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        // It is there by now, and it is not the one that was read.
        assert!(write(&change(&file, None)).is_err());
        assert!(write(&change(&file, Some(b"old"))).is_err());
        assert!(write(&change(&file, Some(b"new"))).is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let nowhere = folder.path().join("gone/NOTICE");
        assert!(write(&change(&nowhere, None)).unwrap_err().failed);
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_is_kept() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("NOTICE");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        write(&change(&file, Some(b"old"))).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
