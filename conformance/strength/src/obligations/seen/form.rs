//! A form as JSON, read without the product's codec: pairs are split and unescaped here, by `percent-encoding`, and the type
//! of each place says what its text is.

use std::borrow::Cow;
use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use reversals_codegen::ir::{Field, Type, TypeShape};
use serde_json::{Map, Number, Value};

use super::super::place::View;
use super::fits;

/// What a name of a form stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// The texts that it was given.
    Texts(Vec<String>),
    /// Parts by key, in the order in which they came; what is pushed has no key.
    Parts(Parts),
}

/// Parts by key; none for what is pushed.
pub(super) type Parts = Vec<(Option<String>, Part)>;

/// Reads a form; nothing where it is none, or a name has both a text and parts.
pub(super) fn read(text: &str) -> Option<Parts> {
    let mut root = Parts::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let keys = keys(name)?;
        add(&mut root, &keys, unescaped(value)?)?;
    }
    Some(root)
}

fn unescaped(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8().ok();
    text.map(Cow::into_owned)
}

/// The keys of a name: raw brackets are told from escaped ones where it has raw ones.
fn keys(name: &str) -> Option<Vec<Option<String>>> {
    let raw = name.contains('[');
    let name = if raw {
        name.to_owned()
    } else {
        unescaped(name)?
    };
    let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let inside = rest.strip_prefix('[').map(|it| it.strip_suffix(']'));
    let inside = match inside {
        Some(inside) => inside?.split("][").collect(),
        None => Vec::new(),
    };
    let key = |key: &str| {
        let key = if raw { unescaped(key)? } else { key.to_owned() };
        Some((!key.is_empty()).then_some(key))
    };
    std::iter::once(first).chain(inside).map(key).collect()
}

fn add(parts: &mut Parts, keys: &[Option<String>], text: String) -> Option<()> {
    let (key, rest) = keys.split_first()?;
    let found = match (key, rest) {
        (Some(_), _) => parts.iter_mut().find(|(it, _)| it == key),
        (None, []) => None,
        // A member of the last item, until one comes again.
        (None, _) => parts.last_mut().filter(|(it, part)| {
            let Part::Parts(inner) = part else {
                return false;
            };
            it.is_none() && !inner.iter().any(|(it, _)| *it == rest[0])
        }),
    };
    match (found, rest) {
        (Some((_, Part::Texts(texts))), []) => texts.push(text),
        (Some((_, Part::Parts(inner))), [_, ..]) => add(inner, rest, text)?,
        (Some(_), _) => return None,
        (None, []) => parts.push((key.clone(), Part::Texts(vec![text]))),
        (None, _) => {
            let mut inner = Parts::new();
            add(&mut inner, rest, text)?;
            parts.push((key.clone(), Part::Parts(inner)));
        }
    }
    Some(())
}

/// The part of that name.
pub(super) fn named<'p>(parts: &'p Parts, name: &str) -> Option<&'p Part> {
    let found = parts.iter().find(|(key, _)| key.as_deref() == Some(name));
    found.map(|(_, part)| part)
}

