//! Reports of what is judged over HTTP: a service at an address, and what goes through a proxy.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::kinds::{EXCHANGE, SCENARIO};
use super::{Control, Entry, Fault, Finding, Floor, Law, Report, Share, Skipped, Totals, Unjudged};
use super::{grouped, in_line};
use reversals_cases::{Side, Suite};
use reversals_judge::law::{self, Tally};
use reversals_remote::proxy::{Breach, Event, Summary};
use reversals_remote::{self as remote, Came, Known, Reason};

/// The most reasons that are told one by one.
const REASONS: usize = 20;

/// What a finding of a proxy is about, since it is about no case.
const DOCUMENT: &str = "generated/openapi.json";

impl Report {
    /// The report of a service at an address. What could not be judged is counted by reason.
    pub fn of_remote(address: &str, judged: &[remote::Judged]) -> Self {
        let entries = judged.iter().filter_map(answered).collect();
        let mut report = Self::of_entries(&format!("the service at {address}"), entries);
        let mut reasons: BTreeMap<(&str, String), (usize, &Reason, BTreeSet<String>)> =
            BTreeMap::new();
        for judged in judged {
            if let remote::Outcome::NotJudged(reason) = &judged.outcome {
                report.skipped.extend(skipped(judged, reason));
                let name = (reason.name(), reason.to_string());
                let known = reasons.entry(name).or_insert((0, reason, BTreeSet::new()));
                known.0 += 1;
                known.2.extend(reason.lifted_by());
            }
            report.notes.extend(judged.notes.iter().map(|note| {
                let said = in_line(&note.place, &note.expected, &note.found);
                format!("{}: {said}", judged.test)
            }));
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, (count, ..))| Reverse(*count));
        let mut floor = floor(&remote::Floor::of(judged));
        for ((name, why), (tests, reason, give)) in reasons {
            // These are no tests that could be judged.
            if matches!(reason, Reason::ClientOnly | Reason::Impossible(_)) {
                let told = format!("{} tests, {name}: {why}", grouped(tests));
                report.not_judged.push(told);
                continue;
            }
            floor.unjudged.push(Unjudged {
                tests,
                reason: name.to_owned(),
                why,
                give: (!give.is_empty()).then(|| Vec::from_iter(give).join(" ")),
            });
        }
        let rest = floor.unjudged.split_off(REASONS.min(floor.unjudged.len()));
        let tests = rest.iter().map(|it| it.tests).sum();
        if tests > 0 {
            floor.unjudged.push(Unjudged {
                tests,
                reason: "others".to_owned(),
                why: format!("{} other reasons", grouped(rest.len())),
                give: None,
            });
        }
        for missed in remote::Floor::of(judged).missed() {
            report.fault("floor", "conformance/cases", missed);
        }
        report.floor = Some(floor);
        report
    }

    /// The report with the failures that are known taken for such, and what is wrong with the list: see [`Known::of`].
    /// `all` are the names of all tests there are. It stays as it is where nobody knows of any.
    #[must_use]
    pub fn knowing(mut self, known: Option<&Known>, all: &[&str]) -> Self {
        let Some(known) = known else { return self };
        let came = self.tests.iter().map(|entry| {
            let failed = entry.outcome.fails();
            let came = if failed { Came::Failed } else { Came::Passed };
            (entry.name.as_str(), came)
        });
        let skipped = self.skipped.iter();
        let came = came.chain(skipped.map(|it| (it.name.as_str(), Came::NotJudged)));
        let (reasons, wrong) = known.of(&came.collect::<Vec<_>>(), all, remote::today());
        for (place, reason) in reasons {
            self.tests[place].known(&reason);
        }
        self.totals = Totals::of(&self.tests);
        let faults = wrong.into_iter().map(|wrong| Fault {
            id: "known".to_owned(),
            file: wrong.file,
            line: wrong.line,
            message: wrong.what,
        });
        self.faults.extend(faults);
        self
    }

    /// The report with how often each law was asked, and what came of the control requests.
    #[must_use]
    pub fn counted(mut self, suite: &Suite, tally: &Tally) -> Self {
        let times = tally.laws();
        // Of operations that nobody wanted judged, no law is wanting.
        let shares = self.floor.as_ref().map(|floor| &floor.shares);
        let wanted =
            |id: &String| shares.is_none_or(|all| all.iter().any(|it| it.operation == *id));
        let binds = |law: &&reversals_cases::law::Law| {
            law.operations.is_empty() || law.operations.iter().any(wanted)
        };
        let data = suite.laws.laws.iter().filter(binds);
        let data = data.map(|law| (law.id.as_str(), law.says.as_str()));
        let laws = data.chain(law::OF_STRUCTURE.concat()).map(|(law, says)| {
            let times = times.get(law).copied().unwrap_or_default();
            Law {
                law: law.to_owned(),
                says: says.to_owned(),
                asked: times.asked,
                broken: times.broken,
            }
        });
        self.laws = laws.collect();
        let controls = tally.controls().into_iter();
        let controls = controls.map(|(operation, controls)| {
            let refused = controls.refused.values().sum();
            let most = controls.refused.into_iter().max_by_key(|(_, count)| *count);
            Control {
                operation,
                accepted: controls.accepted,
                refused,
                said: most.map(|(said, _)| said),
            }
        });
        self.controls = controls.collect();
        self
    }

    /// The report of what went through a proxy: one test for each side of each operation that was seen, or one for each
    /// place at which that side breaks a rule. `events` has each of those once, with how often it was seen.
    pub fn of_proxy(address: &str, summary: &Summary, events: &[(Event, usize)]) -> Self {
        let mut entries = Vec::new();
        let mut notes = Vec::new();
        for (operation, exchanges) in &summary.operations {
            let seen = exchanges.judged;
            for side in [Side::Client, Side::Server] {
                let mine = events
                    .iter()
                    .filter(|(event, _)| event.operation == *operation && event.direction == side);
                let (violations, noted): (Vec<_>, Vec<_>) =
                    mine.partition(|(event, _)| event.level == Breach::Failure);
                let mut told: Vec<_> = violations
                    .iter()
                    .map(|(event, times)| (event.rule.to_string(), Some(broken(event, *times))))
                    .collect();
                if told.is_empty() {
                    told.push((format!("{} exchanges", grouped(seen)), None));
                }
                for (what, finding) in told {
                    let name = format!("{operation}/{side}");
                    let mut entry = Entry::new(&name, EXCHANGE, DOCUMENT, finding);
                    entry.name = format!("{name}/{what}::{EXCHANGE}");
                    entry.sides = vec![side];
                    entries.push(entry);
                }
                notes.extend(noted.iter().map(|(event, times)| {
                    let said = in_line(&event.place, &event.expected, &event.found);
                    let (rule, times) = (event.rule, grouped(*times));
                    format!("{operation} by the {side}, {times} times [{rule}]: {said}")
                }));
            }
        }
        let mut report =
            Self::of_entries(&format!("client and service, through {address}"), entries);
        report.notes = notes;
        let mut reasons: Vec<_> = summary.not_judged.iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(**count));
        let unjudged = reasons.into_iter().map(|(why, tests)| Unjudged {
            tests: *tests,
            reason: "exchange".to_owned(),
            why: (*why).to_owned(),
            give: None,
        });
        let shares = summary
            .operations
            .iter()
            .flat_map(|(operation, exchanges)| {
                [Side::Client, Side::Server].map(|side| Share {
                    operation: operation.clone(),
                    side,
                    judged: exchanges.judged,
                    of: exchanges.judged,
                    accepted: exchanges.accepted,
                })
            });
        report.floor = Some(Floor {
            judged: summary.judged,
            of: summary.exchanges,
            shares: shares.collect(),
            unjudged: unjudged.collect(),
        });
        if summary.judged == 0 {
            let none = "no exchange of an operation of the document went through";
            report.fault("floor", DOCUMENT, none);
        }
        let unserved = summary.operations.iter();
        for (operation, it) in unserved.filter(|(_, it)| it.judged > 0 && it.accepted == 0) {
            let count = grouped(it.judged);
            let missed = format!("{operation} accepted none of {count} requests");
            report.fault("floor", DOCUMENT, missed);
        }
        report
    }
}

