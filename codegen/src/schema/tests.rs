use serde_json::{Value, json};

use super::*;
use crate::check::{self, Checked};
use crate::diagnostic::{Report, Rule};
use crate::{bundle, load};

fn checked(schemas: &Value) -> Result<Checked, Report> {
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": schemas },
    });
    let fragments = load::value("api.json", &document).unwrap();
    check::document(bundle::bundle(&fragments)?)
}

fn of(schemas: &Value) -> Schemas {
    checked(schemas).unwrap().schemas().clone()
}

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn named<'a>(schemas: &'a Schemas, name: &str) -> &'a Schema {
    schemas.resolved(schemas.component(name).unwrap())
}

fn member<'a>(schemas: &'a Schemas, name: &str, member: &str) -> &'a Schema {
    let object = named(schemas, name).kind.object().unwrap();
    schemas.resolved(object.members[member].schema)
}

fn listed(schema: &Schema) -> Vec<&Value> {
    let values = schema.values.as_deref().unwrap_or_default();
    values.iter().map(|listed| &listed.value).collect()
}

#[test]
fn a_node_of_the_document_leads_to_its_schema_in_a_copy_too() {
    let checked = checked(&json!({ "a": { "type": "string" } })).unwrap();
    let copy = checked.clone();
    drop(checked);
    let node = copy.document().component("schemas", "a").unwrap();
    let id = copy.schemas().at(node).unwrap();
    assert_eq!(copy.schemas().component("a"), Some(id));
    assert_eq!(copy.schemas()[id].component.as_deref(), Some("a"));
    assert_eq!(copy.schemas().at(&copy.document().root), None);
}

#[test]
fn a_reference_keeps_what_stands_beside_it_and_is_called_by_what_it_leads_to() {
    let schemas = of(&json!({
        "text": { "type": "string", "maxLength": 5 },
        "same": to("text"),
        "maybe": { "allOf": [to("same")], "nullable": true, "description": "Or not." },
    }));
    let id = schemas.component("maybe").unwrap();
    assert!(matches!(schemas[id].kind, Kind::Reference(_)));
    assert_eq!(schemas[id].text("description"), Some("Or not."));
    assert_eq!(schemas.name(id), Some("maybe"));
    assert_eq!(
        schemas.name(schemas.component("same").unwrap()),
        Some("text")
    );
    assert_eq!(schemas.resolve(id), schemas.component("text").unwrap());
    assert!(schemas[id].nullable);
    assert!(!schemas.resolved(id).nullable);
    assert_eq!(schemas.resolved(id).count("maxLength"), Some(5));
}

#[test]
fn null_comes_in_through_references_and_branches_and_goes_where_a_part_has_none() {
    let schemas = of(&json!({
        "maybe": { "type": "object", "nullable": true, "properties": { "a": { "type": "string" } } },
        "either": { "anyOf": [to("maybe"), { "type": "string" }] },
        "both": { "allOf": [to("maybe"), { "type": "object", "required": ["a"] }] },
        "holder": { "type": "object", "properties": { "either": to("either"), "any": {} } },
    }));
    assert!(named(&schemas, "either").nullable);
    assert!(!named(&schemas, "both").nullable);
    assert!(!named(&schemas, "holder").nullable);
    assert!(member(&schemas, "holder", "either").nullable);
    assert!(member(&schemas, "holder", "any").nullable);
}

#[test]
fn all_of_is_one_object_and_a_later_part_narrows_what_an_earlier_one_says() {
    let base = json!({
        "type": "object",
        "properties": {
            "kind": { "type": "string", "description": "Which.", "example": "z" },
            "count": { "type": "number", "minimum": 1, "nullable": true },
            "inner": { "type": "object", "properties": { "a": { "type": "string" } } },
            "list": { "type": "array", "items": { "type": "string" }, "maxItems": 9 },
            "same": { "type": "string" },
        },
    });
    let later = json!({
        "required": ["kind", "same"],
        "properties": {
            "kind": { "type": "string", "enum": ["x", "y"] },
            "count": { "type": "integer", "minimum": 0, "maximum": 5 },
            "inner": { "type": "object", "properties": { "b": { "type": "boolean" } } },
            "list": { "type": "array", "items": { "enum": ["q"] }, "maxItems": 3 },
            "same": { "type": "string" },
        },
    });
    for order in [[to("base"), later.clone()], [later.clone(), to("base")]] {
        let schemas = of(&json!({ "base": base, "thing": { "allOf": order } }));
        let kind = member(&schemas, "thing", "kind");
        assert_eq!(listed(kind), [&json!("x"), &json!("y")]);
        let count = member(&schemas, "thing", "count");
        assert_eq!(count.kind, Kind::Integer);
        assert_eq!(
            (count.whole("minimum"), count.whole("maximum")),
            (Some(1), Some(5))
        );
        assert!(!count.nullable);
        let inner = member(&schemas, "thing", "inner").kind.object().unwrap();
        assert_eq!(inner.members.keys().collect::<Vec<_>>(), ["a", "b"]);
        let list = member(&schemas, "thing", "list");
        assert_eq!(list.count("maxItems"), Some(3));
        let Kind::List(Some(items)) = list.kind else {
            panic!("{list:?}");
        };
        assert_eq!(listed(schemas.resolved(items)), [&json!("q")]);
        let object = named(&schemas, "thing").kind.object().unwrap();
        let required = object.members.iter().filter(|(_, member)| member.required);
        let required: Vec<&String> = required.map(|(name, _)| name).collect();
        assert_eq!(required, ["kind", "same"]);
        assert_eq!(listed(member(&schemas, "base", "kind")), [] as [&Value; 0]);
    }
}

