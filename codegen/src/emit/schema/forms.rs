//! The forms of an object whose members can be expanded: with IDs only, and with objects only.

use std::collections::BTreeMap;

use serde_json::Value;

use super::gather::{Definition, Kind};

/// Adds `<name>_unexpanded` and `<name>_expanded` for each object that has expandable members.
pub(super) fn add(definitions: &mut BTreeMap<String, Definition>) {
    let mut forms = Vec::new();
    for (name, definition) in &*definitions {
        if definition.kind != Kind::Object {
            continue;
        }
        for (suffix, ids, what) in [
            ("unexpanded", true, "every expandable member being an ID"),
            ("expanded", false, "every expandable member being an object"),
        ] {
            let mut schema = definition.schema.clone();
            if !narrow(&mut schema, ids) {
                continue;
            }
            let mut form = format!("{name}_{suffix}");
            // A document may have a component of that name.
            while definitions.contains_key(&form) {
                form.push('_');
            }
            let form = (
                form,
                Definition {
                    kind: Kind::Object,
                    purpose: format!("The component `{name}`, {what}."),
                    source: definition.source.clone(),
                    form_of: Some(name.clone()),
                    meaning: None,
                    schema,
                },
            );
            forms.push(form);
        }
    }
    definitions.extend(forms);
}

/// Takes the objects or the IDs out of what expandable members may be. Whether there are such members.
fn narrow(schema: &mut Value, ids: bool) -> bool {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return false;
    };
    let mut found = Vec::new();
    for (name, property) in properties {
        if property.get("x-expandable") != Some(&Value::Bool(true)) {
            continue;
        }
        let Some(Value::Array(branches)) = property.get_mut("anyOf") else {
            continue;
        };
        found.push(name.clone());
        branches.retain(|branch| match branch["type"].as_str() {
            Some("string") => ids,
            Some("null") => true,
            _ => !ids,
        });
        if let [only] = &mut branches[..] {
            let only = only.take();
            if let (Value::Object(members), Value::Object(only)) = (property, only) {
                members.remove("anyOf");
                members.extend(only);
            }
        }
    }
    keep_examples(schema, &found, ids);
    !found.is_empty()
}

/// An example of the component is one of the form only where its members are what the form has of them.
fn keep_examples(schema: &mut Value, expandable: &[String], ids: bool) {
    let Some(Value::Array(examples)) = schema.get_mut("examples") else {
        return;
    };
    examples.retain(|example| {
        expandable.iter().all(|name| match example.get(name) {
            None | Some(Value::Null) => true,
            Some(given) => given.is_string() == ids,
        })
    });
    if examples.is_empty()
        && let Value::Object(members) = schema
    {
        members.remove("examples");
    }
}
