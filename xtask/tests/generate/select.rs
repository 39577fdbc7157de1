//! Parts of a document.

use super::{code, folder, run, text, tree, xtask};

/// Three operations, of which one has a mistake; a thing leads to a part, and from there on by expansion.
const API: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /v1/things/{id}:
    get:
      operationId: GetThing
      tags: [shop]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: A thing.
          content: {application/json: {schema: {$ref: '#/components/schemas/thing'}}}
  /v1/parts/{id}:
    get:
      operationId: GetPart
      tags: [store]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: A part.
          content: {application/json: {schema: {$ref: '#/components/schemas/part'}}}
  /v1/broken:
    get:
      operationId: GetBroken
      tags: [store]
      responses:
        '200':
          description: Nothing good.
          content: {application/json: {schema: {$ref: '#/components/schemas/broken'}}}
components:
  schemas:
    thing:
      type: object
      required: [id, part]
      properties:
        id: {type: string}
        part:
          anyOf: [{type: string}, {$ref: '#/components/schemas/part'}]
          x-expansionResources: {oneOf: [{$ref: '#/components/schemas/part'}]}
    part:
      type: object
      required: [id, maker]
      properties:
        id: {type: string}
        maker:
          anyOf: [{type: string}, {$ref: '#/components/schemas/maker'}]
          x-expansionResources: {oneOf: [{$ref: '#/components/schemas/maker'}]}
    maker: {type: object, required: [id], properties: {id: {type: string}}}
    broken: {type: object, propertys: {}}
";

