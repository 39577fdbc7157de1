//! Single edits that make a valid call one that the document doesn't allow.

use reversals_codegen::ir::{Api, Field, Integer, Operation, Presence, Size, Type, TypeShape};
use reversals_runtime::Arguments;
use serde_json::{Map, Value, json};

use super::values::Travel;
use super::{constrained, simplest, strings};
use crate::held;

/// One edit of a call's arguments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slip {
    /// The arguments with the edit in them.
    pub(super) arguments: Arguments,
    /// The parameter that a server names, where it names one.
    pub(super) param: Option<String>,
    /// The code that it gives, where it has one.
    pub(super) code: Option<&'static str>,
    /// Whether a client's types have no place for it.
    pub(super) untyped: bool,
    /// Whether a form can say it.
    pub(super) said: bool,
}

/// The codes of what is no integer, and of what can't be unset.
const INTEGER: Option<&str> = Some("parameter_invalid_integer");
const EMPTY: Option<&str> = Some("parameter_invalid_empty");

/// An edit of one parameter.
struct Edit {
    /// Steps below the parameter: keys and indices.
    steps: Vec<Value>,
    /// What is put there; none where it is taken away.
    put: Option<Value>,
    code: Option<&'static str>,
    untyped: bool,
    said: bool,
}

/// The names of parameters that no document has.
const UNKNOWN: &str = "x_unknown_parameter";

/// Every single edit of the query or form of a valid call, in the order of names.
pub(super) fn of(api: &Api, operation: &Operation, arguments: &Arguments) -> Vec<Slip> {
    let mut slips = Vec::new();
    together(api, operation, arguments, &mut slips);
    let query: Vec<_> = operation
        .query
        .iter()
        // A list without brackets has other faults, which no document of ours shows.
        .filter(|param| param.is_deep() || !matches!(param.ty, Type::List { .. }))
        .map(|param| (param.name.as_str(), &param.ty, param.required, false))
        .collect();
    if operation.body.is_none() {
        gather(
            api,
            &query,
            &arguments.query,
            &mut slips,
            true,
            &|members| Arguments {
                query: members,
                ..arguments.clone()
            },
        );
    }
    let body = operation.body.as_ref().map(|body| &body.ty);
    let (Some(Type::Named(name)), Some(Value::Object(given))) = (body, &arguments.body) else {
        return slips;
    };
    let Some(TypeShape::Struct {
        fields,
        closed,
        rules,
        without,
        ..
    }) = api.types.get(name).map(|def| &def.shape)
    else {
        return slips;
    };
    let whole = |members: Map<String, Value>| Arguments {
        body: Some(Value::Object(members)),
        ..arguments.clone()
    };
    for name in without {
        let mut members = given.clone();
        members.insert(name.clone(), json!("1"));
        slips.push(Slip {
            arguments: whole(members),
            param: Some(name.clone()),
            code: Some("parameter_unknown"),
            untyped: true,
            said: true,
        });
    }
    for members in miscounted(api, fields, held::members(rules), given) {
        slips.push(Slip {
            arguments: whole(members),
            param: None,
            code: None,
            untyped: false,
            said: true,
        });
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|field| {
            let required = field.presence == Presence::Required;
            (
                field.name.as_str(),
                &field.ty,
                required,
                field.presence == Presence::Clearable,
            )
        })
        .collect();
    gather(api, &fields, given, &mut slips, *closed, &whole);
    slips
}

