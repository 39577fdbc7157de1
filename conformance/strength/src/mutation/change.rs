//! Edits before anybody knows whether they change anything.

use serde_json::{Map, Value, json};

use super::edit::Edit;

/// Values by the JSON pointer (RFC 6901) at which each is put, in this order.
pub(super) type Way = Vec<(String, Value)>;

/// Which way what is described at a place travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Travels {
    /// From client to server only.
    Requests,
    /// From server to client only.
    Responses,
    /// Either way.
    Both,
}

/// An edit, and the ways to make it: what comes first is taken, unless the pipeline refuses it.
pub(super) struct Change {
    pub(super) edit: Edit,
    /// The place, as ids and sentences call it.
    pub(super) label: String,
    pub(super) pointer: String,
    /// What tells it from others of its kind at one place; empty where there is only one.
    pub(super) detail: String,
    pub(super) what: String,
    /// What tests may mention, beside the names in the label.
    pub(super) words: Vec<String>,
    pub(super) ways: Vec<Way>,
    /// Where it is made, if not everywhere: what travels the other way shows it by another edit, or not at all.
    pub(super) only: Option<Travels>,
}

impl Change {
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    pub(super) fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// Of what is below the place: how its label and its pointer go on.
    pub(super) fn below(mut self, label: &str, pointer: &str) -> Self {
        self.label = format!("{}/{label}", self.label);
        self.pointer.push_str(pointer);
        self
    }

    /// Made only of what travels so.
    pub(super) fn only(mut self, travels: Travels) -> Self {
        self.only = Some(travels);
        self
    }

    /// Whether it is made of what travels so.
    pub(super) fn is_of(&self, travels: Travels) -> bool {
        travels == Travels::Both || self.only.is_none_or(|only| only == travels)
    }

    /// Another way, where those so far are refused.
    pub(super) fn or(mut self, way: Way) -> Self {
        self.ways.push(way);
        self
    }
}

/// The document with a change, what it leaves behind taken away: groups and encodings of what is gone, and the examples
/// of components, which are of what stood there before.
pub(super) fn applied(document: &Value, way: &Way) -> Value {
    let mut document = document.clone();
    for (pointer, value) in way {
        put(&mut document, pointer, value.clone());
    }
    for schema in inside(document.pointer_mut("/components/schemas")) {
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("example");
        }
    }
    let whole = document.clone();
    for operation in inside(document.get_mut("paths")).flat_map(|item| inside(Some(item))) {
        if operation.get("operationId").is_some() {
            mend(&whole, operation);
        }
    }
    document
}

fn inside(node: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    let members = node.and_then(Value::as_object_mut);
    members.into_iter().flat_map(Map::values_mut)
}

/// Puts a value where there is one, or into the object or list that is to have it.
fn put(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    } else if let Some((parent, key)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = document.pointer_mut(parent)
    {
        members.insert(key.replace("~1", "/").replace("~0", "~"), value);
    }
}

fn mend(whole: &Value, operation: &mut Value) {
    let mut optional: Vec<String> = Vec::new();
    for parameter in list(operation, "parameters") {
        let parameter = resolved(whole, parameter);
        if parameter["in"] == "query" && parameter["required"] != true {
            optional.extend(parameter["name"].as_str().map(str::to_owned));
        }
    }
    let content = operation.pointer_mut("/requestBody/content");
    for media in inside(content) {
        let schema = resolved(whole, &media["schema"]);
        let required = list(schema, "required");
        let names = schema["properties"].as_object().into_iter().flatten();
        let names: Vec<String> = names.map(|(name, _)| name.clone()).collect();
        let free = names.iter().filter(|name| !required.contains(&json!(name)));
        optional.extend(free.cloned());
        if let Some(Value::Object(encoding)) = media.get_mut("encoding") {
            encoding.retain(|name, _| names.contains(name));
        }
    }
    if let Some(Value::Array(groups)) = operation.get_mut("x-exclusive") {
        groups.retain(|group| {
            let mut names = list(group, "parameters").iter().filter_map(Value::as_str);
            names.all(|name| optional.iter().any(|other| other == name))
        });
    }
}

/// What a reference leads to in the end; the node itself where it is none.
pub(super) fn resolved<'a>(whole: &'a Value, node: &'a Value) -> &'a Value {
    let mut at = node;
    // The pipeline refuses circles, but not before somebody looks.
    for _ in 0..64 {
        let target = at["$ref"]
            .as_str()
            .and_then(|target| target.strip_prefix('#'));
        match target.and_then(|pointer| whole.pointer(pointer)) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// The elements of the list under a key.
pub(super) fn list<'a>(node: &'a Value, key: &str) -> &'a [Value] {
    node[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The members of the object under a key, but for extensions in places where names are none of the document's own.
pub(super) fn members<'a>(
    node: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let extensible = matches!(key, "paths" | "responses");
    let members = node[key].as_object().into_iter().flatten();
    members
        .map(|(name, value)| (name.as_str(), value))
        .filter(move |(name, _)| !(extensible && name.starts_with("x-")))
}

/// A copy with a change made to it.
pub(super) fn with(node: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut node = node.clone();
    change(&mut node);
    node
}

/// A copy of an object without some members.
pub(super) fn without(node: &Value, keys: &[&str]) -> Value {
    with(node, |node| {
        if let Some(members) = node.as_object_mut() {
            members.retain(|key, _| !keys.contains(&key.as_str()));
        }
    })
}

/// A copy of an object with one key in place of another.
pub(super) fn renamed(node: &Value, key: &str, new: &str) -> Value {
    with(node, |node| {
        if let Some(members) = node.as_object_mut()
            && let Some(value) = members.remove(key)
        {
            members.insert(new.to_owned(), value);
        }
    })
}

/// A copy of a list without an element.
pub(super) fn short(list: &Value, index: usize) -> Value {
    with(list, |list| {
        if let Some(elements) = list.as_array_mut() {
            elements.remove(index);
        }
    })
}

/// A copy of a list, or of none, with an element more.
pub(super) fn longer(list: &Value, element: Value) -> Value {
    with(list, |list| match list {
        Value::Array(elements) => elements.push(element),
        other => *other = json!([element]),
    })
}

/// `name`, made into one that is not taken.
pub(super) fn fresh(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    // The brackets of a list's name stay at its end.
    let (stem, end) = match name.strip_suffix("[]") {
        Some(stem) => (stem, "[]"),
        None => (name, ""),
    };
    let mut stem = stem.to_owned();
    loop {
        stem.push_str("_x");
        let new = format!("{stem}{end}");
        if !taken(&new) {
            return new;
        }
    }
}
