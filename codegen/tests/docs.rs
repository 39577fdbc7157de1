//! The page for people: whole, safe to show, and leading nowhere but to what there is.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use reversals_codegen::emit::docs::{
    self, Call, Exchange, Illustration, Illustrations, Refusal, Scenario, Step,
};
use reversals_codegen::emit::{Home, LARGE, Options, Outputs, Package};
use reversals_codegen::load::{self, Input};
use serde_json::{Value, json};

fn run(input: &Input, docs: Illustrations) -> Outputs {
    let options = Options {
        name: "reversals".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: false,
        extra: BTreeMap::new(),
        docs: Some(docs),
    };
    reversals_codegen::generate(input, &options, &mut |_| ())
        .unwrap()
        .outputs
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

/// The page of a document of which only paths and components matter.
fn page_of(text: &str) -> String {
    page(&outputs_of(text)).to_owned()
}

fn outputs_of(text: &str) -> Outputs {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("it.yaml");
    fs::write(&file, text).unwrap();
    let docs = Illustrations {
        clients: vec![Call {
            language: "Rust".to_owned(),
            code: "a".to_owned(),
        }],
        operations: BTreeMap::new(),
        scenarios: Vec::new(),
        large: false,
    };
    run(&load::spec_files(&[file]).unwrap(), docs)
}

const THINGS: &str = r#"
openapi: 3.0.3
info: {title: Things, version: "1"}
security: [{key: []}]
paths:
  /v1/things:
    post:
      operationId: MakeThing
      parameters:
        - {name: Idempotency-Key, in: header, description: "A key.", schema: {type: string, maxLength: 255}}
      requestBody:
        content:
          application/x-www-form-urlencoded:
            encoding: {tags: {style: deepObject, explode: true}}
            schema:
              type: object
              properties:
                tags:
                  anyOf:
                    - {type: object, additionalProperties: {type: string}}
                    - {type: string, enum: [""]}
      responses:
        '201':
          description: It was made.
          content: {application/json: {schema: {$ref: '#/components/schemas/thing'}}}
        4XX: {$ref: '#/components/responses/failure'}
        default: {$ref: '#/components/responses/failure'}
    delete:
      operationId: ForgetThings
      security: []
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {}, additionalProperties: false}
      responses:
        '200':
          description: Nothing is left.
          content: {application/json: {schema: {$ref: '#/components/schemas/thing'}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer, description: "A key as a `bearer`."}
    unused: {type: http, scheme: basic, description: "Not asked for."}
  responses:
    failure:
      description: It was not made.
      content: {application/json: {schema: {$ref: '#/components/schemas/error'}}}
  schemas:
    thing:
      type: object
      properties:
        part: {$ref: '#/components/schemas/part'}
        made: {type: integer, format: unix-time}
        state: {type: string, enum: [new, old]}
    part: {type: object, description: "What it is made of.", properties: {a: {type: string}}}
    error: {type: object, required: [message], properties: {message: {type: string}}}
"#;

#[test]
fn an_operation_tells_what_goes_where_and_what_comes_back() {
    let page = page_of(THINGS);
    let operation = |id: &str| -> &str {
        let (_, rest) = page.split_once(&format!("id=\"operation/{id}\"")).unwrap();
        rest.split_once("<section class=\"entry\"").unwrap().0
    };
    let made = operation("MakeThing");
    for told in [
        "<h5>In the headers</h5>",
        "<code>Idempotency-Key</code></a> <span class=\"kind\">string</span>",
        "<li>at most 255 characters</li>",
        "<h5>In the body</h5>\n<p class=\"kind\"><code>application/x-www-form-urlencoded</code></p>",
        "<span class=\"kind\">map of string to string, or <code>&quot;&quot;</code></span>",
        "<p><code>201</code></p><p>It was made.</p>",
        "<p><code>4XX</code></p><p>It was not made.</p>",
        "<p>Any other status</p><p>It was not made.</p>",
        "The body is <a href=\"#schema/error\">",
    ] {
        assert!(made.contains(told), "{told}\n{made}");
    }
    assert!(!made.contains("needs no authentication"));
    let forgotten = operation("ForgetThings");
    for told in [
        "<p>It needs no authentication.</p>",
        "<p>It takes nothing.</p>",
        "<h4>Errors</h4>\n<p>None is described.</p>",
    ] {
        assert!(forgotten.contains(told), "{told}\n{forgotten}");
    }
    // Only what the document asks for.
    assert!(page.contains("<li>A key as a <code>bearer</code>.</li>"));
    assert!(!page.contains("Not asked for."));
}

#[test]
fn a_member_is_found_by_the_words_of_the_schemas_and_told_where_it_leads() {
    let page = page_of(THINGS);
    let member = |name: &str| -> &str {
        let (_, rest) = page
            .split_once(&format!("id=\"schema/thing/{name}\""))
            .unwrap();
        rest.split_once("\n</li>").unwrap().0
    };
    assert!(member("made").contains(" data-also=\"x-unit\">unix-seconds</span>"));
    assert!(member("state").contains("<span data-also=\"x-open-enum\">one of"));
    assert!(member("part").ends_with("<p>What it is made of.</p>"));
}

/// The page of a thing whose members are these schemas, in an answer and, as `ThingParams`, in a request.
fn page_of_members(members: &Value) -> String {
    page(&outputs_of_members(members)).to_owned()
}

fn outputs_of_members(members: &Value) -> Outputs {
    let thing = json!({ "type": "object", "properties": members });
    let content =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/thing" } } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "post": {
            "operationId": "MakeThing",
            "requestBody": { "content": { "application/json": { "schema": thing } } },
            "responses": { "200": { "description": "", "content": content } },
        } } },
        "components": { "schemas": { "thing": thing, "part": { "type": "object" } } },
    });
    outputs_of(&document.to_string())
}

