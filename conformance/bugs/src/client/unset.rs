//! The empty text, which unsets, and what is taken for it.

use serde_json::{Value, json};

use super::super::document;
use super::super::form::{self, Pair};
use super::{Bend, ClientBug};
use reversals_cases::wire::Request;
use reversals_judge::subject::Call;

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "empty-text-dropped",
        "drops pairs with an empty value, so that nothing can be unset",
        Bend::Sent(|request, _| {
            form::edit(request, |pairs| {
                pairs.retain(|pair| !pair.text().is_empty());
            });
        }),
    ),
    ClientBug::new(
        "clear-of-map-omitted",
        "sends nothing to clear a map",
        Bend::Sent(|request, _| {
            form::edit(request, |pairs| {
                pairs.retain(|pair| !(pair.text().is_empty() && is_clearable(&pair.plain_name())));
            });
        }),
    ),
    ClientBug::new(
        "clear-of-one-key-omitted",
        "drops the entries of a map that have an empty value",
        Bend::Sent(|request, _| {
            form::edit(request, |pairs| {
                pairs.retain(|pair| !(pair.text().is_empty() && pair.bracket().is_some()));
            });
        }),
    ),
    ClientBug::new(
        "empty-map-clears",
        "sends `metadata=` for an empty map, and so unsets every key",
        Bend::Sent(|request, call| empties(request, call, &json!({}), "")),
    ),
    ClientBug::new(
        "empty-list-sent",
        "sends `expand[]=` for a list without items",
        Bend::Sent(|request, call| empties(request, call, &json!([]), "[]")),
    ),
    ClientBug::new(
        "absent-sent-empty",
        "sends `key=` for what the caller didn't give, and so unsets it",
        Bend::Sent(|request, call| absents(request, call, "")),
    ),
];

fn is_clearable(name: &str) -> bool {
    document::parameter(name).is_some_and(|parameter| parameter.is_clearable_map())
}

fn argument<'a>(call: &'a Call, name: &str) -> Option<&'a Value> {
    let body = call.arguments.body.as_ref();
    let body = body.and_then(|body| body.get(name));
    body.or_else(|| call.arguments.query.get(name))
}

/// Sends an empty value for each argument that is like this.
fn empties(request: &mut Request, call: &Call, like: &Value, brackets: &str) {
    for parameter in document::parameters(&call.operation) {
        if argument(call, parameter.name) == Some(like) {
            form::push(
                request,
                &Pair::new(format!("{}{brackets}", parameter.name), ""),
            );
        }
    }
}

/// Sends this text for each scalar of a body that the caller didn't give.
fn absents(request: &mut Request, call: &Call, text: &str) {
    if request.method != "POST" {
        return;
    }
    for parameter in document::parameters(&call.operation) {
        let given = argument(call, parameter.name).is_some();
        if !given && parameter.schema["type"] != "array" {
            form::push(request, &Pair::new(parameter.name, text));
        }
    }
}
