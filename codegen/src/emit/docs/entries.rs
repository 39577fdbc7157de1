//! Operations and objects as sections of the page.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{body, description, kind, parts, place};
use super::text::{anchor, code, escape, phrase, prose};
use super::{Call, Illustration};
use crate::emit::schema::gather::{Definition, Gathered, Kind, Operation};
use crate::emit::schema::{self, FOLDER};
use crate::tree::Node;

/// Where the schemas of the newer dialect are, from the page.
const SCHEMAS: &str = "2020-12";

/// Where an operation is on the page.
pub(super) fn place_of(operation: &Operation) -> String {
    anchor(&["operation", &operation.id])
}

/// What an operation is called by people.
pub(super) fn title<'a>(operation: &'a Operation, node: Option<&'a Node>) -> &'a str {
    let summary = node.and_then(|node| node.text("summary"));
    summary.unwrap_or(&operation.id)
}

/// `POST` before what it is done to.
pub(super) fn method(operation: &Operation) -> String {
    let method = escape(&operation.method);
    format!(
        "<span class=\"method {}\">{method}</span>",
        method.to_lowercase()
    )
}

pub(super) fn operation(
    operation: &Operation,
    node: Option<&Node>,
    gathered: &Gathered,
    illustration: &Illustration,
) -> String {
    let id = place_of(operation);
    let mut html = format!(
        "<section class=\"entry\" id=\"{id}\">\n<h3><a href=\"#{id}\">{}</a></h3>\n<p class=\"route\">{} <code>{}</code></p>\n<p class=\"ident\">operationId <code>{}</code></p>\n",
        escape(title(operation, node)),
        method(operation),
        escape(&operation.path),
        escape(&operation.id)
    );
    if node.is_some_and(|node| node.is_true("deprecated")) {
        html.push_str("<p><span class=\"tag fact\">deprecated</span></p>\n");
    }
    if let Some(text) = node.and_then(|node| node.text("description")) {
        html.push_str(&prose(text));
    }
    calls(&illustration.calls, &mut html);
    let definitions = &gathered.definitions;
    html.push_str(&request(&operation.request, definitions));
    let answers = [
        ("Response", &operation.response),
        ("Otherwise", &operation.error),
    ];
    for (heading, name) in answers {
        html.push_str(&answer(heading, name.as_deref(), definitions));
    }
    exchanges(illustration, &mut html);
    html + "</section>\n"
}

/// A request's path, query and body.
fn request(name: &str, definitions: &BTreeMap<String, Definition>) -> String {
    let id = place(name);
    let mut html = format!("<section class=\"part\" id=\"{id}\">\n<h4>Request</h4>\n");
    let found = definitions.get(name);
    let members = found.and_then(|it| it.schema.get("properties")?.as_object());
    let given = members.map(parts).unwrap_or_default();
    if given.is_empty() {
        html.push_str("<p>It takes nothing.</p>\n");
    }
    for (part, schema) in given {
        let heading = match part {
            "path" => "In the path",
            "query" => "In the query",
            _ => "In the body",
        };
        let id = format!("{id}/{part}");
        html.push_str(&format!("<div id=\"{id}\"><h5>{heading}</h5>\n"));
        if schema.get("properties").is_none() {
            html.push_str(&format!("<p class=\"kind\">{}</p>\n", kind(schema)));
        }
        html.push_str(&format!(
            "{}{}</div>\n",
            description(schema),
            body(schema, &id)
        ));
    }
    html.push_str(&file(name, found));
    html + "</section>\n"
}

/// What an operation answers: a component leads to where it is described, anything else is described here.
fn answer(heading: &str, name: Option<&str>, definitions: &BTreeMap<String, Definition>) -> String {
    let Some(name) = name else {
        return format!(
            "<div class=\"part\"><h4>{heading}</h4>\n<p>No body is described.</p></div>\n"
        );
    };
    let id = place(name);
    match definitions.get(name) {
        Some(definition) if definition.kind == Kind::Response => format!(
            "<section class=\"part\" id=\"{id}\">\n<h4>{heading}</h4>\n{}{}{}</section>\n",
            description(&definition.schema),
            described(&definition.schema, &id),
            file(name, Some(definition))
        ),
        _ => format!(
            "<div class=\"part\"><h4>{heading}</h4>\n<p><a href=\"#{id}\"><code>{}</code></a></p></div>\n",
            escape(name)
        ),
    }
}

