//! Whatever stands in a report, and wherever, each format is still what its readers take it for.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::sample::select;
use reversals_cases::{Side, Suite};
use reversals_conformance::report::{
    Control, Entry, Fault, Finding, Floor, Law, Outcome, Report, Request, Response, Share,
    Unjudged, github, html, json, junit, markdown, sarif, text,
};
use roxmltree::Document;
use serde_json::Value;

/// What XML 1.0 forbids, what ends something in some format, and what a terminal acts on.
const HOSTILE: [&str; 20] = [
    "\u{fffe}",
    "\u{ffff}",
    "\u{1ffff}",
    "\u{fdd0}",
    "\0",
    "\u{1}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{9b}",
    "\t",
    "\r",
    "\n",
    "]]>",
    "<!--",
    "</script>",
    "&#0;",
    "\"'",
    "::error::",
    "````",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![select(&HOSTILE[..]).prop_map(str::to_owned), ".{0,3}"];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A report with a text in every place that has one.
fn report(text: &str, outcome: Outcome) -> Report {
    let text = || text.to_owned();
    let mut report = Report::new("", &[], &[]);
    report.subject = text();
    report.not_judged = vec![text()];
    report.notes = vec![text()];
    report.floor = Some(Floor {
        judged: 1,
        of: 2,
        shares: vec![Share {
            operation: text(),
            side: Side::Server,
            judged: 1,
            of: 2,
            accepted: 1,
        }],
        unjudged: vec![Unjudged {
            tests: 1,
            reason: text(),
            why: text(),
            give: Some(text()),
        }],
    });
    report.laws = vec![Law {
        law: text(),
        says: text(),
        asked: 0,
        broken: 0,
    }];
    report.controls = vec![Control {
        operation: text(),
        accepted: 1,
        refused: 1,
        said: Some(text()),
    }];
    report.faults = vec![Fault {
        id: text(),
        file: text(),
        line: 1,
        message: text(),
    }];
    report.tests = vec![Entry {
        name: text(),
        case: text(),
        folder: text(),
        kind: text(),
        sides: Vec::new(),
        file: text(),
        line: 1,
        outcome,
        reason: Some(text()),
        page: Some(text()),
        noticed_by: Some(text()),
        finding: (outcome == Outcome::Failed).then(|| Finding {
            place: text(),
            expected: text(),
            found: text(),
            request: Some(Request {
                method: text(),
                target: text(),
                headers: vec![(text(), text())],
                body: Some(text()),
            }),
            response: Some(Response {
                status: 200,
                headers: vec![(text(), text())],
                body: text(),
            }),
            reproduce: vec![text()],
        }),
    }];
    report
}

/// No control character but line ends, and nothing that is no character.
fn assert_shown(what: &str, made: &str) {
    let hidden = |c: char| {
        c != '\n'
            && (c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{1ffff}' | '\u{fdd0}'))
    };
    assert!(!made.contains(hidden), "{what}: {made:?}");
}

fn assert_holds(text: &str, outcome: Outcome) {
    let report = report(text, outcome);
    let made = junit::junit(&report).unwrap();
    let read = Document::parse(&made).unwrap_or_else(|error| panic!("{error}: {made:?}"));
    let cases = read
        .descendants()
        .filter(|node| node.has_tag_name("testcase"));
    assert_eq!(cases.count(), 2, "{made}");
    assert_shown("junit", &made);
    let made = json::json(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&made).unwrap(), report);
    let made = sarif::sarif(&report).unwrap();
    let log: Value = serde_json::from_str(&made).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|it| it["message"]["text"] == text));
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    let uri = uri.as_str().unwrap();
    assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
    let made = github::github(&report);
    assert_shown("github", &made);
    let commands = made
        .lines()
        .filter(|line| line.starts_with("::error title="))
        .count();
    let findings = report.findings().count() + 1;
    assert_eq!(
        (commands, made.lines().count()),
        (findings, findings + 1),
        "{made:?}"
    );
    let made = markdown::markdown(&report);
    assert_shown("markdown", &made);
    let opened = made
        .lines()
        .filter(|line| line.starts_with("<details>"))
        .count();
    assert_eq!(opened, report.findings().count(), "{made}");
    assert_shown("html", &html::html(&report, &Suite::default()).unwrap());
    let made = text::text(&report);
    assert_shown("text", &anstream::adapter::strip_str(&made).to_string());
}

#[test]
fn what_xml_forbids_is_seen_in_text_and_in_attributes() {
    let report = report("a\u{fffe}\u{ffff}\u{0}\u{1b}[1m\tb]]>&<", Outcome::Failed);
    let made = junit::junit(&report).unwrap();
    let read = Document::parse(&made).unwrap();
    let want = r"a\u{fffe}\u{ffff}\u{0}\u{1b}[1m\tb]]>&<";
    let case = read
        .descendants()
        .find(|node| node.has_tag_name("testcase"))
        .unwrap();
    for name in ["name", "classname", "file"] {
        assert_eq!(case.attribute(name), Some(want));
    }
    let failure = case.first_element_child().unwrap();
    assert!(failure.attribute("message").unwrap().contains(want));
    assert!(failure.text().unwrap().contains(want));
    // The judge of this test is no sleeping one.
    for forbidden in ["\u{fffe}", "\u{ffff}", "\u{1}"] {
        let (text, attribute) = (
            format!("<a>{forbidden}</a>"),
            format!("<a b='{forbidden}'/>"),
        );
        assert!(Document::parse(&text).is_err() && Document::parse(&attribute).is_err());
    }
}

#[test]
fn each_hostile_text_alone_leaves_every_format_whole() {
    for text in HOSTILE {
        for outcome in [Outcome::Failed, Outcome::Known] {
            assert_holds(text, outcome);
        }
    }
}

#[test]
fn a_key_in_any_place_is_in_no_format() {
    let percent = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            out.push_str(&format!("%{byte:02x}"));
        }
        out
    };
    let known = "the-key-of-a-test";
    let shaped = format!("rk_live_{}", "51Hidden");
    for key in [known, &shaped] {
        let spelled: [String; 4] = [
            key.to_owned(),
            percent(key),
            STANDARD.encode(key),
            STANDARD.encode(format!("{key}:")),
        ];
        for text in &spelled {
            let report = report(text, Outcome::Failed).redacted(&[known]).unwrap();
            for made in [
                text::text(&report),
                json::json(&report).unwrap(),
                junit::junit(&report).unwrap(),
                sarif::sarif(&report).unwrap(),
                github::github(&report),
                markdown::markdown(&report),
                html::html(&report, &Suite::default()).unwrap(),
            ] {
                assert!(!made.contains(text.trim_end_matches('=')), "{text}: {made}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_leaves_every_format_whole(text in hostile()) {
        assert_holds(&text, Outcome::Failed);
    }
}
