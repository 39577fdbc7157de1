//! Operations and objects as sections of the page.

use serde_json::Value;

use super::Illustration;
use super::answers;
use super::fields::{Definitions, body, description, parts};
use super::kinds::{kind, place};
use super::samples::{calls, exchanges};
use super::text::{anchor, escape, phrase, prose};
use crate::bundle::Document;
use crate::emit::schema::gather::{Definition, Operation};
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

/// All about an operation: its calls, what it takes, what it answers, and what the documentation prints.
pub(super) fn operation(
    operation: &Operation,
    node: Option<&Node>,
    document: &Document,
    definitions: &Definitions,
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
    if node
        .and_then(|node| node.get("security"))
        .is_some_and(|all| all.items().is_empty())
    {
        html.push_str("<p>It needs no authentication.</p>\n");
    }
    calls(&illustration.calls, 4, &mut html);
    html.push_str(&request(operation, node, document, definitions));
    let statuses = node.map(|node| answers::statuses(document, node));
    let (good, bad) = statuses.unwrap_or_default();
    for (heading, statuses, name) in [
        ("Response", good, &operation.response),
        ("Errors", bad, &operation.error),
    ] {
        html.push_str(&answers::answer(
            heading,
            &statuses,
            name.as_deref(),
            definitions,
        ));
    }
    exchanges(illustration, &mut html);
    html + "</section>\n"
}

/// A request's path, query, headers and body.
fn request(
    operation: &Operation,
    node: Option<&Node>,
    document: &Document,
    definitions: &Definitions,
) -> String {
    let id = place(&operation.request);
    let mut html = format!("<section class=\"part\" id=\"{id}\">\n<h4>Request</h4>\n");
    let found = definitions.get(&operation.request);
    let members = found.and_then(|it| it.schema.get("properties")?.as_object());
    let mut given = members.map(parts).unwrap_or_default();
    if let Some(headers) = &operation.headers {
        // Before the body, as on the wire.
        let at = given.iter().position(|(part, _)| *part == "body");
        given.insert(at.unwrap_or(given.len()), ("headers", headers));
    }
    if given.is_empty() {
        html.push_str("<p>It takes nothing.</p>\n");
    }
    for (part, schema) in given {
        let id = format!("{id}/{part}");
        html.push_str(&format!("<div id=\"{id}\"><h5>In the {part}</h5>\n"));
        if let Some(media) = media(node, document).filter(|_| part == "body") {
            html.push_str(&format!(
                "<p class=\"kind\"><code>{}</code></p>\n",
                escape(media)
            ));
        }
        html.push_str(&format!(
            "{}{}</div>\n",
            description(schema),
            described(schema, &id, definitions)
        ));
    }
    html.push_str(&file(&operation.request, found));
    html + "</section>\n"
}

/// The media type of an operation's request.
fn media<'a>(node: Option<&'a Node>, document: &'a Document) -> Option<&'a str> {
    let body = document.resolve(node?.get("requestBody")?);
    let content = body.get("content")?.members().first()?;
    Some(&content.key)
}

/// An object of the document, with its forms.
pub(super) fn object(
    name: &str,
    definition: &Definition,
    forms: &[(&String, &Definition)],
    definitions: &Definitions,
) -> String {
    let id = place(name);
    let mut html = format!(
        "<section class=\"entry\" id=\"{id}\">\n<h3><a href=\"#{id}\"><code>{}</code></a></h3>\n{}{}{}",
        escape(name),
        description(&definition.schema),
        described(&definition.schema, &id, definitions),
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
pub(super) fn described(schema: &Value, id: &str, definitions: &Definitions) -> String {
    let mut html = String::new();
    if schema.get("properties").is_none() {
        html.push_str(&format!("<p class=\"kind\">{}</p>\n", kind(schema)));
    }
    html + &body(schema, id, definitions)
}

/// Where the schema is that says the same to a program.
pub(super) fn file(name: &str, definition: Option<&Definition>) -> String {
    let Some(definition) = definition else {
        return String::new();
    };
    let path = format!("{FOLDER}/{SCHEMAS}/{}", schema::file(name, definition));
    format!(
        "<p class=\"file\">Schema: <a href=\"../{}\"><code>{}</code></a></p>\n",
        escape(&path),
        escape(name)
    )
}