#[test]
fn what_is_narrowed_to_a_component_made_of_the_first_is_that_component() {
    let schemas = of(&json!({
        "base": { "type": "object", "properties": { "id": { "type": "string" }, "next": to("base") } },
        "derived": { "allOf": [to("base"), { "properties": { "next": to("derived") } }] },
    }));
    let object = named(&schemas, "derived").kind.object().unwrap();
    assert_eq!(
        schemas.name(schemas.resolve(object.members["next"].schema)),
        Some("derived")
    );
}

#[test]
fn objects_that_lead_to_themselves_are_merged_once() {
    let schemas = of(&json!({
        "a": { "type": "object", "properties": { "next": to("a"), "x": { "type": "string" } } },
        "b": { "type": "object", "properties": { "next": to("b"), "y": { "type": "string" } } },
        "both": { "allOf": [to("a"), to("b")] },
    }));
    let next = member(&schemas, "both", "next");
    let object = next.kind.object().unwrap();
    assert_eq!(
        object.members.keys().collect::<Vec<_>>(),
        ["next", "x", "y"]
    );
    let after = schemas.resolved(object.members["next"].schema);
    assert!(std::ptr::eq(after, next));
}

#[test]
fn a_part_of_words_adds_nothing_and_one_that_demands_no_more_neither() {
    let schemas = of(&json!({
        "thing": { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] },
        "told": { "allOf": [to("thing"), { "description": "As it is." }] },
        "demanded": { "allOf": [to("thing"), { "required": ["a"] }] },
        "more": { "allOf": [to("thing")], "maxProperties": 3 },
    }));
    let thing = schemas.component("thing").unwrap();
    for name in ["told", "demanded"] {
        assert_eq!(
            schemas.resolve(schemas.component(name).unwrap()),
            thing,
            "{name}"
        );
    }
    let told = &schemas[schemas.component("told").unwrap()];
    assert_eq!(told.text("description"), Some("As it is."));
    let more = named(&schemas, "more");
    assert_eq!(more.count("maxProperties"), Some(3));
    assert_eq!(more.kind.object().unwrap().members.len(), 1);
    assert_eq!(more.parts.len(), 2);
}

#[test]
fn a_union_beside_a_type_is_the_union_of_the_branches_that_are_of_it() {
    let schemas = of(&json!({
        "a": { "type": "object", "required": ["t"], "properties": { "t": { "type": "string", "enum": ["a"] } } },
        "b": { "type": "object", "required": ["t"], "properties": { "t": { "type": "string", "enum": ["b"] } } },
        "either": { "oneOf": [to("a"), to("b")] },
        "thing": { "allOf": [to("either"), { "type": "object", "properties": { "id": { "type": "string" } } }] },
        "typed": { "allOf": [to("either"), { "type": "object" }] },
    }));
    let union = named(&schemas, "thing").kind.union().unwrap();
    let keys = union.branches.iter().map(|branch| {
        let object = schemas.resolved(*branch).kind.object().unwrap();
        object.members.keys().cloned().collect::<Vec<_>>()
    });
    assert_eq!(keys.collect::<Vec<_>>(), [["id", "t"], ["id", "t"]]);
    let typed = schemas.component("typed").unwrap();
    assert_eq!(schemas.resolve(typed), schemas.component("either").unwrap());
}

#[test]
fn a_chain_that_would_come_to_the_square_of_the_document_is_refused() {
    let mut schemas = serde_json::Map::new();
    let part =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    schemas.insert("c00000".to_owned(), part("p00000"));
    // As deep as `allOf` may nest, and each level with many members of its own.
    for level in 1..60 {
        let mut parts = vec![to(&format!("c{:05}", level - 1))];
        parts.extend((0..200).map(|at| part(&format!("p{level:05}_{at}"))));
        schemas.insert(format!("c{level:05}"), json!({ "allOf": parts }));
    }
    let Err(report) = checked(&schemas.into()) else {
        panic!("it passes");
    };
    let refusals = report.diagnostics();
    assert_eq!(refusals[0].rule, Rule::UnsupportedSchema);
    assert!(
        refusals[0].what.contains("more than 250000 members"),
        "{}",
        refusals[0]
    );
}

