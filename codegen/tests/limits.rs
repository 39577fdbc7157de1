//! How much is read, and from where.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use reversals_codegen::diagnostic::{Report, Rule};
use reversals_codegen::load::{self, MAX_FILE, MAX_TOTAL};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n";

/// The rules and facts of what is refused in reading the files.
fn refusals(result: Result<load::Fragments, Report>) -> Vec<(Rule, String)> {
    let Err(report) = result else {
        return Vec::new();
    };
    let refusals = report.diagnostics();
    refusals
        .iter()
        .map(|refusal| (refusal.rule, refusal.what.clone()))
        .collect()
}

fn read(files: &[PathBuf]) -> Vec<(Rule, String)> {
    refusals(load::fragments(&load::spec_files(files).unwrap()))
}

/// A document of so many bytes, nearly all of them a comment.
fn sized(path: &Path, bytes: u64) {
    let comment = "#".repeat(usize::try_from(bytes).unwrap() - HEAD.len() - 1);
    fs::write(path, format!("{HEAD}{comment}\n")).unwrap();
}

#[test]
fn a_file_is_read_up_to_its_bound_and_refused_beyond() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("api.yaml");
    sized(&path, MAX_FILE);
    assert_eq!(read(std::slice::from_ref(&path)), []);
    sized(&path, MAX_FILE + 1);
    let what = format!(
        "`{}` can't be read: it has more than 33554432 bytes",
        path.display()
    );
    assert_eq!(read(&[path]), [(Rule::MissingFile, what)]);
    let text = " ".repeat(usize::try_from(MAX_FILE).unwrap() + 1);
    let what = "`api.json` can't be read: it has more than 33554432 bytes".to_owned();
    assert_eq!(
        refusals(load::text("api.json", &text)),
        [(Rule::MissingFile, what)]
    );
}

#[test]
fn a_file_without_an_end_is_not_read_to_it() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("api.yaml");
    // It takes no room on the disk.
    File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let what = format!(
        "`{}` can't be read: it has more than 33554432 bytes",
        path.display()
    );
    assert_eq!(read(&[path]), [(Rule::MissingFile, what)]);
}

#[test]
fn files_are_read_until_all_of_them_are_too_much() {
    let home = tempfile::tempdir().unwrap();
    let files = ["a.yaml", "b.yaml", "c.yaml"].map(|name| home.path().join(name));
    sized(&files[0], MAX_FILE);
    sized(&files[1], MAX_TOTAL - MAX_FILE - 100);
    sized(&files[2], 100);
    assert_eq!(read(&files), []);
    sized(&files[2], 101);
    let shown = files[2].display();
    let what = format!("`{shown}` can't be read: all files together have more than 67108864 bytes");
    assert_eq!(read(&files), [(Rule::MissingFile, what)]);
}

#[test]
fn values_are_read_up_to_their_bound_and_refused_beyond() {
    // Seven are the document's own, the list among them, and one ends it.
    let json = |values: usize| {
        format!(
            r#"{{"openapi":"3.0.3","info":{{"title":"t","version":"1"}},"paths":{{}},"x":[{}1]}}"#,
            "1,".repeat(values - 8)
        )
    };
    let yaml = |values: usize| format!("{HEAD}x: [{}1]\n", "1,".repeat(values - 8));
    let what = "the file holds more than 2000000 values".to_owned();
    let refused = [(Rule::Syntax, what)];
    assert_eq!(refusals(load::text("a.json", &json(2_000_000))), []);
    assert_eq!(refusals(load::text("a.json", &json(2_000_001))), refused);
    assert_eq!(refusals(load::text("a.yaml", &yaml(2_000_000))), []);
    assert_eq!(refusals(load::text("a.yaml", &yaml(2_000_001))), refused);
    let home = tempfile::tempdir().unwrap();
    let files = ["a.json", "b.json"].map(|name| home.path().join(name));
    fs::write(&files[0], json(1_000_000)).unwrap();
    fs::write(&files[1], json(1_000_000)).unwrap();
    assert_eq!(read(&files), []);
    fs::write(&files[1], json(1_000_001)).unwrap();
    let what = "all files together hold more than 2000000 values".to_owned();
    assert_eq!(read(&files), [(Rule::Syntax, what)]);
}

