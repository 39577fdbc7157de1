//! What no validator judges by is told as the document tells it.

use serde_json::{Value, json};

use crate::files::schemas;
use crate::published::{document, read};

#[test]
fn a_growing_list_tells_the_values_that_are_known() {
    let mut seen = 0;
    for (path, schema) in schemas() {
        each_schema(&schema, &mut |schema| {
            let Some(branches) = schema["anyOf"].as_array() else {
                return assert!(schema.get("x-open-enum").is_none(), "{path}: {schema}");
            };
            let listed = branches.iter().find(|it| it.get("enum").is_some());
            assert_eq!(
                listed.map(|it| &it["enum"]),
                schema.get("x-open-enum"),
                "{path}: {schema}"
            );
            seen += usize::from(listed.is_some());
        });
    }
    assert!(seen > 20, "{seen} lists");
}

/// Every object, which a schema is.
fn each_schema(value: &Value, take: &mut dyn FnMut(&Value)) {
    if value.is_object() {
        take(value);
    }
    match value {
        Value::Object(members) => members.values().for_each(|it| each_schema(it, take)),
        Value::Array(items) => items.iter().for_each(|it| each_schema(it, take)),
        _ => {}
    }
}

#[test]
fn a_member_is_told_of_as_the_document_tells_of_it() {
    let document = document();
    let index = read("index.json");
    let mut units = 0;
    for path in schemas().keys().filter(|path| path.contains('/')) {
        let schema = read(path);
        let files = index["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["path"] == **path).unwrap();
        let Some(source) = file["source"].as_str() else {
            continue;
        };
        let said = document.pointer(source.strip_prefix('#').unwrap());
        let said = said.unwrap_or_else(|| panic!("{path}: there is no {source}"));
        let kind = file["kind"].as_str().unwrap();
        assert!(path.contains(&format!("/{kind}s/")), "{path} is no {kind}");
        if kind != "request" {
            same_facts(path, said, &schema, &mut units);
            continue;
        }
        assert_eq!(schema["description"], said["description"], "{path}");
        each_schema(&schema, &mut |it| {
            let members = it["properties"].as_object();
            // What excludes members names them, and says no more of them.
            let named = members.is_none_or(|all| all.values().all(|it| *it == json!({})));
            assert!(
                named || it.get("additionalProperties").is_some(),
                "{path}: {it}"
            );
        });
        let content = said["requestBody"]["content"].as_object();
        if let Some(media) = content.and_then(|it| it.values().next()) {
            same_facts(
                path,
                &media["schema"],
                &schema["properties"]["body"],
                &mut units,
            );
        }
        for parameter in said["parameters"].as_array().into_iter().flatten() {
            let parameter = match parameter["$ref"].as_str() {
                Some(text) => document.pointer(text.strip_prefix('#').unwrap()).unwrap(),
                None => parameter,
            };
            let place = &schema["properties"][parameter["in"].as_str().unwrap()];
            let given = &place["properties"][parameter["name"].as_str().unwrap()];
            assert_eq!(given["description"], parameter["description"], "{path}");
        }
    }
    assert!(units > 50, "{units} units");
}

/// What no validator judges by: texts, units, formats, and what can be expanded.
fn same_facts(path: &str, document: &Value, published: &Value, units: &mut usize) {
    let members = document["properties"].as_object();
    for (name, said) in members.into_iter().flatten() {
        let told = &published["properties"][name];
        let path = format!("{path}: {name}");
        if said.get("$ref").is_none() {
            assert_eq!(told["description"], said["description"], "{path}");
        }
        let (unit, format) = match said["format"].as_str() {
            Some("unix-time") => (&json!("unix-seconds"), &Value::Null),
            _ => (&said["x-unit"], &said["format"]),
        };
        assert_eq!(&told["x-unit"], unit, "{path}");
        let formats = [&told["x-format"], &told["format"]];
        assert!(formats.contains(&format), "{path}: {formats:?}");
        let expandable = said.get("x-expansionResources").is_some();
        assert_eq!(told["x-expandable"] == true, expandable, "{path}");
        *units += usize::from(!unit.is_null());
        same_facts(&path, said, told, units);
    }
}

#[test]
fn the_index_has_each_operation_of_the_document_with_what_describes_its_answers() {
    let (document, index) = (document(), read("index.json"));
    let listed = index["operations"].as_object().unwrap();
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            seen += 1;
            let entry = &listed[id];
            assert_eq!(entry["path"], **path, "{id}");
            assert_eq!(entry["method"], method.to_uppercase(), "{id}");
            let groups = operation.get("x-exclusive").cloned();
            let groups = groups.unwrap_or_else(|| json!([]));
            assert_eq!(entry["exclusive"], groups, "{id}");
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let name = if status.starts_with('2') {
                    "response"
                } else {
                    "error"
                };
                let media = answer["content"]
                    .as_object()
                    .and_then(|it| it.values().next());
                let Some(schema) = media.map(|media| &media["schema"]) else {
                    continue;
                };
                let files = index["files"].as_array().unwrap();
                let named = files.iter().filter(|file| file["name"] == entry[name]);
                let sources: Vec<_> = named.map(|file| file["source"].as_str().unwrap()).collect();
                assert_eq!(sources.len(), 2, "{id}: {}", entry[name]);
                for source in sources {
                    let said = document.pointer(source.strip_prefix('#').unwrap());
                    let component = schema["$ref"].as_str() == Some(source);
                    assert!(component || said == Some(schema), "{id}: {source}");
                }
            }
        }
    }
    assert_eq!(seen, listed.len());
}

#[test]
fn of_the_forms_of_an_object_each_has_what_the_other_lacks_and_all_else_is_the_same() {
    let bundle = read("2020-12/bundle.schema.json");
    let definitions = bundle["$defs"].as_object().unwrap();
    let mut seen = 0;
    for (name, whole) in definitions {
        let forms =
            ["unexpanded", "expanded"].map(|form| &bundle["$defs"][format!("{name}_{form}")]);
        if forms[0].is_null() && forms[1].is_null() {
            continue;
        }
        let [ids, objects] = forms.map(|form| {
            assert_eq!(form["required"], whole["required"], "{name}");
            let members = form["properties"].as_object().unwrap();
            assert_eq!(
                members.len(),
                whole["properties"].as_object().unwrap().len()
            );
            members
        });
        for (member, told) in whole["properties"].as_object().unwrap() {
            let (id, object) = (&ids[member], &objects[member]);
            if told["x-expandable"] != true {
                assert_eq!([id, object], [told, told], "{name}: {member}");
                continue;
            }
            seen += 1;
            let [id, object, both] = [id, object, told].map(branches);
            let null = json!({ "type": "null" });
            assert!(id.iter().all(|it| *it == null || it["type"] == "string"));
            assert!(object.iter().all(|it| it["type"] != "string"));
            for branch in &both {
                let forms = usize::from(id.contains(branch)) + usize::from(object.contains(branch));
                let wanted = if *branch == null { 2 } else { 1 };
                assert_eq!(forms, wanted, "{name}: {member}: {branch}");
            }
            let nulls = usize::from(both.contains(&null));
            assert_eq!(
                id.len() + object.len(),
                both.len() + nulls,
                "{name}: {member}"
            );
        }
    }
    assert!(seen > 15, "{seen} members");
}

/// What a member may be, without what is said of it.
fn branches(member: &Value) -> Vec<Value> {
    if let Some(branches) = member["anyOf"].as_array() {
        return branches.clone();
    }
    let mut alone = member.clone();
    for name in ["description", "x-expandable"] {
        alone.as_object_mut().unwrap().remove(name);
    }
    vec![alone]
}