#[test]
fn a_value_fits_what_the_merged_schema_says() {
    let schemas = of(&json!({
        "base": { "type": "object", "properties": { "a": { "type": "integer", "minimum": 1, "exclusiveMinimum": true } } },
        "thing": { "allOf": [to("base"), { "required": ["a"], "properties": { "a": { "type": "integer", "multipleOf": 3 } } }] },
        "list": { "type": "array", "items": to("thing"), "uniqueItems": true },
    }));
    let fits = |name: &str, value: Value| schemas.fits(schemas.component(name).unwrap(), &value);
    assert_eq!(fits("thing", json!({ "a": 3 })), Ok(()));
    for (value, why) in [
        (json!({}), "`a` is required"),
        (json!({ "a": 1 }), "`minimum` is 1, exclusive"),
        (json!({ "a": 4 }), "`multipleOf` is 3"),
        (json!({ "a": "3" }), "the type is integer"),
        (json!({ "a": null }), "its schema is not nullable"),
    ] {
        assert_eq!(fits("thing", value), Err(why.to_owned()));
    }
    assert_eq!(fits("list", json!([{ "a": 3 }, { "a": 6 }])), Ok(()));
    let twice = fits("list", json!([{ "a": 3 }, { "a": 3 }]));
    assert_eq!(twice, Err("`uniqueItems` is true".to_owned()));
}

#[test]
fn what_parts_say_of_steps_and_of_items_that_are_equal_holds_together() {
    let step = |step: Value| json!({ "type": "integer", "multipleOf": step });
    let list = |unique: bool| json!({ "type": "array", "items": { "type": "integer" }, "uniqueItems": unique });
    let schemas = of(&json!({
        "steps": { "allOf": [step(json!(4)), step(json!(6))] },
        "halves": { "allOf": [{ "type": "number", "multipleOf": 0.5 }, { "type": "number", "multipleOf": 0.5 }] },
        "once": { "allOf": [list(true), list(false)] },
        "often": { "allOf": [list(false), list(false)] },
        "numbers": { "type": "array", "items": { "type": "number" }, "uniqueItems": true },
    }));
    let fits = |name: &str, value: Value| schemas.fits(schemas.component(name).unwrap(), &value);
    assert_eq!(fits("steps", json!(-24)), Ok(()));
    for value in [8, 18, 2] {
        let why = Err("`multipleOf` is 12".to_owned());
        assert_eq!(fits("steps", json!(value)), why);
    }
    assert_eq!(fits("halves", json!(1.5)), Ok(()));
    let why = Err("`multipleOf` is 0.5".to_owned());
    assert_eq!(fits("halves", json!(0.75)), why);
    let why = Err("`uniqueItems` is true".to_owned());
    assert_eq!(fits("once", json!([1, 1])), why);
    assert_eq!(fits("numbers", json!([1, 1.0])), why);
    assert_eq!(fits("once", json!([1, 2])), Ok(()));
    assert_eq!(fits("often", json!([1, 1])), Ok(()));
}

#[test]
fn a_whole_number_is_one_however_it_is_written() {
    let schemas = of(&json!({
        "count": { "type": "integer", "minimum": 2 },
        "listed": { "type": "integer", "enum": [1, 2] },
    }));
    let fits = |name: &str, value: Value| schemas.fits(schemas.component(name).unwrap(), &value);
    assert_eq!(fits("count", json!(2.0)), Ok(()));
    assert_eq!(fits("listed", json!(2.0)), Ok(()));
    assert_eq!(fits("count", json!(1.0)), Err("`minimum` is 2".to_owned()));
    assert_eq!(
        fits("count", json!(2.5)),
        Err("the type is integer".to_owned())
    );
    let why = "its schema does not list it".to_owned();
    assert_eq!(fits("listed", json!(3.0)), Err(why));
}

#[test]
fn a_value_may_be_without_what_the_other_side_alone_has() {
    let schemas = of(&json!({
        "token": { "type": "string", "writeOnly": true },
        "thing": { "type": "object", "required": ["id", "token", "name"], "properties": {
            "id": { "type": "string", "readOnly": true }, "token": to("token"), "name": { "type": "string" } } },
    }));
    let fits = |value: Value| schemas.fits(schemas.component("thing").unwrap(), &value);
    assert_eq!(fits(json!({ "name": "a" })), Ok(()));
    let wanted = Err("`name` is required".to_owned());
    assert_eq!(fits(json!({ "id": "i", "token": "t" })), wanted);
}
