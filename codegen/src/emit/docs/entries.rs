//! Operations and objects as sections of the page.

use super::Illustration;
use super::answers;
use super::kinds::{Telling, place};
use super::limits;
use super::samples::{calls, exchanges, refusals};
use super::text::{anchor, escape, phrase, prose};
use crate::bundle::Document;
use crate::emit::schema::convert::Side;
use crate::emit::schema::gather::{Definition, Gathered, Operation};
use crate::emit::schema::requests::Given;
use crate::emit::schema::{self, FOLDER};
use crate::schema::Schemas;
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
    schemas: &Schemas,
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
    if node
        .and_then(|node| node.get("security"))
        .is_some_and(|all| all.items().is_empty())
    {
        html.push_str("<p>It needs no authentication.</p>\n");
    }
    calls(&illustration.calls, 4, &mut html);
    html.push_str(&request(
        operation,
        Telling::new(schemas, gathered, Side::Request),
    ));
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
            Telling::new(schemas, gathered, Side::Response),
        ));
    }
    refusals(&illustration.refusals, &mut html);
    exchanges(illustration, &mut html);
    html + "</section>\n"
}

/// A request's path, query, headers and body.
fn request(operation: &Operation, telling: Telling<'_>) -> String {
    let id = place(&operation.request);
    let mut html = format!("<section class=\"part\" id=\"{id}\">\n<h4>Request</h4>\n");
    if operation.takes.is_empty() {
        html.push_str("<p>It takes nothing.</p>\n");
    }
    for part in &operation.takes {
        let name = part.place;
        let id = format!("{id}/{name}");
        html.push_str(&format!("<div id=\"{id}\"><h5>In the {name}</h5>\n"));
        match &part.given {
            Given::Parameters(parameters) => {
                let limits = limits::exclusive(&part.exclusive);
                html.push_str(&limits::list(limits, None));
                html.push_str(&telling.parameters(parameters, &id));
            }
            Given::Body {
                media,
                schema,
                description,
            } => {
                let media = escape(media);
                html.push_str(&format!("<p class=\"kind\"><code>{media}</code></p>\n"));
                let text = description.as_deref();
                html.push_str(&match schema {
                    Some(schema) => telling.described(*schema, text, &part.exclusive, &id),
                    None => text.map(prose).unwrap_or_default(),
                });
            }
        }
        html.push_str("</div>\n");
    }
    let definition = telling.gathered.definitions.get(&operation.request);
    html.push_str(&definition.map_or_else(String::new, |it| file(&operation.request, it)));
    html + "</section>\n"
}

/// An object of the document, with its forms.
pub(super) fn object(
    name: &str,
    definition: &Definition,
    forms: &[(&String, &Definition)],
    schemas: &Schemas,
    gathered: &Gathered,
) -> String {
    let id = place(name);
    let told = definition.meaning.map(|(schema, side)| {
        Telling::new(schemas, gathered, side).described(schema, None, &[], &id)
    });
    let mut html = format!(
        "<section class=\"entry\" id=\"{id}\">\n<h3><a href=\"#{id}\"><code>{}</code></a></h3>\n{}{}",
        escape(name),
        told.unwrap_or_default(),
        file(name, definition)
    );
    if !forms.is_empty() {
        html.push_str("<h4>Forms</h4>\n<ul class=\"forms\">\n");
        for (name, form) in forms {
            html.push_str(&format!(
                "<li id=\"{}\"><code>{}</code> {} {}</li>\n",
                place(name),
                escape(name),
                phrase(&form.purpose),
                file(name, form)
            ));
        }
        html.push_str("</ul>\n");
    }
    html + "</section>\n"
}

/// Where the schema is that says the same to a program.
pub(super) fn file(name: &str, definition: &Definition) -> String {
    let path = format!("{FOLDER}/{SCHEMAS}/{}", schema::file(name, definition));
    format!(
        "<p class=\"file\">Schema: <a href=\"../{}\"><code>{}</code></a></p>\n",
        escape(&path),
        escape(name)
    )
}
