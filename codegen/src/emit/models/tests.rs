//! The models crate's own tests: each struct is read, written, and built member by member, each enum word by word.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Outputs;
use super::super::modules::Layer;
use super::super::text::{Text, literal};
use super::{Plan, given};
use crate::ir::{Api, Choice, Field, Presence, Type, TypeShape};

pub(in super::super) fn emit(api: &Api, plan: &Plan<'_>, outputs: &mut Outputs) {
    for layer in plan.modules.layers() {
        emit_of(api, plan, layer, outputs);
    }
}

fn emit_of(api: &Api, plan: &Plan<'_>, layer: Layer, outputs: &mut Outputs) {
    let folder = layer.folder();
    let mut out = Text::default();
    out.line(
        0,
        "//! Each struct with every member: read, written, and built member by member. Each enum, value by value.",
    );
    out.line(
        0,
        "#![allow(non_snake_case, reason = \"a test is named like its type\")]",
    );
    out.line(
        0,
        "#[allow(unused_imports, reason = \"not every document needs all of them\")]",
    );
    out.line(0, "use super::types as models;");
    out.gap();
    out.docs(
        0,
        "A value with all of its members, and the JSON that it was read from and is written as.",
    );
    out.line(
        0,
        "#[allow(dead_code, reason = \"a document may have no struct\")]",
    );
    out.line(
        0,
        "fn read<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(text: &str) -> T {",
    );
    out.line(
        1,
        "let sample: ::serde_json::Value = ::serde_json::from_str(text).unwrap();",
    );
    out.line(
        1,
        "let value: T = ::serde_json::from_value(sample.clone()).unwrap();",
    );
    out.line(
        1,
        "assert_eq!(::serde_json::to_value(&value).unwrap(), sample);",
    );
    out.line(1, "value");
    out.line(0, "}");
    let texts: Vec<(&str, String)> = api
        .types
        .iter()
        .filter(|(name, _)| plan.modules.layer(name) == layer)
        .map(|(name, def)| {
            let mut out = Text::default();
            match &def.shape {
                TypeShape::Struct { fields, .. } if !fields.is_empty() => {
                    if let Some(sample) = whole(api, fields) {
                        structure(&mut out, plan, name, fields, &sample);
                    }
                }
                TypeShape::Enum { values, .. } => listed(&mut out, name, values),
                _ => {}
            }
            (name.as_str(), out.finish())
        })
        .collect();
    if plan.modules.are_many() {
        for (module, (feature, types)) in plan.modules.divide(&texts) {
            out.gap();
            out.feature(0, feature);
            out.line(0, &format!("mod {module};"));
            let mut text = Text::default();
            text.line(
                0,
                "#[allow(unused_imports, reason = \"not every module has types with members\")]",
            );
            text.line(0, "use super::{models, read};");
            for (_, item) in types {
                text.raw(item);
            }
            let path = format!("{folder}/src/tests/{module}.rs");
            outputs.insert(path, super::file(api, "emit/models/tests.rs", text));
        }
    } else {
        for (_, item) in &texts {
            out.raw(item);
        }
    }
    let text = super::file(api, "emit/models/tests.rs", out);
    outputs.insert(format!("{folder}/src/tests.rs"), text);
}

fn structure(out: &mut Text, plan: &Plan<'_>, name: &str, fields: &[Field], sample: &Value) {
    let is_request = plan.requests.contains(name);
    let sample = literal(&sample.to_string());
    out.gap();
    out.line(0, "#[test]");
    out.line(0, &format!("fn {name}() {{"));
    let whole = if is_request { "whole" } else { "_" };
    out.line(1, &format!("let {whole}: models::{name} = read({sample});"));
    if is_request {
        built(out, plan, name, fields);
    }
    out.line(0, "}");
}

/// The same value by what a caller makes it with.
fn built(out: &mut Text, plan: &Plan<'_>, name: &str, fields: &[Field]) {
    let required = || {
        fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
    };
    let content = |field: &Field| {
        let boxed = plan.circles.closes(name, &field.ty);
        let some = match field.presence {
            Presence::Optional => ".unwrap()",
            _ => "",
        };
        let opened = boxed && matches!(field.presence, Presence::Required | Presence::Optional);
        let star = if opened { "*" } else { "" };
        format!("{star}whole.{}.clone(){some}", field.rust_name)
    };
    let arguments: Vec<String> = if given::is_named(plan, name) {
        let members = required().map(|field| format!("{0}: whole.{0}.clone()", field.rust_name));
        let members: Vec<String> = members.collect();
        vec![format!(
            "models::required::{name} {{ {} }}",
            members.join(", ")
        )]
    } else {
        required().map(content).collect()
    };
    out.line(
        1,
        &format!("let built = models::{name}::new({})", arguments.join(", ")),
    );
    let mut taken: BTreeSet<String> = given::others();
    for field in fields {
        let setter = given::setter(&field.rust_name, &mut taken);
        out.line(2, &format!(".{setter}({})", content(field)));
    }
    out.line(2, ";");
    out.line(1, "assert_eq!(built, whole);");
}

