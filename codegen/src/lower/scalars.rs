//! Texts and numbers, with what they are held to, and the enums of them.

use reversals_runtime::shape::Decimal;

use super::{Lowering, Side};
use crate::check::{bound, width};
use crate::ir::{
    Choice, Integer, Limit, Literal, Number, Pattern, Size, Text, TextFormat, Type, TypeShape,
};
use crate::naming::{Case, Wish};
use crate::pattern;
use crate::tree::{Kind, Node, Place};

/// The greatest number that `format: float` holds.
const MAX_FLOAT: &str = "3.4028234663852886e38";

impl<'a> Lowering<'a> {
    pub(super) fn string(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        if node.get("enum").is_none() {
            return Type::String(text(node));
        }
        // Where null is admitted it is listed too; the type around the enum carries it.
        let values = listed(node, |value| {
            value.as_str().map(|text| Literal::Text(text.to_owned()))
        });
        self.choice(node, values, side, hint)
    }

    pub(super) fn integer(&mut self, node: &'a Node, side: Side, hint: &str) -> Type {
        if node.get("enum").is_some() {
            let values = listed(node, |value| match &value.kind {
                Kind::Number(number) => number.as_i64().map(Literal::Integer),
                _ => None,
            });
            return self.choice(node, values, side, hint);
        }
        let (least, most) = node.text("format").and_then(width).unzip();
        let min = bound(node, "minimum").into_iter().chain(least).max();
        let max = bound(node, "maximum").into_iter().chain(most).min();
        Type::Integer(Integer {
            min,
            max,
            step: json(node, "multipleOf"),
        })
    }

    fn choice(&mut self, node: &'a Node, values: Vec<Literal>, side: Side, hint: &str) -> Type {
        if values.is_empty() {
            return Type::Any;
        }
        let (rust, fresh) = self.begin(node, hint);
        if fresh {
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            let choices = values.into_iter().zip(self.choices(node, &texts));
            let values = choices
                .map(|(value, rust_name)| Choice { value, rust_name })
                .collect();
            self.define(&rust, node, TypeShape::Enum { values });
        }
        self.named(&rust, side)
    }

    /// The names of an enum's values.
    fn choices(&mut self, node: &Node, values: &[String]) -> Vec<String> {
        let given = node.get("x-rust-names");
        let place = &node.get("enum").unwrap_or(node).place;
        let wishes: Vec<(Wish<'_>, &Place)> = values
            .iter()
            .map(|value| {
                let named = given.and_then(|given| given.get(value));
                let wish = Wish {
                    given: named.and_then(Node::as_str),
                    ..Wish::of(value)
                };
                (wish, named.map_or(place, |named| &named.place))
            })
            .collect();
        self.names
            .members(Case::Variant, "the value", &wishes, &[], "value")
    }
}

pub(super) fn number(node: &Node) -> Type {
    let limit = |key, exclusive| {
        Some(Limit {
            value: json(node, key)?,
            exclusive: node.is_true(exclusive),
        })
    };
    let (mut min, mut max) = (
        limit("minimum", "exclusiveMinimum"),
        limit("maximum", "exclusiveMaximum"),
    );
    if node.text("format") == Some("float") {
        let decimal = |text: &str| Decimal::parse(text);
        let (least, most) = (format!("-{MAX_FLOAT}"), MAX_FLOAT.to_owned());
        let beyond = |value: String| Limit {
            value,
            exclusive: false,
        };
        if min
            .as_ref()
            .is_none_or(|min| decimal(&min.value) < decimal(&least))
        {
            min = Some(beyond(least));
        }
        if max
            .as_ref()
            .is_none_or(|max| decimal(&max.value) > decimal(&most))
        {
            max = Some(beyond(most));
        }
    }
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    let values = values.iter().filter_map(|value| match &value.kind {
        Kind::Number(number) => Some(number.to_string()),
        _ => None,
    });
    Type::Number(Number {
        min,
        max,
        step: json(node, "multipleOf"),
        values: values.collect(),
    })
}

/// A truth value. Where an enum lists one only, it is a constant in requests; an answer may have the other.
pub(super) fn boolean(node: &Node) -> Type {
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    let has = |truth| values.iter().any(|value| value.as_bool() == Some(truth));
    match (has(true), has(false)) {
        (true, false) => Type::Only(true),
        (false, true) => Type::Only(false),
        _ => Type::Boolean,
    }
}

fn text(node: &Node) -> Text {
    // What a request is held to and has no equal is refused before it gets here.
    let pattern = node.text("pattern").and_then(|written| {
        Some(Pattern {
            written: written.to_owned(),
            regex: pattern::translate(written).ok()?,
        })
    });
    Text {
        length: size(node, ["minLength", "maxLength"]),
        pattern,
        format: node.text("format").and_then(TextFormat::named),
    }
}

/// The bounds that two keywords set on how many there are.
pub(super) fn size(node: &Node, [min, max]: [&str; 2]) -> Size {
    let count = |key| match &node.get(key)?.kind {
        Kind::Number(number) => number.as_u64(),
        _ => None,
    };
    Size {
        min: count(min),
        max: count(max),
    }
}

fn listed(node: &Node, literal: impl Fn(&Node) -> Option<Literal>) -> Vec<Literal> {
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    values.iter().filter_map(literal).collect()
}

/// A number in JSON's notation.
fn json(node: &Node, key: &str) -> Option<String> {
    match &node.get(key)?.kind {
        Kind::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
