//! Where a report goes. No key gets out here, whosever it is: those that a run knows are hidden before.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::exit::Failure;
use reversals_judge::redact;

/// Writes a file whole or not at all: a reader never meets half of it. A link stays one, and what it leads to is written;
/// a device or a pipe is written to.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let text = redact::hide(text, &[]);
    let end = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let written = if end.exists() && !end.is_file() {
        let opened = std::fs::OpenOptions::new().write(true).open(&end);
        opened.and_then(|mut file| file.write_all(text.as_bytes()))
    } else {
        replace(&end, &text)
    };
    written.map_err(|error| Failure::Input(format!("can't write {}: {error}", path.display())))
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".reversals-conformance-");
    // Such files are for their maker's eyes only by default; a report is a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// Refuses reports that could not be written when all is done: two in one file, or in a folder that is not there.
pub(super) fn check(files: &[&Path]) -> Result<(), Failure> {
    for (index, file) in files.iter().enumerate() {
        if files[..index].contains(file) {
            let what = format!("two reports in one file: {}", file.display());
            return Err(Failure::Usage(what));
        }
        let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) || file.is_dir() {
            let what = format!(
                "can't write {}: no such folder, or it is one",
                file.display()
            );
            return Err(Failure::Input(what));
        }
    }
    Ok(())
}

/// Adds to the end of a file, which is made where there is none.
pub(super) fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let opened = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path);
    opened
        .and_then(|mut file| file.write_all(redact::hide(text, &[]).as_bytes()))
        .map_err(|error| Failure::Input(format!("can't write {}: {error}", path.display())))
}

/// Prints to standard output, with colours where they are wanted. A reader that has seen enough may close it.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    printed(anstream::stdout().lock(), text)
}

/// Prints to standard output as it is: a format that a program reads has no colours to take out.
pub(super) fn print_raw(text: &str) -> Result<(), Failure> {
    printed(std::io::stdout().lock(), text)
}

/// Prints to standard error, beside a format that a program reads.
pub(super) fn aside(text: &str) -> Result<(), Failure> {
    printed(std::io::stderr().lock(), text)
}

fn printed(mut out: impl Write, text: &str) -> Result<(), Failure> {
    let text = redact::hide(text, &[]);
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Internal(format!("can't print: {error}")))
        }
        _ => Ok(()),
    }
}
