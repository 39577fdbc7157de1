//! What a document becomes in the model, construct by construct.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use reversals_codegen::ir::{
    Api, Codes, Content, Exclusive, Field, Media, Operation, Packing, Presence, Scheme, Style,
    Type, TypeShape,
};
use reversals_codegen::{load, model_of};
use serde_json::{Value, json};

/// The model of a document with one operation and these components.
fn api(method: &str, operation: &Value, components: &Value) -> Api {
    let mut operation = operation.clone();
    operation["operationId"] = json!("Ask");
    if operation.get("responses").is_none() {
        operation["responses"] = json!({ "204": { "description": "" } });
    }
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/v1/a": { method: operation } },
        "components": components,
    });
    let fragments = load::value("api.json", &document).unwrap();
    let model = model_of(&fragments).unwrap_or_else(|error| panic!("{error}"));
    model.api
}

fn operation(method: &str, operation: &Value, components: &Value) -> Operation {
    let mut operations = api(method, operation, components).operations;
    operations.remove(0)
}

fn body(media: &str, schema: &Value) -> Value {
    json!({ "requestBody": { "content": { media: { "schema": schema } } } })
}

fn answer(schema: &Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The members of a struct.
fn fields<'a>(api: &'a Api, name: &str) -> &'a [Field] {
    match api.types.get(name).map(|def| &def.shape) {
        Some(TypeShape::Struct { fields, .. }) => fields,
        other => panic!("{name}: {other:?} among {:?}", api.types.keys()),
    }
}

#[test]
fn texts_in_binary_are_the_files_of_a_body_of_parts_and_of_no_other() {
    let file = json!({ "type": "string", "format": "binary" });
    let form = json!({ "type": "object", "properties": {
        "one": file, "many": { "type": "array", "items": file, "x-rust-name": "pages" },
        "words": { "type": "array", "items": { "type": "string" } }, "number": { "type": "integer" } } });
    let mut asked = body("multipart/form-data", &form);
    asked["requestBody"]["content"]["multipart/form-data"]["encoding"] =
        json!({ "words": { "style": "deepObject" } });
    let found = api("post", &asked, &json!({}));
    let sent = found.operations[0].body.as_ref().unwrap();
    let files: Vec<_> = sent
        .files
        .iter()
        .map(|file| (file.rust_name.as_str(), file.many))
        .collect();
    assert_eq!(sent.media, Media::Multipart);
    assert_eq!(files, [("pages", true), ("one", false)]);
    let rest: Vec<_> = fields(&found, "AskBody")
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(rest, ["number", "words"]);
}

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
fn parameters_that_exclude_each_other_are_of_the_query_or_of_the_body() {
    let text = json!({ "type": "string" });
    let mut asked = body(
        "application/x-www-form-urlencoded",
        &json!({ "type": "object", "properties": { "c": text, "d": text } }),
    );
    asked["parameters"] = json!([
        { "name": "a", "in": "query", "schema": text }, { "name": "b", "in": "query", "schema": text },
    ]);
    asked["x-exclusive"] = json!([
        { "parameters": ["b", "a"], "message": "Not both." }, { "parameters": ["c", "d"] },
    ]);
    let ask = operation("post", &asked, &json!({}));
    let [
        Exclusive {
            in_body: false,
            names: query,
            message: Some(message),
        },
        Exclusive {
            in_body: true,
            names: of_body,
            message: None,
        },
    ] = ask.exclusive.as_slice()
    else {
        panic!("{:?}", ask.exclusive)
    };
    assert_eq!(
        (query.join(" "), of_body.join(" ")),
        ("b a".to_owned(), "c d".to_owned())
    );
    assert_eq!(message, "Not both.");
}

#[test]
fn an_operations_parameter_replaces_the_paths_of_its_name_and_place_only() {
    let of = |place: &str, name: &str, ty: &str| json!({ "name": name, "in": place, "schema": { "type": ty } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/v1/a": {
            "parameters": [of("query", "a", "string"), of("query", "b", "string"), of("header", "c", "string")],
            "get": { "operationId": "Ask", "responses": { "204": { "description": "" } },
                "parameters": [of("query", "a", "integer"), of("header", "b", "integer"), of("query", "c", "integer")] },
        } },
    });
    let api = model_of(&load::value("api.json", &document).unwrap())
        .unwrap()
        .api;
    let ask = &api.operations[0];
    let told: Vec<_> = ask
        .query
        .iter()
        .chain(&ask.headers)
        .map(|param| (param.name.as_str(), matches!(param.ty, Type::Integer(_))))
        .collect();
    assert_eq!(
        told,
        [
            ("a", true),
            ("b", false),
            ("c", true),
            ("b", true),
            ("c", false)
        ]
    );
}

