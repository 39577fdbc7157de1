//! What a client gives of an answer: all but what its types have no place for.

use reversals_codegen::ir::{Api, Choice, Field, Presence, Type, TypeShape};
use serde_json::Value;

/// What a reading leaves out, and what in the answer is outside of the document.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// JSON pointers of members that the document doesn't know.
    pub(super) unknown: Vec<String>,
    /// JSON pointers of nulls where the document has none, which are read as absent.
    pub(super) nulls: Vec<String>,
    /// Whether there is a value that the document doesn't list.
    pub(super) unlisted: bool,
}

impl Kept {
    /// Finds them in an answer of that type.
    pub(super) fn of(api: &Api, ty: &Type, value: &Value) -> Self {
        let mut kept = Self::default();
        kept.walk(api, ty, value, "");
        kept
    }

    /// The pointers of what is left out.
    pub(super) fn left_out(&self) -> Vec<String> {
        [self.unknown.as_slice(), &self.nulls].concat()
    }

    fn walk(&mut self, api: &Api, ty: &Type, value: &Value, at: &str) {
        let shape = |name: &String| api.types.get(name).map(|def| &def.shape);
        match (ty, value) {
            (Type::Named(name), _) => match (shape(name), value) {
                (Some(TypeShape::Struct { fields, rest, .. }), Value::Object(members)) => {
                    for (key, value) in members {
                        let at = format!("{at}/{}", token(key));
                        let field = fields.iter().find(|field| field.name == *key);
                        match (field, rest) {
                            (
                                Some(Field {
                                    presence: Presence::Optional,
                                    ..
                                }),
                                _,
                            ) if value.is_null() => {
                                self.nulls.push(at);
                            }
                            (Some(field), _) => self.walk(api, &field.ty, value, &at),
                            (None, Some(rest)) => self.walk(api, rest, value, &at),
                            (None, None) => self.unknown.push(at),
                        }
                    }
                }
                (Some(TypeShape::Enum { values, .. }), Value::String(text)) => {
                    self.unlisted |= !listed(values, text);
                }
                _ => {}
            },
            (Type::OpenEnum(name), Value::String(text)) => {
                let listed = matches!(
                    shape(name),
                    Some(TypeShape::Enum { values, extensible }) if *extensible || listed(values, text)
                );
                self.unlisted |= !listed;
            }
            (Type::Page(items), Value::Object(page)) => {
                if let Some(data) = page.get("data") {
                    self.items(api, items, data, &format!("{at}/data"));
                }
            }
            (Type::List { items, .. }, list) => self.items(api, items, list, at),
            (Type::Map { values: inner, .. }, Value::Object(members)) => {
                for (key, value) in members {
                    self.walk(api, inner, value, &format!("{at}/{}", token(key)));
                }
            }
            (Type::Expandable(inner), Value::Object(_)) => self.walk(api, inner, value, at),
            (Type::OrNull(inner), value) if !value.is_null() => self.walk(api, inner, value, at),
            _ => {}
        }
    }

    fn items(&mut self, api: &Api, ty: &Type, list: &Value, at: &str) {
        for (index, item) in list.as_array().into_iter().flatten().enumerate() {
            self.walk(api, ty, item, &format!("{at}/{index}"));
        }
    }
}

/// A key as a token of a JSON pointer.
fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn listed(values: &[Choice], text: &str) -> bool {
    values
        .iter()
        .any(|choice| choice.value.as_str() == Some(text))
}