/// What the page tells of a member of a thing in a request, or else in an answer.
fn told<'a>(page: &'a str, is_asked: bool, name: &str) -> &'a str {
    let whole = if is_asked {
        "MakeThingRequest/body"
    } else {
        "thing"
    };
    let id = format!("id=\"schema/{whole}/{name}\"");
    let (_, rest) = page.split_once(&id).unwrap();
    rest.split_once("\n</li>").unwrap().0
}

#[test]
fn a_kind_says_where_each_of_its_parts_ends() {
    let string = json!({ "type": "string", "maxLength": 9 });
    let map = json!({ "type": "object", "additionalProperties": string });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let either = |all: &[&Value]| json!({ "anyOf": all });
    let integer = json!({ "type": "integer", "nullable": true });
    let empty = json!({ "type": "string", "enum": [""] });
    let named = json!({ "$ref": "#/components/schemas/part" });
    let link = "<a href=\"#schema/part\"><code>part</code></a>";
    let cases = [
        (either(&[&string, &named]), format!("string or {link}")),
        (list(&string), "array of strings".to_owned()),
        (list(&named), format!("array of {link}")),
        (
            list(&either(&[&string, &integer])),
            "array of (string or integer)".to_owned(),
        ),
        (
            either(&[&map, &empty]),
            "map of string to string, or <code>&quot;&quot;</code>".to_owned(),
        ),
        (either(&[&empty]), "string".to_owned()),
        (
            either(&[&integer, &list(&integer)]),
            "integer, or array of integers".to_owned(),
        ),
        (json!({}), "any value".to_owned()),
        (
            json!({ "type": "integer", "enum": [1, 2, null], "nullable": true }),
            "integer".to_owned(),
        ),
    ];
    let members = cases.iter().enumerate();
    let members = members.map(|(at, (schema, _))| (format!("m{at}"), schema.clone()));
    let page = page_of_members(&Value::Object(members.collect()));
    for (at, (schema, kind)) in cases.iter().enumerate() {
        for is_asked in [true, false] {
            let told = told(&page, is_asked, &format!("m{at}"));
            let kind = format!("<span class=\"kind\">{kind}</span>");
            assert!(told.contains(&kind), "{schema}\n{told}");
        }
    }
}

