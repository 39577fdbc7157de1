//! The published schemas, judged by a validator that shares no code with the generator.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::{Answered, Contract, Finding, Verdict as Finds, World, tolerance};
use reversals_cases::wire::Response;
use reversals_cases::{Case, Verdict};

/// Where a response has its schema.
const JSON: &str = "/content/application~1json/schema";

/// The schemas of a document's requests and responses as JSON Schema 2020-12.
pub struct Schemas {
    definitions: Value,
    operations: BTreeMap<String, Value>,
    built: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Schemas {
    /// The schemas of a bundled OpenAPI 3.0 document.
    pub fn new(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas");
        let members = schemas.and_then(Value::as_object).into_iter().flatten();
        let definitions = members.map(|(name, schema)| (name.clone(), json_schema(schema)));
        let definitions = definitions.collect::<Map<_, _>>().into();
        let mut operations = BTreeMap::new();
        let paths = document["paths"].as_object().into_iter().flatten();
        for (_, item) in paths {
            for operation in item.as_object().into_iter().flatten().map(|(_, it)| it) {
                if let Some(id) = operation["operationId"].as_str() {
                    operations.insert(id.to_owned(), operation.clone());
                }
            }
        }
        Self {
            definitions,
            operations,
            built: Mutex::default(),
        }
    }

    /// The schemas that others refer to, by name.
    pub fn definitions(&self) -> &Value {
        &self.definitions
    }

    /// The schema of a call's arguments, and those of its answers by status and media type.
    pub fn of_operation(&self, operation: &str) -> Option<[Value; 2]> {
        let operation = self.operations.get(operation)?;
        let answers = operation["responses"].as_object().into_iter().flatten();
        let answers = answers.map(|(status, answer)| {
            let content = answer["content"].as_object().into_iter().flatten();
            let content =
                content.map(|(kind, media)| (kind.clone(), json_schema(&media["schema"])));
            (status.clone(), Value::Object(content.collect()))
        });
        let answers = Value::Object(answers.collect());
        Some([arguments_schema(operation), answers])
    }

    /// The schema of a call's arguments.
    pub(super) fn of_arguments(&self, operation: &str) -> Option<Value> {
        self.operations.get(operation).map(arguments_schema)
    }

    /// The schema of the first success that is described.
    pub(super) fn of_success(&self, operation: &str) -> Option<Value> {
        let responses = self.operations.get(operation)?["responses"].as_object()?;
        let success = responses.iter().find(|(status, _)| status.starts_with('2'));
        Some(json_schema(success?.1.pointer(JSON)?))
    }

    /// The schema of every other answer.
    pub(super) fn of_failure(&self, operation: &str) -> Option<Value> {
        let responses = &self.operations.get(operation)?["responses"];
        Some(json_schema(responses.get("default")?.pointer(JSON)?))
    }

    /// Every value that a schema lists at a place, in whichever branch.
    pub(super) fn listed<'a>(
        &'a self,
        schema: &'a Value,
        pointer: &str,
        found: &mut BTreeSet<&'a str>,
    ) {
        if let Some(name) = schema["$ref"]
            .as_str()
            .and_then(|it| it.strip_prefix("#/$defs/"))
        {
            self.listed(&self.definitions[name], pointer, found);
        }
        for branch in schema["anyOf"].as_array().into_iter().flatten() {
            self.listed(branch, pointer, found);
        }
        let Some(rest) = pointer.strip_prefix('/') else {
            let values = schema["enum"].as_array().into_iter().flatten();
            found.extend(values.filter_map(Value::as_str));
            return;
        };
        let (token, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        for below in [&schema["properties"][token], &schema["items"]] {
            self.listed(below, rest, found);
        }
    }

    /// Why a body is not what the document says of that operation and status; none where it is. Without a schema for
    /// it, nothing fits.
    pub fn response(&self, operation: &str, status: u16, body: &Value) -> Option<String> {
        let key = format!("{operation} {status}");
        let schema = || self.described(operation, status).map(json_schema);
        self.judge(key, schema, body)
    }

    /// What the document says of the body of an operation's answer with that status.
    pub(super) fn described(&self, operation: &str, status: u16) -> Option<&Value> {
        let responses = &self.operations.get(operation)?["responses"];
        let names = [
            status.to_string(),
            format!("{}XX", status / 100),
            "default".to_owned(),
        ];
        let response = names.iter().find_map(|name| responses.get(name));
        response?.pointer(JSON)
    }

    /// Why arguments by wire name (`path`, `query`, `headers`, `body`) are not what the document says; none where they
    /// are.
    pub fn arguments(&self, operation: &str, arguments: &Value) -> Option<String> {
        let schema = || Some(arguments_schema(self.operations.get(operation)?));
        self.judge(operation.to_owned(), schema, arguments)
    }

    fn judge(
        &self,
        key: String,
        schema: impl FnOnce() -> Option<Value>,
        value: &Value,
    ) -> Option<String> {
        let built = || self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let known = built().get(&key).cloned();
        let validator = if let Some(validator) = known {
            validator
        } else {
            let Some(mut schema) = schema() else {
                return Some("the document has no schema for it".to_owned());
            };
            schema["$defs"] = self.definitions.clone();
            match jsonschema::draft202012::options()
                .should_validate_formats(true)
                .build(&schema)
            {
                Ok(validator) => {
                    let validator = Arc::new(validator);
                    built().insert(key, Arc::clone(&validator));
                    validator
                }
                Err(error) => return Some(format!("the schema is no schema: {error}")),
            }
        };
        let error = validator.iter_errors(value).next()?;
        Some(format!("{}: {error}", error.instance_path()))
    }
}

/// The schema of a call's arguments.
fn arguments_schema(operation: &Value) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (place, name) in [("path", "path"), ("query", "query"), ("header", "headers")] {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameters: Vec<_> = parameters.filter(|it| it["in"] == place).collect();
        let members: Map<_, _> = parameters
            .iter()
            .filter_map(|it| Some((it["name"].as_str()?.to_owned(), json_schema(&it["schema"]))))
            .collect();
        let must: Vec<_> = parameters
            .iter()
            .filter(|it| it["required"] == true)
            .map(|it| it["name"].clone())
            .collect();
        if !must.is_empty() {
            required.push(name);
        }
        properties.insert(
            name.to_owned(),
            json!({ "type": "object", "properties": members, "required": must, "additionalProperties": false }),
        );
    }
    let body = &operation["requestBody"];
    let content = body["content"]
        .as_object()
        .and_then(|content| content.values().next());
    if let Some(media) = content {
        properties.insert("body".to_owned(), json_schema(&media["schema"]));
        if body["required"] == true {
            required.push("body");
        }
    }
    let both = both(operation, &properties["query"]);
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false, "allOf": both,
    })
}

