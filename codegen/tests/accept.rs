//! A document in the idioms of a payment service passes, however it is written down.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::bundle::{Document, bundle};
use reversals_codegen::check::{self, Checked};
use reversals_codegen::diagnostic::Report;
use reversals_codegen::load;
use serde_json::Value;

fn checked(input: Result<load::Input, Report>) -> Checked {
    let fragments = input.and_then(|input| load::fragments(&input));
    let document = fragments.and_then(|fragments| bundle(&fragments));
    match document.and_then(check::document) {
        Ok(checked) => checked,
        Err(report) => panic!("{report}"),
    }
}

fn accepted() -> Checked {
    checked(load::spec_dir(Path::new("tests/accept"), "spec"))
}

#[test]
fn the_idioms_pass() {
    let checked = accepted();
    let operations: Vec<_> = checked
        .document()
        .operations()
        .iter()
        .map(|operation| (operation.path, operation.method, operation.id))
        .collect();
    assert_eq!(
        operations,
        [
            ("/v1/:sessions/*", "get", "session"),
            ("/v1/:sessions/*", "put", "Default"),
            ("/v1/:sessions/*", "options", "clone"),
            ("/v1/:sessions/*", "patch", "all"),
            ("/v1/:sessions/*", "trace", "pre"),
            ("/v1/boxes", "put", "LabelBoxes"),
            ("/v1/boxes", "post", "CreateBox"),
            ("/v1/boxes", "delete", "DeleteBoxes"),
            ("/v1/orders/{order}/returns", "get", "ListReturns"),
            ("/v1/orders/{order}/returns", "post", "CreateReturn"),
            ("/v2/orders", "get", "GetOrder"),
            ("/v2/returns", "post", "CreateReturnByJson"),
        ]
    );
}

#[test]
fn the_highest_patch_release_wins() {
    assert_eq!(accepted().document().root.text("openapi"), Some("3.0.3"));
}

#[test]
fn referenced_files_come_in_as_components() {
    let checked = accepted();
    let document = checked.document();
    for name in ["order", "line_item", "error", "return"] {
        assert!(document.component("schemas", name).is_some(), "{name}");
    }
    let order = document.component("schemas", "order").unwrap();
    assert_eq!(order.place.cite(), "spec/parts/order.yaml#");
    let alias = document.component("schemas", "alias").unwrap();
    assert_eq!(Document::ref_name(alias), Some(("schemas", "settings")));
    assert!(document.resolve(alias).get("allOf").is_some());
}

#[test]
fn the_order_of_keys_and_the_layout_do_not_matter() {
    let bundled = accepted().document().root.to_json();
    let directory = tempfile::tempdir().unwrap();
    for (name, turned) in [("forward.json", false), ("backward.json", true)] {
        let path = directory.path().join(name);
        let mut text = String::new();
        write(&bundled, turned, 0, &mut text);
        fs::write(&path, text).unwrap();
        let again = checked(load::spec_files(&[path]));
        assert_eq!(again.document().root.to_json(), bundled);
    }
}

#[test]
fn the_order_of_the_given_files_does_not_matter() {
    let files = ["tests/accept/common.yaml", "tests/accept/./api.yaml"].map(PathBuf::from);
    let mut turned = files.clone();
    turned.reverse();
    let names = |files: &[PathBuf]| -> Vec<String> {
        let input = load::spec_files(files).unwrap();
        input
            .files
            .iter()
            .map(|file| file.source.name.clone())
            .collect()
    };
    assert_eq!(names(&files), ["api.yaml", "common.yaml"]);
    assert_eq!(names(&files), names(&turned));
    assert_eq!(
        checked(load::spec_files(&files)).document().root.to_json(),
        checked(load::spec_files(&turned)).document().root.to_json(),
    );
}

/// Writes JSON with tabs, the keys in their order or in the reverse.
fn write(value: &Value, turned: bool, depth: usize, text: &mut String) {
    let tabs = "\t".repeat(depth);
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if turned {
                members.reverse();
            }
            text.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                let key = Value::from(key.as_str());
                write!(text, "{comma}\n{tabs}\t{key}:\t").expect("a string takes all text");
                write(value, turned, depth + 1, text);
            }
            write!(text, "\n{tabs}}}").expect("a string takes all text");
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write(item, turned, depth + 1, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}
