//! `--url`: the server side of the cases over HTTP, against any implementation.

use std::collections::BTreeSet;

use super::exit::{Exit, Failure};
use super::load::Loaded;
use super::progress::Progress;
use super::{Args, deliver, load};
use crate::report::Report;
use reversals_remote::{self as remote, ApiKey, Error, Options, Peer, Planned, Setup};

/// Where the key is looked for when it is not among the arguments, which other users of a machine can see.
const VARIABLE: &str = "STRIPE_API_KEY";

pub(super) fn run(args: &Args, url: &str) -> Result<Exit, Failure> {
    let usage = |error: Error| Failure::Usage(error.to_string());
    let target: Peer = url.parse().map_err(usage)?;
    let key = args
        .api_key
        .clone()
        .or_else(|| std::env::var(VARIABLE).ok());
    let key = key.ok_or_else(|| {
        Failure::Usage(format!(
            "no API key: give `--api-key KEY` or the variable {VARIABLE}"
        ))
    })?;
    let mut options = Options::new(target, ApiKey::new(&key).map_err(usage)?);
    options.allow_live = args.allow_live;
    options.strict = args.strict;
    options.settles = args.wait.map(std::time::Duration::from_secs);
    options.clock_free = args.clock_free;
    for (name, id) in pairs(&args.id, "--id tr_1=tr_123")? {
        let ids = options.ids.entry(name).or_default();
        ids.push_str(if ids.is_empty() { "" } else { "," });
        ids.push_str(&id);
    }
    let headers = pairs(&args.header, "--header stripe-account=acct_123")?;
    options.headers = headers.into_iter().collect();
    let loaded = load::load(args)?;
    let setup = Setup::load(&loaded.cases).map_err(|error| Failure::Input(error.to_string()))?;
    if let Some(name) = loaded.suite.stranger(&setup, options.ids.keys()) {
        return Err(Failure::Usage(format!(
            "nothing has an id by the name of `{name}`"
        )));
    }
    options.setup = Some(setup).filter(|_| !args.no_setup);
    let known = load::known(args)?;
    let planned = remote::planned(&loaded.suite, &loaded.contract.api);
    options.chosen = chosen(args, &loaded, &planned)?;
    let suite = &loaded.suite;
    let progress = Progress::new(suite.cases.len(), "cases");
    let judged = remote::judge(&options, suite, &loaded.contract, &|done, of| {
        progress.of(done, of);
    });
    progress.finish();
    let judged = judged.map_err(|error| match error {
        Error::Unreachable(_) | Error::Io { .. } => Failure::Input(error.to_string()),
        Error::Client(_) => Failure::Internal(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    })?;
    let names: Vec<_> = planned.iter().map(|it| it.test.as_str()).collect();
    let report = Report::of_remote(&options.target.to_string(), &judged);
    let report = report
        .knowing(known.as_ref(), &names)
        .counted(suite, &options.tally)
        .redacted(&[key.trim()])
        .map_err(|error| Failure::Internal(error.to_string()))?;
    deliver(args, &report, suite)
}

/// The cases and scenarios that `--only` and `--filter` leave; none where they leave all.
fn chosen(
    args: &Args,
    loaded: &Loaded,
    planned: &[Planned],
) -> Result<Option<BTreeSet<String>>, Failure> {
    if args.filter.is_empty() && args.only.is_empty() {
        return Ok(None);
    }
    let operations = remote::operations(&loaded.contract.api, &args.only);
    let operations = operations.map_err(|error| Failure::Usage(error.to_string()))?;
    let served = |test: &&Planned| test.operations.is_subset(&operations);
    let name = |test: &Planned| test.test.clone();
    let chosen = load::filtered(planned, &args.filter, "test of a service", name)?;
    let chosen: Vec<_> = chosen.iter().filter(served).collect();
    let mut texts = args.filter.iter();
    match texts.find(|text| !chosen.iter().any(|test| test.test.contains(*text))) {
        Some(text) => Err(Failure::Usage(format!(
            "`--only` leaves out every test that has `{text}` in its name"
        ))),
        None => Ok(Some(chosen.iter().map(|test| test.case.clone()).collect())),
    }
}

fn pairs(given: &[String], example: &str) -> Result<Vec<(String, String)>, Failure> {
    let pairs = given.iter().map(|text| {
        let pair = text
            .split_once('=')
            .filter(|(name, value)| !name.is_empty() && !value.is_empty());
        let pair = pair.map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Failure::Usage(format!("`{text}` is no pair, such as `{example}`")))
    });
    pairs.collect()
}
