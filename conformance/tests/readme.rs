//! README shows code that is compiled: what it does not compile itself is quoted from the example.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

#[test]
fn code_that_readme_only_quotes_is_the_examples() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(here.join("../README.md")).unwrap();
    let examples = ["roundtrip.rs", "in-memory-service/tests/contract.rs"];
    let examples = examples.map(|file| here.join("examples").join(file));
    let examples = examples.map(|file| fs::read_to_string(file).unwrap());
    let quotes: Vec<&str> = readme
        .split("```rs\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(quotes.len(), examples.len());
    for (quote, example) in quotes.iter().zip(&examples) {
        assert!(example.contains(quote), "not in the example:\n{quote}");
    }
}