/// The members of a body with one too few of them, and with one too many, as far as optional ones make it so.
fn miscounted(
    api: &Api,
    fields: &[Field],
    size: Size,
    given: &Map<String, Value>,
) -> Vec<Map<String, Value>> {
    let optional = || fields.iter().filter(|it| it.presence != Presence::Required);
    let count = |members: &Map<String, Value>| strings::members(members).len() as u64;
    let (mut few, mut many) = (given.clone(), given.clone());
    for field in optional() {
        if size.min.is_some_and(|min| count(&few) >= min) {
            few.remove(&field.name);
        }
        if size.max.is_some_and(|max| count(&many) <= max) && !many.contains_key(&field.name) {
            many.insert(
                field.name.clone(),
                simplest::value(api, &field.ty, Travel::Form),
            );
        }
    }
    let mut all = Vec::new();
    all.extend(Some(few).filter(|few| size.min.is_some_and(|min| count(few) < min)));
    all.extend(Some(many).filter(|many| size.max.is_some_and(|max| count(many) > max)));
    all
}

/// The first two of each group of parameters that exclude one another.
fn together(api: &Api, operation: &Operation, arguments: &Arguments, slips: &mut Vec<Slip>) {
    for group in operation.exclusive.iter().filter(|group| !group.in_body) {
        let mut arguments = arguments.clone();
        for name in group.names.iter().take(2) {
            let param = operation.query.iter().find(|param| param.name == *name);
            let value = param.map(|param| simplest::value(api, &param.ty, Travel::Form));
            arguments
                .query
                .extend(value.map(|value| (name.clone(), value)));
        }
        let general = group.message.is_none();
        slips.push(Slip {
            arguments,
            param: group.names.first().filter(|_| general).cloned(),
            code: general.then_some("parameters_exclusive"),
            untyped: false,
            said: true,
        });
    }
}

fn gather(
    api: &Api,
    params: &[(&str, &Type, bool, bool)],
    given: &Map<String, Value>,
    slips: &mut Vec<Slip>,
    closed: bool,
    whole: &dyn Fn(Map<String, Value>) -> Arguments,
) {
    if closed && params.iter().all(|(name, ..)| *name != UNKNOWN) {
        for value in [json!("1"), json!(["a"]), json!({ "a": "b" })] {
            let mut members = given.clone();
            members.insert(UNKNOWN.to_owned(), value);
            slips.push(Slip {
                arguments: whole(members),
                param: Some(UNKNOWN.to_owned()),
                code: Some("parameter_unknown"),
                untyped: true,
                said: true,
            });
        }
    }
    for (name, ty, required, clearable) in params {
        let mut edits = Vec::new();
        if *required {
            let said = given
                .get(*name)
                .is_some_and(|value| strings::of(value).is_some());
            edits.push(Edit {
                steps: vec![],
                put: None,
                code: Some("parameter_missing"),
                untyped: true,
                said,
            });
        }
        if *required && matches!(ty, Type::String(_)) {
            let code = EMPTY;
            edits.push(Edit {
                steps: vec![],
                put: Some(json!("")),
                code,
                untyped: false,
                said: true,
            });
        }
        let there = given.get(*name);
        wrong(api, ty, there, *clearable, &mut Vec::new(), &mut edits);
        for edit in edits {
            let mut members = given.clone();
            let Some(param) = apply(&mut members, name, &edit) else {
                continue;
            };
            let (code, untyped, said) = (edit.code, edit.untyped, edit.said);
            slips.push(Slip {
                arguments: whole(members),
                param: Some(param),
                code,
                untyped,
                said,
            });
        }
    }
}

