//! The text of a file: how much is read, and from where.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{cause, refusal, shown, start};
use crate::diagnostic::{Report, Rule};
use crate::tree::{Place, Source};

/// The largest file that is read, in bytes (32 MiB).
pub const MAX_FILE: u64 = 32 << 20;

/// How much all files of a run may have, in bytes (64 MiB).
pub const MAX_TOTAL: u64 = 64 << 20;

/// Reads files below one folder, up to so many bytes.
#[derive(Default)]
pub(super) struct Reader {
    /// The folder as it is shown and as the system knows it.
    root: (PathBuf, PathBuf),
    /// How many bytes have been read.
    total: u64,
}

impl Reader {
    /// A reader of what is below `root`, wherever symbolic links lead.
    pub(super) fn within(root: &Path) -> Self {
        let root = if root.as_os_str().is_empty() {
            Path::new(".")
        } else {
            root
        };
        // Where there is no such folder nothing lies below it, and each file says so.
        let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self {
            root: (root.to_owned(), real),
            total: 0,
        }
    }

    /// The text of a file; `place` is what asked for it.
    pub(super) fn text(
        &mut self,
        path: &Path,
        source: &Arc<Source>,
        place: &Place,
    ) -> Result<String, Report> {
        let missing = |why: &str| {
            refusal(
                place,
                Rule::MissingFile,
                format!("`{}` can't be read: {why}", source.shown),
                "create the file, or mend the path",
            )
        };
        let real = path.canonicalize();
        let real = real.map_err(|error| missing(&cause(&error)))?;
        if !real.starts_with(&self.root.1) {
            let what = format!(
                "`{}` lies outside `{}`, the root of the inputs",
                source.shown,
                shown(&self.root.0)
            );
            let help = "move the file below the root, or name a root that holds it with `--root`";
            return Err(refusal(place, Rule::OutsideRoot, what, help));
        }
        // Asked before it is opened, because opening a pipe or a device might never end.
        let about = std::fs::metadata(&real).map_err(|error| missing(&cause(&error)))?;
        if !about.is_file() {
            return Err(missing("it is not a file"));
        }
        if about.len() > MAX_FILE {
            return Err(too_large(place, source, "it has", MAX_FILE));
        }
        let mut bytes = Vec::new();
        // One byte more than is taken, so that a file that grows meanwhile is noticed too.
        let most = MAX_FILE.min(MAX_TOTAL - self.total) + 1;
        std::fs::File::open(&real)
            .and_then(|file| file.take(most).read_to_end(&mut bytes))
            .map_err(|error| missing(&cause(&error)))?;
        let length = bytes.len() as u64;
        if length == most {
            return Err(if length > MAX_FILE {
                too_large(place, source, "it has", MAX_FILE)
            } else {
                too_large(place, source, "all files together have", MAX_TOTAL)
            });
        }
        self.total += length;
        decode(bytes, source)
    }
}

/// Refuses what has more than `most` bytes.
pub(super) fn too_large(place: &Place, source: &Source, what: &str, most: u64) -> Report {
    refusal(
        place,
        Rule::MissingFile,
        format!(
            "`{}` can't be read: {what} more than {most} bytes",
            source.shown
        ),
        "leave out what the document does not need, or generate its parts one by one",
    )
}

fn decode(bytes: Vec<u8>, source: &Arc<Source>) -> Result<String, Report> {
    let syntax =
        |place: &Place, what: &str, help: &str| refusal(place, Rule::Syntax, what.to_owned(), help);
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(syntax(
            &start(source),
            "the file begins with a byte order mark",
            "save the file as UTF-8 without a byte order mark",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let mut place = start(source);
            place.line += before.matches('\n').count();
            place.column += before.rsplit('\n').next().unwrap_or("").chars().count();
            Err(syntax(
                &place,
                "the file is not UTF-8",
                "save the file as UTF-8",
            ))
        }
    }
}
