//! `cargo xtask upstream --cut`

use std::path::Path;

use anyhow::Result;
use reversals_changes::cut::{Beside, cut};
use reversals_codegen::Error;
use reversals_codegen::diagnostic::Rule;
use reversals_codegen::load;
use reversals_codegen::select::Selection;
use reversals_codegen::tree::Source;
use reversals_codegen::write::files::{create, is_free};

use super::{Args, Ours, told, unfit};
use crate::exit::{self, Outcome};
use crate::progress::Progress;

pub(super) fn run(args: &Args, spec: &Path, out: &Path) -> Result<Outcome> {
    let name = out.file_name().and_then(|name| name.to_str());
    let is_yaml = |name: &&str| {
        let ending = Path::new(name).extension();
        ending.is_some_and(|ending| ending == "yaml" || ending == "yml") && !name.starts_with('.')
    };
    let Some(name) = name.filter(is_yaml) else {
        return Err(Error::Foreign {
            dir: out.to_owned(),
            what: "is no name of a fragment".to_owned(),
            help: "name a file that ends with `.yaml`".to_owned(),
        }
        .into());
    };
    is_free(out)?;
    let progress = Progress::new();
    let ours = if is_in(out, spec) {
        Some(Ours::read(spec, &progress)?)
    } else {
        None
    };
    progress.say("reading the document");
    let theirs = load::spec_files(std::slice::from_ref(&args.file)).map_err(Error::from)?;
    let selection = Selection {
        only: args.cut.clone(),
        cut_expansions: args.cut_expansions,
        ..Selection::default()
    };
    let beside = ours.as_ref().map(|ours| Beside {
        input: &ours.input,
        model: &ours.model,
        accepted: &ours.accepted,
        path: out.to_owned(),
        source: Source {
            name: format!("spec/{name}"),
            shown: out.display().to_string(),
        },
    });
    let fragment = match cut(&theirs, &selection, beside.as_ref()) {
        Ok(fragment) => fragment,
        // The document is right, and the pattern is not.
        Err(error) if is_known(&error) => return Err(error.into()),
        Err(error) => return Ok(unfit(error, progress)),
    };
    create(out, &fragment.text)?;
    drop(progress);
    for operation in &fragment.operations {
        anstream::println!("{operation}");
    }
    for (name, called) in &fragment.renamed {
        exit::note(&format!(
            "note: the fragments have another `{name}`: here it is `{called}`"
        ));
    }
    for difference in &fragment.differences {
        anstream::println!("{}", told(difference));
    }
    if args.cut_expansions.is_some() {
        exit::note(
            "note: what expands to open objects stays a difference until `departures.toml` has the reason",
        );
    }
    anstream::println!(
        "written: {}: {} operations, {} components, and {} of other fragments",
        out.display(),
        fragment.operations.len(),
        fragment.components,
        fragment.shared.len(),
    );
    Ok(if fragment.differences.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}

/// Whether it is refused for what the fragments have.
fn is_known(error: &Error) -> bool {
    let Error::Refused(report) = error else {
        return false;
    };
    let refusals = report.refusals();
    refusals
        .iter()
        .all(|one| one.rule == Rule::FragmentConflict)
}

/// Whether a file is to be directly in a folder.
fn is_in(file: &Path, folder: &Path) -> bool {
    let parent = file.parent().filter(|it| !it.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).canonicalize();
    matches!((parent, folder.canonicalize()), (Ok(parent), Ok(folder)) if parent == folder)
}
