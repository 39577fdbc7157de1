//! What one node of a document says by itself, before what it is made of is looked at.

use std::collections::BTreeMap;

use super::build::Builder;
use super::{Discriminator, Kind, Listed, Member, Object, Rest, Schema, SchemaId, Stated, Union};
use crate::bundle::Document;
use crate::tree::{Kind as Json, Node, Place};

/// What decides the kind of a schema, and so is not among what it states.
const STRUCTURE: [&str; 10] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "enum",
    "items",
    "oneOf",
    "properties",
    "required",
    "type",
];

/// What a schema that nothing is known of looks like.
pub(super) fn blank(place: &Place, kind: Kind) -> Schema {
    Schema {
        place: place.clone(),
        component: None,
        kind,
        typed: false,
        nullable: false,
        values: None,
        stated: Vec::new(),
        parts: Vec::new(),
        expansions: Vec::new(),
    }
}

/// The kind of a node by the keywords that stand in it, past what it is made of.
fn kind(node: &Node, builder: &Builder<'_>) -> Kind {
    let has = |key| node.get(key).is_some();
    if let Some(of) = node.get("type") {
        return match of.as_str() {
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::List(builder.below(node, "items")),
            Some("object") => Kind::Object(object(node, builder)),
            _ => Kind::Broken,
        };
    }
    if has("properties") || has("additionalProperties") || has("required") {
        return Kind::Object(object(node, builder));
    }
    if has("items") {
        return Kind::List(builder.below(node, "items"));
    }
    if has("not") {
        return Kind::Broken;
    }
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    let mut values = values
        .iter()
        .filter(|value| !matches!(value.kind, Json::Null))
        .peekable();
    match values.peek().map(|value| &value.kind) {
        None => Kind::Any,
        Some(Json::String(_)) => Kind::Text,
        Some(Json::Bool(_)) => Kind::Boolean,
        Some(Json::Number(_)) => {
            let broken =
                |value: &Node| matches!(&value.kind, Json::Number(number) if number.is_f64());
            if values.any(broken) {
                Kind::Number
            } else {
                Kind::Integer
            }
        }
        Some(_) => Kind::Broken,
    }
}

fn object(node: &Node, builder: &Builder<'_>) -> Object {
    let mut object = Object {
        rest: match node.get("additionalProperties") {
            None => Rest::Unsaid,
            Some(rest) if rest.as_bool() == Some(false) => Rest::Closed,
            Some(rest) => builder.id(rest).map_or(Rest::Unsaid, Rest::Of),
        },
        ..Object::default()
    };
    let properties = node.get("properties").map(Node::members);
    for property in properties.unwrap_or_default() {
        if let Some(schema) = builder.id(&property.value) {
            let member = Member {
                schema,
                required: false,
                place: property.place.clone(),
            };
            object.members.insert(property.key.clone(), member);
        }
    }
    let required = node.get("required").map(Node::items).unwrap_or_default();
    for name in required {
        if let Some(text) = name.as_str() {
            object.require(text, &name.place);
        }
    }
    object
}

impl Object {
    /// Says of a name that its member is always there.
    pub(super) fn require(&mut self, name: &str, place: &Place) {
        let known = if let Some(member) = self.members.get_mut(name) {
            std::mem::replace(&mut member.required, true)
        } else {
            let before = self.undeclared.len();
            let undeclared = self.undeclared.entry(name.to_owned());
            undeclared.or_insert_with(|| place.clone());
            self.undeclared.len() == before
        };
        if !known {
            self.required.push(name.to_owned());
        }
    }
}

