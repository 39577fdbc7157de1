//! What schemas of answers and members become.

use reversals_codegen::ir::{Codes, Content, Type, TypeShape};
use serde_json::{Value, json};

use crate::{answer, api, body, fields, operation, schema};

#[test]
fn answers_of_equal_schemas_share_a_type_and_others_have_their_own() {
    let components = json!({ "schemas": {
        "a": { "type": "object", "properties": { "x": { "type": "string" } } },
        "b": { "type": "object", "properties": { "x": { "type": "string" } } },
    } });
    let inline =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let responses = json!({
        "200": answer(&schema("a")), "201": answer(&schema("b")), "202": answer(&schema("a")),
        "203": answer(&inline("x")), "206": answer(&inline("y")), "207": answer(&inline("x")),
        "2XX": { "description": "", "content": { "text/plain": {} } },
        "default": answer(&schema("a")),
        // No client sees it.
        "100": answer(&schema("a")),
    });
    let ask = operation("get", &json!({ "responses": responses }), &components);
    let told: Vec<_> = ask
        .successes
        .iter()
        .chain(&ask.errors)
        .map(|answer| {
            let name = match &answer.content {
                Content::Json {
                    ty: Type::Named(name),
                    ..
                } => name.as_str(),
                Content::Raw { text: true, .. } => "text",
                other => panic!("{other:?}"),
            };
            (answer.codes, name)
        })
        .collect();
    let wanted = [
        (Codes::Status(200), "A"),
        (Codes::Status(201), "B"),
        (Codes::Status(202), "A"),
        (Codes::Status(203), "AskResponse203"),
        (Codes::Status(206), "AskResponse206"),
        (Codes::Status(207), "AskResponse203"),
        (Codes::Range(2), "text"),
        (Codes::Default, "A"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn bounds_that_one_value_fits_are_no_mistake() {
    let schemas = json!({
        "number": { "type": "integer", "minimum": 5, "maximum": 5 },
        "text": { "type": "string", "minLength": 5, "maxLength": 5 },
        "most": { "type": "object", "required": ["a"], "maxProperties": 1, "properties": { "a": { "type": "string" } } },
        "least": { "type": "object", "additionalProperties": false, "minProperties": 1, "properties": { "a": { "type": "string" } } },
        "values": { "anyOf": (0..1024).map(|at| json!({ "type": "string", "enum": [format!("v{at}")] })).collect::<Vec<_>>() },
    });
    // That it is taken at all.
    api("get", &json!({}), &json!({ "schemas": schemas }));
}

#[test]
fn what_stands_for_any_status_is_a_success_where_nothing_else_is() {
    let of = |responses: Value| {
        operation("get", &json!({ "responses": responses }), &json!({})).successes
    };
    let text = json!({ "type": "string" });
    let both =
        of(json!({ "400": answer(&json!({ "type": "integer" })), "default": answer(&text) }));
    let [only] = both.as_slice() else {
        panic!("{both:?}")
    };
    assert_eq!(only.codes, Codes::Default);
    assert!(
        matches!(
            only.content,
            Content::Json {
                ty: Type::String(_),
                ..
            }
        ),
        "{only:?}"
    );
    let none = of(json!({ "400": answer(&text) }));
    let [only] = none.as_slice() else {
        panic!("{none:?}")
    };
    assert_eq!(
        (only.codes, &only.content),
        (Codes::Range(2), &Content::None)
    );
}

#[test]
fn an_object_of_which_nothing_is_said_is_open_and_a_map_has_values() {
    let of = |more: Value| {
        let mut object = json!({ "type": "object" });
        object["additionalProperties"] = more;
        let api = api(
            "get",
            &json!({ "responses": { "200": answer(&object) } }),
            &json!({}),
        );
        api.operations[0].success_type().unwrap().clone()
    };
    assert_eq!(of(json!({})), Type::OpenObject);
    assert_eq!(of(json!(true)), Type::OpenObject);
    assert!(
        matches!(of(json!({ "type": "boolean" })), Type::Map { values, .. } if *values == Type::Boolean)
    );
}

#[test]
fn a_page_is_exactly_the_envelope_of_a_list() {
    let page = json!({ "type": "object", "required": ["data", "has_more", "object", "url"], "properties": {
        "data": { "type": "array", "items": { "type": "boolean" } }, "has_more": { "type": "boolean" },
        "object": { "type": "string", "enum": ["list"] }, "url": { "type": "string" } } });
    let is_page = |page: &Value| {
        let of = operation(
            "get",
            &json!({ "responses": { "200": answer(page) } }),
            &json!({}),
        );
        matches!(of.success_type(), Some(Type::Page(items)) if **items == Type::Boolean)
    };
    assert!(is_page(&page));
    for (member, other) in [
        ("data", json!({ "type": "string" })),
        ("has_more", json!({ "type": "string" })),
        (
            "object",
            json!({ "type": "string", "enum": ["list", "page"] }),
        ),
        ("object", json!({ "type": "string", "enum": ["page"] })),
        ("url", json!({ "type": "integer" })),
        ("url", json!({ "type": "string", "nullable": true })),
        ("total", json!({ "type": "integer" })),
    ] {
        let mut otherwise = page.clone();
        otherwise["properties"][member] = other.clone();
        assert!(!is_page(&otherwise), "{member}: {other}");
    }
    let mut fewer = page;
    fewer["required"] = json!(["data", "has_more", "object"]);
    assert!(!is_page(&fewer));
}

#[test]
fn a_float_is_no_greater_than_floats_are() {
    let of = |more: Value| {
        let mut number = json!({ "type": "number", "format": "float" });
        number
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let asked = operation("post", &body("application/json", &number), &json!({}));
        let Type::Number(number) = asked.body.unwrap().ty else {
            panic!("{number}")
        };
        [number.min, number.max].map(|limit| limit.map(|limit| (limit.value, limit.exclusive)))
    };
    let most = |sign: &str| Some((format!("{sign}3.4028234663852886e38"), false));
    let limit = |text: &str, exclusive| Some((text.to_owned(), exclusive));
    assert_eq!(of(json!({})), [most("-"), most("")]);
    assert_eq!(
        of(json!({ "minimum": -1e39, "maximum": 1e39 })),
        [most("-"), most("")]
    );
    assert_eq!(
        of(json!({ "minimum": -5, "exclusiveMinimum": true, "maximum": 5 })),
        [limit("-5", true), limit("5", false)]
    );
}

#[test]
fn values_that_are_listed_are_open_in_answers_and_constants_are_not() {
    let several = json!({ "type": "string", "enum": ["a", "b"] });
    let of = json!({ "type": "object", "properties": { "one": { "type": "string", "enum": ["a"] }, "some": several } });
    let mut ask = body("application/json", &of);
    ask["responses"] = json!({ "200": answer(&of) });
    let api = api("post", &ask, &json!({}));
    let told = |name: &str| {
        fields(&api, name)
            .iter()
            .map(|field| matches!(field.ty, Type::OpenEnum(_)))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("AskResponse"), [false, true]);
    assert_eq!(told("AskBody"), [false, false]);
}

#[test]
fn what_an_answer_says_of_a_member_is_in_its_comment_once() {
    let thing = json!({ "anyOf": [{ "type": "string" }, schema("thing")], "x-expansionResources": { "oneOf": [schema("thing")] } });
    let with = |mut of: Value, key: &str, value: Value| {
        of[key] = value;
        of
    };
    let of = json!({ "type": "object", "properties": {
        "a": thing,
        "b": with(thing.clone(), "nullable", json!(true)),
        "c": with(thing.clone(), "description", json!("Can be expanded.")),
        // What has names of its own tells of its values where they stand.
        "d": { "type": "object", "properties": { "x": { "type": "boolean" } }, "additionalProperties": { "type": "integer", "maximum": 7 } },
        "e": { "type": "object", "additionalProperties": { "type": "integer", "maximum": 7 } },
    } });
    let components = json!({ "schemas": { "thing": { "type": "object", "properties": { "id": { "type": "string" } } } } });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&of) } }),
        &components,
    );
    let told: Vec<_> = fields(&api, "AskResponse")
        .iter()
        .map(|field| field.docs.as_str())
        .collect();
    let id = "An id unless expanded.";
    assert_eq!(
        told,
        [id, id, "Can be expanded.", "", "Each value: at most 7."]
    );
}

#[test]
fn free_names_have_a_type_beside_known_ones_and_a_map_of_anything_keeps_its_count() {
    let of = json!({ "type": "object", "properties": {
        "both": { "type": "object", "properties": { "a": { "type": "boolean" } }, "additionalProperties": { "type": "string" } },
        "unsaid": { "type": "object", "properties": { "a": { "type": "boolean" } } },
        "counted": { "type": "object", "minProperties": 1 },
    } });
    let api = api("post", &body("application/json", &of), &json!({}));
    let rest = |name: &str| match &api.types[name].shape {
        TypeShape::Struct { rest, .. } => rest.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(rest("AskBodyBoth"), Some(Type::String(_))));
    assert_eq!(rest("AskBodyUnsaid"), None);
    let counted = &fields(&api, "AskBody")[1];
    let Type::Map { values, rules } = &counted.ty else {
        panic!("{counted:?}")
    };
    assert_eq!((&**values, rules.len()), (&Type::Any, 1));
}
