//! Where a report goes. No key gets out here, whosever it is: those that a run knows are hidden before.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::exit::Failure;
use reversals_judge::redact;

/// Writes a file whole or not at all: a reader never meets half of it.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |what: &dyn std::fmt::Display| {
        Failure::Internal(format!("can't write {}: {what}", path.display()))
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".reversals-conformance-");
    // Such files are for their maker's eyes only by default; a report is a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|error| failed(&error))?;
    file.write_all(redact::hide(text, &[]).as_bytes())
        .map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error))?;
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
        .map_err(|error| Failure::Internal(format!("can't write {}: {error}", path.display())))
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
