//! `--list`: the names of the tests.

use super::exit::{Exit, Failure};
use super::{Args, load, output};
use reversals_judge::Test;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let tests = load::filtered(&loaded.tests, &args.filter, "test", Test::name)?;
    let names: String = tests.iter().map(|test| test.name() + "\n").collect();
    match &args.output {
        Some(path) => output::write(path, &names)?,
        None => output::print_raw(&names)?,
    }
    Ok(Exit::Fine)
}