impl View<'_> {
    /// What a part says where that type is meant. A text that is none of the type stays one; null is what was given twice,
    /// with different texts.
    pub(super) fn meant(&self, ty: &Type, part: &Part) -> Value {
        let parts = match part {
            Part::Texts(texts) => {
                let different: BTreeSet<_> = texts.iter().collect();
                return match texts.last() {
                    Some(text) if different.len() == 1 => self.text(ty, text),
                    _ => Value::Null,
                };
            }
            Part::Parts(parts) => parts,
        };
        let keyed = parts.iter().all(|(key, _)| key.is_some());
        match ty {
            Type::OrEmpty(inner) | Type::OrNull(inner) => self.meant(inner, part),
            Type::List { items, .. } if is_list(parts) => {
                parts.iter().map(|(_, it)| self.meant(items, it)).collect()
            }
            Type::Map { values, .. } if keyed => self.members(parts, |_| values),
            Type::Named(name) => match self.shape(name) {
                Some(TypeShape::Struct { fields, .. }) if keyed => self.object(fields, parts),
                Some(TypeShape::Union { branches, .. }) => {
                    let mut meant = branches.iter().map(|it| (&it.ty, self.meant(&it.ty, part)));
                    let fitting = meant.find(|(ty, value)| fits::json(self, ty, value));
                    fitting.map_or_else(|| self.meant(&Type::Any, part), |(_, value)| value)
                }
                _ => self.meant(&Type::Any, part),
            },
            _ if keyed => self.members(parts, |_| &Type::Any),
            _ => parts
                .iter()
                .map(|(_, it)| self.meant(&Type::Any, it))
                .collect(),
        }
    }

    /// The members of an object.
    pub(super) fn object(&self, fields: &[Field], parts: &Parts) -> Value {
        self.members(parts, |name| {
            let field = fields.iter().find(|field| field.name == name);
            field.map_or(&Type::Any, |field| &field.ty)
        })
    }

    fn members<'t>(&self, parts: &Parts, of: impl Fn(&str) -> &'t Type) -> Value {
        let members = parts.iter().filter_map(|(key, part)| {
            let key = key.clone()?;
            let value = self.meant(of(&key), part);
            Some((key, value))
        });
        Value::Object(members.collect::<Map<_, _>>())
    }

    /// What one text says where that type is meant.
    pub(super) fn text(&self, ty: &Type, text: &str) -> Value {
        let number = || {
            text.parse::<Number>()
                .ok()
                .filter(|_| !text.starts_with('+'))
        };
        let value = match ty {
            Type::OrEmpty(inner) | Type::OrNull(inner) => return self.text(inner, text),
            Type::Integer(_) => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
                // A number of JSON has no zeros before it.
                let least = digits.trim_start_matches('0');
                let sign = &text[..text.len() - digits.len()];
                let least = if least.is_empty() { "0" } else { least };
                let number = format!("{sign}{least}").parse::<Number>().ok();
                number
                    .filter(|_| whole && !digits.is_empty())
                    .map(Value::from)
            }
            Type::Number(_) => number().map(Value::from),
            Type::Boolean | Type::Only(_) => text.parse().ok().map(Value::Bool),
            Type::Named(name) => match self.shape(name) {
                Some(TypeShape::Union { branches, .. }) => {
                    let mut meant = branches.iter().map(|it| (&it.ty, self.text(&it.ty, text)));
                    let fitting = meant.find(|(ty, value)| fits::json(self, ty, value));
                    fitting.map(|(_, value)| value)
                }
                _ => None,
            },
            _ => None,
        };
        value.unwrap_or_else(|| Value::from(text))
    }
}

/// Whether parts are the items of a list: pushed, or by index.
fn is_list(parts: &Parts) -> bool {
    let pushed = parts.iter().all(|(key, _)| key.is_none());
    let mut keys = parts.iter().enumerate();
    pushed || keys.all(|(at, (key, _))| key.as_deref() == Some(&at.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_raw_brackets_and_unescaped_as_services_read_them() {
        let info = serde_json::json!({ "title": "", "version": "1" });
        let document = serde_json::json!({ "openapi": "3.0.3", "info": info, "paths": {} });
        let api = crate::mutation::model(&document).unwrap().api;
        let said = |text: &str| read(text).map(|parts| View::new(&api).object(&[], &parts));
        for (text, value) in [
            ("a=1&b=%2B+%26", r#"{"a":"1","b":"+ &"}"#),
            ("m[k%5B0%5D]=a&m%5Bb%5D=c", r#"{"m":{"k[0]":"a","b":"c"}}"#),
            ("e[]=a&e[]=b", r#"{"e":["a","b"]}"#),
            (
                "i[][a]=1&i[][b]=2&i[][a]=3",
                r#"{"i":[{"a":"1","b":"2"},{"a":"3"}]}"#,
            ),
            ("a=1&a=1", r#"{"a":"1"}"#),
            ("a=1&a=2", r#"{"a":null}"#),
            ("a&b=", r#"{"a":"","b":""}"#),
        ] {
            let said = said(text).unwrap();
            assert_eq!(
                said,
                serde_json::from_str::<Value>(value).unwrap(),
                "{text}"
            );
        }
        for text in ["a=1&a[b]=2", "a[b]=1&a=2", "a[b=1", "a=%FF"] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
