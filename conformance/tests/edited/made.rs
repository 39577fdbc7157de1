//! The edits that are made of a document: each is one, applies, and changes what the document means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use reversals_codegen::check::{Done, KEYWORDS};
use reversals_codegen::{load, model};
use reversals_strength::mutation::{self, Edit, Mutant, Travels, meaning, mutants};
use serde_json::{Value, json};

use crate::OWN;

/// A document of another service in the same idiom.
fn other() -> Value {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/accept");
    let input = load::spec_dir(&dir, "spec").unwrap();
    let model = model(&input, &mut |_| ()).unwrap();
    model.checked.document().root.to_json()
}

/// The edits of the project's document and of the other; the pipeline runs once for each.
static ALL: LazyLock<[(Value, Vec<Mutant>); 2]> = LazyLock::new(|| {
    let (own, found) = &*OWN;
    let other = other();
    let of_other = mutants(&other);
    [(own.bundled.clone(), found.clone()), (other, of_other)]
});

fn named<'a>(mutants: &'a [Mutant], id: &str) -> &'a Mutant {
    let mut found = mutants.iter().filter(|mutant| mutant.id == id);
    found.next().unwrap_or_else(|| panic!("there is no {id}"))
}

#[test]
fn both_sides_of_an_edit_do_something_else_or_the_schemas_alone_tell() {
    for (document, all) in ALL.iter() {
        let unedited = meaning(&mutation::model(document).unwrap().api);
        let told = all.iter().filter(|mutant| mutant.told).count();
        assert!(told * 4 < all.len(), "{told}");
        for mutant in all {
            assert!(
                mutant.told || meaning(&mutant.api) != unedited,
                "{}",
                mutant.id
            );
        }
    }
}

#[test]
fn every_keyword_that_anybody_is_held_to_is_edited() {
    let edited: BTreeSet<&str> = mutation::keywords().collect();
    let enforced = KEYWORDS.iter().filter(|row| row.done == Done::Enforced);
    let missing: Vec<_> = enforced
        .map(|row| row.keyword)
        .filter(|keyword| !edited.contains(keyword))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    for keyword in edited {
        let known = KEYWORDS.iter().any(|row| row.keyword == keyword);
        assert!(known, "{keyword} is no keyword of schemas");
    }
}

#[test]
fn every_kind_of_edit_is_made_of_one_document_or_the_other() {
    let made = ALL.iter().flat_map(|(_, all)| all);
    let made: BTreeSet<Edit> = made.map(|mutant| mutant.edit).collect();
    let missing: Vec<_> = Edit::ALL
        .iter()
        .filter(|edit| !made.contains(edit))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_edit_has_an_id_of_its_own_a_place_words_and_operations() {
    for (document, all) in ALL.iter() {
        let ids: BTreeSet<&str> = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|item| item.as_object().unwrap().values())
            .filter_map(|operation| operation.get("operationId")?.as_str())
            .collect();
        let mut seen = BTreeSet::new();
        for mutant in all {
            let id = &mutant.id;
            assert!(seen.insert(id.clone()), "{id} twice");
            assert!(id.starts_with(&format!("{}:", mutant.edit)), "{id}");
            assert!(document.pointer(&mutant.pointer).is_some(), "{id}");
            assert!(!mutant.operations.is_empty(), "{id}");
            for operation in &mutant.operations {
                assert!(ids.contains(operation.as_str()), "{id}: {operation}");
            }
            let once: BTreeSet<&String> = mutant.operations.iter().collect();
            assert_eq!(once.len(), mutant.operations.len(), "{id}");
            let whole = matches!(mutant.edit, Edit::ResponseWrapped | Edit::ObjectOpened);
            assert!(
                whole || !mutant.words.is_empty() || mutant.pointer.contains("/schema"),
                "{id}"
            );
        }
    }
}

/// The text of a value, the keys of every object in reverse.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().rev();
            let members = members.map(|(key, value)| format!("{}:{}", json!(key), reversed(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(reversed).collect::<Vec<_>>().join(",")
            )
        }
        plain => plain.to_string(),
    }
}

#[test]
fn the_order_of_keys_in_the_text_does_not_show() {
    let (document, all) = &ALL[1];
    let other: Value = serde_json::from_str(&reversed(document)).unwrap();
    let told = |all: &[Mutant]| format!("{:?}", all.iter().map(shown).collect::<Vec<_>>());
    assert_eq!(told(all), told(&mutants(&other)));
}

/// What people see of an edit.
fn shown(mutant: &Mutant) -> (&str, &str, &[String], Travels) {
    let (id, what) = (&mutant.id, &mutant.what);
    (id, what, &mutant.operations, mutant.travels)
}

#[test]
fn two_places_of_one_name_have_two_ids() {
    let object = |of: Value| json!({ "type": "object", "properties": of });
    let text = || json!({ "type": "string" });
    // `a/200/x` is a property of the answer, and one of the component's property `200`.
    let answer = json!({ "application/json": { "schema": object(json!({
        "x": text(), "y": { "$ref": "#/components/schemas/a" },
    })) } });
    let answers = json!({ "200": { "description": "Well.", "content": answer } });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": { "/a": { "get": { "operationId": "a", "responses": answers } } },
        "components": { "schemas": { "a": object(json!({ "200": object(json!({ "x": text() })) })) } },
    });
    let mutants = mutants(&document);
    let first = &named(&mutants, "property-removed:a/200/x").pointer;
    let second = &named(&mutants, "property-removed:a/200/x~2").pointer;
    assert!(first.starts_with("/paths"), "{first}");
    assert!(second.starts_with("/components"), "{second}");
}

