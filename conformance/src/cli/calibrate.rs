//! `--calibrate`: whether the interpreter of edited documents judges as compiled crates do.

use std::fmt::Write as _;

use reversals_codegen::ir::Api;

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, load, output};
use crate::calibrate::{Bench, Calibrated, calibrate};
use crate::report::grouped;
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use reversals_strength::mutation::run::Pair;
use reversals_strength::mutation::{mutants, sample};

pub(super) fn run(args: &Args, count: usize) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let spec = args.spec.clone();
    let spec = spec.unwrap_or_else(|| load::root().join("spec"));
    let mut mutants = mutants(&loaded.contract.bundled);
    if !args.filter.is_empty() {
        mutants.retain(|mutant| args.filter.iter().any(|text| mutant.id.contains(text)));
    }
    let sample = sample(&mutants, count);
    if sample.is_empty() {
        return Err(Failure::Usage(
            "no edit is asked for, or none has the text in its id".to_owned(),
        ));
    }
    let whole = |path: std::path::PathBuf| {
        std::path::absolute(&path)
            .map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
    };
    let bench = Bench {
        root: load::root(),
        cases: &whole(loaded.cases.clone())?,
        spec: &whole(spec)?,
        tests: &loaded.tests,
        good: &loaded.contract,
        make: &interpreted,
    };
    let progress = Progress::new(sample.len(), "edited documents");
    let mut shown = 0;
    // Each takes long enough that nobody should wait for the last to read of the first.
    let mut lost = Ok(());
    let all = calibrate(&sample, &bench, &mut |one| {
        shown += 1;
        if args.output.is_none() && lost.is_ok() {
            progress.aside(|| lost = output::print(&line(one)));
        }
        progress.at(shown);
    });
    progress.finish();
    lost?;
    let all = all.map_err(|error| Failure::Internal(error.to_string()))?;
    let totals = totals(&all);
    match &args.output {
        Some(path) => {
            let lines: String = all.iter().map(line).collect();
            output::write(path, &(lines + &totals))?;
        }
        None => output::print(&totals)?,
    }
    Ok(if all.iter().all(Calibrated::agrees) {
        Exit::Fine
    } else {
        Exit::Finding
    })
}

fn interpreted(api: &Api) -> Pair {
    let client = Box::new(InterpretedClient::new(api));
    (client, Box::new(InterpretedServer::new(api)))
}

/// One mutant: a line, and below it each test that only one pair fails.
fn line(one: &Calibrated) -> String {
    let failing = grouped(one.interpreted.len());
    let mut text = match &one.compiled {
        Ok(_) if one.agrees() => format!("agree     {}: {failing} failing tests\n", one.id),
        Ok(compiled) => {
            let compiled = grouped(compiled.len());
            format!(
                "disagree  {}: {failing} failing tests interpreted, {compiled} compiled\n",
                one.id
            )
        }
        Err(mute) => format!("unjudged  {}: {mute}\n", one.id),
    };
    for (who, names) in [
        ("interpreted", one.only_interpreted()),
        ("compiled", one.only_compiled()),
    ] {
        for name in names {
            let _ = writeln!(text, "          only {who}: {name}");
        }
    }
    text
}

fn totals(all: &[Calibrated]) -> String {
    let agree = all.iter().filter(|one| one.agrees()).count();
    let unjudged = all.iter().filter(|one| one.compiled.is_err()).count();
    let tests: usize = all.iter().map(|one| one.tests).sum();
    let failing: usize = all.iter().map(|one| one.interpreted.len()).sum();
    let apart: usize = all
        .iter()
        .map(|one| one.only_interpreted().len() + one.only_compiled().len())
        .sum();
    format!(
        "{} of {} edited documents are judged alike, {} otherwise, {} not by compiled crates; \
         of {} verdicts ({} of a failure) {} differ\n",
        grouped(agree),
        grouped(all.len()),
        grouped(all.len() - agree - unjudged),
        grouped(unjudged),
        grouped(tests),
        grouped(failing),
        grouped(apart),
    )
}
