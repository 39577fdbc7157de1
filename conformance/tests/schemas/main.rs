//! Two roads lead to the schemas: from the document, which are the published ones, and by schemars from the types of
//! `reversals-models`. They agree, and so does what serde reads; where not, `schema_disagreements.yaml` says why.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod corpus;
mod disagreements;
mod facts;
mod files;
mod keywords;
mod openapi;
mod published;
mod structure;
mod types;

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::Value;

#[test]
fn every_published_schema_is_of_a_type() {
    let known: BTreeSet<String> = types::all().iter().map(|it| it.name.to_owned()).collect();
    let mut published = published::names(&published::bundle());
    // An object of which nothing is known is a map in Rust, which no schema needs.
    assert!(published.remove("expanded_object"));
    let differ: Vec<_> = known.symmetric_difference(&published).collect();
    assert!(
        differ.is_empty(),
        "published or listed in types.rs alone: {differ:?}"
    );
}

#[test]
fn both_roads_lead_to_the_same_structure() {
    let bundle = published::bundle();
    let mut found = BTreeSet::new();
    for one in types::all() {
        let published = published::definition(&bundle, one.name);
        found.extend(structure::differences(
            one.name,
            &published,
            &(one.schema)(),
        ));
    }
    let wrong = disagreements::read().of_structure(&found);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_examples_are_documented_payloads() {
    let payloads = corpus::payloads(&published::read("index.json"));
    let mut seen = 0;
    for (name, schema) in published::bundle()["$defs"].as_object().unwrap() {
        for example in schema["examples"].as_array().into_iter().flatten() {
            seen += 1;
            let of = name
                .trim_end_matches("_unexpanded")
                .trim_end_matches("_expanded");
            let known = payloads
                .iter()
                .any(|(it, body)| it == of && body == example);
            assert!(known, "{name}: {example}");
        }
    }
    assert!(seen >= 2, "{seen} examples");
}

#[test]
fn schemas_and_serde_judge_one_corpus_alike() {
    let bundle = published::bundle();
    let payloads = corpus::payloads(&published::read("index.json"));
    let mut asked = 0;
    let mut found = BTreeSet::new();
    let mut example = Vec::new();
    for one in types::all() {
        let published = published::definition(&bundle, one.name);
        let types = (one.schema)();
        let (left, right) = (validator(&published), validator(&types));
        let mut values = vec![corpus::whole(&published, &published, 0)];
        let documented = payloads.iter().filter(|(of, _)| of == one.name);
        values.extend(documented.map(|(_, body)| body.clone()));
        for value in &values {
            let verdicts = [
                left.is_valid(value),
                right.is_valid(value),
                (one.reads)(&value.to_string()),
            ];
            assert_eq!(verdicts, [true; 3], "{}: {value}", one.name);
            for mutant in corpus::mutants(&published, &published, value) {
                asked += 1;
                let text = mutant.value.to_string();
                let verdicts = [
                    left.is_valid(&mutant.value),
                    right.is_valid(&mutant.value),
                    (one.reads)(&text),
                ];
                if verdicts != [true; 3] && verdicts != [false; 3] {
                    let [published, types, serde] =
                        verdicts.map(|it| if it { "taken" } else { "refused" });
                    let line = format!(
                        "{}: published {published}, types {types}, serde {serde}",
                        mutant.what
                    );
                    if found.insert(line.clone()) {
                        example.push(format!("{line} ({}{})", one.name, mutant.at));
                    }
                }
            }
        }
    }
    println!("{asked} values asked about");
    assert!(asked > 4_000, "{asked} values only");
    let wrong = disagreements::read().of_verdicts(&found);
    assert!(
        wrong.is_empty(),
        "{}\n\n{}",
        wrong.join("\n"),
        example.join("\n")
    );
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).unwrap()
}
