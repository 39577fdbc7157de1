//! Every node of a document that edits are made of, whether anybody reaches it or not.

use serde_json::{Value, json};

use super::change::{Change, Way, renamed, with, without};
use super::edit::Edit;
use reversals_judge::token;

/// The kinds of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    PathItem,
    Operation,
    Parameter,
    Body,
    Response,
    Media,
    Schema,
}

/// How nodes are kept below another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    One,
    List,
    Map,
}

/// What is below a node: its kind, the place, how it is kept there, of which kind it is.
#[rustfmt::skip] // A row a line.
const BELOW: &[(Kind, &str, Kept, Kind)] = &[
    (Kind::Document, "paths", Kept::Map, Kind::PathItem),
    (Kind::Document, "components/parameters", Kept::Map, Kind::Parameter),
    (Kind::Document, "components/requestBodies", Kept::Map, Kind::Body),
    (Kind::Document, "components/responses", Kept::Map, Kind::Response),
    (Kind::Document, "components/schemas", Kept::Map, Kind::Schema),
    (Kind::PathItem, "parameters", Kept::List, Kind::Parameter),
    (Kind::PathItem, "get", Kept::One, Kind::Operation),
    (Kind::PathItem, "put", Kept::One, Kind::Operation),
    (Kind::PathItem, "post", Kept::One, Kind::Operation),
    (Kind::PathItem, "delete", Kept::One, Kind::Operation),
    (Kind::PathItem, "options", Kept::One, Kind::Operation),
    (Kind::PathItem, "head", Kept::One, Kind::Operation),
    (Kind::PathItem, "patch", Kept::One, Kind::Operation),
    (Kind::PathItem, "trace", Kept::One, Kind::Operation),
    (Kind::Operation, "parameters", Kept::List, Kind::Parameter),
    (Kind::Operation, "requestBody", Kept::One, Kind::Body),
    (Kind::Operation, "responses", Kept::Map, Kind::Response),
    (Kind::Parameter, "schema", Kept::One, Kind::Schema),
    (Kind::Body, "content", Kept::Map, Kind::Media),
    (Kind::Response, "content", Kept::Map, Kind::Media),
    (Kind::Media, "schema", Kept::One, Kind::Schema),
    (Kind::Schema, "properties", Kept::Map, Kind::Schema),
    (Kind::Schema, "items", Kept::One, Kind::Schema),
    (Kind::Schema, "additionalProperties", Kept::One, Kind::Schema),
    (Kind::Schema, "anyOf", Kept::List, Kind::Schema),
    (Kind::Schema, "oneOf", Kept::List, Kind::Schema),
    (Kind::Schema, "allOf", Kept::List, Kind::Schema),
];

/// What says how a value is written: the parameter of the schema, or the encoding of a form's field.
#[derive(Clone, Copy)]
pub(super) struct Carrier<'a> {
    /// The parameter or media type object.
    pub(super) node: &'a Value,
    /// The field of a form; none of a parameter and of the form itself.
    pub(super) field: Option<&'a str>,
}

/// A node and where it stands.
#[derive(Clone)]
pub(super) struct Site<'a> {
    pub(super) root: &'a Value,
    pub(super) kind: Kind,
    pub(super) node: &'a Value,
    pub(super) pointer: String,
    /// What ids and sentences call it: names and keywords from the outermost, between slashes.
    pub(super) label: String,
    /// The key under which it is kept: the path of a path item, the status of a response.
    pub(super) key: &'a str,
    /// With the pointer of its node.
    pub(super) carrier: Option<(String, Carrier<'a>)>,
}

impl<'a> Site<'a> {
    pub(super) fn of(root: &'a Value) -> Self {
        Self {
            root,
            kind: Kind::Document,
            node: root,
            pointer: String::new(),
            label: String::new(),
            key: "",
            carrier: None,
        }
    }

    /// Every node below, those inside others before these; references are not followed, so that there is an end.
    pub(super) fn below(&self, found: &mut Vec<Self>) {
        let is_reference = self.node["$ref"].is_string();
        for (_, place, kept, kind) in BELOW
            .iter()
            .filter(|row| row.0 == self.kind && !is_reference)
        {
            let Some(node) = self.node.pointer(&format!("/{place}")) else {
                continue;
            };
            match (kept, node) {
                (Kept::Map, Value::Object(members)) => {
                    for (key, node) in members.iter().filter(|(key, _)| named(*kind, key)) {
                        self.child(&format!("{place}/{}", token(key)), key, *kind, node, found);
                    }
                }
                (Kept::List, Value::Array(elements)) => {
                    for (index, node) in elements.iter().enumerate() {
                        self.child(&format!("{place}/{index}"), place, *kind, node, found);
                    }
                }
                (Kept::One, Value::Object(_)) => self.child(place, place, *kind, node, found),
                _ => {}
            }
        }
        found.push(self.clone());
    }

