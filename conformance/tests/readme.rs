//! README shows code that is compiled: what it does not compile itself is quoted from the example.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

#[test]
fn code_that_readme_only_quotes_is_the_examples() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(here.join("../README.md")).unwrap();
    let example = fs::read_to_string(here.join("examples/roundtrip.rs")).unwrap();
    let quotes: Vec<&str> = readme
        .split("```rs\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(quotes.len(), 1);
    for quote in quotes {
        assert!(example.contains(quote), "not in the example:\n{quote}");
    }
}
