//! The seeds by themselves: each law holds for each of them, with no fuzzer at all.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, load};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a directory of this repository")
        .map(|entry| entry.expect("an entry of it").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn seeds(target: &str) -> Vec<PathBuf> {
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("seeds")
            .join(target),
    )
}

fn hold(target: &str, check: fn(&[u8])) {
    for path in seeds(target) {
        println!("{}", path.display());
        check(&fs::read(path).expect("a seed"));
    }
}

#[test]
fn forms() {
    hold("form_decoder", reversals_fuzz::form::check);
}

#[test]
fn errors() {
    hold("error_decoder", reversals_fuzz::error::check);
}

#[test]
fn documents() {
    hold("document_loader", reversals_fuzz::document::check);
}

#[test]
fn the_projects_own_fragments_hold_too() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let all = files(&spec).into_iter().chain(files(&spec.join("sandbox")));
    for path in all.filter(|path| path.is_file()) {
        reversals_fuzz::document::check(&fs::read(path).unwrap());
    }
}

#[test]
fn a_documents_neighbours_are_documents_and_the_same_each_time() {
    for path in seeds("document_loader") {
        let bytes = fs::read(path).unwrap();
        for seed in 0..200 {
            let near = reversals_fuzz::mutate::document(&bytes, seed);
            assert_eq!(near, reversals_fuzz::mutate::document(&bytes, seed));
            if let Some(near) = near {
                serde_json::from_slice::<serde_json::Value>(&near).unwrap();
            }
        }
    }
}

/// Otherwise the stages behind the checks would hardly be tried.
#[test]
fn most_seeds_of_documents_pass_the_checks() {
    let options = Options {
        name: "fuzz".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: true,
        extra: BTreeMap::new(),
        docs: None,
    };
    let passing = seeds("document_loader").into_iter().filter(|path| {
        let outcome = generate(
            &load::spec_files(std::slice::from_ref(path)).unwrap(),
            &options,
            &mut |_| (),
        );
        outcome
            .inspect_err(|error| println!("{}: {error}", path.display()))
            .is_ok()
    });
    assert!(passing.count() >= 4);
}
