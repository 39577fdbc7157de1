//! What the suite says of this service where it is wrong, or has less than the document.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use http_body_util::Full;
use libtest_mimic::{Arguments, Conclusion};
use reversals_conformance::harness::Contract;
use reversals_example::rules::Page;
use reversals_example::store::{CreditReversal, Kept, Metadata, Transfer};
use reversals_example::{Honest, Rules, Service, fixtures, router};
use reversals_runtime::Clearable;
use reversals_runtime::server::Failure;
use tower::ServiceExt as _;

/// The contract of a service, with the fixtures of its tests.
fn contract(service: &Arc<Service>, router: Router) -> Contract {
    let service = Arc::clone(service);
    Contract::of(router)
        .id("acct_1", "acct_of_a_seller")
        .id("fa_1", "fa_of_the_platform")
        .fixtures(move |wanted| {
            let owner = wanted.account.unwrap_or_default();
            fixtures::answer(&service, wanted.method, wanted.path, owner, &wanted.form)
        })
}

/// Arguments of a test program.
fn words(words: &[&str]) -> Arguments {
    Arguments::from_iter(["contract"].iter().chain(words))
}

/// What came of the tests, and what was printed.
fn ran(contract: Contract, mut arguments: Arguments) -> (Conclusion, String) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    arguments.logfile = Some(log.display().to_string());
    let trials = contract.trials(&arguments).unwrap();
    let conclusion = libtest_mimic::run(&arguments, trials);
    (conclusion, std::fs::read_to_string(log).unwrap())
}

