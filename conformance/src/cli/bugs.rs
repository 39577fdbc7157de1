//! `--bugs`: whether the cases notice each bug that is put into a good pair on purpose.

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{Args, deliver, load, near};
use crate::bugs::{CLIENT_BUGS, SERVER_BUGS, hunt};
use crate::generated::{GeneratedClient, GeneratedServer};
use crate::judge::World;
use crate::report::Report;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let client =
        GeneratedClient::new().map_err(|error| Failure::Internal(format!("no client: {error}")))?;
    let server = GeneratedServer::new();
    let world = World {
        client: &client,
        server: &server,
        contract: &loaded.contract,
    };
    let progress = Progress::new(CLIENT_BUGS.len() + SERVER_BUGS.len(), "bugs");
    let hunted = hunt::hunt(&loaded.tests, world, &|done| progress.at(done));
    progress.finish();
    let all = Report::of_bugs(&hunted);
    let report = all.clone().kept(|entry| {
        args.filter.is_empty() || args.filter.iter().any(|text| entry.name.contains(text))
    });
    if report.tests.is_empty() {
        let names = all.tests.iter().map(|entry| entry.case.as_str());
        let wanted = args.filter.join(" ");
        let near = near::question(&near::near(&wanted, names));
        return Err(Failure::Usage(format!(
            "no bug has `{wanted}` in its name{near}"
        )));
    }
    deliver(args, &report, &[])
}