/// The edits at and below a place.
#[expect(clippy::too_many_lines, reason = "an arm for each type")]
fn wrong(
    api: &Api,
    ty: &Type,
    value: Option<&Value>,
    clearable: bool,
    steps: &mut Vec<Value>,
    edits: &mut Vec<Edit>,
) {
    let mut push = |put: Value, code: Option<&'static str>, untyped: bool, said: bool| {
        edits.push(Edit {
            steps: steps.clone(),
            put: Some(put),
            code,
            untyped,
            said,
        });
    };
    match ty {
        Type::Integer(integer) => {
            let Integer { min, max, .. } = integer;
            if let Some(below) = min.and_then(|min| min.checked_sub(1)) {
                push(json!(below), INTEGER, false, true);
            }
            if let Some(above) = max.and_then(|max| max.checked_add(1)) {
                push(json!(above), None, false, true);
            }
            for text in [
                "x",
                "1.5",
                "1e3",
                "+1",
                " 1",
                "0x1",
                "9223372036854775808",
                "true",
            ] {
                push(json!(text), INTEGER, true, true);
            }
            for put in constrained::wrong_integers(integer) {
                push(put, None, false, true);
            }
            push(json!({ "a": "1" }), INTEGER, true, true);
            push(json!(0.5), INTEGER, true, false);
            push(json!(true), INTEGER, true, false);
            push(json!(""), EMPTY, true, true);
        }
        Type::Number(number) => {
            for put in constrained::wrong_numbers(number) {
                push(put, None, false, true);
            }
            push(json!("x"), None, true, true);
            push(json!(""), EMPTY, true, true);
        }
        Type::Boolean | Type::Only(_) => {
            if let Type::Only(truth) = ty {
                push(json!(!truth), None, false, true);
            }
            for text in ["x", "1", "True", "on"] {
                push(json!(text), None, true, true);
            }
            push(json!(1), None, true, true);
            push(json!(""), EMPTY, true, true);
        }
        Type::String(text) => {
            for put in constrained::wrong_texts(text) {
                push(put, None, false, true);
            }
            let Size { max, .. } = text.length;
            if let Some(max) = max
                .and_then(|max| usize::try_from(max).ok())
                .filter(|max| *max < 10_000)
            {
                push(json!("x".repeat(max + 1)), None, false, true);
            }
            push(json!(["a"]), None, true, true);
            push(json!(1), None, true, false);
        }
        Type::Named(name) => {
            if let Some(TypeShape::Enum { values }) = api.types.get(name).map(|def| &def.shape) {
                let values: Vec<String> = values
                    .iter()
                    .map(|choice| choice.value.to_string())
                    .collect();
                push(json!(values.concat() + "_"), None, true, true);
                let shouted = values.first().map(|value| value.to_uppercase());
                if let Some(shouted) = shouted.filter(|shouted| !values.contains(shouted)) {
                    push(json!(shouted), None, true, true);
                }
            }
        }
        Type::List { items, rules, .. } => {
            if let (true, Some(first)) =
                (held::is_unique(rules), value.and_then(|value| value.get(0)))
            {
                push(json!([first, first]), None, false, true);
            }
            push(json!("a"), None, true, true);
            push(json!({ "a": "b" }), None, true, true);
            push(json!(""), EMPTY, true, true);
            for (index, item) in value
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                steps.push(json!(index));
                wrong(api, items, Some(item), false, steps, edits);
                steps.pop();
            }
        }
        Type::Map { values, rules } => {
            let Size { min, max } = held::members(rules);
            let each = simplest::value(api, values, Travel::Form);
            let so_many = |count: u64| -> Value {
                let keys = (0..count).map(|index| format!("a{index}"));
                keys.map(|key| (key, each.clone())).collect()
            };
            // Of none at all there is nothing in a form.
            if let Some(min) = min.filter(|&min| min > 1) {
                push(so_many(min - 1), None, false, true);
            }
            if let Some(max) = max {
                push(so_many(max + 1), None, false, true);
            }
            push(json!("a"), None, true, true);
            push(json!(["a"]), None, true, true);
            if !clearable {
                push(json!(""), EMPTY, true, true);
            }
        }
        _ => {}
    }
}

/// Makes an edit, and gives the bracketed name of its place.
fn apply(members: &mut Map<String, Value>, name: &str, edit: &Edit) -> Option<String> {
    let Some(put) = &edit.put else {
        members.remove(name)?;
        return Some(name.to_owned());
    };
    let mut param = name.to_owned();
    let mut place = members.entry(name).or_insert(Value::Null);
    for step in &edit.steps {
        param = format!("{param}[{step}]");
        place = place.get_mut(usize::try_from(step.as_u64()?).ok()?)?;
    }
    *place = put.clone();
    Some(param)
}
