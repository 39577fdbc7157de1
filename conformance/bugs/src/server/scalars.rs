//! Numbers, booleans and texts that a handler gets.

use serde_json::Value;

use super::super::{form, json};
use super::{Bend, ServerBug, refusal};
use reversals_cases::wire::Request;
use reversals_judge::subject::{Script, Served, Server};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "integer-through-float",
        "reads whole numbers by way of a float, so that large amounts lose digits",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_integer(value, json::through_float);
            }
        }),
    ),
    ServerBug::new(
        "integer-in-32-bits",
        "keeps 32 bits of a whole number",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_integer(value, json::in_32_bits);
            }
        }),
    ),
    ServerBug::new(
        "integer-stays-text",
        "hands whole numbers to the handler as text",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_integer(value, |number| Value::from(number.to_string()));
            }
        }),
    ),
    ServerBug::new(
        "false-read-as-true",
        "takes any text of a boolean for true, `false` too",
        Bend::Seen(|call, _| {
            json::each_parameter(call, |value| {
                if value.is_boolean() {
                    *value = Value::Bool(true);
                }
            });
        }),
    ),
    ServerBug::new(
        "boolean-stays-text",
        "hands booleans to the handler as text",
        Bend::Seen(|call, _| {
            json::each_parameter(call, |value| {
                if let Some(flag) = value.as_bool() {
                    *value = Value::from(flag.to_string());
                }
            });
        }),
    ),
    ServerBug::new(
        "map-values-guessed",
        "makes numbers of digits in a map, whose values are texts",
        Bend::Seen(|call, _| json::each_map(call, |map| map.values_mut().for_each(json::guessed))),
    ),
    ServerBug::new(
        "texts-guessed",
        "makes numbers of digits wherever they are",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::guessed(value);
            }
        }),
    ),
    ServerBug::new(
        "texts-trimmed",
        "cuts spaces off the ends of texts",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_text(value, |text| text.trim().to_owned());
            }
        }),
    ),
    ServerBug::new(
        "longest-text-refused",
        "refuses a text that is as long as it may be",
        Bend::Whole(longest_refused),
    ),
    ServerBug::new(
        "length-counted-in-bytes",
        "counts bytes where the document counts characters",
        Bend::Whole(counted_in_bytes),
    ),
];

/// Whether a request is refused once each value of a pair is another.
fn refused_with(
    inner: &dyn Server,
    request: &Request,
    script: &Script,
    change: impl Fn(&str) -> String,
) -> bool {
    let mut request = request.clone();
    form::edit_pairs(&mut request, |pair| {
        let text = pair.text();
        let next = change(&text);
        if next != text {
            pair.set(&next);
        }
    });
    inner.serve(&request, script).seen.is_none()
}

fn longest_refused(inner: &dyn Server, request: &Request, script: &Script) -> Served {
    let served = inner.serve(request, script);
    if served.seen.is_none() {
        return served;
    }
    for pair in form::all(request) {
        let text = pair.text();
        // Shorter ones are values of enums and numbers, which are not accepted at any other length either.
        let longer = |other: &str| {
            if other == text {
                format!("{other}x")
            } else {
                other.to_owned()
            }
        };
        if text.len() > 20 && refused_with(inner, request, script, longer) {
            return refusal(&pair.stem());
        }
    }
    served
}

fn counted_in_bytes(inner: &dyn Server, request: &Request, script: &Script) -> Served {
    let served = inner.serve(request, script);
    let wide = |text: &str| {
        if text.is_ascii() {
            text.to_owned()
        } else {
            "x".repeat(text.len())
        }
    };
    if served.seen.is_some() && refused_with(inner, request, script, wide) {
        let pairs = form::all(request);
        let wide = pairs.iter().find(|pair| !pair.text().is_ascii());
        return refusal(&wide.map(form::Pair::stem).unwrap_or_default());
    }
    served
}
