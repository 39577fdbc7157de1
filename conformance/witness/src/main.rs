//! Prints a message for each difference that breaks somebody on the wire, for `cargo xtask diff --witness`.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use reversals_changes::compare::compare;
use reversals_changes::levels::breaks_on_the_wire;
use reversals_codegen::{Error, Model, load};
use reversals_witness::{Version, Witness, witness};

/// Find a message for each difference that breaks somebody: one that one version takes and the other refuses.
///
/// Prints JSON: the witness of each difference by the difference's key.
#[derive(Parser)]
#[command(after_help = "\
Example:
  reversals-witness --base old/pets.yaml --revision new/pets.yaml

Exit codes: 0 printed, 2 wrong usage, 3 input that can't be loaded, 5 an internal error")]
struct Cli {
    /// The files of the version that is compared with.
    #[arg(long, required = true, num_args = 1..)]
    base: Vec<PathBuf>,

    /// The files of the other.
    #[arg(long, required = true, num_args = 1..)]
    revision: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match found(&cli) {
        Ok(found) => match serde_json::to_string(&found) {
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::from(5)
            }
        },
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn found(cli: &Cli) -> Result<BTreeMap<String, Witness>, Error> {
    let model = |files: &[PathBuf]| -> Result<Model, Error> {
        reversals_codegen::model(&load::spec_files(files)?, &mut |_| ())
    };
    let (base, revision) = (model(&cli.base)?, model(&cli.revision)?);
    let differences = compare(&base, &revision);
    let (old, new) = (Version::new(&base), Version::new(&revision));
    let breaking = differences.iter().filter(|it| breaks_on_the_wire(it));
    let found = breaking.filter_map(|it| Some((it.key(), witness(&old, &new, it)?)));
    Ok(found.collect())
}
