//! Each difference is found where it is, and nowhere else.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod pair;

use std::collections::{BTreeMap, BTreeSet};

use reversals_changes::catalogue;
use reversals_changes::compare::compare;
use reversals_changes::difference::{Difference, Direction, Kind};
use reversals_changes::levels::{Audience, Level, level};
use reversals_changes::rust::{self, Crates, Places};
use reversals_codegen::check::KEYWORDS;

use pair::pairs;

/// What differs between two libraries.
fn in_crates(texts: &[String; 2]) -> Vec<Difference> {
    let crates = |text: &String| {
        let files = BTreeMap::from([("models/src/lib.rs".to_owned(), text.clone().into_bytes())]);
        Crates::read(&files, Places::default()).unwrap()
    };
    rust::compare(&crates(&texts[0]), &crates(&texts[1]))
}

/// A difference as `pairs.yaml` has it.
fn told(difference: &Difference) -> String {
    let letter = |audience| match level(difference, audience).0 {
        Level::Breaking => 'B',
        Level::Dangerous => 'D',
        Level::Safe => '-',
    };
    let wire = [Audience::Sender, Audience::Reader, Audience::Server].map(letter);
    if difference.kind.is_rust() {
        assert_eq!(wire, ['-'; 3], "nothing of a crate is on the wire");
        return format!("{} {}", letter(Audience::Rust), difference.key());
    }
    assert_eq!(letter(Audience::Rust), '-', "the crates say it themselves");
    let direction = match difference.directions()[..] {
        [Direction::Request] => "> ",
        [Direction::Answer] => "< ",
        _ => "",
    };
    let levels = String::from_iter(wire);
    format!("{levels} {direction}{}", difference.key())
}

#[test]
fn each_difference_is_found_and_what_is_the_same_is_none() {
    let mut wrong = Vec::new();
    for pair in pairs() {
        let found = if let Some(texts) = &pair.rust {
            in_crates(texts)
        } else {
            let [base, revision] = pair.models();
            compare(&base, &revision)
        };
        let found: BTreeSet<String> = found.iter().map(told).collect();
        if found != pair.found {
            wrong.push(format!("found {found:#?}\nnot {:#?}", pair.found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_differs_from_itself() {
    for pair in pairs() {
        if let Some([base, revision]) = pair.rust {
            assert!(in_crates(&[base.clone(), base]).is_empty());
            assert!(in_crates(&[revision.clone(), revision]).is_empty());
            continue;
        }
        for model in pair.models() {
            assert!(compare(&model, &model).is_empty());
        }
    }
}

/// `UPDATE_CATALOGUE=1` writes it.
#[test]
fn the_catalogue_is_what_the_code_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (begin, end) = ("<!-- kinds -->\n", "<!-- kinds: end -->");
    let (head, rest) = text.split_once(begin).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    let is = format!("{head}{begin}\n{}\n{end}{tail}", catalogue::tables());
    if std::env::var_os("UPDATE_CATALOGUE").is_some() {
        std::fs::write(path, &is).unwrap();
    }
    assert!(
        text == is || std::env::var_os("UPDATE_CATALOGUE").is_some(),
        "{is}"
    );
}

#[test]
fn every_kind_of_difference_has_a_pair() {
    let pairs = pairs();
    let found = pairs.iter().flat_map(|pair| &pair.found);
    let shown: BTreeSet<&str> = found
        .filter_map(|key| Some(key.split_once(' ')?.1.trim_start_matches(['>', '<', ' '])))
        .map(|key| key.split(' ').next().unwrap())
        .collect();
    let all: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.id()).collect();
    assert_eq!(shown, all);
}

/// The keywords of which nothing is told, each with the reason.
const UNTOLD: [(&str, &str); 9] = [
    ("title", "words"),
    ("description", "words"),
    ("example", "words, and `lint` says whether it fits"),
    ("externalDocs", "words"),
    ("x-unit", "words"),
    ("xml", "nobody here writes or reads XML"),
    ("not", "a document that has it is refused"),
    (
        "x-rust-name",
        "a name in the crates, which are compared themselves",
    ),
    (
        "x-rust-names",
        "names in the crates, which are compared themselves",
    ),
];

#[test]
fn every_keyword_of_a_schema_has_a_difference_or_a_reason_to_have_none() {
    let pairs = pairs();
    let told = pairs.iter().filter(|pair| !pair.found.is_empty());
    let told: BTreeSet<String> = told.flat_map(pair::Pair::differing).collect();
    let untold = UNTOLD.map(|(keyword, _)| keyword);
    let mut wrong = BTreeSet::new();
    for row in KEYWORDS {
        let (is_told, is_untold) = (told.contains(row.keyword), untold.contains(&row.keyword));
        wrong.extend((is_told == is_untold).then_some(row.keyword));
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
