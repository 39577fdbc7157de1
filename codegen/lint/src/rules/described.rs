//! Whether everything has a description, and each a meant one.

use reversals_codegen::tree::Node;
use serde_json::Value;

use super::words;
use crate::Lint;
use crate::rule::Rule;
use crate::walk::{Item, Part, members};

/// What a description begins with that is still to be written.
const TODO: &str = "TODO";

/// Where texts for each value may be, besides.
const EXTENSIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

pub(crate) fn check(lint: &mut Lint<'_>, items: &[Item<'_>]) {
    todo(lint, items);
    for operation in lint.document.operations() {
        if !is_there(operation.node.text("description")) {
            let at = format!("{} {}", operation.method.to_uppercase(), operation.path);
            let member = operation.path_item.member(operation.method);
            let place = member.map_or(&operation.node.place, |member| &member.place);
            let what = format!("`{at}` has no description");
            let help = "say under `description` what it does, and when it refuses";
            lint.find(Rule::OperationDescribed, place, &at, what, help);
        }
    }
    for item in items {
        match item.part {
            Part::Parameter | Part::Header if !is_there(item.node.text("description")) => {
                let kind = if item.part == Part::Header {
                    "header"
                } else {
                    "parameter"
                };
                let what = format!("the {kind} `{}` has no description", item.name);
                let help = "say under `description` what it does";
                lint.find(Rule::ParameterDescribed, item.place, &item.at, what, help);
            }
            Part::Member => member(lint, item),
            _ => {}
        }
        if item.is_schema() {
            values(lint, item);
        }
    }
}

fn member(lint: &mut Lint<'_>, item: &Item<'_>) {
    let id = lint.schemas.at(item.node);
    let text = item
        .node
        .text("description")
        .filter(|_| item.node.text("$ref").is_none());
    let text = text.or_else(|| id.and_then(|id| lint.schemas.text(id, "description")));
    if is_there(text) {
        return;
    }
    let what = format!("the member `{}` has no description", item.name);
    let help = match item.node.text("$ref") {
        Some(_) => "say under `description` of what it refers to what that is",
        None => "say under `description` what it is",
    };
    lint.find(Rule::MemberDescribed, item.place, &item.at, what, help);
}

/// Whether there is a text. One that is still to be written is told as such.
fn is_there(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

fn todo(lint: &mut Lint<'_>, items: &[Item<'_>]) {
    let mut texts = lint.document.texts();
    // Examples are values, which have no texts but around them.
    for item in items.iter().filter(|item| !item.is_schema()) {
        for example in members(item.node, "examples") {
            let around = example.value.members().iter();
            texts.extend(around.filter(|it| matches!(it.key.as_str(), "description" | "summary")));
        }
    }
    for text in texts {
        let written = text.value.as_str().unwrap_or_default().trim_start();
        let rest = written.strip_prefix(TODO);
        if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
            let what = format!("the {} begins with `{TODO}`", text.key);
            let at = text.place.pointer.to_string();
            lint.find(Rule::Todo, &text.place, &at, what, "write what is meant");
        }
    }
}

fn values(lint: &mut Lint<'_>, item: &Item<'_>) {
    for keyword in ["enum", "x-extensible-enum"] {
        let Some(list) = item.node.member(keyword) else {
            continue;
        };
        let values: Vec<(usize, String)> = named(&list.value);
        if values.len() < 2 {
            continue;
        }
        let missing: Vec<&str> = values
            .iter()
            .filter(|(at, value)| {
                let told = item.told.iter().any(|text| words::names(text, value));
                !told && !by_extension(item.node, *at, value)
            })
            .map(|(_, value)| value.as_str())
            .collect();
        if missing.is_empty() {
            continue;
        }
        let shown: Vec<_> = missing
            .iter()
            .take(5)
            .map(|value| format!("`{value}`"))
            .collect();
        let more = match missing.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (count, all, shown) = (missing.len(), values.len(), shown.join(", "));
        let what = format!("{count} of {all} values are not described: {shown}{more}");
        let help = "name each value between backticks in the description, with what it means";
        lint.find_of(
            Rule::EnumValueDescribed,
            (&list.place, &item.at),
            &missing.join(", "),
            what,
            help,
        );
    }
}

/// The values of a list but for null, as a text names them, each with its position.
fn named(list: &Node) -> Vec<(usize, String)> {
    let values = list.items().iter().map(Node::to_json).enumerate();
    let values = values.filter_map(|(at, value)| match value {
        Value::Null => None,
        Value::String(text) => Some((at, text)),
        other => Some((at, other.to_string())),
    });
    values.collect()
}

/// Whether an extension has a text for a value: by its name, or by its position.
fn by_extension(schema: &Node, at: usize, value: &str) -> bool {
    EXTENSIONS.iter().any(|name| {
        let texts = schema.get(name);
        let named = texts.and_then(|texts| texts.text(value));
        let listed = texts
            .and_then(|texts| texts.items().get(at))
            .and_then(Node::as_str);
        is_there(named.or(listed))
    })
}
