//! What bugs know of the document.

use std::sync::LazyLock;

use serde_json::{Map, Value};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../generated/openapi.json");
    serde_json::from_str(text).expect("the generated document is JSON")
});

/// What a reference leads to, or the node itself.
fn resolved(node: &Value) -> &Value {
    let target = node.get("$ref").and_then(Value::as_str);
    let pointer = target.and_then(|target| target.strip_prefix('#'));
    pointer
        .and_then(|pointer| DOCUMENT.pointer(pointer))
        .unwrap_or(node)
}

/// The members of a node that is an object; none otherwise.
fn members(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flatten()
}

/// Every operation of the document.
fn operations() -> impl Iterator<Item = &'static Value> {
    members(&DOCUMENT["paths"]).flat_map(|(_, path)| members(path).map(|(_, operation)| operation))
}

/// One parameter of a query or a body.
pub(super) struct Parameter {
    /// The name.
    pub(super) name: &'static str,
    /// The schema.
    pub(super) schema: &'static Value,
}

fn parameters_of(operation: &'static Value) -> Vec<Parameter> {
    let list = operation["parameters"].as_array().into_iter().flatten();
    let query = list
        .map(resolved)
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| Some((parameter["name"].as_str()?, &parameter["schema"])));
    let form = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
    let body = members(&resolved(form)["properties"]).map(|(name, schema)| (name.as_str(), schema));
    query
        .chain(body)
        .map(|(name, schema)| Parameter {
            name,
            schema: resolved(schema),
        })
        .collect()
}

/// The parameters of an operation, by its id.
pub(super) fn parameters(operation: &str) -> Vec<Parameter> {
    let found = operations().find(|node| node["operationId"] == operation);
    found.map(parameters_of).unwrap_or_default()
}

/// The groups of parameters that exclude one another, each once.
pub(super) fn exclusive() -> Vec<&'static Value> {
    let mut groups: Vec<&Value> = Vec::new();
    for group in operations().flat_map(|node| node["x-exclusive"].as_array().into_iter().flatten())
    {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// What the first operation says of a parameter of this name.
pub(super) fn parameter(name: &str) -> Option<Parameter> {
    let all = operations().flat_map(parameters_of);
    let mut named = all.filter(|parameter| parameter.name == name);
    named.next()
}

impl Parameter {
    /// Whether it is a map that the empty text clears.
    pub(super) fn is_clearable_map(&self) -> bool {
        let branches = self.schema["anyOf"].as_array();
        branches.is_some_and(|branches| branches.iter().any(|branch| branch["type"] == "object"))
    }

    /// The most characters of a text.
    pub(super) fn longest(&self) -> Option<usize> {
        usize::try_from(self.schema["maxLength"].as_u64()?).ok()
    }

    /// The first value of an enum.
    pub(super) fn first_value(&self) -> Option<&'static str> {
        self.schema["enum"].get(0)?.as_str()
    }
}

/// The schema of an object of the service, told by its `object` member.
pub(super) fn schema_of(object: &Map<String, Value>) -> Option<&'static Value> {
    let word = object.get("object")?;
    let mut schemas = members(&DOCUMENT["components"]["schemas"]).map(|(_, schema)| schema);
    schemas.find(|schema| schema["properties"]["object"]["enum"][0] == *word)
}

/// The members of an object that the document has and the object lacks.
pub(super) fn lacking(object: &Map<String, Value>) -> Vec<(&'static str, &'static Value)> {
    let Some(schema) = schema_of(object) else {
        return Vec::new();
    };
    members(&schema["properties"])
        .filter(|(name, _)| !object.contains_key(*name))
        .map(|(name, member)| (name.as_str(), resolved(member)))
        .collect()
}

/// Whether an object of the service has a member that the document doesn't.
pub(super) fn unknown_member(object: &Map<String, Value>) -> Option<&String> {
    let schema = schema_of(object)?;
    object
        .keys()
        .find(|name| schema["properties"].get(*name).is_none())
}

/// Whether a member is an enum that hasn't this value.
pub(super) fn is_unknown_value(object: &Map<String, Value>, name: &str, value: &Value) -> bool {
    let Some(schema) = schema_of(object) else {
        return false;
    };
    let values = resolved(&schema["properties"][name])["enum"].as_array();
    values.is_some_and(|values| value.is_string() && !values.contains(value))
}

/// The kinds of error that the document lists.
pub(super) fn error_types() -> impl Iterator<Item = &'static Value> {
    let envelope = &DOCUMENT["components"]["schemas"]["error"]["properties"]["error"];
    let kinds = &resolved(envelope)["properties"]["type"]["enum"];
    kinds.as_array().into_iter().flatten()
}

/// The members of an error that the document lists.
pub(super) fn error_members() -> impl Iterator<Item = &'static String> {
    let envelope = &DOCUMENT["components"]["schemas"]["error"]["properties"]["error"];
    members(&resolved(envelope)["properties"]).map(|(name, _)| name)
}

/// The values of `object` that the document knows.
pub(super) fn object_words() -> impl Iterator<Item = &'static str> {
    let schemas = members(&DOCUMENT["components"]["schemas"]);
    schemas.filter_map(|(_, schema)| schema["properties"]["object"]["enum"][0].as_str())
}

/// Whether a member of this name is a time in seconds somewhere.
pub(super) fn is_time(name: &str) -> bool {
    let mut schemas = members(&DOCUMENT["components"]["schemas"]);
    schemas.any(|(_, schema)| schema["properties"][name]["format"] == "unix-time")
}

/// Whether a member must be there by its schema's list.
pub(super) fn is_required(object: &Map<String, Value>, name: &str) -> bool {
    let required = schema_of(object).and_then(|schema| schema["required"].as_array());
    required.is_some_and(|required| required.iter().any(|other| other == name))
}
