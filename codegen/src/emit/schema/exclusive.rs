//! Parameters of which a request may have one at most, in the words of JSON Schema.

use serde_json::{Map, Value, json};

use crate::tree::Node;

/// What the document says of it, group by group.
pub(super) fn groups(operation: &Node) -> Vec<Value> {
    let groups = operation.get("x-exclusive").map(Node::items);
    let groups = groups.unwrap_or_default().iter();
    groups.map(Node::to_json).collect()
}

/// Whether a group is one of the members of `object`.
pub(super) fn is_of(group: &Value, object: &Value) -> bool {
    let properties = object.get("properties");
    let known = |name: &Value| properties.and_then(|all| all.get(name.as_str()?)).is_some();
    names(group).iter().all(known)
}

/// Says of an object that its members exclude one another.
pub(super) fn say(groups: Vec<Value>, object: &mut Value) {
    let pairs: Vec<Value> = groups
        .iter()
        .flat_map(|group| pairs(names(group)))
        .collect();
    let not = match pairs.as_slice() {
        [] => return,
        [only] => only.clone(),
        _ => json!({ "anyOf": pairs }),
    };
    if object.get("$ref").is_some() {
        // What stands beside a reference is nothing to a validator of draft-07.
        *object = json!({ "allOf": [object] });
    }
    object["not"] = not;
    object["x-exclusive"] = Value::Array(groups);
}

fn names(group: &Value) -> &[Value] {
    let names = group.get("parameters").and_then(Value::as_array);
    names.map(Vec::as_slice).unwrap_or_default()
}

/// Whatever has both members. They are named as properties too, since strict validators want that of what is required.
fn both(first: &Value, second: &Value) -> Value {
    let name = |name: &Value| name.as_str().unwrap_or_default().to_owned();
    let properties = [first, second].map(|it| (name(it), json!({})));
    let properties: Map<String, Value> = properties.into_iter().collect();
    json!({ "properties": properties, "required": [first, second], "type": "object" })
}

/// Whatever has two of the names. What is no object is none of it.
fn pairs(names: &[Value]) -> impl Iterator<Item = Value> + '_ {
    let each = names.iter().enumerate();
    each.flat_map(|(at, first)| {
        let others = names[at + 1..].iter();
        others.map(move |second| both(first, second))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_a_group_are_admitted_also_where_the_object_is_referred_to() {
        let group = json!({ "parameters": ["a", "b", "c"] });
        let mut object = json!({ "$ref": "#/$defs/thing" });
        say(vec![group.clone()], &mut object);
        let pair = |one: &str, other: &str| both(&json!(one), &json!(other));
        let pairs = [pair("a", "b"), pair("a", "c"), pair("b", "c")];
        assert_eq!(
            object,
            json!({
                "allOf": [{ "$ref": "#/$defs/thing" }], "not": { "anyOf": pairs }, "x-exclusive": [group],
            })
        );
        let mut object = json!({ "type": "object" });
        say(vec![json!({ "parameters": ["a", "b"] })], &mut object);
        let not =
            json!({ "properties": { "a": {}, "b": {} }, "required": ["a", "b"], "type": "object" });
        assert_eq!(object["not"], not);
        say(Vec::new(), &mut object);
        assert_eq!(object["not"], pair("a", "b"), "no group says nothing");
    }

    #[test]
    fn a_group_is_of_the_object_that_has_all_of_it() {
        let group = json!({ "parameters": ["a", "b"] });
        let object = |names: &[&str]| {
            let members = names.iter().map(|name| ((*name).to_owned(), json!({})));
            json!({ "properties": members.collect::<serde_json::Map<_, _>>() })
        };
        assert!(is_of(&group, &object(&["a", "b", "c"])));
        assert!(!is_of(&group, &object(&["a"])));
    }
}
