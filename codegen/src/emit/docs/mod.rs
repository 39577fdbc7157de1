//! The page for people: every operation and every object, in one HTML file that loads nothing.
//!
//! It tells what schemas mean, as the JSON Schemas do. Exchanges and calls are handed in, since they come from what tests run.

mod answers;
mod entries;
mod fields;
mod kinds;
mod limits;
mod samples;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use super::schema::convert::FACTS;
use super::schema::gather::{Definition, Gathered, Kind};
use super::schema::{self, FOLDER};
use super::{Options, Outputs, header};
use crate::bundle::Document;
use crate::check::Checked;
use crate::ir::Api;
use crate::tree::Node;
use text::{escape, prose};

/// The page's path below the output directory.
pub const FILE: &str = "docs/index.html";

const STYLE: &str = include_str!("style.css");
const EARLY: &str = include_str!("early.js");
const SCRIPT: &str = include_str!("script.js");

/// What illustrates the page: nothing of it is made up here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Illustrations {
    /// How a client is made, by language.
    pub clients: Vec<Call>,
    /// What illustrates an operation, by operationId. One that is not here has no calls and no exchanges.
    pub operations: BTreeMap<String, Illustration>,
    /// What is shown over several exchanges.
    pub scenarios: Vec<Scenario>,
    /// Whether there is a page of a large API too ([`super::LARGE`]); it is one file, and its reader has to load it whole.
    pub large: bool,
}

/// What illustrates an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Illustration {
    /// The same call in each language, in the order in which they are shown.
    pub calls: Vec<Call>,
    /// Exchanges that the service's own documentation prints.
    pub exchanges: Vec<Exchange>,
    /// How it is refused.
    pub refusals: Vec<Refusal>,
}

/// A way in which an operation is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The id of one case of it.
    pub case: String,
    /// The status.
    pub status: u16,
    /// The code and the parameter that the error names, each where it names one.
    pub code: Option<String>,
    /// See `code`.
    pub param: Option<String>,
    /// The error's words, where they are known.
    pub words: Option<String>,
    /// The rule that a request breaks, or what else is the reason.
    pub when: String,
    /// What the caller does about it.
    pub remedy: String,
}

/// Exchanges one after the other, as a reader follows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The name of the test.
    pub name: String,
    /// What it shows, in a sentence.
    pub says: String,
    /// The operations in it, by operationId.
    pub operations: Vec<String>,
    /// The exchanges, a line each.
    pub steps: Vec<Step>,
}

/// An exchange of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The request and the status of its answer.
    pub line: String,
    /// What holds of the answer, and what a reader should know.
    pub notes: Vec<String>,
}

/// A few lines of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The language as people call it, such as `Rust`.
    pub language: String,
    /// The lines, without what indents all of them.
    pub code: String,
}

/// A request with its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The id of the case.
    pub case: String,
    /// The heading over the sample.
    pub title: String,
    /// The address of the page that prints it.
    pub page: String,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// The command line that makes the request; none where only the response is printed.
    pub curl: Option<String>,
    /// The request as text: its line and its body.
    pub request: String,
    /// The response's status.
    pub status: u16,
    /// The response's body.
    pub response: String,
}

/// Adds the page to the outputs, where it is wanted.
pub(super) fn emit(
    api: &Api,
    checked: &Checked,
    gathered: &Gathered,
    options: &Options,
    outputs: &mut Outputs,
) {
    if let Some(illustrations) = &options.docs
        && (illustrations.large || !super::is_large(api))
    {
        let page = page(api, checked, gathered, illustrations);
        outputs.insert(FILE.to_owned(), page.into_bytes());
    }
}

/// The whole page.
fn page(
    api: &Api,
    checked: &Checked,
    gathered: &Gathered,
    illustrations: &Illustrations,
) -> String {
    let document = checked.document();
    let nodes: BTreeMap<&str, &Node> = document
        .operations()
        .into_iter()
        .map(|operation| (operation.id, operation.node))
        .collect();
    let node = |id: &str| nodes.get(id).copied();
    let title = escape(&api.title);
    let mark = escape(&header(api, "", "emit/docs/mod.rs"));
    let mut html = format!(
        "<!DOCTYPE html>\n<!--\n{mark}-->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<script>\n{EARLY}</script>\n</head>\n<body class=\"no-script\">\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
    );
    html.push_str(&contents(
        gathered,
        &node,
        &title,
        !illustrations.clients.is_empty(),
        !illustrations.scenarios.is_empty(),
    ));
    html.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    html.push_str(&head(api, document));
    if !illustrations.clients.is_empty() {
        html.push_str("<section class=\"entry\" id=\"clients\">\n<h2><a href=\"#clients\">A client</a></h2>\n<p>The calls below are made with one of these. All of this code is cut out of files that tests run.</p>\n");
        samples::calls(&illustrations.clients, 3, &mut html);
        html.push_str("</section>\n");
    }
    html.push_str("<h2 id=\"operations\">Operations</h2>\n");
    let unillustrated = Illustration::default();
    for operation in &gathered.operations {
        let illustration = illustrations.operations.get(&operation.id);
        let illustration = illustration.unwrap_or(&unillustrated);
        let node = node(&operation.id);
        html.push_str(&entries::operation(
            operation,
            node,
            document,
            checked.schemas(),
            gathered,
            illustration,
        ));
    }
    samples::scenarios(&illustrations.scenarios, &mut html);
    html.push_str("<h2 id=\"objects\">Objects</h2>\n");
    for (name, definition) in objects(gathered) {
        let forms = gathered.definitions.iter();
        let forms: Vec<_> = forms
            .filter(|(_, form)| form.form_of.as_ref() == Some(name))
            .collect();
        html.push_str(&entries::object(
            name,
            definition,
            &forms,
            checked.schemas(),
            gathered,
        ));
    }
    html.push_str("<p class=\"nothing\" hidden>Nothing here has these words.</p>\n</main>\n");
    html.push_str(&format!("<script>\n{SCRIPT}</script>\n</body>\n</html>\n"));
    html
}