/// One schema for each two parameters that exclude one another: not both of them.
fn both(operation: &Value, query: &Value) -> Value {
    let mut all = Vec::new();
    for group in operation["x-exclusive"].as_array().into_iter().flatten() {
        let names = group["parameters"].as_array().into_iter().flatten();
        let names: Vec<&str> = names.filter_map(Value::as_str).collect();
        let in_query = |name: &&str| query["properties"].get(*name).is_some();
        let place = if names.iter().all(in_query) {
            "query"
        } else {
            "body"
        };
        for (at, one) in names.iter().enumerate() {
            for other in &names[at + 1..] {
                let both = json!({ "type": "object", "required": [one, other] });
                all.push(json!({ "properties": { place: { "not": both } } }));
            }
        }
    }
    // An empty list is none of the draft's.
    all.push(Value::Bool(true));
    Value::Array(all)
}

/// An OpenAPI 3.0 schema as JSON Schema 2020-12: `nullable` becomes a type of its own, exclusive bounds have their own
/// keywords, references point at `$defs`, and of `oneOf` more than one branch may take a value.
pub fn json_schema(schema: &Value) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let mut out = Map::new();
    for (key, value) in members {
        let value = match (key.as_str(), value) {
            // Of other formats a validator knows nothing.
            ("format", Value::String(format))
                if ["date", "date-time", "uuid"].contains(&format.as_str()) =>
            {
                value.clone()
            }
            // OpenAPI's own, and annotations, some of which are written for its readers.
            (
                "nullable" | "discriminator" | "xml" | "example" | "externalDocs" | "title"
                | "description" | "format",
                _,
            ) => continue,
            (key, _) if key.starts_with("x-") => continue,
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", _) => continue,
            ("$ref", Value::String(target)) => {
                Value::from(target.replacen("#/components/schemas/", "#/$defs/", 1))
            }
            ("properties", Value::Object(members)) => {
                let members = members
                    .iter()
                    .map(|(name, it)| (name.clone(), json_schema(it)));
                Value::Object(members.collect())
            }
            ("items" | "additionalProperties" | "not", value) => json_schema(value),
            ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
                items.iter().map(json_schema).collect()
            }
            (_, value) => value.clone(),
        };
        // A server takes what two branches take, as of the first.
        let key = if key == "oneOf" { "anyOf" } else { key };
        out.insert(key.to_owned(), value);
    }
    // Whether a bound is itself within is said beside it there, and by its name here.
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if let Some(value) = members.get(bound) {
            let outside = members.get(exclusive) == Some(&Value::Bool(true));
            let key = if outside { exclusive } else { bound };
            out.insert(key.to_owned(), value.clone());
        }
    }
    if members.get("nullable") == Some(&Value::Bool(true)) {
        return json!({ "anyOf": [out, { "type": "null" }] });
    }
    Value::Object(out)
}

