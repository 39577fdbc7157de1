//! `cargo xtask upstream`

mod apply;
mod cut;

use std::path::{Path, PathBuf};

use anyhow::Result;
use reversals_changes::accepted::{Accepted, Of};
use reversals_changes::difference::Difference;
use reversals_changes::upstream;
use reversals_codegen::load::{self, Input};
use reversals_codegen::select::Pattern;
use reversals_codegen::{Error, Model};

use crate::accepted;
use crate::exit::{self, Outcome};
use crate::progress::Progress;
use crate::workspace::root;

/// Hold the fragments against the document that they are a part of, such as a release of Stripe's.
///
/// Every difference of structure is told with its place on both sides; wording is none. What is meant to differ has its
/// reason in `departures.toml` beside the fragments.
///
/// With `--apply` what takes no thought is edited into the fragments: members, parameters and values that are new, and
/// limits. Comments, order and words stay, nothing is taken out, and what is to be described says TODO. With `--cut`
/// operations that the fragments do not have become a fragment, its structure alone.
#[derive(clap::Args)]
#[command(after_help = format!("\
Examples:
  cargo xtask upstream spec3.json                the operations of spec/ in spec3.json
  cargo xtask upstream spec3.json --spec spec/sandbox
                                                 those of spec/sandbox/
  cargo xtask upstream spec3.json --apply        make them what spec3.json says, where that is mechanical
  cargo xtask upstream spec3.json --cut '/v1/topups*' --out spec/topups.yaml
                                                 the top-ups of spec3.json as a fragment, ready to be described
  cargo xtask upstream spec3.json --cut payouts '!*Cancel' --cut-expansions 0 --out payouts.yaml
                                                 one that stands alone, and expands to open objects

No sentence of the document is copied by either. Nothing is written unless it can be read, and does what it is meant to.

Limits: a document of {} MiB

{}", load::MAX_FILE >> 20, exit::HELP))]
pub(crate) struct Args {
    /// The document, YAML or JSON.
    file: PathBuf,

    /// The folder of the fragments in place of `spec/`, and of their `departures.toml`.
    #[arg(long, value_name = "FOLDER")]
    spec: Option<PathBuf>,

    /// Edit the fragments, where that is mechanical; leave with 0 where nothing is left.
    #[arg(long, conflicts_with = "cut")]
    apply: bool,

    /// Make a fragment of these operations and what they reach: each pattern is an operationId, a tag, a resource or a path,
    /// `*` in it stands for any text, and `!` before it leaves out.
    #[arg(long, value_name = "PATTERN", num_args = 1.., requires = "out")]
    cut: Vec<Pattern>,

    /// Let members expand to types of the document up to so many expansions, one inside the other, and to open objects
    /// beyond; with 0 none does.
    #[arg(long, value_name = "N", requires = "cut")]
    cut_expansions: Option<usize>,

    /// The fragment that is made. In the folder of the fragments it refers to what they have; elsewhere it stands alone.
    #[arg(long, value_name = "FILE", requires = "cut")]
    out: Option<PathBuf>,
}

/// The fragments, and where they are to differ.
struct Ours {
    input: Input,
    model: Model,
    accepted: Accepted,
}

impl Ours {
    fn read(spec: &Path, progress: &Progress) -> Result<Self> {
        let departures = spec.join("departures.toml");
        let accepted = if departures.exists() {
            accepted::load(Of::Differences, &departures)?
        } else {
            Accepted::default()
        };
        let input = match below(spec)? {
            Some((root, name)) => load::spec_dir(spec, &name).map(|input| input.within(&root)),
            None => load::spec_dir(spec, "spec"),
        };
        let input = input.map_err(Error::from)?;
        let model = reversals_codegen::model(&input, &mut |stage| progress.stage(stage))?;
        Ok(Self {
            input,
            model,
            accepted,
        })
    }

    /// Tells what is wrong with the entries, and how many those are.
    fn wrong(&self, differences: &[Difference]) -> (String, bool) {
        let keys: Vec<String> = differences.iter().map(Difference::key).collect();
        let wrong = self.accepted.wrong_of(&keys);
        for entry in &wrong {
            anstream::println!("{entry}\n help: remove the entry, or mend it\n");
        }
        match wrong.len() {
            0 => (String::new(), false),
            count => (format!(", {count} departures that are none"), true),
        }
    }
}

/// The project's own fragments, and what a folder among them is called: those in it share some with the others.
fn below(spec: &Path) -> Result<Option<(PathBuf, String)>> {
    let root = root()?;
    let own = root.join("spec");
    let Ok(folder) = spec.canonicalize() else {
        return Ok(None);
    };
    let name = folder.strip_prefix(&root).ok().and_then(Path::to_str);
    Ok(name
        .filter(|_| folder != own && folder.starts_with(&own))
        .map(|name| (own, name.replace('\\', "/"))))
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let spec = match &args.spec {
        Some(spec) => spec.clone(),
        None => root()?.join("spec"),
    };
    if let Some(out) = &args.out {
        return cut::run(args, &spec, out);
    }
    let progress = Progress::new();
    let ours = Ours::read(&spec, &progress)?;
    progress.say("reading the document");
    let theirs = load::spec_files(std::slice::from_ref(&args.file)).map_err(Error::from)?;
    let theirs = match upstream::part(&ours.model, &theirs) {
        Ok(theirs) => theirs,
        Err(error) => return Ok(unfit(error, progress)),
    };
    let differences = upstream::between(&ours.model, &theirs);
    if args.apply {
        return apply::run(&spec, ours, &theirs, &differences, progress);
    }
    drop(progress);
    let (meant, found): (Vec<_>, Vec<_>) = differences
        .iter()
        .partition(|difference| ours.accepted.reason(&difference.key()).is_some());
    for difference in &found {
        anstream::println!("{}", told(difference));
    }
    let (entries, is_wrong) = ours.wrong(&differences);
    anstream::println!(
        "{} differences, and {} that are meant{entries}",
        found.len(),
        meant.len()
    );
    Ok(if found.is_empty() && !is_wrong {
        Outcome::Fine
    } else {
        Outcome::Finding
    })
}

/// Tells why the document can't be compared: be it no text, or no document, it is nothing that the fragments have to do with.
fn unfit(error: Error, progress: Progress) -> Outcome {
    drop(progress);
    exit::unfit(&error.into(), "nothing was written")
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
