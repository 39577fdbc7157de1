//! Fragments that are cut out of a document: what they say, and what they do not.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use reversals_changes::accepted::{Accepted, Of};
use reversals_changes::cut::{Beside, Fragment, cut};
use reversals_changes::upstream;
use reversals_codegen::load;
use reversals_codegen::select::Selection;
use reversals_codegen::tree::Source;
use reversals_codegen::{Error, Model};

/// Some day; no entry here has a last one.
const TODAY: toml::value::Date = toml::value::Date {
    year: 2026,
    month: 12,
    day: 31,
};

const DOCUMENT: &str = include_str!("cut/document.yaml");
const COMMON: &str = include_str!("cut/common.yaml");

fn selection(only: &[&str], cut_expansions: Option<usize>) -> Selection {
    Selection {
        only: only
            .iter()
            .map(|pattern| pattern.parse().unwrap())
            .collect(),
        cut_expansions,
        ..Selection::default()
    }
}

/// The fragment of some operations, alone.
fn alone(document: &str, selection: &Selection) -> Fragment {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("document.yaml");
    fs::write(&file, document).unwrap();
    let theirs = load::spec_files(&[file]).unwrap();
    cut(&theirs, selection, None).unwrap_or_else(|error| panic!("{error}"))
}

/// The same beside another fragment.
fn beside(common: &str, accepted: &str, selection: &Selection) -> Result<Fragment, Error> {
    let home = tempfile::tempdir().unwrap();
    let spec = home.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::write(spec.join("common.yaml"), common).unwrap();
    let file = home.path().join("document.yaml");
    fs::write(&file, DOCUMENT).unwrap();
    let input = load::spec_dir(&spec, "spec").unwrap();
    let theirs = load::spec_files(&[file]).unwrap();
    let model = reversals_codegen::model(&input, &mut |_| ()).unwrap();
    let accepted = Accepted::read(Of::Differences, "departures.toml", accepted, TODAY).unwrap();
    let made = cut(
        &theirs,
        selection,
        Some(&Beside {
            input: &input,
            model: &model,
            accepted: &accepted,
            path: spec.join("new.yaml"),
            source: Source {
                name: "spec/new.yaml".to_owned(),
                shown: "spec/new.yaml".to_owned(),
            },
        }),
    )?;
    // As the fragments are read once it is there.
    fs::write(spec.join("new.yaml"), &made.text).unwrap();
    let ours = read(&spec);
    let differences = upstream::differences(&ours, &theirs).unwrap();
    for difference in &differences {
        let new = difference.base.place.source.name == "spec/new.yaml";
        assert!(!new, "{}", difference.key());
    }
    Ok(made)
}

fn read(spec: &Path) -> Model {
    let input = load::spec_dir(spec, "spec").unwrap();
    reversals_codegen::model(&input, &mut |_| ()).unwrap()
}

#[test]
fn a_fragment_alone_has_all_of_the_structure_and_none_of_the_words() {
    let fragment = alone(DOCUMENT, &selection(&["PostThings"], None));
    assert_eq!(fragment.text, include_str!("cut/alone.yaml"));
    assert!(fragment.differences.is_empty());
    assert_eq!(fragment.operations, ["POST /things"]);
    assert!(!fragment.text.contains("MARKER"));
}

#[test]
fn a_fragment_beside_others_refers_to_what_they_have() {
    let fragment = beside(COMMON, "", &selection(&["things"], None)).unwrap();
    assert_eq!(fragment.text, include_str!("cut/beside.yaml"));
    assert!(fragment.differences.is_empty());
    assert!(!fragment.text.contains("MARKER"));
    let shared = [
        "common.yaml#/components/parameters/limit",
        "common.yaml#/components/schemas/error",
        "common.yaml#/components/securitySchemes/basicAuth",
    ];
    assert_eq!(fragment.shared, shared);
}

