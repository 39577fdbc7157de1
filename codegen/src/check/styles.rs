//! How the value of a parameter is written, as its style, its type and its place say together.

use super::types::{Type, leaves, merge, resolve};
use crate::bundle::Document;
use crate::diagnostic::Rule;
use crate::ir::{Packing, Style};
use crate::tree::{Node, Place};

/// Why a parameter has no style that the emitters can express.
pub(crate) struct Fault<'a> {
    pub(super) place: &'a Place,
    pub(super) rule: Rule,
    pub(super) what: String,
    pub(super) help: &'static str,
}

/// An object of which each member is a parameter of the query.
pub(super) const MEMBERS: Style = Style::Packed(Packing::Members);

const DEEP: &str = "write `style: deepObject` and `explode: true`";

/// The schema of a parameter, be it that of a text or of JSON in one.
pub(crate) fn schema(parameter: &Node) -> Option<&Node> {
    let json = || {
        parameter
            .get("content")?
            .members()
            .first()?
            .value
            .get("schema")
    };
    parameter.get("schema").or_else(json)
}

/// What a parameter says of its style, with the defaults of its place.
struct Said<'a> {
    at: &'a str,
    name: &'a str,
    style: &'a str,
    explode: bool,
    place: &'a Place,
}

impl<'a> Said<'a> {
    fn of(parameter: &'a Node) -> Self {
        let at = parameter.text("in").unwrap_or_default();
        let usual = if matches!(at, "query" | "cookie") {
            "form"
        } else {
            "simple"
        };
        let style = parameter.text("style").unwrap_or(usual);
        let explode = parameter.get("explode").and_then(Node::as_bool);
        Self {
            at,
            name: parameter.text("name").unwrap_or_default(),
            style,
            explode: explode.unwrap_or(style == "form"),
            place: parameter
                .get("style")
                .map_or(&parameter.place, |node| &node.place),
        }
    }

    fn fault<T>(&self, what: &str, help: &'static str) -> Result<T, Fault<'a>> {
        Err(Fault {
            place: self.place,
            rule: Rule::UnsupportedStyle,
            what: format!("the {} parameter `{}` is {what}", self.at, self.name),
            help,
        })
    }
}

/// How the values of a parameter are written. Types that are refused elsewhere count as plain.
pub(crate) fn of<'a>(document: &'a Document, parameter: &'a Node) -> Result<Style, Fault<'a>> {
    if parameter.get("content").is_some() {
        return Ok(Style::Packed(Packing::Json));
    }
    let Some(schema) = parameter.get("schema") else {
        return Ok(Style::Plain);
    };
    let said = Said::of(parameter);
    let types: Vec<Type> = leaves(document, schema)
        .iter()
        .map(|leaf| leaf.of)
        .collect();
    let style = style(&said, &types)?;
    match style {
        Style::Brackets => return Ok(style),
        Style::Plain if types != [Type::Array] => return Ok(style),
        Style::Packed(Packing::Members) if merge(document, resolve(document, schema)).map => {
            return said.fault("an object with free names, of the style form", DEEP);
        }
        Style::Plain | Style::Packed(_) => {}
    }
    flat(document, schema, said.at, said.name).map(|()| style)
}

/// The same by the types alone, whatever a list or object holds.
fn style<'a>(said: &Said<'a>, types: &[Type]) -> Result<Style, Fault<'a>> {
    const PLAIN: &str = "write `style: form`, or drop `style`";
    let scalar = types.iter().all(|of| of.is_scalar());
    let packing = match (said.at, said.style) {
        // Documents write it beside unions of plain values too, which stay plain on the wire.
        ("query", "deepObject") if !scalar || types.len() > 1 => return Ok(Style::Brackets),
        ("query", "deepObject") => {
            return said.fault("a plain value of the style deepObject", PLAIN);
        }
        ("query", "spaceDelimited") => Packing::Spaces,
        ("query", "pipeDelimited") => Packing::Pipes,
        ("path" | "header", "simple") | ("query" | "cookie", "form") if scalar => {
            return Ok(Style::Plain);
        }
        ("query", "form") => match types {
            [Type::Array] if said.explode => return Ok(Style::Plain),
            [Type::Object] if said.explode => Packing::Members,
            [_] => Packing::Commas,
            _ => {
                let what = "a union with an array or object, of the style form";
                return said.fault(what, DEEP);
            }
        },
        ("cookie", "form") if said.explode => {
            let what = "a list or object that would need a cookie for each part";
            return said.fault(what, "write `explode: false`");
        }
        ("path" | "header", "simple") if said.explode && types == [Type::Object] => Packing::Pairs,
        ("path" | "header", "simple") | ("cookie", "form") => Packing::Commas,
        ("path" | "header" | "cookie" | "query", style) => {
            let help = match said.at {
                "query" => {
                    "write `style: form` for plain values, `style: deepObject` for arrays and objects"
                }
                "cookie" => PLAIN,
                _ => "write `style: simple`, or drop `style`",
            };
            return said.fault(&format!("of the style {style}"), help);
        }
        // Another place is refused as one.
        _ => return Ok(Style::Plain),
    };
    if matches!(packing, Packing::Spaces | Packing::Pipes) {
        if scalar {
            return said.fault(&format!("a plain value of the style {}", said.style), PLAIN);
        }
        if said.explode {
            let style = said.style;
            let what =
                format!("of the style {style}, which OpenAPI does not define with `explode: true`");
            return said.fault(&what, "write `explode: false`, or `style: form`");
        }
    }
    if types.len() > 1 {
        let what = format!(
            "a union with an array or object, of the style {}",
            said.style
        );
        let help = "give it one type, or describe it as JSON by `content`";
        return said.fault(&what, help);
    }
    Ok(Style::Packed(packing))
}

/// Refuses an array or object that holds more than plain values.
fn flat<'a>(
    document: &'a Document,
    schema: &'a Node,
    at: &str,
    name: &str,
) -> Result<(), Fault<'a>> {
    let whole = resolve(document, schema);
    let merged = merge(document, whole);
    let inner = whole.get("items").into_iter();
    let inner = inner.chain(merged.properties.into_values().flatten());
    let mut inner = inner.chain(
        whole
            .get("additionalProperties")
            .filter(|rest| rest.as_bool() != Some(false)),
    );
    let plain = |node: &Node| {
        leaves(document, node)
            .iter()
            .all(|leaf| leaf.of.is_scalar() || leaf.of == Type::Broken)
    };
    let empty = Type::of(whole) == Type::Object
        && ["properties", "additionalProperties", "allOf"]
            .iter()
            .all(|key| whole.get(key).is_none());
    match inner.find(|node| !plain(node)) {
        None if !empty => Ok(()),
        found => Err(Fault {
            place: found.map_or(&schema.place, |node| &node.place),
            rule: Rule::UnsupportedParameter,
            what: format!("the {at} parameter `{name}` holds more than plain values"),
            help: "let it hold strings, numbers or booleans, or describe it as JSON by `content`",
        }),
    }
}

/// The names of the members of a parameter that is an object.
pub(super) fn members<'a>(document: &'a Document, parameter: &'a Node) -> Vec<&'a str> {
    let schema = parameter
        .get("schema")
        .map(|schema| resolve(document, schema));
    schema.map_or_else(Vec::new, |schema| {
        merge(document, schema).properties.into_keys().collect()
    })
}