    fn child(
        &self,
        tokens: &str,
        key: &'a str,
        kind: Kind,
        node: &'a Value,
        found: &mut Vec<Self>,
    ) {
        let pointer = format!("{}/{tokens}", self.pointer);
        let Some(label) = self.label_of(tokens, key, kind, node) else {
            return;
        };
        let carrier = match (self.kind, &self.carrier) {
            (Kind::Parameter | Kind::Media, _)
                if self.kind == Kind::Parameter || is_form(self.key) =>
            {
                let carrier = Carrier {
                    node: self.node,
                    field: None,
                };
                Some((self.pointer.clone(), carrier))
            }
            (Kind::Schema, Some((at, Carrier { node, field: None })))
                if node.get("in").is_none() && tokens.starts_with("properties/") =>
            {
                Some((
                    at.clone(),
                    Carrier {
                        node,
                        field: Some(key),
                    },
                ))
            }
            _ => None,
        };
        let site = Self {
            root: self.root,
            kind,
            node,
            pointer,
            label,
            key,
            carrier,
        };
        site.below(found);
    }

    fn label_of(&self, tokens: &str, key: &str, kind: Kind, node: &Value) -> Option<String> {
        let last = tokens.rsplit('/').next().unwrap_or_default();
        let component = tokens.strip_prefix("components/");
        let step = match (kind, component) {
            // One without an id can't be named, and is refused anyway.
            (Kind::Operation, _) => return Some(node["operationId"].as_str()?.to_owned()),
            (Kind::PathItem, _) | (Kind::Schema, Some(_)) => return Some(key.to_owned()),
            (_, Some(of)) => return Some(of.to_owned()),
            (Kind::Parameter, _) => {
                format!("{}/{}", node["in"].as_str()?, node["name"].as_str()?)
            }
            (Kind::Body, _) => "body".to_owned(),
            (Kind::Response, _) => key.to_owned(),
            _ if self.kind != Kind::Schema => return Some(self.label.clone()),
            _ => match tokens.split('/').next() {
                Some("items") => "[]".to_owned(),
                Some("additionalProperties") => "{}".to_owned(),
                Some("allOf") => format!("&{last}"),
                Some("anyOf" | "oneOf") => format!("|{last}"),
                _ => key.to_owned(),
            },
        };
        Some(format!("{}/{step}", self.label))
    }

    /// An edit of the node.
    pub(super) fn to(&self, edit: Edit, what: impl Into<String>, node: Value) -> Change {
        self.at(edit, what, vec![(self.pointer.clone(), node)])
    }

    /// An edit of what is about the node.
    pub(super) fn at(&self, edit: Edit, what: impl Into<String>, way: Way) -> Change {
        Change {
            edit,
            label: self.label.clone(),
            pointer: self.pointer.clone(),
            detail: String::new(),
            what: what.into(),
            words: Vec::new(),
            ways: vec![way],
            only: None,
        }
    }

    /// The carrier written for values with brackets where it is for those without, and the reverse.
    pub(super) fn carried(&self) -> Option<(String, Value)> {
        let (at, Carrier { node, field }) = self.carrier.as_ref()?;
        let deep = json!({ "style": "deepObject", "explode": true });
        match field {
            None => {
                let is_deep = node["style"] == "deepObject";
                is_deep.then(|| (format!("{at}/style"), json!("form")))
            }
            Some(field) => {
                let encoding = &node["encoding"];
                let encoding = match encoding.get(field) {
                    Some(_) => without(encoding, &[field]),
                    None => with(encoding, |encoding| encoding[field] = deep),
                };
                Some((format!("{at}/encoding"), encoding))
            }
        }
    }

    /// The carrier of a form, one of its fields under another name.
    pub(super) fn carried_as(&self, field: &str, new: &str) -> Option<(String, Value)> {
        let (at, Carrier { node, .. }) = self.carrier.as_ref()?;
        node["encoding"].get(field)?;
        let encoding = renamed(&node["encoding"], field, new);
        Some((format!("{at}/encoding"), encoding))
    }
}

/// Whether a media type is that of forms, whatever its parameters.
pub(super) fn is_form(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether a key is a name, not an extension.
fn named(kind: Kind, key: &str) -> bool {
    !matches!(kind, Kind::PathItem | Kind::Response) || !key.starts_with("x-")
}