/// What a node says, and what it is made of: `allOf`, its branches, and what stands beside the two.
pub(super) fn schema(node: &Node, builder: &mut Builder<'_>) -> Schema {
    let mut schema = blank(&node.place, Kind::Any);
    if node.as_bool().is_some() {
        return schema;
    }
    if !matches!(node.kind, Json::Object(_)) {
        schema.kind = Kind::Broken;
        return schema;
    }
    let own = kind(node, builder);
    schema.stated = stated(node, &own);
    if node.text("$ref").is_some() {
        schema.kind = builder.target(node).map_or(Kind::Broken, Kind::Reference);
        return schema;
    }
    let expansions = node
        .get("x-expansionResources")
        .and_then(|of| of.get("oneOf"));
    schema.expansions = builder.ids(expansions);
    let union = union(node, builder);
    let parts = builder.ids(node.get("allOf"));
    let typed = node.get("type").is_some();
    if parts.is_empty() && union.is_none() {
        (schema.kind, schema.values, schema.typed) = (own, values(node), typed);
        return schema;
    }
    let says_more = !matches!(own, Kind::Any)
        || node.get("enum").is_some()
        || schema.stated.iter().any(Stated::is_bound);
    if let (true, Some(union), false) = (parts.is_empty(), &union, says_more) {
        schema.kind = Kind::Union(union.clone());
        return schema;
    }
    schema.parts = parts;
    if says_more {
        let mut beside = blank(&node.place, own);
        (beside.values, beside.typed) = (values(node), typed);
        let bounds = schema.stated.iter().filter(|stated| stated.is_bound());
        beside.stated = bounds.cloned().collect();
        schema.stated.retain(|stated| !stated.is_bound());
        schema.parts.push(builder.add(beside));
    }
    if let Some(union) = union {
        schema
            .parts
            .push(builder.add(blank(&node.place, Kind::Union(union))));
    }
    schema
}

fn values(node: &Node) -> Option<Vec<Listed>> {
    let listed = node.get("enum")?.items().iter();
    let listed = listed.map(|value| Listed {
        value: value.to_json(),
        place: value.place.clone(),
    });
    Some(listed.collect())
}

fn stated(node: &Node, of: &Kind) -> Vec<Stated> {
    let members = node.members().iter();
    let others = members.filter(|member| {
        let keyword = member.key.as_str();
        !STRUCTURE.contains(&keyword) || says_nothing(keyword, of)
    });
    let stated = others.map(|member| Stated {
        keyword: member.key.clone(),
        place: member.place.clone(),
        value: member.value.to_json(),
        value_place: member.value.place.clone(),
    });
    stated.collect()
}

/// Whether a keyword decides nothing, since the type is of another kind.
fn says_nothing(keyword: &str, of: &Kind) -> bool {
    match keyword {
        "additionalProperties" | "properties" | "required" => !matches!(of, Kind::Object(_)),
        "items" => !matches!(of, Kind::List(_)),
        _ => false,
    }
}

/// The union that a node is; `anyOf` where it has both.
fn union(node: &Node, builder: &Builder<'_>) -> Option<Union> {
    let (one_of, branches) = match node.get("anyOf") {
        Some(branches) => (false, branches),
        None => (true, node.get("oneOf")?),
    };
    let discriminator = node.get("discriminator").and_then(|of| {
        let mapping = of.get("mapping").map(Node::members).unwrap_or_default();
        let mapping = mapping.iter().filter_map(|entry| {
            let text = entry.value.as_str()?;
            let name = text.strip_prefix("#/components/schemas/").unwrap_or(text);
            Some((entry.key.clone(), builder.component(name)?))
        });
        Some(Discriminator {
            property: of.text("propertyName")?.to_owned(),
            mapping: mapping.collect::<BTreeMap<_, _>>(),
        })
    });
    Some(Union {
        one_of,
        place: branches.place.clone(),
        branches: builder.ids(Some(branches)),
        discriminator,
    })
}

impl Builder<'_> {
    /// The schemas that are the elements of a list.
    fn ids(&self, list: Option<&Node>) -> Vec<SchemaId> {
        let elements = list.map(Node::items).unwrap_or_default();
        elements.iter().filter_map(|node| self.id(node)).collect()
    }

    fn below(&self, node: &Node, key: &str) -> Option<SchemaId> {
        node.get(key).and_then(|node| self.id(node))
    }

    /// The component schema to which a node refers.
    fn target(&self, node: &Node) -> Option<SchemaId> {
        match Document::ref_name(node)? {
            ("schemas", name) => self.component(name),
            _ => None,
        }
    }
}
