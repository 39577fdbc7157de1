//! `--scaffold`: cases for what the document owes and no case shows.

use std::path::Path;

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, load, output};
use crate::report::grouped;
use reversals_codegen::write::files::{self, Replacement};
use reversals_scaffold::{Scaffold, Written};

/// The number of obligations that are told by name where no case was found.
const TOLD: usize = 20;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let progress = Progress::new(loaded.contract.api.operations.len(), "operations");
    let at = |done| progress.at(done);
    let found = reversals_scaffold::scaffold(&loaded.cases, &loaded.suite, &loaded.contract, &at);
    progress.finish();
    let found = found.map_err(|error| Failure::Input(error.to_string()))?;
    write(&found.files)?;
    output::print(&told(&found, &loaded.cases))?;
    Ok(if found.left.is_empty() {
        Exit::Fine
    } else {
        Exit::Finding
    })
}

/// Writes all or nothing: what is new, and then all that changes.
fn write(files: &[Written]) -> Result<(), Failure> {
    let mut made = Vec::new();
    let done = made_and_changed(files, &mut made);
    if done.is_err() {
        for path in made {
            // What can't be taken away is told by the failure before it.
            let _ = std::fs::remove_file(path);
        }
    }
    done
}

fn made_and_changed<'a>(files: &'a [Written], made: &mut Vec<&'a Path>) -> Result<(), Failure> {
    let failed = |error: reversals_codegen::Error| Failure::Internal(error.to_string());
    let mut changed = Vec::new();
    for file in files {
        if let Some(before) = &file.before {
            changed.push(Replacement {
                path: file.path.clone(),
                before: before.clone(),
                after: file.after.clone(),
            });
            continue;
        }
        let folder = file.path.parent().unwrap_or(&file.path);
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::Internal(format!("{}: {error}", folder.display())))?;
        files::create(&file.path, &file.after).map_err(failed)?;
        made.push(&file.path);
    }
    files::replace(&changed).map_err(failed)
}

fn told(found: &Scaffold, root: &Path) -> String {
    let mut text = String::new();
    for file in &found.files {
        let verb = if file.before.is_some() {
            "changed"
        } else {
            "new"
        };
        let path = file.path.strip_prefix(root).unwrap_or(&file.path);
        text.push_str(&format!("{verb:8} {}\n", path.display()));
    }
    for id in found.left.iter().take(TOLD) {
        text.push_str(&format!("left     {id}\n"));
    }
    if found.left.len() > TOLD {
        text.push_str(&format!(
            "left     {} more\n",
            grouped(found.left.len() - TOLD)
        ));
    }
    text.push_str(&format!(
        "{} cases and {} carriers for {} obligations; {} are left to be shown by hand\n",
        grouped(found.cases),
        grouped(found.carriers),
        grouped(found.met.len()),
        grouped(found.left.len())
    ));
    if !found.files.is_empty() {
        text.push_str("Read them before they are committed: they say what the document implies, not that it is right.\n");
    }
    text
}
