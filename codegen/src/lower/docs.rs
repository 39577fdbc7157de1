//! Documentation text: what the document says, then the facts that its schemas state.

use crate::ir::Type;
use crate::keywords;
use crate::schema::{Kind, Rest, Schema, SchemaId, Schemas};
use crate::tree::Node;

const EXPANDS: &str = "An id unless expanded.";
const UNSETS: &str = "An empty string unsets it.";

/// The description of a node, without its surrounding white space.
pub(super) fn description(node: &Node) -> String {
    node.text("description")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The description of a parameter or else of its schema, followed by what bounds its values.
pub(super) fn of_parameter(schemas: &Schemas, node: &Node, schema: &Node, ty: &Type) -> String {
    let text = description(node);
    match schemas.at(schema) {
        Some(id) if text.is_empty() => of_schema(schemas, id, ty),
        Some(id) => facts(text, schemas, id, ty),
        None => text,
    }
}

/// The same of a schema where it stands.
pub(super) fn of_schema(schemas: &Schemas, id: SchemaId, ty: &Type) -> String {
    let text = schemas.text(id, "description").unwrap_or_default().trim();
    facts(text.to_owned(), schemas, id, ty)
}

/// The same of a schema that is a type of its own.
pub(super) fn of_type(schema: &Schema) -> String {
    let text = schema.text("description").unwrap_or_default().trim();
    joined(text.to_owned(), sentence("", &told(schema)))
}

fn facts(text: String, schemas: &Schemas, id: SchemaId, ty: &Type) -> String {
    let mut facts = bounds(schemas, id);
    // Where the author said it already, saying it again is noise.
    let said = text.to_lowercase();
    facts.retain(|fact| !said.contains(&fact.to_lowercase()));
    of_empty(ty, &said, &mut facts);
    let format = schemas.resolved(id).text("format");
    if format == Some("unix-time") && !said.contains("epoch") {
        facts.push("Seconds since the Unix epoch.".to_owned());
    }
    joined(text, facts)
}

fn joined(mut text: String, facts: impl IntoIterator<Item = String>) -> String {
    for fact in facts {
        if !text.is_empty() {
            text.push_str(if text.contains('\n') { "\n\n" } else { " " });
        }
        text.push_str(&fact);
    }
    text
}

/// What bounds a value, and each of those in it that have no comment of their own.
fn bounds(schemas: &Schemas, id: SchemaId) -> Vec<String> {
    let mut schema = schemas.resolved(id);
    if let Kind::Union(union) = &schema.kind {
        // Beside the empty string there may be one thing that is bounded.
        let branches = union.branches.iter().map(|id| schemas.resolved(*id));
        let mut others = branches.filter(|branch| !is_empty_text(branch));
        if let (Some(only), None) = (others.next(), others.next()) {
            schema = only;
        }
    }
    let mut facts: Vec<String> = sentence("", &told(schema)).into_iter().collect();
    if let (Kind::Number, Some(values)) = (&schema.kind, &schema.values) {
        let values: Vec<_> = values.iter().map(|it| it.value.to_string()).collect();
        facts.push(format!("One of {}.", values.join(", ")));
    }
    let each = match &schema.kind {
        Kind::List(Some(items)) => Some(("Each item: ", *items)),
        Kind::Object(object) if object.members.is_empty() => match object.rest {
            Rest::Of(values) => Some(("Each value: ", values)),
            _ => None,
        },
        _ => None,
    };
    if let Some((which, each)) = each {
        let each = schemas.resolved(each);
        if each.kind.is_scalar() {
            facts.extend(sentence(which, &told(each)));
        }
    }
    facts
}

/// Phrases for its bounds. Values that are listed are told by their list.
fn told(schema: &Schema) -> Vec<String> {
    match schema.values {
        None => keywords::told(schema),
        Some(_) => Vec::new(),
    }
}

fn is_empty_text(schema: &Schema) -> bool {
    let values = schema.values.as_deref().unwrap_or_default();
    matches!(values, [only] if only.value == "")
}

/// Phrases as one sentence; none where there is nothing to say.
fn sentence(which: &str, told: &[String]) -> Option<String> {
    let told = format!("{which}{}.", told.join(", "));
    let first = told.chars().next()?;
    (told.len() > which.len() + 1)
        .then(|| format!("{}{}", first.to_uppercase(), &told[first.len_utf8()..]))
}

fn of_empty(ty: &Type, said: &str, facts: &mut Vec<String>) {
    match ty {
        Type::Expandable(_) if !said.contains("expanded") => facts.push(EXPANDS.to_owned()),
        Type::OrEmpty(inner) => {
            of_empty(inner, said, facts);
            if !said.contains("empty string") {
                facts.push(UNSETS.to_owned());
            }
        }
        Type::OrNull(inner) => of_empty(inner, said, facts),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ir::TypeShape;
    use crate::{load, model_of};

    #[test]
    fn the_comment_of_a_member_tells_each_bound_of_its_schema() {
        let text = "At least 1 character, at most 3 characters.";
        let cases = [
            (
                json!({"type": "string", "minLength": 1, "maxLength": 3}),
                text,
            ),
            (
                json!({"type": "string", "maxLength": 3, "description": "AT MOST 3 characters."}),
                "AT MOST 3 characters.",
            ),
            (
                json!({"type": "string", "pattern": "^a`$"}),
                "Matches its pattern.",
            ),
            (
                json!({"type": "string", "pattern": "^a$", "nullable": true}),
                "Matches `^a$`.",
            ),
            (
                json!({"type": "string", "format": "date", "description": "When."}),
                "When. A day such as `2024-02-29`.",
            ),
            (
                json!({"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 9}),
                "More than 0, at most 9.",
            ),
            (
                json!({"type": "number", "minimum": 0.5, "maximum": 1, "exclusiveMaximum": true}),
                "At least 0.5, less than 1.",
            ),
            (
                json!({"type": "number", "multipleOf": 0.1}),
                "A multiple of 0.1.",
            ),
            (
                json!({"type": "number", "enum": [0.5, 2]}),
                "One of 0.5, 2.",
            ),
            (
                json!({"type": "integer", "format": "uint8"}),
                "A whole number of 8 bits without a sign.",
            ),
            (
                json!({"type": "array", "uniqueItems": true, "maxItems": 1, "items": {"type": "string", "format": "uuid"}}),
                "At most 1 item, no item twice. Each item: a UUID.",
            ),
            (
                json!({"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer", "maximum": 7}}),
                "At least 2 members. Each value: at most 7.",
            ),
            (
                json!({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string", "enum": [""]}]}),
                "At most 3 characters. An empty string unsets it.",
            ),
            (
                json!({"type": "string", "maxLength": 9, "enum": ["a", "b"]}),
                "",
            ),
            (
                json!({"type": "integer", "format": "unix-time"}),
                "Seconds since the Unix epoch.",
            ),
            (
                json!({"type": "integer", "format": "unix-time", "description": "Since the epoch."}),
                "Since the epoch.",
            ),
            (json!({"type": "string"}), ""),
        ];
        let members: serde_json::Map<_, _> = cases
            .iter()
            .enumerate()
            .map(|(at, (schema, _))| (format!("m{at:02}"), schema.clone()))
            .collect();
        let body = json!({"type": "object", "properties": members, "maxProperties": 4, "description": "It."});
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": {"operationId": "Ask", "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
                "responses": {"200": {"description": ""}}}}},
        });
        let api = model_of(&load::value("a.json", &document).unwrap())
            .unwrap()
            .api;
        let def = &api.types["AskBody"];
        assert_eq!(def.docs, "It. At most 4 members.");
        let TypeShape::Struct { fields, .. } = &def.shape else {
            panic!("{def:?}")
        };
        for (field, (schema, wanted)) in fields.iter().zip(&cases) {
            assert_eq!(field.docs, *wanted, "{schema}");
        }
    }
}