#[test]
fn proofs_are_as_they_go_over_the_wire() {
    let components = json!({ "securitySchemes": {
        "basic": { "type": "http", "scheme": "Basic" }, "bearer": { "type": "http", "scheme": "bearer" },
        "oauth": { "type": "oauth2", "flows": {} },
        "openid": { "type": "openIdConnect", "openIdConnectUrl": "https://example.com" },
        "header": { "type": "apiKey", "in": "header", "name": "X-Key" },
        "query": { "type": "apiKey", "in": "query", "name": "key" },
        "cookie": { "type": "apiKey", "in": "cookie", "name": "key" },
    } });
    let of =
        |security: Value| operation("get", &json!({ "security": security }), &components).security;
    let key = || Scheme::Header("X-Key".to_owned());
    assert_eq!(
        of(json!([{ "bearer": [] }, { "basic": [] }, { "oauth": [] }, { "openid": [] }])),
        [vec![Scheme::Basic], vec![Scheme::Bearer]],
        "three of them are one"
    );
    assert_eq!(
        of(json!([{}, { "query": [], "header": [], "cookie": [] }])),
        [
            vec![
                key(),
                Scheme::Query("key".to_owned()),
                Scheme::Cookie("key".to_owned())
            ],
            Vec::new()
        ],
        "that none is needed comes last"
    );
    assert_eq!(
        of(json!([{}, { "basic": [] }])),
        Vec::<Vec<Scheme>>::new(),
        "no key is to be read"
    );
    assert_eq!(of(json!([{ "header": [] }])), [vec![key()]]);
}

#[test]
fn a_union_of_plain_values_may_be_of_the_style_deep_object() {
    let either = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
    let asked = json!({ "parameters": [{ "name": "a", "in": "query", "style": "deepObject", "explode": true, "schema": either }] });
    assert_eq!(
        operation("get", &asked, &json!({})).query[0].style,
        Style::Brackets
    );
}

#[test]
fn how_a_list_or_object_is_written_follows_style_and_explode() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "additionalProperties": false });
    let of = |place: &str, style: &str, explode: bool, schema: &Value| {
        let asked = json!({ "parameters": [
            { "name": "p", "in": place, "style": style, "explode": explode, "schema": schema },
        ] });
        let ask = operation("get", &asked, &json!({}));
        let param = [&ask.query, &ask.headers, &ask.cookies]
            .into_iter()
            .flatten()
            .next();
        param.unwrap().style
    };
    for (place, style, explode, of_list, of_object) in [
        (
            "query",
            "form",
            true,
            Style::Plain,
            Style::Packed(Packing::Members),
        ),
        (
            "query",
            "form",
            false,
            Style::Packed(Packing::Commas),
            Style::Packed(Packing::Commas),
        ),
        (
            "query",
            "deepObject",
            true,
            Style::Brackets,
            Style::Brackets,
        ),
        (
            "query",
            "spaceDelimited",
            false,
            Style::Packed(Packing::Spaces),
            Style::Packed(Packing::Spaces),
        ),
        (
            "query",
            "pipeDelimited",
            false,
            Style::Packed(Packing::Pipes),
            Style::Packed(Packing::Pipes),
        ),
        (
            "header",
            "simple",
            true,
            Style::Packed(Packing::Commas),
            Style::Packed(Packing::Pairs),
        ),
        (
            "header",
            "simple",
            false,
            Style::Packed(Packing::Commas),
            Style::Packed(Packing::Commas),
        ),
        (
            "cookie",
            "form",
            false,
            Style::Packed(Packing::Commas),
            Style::Packed(Packing::Commas),
        ),
    ] {
        let told = [
            of(place, style, explode, &list),
            of(place, style, explode, &object),
        ];
        assert_eq!(told, [of_list, of_object], "{place} {style} {explode}");
    }
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
fn a_form_without_members_is_a_body_of_what_is_no_delete() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let empty = json!({ "type": "object", "properties": {} });
    let has_body = |method: &str, schema: &Value| {
        operation(method, &body(FORM, schema), &json!({}))
            .body
            .is_some()
    };
    assert!(has_body("post", &empty));
    assert!(!has_body("delete", &empty));
    for (key, value) in [
        ("properties", json!({ "a": { "type": "string" } })),
        ("additionalProperties", json!({ "type": "string" })),
        ("minProperties", json!(1)),
    ] {
        let mut told = empty.clone();
        told[key] = value;
        assert!(has_body("delete", &told), "{told}");
    }
    let api = api("post", &body(FORM, &empty), &json!({}));
    assert_eq!(fields(&api, "AskBody").len(), 0);
}

