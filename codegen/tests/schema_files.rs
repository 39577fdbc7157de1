//! What is written of JSON Schemas grows with the document, and each file leads to all that it means.

use std::collections::BTreeMap;
use std::path::Path;

use reversals_codegen::diagnostic::Report;
use reversals_codegen::emit::{Home, Options, Outputs, Package};
use reversals_codegen::{generate, load};
use serde_json::{Value, json};

/// The schemas of an operation that answers the first of `count` objects, each of which has the next as a member.
fn schemas(count: usize) -> BTreeMap<String, Value> {
    let object = |number: usize| {
        let mut members = json!({ "id": { "type": "string" } });
        if number + 1 < count {
            members["next"] = json!({ "$ref": format!("#/components/schemas/link{}", number + 1) });
        }
        let object = json!({ "type": "object", "properties": members, "required": ["id"] });
        (format!("link{number}"), object)
    };
    let objects: BTreeMap<String, Value> = (0..count).map(object).collect();
    let content =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/link0" } } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "Chain", "version": "1" },
        "paths": { "/chain": { "get": {
            "operationId": "GetChain", "responses": { "200": { "description": "", "content": content } },
        } } },
        "components": { "schemas": objects },
    });
    let outputs = of(&document).into_iter();
    let of_schemas = |(path, bytes): (String, Vec<u8>)| {
        let path = path.strip_prefix("schema/2020-12/")?.to_owned();
        Some((path, serde_json::from_slice(&bytes).ok()?))
    };
    outputs.filter_map(of_schemas).collect()
}

fn of(document: &Value) -> Outputs {
    let directory = tempfile::tempdir().expect("a folder for the document");
    let path = directory.path().join("api.json");
    std::fs::write(&path, document.to_string()).expect("the folder is writable");
    outputs(load::spec_files(&[path]))
}

fn outputs(input: Result<load::Input, Report>) -> Outputs {
    let options = Options {
        name: "some".to_owned(),
        home: Home::Member,
        package: Package::default(),
        schemas: true,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
        partial: false,
    };
    let made = input
        .map_err(reversals_codegen::Error::from)
        .and_then(|input| generate(&input, &options, &mut |_| ()));
    made.unwrap_or_else(|error| panic!("{error}")).outputs
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(
                members
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            members
                .values()
                .for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn a_schema_that_leads_to_little_has_all_of_it_in_its_own_file() {
    let files = schemas(5);
    let mut found = Vec::new();
    references(&files["objects/link0.schema.json"], &mut found);
    assert_eq!(found.len(), 4);
    assert!(
        found.iter().all(|it| it.starts_with("#/$defs/link")),
        "{found:?}"
    );
}

#[test]
fn one_that_leads_to_much_refers_to_the_bundle_which_has_it() {
    let files = schemas(800);
    let bundle = &files["bundle.schema.json"]["$defs"];
    let mut outwards = 0;
    for (path, file) in &files {
        let mut found = Vec::new();
        references(file, &mut found);
        for reference in found {
            let (home, name) = match reference.strip_prefix("../bundle.schema.json#/$defs/") {
                Some(name) => (bundle, name),
                None => (&file["$defs"], reference.strip_prefix("#/$defs/").unwrap()),
            };
            outwards += usize::from(std::ptr::eq(home, bundle) && path != "bundle.schema.json");
            assert!(home.get(name).is_some(), "{path}: {reference}");
        }
    }
    let first = &files["objects/link0.schema.json"];
    assert_eq!(
        first["properties"]["next"]["$ref"],
        "../bundle.schema.json#/$defs/link1"
    );
    assert!(first.get("$defs").is_none());
    assert!((400..800).contains(&outwards), "{outwards}");
}

#[test]
fn four_times_the_objects_are_four_times_the_bytes() {
    let size = |count| -> f64 {
        let files = schemas(count);
        let bytes: usize = files.values().map(|file| file.to_string().len()).sum();
        f64::from(u32::try_from(bytes).unwrap())
    };
    // Beyond the size at which the files refer to the bundle.
    let exponent = (size(1600) / size(400)).log(4.0);
    assert!(exponent <= 1.1, "{exponent}");
}

#[test]
fn each_answer_of_an_operation_is_listed_where_there_are_several() {
    let zoo = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accept/zoo");
    let outputs = outputs(load::spec_dir(&zoo, "spec"));
    let file = |path: &str| -> Value {
        let bytes = outputs.get(path).unwrap_or_else(|| panic!("{path}"));
        serde_json::from_slice(bytes).expect("JSON")
    };
    let index = file("schema/index.json");
    let of = |operation: &str| {
        let of = &index["operations"][operation];
        [
            of["response"].clone(),
            of["error"].clone(),
            of["answers"].clone(),
        ]
    };
    let several = json!({
        "200": "FeedAnimalResponse", "202": "job", "303": null, "4XX": "error", "429": null, "default": null,
    });
    assert_eq!(
        of("FeedAnimal"),
        [json!("FeedAnimalResponse"), json!("error"), several]
    );
    let several = json!({ "204": null, "404": "error", "409": "problem", "503": null });
    assert_eq!(of("DeleteAnimal"), [json!(null), json!("error"), several]);
    // Two statuses of one schema are that schema, and what has no body has none.
    assert_eq!(
        of("PutAnimal"),
        [json!("animal"), json!("error"), json!(null)]
    );
    assert_eq!(of("HasAnimal"), [json!(null), json!(null), json!(null)]);
    assert_eq!(
        of("PaintGate"),
        [json!("animal"), json!("animal"), json!(null)]
    );
    let problem = file("schema/2020-12/objects/problem.schema.json");
    assert_eq!(problem["required"], json!(["title"]));
}

#[test]
fn answers_without_a_name_are_called_by_their_status() {
    let answer = |member: &str| {
        let schema = json!({ "type": "object", "required": [member], "properties": { member: { "type": "string" } } });
        json!({ "description": "", "content": { "application/json": { "schema": schema } } })
    };
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "Answers", "version": "1" },
        "paths": { "/a": { "get": { "operationId": "GetA", "responses": {
            "200": answer("a"), "404": answer("b"), "409": answer("c"), "4XX": answer("b"), "default": answer("d"),
        } } } },
    });
    let outputs = of(&document);
    let index: Value = serde_json::from_slice(&outputs["schema/index.json"]).expect("JSON");
    let named = json!({
        "200": "GetAResponse", "404": "GetAError", "409": "GetAError409", "4XX": "GetAError", "default": "GetAErrorDefault",
    });
    assert_eq!(index["operations"]["GetA"]["answers"], named);
    for (name, member) in [
        ("GetAError", "b"),
        ("GetAError409", "c"),
        ("GetAErrorDefault", "d"),
    ] {
        let path = format!("schema/2020-12/responses/{name}.schema.json");
        let schema: Value = serde_json::from_slice(&outputs[&path]).expect("JSON");
        assert_eq!(schema["required"], json!([member]), "{name}");
    }
}