/// Arguments and answer of an exchange are what the published schemas describe, unless the case says otherwise.
pub(super) fn exchange(case: &Case, answered: &Answered, world: World<'_>) -> Finds {
    let (contract, response) = (world.contract, &answered.response);
    let said = case.schema.as_ref();
    let deviation = said.map(|schema| schema.verdict);
    let of_arguments = said.is_some_and(|schema| schema.arguments);
    let (asked, deviation) = match deviation {
        Some(verdict) if of_arguments => (Some(verdict), None),
        other => (None, other),
    };
    arguments(case, Verdict::Valid, asked, contract)?;
    let response_is = |what: &str, wanted, deviation, body: &Value| {
        let place = format!("response{what} under the schema");
        answer(
            case,
            (response, body),
            (&place, wanted, deviation),
            contract,
        )
    };
    response_is("", Verdict::Valid, deviation, &answered.body)?;
    let tomorrow = tolerance::Answer::of(case, response.status, &contract.api);
    if let Some(tomorrow) = tomorrow.filter(|_| deviation.is_none()) {
        let body = tomorrow.with_unknown_members(&answered.body);
        response_is(" with unknown members", Verdict::Valid, None, &body)?;
        let body = tomorrow.with_unknown_values(&answered.body);
        if body != answered.body {
            response_is(" with unknown values", Verdict::Invalid, None, &body)?;
        }
    }
    Ok(())
}

/// An answer that the client refuses is none that the published schemas describe, unless the case says otherwise.
pub(super) fn refused_answer(
    case: &Case,
    (response, body): &(Response, Value),
    world: World<'_>,
) -> Finds {
    let deviation = case.schema.as_ref().map(|schema| schema.verdict);
    let place = ("response under the schema", Verdict::Invalid, deviation);
    answer(case, (response, body), place, world.contract)
}

/// Arguments that are refused are none that the published schemas describe, unless the case says otherwise.
pub(super) fn refused_arguments(case: &Case, contract: &Contract) -> Finds {
    let deviation = case.schema.as_ref().map(|schema| schema.verdict);
    arguments(case, Verdict::Invalid, deviation, contract)
}

fn arguments(
    case: &Case,
    usual: Verdict,
    deviation: Option<Verdict>,
    contract: &Contract,
) -> Finds {
    let given = serde_json::to_value(&case.call.arguments).unwrap_or_default();
    let said = contract.schemas.arguments(&case.call.operation, &given);
    held("arguments under the schema", usual, deviation, said)
}

fn answer(
    case: &Case,
    (response, body): (&Response, &Value),
    (place, usual, deviation): (&str, Verdict, Option<Verdict>),
    contract: &Contract,
) -> Finds {
    let operation = &case.call.operation;
    let said = contract.schemas.response(operation, response.status, body);
    held(place, usual, deviation, said).map_err(|finding| finding.with_response(response))
}

/// Holds what the validator said to what is expected, where `deviation` is what the case says of it.
fn held(place: &str, usual: Verdict, deviation: Option<Verdict>, said: Option<String>) -> Finds {
    if deviation == Some(usual) {
        let text = "the case's `schema` says what holds without it";
        return Err(Finding::new(place, "a deviation", text));
    }
    let wanted = deviation.unwrap_or(usual);
    match (wanted, said) {
        (Verdict::Valid, Some(why)) => Err(Finding::new(place, "valid", format!("invalid: {why}"))),
        (Verdict::Invalid, None) => Err(Finding::new(place, "invalid", "valid")),
        _ => Ok(()),
    }
}
