//! The vectors for other languages, as such a language meets them: the files of `generated/schema/` and nothing else.
//! The validator and the encoder here are not those that made the files.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jsonschema::Validator;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reversals_cases::vectors;
use serde_json::{Value, json};

fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap().to_owned()
}

fn published(file: &str) -> Value {
    let path = repository().join("generated/schema").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

static VECTORS: LazyLock<Value> = LazyLock::new(|| published(vectors::FILE));
static INDEX: LazyLock<Value> = LazyLock::new(|| published("index.json"));
static BUNDLE: LazyLock<Value> = LazyLock::new(|| published("2020-12/bundle.schema.json"));

fn list(name: &str) -> &'static [Value] {
    VECTORS[name].as_array().unwrap()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

/// A definition of the bundle as a validator.
fn definition(name: &str) -> Validator {
    let definitions = &BUNDLE["$defs"];
    assert!(definitions.get(name).is_some(), "no definition {name}");
    let schema = json!({ "$ref": format!("#/$defs/{name}"), "$defs": definitions });
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The definitions that a list of names has, each once.
fn definitions<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, Validator> {
    let names: BTreeSet<_> = names.collect();
    names
        .into_iter()
        .map(|name| (name, definition(name)))
        .collect()
}

/// Fails with the first few of the complaints.
fn nothing(complaints: &[String]) {
    let first: Vec<_> = complaints.iter().take(10).map(String::as_str).collect();
    let count = complaints.len();
    assert!(complaints.is_empty(), "{count}:\n{}", first.join("\n"));
}

#[test]
fn the_file_fits_its_schema_and_no_list_is_empty() {
    let schema = jsonschema::draft202012::new(&published(vectors::SCHEMA)).unwrap();
    let faults = schema.iter_errors(&VECTORS);
    let faults: Vec<_> = faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    nothing(&faults);
    for name in ["encode", "decode", "refuse_request", "responses"] {
        assert!(!list(name).is_empty(), "{name}");
        assert!(VECTORS["about"][name].is_string(), "{name} is not told");
    }
}

#[test]
fn what_the_schema_of_the_file_lets_be_absent_is_never_null() {
    let schema = jsonschema::draft202012::new(&published(vectors::SCHEMA)).unwrap();
    let mut asked = BTreeSet::new();
    for name in ["encode", "decode", "refuse_request", "responses"] {
        let definitions = published(vectors::SCHEMA)["$defs"].clone();
        let items = &published(vectors::SCHEMA)["properties"][name]["items"]["$ref"];
        let entry = &definitions[items.as_str().unwrap().rsplit('/').next().unwrap()];
        for (member, given) in entry["properties"].as_object().unwrap() {
            assert!(given.get("format").is_none(), "{name}: {member}");
            // A body may be any value of JSON.
            if given.get("type").is_none() && given.get("$ref").is_none() {
                continue;
            }
            let mut broken = VECTORS.clone();
            broken[name] = json!([list(name)[0]]);
            broken[name][0][member] = Value::Null;
            assert!(!schema.is_valid(&broken), "{name}: {member}");
            asked.insert(member.clone());
        }
    }
    for member in ["query", "param", "at", "schema_differs"] {
        assert!(asked.contains(member), "{member}");
    }
}

#[test]
fn each_input_is_what_the_schema_of_its_request_describes() {
    let request = |entry| text(&INDEX["operations"][text(entry, "operation")], "request");
    let all = || list("encode").iter().chain(list("decode"));
    let schemas = definitions(all().map(request));
    let faults = all().filter_map(|entry| {
        let fault = schemas[request(entry)]
            .iter_errors(&entry["input"])
            .next()?;
        Some(format!(
            "{}: {}: {fault}",
            text(entry, "case"),
            fault.instance_path()
        ))
    });
    nothing(&faults.collect::<Vec<_>>());
}

#[test]
fn the_schema_of_each_response_judges_as_the_response_says() {
    let schemas = definitions(list("responses").iter().map(|entry| text(entry, "schema")));
    let mut complaints = Vec::new();
    for entry in list("responses") {
        let case = text(entry, "case");
        let body = match entry.get("body") {
            Some(body) => body.clone(),
            None => match serde_json::from_str(text(entry, "text")) {
                Ok(body) => body,
                // What is no JSON is nothing that a schema judges.
                Err(_) => continue,
            },
        };
        let said = schemas[text(entry, "schema")].iter_errors(&body).next();
        let differs = entry.get("schema_differs").is_some();
        if (entry["valid"] == true) != (said.is_none() ^ differs) {
            let said = said.map_or("valid".to_owned(), |it| {
                format!("{}: {it}", it.instance_path())
            });
            complaints.push(format!("{case}: the schema says {said:.200}"));
        }
    }
    nothing(&complaints);
}

/// What stands for itself in a path, a query or a form (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The bracketed form of a value: `a[b]=1&c[]=2`, in order of the names.
fn form(key: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            for (name, value) in sorted {
                let name = escaped(name);
                let key = if key.is_empty() {
                    name
                } else {
                    format!("{key}[{name}]")
                };
                form(&key, value, pairs);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| form(&format!("{key}[]"), item, pairs)),
        Value::String(text) => pairs.push(format!("{key}={}", escaped(text))),
        other => pairs.push(format!("{key}={other}")),
    }
}

fn written(value: &Value) -> String {
    let mut pairs = Vec::new();
    form("", value, &mut pairs);
    pairs.join("&")
}

#[test]
fn an_encoder_of_twenty_lines_writes_each_input_as_the_same_bytes() {
    let mut complaints = Vec::new();
    for entry in list("encode") {
        let operation = &INDEX["operations"][text(entry, "operation")];
        let method = text(operation, "method");
        let mut path = text(operation, "path").to_owned();
        for (name, value) in entry["input"]["path"].as_object().into_iter().flatten() {
            path = path.replace(&format!("{{{name}}}"), &escaped(value.as_str().unwrap()));
        }
        let query = entry["input"].get("query").map(written);
        // An empty query has no question mark; a request that may have a body always has one.
        let query = query.filter(|query| !query.is_empty());
        let body = entry["input"].get("body").map(written);
        let body = body.or((method == "POST").then(String::new));
        let want = json!({ "method": method, "path": path, "query": query, "body": body });
        for member in ["method", "path", "query", "body"] {
            if want[member] != entry[member] {
                let case = text(entry, "case");
                complaints.push(format!(
                    "{case}: {member}: {:.200}, and not {:.200}",
                    entry[member].to_string(),
                    want[member].to_string()
                ));
            }
        }
    }
    nothing(&complaints);
}
