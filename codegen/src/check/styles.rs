//! How the value of a parameter is written, as its style, its type and its place say together.

use crate::diagnostic::Rule;
use crate::ir::{Packing, Style};
use crate::schema::{Kind, Object, Rest, SchemaId, Schemas};
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
pub(crate) fn of<'a>(schemas: &'a Schemas, parameter: &'a Node) -> Result<Style, Fault<'a>> {
    if parameter.get("content").is_some() {
        return Ok(Style::Packed(Packing::Json));
    }
    let Some(schema) = parameter.get("schema").and_then(|node| schemas.at(node)) else {
        return Ok(Style::Plain);
    };
    let said = Said::of(parameter);
    let kinds = schemas.kinds(schema);
    let style = style(&said, &kinds)?;
    match (style, kinds.as_slice()) {
        (Style::Plain, [Kind::List(_)]) => {}
        (Style::Brackets | Style::Plain, _) => return Ok(style),
        (Style::Packed(Packing::Members), [Kind::Object(object)])
            if matches!(object.rest, Rest::Of(_)) =>
        {
            return said.fault("an object with free names, of the style form", DEEP);
        }
        (Style::Packed(_), _) => {}
    }
    flat(schemas, schema, &kinds, &said).map(|()| style)
}

/// The same by the types alone, whatever a list or object holds.
fn style<'a>(said: &Said<'a>, kinds: &[&Kind]) -> Result<Style, Fault<'a>> {
    const PLAIN: &str = "write `style: form`, or drop `style`";
    let scalar = kinds.iter().all(|of| of.is_scalar());
    let packing = match (said.at, said.style) {
        // Documents write it beside unions of plain values too, which stay plain on the wire.
        ("query", "deepObject") if !scalar || kinds.len() > 1 => return Ok(Style::Brackets),
        ("query", "deepObject") => {
            return said.fault("a plain value of the style deepObject", PLAIN);
        }
        ("query", "spaceDelimited") => Packing::Spaces,
        ("query", "pipeDelimited") => Packing::Pipes,
        ("path" | "header", "simple") | ("query" | "cookie", "form") if scalar => {
            return Ok(Style::Plain);
        }
        ("query", "form") => match kinds {
            [Kind::List(_)] if said.explode => return Ok(Style::Plain),
            [Kind::Object(_)] if said.explode => Packing::Members,
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
        ("path" | "header", "simple") if said.explode && matches!(kinds, [Kind::Object(_)]) => {
            Packing::Pairs
        }
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
    if kinds.len() > 1 {
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
    schemas: &'a Schemas,
    schema: SchemaId,
    kinds: &[&'a Kind],
    said: &Said<'a>,
) -> Result<(), Fault<'a>> {
    let inner: Vec<SchemaId> = match kinds {
        [Kind::List(items)] => items.iter().copied().collect(),
        [Kind::Object(object)] => inner(object),
        _ => Vec::new(),
    };
    // Of an object without a word, nothing is known.
    let unknown = matches!(kinds, [Kind::Object(object)] if object.rest == Rest::Unsaid);
    let plain = |id: &SchemaId| {
        let kinds = schemas.kinds(*id);
        kinds
            .iter()
            .all(|kind| kind.is_scalar() || **kind == Kind::Broken)
    };
    match inner.iter().find(|id| !plain(id)) {
        None if !(inner.is_empty() && unknown) => Ok(()),
        found => Err(Fault {
            place: &schemas[*found.unwrap_or(&schema)].place,
            rule: Rule::UnsupportedParameter,
            what: format!(
                "the {} parameter `{}` holds more than plain values",
                said.at, said.name
            ),
            help: "let it hold strings, numbers or booleans, or describe it as JSON by `content`",
        }),
    }
}

/// The schemas of all that is in an object.
fn inner(object: &Object) -> Vec<SchemaId> {
    let members = object.members.values().map(|member| member.schema);
    let rest = match object.rest {
        Rest::Of(rest) => Some(rest),
        Rest::Unsaid | Rest::Closed => None,
    };
    members.chain(rest).collect()
}

/// The names of the members of a parameter that is an object.
pub(super) fn members<'a>(schemas: &'a Schemas, parameter: &'a Node) -> Vec<&'a str> {
    let schema = parameter.get("schema").and_then(|node| schemas.at(node));
    let kind = schema.map(|schema| &schemas.resolved(schema).kind);
    let object = kind.and_then(Kind::object).into_iter();
    object
        .flat_map(|object| object.members.keys().map(String::as_str))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{bundle, check, load};

    #[test]
    fn what_parts_and_members_of_parts_come_to_together_is_judged_as_one_type() {
        let short = json!({ "allOf": [{ "type": "string" }, { "maxLength": 5 }] });
        let form = json!({ "allOf": [
            { "type": "object", "properties": { "a": short } },
            { "type": "object", "properties": { "a": { "minLength": 1 } } },
        ] });
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
            "servers": [{ "url": "https://api.invalid" }],
            "paths": { "/a/{a}": { "post": {
                "operationId": "PostA",
                "parameters": [
                    { "name": "a", "in": "path", "required": true, "schema": short },
                    { "name": "b", "in": "query", "schema": short },
                ],
                "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": form } } },
                "responses": { "204": { "description": "Done." } },
            } } },
        });
        let fragments = load::value("api.json", &document).unwrap();
        let checked = check::document(bundle::bundle(&fragments).unwrap());
        assert!(checked.is_ok(), "{}", checked.unwrap_err());
    }
}
