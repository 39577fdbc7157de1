//! Numbers, booleans and texts as they are sent.

use serde_json::{Value, json};

use super::super::form::{self, Pair};
use super::super::{document, json};
use super::{Bend, ClientBug};
use reversals_cases::wire::Request;
use reversals_judge::subject::Call;

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "integer-through-float",
        "sends whole numbers by way of a float, so that large amounts lose digits",
        Bend::Call(|call| {
            for (_, value) in json::parameters(call) {
                json::each_integer(value, json::through_float);
            }
        }),
    ),
    ClientBug::new(
        "integer-in-32-bits",
        "keeps 32 bits of a whole number",
        Bend::Call(|call| {
            for (_, value) in json::parameters(call) {
                json::each_integer(value, json::in_32_bits);
            }
        }),
    ),
    ClientBug::new(
        "integer-with-fraction",
        "sends `400.0` for 400",
        Bend::Sent(|request, call| {
            reworded(request, call, Value::is_i64, |text| format!("{text}.0"));
        }),
    ),
    ClientBug::new(
        "integer-in-major-unit",
        "sends dollars where the service counts cents",
        Bend::Call(|call| {
            for (_, value) in json::parameters(call) {
                json::each_integer(value, |number| json!(number / 100));
            }
        }),
    ),
    ClientBug::new(
        "zero-dropped",
        "takes zero for a value that wasn't given",
        Bend::Call(|call| dropped(call, |value| *value == json!(0))),
    ),
    ClientBug::new(
        "false-dropped",
        "takes false for a value that wasn't given",
        Bend::Call(|call| dropped(call, |value| *value == json!(false))),
    ),
    ClientBug::new(
        "boolean-as-python",
        "sends `True` for true",
        Bend::Sent(|request, call| {
            reworded(request, call, Value::is_boolean, |text| {
                text.replace('t', "T").replace('f', "F")
            });
        }),
    ),
    ClientBug::new(
        "texts-trimmed",
        "cuts spaces off the ends of texts",
        Bend::Call(|call| {
            for (_, value) in json::parameters(call) {
                json::each_text(value, |text| text.trim().to_owned());
            }
        }),
    ),
    ClientBug::new(
        "texts-quoted",
        "sends texts as JSON, with their quotation marks",
        Bend::Sent(|request, call| {
            reworded(request, call, Value::is_string, |text| {
                if text.is_empty() {
                    String::new()
                } else {
                    Value::from(text).to_string()
                }
            });
        }),
    ),
    ClientBug::new(
        "absent-integer-defaulted",
        "sends the documented default of a page's length although the caller gave none",
        Bend::Sent(|request, call| {
            if request.method != "GET" {
                return;
            }
            for parameter in document::parameters(&call.operation) {
                let given = call.arguments.query.contains_key(parameter.name);
                if parameter.schema["type"] == "integer" && !given {
                    form::push(request, &Pair::new(parameter.name, "10"));
                }
            }
        }),
    ),
    ClientBug::new(
        "absent-boolean-defaulted",
        "sends false for a boolean that the caller didn't give",
        Bend::Sent(|request, call| {
            for parameter in document::parameters(&call.operation) {
                let body = call.arguments.body.as_ref();
                let given = body.is_some_and(|body| body.get(parameter.name).is_some());
                if parameter.schema["type"] == "boolean" && !given {
                    form::push(request, &Pair::new(parameter.name, "false"));
                }
            }
        }),
    ),
];

/// Sends other texts for arguments of a kind.
fn reworded(
    request: &mut Request,
    call: &Call,
    of_kind: fn(&Value) -> bool,
    text: fn(&str) -> String,
) {
    let body = call.arguments.body.as_ref();
    form::edit_pairs(request, |pair| {
        let name = pair.plain_name();
        let given = call.arguments.query.get(&name);
        let given = given.or_else(|| body.and_then(|body| body.get(&name)));
        let before = pair.text();
        let after = text(&before);
        if given.is_some_and(of_kind) && after != before {
            pair.set(&after);
        }
    });
}

/// Forgets arguments.
fn dropped(call: &mut Call, which: fn(&Value) -> bool) {
    call.arguments.query.retain(|_, value| !which(value));
    let body = call.arguments.body.as_mut();
    if let Some(body) = body.and_then(Value::as_object_mut) {
        body.retain(|_, value| !which(value));
    }
}