#[test]
fn what_others_call_something_else_gets_another_name() {
    let common = COMMON.replace("message: {type: string}", "message: {type: integer}");
    let fragment = beside(&common, "", &selection(&["things"], None)).unwrap();
    assert_eq!(
        fragment.renamed,
        [("error".to_owned(), "error_2".to_owned())]
    );
    assert!(
        fragment
            .text
            .contains("$ref: '#/components/schemas/error_2'"),
        "{}",
        fragment.text
    );
    assert!(fragment.differences.is_empty());
    // Unless it is meant to differ.
    let accepted =
        "[[accept]]\ndifference = \"type-changed *.message\"\nreason = \"a number here\"\n";
    let fragment = beside(&common, accepted, &selection(&["things"], None)).unwrap();
    assert_eq!(fragment.renamed, []);
    assert!(
        fragment
            .text
            .contains("$ref: 'common.yaml#/components/schemas/error'")
    );
}

#[test]
fn what_differs_where_that_is_not_meant_is_not_shared() {
    // The thing refers to the error by other words, under which the difference has another name.
    let common = COMMON.replace(
        "message: {type: string}",
        "message: {type: string}, more: {type: string}",
    );
    let accepted =
        "[[accept]]\ndifference = \"member-removed error.more\"\nreason = \"ours alone\"\n";
    let fragment = beside(&common, accepted, &selection(&["things"], None)).unwrap();
    assert_eq!(fragment.differences.len(), 0);
    assert_eq!(
        fragment.renamed,
        [("error".to_owned(), "error_2".to_owned())]
    );
}

#[test]
fn expansions_are_cut_as_they_are_where_crates_are_made() {
    let whole = alone(DOCUMENT, &selection(&["things"], None));
    assert!(whole.text.contains("\n    owner:\n"));
    let cut = alone(DOCUMENT, &selection(&["things"], Some(0)));
    assert!(!cut.text.contains("\n    owner:\n"));
    assert!(
        cut.text
            .contains("$ref: '#/components/schemas/expanded_object'")
    );
    assert!(cut.differences.is_empty());
}

#[test]
fn a_cut_fragment_is_no_different_from_its_document_and_is_the_same_each_time() {
    let all: &[&[&str]] = &[
        &["PostThings"],
        &["things"],
        &["GetOld"],
        &["/old*", "things"],
        &["!PostThings"],
    ];
    for only in all {
        let selection = selection(only, None);
        let fragment = alone(DOCUMENT, &selection);
        assert_eq!(fragment.text, alone(DOCUMENT, &selection).text);
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("spec")).unwrap();
        fs::write(home.path().join("spec/new.yaml"), &fragment.text).unwrap();
        fs::write(home.path().join("document.yaml"), DOCUMENT).unwrap();
        let theirs = load::spec_files(&[home.path().join("document.yaml")]).unwrap();
        let ours = read(&home.path().join("spec"));
        let differences = upstream::differences(&ours, &theirs).unwrap();
        assert!(differences.is_empty(), "{only:?} {differences:#?}");
        // Nor is what is cut out of it again another.
        let again = alone(&fragment.text, &self::selection(&[], None));
        assert_eq!(again.text, fragment.text);
    }
}

#[test]
fn an_operation_that_the_fragments_have_is_refused_with_its_place() {
    let refused = beside(COMMON, "", &selection(&["GetOld", "things"], None)).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains("the fragments have get `/old/{it}` already"),
        "{said}"
    );
    assert!(said.contains("common.yaml:14:"), "{said}");
    assert!(said.contains("--cut '!GetOld'"), "{said}");
}

#[test]
fn what_callers_have_to_show_is_said_where_the_others_say_something_else() {
    let of_post = |common: &str| {
        let fragment = beside(common, "", &selection(&["GetThings"], None)).unwrap();
        assert!(fragment.differences.is_empty());
        fragment.text
    };
    let none = COMMON.replace("security:\n  - basicAuth: []\n", "");
    let said = "      security:\n        - basicAuth: []\n";
    assert!(of_post(&none).contains(said));
    assert!(!of_post(COMMON).contains("security"));
    // Another scheme of the name.
    let other = COMMON.replace("scheme: basic", "scheme: bearer");
    let text = of_post(&other);
    assert!(text.contains("        - basicAuth_2: []\n"), "{text}");
    assert!(text.contains("    basicAuth_2:\n      type: http\n      scheme: basic\n"));
}