fn listed(out: &mut Text, name: &str, values: &[Choice]) {
    out.gap();
    out.line(0, "#[test]");
    out.line(0, &format!("fn {name}() {{"));
    out.line(1, "for (word, json) in [");
    for choice in values {
        let json = literal(&choice.value.to_json().to_string());
        out.line(
            2,
            &format!("({}, {json}),", literal(&choice.value.to_string())),
        );
    }
    out.line(1, "] {");
    out.line(
        2,
        &format!("let value: models::{name} = word.parse().unwrap();"),
    );
    out.line(2, "assert_eq!(value.to_string(), word);");
    out.line(
        2,
        &format!("assert_eq!(read::<models::{name}>(json), value);"),
    );
    out.line(1, "}");
    // Longer than every value, so it is none of them.
    let all: Vec<String> = values
        .iter()
        .map(|choice| choice.value.to_string())
        .collect();
    let unlisted = literal(&format!("{}x", all.concat()));
    out.line(
        1,
        &format!("assert_eq!({unlisted}.parse::<models::{name}>().unwrap_err().to_string(), \"invalid value\");"),
    );
    out.line(0, "}");
}

/// A struct's value with every member, or none where that can't be had in few words.
fn whole(api: &Api, fields: &[Field]) -> Option<Value> {
    let mut samples = Samples { api, left: 1000 };
    let members = fields.iter().map(|field| {
        let ty = match &field.ty {
            Type::OrNull(inner) => inner,
            ty => ty,
        };
        Some((field.name.clone(), samples.of(ty, Fill::One)?))
    });
    Some(Value::Object(members.collect::<Option<_>>()?))
}

/// How much lists and maps hold. Types may lead into themselves through them.
#[derive(Clone, Copy, PartialEq)]
enum Fill {
    One,
    Nothing,
}

/// Makes values of types.
struct Samples<'a> {
    api: &'a Api,
    /// How many more there may be: a document of a few lines can ask for more than a disk holds.
    left: usize,
}

impl Samples<'_> {
    fn of(&mut self, ty: &Type, fill: Fill) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        Some(match ty {
            Type::String(_) | Type::Any | Type::Expandable(_) => json!("x"),
            Type::Integer(_) => json!(1),
            Type::Number(_) => json!(1.5),
            Type::Boolean => json!(true),
            Type::Only(truth) => json!(truth),
            Type::OpenObject => json!({}),
            Type::OrNull(_) => Value::Null,
            Type::OrEmpty(inner) => self.of(inner, fill)?,
            Type::List { items, .. } => json!(self.items(items, fill)?),
            Type::Page(items) => {
                let data = self.items(items, fill)?;
                json!({ "data": data, "has_more": true, "object": "list", "url": "x" })
            }
            Type::Map { values, .. } => match fill {
                Fill::One => json!({ "k": self.of(values, Fill::Nothing)? }),
                Fill::Nothing => json!({}),
            },
            Type::Named(name) | Type::OpenEnum(name) => self.named(name)?,
        })
    }

    fn items(&mut self, items: &Type, fill: Fill) -> Option<Vec<Value>> {
        match fill {
            Fill::One => Some(vec![self.of(items, Fill::Nothing)?]),
            Fill::Nothing => Some(Vec::new()),
        }
    }

    fn named(&mut self, name: &str) -> Option<Value> {
        let api = self.api;
        match &api.types.get(name)?.shape {
            TypeShape::Enum { values, .. } => Some(values.first()?.value.to_json()),
            TypeShape::Union { branches, .. } => branches
                .iter()
                .find_map(|branch| self.of(&branch.ty, Fill::Nothing)),
            TypeShape::Struct { fields, .. } => {
                let required = |field: &&Field| field.presence == Presence::Required;
                let members = fields
                    .iter()
                    .filter(required)
                    .map(|field| Some((field.name.clone(), self.of(&field.ty, Fill::Nothing)?)));
                Some(Value::Object(members.collect::<Option<_>>()?))
            }
        }
    }
}
