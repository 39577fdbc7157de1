//! Laws that the document has by its structure: which members may be objects, and which numbers are times.

use reversals_cases::law::Breach;
use reversals_codegen::ir::Operation;
use serde_json::Value;

use super::Verdict;
use super::relation::BODY;
use super::term::Scene;
use crate::{Contract, Finding};

/// The parameter that names the members which are to be objects.
const EXPAND: &str = "expand";

/// The names of the laws here, with what each says.
pub(super) const LAWS: [(&str, &str); 2] = [
    (
        EXPANSION,
        "an expandable member is an object where that was asked for, and else an id",
    ),
    (SECONDS, "a time is in seconds since 1970"),
];
const EXPANSION: &str = "what-is-expanded";
const SECONDS: &str = "times-in-seconds";

/// Milliseconds of any time since 1978 are above it, seconds below it until 10,000.
const LATEST: i64 = 253_402_300_800;

/// Schemas lead into each other as deep as the answer does, and no deeper than this.
const DEEPEST: usize = 64;

/// An object that an answer shows.
pub(super) struct Shown<'a> {
    /// Where it is in the answer.
    pub(super) pointer: String,
    /// The object.
    pub(super) value: &'a Value,
}

/// Judges an answer by these laws. The objects that it shows.
pub(super) fn judge<'a>(
    contract: &Contract,
    operation: &Operation,
    scene: &Scene<'a>,
    verdict: &mut Verdict,
) -> Vec<Shown<'a>> {
    let status = scene.response.status;
    let Some(schema) = contract.schemas.described(&operation.id, status) else {
        return Vec::new();
    };
    let asked = scene.asked.texts(EXPAND).collect();
    let given = &|time: &str| scene.asked.gives(time);
    let walk = Walk::over(&contract.document, asked, given, schema, scene.body);
    verdict.add(EXPANSION, Breach::Failure, walk.expansion);
    verdict.add(SECONDS, Breach::Failure, walk.seconds);
    walk.shown
}

/// The objects that an answer of no operation shows, where it is an object that the document knows.
pub(super) fn shown<'a>(contract: &Contract, body: &'a Value) -> Vec<Shown<'a>> {
    let schemas = contract.document.pointer("/components/schemas");
    let mut schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let called = |schema: &Value| {
        let called = schema.pointer("/properties/object/enum/0");
        called.is_some_and(|called| *called == body["object"])
    };
    let schema = schemas.find(|(_, schema)| called(schema));
    schema.map_or_else(Vec::new, |(_, schema)| {
        Walk::over(&contract.document, Vec::new(), &|_| false, schema, body).shown
    })
}

struct Walk<'a, 'v> {
    document: &'a Value,
    asked: Vec<&'a str>,
    /// Whether the request gives a value, which an answer may repeat whatever it is.
    given: &'a dyn Fn(&str) -> bool,
    expansion: Option<Box<Finding>>,
    seconds: Option<Box<Finding>>,
    shown: Vec<Shown<'v>>,
}

impl<'a, 'v> Walk<'a, 'v> {
    fn over(
        document: &'a Value,
        asked: Vec<&'a str>,
        given: &'a dyn Fn(&str) -> bool,
        schema: &'a Value,
        body: &'v Value,
    ) -> Self {
        let mut walk = Self {
            document,
            asked,
            given,
            expansion: None,
            seconds: None,
            shown: Vec::new(),
        };
        walk.value(schema, body, &mut Vec::new(), "", 0);
        walk
    }

    /// `names` are those of the members that lead here, as `expand` has them; `pointer` is the place in the answer.
    fn value(
        &mut self,
        schema: &'a Value,
        value: &'v Value,
        names: &mut Vec<&'a str>,
        pointer: &str,
        depth: usize,
    ) {
        if depth > DEEPEST {
            return;
        }
        if let Some(named) = schema["$ref"]
            .as_str()
            .and_then(|it| self.document.pointer(it.trim_start_matches('#')))
        {
            return self.value(named, value, names, pointer, depth + 1);
        }
        if let Some(targets) = schema
            .pointer("/x-expansionResources/oneOf")
            .and_then(Value::as_array)
        {
            self.expandable(value, &names.join("."), pointer);
            // An object of several is held to what it says it is.
            if let Some(target) = targets.iter().find(|target| self.is(target, value)) {
                self.value(target, value, names, pointer, depth + 1);
            }
            return;
        }
        match value {
            Value::Number(number)
                if schema["format"] == "unix-time"
                    && !number
                        .as_i64()
                        .is_some_and(|time| (0..LATEST).contains(&time))
                    && !(self.given)(&number.to_string()) =>
            {
                let place = format!("{BODY}{pointer}");
                let broken = || Finding::new(place, "a time in seconds", number);
                self.seconds.get_or_insert_with(broken);
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(
                        &schema["items"],
                        item,
                        names,
                        &format!("{pointer}/{index}"),
                        depth + 1,
                    );
                }
            }
            Value::Object(_) => {
                if schema.pointer("/properties/object/enum").is_some() && value["id"].is_string() {
                    let pointer = pointer.to_owned();
                    self.shown.push(Shown { pointer, value });
                }
                let branches = ["anyOf", "oneOf", "allOf"];
                for branch in branches
                    .iter()
                    .flat_map(|it| schema[*it].as_array().into_iter().flatten())
                {
                    if self.is(branch, value) {
                        self.value(branch, value, names, pointer, depth + 1);
                    }
                }
                for (name, member) in schema["properties"].as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        names.push(name);
                        self.value(
                            member,
                            value,
                            names,
                            &format!("{pointer}/{name}"),
                            depth + 1,
                        );
                        names.pop();
                    }
                }
            }
            _ => {}
        }
    }

    fn expandable(&mut self, value: &Value, name: &str, pointer: &str) {
        let below = |asked: &&str| {
            asked
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let asked = self.asked.iter().any(below);
        let expected = match value {
            Value::String(_) if asked => "an object, as `expand` asks",
            Value::Object(_) if !asked => "an id, since `expand` does not ask for the object",
            _ => return,
        };
        let found = match value {
            Value::Object(_) => "an object".to_owned(),
            value => value.to_string(),
        };
        let broken = || Finding::new(format!("{BODY}{pointer}"), expected, found);
        self.expansion.get_or_insert_with(broken);
    }

    /// Whether an object says that it is of this schema, or the schema does not say what its objects call themselves.
    fn is(&self, schema: &Value, value: &Value) -> bool {
        let named = schema["$ref"]
            .as_str()
            .and_then(|it| self.document.pointer(it.trim_start_matches('#')));
        let called = named
            .unwrap_or(schema)
            .pointer("/properties/object/enum")
            .and_then(Value::as_array);
        value.is_object() && called.is_none_or(|called| called.contains(&value["object"]))
    }
}
