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

/// The parts of a text that say how many of how many.
fn counts(text: &str) -> Vec<&str> {
    let number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    let starts = text.match_indices(" of ").filter_map(|(at, of)| {
        let from = text[..at].rfind(|c: char| !(c.is_ascii_digit() || c == ','));
        let from = from.map_or(0, |before| before + 1);
        let rest = &text[at + of.len()..];
        let until = rest.find(|c: char| !(c.is_ascii_digit() || c == ','));
        let until = at + of.len() + until.unwrap_or(rest.len());
        let whole = &text[from..until];
        (number(whole) && number(rest)).then(|| whole.trim_end_matches(','))
    });
    starts.collect()
}

#[test]
fn what_the_readmes_say_of_strength_is_what_its_file_says() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(here.join(file)).unwrap();
    let strength: toml::Table = toml::from_str(&read("strength.toml")).unwrap();
    let (own, main) = (read("README.md"), read("../README.md"));
    let mut said = Vec::new();
    for number in strength["number"].as_array().unwrap() {
        let [question, command, says] =
            ["question", "command", "says"].map(|key| number[key].as_str().unwrap());
        let row = format!("| `{command}` | {question} | {says} |\n");
        assert!(own.contains(&row), "not in conformance/README.md:\n{row}");
        said.extend(counts(says));
    }
    let claimed = counts(&main).into_iter().chain(counts(&own));
    let claimed: Vec<_> = claimed.filter(|count| !said.contains(count)).collect();
    assert_eq!(claimed, [] as [&str; 0], "nothing in strength.toml says so");
}
