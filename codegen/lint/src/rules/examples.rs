//! Whether examples are of their schemas, and whether anything uses them.

use reversals_codegen::bundle::Document;
use reversals_codegen::schema::SchemaId;
use reversals_codegen::tree::{Kind, Member, Node};
use serde_json::Value;

use crate::Lint;
use crate::rule::Rule;
use crate::shown::Shown;
use crate::walk::{Item, Part, members};

/// An example where it is read.
struct Example<'a> {
    value: &'a Node,
    /// Its name among several.
    name: &'a str,
}

/// What is wrong with an example that is no value.
const ELSEWHERE: &str = "write the value under `value`, or drop the example";

/// Refuses examples that their schema does not admit.
pub(crate) fn fit(lint: &mut Lint<'_>, items: &[Item<'_>]) {
    for item in items {
        let Some(schema) = schema(lint, item) else {
            continue;
        };
        for example in examples(lint.document, item) {
            // What is in no media type of JSON or forms is written as text.
            let as_text = item.part == Part::Media
                && matches!(example.value.kind, Kind::String(_))
                && !is_of_values(item.name);
            if as_text {
                continue;
            }
            let value = example.value.to_json();
            if let Err(why) = lint.schemas.fits(schema, &value) {
                let what = format!("the example has {}, but {why}", short(&value));
                let place = (&example.value.place, item.at.as_str());
                let help = "mend the example, or the schema";
                lint.find_of(Rule::ExampleFits, place, example.name, what, help);
            }
        }
    }
}

/// Refuses examples that nothing uses.
pub(crate) fn used(lint: &mut Lint<'_>, items: &[Item<'_>], shown: Option<&Shown>) {
    for item in items {
        if let (Some(one), Some(_)) = (item.node.member("example"), several(item)) {
            let what = "`example` stands beside `examples`, of which tools take one";
            let help = "move it among `examples`";
            lint.find_of(
                Rule::ExampleUsed,
                (&one.place, &item.at),
                "example",
                what,
                help,
            );
        }
        for entry in several(item).map(Node::members).unwrap_or_default() {
            external(lint, entry, &item.at);
        }
        let Some(shown) = shown else {
            continue;
        };
        for example in examples(lint.document, item) {
            let value = example.value.to_json();
            let name = if item.part == Part::Media {
                ""
            } else {
                item.name
            };
            if !shown.has(name, &value) {
                let what = format!("no case shows the example {}", short(&value));
                let place = (&example.value.place, item.at.as_str());
                let help = "write a case that gives or answers with it, or take one of a case";
                lint.find_of(Rule::ExampleUsed, place, example.name, what, help);
            }
        }
    }
    let components = lint.document.root.get("components");
    for component in components
        .map(|all| members(all, "examples"))
        .unwrap_or_default()
    {
        let at = format!("components {}", component.key);
        external(lint, component, &at);
        let refers = |entry: &Member| component_of(&entry.value) == Some(component.key.as_str());
        let users = items
            .iter()
            .flat_map(|item| several(item).map(Node::members).unwrap_or_default());
        let mut users = users.chain(
            components
                .map(|all| members(all, "examples"))
                .unwrap_or_default(),
        );
        if !users.any(refers) {
            let what = format!("nothing refers to the example `{}`", component.key);
            let help = "refer to it where it is an example of something, or drop it";
            lint.find(Rule::ExampleUsed, &component.place, &at, what, help);
        }
    }
}

/// Refuses an example whose value is somewhere else, where nobody reads it.
fn external(lint: &mut Lint<'_>, entry: &Member, at: &str) {
    if let Some(elsewhere) = entry.value.member("externalValue") {
        let what = format!(
            "nothing reads the value of the example `{}`, which is in another file",
            entry.key
        );
        lint.find_of(
            Rule::ExampleUsed,
            (&elsewhere.place, at),
            &entry.key,
            what,
            ELSEWHERE,
        );
    }
}

/// The schema that examples of something are held to.
fn schema(lint: &Lint<'_>, item: &Item<'_>) -> Option<SchemaId> {
    let node = if item.is_schema() {
        item.node
    } else {
        item.node.get("schema")?
    };
    lint.schemas.at(node)
}

/// Several examples by name. A schema has one, or a list of them.
fn several<'a>(item: &Item<'a>) -> Option<&'a Node> {
    let examples = item.node.get("examples");
    examples.filter(|_| !item.is_schema())
}

/// The examples of something, as far as they are values.
fn examples<'a>(document: &'a Document, item: &Item<'a>) -> Vec<Example<'a>> {
    let mut examples = Vec::new();
    if item.node.text("$ref").is_some() {
        return examples;
    }
    let mut add = |value: &'a Node, name: &'a str| examples.push(Example { value, name });
    if let Some(value) = item.node.get("example") {
        add(value, "");
    }
    // What a list of OpenAPI 3.1 has beside its first.
    for value in item
        .node
        .get("x-examples")
        .map(Node::items)
        .unwrap_or_default()
    {
        if item
            .node
            .get("example")
            .is_none_or(|first| first.place != value.place)
        {
            add(value, "");
        }
    }
    for entry in several(item).map(Node::members).unwrap_or_default() {
        let mut node = &entry.value;
        // A reference is to a component that is none.
        if let Some(name) = component_of(node) {
            let components = document.root.get("components");
            let component = components
                .and_then(|all| all.get("examples"))
                .and_then(|all| all.get(name));
            let Some(component) = component else {
                continue;
            };
            node = component;
        }
        if let Some(value) = node.get("value") {
            add(value, &entry.key);
        }
    }
    examples
}

/// The name of the example component that a node refers to, which bundling does not look at: they are plain values.
fn component_of(node: &Node) -> Option<&str> {
    let (_, name) = node.text("$ref")?.split_once("#/components/examples/")?;
    Some(name)
}

/// Whether what is of a media type is a value in JSON or in a form, so that its example is one.
fn is_of_values(media: &str) -> bool {
    let media = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    media.ends_with("json") || media.ends_with("form-data") || media.ends_with("form-urlencoded")
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
