//! The page for people: whole, safe to show, and leading nowhere but to what there is.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use reversals_codegen::emit::docs::{self, Call, Exchange, Illustration, Illustrations};
use reversals_codegen::emit::{Home, Options, Outputs};
use reversals_codegen::load::{self, Input};
use serde_json::Value;

fn run(input: &Input, docs: Illustrations) -> Outputs {
    let options = Options {
        name: "reversals".to_owned(),
        home: Home::Member,
        schemas: true,
        extra: BTreeMap::new(),
        docs: Some(docs),
    };
    reversals_codegen::generate(input, &options, &mut |_| ()).unwrap()
}

fn page(outputs: &Outputs) -> &str {
    str::from_utf8(&outputs[docs::FILE]).unwrap()
}

fn own() -> Outputs {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("spec");
    run(
        &load::spec_dir(&spec, "spec").unwrap(),
        Illustrations::default(),
    )
}

/// What an attribute has, wherever it is.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let before = format!(" {attribute}=\"");
    let all = page.split(&before).skip(1);
    all.map(|rest| rest.split_once('"').unwrap().0).collect()
}

#[test]
fn every_operation_every_definition_and_every_member_has_a_place() {
    let outputs = own();
    let ids: BTreeSet<_> = values(page(&outputs), "id").into_iter().collect();
    let json = |path: &str| -> Value { serde_json::from_slice(&outputs[path]).unwrap() };
    let index = json("schema/index.json");
    for operation in index["operations"].as_object().unwrap().keys() {
        assert!(
            ids.contains(format!("operation/{operation}").as_str()),
            "{operation}"
        );
    }
    let bundle = json("schema/2020-12/bundle.schema.json");
    for (name, schema) in bundle["$defs"].as_object().unwrap() {
        assert!(ids.contains(format!("schema/{name}").as_str()), "{name}");
        // A form is told with the object that it is of, whose members it has.
        let of = ["_unexpanded", "_expanded"];
        let name = of
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .unwrap_or(name);
        for member in schema["properties"].as_object().into_iter().flatten() {
            let id = format!("schema/{name}/{}", member.0);
            assert!(ids.contains(id.as_str()), "{id}");
        }
    }
}

#[test]
fn every_link_leads_somewhere_and_every_place_is_one() {
    let outputs = own();
    let page = page(&outputs);
    let ids = values(page, "id");
    let places: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(places.len(), ids.len(), "a place is there twice");
    let links = values(page, "href");
    assert!(links.len() > 100);
    for link in links {
        let found = match link.strip_prefix('#') {
            Some(place) => places.contains(place),
            None => outputs.contains_key(link.strip_prefix("../").unwrap()),
        };
        assert!(found, "{link}");
    }
    for (attribute, more) in [
        ("aria-labelledby", "id"),
        ("for", "id"),
        ("aria-describedby", "id"),
    ] {
        for value in values(page, attribute) {
            assert!(values(page, more).contains(&value), "{attribute} {value}");
        }
    }
}

#[test]
fn the_page_loads_nothing() {
    let outputs = own();
    let page = page(&outputs);
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">";
    // Before anything that a policy is about.
    assert!(page.find(policy).unwrap() < page.find("<style>").unwrap());
    for word in [
        " src=", "srcset=", "<link", "<img", "<iframe", "<object", "@import", "url(", "fetch(",
        "import(",
    ] {
        assert!(!page.contains(word), "{word}");
    }
}

const HOSTILE: &str = r#"
openapi: 3.0.3
info: {title: "</title><script>alert(1)</script>", version: "1<script>", description: "<script>alert(2)</script>"}
paths:
  /v1/things:
    get:
      operationId: ListThings
      summary: "<script>alert(3)</script>"
      description: "--><script>alert(4)</script> `<script>`"
      parameters:
        - {name: "q<script>", in: query, description: "\"><script>", schema: {type: string, enum: ["</code><script>", b]}}
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/thing'}
components:
  schemas:
    thing:
      type: object
      description: "<script>alert(5)</script>"
      properties:
        "name\" onclick=\"x": {type: string, description: "<script>alert(6)</script>"}
        part: {$ref: '#/components/schemas/thing'}
"#;

#[test]
fn texts_of_the_document_and_of_the_cases_are_shown_and_never_run() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("a--><script>.yaml");
    fs::write(&file, HOSTILE).unwrap();
    let hostile = "</code></pre><script>alert(7)</script>".to_owned();
    let call = Call {
        language: hostile.clone(),
        code: hostile.clone(),
    };
    let exchange = Exchange {
        case: hostile.clone(),
        title: hostile.clone(),
        page: "javascript:alert(8)//\"><script>".to_owned(),
        notes: vec![hostile.clone()],
        curl: Some(format!("curl {hostile}")),
        request: hostile.clone(),
        status: 200,
        response: hostile,
    };
    let illustration = Illustration {
        calls: vec![call.clone()],
        exchanges: vec![exchange],
    };
    let docs = Illustrations {
        clients: vec![call],
        operations: BTreeMap::from([("ListThings".to_owned(), illustration)]),
    };
    let outputs = run(&load::spec_files(&[file]).unwrap(), docs);
    let page = page(&outputs);
    // The one that is ours, and the text of none of the others.
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("-->").count(), 1);
    assert!(!page.contains("\" onclick=\"x"));
    assert!(!page.contains("href=\"javascript:"));
    for number in 1..=7 {
        assert!(
            page.contains(&format!("&lt;script&gt;alert({number})&lt;/script&gt;")),
            "{number}"
        );
    }
}
