//! The action for GitHub, whose steps are run as a runner runs them, against a service that is there.
#![cfg(unix)] // The steps are of bash.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod steps;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../.github/actions/contract");
const KEY: &str = "sk_test_thekeyofthistest";

/// A run in a folder of its own.
struct Ran {
    home: tempfile::TempDir,
    of: steps::Ran,
}

impl std::ops::Deref for Ran {
    type Target = steps::Ran;

    fn deref(&self) -> &steps::Ran {
        &self.of
    }
}

impl Ran {
    /// What one of the action's outputs leads to.
    fn report(&self, name: &str) -> String {
        let path = self.home.path().join(&self.outputs[name]);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

fn run(with: &[(&str, &str)], path: Option<&Path>) -> Ran {
    let home = tempfile::tempdir().unwrap();
    let of = steps::run(Path::new(FOLDER), with, home.path(), path);
    Ran { home, of }
}

/// The example service, perhaps behind something that bends it; its address.
fn served(bend: impl FnOnce(Router) -> Router + Send + 'static) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let service = Arc::new(reversals_example::Service::default());
            let router = bend(reversals_example::fixtures::router(&service));
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    address
}

/// The service tells the caller's key back, and says of refusals that they are text.
fn telling(router: Router) -> Router {
    router.layer(from_fn(async |request: Request, next: Next| -> Response {
        let said = request.headers().get("authorization").cloned();
        let mut answer = next.run(request).await;
        if let Some(said) = said {
            answer.headers_mut().insert("x-said", said);
        }
        if answer.status() == 404 {
            let plain = axum::http::HeaderValue::from_static("text/plain");
            answer.headers_mut().insert("content-type", plain);
        }
        answer
    }))
}

const PROGRAM: (&str, &str) = ("program", env!("CARGO_BIN_EXE_reversals-conformance"));
const IDS: (&str, &str) = ("ids", "acct_1=acct_1\nfa_1=fa_1\n");

fn assert_keyless(ran: &Ran) {
    assert!(!ran.said().contains(KEY), "{}", ran.said());
    let mut folders = vec![ran.home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains(KEY), "{}", path.display());
            }
        }
    }
}

#[test]
fn no_step_has_an_expression_in_its_script_and_the_key_is_no_argument() {
    let action = steps::action(Path::new(FOLDER));
    assert_eq!(action.runs.using, "composite");
    for step in &action.runs.steps {
        assert_eq!(step.shell, "bash");
        assert!(!step.run.contains("${{"), "{}", step.run);
        assert!(!step.run.contains("api-key"), "{}", step.run);
    }
}

#[test]
fn a_good_service_passes_and_leaves_all_reports_and_a_summary() {
    let address = served(|router| router);
    let ran = run(&[("url", &address), ("api-key", KEY), IDS, PROGRAM], None);
    assert_eq!(ran.code(), Some(0), "{}", ran.said());
    assert!(ran.report("junit").contains("<testsuites "));
    assert!(ran.report("sarif").contains("\"2.1.0\""));
    assert!(ran.report("html").contains("Scenarios"));
    let summary = fs::read_to_string(ran.home.path().join("summary.md")).unwrap();
    assert!(summary.starts_with("## ✅"), "{summary}");
    assert_keyless(&ran);
}

#[test]
fn a_service_that_is_wrong_fails_the_job_which_has_its_reports_all_the_same() {
    let address = served(telling);
    let ran = run(
        &[
            ("url", &address),
            ("api-key", KEY),
            IDS,
            PROGRAM,
            ("options", "--strict\n\n--wait=1"),
            ("output", "a b/c"),
        ],
        None,
    );
    assert_eq!(ran.code(), Some(1), "{}", ran.said());
    assert!(ran.said().contains("::error title="), "{}", ran.said());
    assert!(ran.outputs["html"].starts_with("a b/c/"));
    for name in ["junit", "sarif", "html"] {
        assert!(ran.report(name).contains("text/plain"), "{name}");
    }
    assert_keyless(&ran);
}

#[test]
fn a_part_of_the_operations_and_a_list_of_known_failures_are_inputs() {
    let address = served(|router| router);
    let with = |only: &str, known: &str| {
        let given = [
            ("url", address.as_str()),
            ("api-key", KEY),
            ("only", only),
            ("known", known),
            IDS,
            PROGRAM,
        ];
        run(&given, None)
    };
    let ran = with("retrieve\nlist", "");
    assert_eq!(ran.code(), Some(0), "{}", ran.said());
    assert!(!ran.report("junit").contains("transfer_reversals/create/"));
    let ran = with("retrieve", "no/such/file.toml");
    assert_eq!(ran.code(), Some(3), "{}", ran.said());
}

#[test]
fn what_a_command_says_through_the_proxy_is_judged_and_its_own_failure_counts() {
    // Whatever can call a service will do; the program does.
    let calls = "\"$PROGRAM\" --url \"$CONTRACT_URL\" --id acct_1=acct_1 --filter create/documented > calls.txt || true";
    let with = |address: &str, command: &str| {
        let given = [
            ("url", address),
            ("api-key", KEY),
            ("run", command),
            PROGRAM,
        ];
        run(&given, None)
    };
    let address = served(|router| router);
    let ran = with(&address, calls);
    assert_eq!(ran.code(), Some(0), "{}", ran.said());
    assert!(ran.said().contains("listening on "), "{}", ran.said());
    assert!(ran.report("html").contains("PostTransfersIdReversals"));
    assert_keyless(&ran);
    let ran = with(&address, &format!("{calls}; exit 7"));
    assert_eq!(ran.code(), Some(7), "{}", ran.said());
    let ran = with(&address, "true");
    assert_eq!(ran.code(), Some(1), "nothing went through: {}", ran.said());
    let ran = with(
        &served(telling),
        &calls.replace("create/documented", "path_"),
    );
    assert_eq!(ran.code(), Some(1), "{}", ran.said());
    assert!(ran.report("junit").contains("text/plain"));
    assert_keyless(&ran);
}

#[test]
fn a_service_that_is_not_there_and_a_proxy_that_can_not_listen_are_no_pass() {
    let closed = "http://127.0.0.1:9";
    let wait = ("wait-for", "1");
    let ran = run(&[("url", closed), wait, ("api-key", KEY), PROGRAM], None);
    assert_eq!(ran.code(), Some(3), "{}", ran.said());
    let given = [
        ("url", closed),
        wait,
        ("run", "true"),
        ("listen", "256.0.0.1:0"),
        PROGRAM,
    ];
    assert_eq!(run(&given, None).code(), Some(3));
}

#[test]
fn the_program_is_built_with_what_the_address_needs() {
    let home = tempfile::tempdir().unwrap();
    let cargo = home.path().join("cargo");
    fs::write(
        &cargo,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > cargo.txt\nexit 9\n",
    )
    .unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    for (url, tls) in [
        ("https://api.example.com", true),
        ("http://127.0.0.1:9", false),
    ] {
        let ran = run(&[("url", url), ("api-key", KEY)], Some(home.path()));
        assert_eq!(ran.code(), Some(9), "the job goes on without a program");
        let given = fs::read_to_string(ran.home.path().join("cargo.txt")).unwrap();
        let features = if tls { "cli,tls" } else { "cli" };
        assert!(
            given.contains(&format!("--no-default-features\n--features\n{features}\n")),
            "{given}"
        );
        assert!(given.contains("--locked\n"), "{given}");
        let manifest = given.lines().find(|line| line.ends_with("Cargo.toml"));
        assert!(PathBuf::from(manifest.unwrap()).exists(), "{given}");
    }
}
