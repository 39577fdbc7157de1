//! Where a request goes: method, path, media type.

use serde_json::Value;

use super::super::{form, json};
use super::{Bend, ServerBug};
use reversals_cases::wire::Request;

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "path-id-not-unescaped",
        "gives the handler the segment of the path as it travelled",
        Bend::Request(|request| request.path = request.path.replace('%', "%25")),
    ),
    ServerBug::new(
        "path-id-unescaped-twice",
        "unescapes a segment of the path that the router has unescaped already",
        Bend::Seen(|call, _| {
            for value in call.arguments.path.values_mut() {
                json::each_text(value, form::unescaped_path);
            }
        }),
    ),
    ServerBug::new(
        "path-unescaped-before-routing",
        "unescapes the path before it splits it, so that an id with a slash becomes two segments",
        Bend::Request(|request| {
            request.path = request.path.replace("%2F", "/").replace("%2f", "/");
        }),
    ),
    ServerBug::new(
        "path-plus-read-as-space",
        "reads the path by the rules of forms, so that a plus in an id becomes a space",
        Bend::Request(|request| request.path = request.path.replace('+', "%20")),
    ),
    ServerBug::new(
        "path-in-lower-case",
        "lowers the case of the whole path to find its route, and of the ids with it",
        Bend::Seen(|call, _| {
            for value in call.arguments.path.values_mut() {
                json::each_text(value, str::to_lowercase);
            }
        }),
    ),
    ServerBug::new(
        "path-parameters-swapped",
        "takes the path's parameters in the order of the document's list instead of by name",
        Bend::Seen(|call, _| {
            let values: Vec<Value> = call.arguments.path.values().cloned().collect();
            for (value, other) in call.arguments.path.values_mut().zip(values.iter().rev()) {
                value.clone_from(other);
            }
        }),
    ),
    ServerBug::new(
        "trailing-slash-accepted",
        "ignores a slash at the end, so that retrieving by an empty id lists everything",
        Bend::Request(|request| {
            let path = request.path.trim_end_matches('/');
            request.path = path.to_owned();
        }),
    ),
    ServerBug::new(
        "unknown-method-taken-for-get",
        "answers every method that it has no route for as if it were GET",
        Bend::Request(|request| {
            if request.method != "POST" {
                "GET".clone_into(&mut request.method);
            }
        }),
    ),
    ServerBug::new(
        "method-override-obeyed",
        "lets `X-HTTP-Method-Override` make another method of a request",
        Bend::Request(|request| {
            if let Some(method) = request.header("x-http-method-override") {
                request.method = method.to_ascii_uppercase();
            }
        }),
    ),
    ServerBug::new(
        "query-of-post-ignored",
        "reads the parameters of a POST from the body alone",
        Bend::Request(|request| {
            if request.method == "POST" {
                request.query = None;
            }
        }),
    ),
    ServerBug::new(
        "body-of-get-accepted",
        "ignores the body of a GET instead of refusing it",
        Bend::Request(|request| {
            if request.method == "GET" {
                request.body = None;
            }
        }),
    ),
    ServerBug::new(
        "any-media-type-accepted",
        "reads a body as a form whatever it is said to be",
        Bend::Request(say_form),
    ),
    ServerBug::new(
        "media-type-with-charset-refused",
        "compares the whole Content-Type, so that one with a charset is refused",
        Bend::Request(|request| {
            let media = request.header("content-type").unwrap_or_default();
            if media.contains(';') {
                form::set_header(request, "content-type", "text/plain");
            }
        }),
    ),
    ServerBug::new(
        "media-type-in-other-case-refused",
        "compares the Content-Type letter by letter, although its case has no meaning",
        Bend::Request(|request| {
            let media = request.header("content-type").unwrap_or_default();
            if media.contains(|char: char| char.is_ascii_uppercase()) {
                form::set_header(request, "content-type", "text/plain");
            }
        }),
    ),
];

fn say_form(request: &mut Request) {
    let media = request.header("content-type").unwrap_or_default();
    let said = media.starts_with("application/x-www-form-urlencoded");
    if request.body.as_ref().is_some_and(|body| !body.is_empty()) && !said {
        form::set_header(request, "content-type", "application/x-www-form-urlencoded");
    }
}
