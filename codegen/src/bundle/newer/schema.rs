//! Schemas of OpenAPI 3.1, which are JSON Schema, in the words of 3.0.

use super::{DIALECTS, member, node};
use crate::diagnostic::{Report, Rule};
use crate::tree::{Kind, Member, Node, Place};

/// A schema whose parts are in the words of 3.0 already.
pub(super) fn said(mut schema: Node, report: &mut Report) -> Node {
    match &mut schema.kind {
        Kind::Object(_) => {}
        // Any value, or none.
        Kind::Bool(any) => {
            let none = member("not", Kind::Object(Vec::new()), &schema.place);
            schema.kind = Kind::Object(if *any { Vec::new() } else { vec![none] });
            return schema;
        }
        _ => return schema,
    }
    old_words(&schema, report);
    let Node {
        place,
        kind: Kind::Object(members),
    } = schema
    else {
        return schema;
    };
    let mut schema = Words { place, members };
    schema.members.retain(|member| match member.key.as_str() {
        // What is in it is found by those who refer to it, wherever it is.
        "$comment" | "$defs" => false,
        "$schema" => !member
            .value
            .as_str()
            .is_some_and(|text| DIALECTS.contains(&text)),
        _ => true,
    });
    schema.reference();
    schema.constant();
    schema.null_branch();
    schema.types();
    schema.null_value();
    schema.exclusive("exclusiveMinimum", "minimum", f64::ge);
    schema.exclusive("exclusiveMaximum", "maximum", f64::le);
    schema.examples();
    schema.content();
    schema.items();
    Node {
        place: schema.place,
        kind: Kind::Object(schema.members),
    }
}

/// Refuses what 3.0 would understand and 3.1 does not.
fn old_words(schema: &Node, report: &mut Report) {
    for (key, help) in [
        (
            "nullable",
            "write `null` among the types, as in `type: [string, \"null\"]`",
        ),
        (
            "exclusiveMinimum",
            "write the bound itself, and drop `minimum`",
        ),
        (
            "exclusiveMaximum",
            "write the bound itself, and drop `maximum`",
        ),
    ] {
        if let Some(member) = schema.member(key)
            && member.value.as_bool().is_some()
        {
            report.refuse(
                &member.place,
                Rule::WrongKind,
                format!("`{key}` is said as in OpenAPI 3.0, and the document is one of 3.1"),
                help,
            );
        }
    }
}

/// A schema whose words are changed one after the other.
struct Words {
    place: Place,
    members: Vec<Member>,
}

impl Words {
    fn at(&self, key: &str) -> Option<usize> {
        self.members.iter().position(|member| member.key == key)
    }

    fn get(&self, key: &str) -> Option<&Node> {
        Some(&self.members[self.at(key)?].value)
    }

    fn take(&mut self, key: &str) -> Option<Member> {
        Some(self.members.remove(self.at(key)?))
    }

    fn put(&mut self, key: &str, kind: Kind, place: &Place) {
        self.members.push(member(key, kind, place));
    }

    fn nullable(&mut self, place: &Place) {
        if self.at("nullable").is_none() {
            self.put("nullable", Kind::Bool(true), place);
        }
    }

    /// What stands beside a reference counts as much as what it refers to.
    fn reference(&mut self) {
        if self.members.len() < 2 {
            return;
        }
        let Some(reference) = self.take("$ref") else {
            return;
        };
        let place = reference.place.clone();
        let referred = node(Kind::Object(vec![reference]), &place);
        if let Some(at) = self.at("allOf")
            && let Kind::Array(parts) = &mut self.members[at].value.kind
        {
            parts.insert(0, referred);
        } else {
            self.put("allOf", Kind::Array(vec![referred]), &place);
        }
    }

    /// One value is an enum of one.
    fn constant(&mut self) {
        if self.at("enum").is_none()
            && let Some(constant) = self.take("const")
        {
            let place = constant.place;
            self.put("enum", Kind::Array(vec![constant.value]), &place);
        }
    }

    /// A branch that is null alone says that null is a value too.
    fn null_branch(&mut self) {
        for key in ["anyOf", "oneOf"] {
            let Some(at) = self.at(key) else { continue };
            let Kind::Array(branches) = &mut self.members[at].value.kind else {
                continue;
            };
            let Some(null) = branches.iter().position(is_null) else {
                continue;
            };
            if branches.len() < 2 {
                continue;
            }
            let place = branches[null].place.clone();
            branches.retain(|branch| !is_null(branch));
            let whole = match branches.as_mut_slice() {
                [only] if only.members().len() == 1 => {
                    only.get("allOf").is_some().then(|| only.clone())
                }
                _ => None,
            };
            if let Some(Kind::Object(members)) = whole.map(|whole| whole.kind)
                && self.at("allOf").is_none()
            {
                self.members.remove(at);
                self.members.extend(members);
            }
            self.nullable(&place);
        }
    }

    /// A list of types is one type, and null or not; or a union.
    fn types(&mut self) {
        let Some(at) = self.at("type") else { return };
        let Kind::Array(listed) = &self.members[at].value.kind else {
            return;
        };
        let place = self.members[at].place.clone();
        let null = listed.iter().any(|of| of.as_str() == Some("null"));
        let others: Vec<Node> = listed
            .iter()
            .filter(|of| of.as_str() != Some("null"))
            .cloned()
            .collect();
        match others.as_slice() {
            [] if null => self.members[at].value.kind = Kind::String("null".to_owned()),
            [] => return,
            [only] => self.members[at].value.kind = only.kind.clone(),
            several => {
                if ["anyOf", "oneOf", "allOf"]
                    .iter()
                    .any(|key| self.at(key).is_some())
                {
                    return;
                }
                self.members.remove(at);
                let branches = several.iter().map(|of| self.branch(of)).collect();
                self.members.retain(|member| of_type(&member.key).is_none());
                self.put("anyOf", Kind::Array(branches), &place);
            }
        }
        if null && !others.is_empty() {
            self.nullable(&place);
        }
    }