#[test]
fn no_two_edits_give_one_document() {
    for (document, all) in ALL.iter() {
        let mut seen = BTreeMap::new();
        for mutant in all {
            let edited = mutant.document(document).to_string();
            if let Some(first) = seen.insert(edited, &mutant.id) {
                panic!("{first} and {}", mutant.id);
            }
        }
    }
}

#[test]
fn an_edit_of_a_component_names_every_operation_that_reaches_it() {
    let (document, mutants) = &ALL[0];
    let transfers = [
        "GetTransfersIdReversals",
        "GetTransfersTransferReversalsId",
        "PostTransfersIdReversals",
        "PostTransfersTransferReversalsId",
    ];
    // A transfer is reached through what it holds.
    let mutant = named(mutants, "property-removed:transfer/livemode");
    assert_eq!(mutant.operations, transfers);
    assert_eq!(mutant.travels, Travels::Responses);
    let mutant = named(mutants, "property-removed:api_errors/type");
    let all = document["paths"].as_object().unwrap().values();
    let all: usize = all.map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(mutant.operations.len(), all, "{:?}", mutant.operations);
    let mutant = named(mutants, "parameter-renamed:parameters/limit");
    assert_eq!(
        mutant.operations,
        [
            "GetAppsSecrets",
            "GetTransfersIdReversals",
            "GetTreasuryCreditReversals"
        ]
    );
    assert_eq!(mutant.travels, Travels::Requests);
    assert_eq!(mutant.words[..2], ["limit", "limit_x"]);
}

#[test]
fn a_component_that_no_operation_reaches_is_left_alone() {
    let (document, before) = &ALL[1];
    let mut document = document.clone();
    document["components"]["schemas"]["nobody"] =
        json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let after = mutants(&document);
    assert_eq!(
        after.iter().map(shown).collect::<Vec<_>>(),
        before.iter().map(shown).collect::<Vec<_>>()
    );
}

#[test]
fn a_path_parameter_is_renamed_in_the_template_and_in_every_operation() {
    let (document, mutants) = &ALL[0];
    let id = "parameter-renamed:/v1/transfers/{transfer}/reversals/{id}/transfer";
    let edited = named(mutants, id).document(document);
    let item = &edited["paths"]["/v1/transfers/{transfer_x}/reversals/{id}"];
    for method in ["get", "post"] {
        assert_eq!(item[method]["parameters"][0]["name"], "transfer_x");
    }
    assert!(
        edited["paths"]
            .get("/v1/transfers/{transfer}/reversals/{id}")
            .is_none()
    );
}

#[test]
fn a_property_that_goes_takes_its_demand_and_its_encoding_along() {
    let (document, mutants) = &ALL[0];
    let form = |edited: &Value| {
        let body = &edited["paths"]["/v1/treasury/credit_reversals"]["post"]["requestBody"];
        body["content"]["application/x-www-form-urlencoded"].clone()
    };
    let id = "property-removed:PostTreasuryCreditReversals/body/received_credit";
    let edited = form(&named(mutants, id).document(document));
    assert_eq!(edited["schema"]["required"], json!([]));
    let id = "parameter-moved:PostTreasuryCreditReversals/body/metadata=query";
    let edited = form(&named(mutants, id).document(document));
    assert!(edited["schema"]["properties"].get("metadata").is_none());
    assert!(edited["encoding"].get("metadata").is_none());
    assert!(edited["encoding"].get("expand").is_some());
}

#[test]
fn what_is_no_document_has_no_edits() {
    for odd in [
        json!(null),
        json!([]),
        json!({ "paths": 3 }),
        json!({ "paths": { "/a": { "get": [] } } }),
        json!({ "paths": { "/a": { "get": { "operationId": "a", "parameters": {}, "responses": [], "security": 1 } } } }),
        json!({ "paths": { "/a/{b": { "get": { "operationId": "a", "responses": { "200": { "content": { "x": { "schema": [] } } } } } } } }),
        json!({ "paths": { "/a": { "put": { "operationId": "a", "requestBody": { "content": { "x": { "schema": {
            "properties": { "a": 1, "b": { "enum": [[], 1.5] } }, "required": 2, "anyOf": [1, 2], "enum": {},
        } } } } } } } }),
    ] {
        assert!(mutants(&odd).is_empty(), "{odd}");
    }
}

#[test]
fn what_excludes_one_another_is_edited_and_goes_with_the_parameter_that_it_names() {
    let (document, mutants) = &ALL[0];
    let groups = |id: &str, path: &str| {
        let edited = named(mutants, id).document(document);
        assert!(mutation::model(&edited).is_ok(), "{id}");
        edited["paths"][path]["get"]["x-exclusive"].clone()
    };
    let (list, other) = (
        "/v1/transfers/{id}/reversals",
        "/v1/treasury/credit_reversals",
    );
    let id = "exclusion-removed:GetTransfersIdReversals/starting_after+ending_before";
    assert_eq!(groups(id, list), json!([]));
    assert_eq!(groups(id, other).as_array().map(Vec::len), Some(1));
    let id = "exclusion-added:GetTransfersIdReversals";
    let pair = json!({ "parameters": ["ending_before", "expand"] });
    assert_eq!(groups(id, list)[1], pair);
    for id in [
        "parameter-renamed:parameters/ending_before",
        "parameter-required:parameters/starting_after",
        "parameter-moved:parameters/starting_after=header",
    ] {
        assert_eq!(
            [groups(id, list), groups(id, other)],
            [json!([]), json!([])]
        );
    }
}
