//! `cargo xtask upstream`

use std::path::PathBuf;

use anyhow::Result;
use reversals_changes::accepted::{Accepted, Of};
use reversals_changes::difference::Difference;
use reversals_changes::upstream;
use reversals_codegen::load;

use crate::accepted;
use crate::exit::{self, Outcome};
use crate::progress::Progress;
use crate::workspace::root;

/// Hold the fragments against the document that they are a part of, such as a release of Stripe's.
///
/// Every difference of structure is told with its place on both sides; wording is none. What is meant to differ has its
/// reason in `departures.toml` beside the fragments.
#[derive(clap::Args)]
#[command(after_help = format!("\
Example:
  cargo xtask upstream spec3.json    the operations of spec/ in spec3.json

{}", exit::HELP))]
pub(crate) struct Args {
    /// The document, YAML or JSON.
    file: PathBuf,

    /// The folder of the fragments in place of `spec/`, and of their `departures.toml`.
    #[arg(long, value_name = "FOLDER")]
    spec: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let spec = match &args.spec {
        Some(spec) => spec.clone(),
        None => root()?.join("spec"),
    };
    let departures = spec.join("departures.toml");
    let accepted = if departures.exists() {
        accepted::load(Of::Differences, &departures)?
    } else {
        Accepted::default()
    };
    let progress = Progress::new();
    let input = load::spec_dir(&spec, "spec").map_err(reversals_codegen::Error::from)?;
    let ours = reversals_codegen::model(&input, &mut |stage| progress.stage(stage))?;
    progress.say("reading the document");
    let theirs = load::spec_files(std::slice::from_ref(&args.file))
        .map_err(reversals_codegen::Error::from)?;
    let differences = upstream::differences(&ours, &theirs)?;
    drop(progress);
    let (meant, found): (Vec<_>, Vec<_>) = differences
        .iter()
        .partition(|difference| accepted.reason(&difference.key()).is_some());
    for difference in &found {
        anstream::println!("{}", told(difference));
    }
    let keys: Vec<String> = differences.iter().map(Difference::key).collect();
    let wrong = accepted.wrong_of(&keys);
    for entry in &wrong {
        anstream::println!("{entry}\n help: remove the entry, or mend it\n");
    }
    let entries = match wrong.len() {
        0 => String::new(),
        count => format!(", {count} departures that are none"),
    };
    anstream::println!(
        "{} differences, and {} that are meant{entries}",
        found.len(),
        meant.len()
    );
    Ok(if found.is_empty() && wrong.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}

/// A difference with both places.
fn told(difference: &Difference) -> String {
    format!(
        "{}\n  --> {}\n  ::: {}\n      {}\n",
        difference.key(),
        difference.base,
        difference.revision,
        difference.kind.describe(),
    )
}