    /// The schema for values of one of several types.
    fn branch(&self, of: &Node) -> Node {
        let name = of.as_str().unwrap_or_default();
        let mut members = vec![member("type", of.kind.clone(), &of.place)];
        for one in &self.members {
            match of_type(&one.key) {
                Some([]) => {
                    let mut values = one.clone();
                    if let Kind::Array(values) = &mut values.value.kind {
                        values.retain(|value| is_of(value, name));
                    }
                    members.push(values);
                }
                Some(types) if types.contains(&name) => members.push(one.clone()),
                _ => {}
            }
        }
        node(Kind::Object(members), &of.place)
    }

    /// Where no type is said, the values say whether null is one.
    fn null_value(&mut self) {
        if self.at("type").is_none()
            && let Some(values) = self.get("enum")
            && let Some(null) = values
                .items()
                .iter()
                .find(|value| matches!(value.kind, Kind::Null))
        {
            let place = null.place.clone();
            self.nullable(&place);
        }
    }

    /// A bound that is out is a bound, and whether it is out; of two, the narrower counts.
    fn exclusive(&mut self, exclusive: &str, bound: &str, narrower: fn(&f64, &f64) -> bool) {
        let Some(Kind::Number(out)) = self.get(exclusive).map(|node| node.kind.clone()) else {
            return;
        };
        if let Some(Kind::Number(other)) = self.get(bound).map(|node| &node.kind) {
            let (Some(one), Some(other)) = (out.as_f64(), other.as_f64()) else {
                return;
            };
            let counts = narrower(&one, &other);
            self.take(if counts { bound } else { exclusive });
            if !counts {
                return;
            }
        }
        let Some(at) = self.at(exclusive) else { return };
        let out = std::mem::replace(&mut self.members[at].value.kind, Kind::Bool(true));
        let place = self.members[at].value.place.clone();
        self.put(bound, out, &place);
    }

    /// The first of the examples is the example.
    fn examples(&mut self) {
        let Some(at) = self.at("examples") else {
            return;
        };
        let Kind::Array(examples) = &self.members[at].value.kind else {
            return;
        };
        let (first, several) = (examples.first().cloned(), examples.len() > 1);
        let has_one = self.at("example").is_some();
        if several || has_one {
            "x-examples".clone_into(&mut self.members[at].key);
        } else {
            self.members.remove(at);
        }
        if let (false, Some(first)) = (has_one, first) {
            self.put("example", first.kind, &first.place);
        }
    }

    /// What a text holds: formats where 3.0 has them, words for people otherwise.
    fn content(&mut self) {
        let encoding = self.get("contentEncoding").and_then(Node::as_str);
        let media_type = self.get("contentMediaType").and_then(Node::as_str);
        let (key, format) = match (encoding, media_type) {
            (Some("base64"), _) => ("contentEncoding", "byte"),
            (None, Some("application/octet-stream")) => ("contentMediaType", "binary"),
            _ => ("", ""),
        };
        if self.at("format").is_none()
            && let Some(at) = self.at(key)
        {
            "format".clone_into(&mut self.members[at].key);
            self.members[at].value.kind = Kind::String(format.to_owned());
        }
        for key in ["contentEncoding", "contentMediaType"] {
            if let Some(at) = self.at(key) {
                self.members[at].key = format!("x-{key}");
            }
        }
    }

    /// A list of which nothing is said holds anything.
    fn items(&mut self) {
        let is_array = self.get("type").and_then(Node::as_str) == Some("array");
        if is_array && self.at("items").is_none() {
            let place = self.place.clone();
            self.put("items", Kind::Object(Vec::new()), &place);
        }
    }
}

/// Whether a schema is of null alone, whatever it tells people.
fn is_null(schema: &Node) -> bool {
    let is_null = |node: &Node| matches!(node.kind, Kind::Null);
    let words = ["type", "enum", "nullable", "title", "description"];
    (schema.text("type") == Some("null")
        || schema
            .get("enum")
            .is_some_and(|values| values.items().iter().all(is_null)))
        && schema
            .members()
            .iter()
            .all(|member| words.contains(&member.key.as_str()) || member.key.starts_with("x-"))
}

/// Of which types a keyword says something; none is listed where its values do.
fn of_type(keyword: &str) -> Option<&'static [&'static str]> {
    Some(match keyword {
        "enum" => &[],
        "maxLength" | "minLength" | "pattern" | "contentEncoding" | "contentMediaType" => {
            &["string"]
        }
        "format" => &["string", "integer", "number"],
        "multipleOf" | "maximum" | "minimum" | "exclusiveMaximum" | "exclusiveMinimum" => {
            &["integer", "number"]
        }
        "items" | "maxItems" | "minItems" | "uniqueItems" => &["array"],
        "properties" | "required" | "additionalProperties" | "maxProperties" | "minProperties" => {
            &["object"]
        }
        _ => return None,
    })
}

fn is_of(value: &Node, name: &str) -> bool {
    match (&value.kind, name) {
        (Kind::String(_), "string")
        | (Kind::Bool(_), "boolean")
        | (Kind::Number(_), "number")
        | (Kind::Array(_), "array")
        | (Kind::Object(_), "object") => true,
        (Kind::Number(number), "integer") => !number.is_f64(),
        _ => false,
    }
}