#[test]
fn a_limit_names_the_kind_it_is_of_only_where_there_are_others() {
    let string = json!({ "type": "string", "maxLength": 1 });
    let integer = json!({ "type": "integer", "minimum": 1 });
    let empty = json!({ "type": "string", "enum": [""] });
    let cases = [
        (json!({ "anyOf": [string] }), "at most 1 character"),
        (
            json!({ "anyOf": [string, integer, empty] }),
            "if it is a string: at most 1 character</li><li>if it is an integer: at least 1",
        ),
        (empty, "always <code>&quot;&quot;</code>"),
        (
            json!({ "type": "string", "format": "date" }),
            "a day such as <code>2024-02-29</code>",
        ),
        (
            json!({ "type": "integer", "format": "int32" }),
            "a whole number of 32 bits",
        ),
        (
            json!({ "type": "string", "enum": ["list"], "description": "Always `list`." }),
            "",
        ),
    ];
    let members = cases.iter().enumerate();
    let members = members.map(|(at, (schema, _))| (format!("m{at}"), schema.clone()));
    let page = page_of_members(&Value::Object(members.collect()));
    for (at, (schema, limits)) in cases.iter().enumerate() {
        for is_asked in [true, false] {
            let told = told(&page, is_asked, &format!("m{at}"));
            let list = told.split_once("<ul class=\"limits\"><li>");
            let list = list.map_or("", |(_, rest)| rest.split_once("</li></ul>").unwrap().0);
            assert_eq!(list, *limits, "{schema}");
        }
    }
}

#[test]
fn a_member_of_one_side_is_told_on_that_side_and_words_are_told_as_the_document_has_them() {
    let page = page_of_members(&json!({
        "made": { "type": "string", "readOnly": true },
        "secret": { "type": "string", "writeOnly": true },
        "state": { "type": "string", "enum": ["new", "old"] },
    }));
    assert!(told(&page, false, "made").contains("read only"));
    assert!(!page.contains("schema/MakeThingRequest/body/made"));
    assert!(told(&page, true, "secret").contains("write only"));
    assert!(!page.contains("schema/thing/secret"));
    let known = "one of <code>new</code>, <code>old</code>";
    assert!(told(&page, true, "state").contains(&format!("<li>{known}</li>")));
    assert!(told(&page, false, "state").contains("there may be others one day"));
}

#[test]
fn the_page_tells_each_keyword_that_the_published_schema_says() {
    let pairs: Vec<Value> = serde_json::from_str(include_str!("keywords/pairs.json")).unwrap();
    let mut members = serde_json::Map::new();
    let mut rows = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let keyword = pair["row"].as_str().unwrap().split(':').next().unwrap();
        let schema = &pair["schema"];
        // What makes the kind of a value is told as that kind.
        let is_kind = [
            "type",
            "allOf",
            "oneOf",
            "anyOf",
            "items",
            "properties",
            "required",
        ]
        .contains(&keyword);
        if is_kind || schema.get(keyword).is_none() || schema["type"].is_null() {
            continue;
        }
        let mut without = schema.clone();
        without.as_object_mut().unwrap().remove(keyword);
        members.insert(format!("with{at}"), schema.clone());
        members.insert(format!("without{at}"), without);
        rows.push((at, schema));
    }
    assert!(rows.len() > 30, "{}", rows.len());
    let members = Value::Object(members);
    let outputs = outputs_of_members(&members);
    let page = page(&outputs);
    let bundle: Value =
        serde_json::from_slice(&outputs["schema/2020-12/bundle.schema.json"]).unwrap();
    let body = &bundle["$defs"]["MakeThingRequest"]["properties"]["body"]["properties"];
    for (at, schema) in rows {
        let names = ["with", "without"].map(|name| format!("{name}{at}"));
        let [with, without] = names.each_ref().map(|name| {
            let told = told(page, true, name);
            told.split_once("</a>").unwrap().1.replace(name, "")
        });
        let is_published = body[&names[0]] != body[&names[1]];
        assert_eq!(with != without, is_published, "{schema}\n{with}\n{without}");
    }
}