fn floor(counted: &remote::Floor) -> Floor {
    let operations = counted.operations.iter();
    let mut shares: Vec<_> = operations
        .map(|(id, it)| Share {
            operation: id.clone(),
            side: Side::Server,
            judged: it.judged,
            of: it.of,
            accepted: it.accepted,
        })
        .collect();
    let remote::Share { judged, of, .. } = counted.scenarios;
    if of > 0 {
        shares.push(Share {
            operation: "scenarios".to_owned(),
            side: Side::Server,
            judged,
            of,
            accepted: 0,
        });
    }
    Floor {
        judged: counted.judged,
        of: counted.of,
        shares,
        unjudged: Vec::new(),
    }
}

fn broken(event: &Event, times: usize) -> Finding {
    let Event {
        exchange,
        method,
        target,
        place,
        ..
    } = event;
    let times = grouped(times);
    let place = format!("{method} {target}, exchange {exchange}, {times} in all: {place}");
    Finding::new(place, &event.expected, &event.found)
}

/// None for what was not judged.
fn answered(judged: &remote::Judged) -> Option<Entry> {
    let finding = match &judged.outcome {
        remote::Outcome::NotJudged(_) => return None,
        remote::Outcome::Passed => None,
        remote::Outcome::Failed(found) => Some(Finding::from(&**found)),
    };
    let parts = judged.test.split_once("::");
    let (case, kind) = parts.unwrap_or((&judged.test, SCENARIO));
    // A spelling is of the kind of spellings, whatever its number.
    let number = kind.trim_end_matches(|c: char| c.is_ascii_digit());
    let family = number.strip_suffix('-').filter(|_| number != kind);
    let mut entry = Entry::new(case, family.unwrap_or(kind), &judged.at.file, finding);
    entry.name.clone_from(&judged.test);
    entry.folder = folder(case);
    entry.line = judged.at.line;
    entry.sides = vec![Side::Server];
    Some(entry)
}

/// None for what no service has to do with.
fn skipped(judged: &remote::Judged, reason: &Reason) -> Option<Skipped> {
    (*reason != Reason::ClientOnly).then(|| Skipped {
        name: judged.test.clone(),
        folder: folder(&judged.case),
        reason: reason.to_string(),
    })
}

fn folder(case: &str) -> String {
    case.split('/').take(2).collect::<Vec<_>>().join("/")
}