/// An object of the document, with its forms.
pub(super) fn object(
    name: &str,
    definition: &Definition,
    forms: &[(&String, &Definition)],
) -> String {
    let id = place(name);
    let mut html = format!(
        "<section class=\"entry\" id=\"{id}\">\n<h3><a href=\"#{id}\"><code>{}</code></a></h3>\n{}{}{}",
        escape(name),
        description(&definition.schema),
        described(&definition.schema, &id),
        file(name, Some(definition))
    );
    if !forms.is_empty() {
        html.push_str("<h4>Forms</h4>\n<ul class=\"forms\">\n");
        for (name, form) in forms {
            html.push_str(&format!(
                "<li id=\"{}\"><code>{}</code> {} {}</li>\n",
                place(name),
                escape(name),
                phrase(&form.purpose),
                file(name, Some(form))
            ));
        }
        html.push_str("</ul>\n");
    }
    html + "</section>\n"
}

/// What a definition is, where it has no members to tell it, and all that is in it.
fn described(schema: &Value, id: &str) -> String {
    let mut html = String::new();
    if schema.get("properties").is_none() {
        html.push_str(&format!("<p class=\"kind\">{}</p>\n", kind(schema)));
    }
    html + &body(schema, id)
}

/// Where the schema is that says the same to a program.
fn file(name: &str, definition: Option<&Definition>) -> String {
    let Some(definition) = definition else {
        return String::new();
    };
    let path = format!("{FOLDER}/{SCHEMAS}/{}", schema::file(name, definition));
    format!(
        "<p class=\"file\">Schema: <a href=\"../{0}\"><code>{0}</code></a></p>\n",
        escape(&path)
    )
}

/// The same call in each language; a script makes tabs of them.
pub(super) fn calls(calls: &[Call], html: &mut String) {
    if calls.is_empty() {
        return;
    }
    html.push_str("<div class=\"part calls\">\n");
    for call in calls {
        let label = escape(&call.language);
        html.push_str(&format!(
            "<div class=\"call\" data-language=\"{label}\">\n<h4>{label}</h4>\n{}</div>\n",
            code(&call.language, "call", &call.code)
        ));
    }
    html.push_str("</div>\n");
}

/// What the documentation prints. A command line that is among the calls is not told again.
fn exchanges(illustration: &Illustration, html: &mut String) {
    let Illustration { calls, exchanges } = illustration;
    if exchanges.is_empty() {
        return;
    }
    html.push_str("<div class=\"part exchanges\"><h4>As documented</h4>\n");
    for (number, exchange) in exchanges.iter().enumerate() {
        let open = if number == 0 { " open" } else { "" };
        html.push_str(&format!(
            "<details{open} data-case=\"{0}\"><summary>{1} <code>{0}</code></summary>\n",
            escape(&exchange.case),
            escape(&exchange.title)
        ));
        for note in &exchange.notes {
            html.push_str(&format!("<p>{}</p>\n", phrase(note)));
        }
        html.push_str("<h5>Request</h5>\n");
        let told = |curl: &&String| !calls.iter().any(|call| call.code == **curl);
        if let Some(curl) = exchange.curl.as_ref().filter(told) {
            html.push_str(&code("Command line", "curl", curl));
        }
        html.push_str(&code("Request", "request", &exchange.request));
        html.push_str(&format!("<h5>Response {}</h5>\n", exchange.status));
        html.push_str(&code("Response", "response", &exchange.response));
        let page = escape(&exchange.page);
        // Another scheme could run something.
        let page = if exchange.page.starts_with("https://") {
            format!("<a rel=\"noreferrer\" href=\"{page}\">{page}</a>")
        } else {
            page
        };
        html.push_str(&format!(
            "<p class=\"file\">Printed at {page}</p>\n</details>\n"
        ));
    }
    html.push_str("</div>\n");
}