struct Wrong(&'static str);

impl Rules for Wrong {
    fn amount(&self, transfer: &Transfer, left: i64, asked: Option<i64>) -> Result<i64, Failure> {
        match self.0 {
            "the amount of the transfer, whatever is left" => Ok(asked.unwrap_or(transfer.amount)),
            _ => Honest.amount(transfer, left, asked),
        }
    }

    fn metadata(&self, there: Metadata, given: Clearable<Metadata>) -> Result<Metadata, Failure> {
        match self.0 {
            "metadata in the place of what was there" => Honest.metadata(Metadata::new(), given),
            _ => Honest.metadata(there, given),
        }
    }

    fn page(&self, all: &[String], page: &Page) -> Result<(Vec<String>, bool), Failure> {
        let (items, more) = Honest.page(all, page)?;
        match self.0 {
            "a page that never has more behind it" => Ok((items, false)),
            _ => Ok((items, more)),
        }
    }

    fn reversible(&self, before: Option<&CreditReversal>) -> Result<(), Failure> {
        match self.0 {
            "a credit that is sent back twice" => Ok(()),
            _ => Honest.reversible(before),
        }
    }

    fn posted_at(&self, reversal: &CreditReversal, now: i64) -> Option<i64> {
        match self.0 {
            "nothing is ever posted" => None,
            _ => Honest.posted_at(reversal, now),
        }
    }

    fn again(&self, kept: &Kept, path: &str, parameters: &str) -> Result<(), Failure> {
        match self.0 {
            "a key that stands for any request" => Ok(()),
            _ => Honest.again(kept, path, parameters),
        }
    }
}

#[test]
fn each_decision_that_is_another_fails_a_test_that_is_named_after_it() {
    for (wrong, test) in [
        ("", ""),
        (
            "the amount of the transfer, whatever is left",
            "scenarios/transfer_reversals/in_parts",
        ),
        (
            "metadata in the place of what was there",
            "scenarios/metadata/of_a_transfer_reversal",
        ),
        (
            "a page that never has more behind it",
            "scenarios/paging/of_transfer_reversals",
        ),
        (
            "a credit that is sent back twice",
            "scenarios/credit_reversals/once",
        ),
        (
            "nothing is ever posted",
            "scenarios/credit_reversals/posted",
        ),
        (
            "a key that stands for any request",
            "scenarios/idempotency/of_a_transfer_reversal",
        ),
    ] {
        let service = Arc::new(Service::new(Wrong(wrong)));
        let (conclusion, log) = ran(contract(&service, router(&service)), words(&["scenarios/"]));
        let failed = |line: &str| line.ends_with("FAILED") && line.contains(&format!("{test}::"));
        assert_eq!(log.lines().any(failed), !wrong.is_empty(), "{wrong}\n{log}");
        assert_eq!(conclusion.has_failed(), !wrong.is_empty(), "{wrong}\n{log}");
    }
}

/// The router with a count of what it was asked.
fn counted(service: &Arc<Service>) -> (Router, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let counting = from_fn(move |request: Request, next: Next| {
        counter.fetch_add(1, Ordering::Relaxed);
        next.run(request)
    });
    (router(service).layer(counting), count)
}

#[test]
fn what_a_filter_leaves_out_is_not_asked_and_a_list_asks_nothing() {
    let service = Arc::new(Service::default());
    let name = "credit_reversals/list/documented::server-encode";
    let mut asked = Vec::new();
    for arguments in [
        words(&["--list"]),
        words(&["--exact", name]),
        words(&["--exact", "floor"]),
    ] {
        let (router, count) = counted(&service);
        let (conclusion, log) = ran(contract(&service, router), arguments);
        assert!(!conclusion.has_failed(), "{log}");
        asked.push(count.load(Ordering::Relaxed));
    }
    assert_eq!(asked[0], 0);
    // Three of the set-up are operations, and what takes away what one made.
    assert_eq!(asked[1], 5);
    assert!(asked[2] > 1000, "{asked:?}");
}

#[test]
fn a_panic_of_the_service_is_a_failure_of_the_tests_that_met_it() {
    async fn panics(request: Request, next: Next) -> Response {
        assert!(
            !request.uri().path().ends_with("credit_reversals"),
            "of our own"
        );
        next.run(request).await
    }
    let service = Arc::new(Service::default());
    let router = router(&service).layer(from_fn(panics));
    let (conclusion, log) = ran(
        contract(&service, router),
        words(&["credit_reversals/list/documented"]),
    );
    assert!(conclusion.has_failed());
    let said = "no whole answer: the service panicked: of our own";
    assert!(log.contains(said), "{log}");
}

#[test]
fn without_objects_to_be_about_little_is_judged_and_the_floor_fails() {
    let service = Arc::new(Service::default());
    let (_, log) = ran(Contract::of(router(&service)), words(&[]));
    let floor = log
        .lines()
        .find(|line| line.starts_with("test floor "))
        .unwrap();
    assert!(floor.ends_with("FAILED"), "{log}");
    assert!(
        log.contains("tests were judged, and 95 % is the least"),
        "{log}"
    );
    assert!(
        log.contains(
            "ignored (it needs the id `fa_1`: nobody gave the id of this: A financial account)"
        ),
        "{log}"
    );
}

/// A service that has no lists, as its router says it.
fn without_lists(service: &Arc<Service>, status: StatusCode) -> Router {
    let refuse = from_fn(move |request: Request, next: Next| async move {
        let get = request.method() == "GET";
        if get && request.uri().path().ends_with("reversals") {
            return status.into_response();
        }
        next.run(request).await
    });
    router(service).layer(refuse)
}

#[test]
fn an_operation_that_is_not_served_is_one_reason_and_is_left_out_by_name() {
    let folder = tempfile::tempdir().unwrap();
    for status in [
        StatusCode::NOT_IMPLEMENTED,
        StatusCode::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED,
    ] {
        let service = Arc::new(Service::default());
        let file = folder.path().join("report.json");
        let whole = contract(&service, without_lists(&service, status)).report(&file);
        let (conclusion, log) = ran(whole, words(&[]));
        // Those tests tell nothing, and the floor tells that.
        assert_eq!(conclusion.num_failed, 1, "{log}");
        assert!(
            log.contains("no request of GetTransfersIdReversals was accepted"),
            "{log}"
        );
        let report = std::fs::read_to_string(&file).unwrap();
        for operation in ["GetTransfersIdReversals", "GetTreasuryCreditReversals"] {
            let said = format!("operation {operation} is not served");
            // Each test that is skipped has it too, behind the reasons.
            let (reasons, skipped) = report.split_once("\"skipped\":").unwrap();
            assert_eq!(reasons.matches(&said).count(), 1, "{report}");
            assert!(skipped.contains(&said), "{report}");
        }

        let service = Arc::new(Service::default());
        let part =
            contract(&service, without_lists(&service, status)).only("create,retrieve,update");
        let (conclusion, log) = ran(part, words(&[]));
        assert!(!conclusion.has_failed(), "{log}");
        assert!(
            conclusion.num_passed > 700 && !log.contains("/list/"),
            "{log}"
        );
    }
}

#[test]
fn known_failures_pass_and_entries_that_are_none_fail() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("known.toml");
    let service = || Arc::new(Service::new(Wrong("a page that never has more behind it")));
    let entry = |test: &str, until: &str| {
        format!("[[known]]\ntest = \"{test}\"\nreason = \"PAY-12\"\nuntil = {until}\n")
    };
    let paging = entry("scenarios/paging/*", "9999-12-31");
    let shown = entry(
        "scenarios/transfer_reversals/shown_on_the_transfer::scenario",
        "9999-12-31",
    );
    let posted = entry(
        "scenarios/credit_reversals/posted_ones::scenario",
        "9999-12-31",
    );
    // What was made is in none of its lists.
    let lists = [
        "credit_reversals/list/*",
        "scenarios/metadata/at_its_limits::scenario",
        "scenarios/transfer_reversals/expanded_as_it_is::scenario",
    ];
    let lists = lists.map(|test| entry(test, "9999-12-31")).concat();
    let passing = entry(
        "scenarios/metadata/seen_on_the_transfer::scenario",
        "9999-12-31",
    );
    let over = entry("scenarios/credit_reversals/once::scenario", "2020-02-29");
    for (text, wrong) in [
        (format!("{paging}{shown}{posted}{lists}"), Vec::new()),
        (
            format!("{paging}{shown}{posted}{lists}{passing}{over}"),
            vec![
                "known.toml:25: `scenarios/metadata/seen_on_the_transfer::scenario` is known to fail, and passes: take the entry out (PAY-12)",
                "known.toml:29: `scenarios/credit_reversals/once::scenario` was known to fail until 2020-02-29, which is over: PAY-12",
            ],
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let service = service();
        let (conclusion, log) = ran(
            contract(&service, router(&service)).known(&file),
            words(&[]),
        );
        assert_eq!(conclusion.num_failed, u64::from(!wrong.is_empty()), "{log}");
        for line in wrong {
            assert!(log.contains(line), "{log}");
        }
    }
    std::fs::write(&file, "[[known]]\ntest = 1\n").unwrap();
    let service = service();
    let refused = contract(&service, router(&service))
        .known(&file)
        .trials(&words(&[]));
    let refused = refused.err().unwrap().to_string();
    assert!(
        refused.ends_with("known.toml:2:8: invalid type: integer `1`, expected a string"),
        "{refused}"
    );
}

#[test]
fn a_service_at_an_address_and_one_of_another_body_are_judged_alike() {
    let part = ["credit_reversals/retrieve/documented"];
    let service = Arc::new(Service::default());

    // The service's own tasks are done meanwhile.
    let inner = router(&service);
    let of_body = tower::service_fn(move |request: http::Request<Full<Bytes>>| {
        let answer = inner.clone().oneshot(request);
        async { tokio::spawn(answer).await.unwrap() }
    });
    let of_body = Contract::of_body(of_body).id("credrev_1", made(&service));
    let (here, log) = ran(of_body, words(&part));
    assert_eq!((here.num_passed, here.num_failed), (4, 0), "{log}");

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(axum::serve(listener, router(&service)).into_future());
    let at = Contract::at(&address).id("credrev_1", made(&service));
    let (there, log) = ran(at, words(&part));
    assert_eq!((there.num_passed, there.num_failed), (4, 0), "{log}");

    let refused = Contract::at("localhost")
        .trials(&words(&part))
        .err()
        .unwrap();
    let said = "the address is not understood: it must begin with http:// or https://";
    assert_eq!(refused.to_string(), said);
}

/// The id of a credit reversal that there is.
fn made(service: &Service) -> String {
    let credit = service.receive("", 1000, "usd", "fa_of_the_platform");
    let store = &mut *service.store();
    let reversal = CreditReversal {
        id: store.id("credrev"),
        credit,
        created: store.now(),
        metadata: Metadata::new(),
    };
    store.credit_reversals.push(reversal.clone());
    reversal.id
}

#[test]
fn reports_are_of_the_form_that_their_names_say() {
    const CASE: &str = "credit_reversals/retrieve/documented";
    let folder = tempfile::tempdir().unwrap();
    let service = Arc::new(Service::default());
    let mut contract = contract(&service, router(&service));
    let files = [
        ("sub/report.xml", ["<testsuites", CASE]),
        ("report.json", ["\"totals\"", CASE]),
        // Of what passes these have a count, or nothing.
        ("report.sarif", ["sarif-2.1.0", "\"results\": []"]),
        ("report.md", ["##", "passed"]),
        ("report.html", ["<!", CASE]),
    ];
    for (file, _) in files {
        contract = contract.report(folder.path().join(file));
    }
    let (conclusion, log) = ran(contract, words(&[CASE]));
    assert!(!conclusion.has_failed(), "{log}");
    for (file, parts) in files {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        for part in parts {
            assert!(text.contains(part), "{file} has no {part}: {text}");
        }
    }
}

#[test]
fn a_run_takes_away_what_there_is_room_for_a_few_of() {
    let service = Arc::new(Service::default());
    let mut left = Vec::new();
    for _ in 0..2 {
        let deletes = words(&["secrets/delete"]);
        let (conclusion, log) = ran(contract(&service, router(&service)), deletes);
        assert!(!conclusion.has_failed(), "{log}");
        left.push(service.store().secrets.len());
    }
    assert_eq!(left, [0, 0]);
}