#[test]
fn a_component_that_both_sides_read_alike_is_one_type_and_any_other_is_two() {
    let text = json!({ "type": "string" });
    // Free names of text are read alike by both sides.
    let object = |members: Value| json!({ "type": "object", "properties": members, "additionalProperties": text });
    let schemas = json!({
        "alike": object(json!({ "a": text, "one": { "type": "string", "enum": ["a"] } })),
        "listed": object(json!({ "a": { "type": "string", "enum": ["a", "b"] } })),
        "cleared": object(json!({ "a": { "type": "string", "enum": [""] } })),
        "closed": { "type": "object", "properties": { "a": text }, "additionalProperties": false },
        "unsaid": { "type": "object", "properties": { "a": text } },
        "read": object(json!({ "a": { "type": "string", "readOnly": true }, "b": text })),
        "write": object(json!({ "a": { "type": "string", "writeOnly": true }, "b": text })),
        "either": object(json!({ "a": { "anyOf": [{ "type": "integer" }, { "type": "boolean" }] } })),
        "leads": object(json!({ "a": { "type": "array", "items": schema("listed") } })),
        "expands": object(json!({ "a": { "anyOf": [text, schema("alike")], "x-expansionResources": { "oneOf": [schema("alike")] } } })),
        "asked": object(json!({ "a": { "type": "string", "enum": ["a", "b"] } })),
    });
    let names: Vec<&String> = schemas.as_object().unwrap().keys().collect();
    let all = |names: &[&String]| {
        let members = names.iter().map(|name| ((*name).clone(), schema(name)));
        object(Value::Object(members.collect()))
    };
    let answered: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| *name != "asked")
        .collect();
    let mut ask = body("application/json", &all(&names));
    ask["responses"] = json!({ "200": answer(&all(&answered)) });
    let api = api("post", &ask, &json!({ "schemas": schemas }));
    let two: Vec<_> = names
        .iter()
        .filter(|name| {
            api.types.contains_key(&format!(
                "{}Params",
                reversals_codegen::naming::type_name(name)
            ))
        })
        .map(|name| name.as_str())
        .collect();
    assert_eq!(
        two,
        [
            "cleared", "closed", "either", "leads", "listed", "read", "unsaid", "write"
        ]
    );
}

#[test]
fn members_of_answers_alone_are_none_of_a_request_and_may_not_be_in_one_that_takes_others() {
    let text = json!({ "type": "string" });
    let made = json!({ "type": "string", "readOnly": true });
    let api = api(
        "post",
        &body(
            "application/json",
            &json!({ "type": "object", "properties": {
        "open": { "type": "object", "properties": { "a": text, "made": made }, "additionalProperties": text },
        "closed": { "type": "object", "properties": { "a": text, "made": made }, "additionalProperties": false },
        "all": { "type": "object", "properties": { "a": text }, "additionalProperties": text },
    } }),
        ),
        &json!({}),
    );
    let told = |name: &str| {
        let TypeShape::Struct {
            without,
            closed,
            fields,
            ..
        } = &api.types[name].shape
        else {
            panic!("{name}")
        };
        assert_eq!(fields.len(), 1, "{name}");
        (without.join(" "), *closed)
    };
    assert_eq!(told("AskBodyOpen"), ("made".to_owned(), false));
    assert_eq!(told("AskBodyClosed"), (String::new(), true));
    assert_eq!(told("AskBodyAll"), (String::new(), false));
}

