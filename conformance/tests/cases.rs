//! Every case and every kind of test that it gives, each under its own name; and what keeps the cases honest.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod gates;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use reversals_cases::{Origin, Suite};
use reversals_judge::{self as judge, Contract, Kind, Test, World};
use reversals_pair::{GeneratedClient, GeneratedServer};

/// What every test needs.
struct Bench {
    client: GeneratedClient,
    server: GeneratedServer,
    contract: Contract,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let suite = match reversals_cases::load(&reversals_cases::folder()) {
        Ok(suite) => suite,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(3);
        }
    };
    let bench = Arc::new(Bench {
        client: GeneratedClient::new().unwrap(),
        server: GeneratedServer::new(),
        contract: Contract::of_fragments(&repository().join("spec")).unwrap(),
    });
    let tests = judge::derive(&suite, &bench.contract.api);
    let mut trials = gates(&suite, &tests, &bench);
    trials.extend(tests.into_iter().map(|test| {
        let bench = Arc::clone(&bench);
        Trial::test(test.name(), move || run(&test, &bench))
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn run(test: &Test, bench: &Bench) -> Result<(), Failed> {
    let world = World {
        client: &bench.client,
        server: &bench.server,
        contract: &bench.contract,
    };
    let reversals_cases::Location { file, line } = &test.case.at;
    let ran = test.run(world);
    ran.map_err(|finding| format!("{file}:{line}: {finding}").into())
}

/// What must hold of the cases as a whole.
fn gates(suite: &Suite, tests: &[Test], bench: &Arc<Bench>) -> Vec<Trial> {
    let mut trials = Vec::new();
    let missing: Vec<_> = Kind::FAMILIES
        .iter()
        .filter(|family| !tests.iter().any(|test| test.kind.family() == **family))
        .map(|family| (*family).to_owned())
        .collect();
    trials.push(Trial::test("gate::each_kind_has_tests", move || {
        nothing("no case gives a test of the kind", &missing)
    }));
    trials.push(Trial::test("gate::the_schema_is_that_of_the_code", || {
        let path = repository().join(reversals_cases::schema::FILE);
        let mut text = serde_json::to_string_pretty(&reversals_cases::schema::schema()).unwrap();
        text.push('\n');
        // `BLESS=1` writes it anew, for a person to read.
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        if there == text {
            return Ok(());
        }
        Err(format!(
            "{} is stale: run this test with BLESS=1",
            reversals_cases::schema::FILE
        )
        .into())
    }));
    trials.push(Trial::test("gate::each_file_fits_the_schema", || {
        let schema = jsonschema::validator_for(&reversals_cases::schema::schema()).unwrap();
        let files = reversals_cases::files(&reversals_cases::folder(), "yaml").unwrap();
        // Those directly in the folder, and the scenarios, are of other formats.
        let others = [
            reversals_cases::folder(),
            reversals_cases::folder().join(reversals_cases::scenario::FOLDER),
        ];
        let files = files
            .iter()
            .filter(|path| !others.iter().any(|it| path.parent() == Some(it)));
        let faults = files.flat_map(|path| {
            let json = reversals_cases::schema::json(path).unwrap();
            let faults = schema.iter_errors(&json);
            let faults = faults.map(|fault| format!("{} at {}", fault, fault.instance_path()));
            faults.collect::<Vec<_>>()
        });
        nothing("a file does not fit", &faults.collect::<Vec<_>>())
    }));
    trials.push(documented(suite));
    for (folder, cases) in gates::shown(suite) {
        for side in gates::SIDES {
            let (cases, bench, folder) = (cases.clone(), Arc::clone(bench), folder.clone());
            let name = format!("snapshot::{folder}::{side}");
            trials.push(Trial::test(name, move || {
                let pair = (&bench.client as _, &bench.server as _);
                gates::snapshot(&reversals_cases::folder(), &folder, side, &cases, pair);
                Ok(())
            }));
        }
    }
    let unreferenced = gates::unreferenced(&reversals_cases::folder(), suite);
    trials.push(Trial::test(
        "gate::each_snapshot_belongs_to_an_operation",
        move || nothing("no operation has the snapshot", &unreferenced),
    ));
    trials
}

/// The pages print twelve payloads, ten of them with a command line, and one that is not JSON.
fn documented(suite: &Suite) -> Trial {
    let mut counts = [0, 0];
    let mut repaired = Vec::new();
    for case in suite.cases.iter().filter(|case| !case.carried) {
        let Origin::Documented(documented) = &case.origin else {
            continue;
        };
        counts[0] += 1;
        counts[1] += usize::from(documented.curl.is_some());
        repaired.extend(documented.repair.is_some().then(|| case.id.clone()));
    }
    Trial::test("gate::each_printed_sample_is_a_case", move || {
        if counts != [16, 14] {
            return Err(format!("payloads and command lines: {counts:?}").into());
        }
        if repaired != ["credit_reversals/list/documented"] {
            return Err(format!("repaired: {}", repaired.join(", ")).into());
        }
        Ok(())
    })
}

fn nothing(what: &str, names: &[String]) -> Result<(), Failed> {
    match names {
        [] => Ok(()),
        names => Err(format!("{what}: {}", names.join(", ")).into()),
    }
}
