//! What a run notes of a document that passes.

use std::process::Output;

use super::{code, folder, run, text, xtask};

/// A document whose answers have so many bodies where HTTP has none, and of which one operation has no operationId.
fn document(bodies: usize) -> String {
    let mut api = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /v1/things:
    delete:
      responses: {'204': {description: None is left.}}
"
    .to_owned();
    for index in 0..bodies {
        api.push_str(&format!(
            "  /v1/things/t{index}:
    delete:
      operationId: DeleteThing{index}
      responses: {{'204': {{description: Gone., content: {{text/plain: {{schema: {{type: string}}}}}}}}}}
"
        ));
    }
    api
}

fn noted(api: &str, extra: &[&str]) -> Output {
    let home = folder(api);
    let output = run(home.path(), &[extra, &["--out", "out"]].concat());
    assert_eq!(code(&output), 0, "{output:?}");
    output
}

/// The rules of the notes that are printed whole, in their order, and what comes after the last of them.
fn told(output: &Output) -> (Vec<String>, String) {
    let said = text(&output.stderr);
    let rest = said.rsplit("\n\n").next().unwrap().to_owned();
    let rule = |line: &str| Some(line.strip_prefix("note[")?.split(']').next()?.to_owned());
    (said.lines().filter_map(rule).collect(), rest)
}

#[test]
fn many_notes_of_a_rule_are_counted_and_the_first_of_them_shown() {
    let (rules, rest) = told(&noted(&document(5), &[]));
    let ignored = "ignored-body";
    assert_eq!(rules, ["missing-operation-id", ignored, ignored, ignored]);
    let want = "\
6 notes, of each rule the first 3; `--notes` prints all
     1 missing-operation-id   An operation without operationId, which gets one from its method and path.
     5 ignored-body           A body that is described where HTTP has none, and is left out.
";
    assert_eq!(rest, want);
    let said = text(&noted(&document(5), &[]).stderr);
    for (index, shown) in [true, true, true, false, false].into_iter().enumerate() {
        let place = format!("at #/paths/~1v1~1things~1t{index}/delete/responses/204/content");
        assert_eq!(said.contains(&place), shown, "{said}");
    }
    assert_eq!(said.matches(" help: drop `content`").count(), 3, "{said}");
}

#[test]
fn every_note_is_printed_on_request() {
    let (rules, rest) = told(&noted(&document(5), &["--notes"]));
    assert_eq!(rules.len(), 6);
    assert!(
        rest.starts_with("6 notes\n     1 missing-operation-id "),
        "{rest}"
    );
    let (rules, rest) = told(&noted(&document(3), &[]));
    assert_eq!(rules.len(), 4);
    assert!(
        rest.starts_with("4 notes\n"),
        "nothing is kept back: {rest}"
    );
}

#[test]
fn nothing_is_noted_of_the_projects_own_fragments() {
    let output = xtask().args(["--check", "--notes"]).output().unwrap();
    assert_eq!((code(&output), text(&output.stderr).as_str()), (0, ""));
}