#[test]
fn no_two_schemas_have_one_name() {
    let object = |member: &str, more: Value| {
        let mut members = json!({ member: { "type": "string" } });
        members["more"] = more;
        json!({ "type": "object", "required": [member], "properties": members, "additionalProperties": false })
    };
    let refers = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let of_json = |schema: Value| json!({ "application/json": { "schema": schema } });
    let operation = |id: &str, name: &str| {
        let body = object(id, refers(name));
        let answer = json!({ "description": "", "content": of_json(refers(name)) });
        json!({ "post": { "operationId": id, "responses": { "200": answer },
            "requestBody": { "required": true, "content": of_json(body) } } })
    };
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "Names", "version": "1" },
        "paths": {
            "/feed": operation("Feed", "pet"),
            "/give": operation("feed", "pet_params"),
            "/wash": operation("Wash", "WashRequest"),
        },
        "components": { "schemas": {
            // Each in two forms, since only requests may have no other members.
            "pet": object("pet", json!({ "type": "string" })),
            "pet_params": object("params", json!({ "type": "string" })),
            "WashRequest": object("wash", json!({ "type": "string" })),
        } },
    });
    let outputs = of(&document);
    let read = |path: &str| -> Value { serde_json::from_slice(&outputs[path]).expect("JSON") };
    let (index, bundle) = (
        read("schema/index.json"),
        read("schema/2020-12/bundle.schema.json"),
    );
    let schemas = &bundle["$defs"];
    for (id, name, request, asked) in [
        ("Feed", "pet", "FeedFeedRequest", "pet_params_2"),
        ("feed", "params", "FeedGiveRequest", "pet_params_params"),
        ("Wash", "wash", "WashRequest_2", "WashRequest_params"),
    ] {
        let of = &index["operations"][id];
        assert_eq!(of["request"], request);
        let body = &schemas[request]["properties"]["body"];
        assert_eq!(body["required"], json!([id]));
        let reference = body["properties"]["more"]["$ref"].as_str().unwrap();
        assert_eq!(reference, format!("#/$defs/{asked}"));
        assert_eq!(schemas[asked]["required"], json!([name]));
        let answered = of["response"].as_str().unwrap();
        assert_eq!(schemas[answered]["required"], json!([name]));
        assert_ne!(answered, asked);
    }
}

/// Strict validators refuse a bound that stands where no type does.
#[test]
fn what_binds_a_value_that_may_be_another_one_day_stands_beside_its_type() {
    let text = |more: Value| {
        let mut text = json!({ "type": "string", "maxLength": 9 });
        text.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        text
    };
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/pets": { "get": { "operationId": "GetPet", "responses": { "200": {
            "description": "One.",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/pet" } } },
        } } } } },
        "components": { "schemas": { "pet": { "type": "object", "properties": {
            "kind": text(json!({ "enum": ["cat", "dog"] })),
            "color": text(json!({ "x-extensible-enum": ["red"] })),
            "age": { "type": "integer", "minimum": 1, "enum": [1, 2] },
        } } } },
    });
    let outputs = of(&document);
    let pet: Value =
        serde_json::from_slice(&outputs["schema/2020-12/objects/pet.schema.json"]).unwrap();
    let branches = |member: &str| pet["properties"][member]["anyOf"].clone();
    let open = json!({ "maxLength": 9, "type": "string" });
    assert_eq!(
        branches("kind"),
        json!([{ "enum": ["cat", "dog"], "type": "string" }, open])
    );
    assert_eq!(
        branches("color"),
        json!([{ "enum": ["red"], "type": "string" }, open])
    );
    let age = json!([{ "enum": [1, 2], "type": "integer" }, { "minimum": 1, "type": "integer" }]);
    assert_eq!(branches("age"), age);
    for member in ["kind", "color", "age"] {
        let outside = &pet["properties"][member];
        assert!(
            outside["maxLength"].is_null() && outside["minimum"].is_null(),
            "{outside}"
        );
    }
}
