//! A document that is held in memory gives the model that its file gives.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use reversals_codegen::diagnostic::Rule;
use reversals_codegen::{load, model, model_of};
use serde_json::json;

#[test]
fn a_text_gives_the_model_that_its_file_gives() {
    let path = Path::new("../generated/openapi.json");
    let input = load::spec_files(&[path.to_owned()]).unwrap();
    let from_file = model(&input, &mut |_| ()).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let fragments = load::text("openapi.json", &text).unwrap();
    let from_text = model_of(&fragments).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    let fragments = load::value("openapi.json", &value).unwrap();
    let from_value = model_of(&fragments).unwrap();
    let api = serde_json::to_value(&from_file.api).unwrap();
    assert_eq!(api, serde_json::to_value(&from_text.api).unwrap());
    assert_eq!(api, serde_json::to_value(&from_value.api).unwrap());
}

#[test]
fn a_value_that_nests_too_deep_is_refused_as_its_text_is() {
    let deep = |levels| (0..levels).fold(json!(null), |inner, _| json!([inner]));
    let rules = |levels| {
        let from_value = load::value("api.json", &deep(levels)).map(|_| ());
        let from_text = load::text("api.json", &deep(levels).to_string()).map(|_| ());
        [from_value, from_text].map(|of| of.map_err(|report| report.diagnostics()[0].rule))
    };
    let most = (1..10_000)
        .find(|levels| rules(*levels)[1].is_err())
        .unwrap()
        - 1;
    assert_eq!(rules(most), [Ok(()), Ok(())]);
    assert_eq!(rules(most + 1), [Err(Rule::Syntax), Err(Rule::Syntax)]);
}

#[test]
fn a_text_that_names_another_file_is_refused_and_the_file_is_not_looked_for() {
    // The file that it names is there.
    let text = "openapi: 3.0.3\ncomponents: {schemas: {a: {$ref: 'Cargo.toml#/package'}}}\n";
    let report = load::text("api.yaml", text).unwrap_err();
    let [only] = report.diagnostics()[..] else {
        panic!("{report}");
    };
    assert_eq!(only.rule, Rule::MissingFile);
    assert_eq!(
        only.what,
        "`Cargo.toml` is another file, and this document stands alone"
    );
}

#[test]
fn a_text_that_is_none_of_its_kind_is_refused() {
    let report = load::text("api.json", "openapi: 3.0.3").unwrap_err();
    assert_eq!(report.diagnostics()[0].rule, Rule::Syntax);
}
