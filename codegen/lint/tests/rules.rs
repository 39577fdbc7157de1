//! Each rule refuses what it is to refuse, in these words, and nothing else.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use reversals_codegen::load;
use reversals_codegen::{Error, diagnostic};
use reversals_lint::rule::Rule;
use reversals_lint::{Finding, Shown, lint};
use serde::Deserialize;
use serde_json::json;

/// A document to which no rule has anything to say.
const CLEAN: &str = r##"openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      operationId: ListPets
      description: Lists the pets.
      parameters:
        - {in: query, name: sort, description: By what., schema: {type: string}}
      responses:
        "200":
          description: The pets.
          content: {application/json: {schema: {$ref: "#/components/schemas/pet"}}}
components:
  schemas:
    pet:
      type: object
      properties:
        id: {type: string, description: Its id.}
"##;

/// A change of that document, and what a rule says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    /// What is written in place of what.
    edits: BTreeMap<String, String>,
    /// The report; nothing where the document passes.
    #[serde(default)]
    found: String,
}

fn cases() -> Vec<Case> {
    serde_saphyr::from_str(include_str!("rules.yaml")).unwrap()
}

impl Case {
    fn document(&self) -> String {
        self.edits
            .iter()
            .fold(CLEAN.to_owned(), |text, (from, to)| {
                assert!(text.contains(from), "{from}");
                text.replacen(from, to, 1)
            })
    }
}

/// What is found in these files of a folder, each a document of its own.
fn found(files: &[(&str, &str)], shown: Option<&Shown>) -> Result<Vec<Finding>, Error> {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(home.path().join(name), text).unwrap();
    }
    let inputs = files.iter().map(|(name, _)| {
        let paths: Vec<PathBuf> = vec![home.path().join(name)];
        load::spec_files(&paths).unwrap()
    });
    lint(&inputs.collect::<Vec<_>>(), shown)
}

fn report(findings: &[Finding]) -> String {
    let mut report = String::new();
    for finding in findings {
        let shown = &finding.place.source.shown;
        let (folder, _) = shown.rsplit_once('/').unwrap();
        report.push_str(&finding.to_string().replace(&format!("{folder}/"), ""));
        report.push('\n');
    }
    report
}

#[test]
fn each_rule_says_exactly_this_of_what_it_refuses_and_nothing_of_what_passes() {
    let mut wrong = Vec::new();
    for case in cases() {
        let document = case.document();
        let findings = found(&[("api.yaml", &document)], None).unwrap();
        let told = report(&findings);
        if told != case.found {
            wrong.push(format!(
                "{}\n{document}\nsaid\n{told}\nand not\n{}",
                case.rule, case.found
            ));
        }
        let others = findings.iter().filter(|finding| finding.rule != case.rule);
        assert_eq!(
            others.count(),
            0,
            "another rule than {}:\n{told}",
            case.rule
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_a_document_that_it_refuses_and_one_that_passes() {
    let cases = cases();
    let of = |refused: bool| -> BTreeSet<String> {
        let cases = cases.iter().filter(|case| case.found.is_empty() != refused);
        cases.map(|case| case.rule.clone()).collect()
    };
    let all: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.id().to_owned()).collect();
    assert_eq!(of(true), all);
    assert_eq!(of(false), all);
}

#[test]
fn every_rule_says_why_in_whole_sentences() {
    for rule in Rule::ALL {
        for text in [rule.describe(), rule.why()] {
            assert!(text.ends_with('.'), "{}: {text}", rule.id());
        }
        assert!(rule.why().len() > 100, "{}", rule.id());
        assert_eq!(Rule::named(rule.id()), Some(*rule));
    }
}

#[test]
fn an_example_that_no_case_shows_is_told_and_one_under_another_name_is_not_shown() {
    let example = "{type: string, description: Its id., example: pet_1}";
    let document = CLEAN.replace("{type: string, description: Its id.}", example);
    let told = |value: &serde_json::Value| {
        let mut shown = Shown::default();
        shown.add(value);
        report(&found(&[("api.yaml", &document)], Some(&shown)).unwrap())
    };
    assert_eq!(told(&json!({ "pets": [{ "id": "pet_1" }] })), "");
    assert_eq!(
        told(&json!({ "name": "pet_1" })),
        "\
error[example-used]: no case shows the example \"pet_1\"
  --> api.yaml:19:59
   at #/components/schemas/pet/properties/id/example
 help: write a case that gives or answers with it, or take one of a case
"
    );
    let whole = "    pet:\n      example: {id: pet_1, of: {n: 1, m: 2}}\n";
    let document = CLEAN.replace("    pet:\n", whole);
    let mut shown = Shown::default();
    shown.add(&json!([{ "of": { "m": 2, "n": 1 }, "id": "pet_1" }]));
    assert!(
        found(&[("api.yaml", &document)], Some(&shown))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_component_that_another_document_uses_is_used_and_what_is_wrong_there_is_told_once() {
    let pet = "#/components/schemas/pet";
    let other = CLEAN.replace(pet, &format!("common.yaml{pet}"));
    let (other, _) = other.split_once("components:\n").unwrap();
    let (_, pets) = CLEAN.split_once("components:\n").unwrap();
    let head = "openapi: 3.0.3\ninfo: {title: Pets, version: \"1\"}\npaths: {}\ncomponents:\n";
    let common = format!("{head}{}", pets.replace(", description: Its id.", ""));
    let both = [("api.yaml", other), ("common.yaml", common.as_str())];
    let rules = |files: &[(&str, &str)]| -> Vec<&str> {
        let findings = found(files, None).unwrap();
        findings.iter().map(|finding| finding.rule).collect()
    };
    assert_eq!(rules(&both), ["member-described"]);
    assert_eq!(rules(&both[1..]), ["component-used", "member-described"]);
}

#[test]
fn what_is_no_document_is_refused_with_its_place() {
    for (text, rule, line) in [
        ("openapi: 3.0.3\npaths: {", diagnostic::Rule::Syntax, 3),
        ("[1]", diagnostic::Rule::WrongKind, 1),
        ("hello: there", diagnostic::Rule::MissingKeyword, 1),
        (
            "swagger: \"2.0\"\npaths: {}",
            diagnostic::Rule::UnsupportedVersion,
            1,
        ),
        (
            &CLEAN.replace(
                "    pet:\n",
                "    round: {$ref: \"#/components/schemas/round\"}\n    pet:\n",
            ),
            diagnostic::Rule::CyclicRef,
            16,
        ),
    ] {
        let error = found(&[("api.yaml", text)], None).unwrap_err();
        let Error::Refused(report) = error else {
            panic!("{error}");
        };
        let first = report.refusals()[0].clone();
        assert_eq!((first.rule, first.place.line), (rule, line), "{first}");
    }
}

#[test]
fn what_no_document_may_have_is_told_beside_the_findings() {
    let document = CLEAN.replace("description: By what., ", "descripton: By what., ");
    let findings = found(&[("api.yaml", &document)], None).unwrap();
    let rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["parameter-described", "unknown-keyword"]);
}
