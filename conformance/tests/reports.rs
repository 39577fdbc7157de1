//! Each format shows findings as its readers expect them: of a pair with a bug on either side, over one case.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use reversals_bugs::{self as bugs, CLIENT_BUGS, SERVER_BUGS};
use reversals_cases::{Side, Suite};
use reversals_conformance::report::{
    self, Outcome, Report, github, html, json, junit, markdown, sarif, text,
};
use reversals_judge::law::Tally;
use reversals_judge::subject::KEY;
use reversals_judge::{self as judge, Contract, Test, World};
use reversals_pair::{GeneratedClient, GeneratedServer};
use reversals_remote::proxy::{Breach, Event, Exchanges, Summary};
use reversals_remote::{self as remote, Judged, Known, Reason, Rule};
use serde_json::Value;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

static SUITE: LazyLock<Suite> =
    LazyLock::new(|| reversals_cases::load(&reversals_cases::folder()).unwrap());

/// The tests of one case, and what came of them: one failure is known.
static BUGGY: LazyLock<(Vec<Test>, Report)> = LazyLock::new(|| {
    let contract = Contract::of_fragments(&here("../spec")).unwrap();
    let tests: Vec<Test> = judge::derive(&SUITE, &contract.api)
        .into_iter()
        .filter(|test| test.case.id == "transfer_reversals/create/documented")
        .collect();
    let (client, server) = (GeneratedClient::new().unwrap(), GeneratedServer::new());
    let client_bug = CLIENT_BUGS.iter().find(|bug| bug.id == "body-as-json");
    let server_bug = SERVER_BUGS.iter().find(|bug| bug.id == "integers-as-text");
    let world = World {
        client: &bugs::client(client_bug.unwrap(), &client),
        server: &bugs::server(server_bug.unwrap(), &server),
        contract: &contract,
    };
    let outcomes: Vec<_> = tests.iter().map(|test| test.run(world)).collect();
    let mut report = Report::new("a pair with bugs", &tests, &outcomes);
    let reason = r#""</script><script>alert(1)</script> ]]> 100%\n::error::x""#;
    report = knowing(&report, &[("*::re-encode", reason), ("a::b", "\"none\"")]);
    (tests, report)
});

/// A report with a list of known failures: names of tests, and reasons as TOML has them.
fn knowing(report: &Report, known: &[(&str, &str)]) -> Report {
    let entries = known.iter().map(|(test, reason)| {
        format!("[[known]]\ntest = \"{test}\"\nreason = {reason}\nuntil = 2999-12-31\n")
    });
    let known = Known::read(Path::new("known.toml"), &entries.collect::<String>()).unwrap();
    let names: Vec<_> = report.tests.iter().map(|it| it.name.as_str()).collect();
    report.clone().knowing(Some(&known), &names)
}

fn report() -> &'static Report {
    &BUGGY.1
}

#[test]
fn the_bugs_are_found_so_that_there_is_something_to_show() {
    let outcomes = |wanted| {
        report()
            .tests
            .iter()
            .filter(move |it| it.outcome == wanted)
            .count()
    };
    assert!(outcomes(Outcome::Failed) >= 2);
    assert_eq!(outcomes(Outcome::Known), 1);
    assert!(report().fails());
}

#[test]
fn text_is_as_reviewed() {
    insta::assert_snapshot!(anstream::adapter::strip_str(&text::text(report())));
}

#[test]
fn json_is_as_reviewed() {
    insta::assert_snapshot!(json::json(report()).unwrap());
}

#[test]
fn junit_is_as_reviewed() {
    insta::assert_snapshot!(junit::junit(report()).unwrap());
}

#[test]
fn github_is_as_reviewed() {
    insta::assert_snapshot!(github::github(report()));
}

#[test]
fn markdown_is_as_reviewed() {
    insta::assert_snapshot!(markdown::markdown(report()));
}

#[test]
fn sarif_results_are_as_reviewed() {
    let log: Value = serde_json::from_str(&sarif::sarif(report()).unwrap()).unwrap();
    insta::assert_json_snapshot!(log["runs"][0]["results"]);
}

#[test]
fn the_committed_schema_is_that_of_the_report() {
    let path = here("report.schema.json");
    let made = serde_json::to_string_pretty(&json::schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "run this test with UPDATE_SCHEMA=1 to write it"
    );
}