#[test]
fn aliases_stand_for_so_much_text_and_no_more() {
    let document = |aliases: usize| {
        let mut text = format!("{HEAD}x-a: &a {}\nx-b:\n", "y".repeat(100_000));
        for _ in 0..aliases {
            text.write_str("- *a\n").unwrap();
        }
        text
    };
    // The anchor's own text is counted too: 8 MiB are 83 of these and a rest.
    assert_eq!(refusals(load::text("api.yaml", &document(82))), []);
    let what = "the anchors and aliases of the file stand for more than 8388608 bytes of text";
    let refused = [(Rule::Syntax, what.to_owned())];
    assert_eq!(refusals(load::text("api.yaml", &document(83))), refused);
    assert_eq!(refusals(load::text("api.yaml", &document(1000))), refused);
}

#[test]
fn keys_count_among_what_aliases_stand_for() {
    let key = "k".repeat(90_000);
    let aliases = "- *a\n".repeat(100);
    let text = format!("{HEAD}x-a: &a {{{key}: 1}}\nx-b:\n{aliases}");
    assert_eq!(refusals(load::text("api.yaml", &text)).len(), 1);
}

#[test]
#[cfg(unix)]
fn a_link_that_leads_out_of_the_root_is_not_followed() {
    let home = tempfile::tempdir().unwrap();
    let spec = home.path().join("spec");
    fs::create_dir_all(spec.join("parts")).unwrap();
    let thing = "components: {schemas: {a: {type: string}}}\n";
    fs::write(home.path().join("secret.yaml"), thing).unwrap();
    fs::write(spec.join("parts/inside.yaml"), thing).unwrap();
    let linked = |to: &str| {
        let link = spec.join("link.yaml");
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(to, &link).unwrap();
        let text = format!(
            "{HEAD}components: {{schemas: {{b: {{$ref: 'link.yaml#/components/schemas/a'}}}}}}\n"
        );
        fs::write(spec.join("api.yaml"), text).unwrap();
        read(&[spec.join("api.yaml")])
    };
    assert_eq!(linked("parts/inside.yaml"), []);
    let (shown, root) = (spec.join("link.yaml"), &spec);
    let what = format!(
        "`{}` lies outside `{}`, the root of the inputs",
        shown.display(),
        root.display()
    );
    let refused = [(Rule::OutsideRoot, what)];
    assert_eq!(linked("../secret.yaml"), refused);
    assert_eq!(
        linked(home.path().join("secret.yaml").to_str().unwrap()),
        refused
    );
    // One that stands among the fragments themselves is no other.
    fs::remove_file(spec.join("api.yaml")).unwrap();
    assert_eq!(
        refusals(load::fragments(&load::spec_dir(&spec, "spec").unwrap())),
        refused
    );
    // A root that holds both takes both.
    let input = load::spec_dir(&spec, "spec").unwrap().within(home.path());
    assert_eq!(refusals(load::fragments(&input)), []);
}

#[test]
fn a_reference_out_of_the_folder_needs_a_root_that_holds_it() {
    let home = tempfile::tempdir().unwrap();
    let below = home.path().join("below");
    fs::create_dir(&below).unwrap();
    fs::write(home.path().join("other.yaml"), "a: {type: string}\n").unwrap();
    let text = format!("{HEAD}components: {{schemas: {{b: {{$ref: '../other.yaml#/a'}}}}}}\n");
    let path = below.join("api.yaml");
    fs::write(&path, text).unwrap();
    let refused = read(std::slice::from_ref(&path));
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].0, Rule::OutsideRoot);
    let input = load::spec_files(&[path]).unwrap();
    assert_eq!(refusals(load::fragments(&input.within(home.path()))), []);
}