/// What stands for itself: a form is told with the object that it is of.
fn objects(gathered: &Gathered) -> impl Iterator<Item = (&String, &Definition)> {
    let all = gathered.definitions.iter();
    all.filter(|(_, it)| it.kind == Kind::Object && it.form_of.is_none())
}

/// The bar with the search, and links to all that there is.
fn contents<'a>(
    gathered: &'a Gathered,
    node: &impl Fn(&str) -> Option<&'a Node>,
    title: &str,
    clients: bool,
    scenarios: bool,
) -> String {
    let mut html = format!(
        "<header class=\"bar\">\n<p class=\"title\"><a href=\"#top\">{title}</a></p>\n\
         <div class=\"tools\" hidden>\n<label for=\"search\">Search</label>\n\
         <input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"Search ( / )\" aria-keyshortcuts=\"/\" aria-describedby=\"found\">\n\
         <button id=\"theme\" type=\"button\">Dark</button>\n<p id=\"found\" role=\"status\"></p>\n</div>\n\
         <nav aria-label=\"Contents\">\n<details open>\n<summary>Contents</summary>\n<ul>\n\
         <li><a href=\"#requests\">Requests</a></li>\n<li><a href=\"#reading\">Reading this page</a></li>\n"
    );
    if clients {
        html.push_str("<li><a href=\"#clients\">A client</a></li>\n");
    }
    html.push_str("</ul>\n<h2><a href=\"#operations\">Operations</a></h2>\n<ul>\n");
    for operation in &gathered.operations {
        html.push_str(&format!(
            "<li><a href=\"#{}\">{} {}</a></li>\n",
            entries::place_of(operation),
            entries::method(operation),
            escape(entries::title(operation, node(&operation.id)))
        ));
    }
    html.push_str("</ul>\n");
    if scenarios {
        html.push_str("<h2><a href=\"#scenarios\">Scenarios</a></h2>\n");
    }
    html.push_str("<h2><a href=\"#objects\">Objects</a></h2>\n<ul>\n");
    for (name, _) in objects(gathered) {
        html.push_str(&format!(
            "<li><a href=\"#{}\"><code>{}</code></a></li>\n",
            kinds::place(name),
            text::name(name)
        ));
    }
    html + "</ul>\n</details>\n</nav>\n</header>\n"
}

/// What the page is of, and where programs find the same.
fn head(api: &Api, document: &Document) -> String {
    let title = escape(&api.title);
    let mut html = format!(
        "<h1 id=\"top\">{title}</h1>\n{}<p class=\"version\">API version <code>{}</code>, schema version <code>{}</code>. The schemas:",
        prose(&api.description),
        escape(&api.version),
        escape(&schema::version(api, document))
    );
    for (path, word) in [
        ("2020-12/bundle.schema.json", "JSON Schema 2020-12"),
        ("draft-07/bundle.schema.json", "draft-07"),
        ("openapi-3.1.json", "OpenAPI 3.1"),
        ("index.json", "the index of all files"),
    ] {
        let end = if path == "index.json" { "." } else { "," };
        html.push_str(&format!(" <a href=\"../{FOLDER}/{path}\">{word}</a>{end}"));
    }
    html.push_str("</p>\n<section class=\"entry\" id=\"requests\">\n<h2><a href=\"#requests\">Requests</a></h2>\n");
    if let Some(server) = &api.server {
        html.push_str(&format!(
            "<p>Requests go to <code>{}</code>.</p>\n",
            escape(server)
        ));
    }
    html.push_str(&authentication(document));
    html.push_str("</section>\n<section class=\"entry\" id=\"reading\">\n<h2><a href=\"#reading\">Reading this page</a></h2>\n<p>The marks of a member, and the words that the schemas have of their own:</p>\n");
    html + &fields::legend(&FACTS) + "</section>\n"
}

/// The ways in which a request says who asks, of those that the document asks for.
fn authentication(document: &Document) -> String {
    let wanted = document.root.get("security").map(Node::items);
    let wanted = wanted.unwrap_or_default().iter().flat_map(Node::members);
    let wanted: BTreeSet<_> = wanted.map(|scheme| scheme.key.as_str()).collect();
    let schemes = document.root.get("components");
    let schemes = schemes.and_then(|it| it.get("securitySchemes"));
    let mut ways = String::new();
    for scheme in schemes.map(Node::sorted).unwrap_or_default() {
        if wanted.contains(scheme.key.as_str()) {
            let word = scheme.value.text("scheme").unwrap_or(&scheme.key);
            let told = scheme.value.text("description").map(text::phrase);
            let told = told.unwrap_or_else(|| format!("HTTP {}", escape(word)));
            ways.push_str(&format!("<li>{told}</li>\n"));
        }
    }
    if ways.is_empty() {
        return String::new();
    }
    format!("<p>They are authenticated in one of these ways:</p>\n<ul>\n{ways}</ul>\n")
}
