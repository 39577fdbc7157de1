//! A request as a command for a shell.

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};

use crate::KEY;

const FORM: &str = "application/x-www-form-urlencoded";

/// The command. Where `key` stands in the request, the shell's variable does in the command.
pub(crate) fn curl(request: &Request, key: &str) -> String {
    // Brackets are the names' own.
    let mut options = vec!["curl -g".to_owned()];
    let body = request.body().and_then(|body| body.as_bytes());
    let method = request.method().as_str();
    match method {
        "GET" => {}
        "HEAD" => options.push("--head".to_owned()),
        _ => options.push(format!("-X {method}")),
    }
    let address = quoted(request.url().as_str(), key);
    let first = format!("{} {address}", options.join(" "));
    let mut words = vec![first];
    let content_type = request.headers().get(CONTENT_TYPE);
    let is_form = content_type.is_some_and(|it| it == FORM);
    for (name, value) in request.headers() {
        // `-d` says that by itself.
        if name != CONTENT_TYPE || !is_form {
            words.push(header(name, value, key));
        }
    }
    if let Some(body) = body {
        let text = String::from_utf8_lossy(body);
        if is_form {
            let pairs = text.split('&');
            // A form's text has everything escaped that curl would take for something else, such as a leading `@`.
            words.extend(pairs.map(|pair| format!("-d {}", quoted(pair, key))));
        } else {
            words.push(format!("--data-raw {}", quoted(&text, key)));
        }
    }
    words.join(" \\\n  ")
}

fn header(name: &HeaderName, value: &HeaderValue, key: &str) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    if name == AUTHORIZATION && text.starts_with("Basic ") {
        return format!("-u \"${KEY}:\"");
    }
    format!("-H {}", quoted(&format!("{name}: {text}"), key))
}

/// A word of the shell.
fn quoted(text: &str, key: &str) -> String {
    let variable = format!("\"${KEY}\"");
    let parts = text.split(key).map(|part| {
        if part.is_empty() {
            return String::new();
        }
        // Nothing here can hold the one character that can't be quoted.
        shlex::try_quote(part).map_or_else(|_| String::new(), Into::into)
    });
    let word = parts.collect::<Vec<_>>().join(&variable);
    if word.is_empty() {
        "''".to_owned()
    } else {
        word
    }
}
