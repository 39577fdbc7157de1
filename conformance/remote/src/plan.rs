//! What of the cases is asked of a service.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outcome::Reason;
use reversals_cases::{Case, Judge, Side, Suite};
use reversals_codegen::ir::Api;
use reversals_judge::{Kind, of_case};

/// One case, and its tests.
pub(super) struct Job {
    pub(super) case: Arc<Case>,
    /// The tests of a server; none where the case judges a client alone.
    pub(super) kinds: Vec<Kind>,
    /// Whether each request uses up an object that is made for it.
    pub(super) renewed: bool,
    /// Why nothing is sent, where that is known before.
    pub(super) skipped: Option<Reason>,
}

/// A test that a service can be judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The id of its case, or the name of its scenario.
    pub case: String,
    /// Its own name.
    pub test: String,
    /// The operations that it takes, by operationId.
    pub operations: BTreeSet<String>,
}

/// The tests that a service can be judged by, in the order in which [`super::judge`] gives what came of them.
pub fn planned(suite: &Suite, api: &Api) -> Vec<Planned> {
    let jobs = jobs(suite, api, |_| true).into_iter();
    let cases = jobs.filter(|job| job.skipped.is_none()).flat_map(|job| {
        let case = job.case.id.clone();
        let operation = job.case.call.operation.clone();
        job.kinds.into_iter().map(move |kind| Planned {
            test: format!("{case}::{kind}"),
            case: case.clone(),
            operations: BTreeSet::from([operation.clone()]),
        })
    });
    let mut scenarios: Vec<_> = suite.scenarios.iter().collect();
    scenarios.sort_by_key(|scenario| scenario.name());
    let scenarios = scenarios.into_iter().map(|scenario| Planned {
        test: format!("{}::{SCENARIO}", scenario.name()),
        case: scenario.name(),
        operations: scenario
            .operations()
            .into_iter()
            .map(str::to_owned)
            .collect(),
    });
    cases.chain(scenarios).collect()
}

/// The kind of a scenario's test.
pub(super) const SCENARIO: &str = "scenario";

/// The cases that are asked, in the order of their ids.
pub(super) fn jobs(suite: &Suite, api: &Api, asked: impl Fn(&str) -> bool) -> Vec<Job> {
    let cases = suite.cases.iter().filter(|case| asked(&case.id));
    let jobs = cases.map(|case| {
        let kinds = of_case(case, api).into_iter().map(|test| test.kind);
        let kinds: Vec<_> = kinds
            .filter(|kind| kind.sides() == [Side::Server])
            .collect();
        Job {
            skipped: skipped(suite, case, &kinds),
            renewed: false,
            case: Arc::clone(case),
            kinds,
        }
    });
    jobs.collect()
}

fn skipped(suite: &Suite, case: &Case, kinds: &[Kind]) -> Option<Reason> {
    if kinds.is_empty() {
        return Some(Reason::ClientOnly);
    }
    let impossible = suite.remote.impossible(case);
    impossible.map(|entry| Reason::Impossible(entry.reason.clone()))
}

/// The least request of each operation that the cases have accepted, by operationId.
pub(super) fn least(suite: &Suite) -> BTreeMap<String, Arc<Case>> {
    let mut least: BTreeMap<String, Arc<Case>> = BTreeMap::new();
    let size = |case: &Case| {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let request = &case.request;
        (
            length(&request.query) + length(&request.body),
            request.headers.len(),
            case.id.clone(),
        )
    };
    for case in &suite.cases {
        let accepted = matches!(&case.judge, Judge::Exchange { response, sides, .. }
            if response.status < 300 && sides.contains(&Side::Server));
        let free = suite.remote.may_refuse(&case.id).next().is_none();
        if !accepted || !free || case.carried || suite.remote.impossible(case).is_some() {
            continue;
        }
        let known = least.get(&case.call.operation);
        if known.is_none_or(|known| size(case) < size(known)) {
            least.insert(case.call.operation.clone(), Arc::clone(case));
        }
    }
    least
}

impl Job {
    /// How many requests it takes, retries apart.
    pub(super) fn requests(&self) -> usize {
        if self.skipped.is_some() {
            return 0;
        }
        let spelled = |kind: &&Kind| matches!(kind, Kind::ServerDecodeSpelling(_));
        let sent = 1 + self.kinds.iter().filter(spelled).count();
        // Each may be followed by a control request, about an object that is made for it, too.
        sent * 2 * (1 + usize::from(self.renewed))
    }
}