#[test]
fn headings_skip_no_level_and_boxes_of_code_are_no_landmarks() {
    for page in [page(&own()), &page_of(THINGS)] {
        let (_, content) = page.split_once("<main").unwrap();
        let (content, _) = content.split_once("<script>").unwrap();
        let levels = content.split("<h").skip(1);
        let levels = levels.filter_map(|rest| rest[..1].parse::<u8>().ok());
        let mut last = 0;
        for level in levels {
            assert!(level <= last + 1, "h{level} after h{last}");
            last = level;
        }
        assert!(last > 2);
        for role in values(page, "role") {
            assert!(["group", "status"].contains(&role), "{role}");
        }
    }
}

#[test]
fn the_page_names_the_file_that_makes_it() {
    let outputs = own();
    let (_, rest) = page(&outputs).split_once("edit those or ").unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let file = root.join(rest.split_once(',').unwrap().0);
    assert!(file.is_file(), "{}", file.display());
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
        response: hostile.clone(),
    };
    let refusal = Refusal {
        case: hostile.clone(),
        status: 400,
        code: Some(hostile.clone()),
        param: Some(hostile.clone()),
        words: Some(hostile.clone()),
        when: hostile.clone(),
        remedy: hostile.clone(),
    };
    let scenario = Scenario {
        name: hostile.clone(),
        says: hostile.clone(),
        operations: vec![hostile.clone()],
        steps: vec![Step {
            line: hostile.clone(),
            notes: vec![hostile],
        }],
    };
    let illustration = Illustration {
        calls: vec![call.clone()],
        exchanges: vec![exchange],
        refusals: vec![refusal],
    };
    let docs = Illustrations {
        clients: vec![call],
        operations: BTreeMap::from([("ListThings".to_owned(), illustration)]),
        scenarios: vec![scenario],
        large: false,
    };
    let outputs = run(&load::spec_files(&[file]).unwrap(), docs);
    let page = page(&outputs);
    // The two that are ours, and the text of none of the others.
    assert_eq!(page.matches("<script").count(), 2);
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

/// What is made of a document of `count` operations.
fn of_operations(count: usize, docs: Illustrations) -> Outputs {
    let operation = |number: usize| {
        let path = format!("/things{number}");
        let id = format!("ListThings{number}");
        let schema = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
        let content = json!({ "application/json": { "schema": schema } });
        let answers = json!({ "200": { "description": "", "content": content } });
        (
            path,
            json!({ "get": { "operationId": id, "responses": answers } }),
        )
    };
    let paths: BTreeMap<String, Value> = (0..count).map(operation).collect();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("api.json");
    let info = json!({ "title": "Things", "version": "1" });
    let document = json!({ "openapi": "3.0.3", "info": info, "paths": paths });
    fs::write(&file, document.to_string()).unwrap();
    run(&load::spec_files(&[file]).unwrap(), docs)
}

#[test]
fn a_large_api_has_a_page_only_where_it_is_asked_for() {
    let large = Illustrations {
        large: true,
        ..Illustrations::default()
    };
    for (count, docs, wanted) in [
        (LARGE, Illustrations::default(), true),
        (LARGE + 1, Illustrations::default(), false),
        (LARGE + 1, large, true),
    ] {
        let outputs = of_operations(count, docs);
        assert_eq!(outputs.contains_key(docs::FILE), wanted, "{count}");
    }
}