/// The names of operations and schemas in what progenitor is given.
fn names(arguments: &[&str]) -> Vec<String> {
    let home = folder(API);
    let arguments = [arguments, &["--out", "out"]].concat();
    let output = run(home.path(), &arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {output:?}");
    let document = std::fs::read(home.path().join("out/openapi.json")).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let ids = paths.map(|item| item["get"]["operationId"].as_str().unwrap());
    let schemas = document["components"]["schemas"].as_object().unwrap();
    ids.chain(schemas.keys().map(String::as_str))
        .map(str::to_owned)
        .collect()
}

#[test]
fn only_what_is_wanted_is_made_and_what_is_wrong_elsewhere_does_not_matter() {
    let home = folder(API);
    assert_eq!(code(&run(home.path(), &["--out", "out"])), 1);
    for patterns in [
        &["GetThing"][..],
        &["shop"],
        &["/v1/things/{id}"],
        &["Get*Thing", "!GetPart"],
        &["*", "!store"],
        &["!store"],
        &["thing"],
        &["things"],
    ] {
        let arguments = [&["--only"], patterns].concat();
        let wanted = ["GetThing", "maker", "part", "thing"];
        assert_eq!(names(&arguments), wanted, "{patterns:?}");
    }
    let wanted = ["GetPart", "GetThing", "maker", "part", "thing"];
    assert_eq!(names(&["--only", "GetPart", "GetThing"]), wanted);
}

#[test]
fn an_operation_without_an_id_is_meant_by_the_one_that_it_gets() {
    let home = folder(&API.replace("      operationId: GetPart\n", ""));
    for patterns in [&["GetPartsId"][..], &["Get*", "!GetThing", "!GetBroken"]] {
        let arguments = [&["--out", "out", "--only"], patterns].concat();
        let output = run(home.path(), &arguments);
        assert_eq!(code(&output), 0, "{output:?}");
        let document = std::fs::read(home.path().join("out/openapi.json")).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let ids: Vec<_> = paths
            .values()
            .map(|item| &item["get"]["operationId"])
            .collect();
        assert_eq!(ids, ["GetPartsId"], "{patterns:?}");
    }
}

#[test]
fn the_order_of_patterns_does_not_show() {
    let home = folder(API);
    let trees = [["GetPart", "shop"], ["shop", "GetPart"]].map(|[one, other]| {
        let output = run(home.path(), &["--only", one, other, "--out", "out"]);
        assert_eq!(code(&output), 0, "{output:?}");
        let made = tree(&home.path().join("out"));
        std::fs::remove_dir_all(home.path().join("out")).unwrap();
        made
    });
    assert_eq!(trees[0], trees[1]);
}

#[test]
fn a_pattern_of_nothing_is_told_with_names_like_it_and_nothing_is_written() {
    let home = folder(API);
    let arguments = ["--only", "GetThng", "v1/things*", "!nix", "--out", "out"];
    let output = run(home.path(), &arguments);
    assert_eq!(code(&output), 2, "{output:?}");
    let wanted = "\
error: no operation is meant by `!nix`
 help: name an operationId, a tag, a resource or a path of the document, `*` for any text
error: no operation is meant by `GetThng`
 help: did you mean `GetThing`?
error: no operation is meant by `v1/things*`
 help: did you mean `/v1/things/{id}`, `things`?
";
    assert_eq!(text(&output.stderr), wanted);
    assert!(!home.path().join("out").exists());
    let output = run(
        home.path(),
        &["--only", "shop", "!GetThing", "--out", "out"],
    );
    assert_eq!(code(&output), 2, "{output:?}");
    let said = text(&output.stderr);
    assert!(
        said.starts_with("error: no operation is meant by `shop !GetThing`"),
        "{said}"
    );
    let output = run(home.path(), &["--only", "", "--out", "out"]);
    assert_eq!(code(&output), 2, "{output:?}");
}

#[test]
fn expansions_end_after_so_many_steps_in_open_objects() {
    for (steps, wanted) in [
        ("0", &["GetThing", "expanded_object", "thing"][..]),
        ("1", &["GetThing", "expanded_object", "part", "thing"]),
        ("2", &["GetThing", "maker", "part", "thing"]),
    ] {
        let arguments = ["--only", "GetThing", "--cut-expansions", steps];
        assert_eq!(names(&arguments), wanted, "{steps}");
    }
    // A part is an operation's answer too, so that what it expands to is one step away.
    let arguments = ["--only", "Get*", "!*Broken", "--cut-expansions", "1"];
    let wanted = ["GetPart", "GetThing", "maker", "part", "thing"];
    assert_eq!(names(&arguments), wanted);
}

#[test]
fn a_part_of_the_project_itself_is_not_written_over_it() {
    let output = xtask().args(["--only", "*Transfers*"]).output().unwrap();
    assert_eq!(code(&output), 2, "{output:?}");
}

/// Two of three operations have something that is not supported, one of them in what it reaches.
const MIXED: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /v1/things:
    get:
      operationId: GetThings
      responses:
        '200': {$ref: '#/components/responses/thing'}
  /v1/files:
    post:
      operationId: PostFiles
      responses:
        '200': {$ref: '#/components/responses/thing'}
      callbacks: {done: {'{$request.body#/url}': {post: {responses: {'200': {description: Heard.}}}}}}
  /v1/odd:
    get:
      operationId: GetOdd
      responses:
        '200':
          description: Odd.
          content: {application/json: {schema: {$ref: '#/components/schemas/holder'}}}
components:
  responses:
    thing:
      description: A thing.
      content: {application/json: {schema: {$ref: '#/components/schemas/thing'}}}
  schemas:
    holder: {type: object, properties: {odd: {$ref: '#/components/schemas/odd'}}}
    thing: {type: object, required: [id], properties: {id: {type: string}}}
    odd: {not: {type: string}}
    unused: {not: {type: integer}}
";

#[test]
fn what_is_not_supported_is_left_out_and_listed() {
    let home = folder(MIXED);
    assert_eq!(code(&run(home.path(), &["--out", "out"])), 1);
    let output = run(home.path(), &["--skip-unsupported", "--out", "out"]);
    assert_eq!(code(&output), 0, "{output:?}");
    let wanted = "\
left out: post `/v1/files` (PostFiles)
  because[unsupported-callback]: post `/v1/files` has callbacks
  --> api.yaml:14:7
   at #/paths/~1v1~1files/post/callbacks

left out: get `/v1/odd` (GetOdd)
  because[unsupported-schema]: no type is made of what `not` says
  --> api.yaml:30:11
   at #/components/schemas/odd/not

2 of 3 operations left out, 1 generated
";
    assert_eq!(text(&output.stderr), wanted);
    let only = run(home.path(), &["--only", "GetThings", "--out", "only"]);
    assert_eq!(code(&only), 0, "{only:?}");
    let made = |name| tree(&home.path().join(name));
    assert_eq!(made("out"), made("only"));
}

#[test]
fn typos_are_refused_whatever_is_left_out() {
    let home = folder(&MIXED.replace("required: [id]", "requierd: [id]"));
    let output = run(home.path(), &["--skip-unsupported", "--out", "out"]);
    assert_eq!(code(&output), 1, "{output:?}");
    let said = text(&output.stderr);
    assert!(said.starts_with("error[unknown-keyword]"), "{said}");
    assert!(said.ends_with("1 refusal; nothing was written\n"), "{said}");
    assert!(!home.path().join("out").exists());
}

#[test]
fn what_does_not_hold_together_is_left_out_with_its_operation_and_examples_alone() {
    let wrong = MIXED
        .replace("odd: {not: {type: string}}", "odd: {type: array}")
        .replace("      callbacks: {", "      x-callbacks: {")
        .replace(
            "id: {type: string}}}",
            "id: {type: string, example: 7, default: 8}}}",
        )
        .replace(
            "paths:",
            "servers: [{url: 'https://{region}.example.com'}]\npaths:",
        );
    let home = folder(&wrong);
    assert_eq!(code(&run(home.path(), &["--out", "out"])), 1);
    let output = run(
        home.path(),
        &["--skip-unsupported", "--notes", "--out", "out"],
    );
    assert_eq!(code(&output), 0, "{output:?}");
    let said = text(&output.stderr);
    for wanted in [
        "note[unfit-value]: `example` has 7, but the type is string, and is left out",
        "note[unfit-value]: `default` has 8, but the type is string, and is left out",
        "note[invalid-value]: the address names `{region}`, which is no variable of the server, and is left out",
        "left out: get `/v1/odd` (GetOdd)\n  because[missing-keyword]: the array schema has no `items`",
        "1 of 3 operations left out, 2 generated",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let document = std::fs::read_to_string(home.path().join("out/openapi.json")).unwrap();
    assert!(document.contains("GetThings") && document.contains("PostFiles"));
    assert!(!document.contains("\"example\"") && !document.contains("region"));
}

#[test]
fn a_reference_to_nothing_counts_for_the_operation_that_it_is_in() {
    let referring = |name: &str| {
        let to = format!("odd: {{$ref: '#/components/schemas/{name}'}}");
        let home = folder(&MIXED.replace("odd: {not: {type: string}}", &to));
        let part = ["--only", "GetThings", "GetOdd", "--out", "out"];
        run(home.path(), &[&["--skip-unsupported"][..], &part].concat())
    };
    let output = referring("nowhere");
    assert_eq!(code(&output), 0, "{output:?}");
    let said = text(&output.stderr);
    assert!(
        said.contains("because[dangling-ref]: `#/components/schemas/nowhere` refers to nothing"),
        "{said}"
    );
    let output = referring("thign");
    assert_eq!(code(&output), 1, "{output:?}");
    assert!(text(&output.stderr).contains("did you mean"), "{output:?}");
}

#[test]
fn notes_are_no_refusals() {
    let home = folder(&MIXED.replace("operationId: PostFiles", "operationId: GetOdd"));
    let output = run(home.path(), &["--out", "out"]);
    assert_eq!(code(&output), 1, "{output:?}");
    let said = text(&output.stderr);
    assert_eq!(
        said.matches("note[duplicate-operation-id]").count(),
        2,
        "{said}"
    );
    let refused = said.matches("error[").count();
    let (_, after) = said
        .split_once(&format!("\n{refused} refusals; nothing was written\n"))
        .unwrap_or_else(|| panic!("{said}"));
    // All of them are constructs that can be left out.
    assert!(after.starts_with(" help: `--skip-unsupported` "), "{said}");
}

#[test]
fn where_nothing_would_be_left_all_is_refused() {
    let home = folder(MIXED);
    let arguments = ["--skip-unsupported", "--only", "GetOdd", "--out", "out"];
    let output = run(home.path(), &arguments);
    assert_eq!(code(&output), 1, "{output:?}");
    let said = text(&output.stderr);
    assert!(said.starts_with("error[unsupported-schema]"), "{said}");
}

/// A part is in a thing that is in the answer, and is also what the answer expands to.
const NEAR: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /v1/box:
    get:
      operationId: GetBox
      responses:
        '200':
          description: A box.
          content: {application/json: {schema: {$ref: '#/components/schemas/box'}}}
components:
  schemas:
    box:
      type: object
      properties:
        part:
          anyOf: [{type: string}, {$ref: '#/components/schemas/part'}]
          x-expansionResources: {oneOf: [{$ref: '#/components/schemas/part'}]}
        thing: {$ref: '#/components/schemas/thing'}
    thing: {type: object, properties: {part: {$ref: '#/components/schemas/part'}}}
    part:
      type: object
      properties:
        maker:
          anyOf: [{type: string}, {$ref: '#/components/schemas/maker'}]
          x-expansionResources: {oneOf: [{$ref: '#/components/schemas/maker'}]}
    maker: {type: object, required: [id], properties: {id: {type: string}}}
";

#[test]
fn the_fewest_expansions_that_lead_to_a_type_count() {
    let home = folder(NEAR);
    let output = run(home.path(), &["--cut-expansions", "1", "--out", "out"]);
    assert_eq!(code(&output), 0, "{output:?}");
    let document = std::fs::read_to_string(home.path().join("out/openapi.json")).unwrap();
    // No expansion leads to a part, and one to its maker.
    assert!(
        document.contains("#/components/schemas/maker"),
        "{document}"
    );
    assert!(!document.contains("expanded_object"), "{document}");
}

#[test]
fn what_is_wrong_elsewhere_in_a_document_of_3_1_does_not_matter_either() {
    let newer = API.replace("3.0.3", "3.1.0");
    let wrong = "broken: {type: string, nullable: true}";
    let home = folder(&newer.replace("broken: {type: object, propertys: {}}", wrong));
    let output = run(home.path(), &["--out", "out"]);
    assert_eq!(code(&output), 1, "{output:?}");
    assert!(
        text(&output.stderr).contains("error[wrong-kind]"),
        "{output:?}"
    );
    let output = run(home.path(), &["--only", "GetThing", "--out", "out"]);
    assert_eq!(code(&output), 0, "{output:?}");
}