#[test]
fn a_report_fits_its_schema_and_is_read_again() {
    let made = json::json(report()).unwrap();
    let value: Value = serde_json::from_str(&made).unwrap();
    let schema = jsonschema::validator_for(&json::schema()).unwrap();
    let errors: Vec<_> = schema
        .iter_errors(&value)
        .map(|it| it.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(&serde_json::from_str::<Report>(&made).unwrap(), report());
    let mut other = value;
    other["format"] = Value::from(2);
    assert!(
        !schema.is_valid(&other),
        "another version is another format"
    );
}

/// `tests/schemas/sarif-2.1.0.json` is the schema that OASIS publishes, as it is.
#[test]
fn sarif_fits_the_published_schema() {
    let text = fs::read_to_string(here("tests/schemas/sarif-2.1.0.json")).unwrap();
    // One bracket of the published schema closes nothing; it is about members that are not written here.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let log: Value = serde_json::from_str(&sarif::sarif(report()).unwrap()).unwrap();
    let errors: Vec<_> = schema.iter_errors(&log).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let run = &log["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
    }
}

#[test]
fn a_fingerprint_stays_when_a_finding_is_worded_anew() {
    let prints = |report: &Report| {
        let log: Value = serde_json::from_str(&sarif::sarif(report).unwrap()).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let prints = results
            .iter()
            .map(|it| it["partialFingerprints"].to_string());
        prints.collect::<Vec<_>>()
    };
    let before = prints(report());
    let mut other = report().clone();
    for entry in &mut other.tests {
        entry.line += 1;
        if let Some(finding) = &mut entry.finding {
            finding.expected.push_str(", in other words");
            finding.found.push('!');
        }
    }
    assert_eq!(prints(&other), before);
    for entry in &mut other.tests {
        if let Some(finding) = &mut entry.finding {
            finding.place.push_str("/0");
        }
    }
    assert_ne!(prints(&other), before);
}

#[test]
fn junit_is_read_by_a_reader_of_junit() {
    let made = junit::junit(report()).unwrap();
    let read = quick_junit::Report::deserialize_from_str(&made).unwrap();
    assert_eq!(read.tests, report().tests.len() + 1);
    assert_eq!(read.failures, report().totals.all.failed + 1);
    assert_eq!(read.skipped, 1);
    let case = &read.test_suites[0].test_cases[0];
    assert_eq!(
        case.extra["line"].as_str(),
        report().tests[0].line.to_string()
    );
}

#[test]
fn no_format_shows_the_key_in_a_command() {
    let all = [
        text::text(report()),
        github::github(report()),
        markdown::markdown(report()),
    ];
    for text in all {
        assert!(!text.contains(KEY), "{text}");
    }
    let commands = report().tests.iter().filter_map(|it| it.finding.as_ref());
    let commands: Vec<_> = commands.flat_map(|it| &it.reproduce).collect();
    assert!(
        commands
            .iter()
            .any(|it| it.contains("-u \"$STRIPE_API_KEY:\"")),
        "{commands:#?}"
    );
}

#[test]
fn a_secret_that_a_service_repeats_is_taken_out() {
    let other = report()
        .redacted(&["trr_1Mio2eLkdIwHu7ixN5LPJS4a"])
        .unwrap();
    let made = json::json(&other).unwrap();
    assert!(!made.contains("trr_1Mio2eLkdIwHu7ixN5LPJS4a"));
    assert!(made.contains("[key]"));
    assert_eq!(&report().redacted(&[]).unwrap(), report());
}

#[test]
fn the_page_is_whole_and_no_payload_ends_its_script() {
    let page = html::html(report(), &SUITE).unwrap();
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("alert(1)</"), "a payload is read as HTML");
    assert!(!page.contains("{{"), "a place was left");
    let outside = ["src=", "@import", "url(", "http-equiv=\"refresh"];
    for word in outside {
        assert!(!page.contains(word), "{word}: the page loads something");
    }
    let data = page.split_once("\"application/json\">").unwrap().1;
    let data: Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(data["cases"].as_array().unwrap().len(), 1);
    assert_eq!(data["cases"][0][9].as_array().unwrap().len(), BUGGY.0.len());
}

/// Where each text stands in the page, in this order.
fn assert_in_order(page: &str, parts: &[&str]) {
    let mut rest = page;
    for part in parts {
        rest = rest
            .split_once(part)
            .unwrap_or_else(|| panic!("{part}: {rest}"))
            .1;
    }
}

