//! What requests carry, and how it is written.

use reversals_codegen::ir::{Exclusive, Media, Packing, Presence, Scheme, Style, Type, TypeShape};
use reversals_codegen::{load, model_of};
use serde_json::{Value, json};

use crate::{answer, api, body, fields, operation};

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