#[test]
fn the_type_of_a_member_is_called_by_its_wire_name_unless_that_was_told_from_another() {
    let inner =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let mut given = inner("x");
    given["x-rust-name"] = json!("extent");
    let of = json!({ "type": "object", "properties": { "size": given, "a-b": inner("y"), "a_b": inner("z") } });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&of) } }),
        &json!({}),
    );
    let told: Vec<_> = fields(&api, "AskResponse")
        .iter()
        .map(|field| match &field.ty {
            Type::Named(name) => (field.rust_name.as_str(), name.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a_dash_b", "AskResponseADashB"),
            ("a_b", "AskResponseAb"),
            ("extent", "AskResponseSize")
        ]
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
fn more_types_than_may_nest_may_stand_beside_each_other() {
    let member = |at: usize| {
        (
            format!("m{at}"),
            json!({ "type": "object", "properties": { "a": { "type": "boolean" } } }),
        )
    };
    let all = json!({ "type": "object", "properties": (0..4100).map(member).collect::<serde_json::Map<_, _>>() });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&all) } }),
        &json!({}),
    );
    assert_eq!(api.types.len(), 4101);
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
fn a_query_list_whose_name_ends_in_brackets_is_written_with_them() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let param = |place: &str, name: &str, schema: &Value| json!({ "name": name, "in": place, "schema": schema });
    let asked = json!({ "parameters": [
        param("query", "a[]", &list), param("query", "b", &list), param("header", "c", &list),
    ] });
    let ask = operation("get", &asked, &json!({}));
    let told: Vec<_> = ask
        .query
        .iter()
        .chain(&ask.headers)
        .map(|param| (param.name.as_str(), param.style))
        .collect();
    assert_eq!(
        told,
        [
            ("a", Style::Brackets),
            ("b", Style::Plain),
            ("c", Style::Packed(Packing::Commas))
        ]
    );
}

#[test]
fn the_type_of_a_parameter_is_called_by_its_wire_name_unless_that_was_told_from_another() {
    let listed = |name: &str| json!({ "type": "string", "enum": [name, "z"] });
    let asked = json!({ "parameters": [
        { "name": "size", "in": "query", "schema": listed("a"), "x-rust-name": "extent" },
        { "name": "kind", "in": "query", "schema": listed("b") },
        { "name": "kind", "in": "cookie", "schema": listed("c") },
    ] });
    let ask = operation("get", &asked, &json!({}));
    let told: Vec<_> = ask
        .query
        .iter()
        .chain(&ask.cookies)
        .map(|param| match &param.ty {
            Type::Named(name) => (param.rust_name.as_str(), name.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("kind", "AskKind"),
            ("extent", "AskSize"),
            ("kind_cookie", "AskKindCookie")
        ]
    );
}

#[test]
fn a_parameter_without_a_description_has_that_of_its_schema() {
    let of = |mut param: Value| {
        param["name"] = json!("a");
        param["in"] = json!("query");
        param["schema"] = json!({ "type": "string", "maxLength": 3, "description": "Its schema." });
        let ask = operation("get", &json!({ "parameters": [param] }), &json!({}));
        ask.query[0].docs.clone()
    };
    assert_eq!(of(json!({})), "Its schema. At most 3 characters.");
    assert_eq!(
        of(json!({ "description": "Own." })),
        "Own. At most 3 characters."
    );
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

#[test]
fn only_a_request_clears_a_member_by_an_empty_string() {
    let of = json!({ "type": "object", "properties": { "a": { "anyOf": [{ "type": "integer" }, { "type": "string", "enum": [""] }] } } });
    let mut ask = body("application/json", &of);
    ask["responses"] = json!({ "200": answer(&of) });
    let api = api("post", &ask, &json!({}));
    let [asked, answered] = ["AskBody", "AskResponse"].map(|name| &fields(&api, name)[0]);
    assert_eq!(asked.presence, Presence::Clearable);
    assert!(matches!(asked.ty, Type::Integer(_)));
    assert_eq!(answered.presence, Presence::Optional);
    assert!(matches!(answered.ty, Type::OrEmpty(_)));
}

#[test]
fn types_that_would_have_one_name_are_numbered_and_long_names_keep_their_ends() {
    let inner =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let nested =
        |outer: &str, name: &str| json!({ "type": "object", "properties": { outer: inner(name) } });
    let long = "x".repeat(150);
    let of = json!({ "type": "object", "properties": {
        "a": nested("b", "x"), "a_b": inner("y"), "ab": inner("z"),
        &long: nested(&long, "end"),
    } });
    let api = api(
        "get",
        &json!({ "responses": { "200": answer(&of) } }),
        &json!({}),
    );
    let names: Vec<&str> = api.types.keys().map(String::as_str).collect();
    for wanted in [
        "AskResponseAb",
        "AskResponseAbInline",
        "AskResponseAbInline2",
    ] {
        assert!(names.contains(&wanted), "{wanted}: {names:?}");
    }
    let longest = names.iter().max_by_key(|name| name.len()).unwrap();
    assert!(longest.len() <= 200, "{longest}");
    assert!(
        longest.starts_with("AskResponseX") && longest.ends_with("xxx"),
        "{longest}"
    );
}