#[test]
fn the_page_of_a_service_has_floor_reasons_laws_control_requests_and_scenarios() {
    let scenario = &SUITE.scenarios[0];
    let judged = |test: &str, outcome| Judged {
        test: test.to_owned(),
        case: test.split("::").next().unwrap().to_owned(),
        at: reversals_cases::Location::default(),
        operation: Some("Op".to_owned()),
        accepted: matches!(outcome, remote::Outcome::Passed),
        outcome,
        notes: vec![*judge::Finding::new("error.code", "none", "`some`")],
    };
    let missing = |id: &str| {
        let (id, why) = (id.to_owned(), "nobody gave it".to_owned());
        remote::Outcome::NotJudged(Reason::NoId { id, why })
    };
    let found = judge::Finding::new("step 2: response body /amount", "400", "500");
    let all = [
        judged("a/b::server-decode", remote::Outcome::Passed),
        judged("a/c::server-decode", missing("rare_1")),
        judged("a/d::server-decode", missing("fa_1")),
        judged("a/e::server-decode", missing("fa_1")),
        judged(
            &format!("{}::scenario", scenario.name()),
            remote::Outcome::Failed(found),
        ),
    ];
    let mut report = Report::of_remote("http://here", &all).counted(&SUITE, &Tally::default());
    report.laws[0].asked = 7;
    report.laws[0].broken = 3;
    report.controls = vec![report::Control {
        operation: "Op".to_owned(),
        accepted: 2,
        refused: 5,
        said: Some("403, message `closed`".to_owned()),
    }];
    let floor = report.floor.as_ref().unwrap();
    assert_eq!((floor.judged, floor.of), (2, 5));
    let xml = junit::junit(&report).unwrap();
    assert_eq!(xml.matches("<skipped").count(), 3, "{xml}");
    let why = "<skipped message=\"it needs the id `rare_1`: nobody gave it\"/>";
    assert!(xml.contains(why), "{xml}");
    let page = html::html(&report, &SUITE).unwrap();
    // Those of operations that were not asked are left out.
    let mut laws = SUITE.laws.laws.iter();
    let law = laws.find(|law| law.operations.is_empty()).unwrap();
    assert_in_order(
        &page,
        &[
            "only 2 of 5 tests were judged",
            "Judged 2 of 5",
            "Op</th><td>2</td><td>5</td>",
            "<td>2</td><td><code>--id fa_1=ID</code>",
            "<td>1</td><td><code>--id rare_1=ID</code>",
            "Laws: 1 of ",
            &format!(
                "<code>{}</code> {}</th><td>7</td><td class=\"failed\">✗ 3<",
                law.id, law.says
            ),
            "<td>2</td><td>5</td><td>403, message `closed`",
            "Notes: 5",
            "Scenarios",
            &scenario.name(),
            "step 2: response body /amount",
            &scenario.says,
        ],
    );
    for text in [
        text::text(&report),
        markdown::markdown(&report).replace('\\', ""),
    ] {
        let text = anstream::adapter::strip_str(&text).to_string();
        assert!(
            text.contains("2 × no-id: it needs the id `fa_1`: nobody gave it; give --id fa_1=ID"),
            "{text}"
        );
        assert!(
            text.contains("control requests of Op: 2 accepted, 5 refused: 403"),
            "{text}"
        );
        assert!(
            text.contains("judged 2 of 5: Op (server), 1 accepted"),
            "{text}"
        );
    }
}

#[test]
fn a_side_that_breaks_a_rule_through_the_proxy_fails_in_every_format_and_the_other_does_not() {
    let event = Event {
        exchange: 4,
        direction: Side::Server,
        level: Breach::Failure,
        operation: "Op".to_owned(),
        method: "GET".to_owned(),
        target: "/v1/things".to_owned(),
        rule: Rule::ResponseSchema,
        place: "response body /amount".to_owned(),
        expected: "an integer".to_owned(),
        found: "text".to_owned(),
    };
    let summary = Summary {
        exchanges: 9,
        judged: 8,
        operations: [("Op".to_owned(), exchanges(8, 1))].into(),
        ..Summary::default()
    };
    let report = Report::of_proxy("http://there", &summary, &[(event, 3)]);
    let outcomes: Vec<_> = report
        .tests
        .iter()
        .map(|it| (it.name.as_str(), it.outcome))
        .collect();
    let want = [
        ("Op/client/8 exchanges::exchange", Outcome::Passed),
        ("Op/server/response-schema::exchange", Outcome::Failed),
    ];
    assert_eq!(outcomes, want);
    let place = "GET /v1/things, exchange 4, 3 in all: response body /amount";
    assert_in_order(
        &html::html(&report, &SUITE).unwrap(),
        &["Judged 8 of 9", "Findings", place],
    );
    assert!(junit::junit(&report).unwrap().contains(place));
    assert!(sarif::sarif(&report).unwrap().contains(place));
    let broken = ("Op/server/*", "\"known\"");
    let known = knowing(&report, &[broken]);
    assert!(!known.fails() && known.totals.all.known == 1, "{known:?}");
    let known = knowing(&report, &[broken, ("Op/client/*", "\"it passes\"")]);
    assert!(known.fails());
    let said = "`Op/client/*` is known to fail, and passes: take the entry out (it passes)";
    assert_eq!(known.faults[0].message, said);
    let silent = Report::of_proxy("http://there", &Summary::default(), &[]);
    assert!(silent.fails(), "nothing went through, and it passed");
    let dead = Summary {
        operations: [("Op".to_owned(), exchanges(8, 0))].into(),
        ..summary
    };
    let dead = Report::of_proxy("http://there", &dead, &[]);
    assert!(dead.fails(), "nothing was accepted, and it passed");
    assert_eq!(dead.faults[0].message, "Op accepted none of 8 requests");
}

fn exchanges(judged: usize, accepted: usize) -> Exchanges {
    Exchanges { judged, accepted }
}
