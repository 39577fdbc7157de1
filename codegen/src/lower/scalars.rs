//! Texts and numbers, with what they are held to, and the enums of them.

use reversals_runtime::shape::Decimal;
use serde_json::Value;

use super::{Lowering, Side};
use crate::ir::{
    Choice, Integer, Limit, Literal, Number, Pattern, Rule, Size, Text, Type, TypeShape,
};
use crate::keywords::{self, Row, width};
use crate::naming::{Case, Wish};
use crate::pattern;
use crate::schema::{Schema, SchemaId};
use crate::tree::Place;

/// The greatest number that `format: float` holds.
const MAX_FLOAT: &str = "3.4028234663852886e38";

impl Lowering<'_> {
    pub(super) fn string(&mut self, id: SchemaId, side: Side, hint: &str) -> Type {
        let schema = &self.schemas[id];
        if schema.values.is_none() {
            let known = schema.known_texts().filter(|_| side == Side::Response);
            let known: Vec<_> = known.filter_map(Value::as_str).map(str::to_owned).collect();
            if known.is_empty() {
                return Type::String(text(schema));
            }
            let known = known.into_iter().map(Literal::Text).collect();
            return match self.choice(id, (known, true), side, hint) {
                Type::Named(rust) => Type::OpenEnum(rust),
                ty => ty,
            };
        }
        // Where null is admitted it is listed too; the type around the enum carries it.
        let values = listed(schema, |value| {
            value.as_str().map(|text| Literal::Text(text.to_owned()))
        });
        self.choice(id, (values, false), side, hint)
    }

    pub(super) fn integer(&mut self, id: SchemaId, side: Side, hint: &str) -> Type {
        let schema = &self.schemas[id];
        if schema.values.is_some() {
            let values = listed(schema, |value| value.as_i64().map(Literal::Integer));
            return self.choice(id, (values, false), side, hint);
        }
        let (least, most) = schema.text("format").and_then(width).unzip();
        let min = schema.whole("minimum").into_iter().chain(least).max();
        let max = schema.whole("maximum").into_iter().chain(most).min();
        Type::Integer(Integer {
            min,
            max,
            rules: rules(schema),
        })
    }

    fn choice(
        &mut self,
        id: SchemaId,
        (values, extensible): (Vec<Literal>, bool),
        side: Side,
        hint: &str,
    ) -> Type {
        if values.is_empty() {
            return Type::Any;
        }
        let (rust, fresh) = self.begin(id, hint);
        if fresh {
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            let choices = values.into_iter().zip(self.choices(id, &texts));
            let values = choices
                .map(|(value, rust_name)| Choice { value, rust_name })
                .collect();
            self.declare(&rust, id, TypeShape::Enum { values, extensible });
        }
        self.named(&rust, side)
    }

    /// The names of an enum's values.
    fn choices(&mut self, id: SchemaId, values: &[String]) -> Vec<String> {
        let schema = &self.schemas[id];
        let given = schema.get("x-rust-names");
        let wishes: Vec<(Wish<'_>, &Place)> = values
            .iter()
            .map(|value| {
                let wish = Wish {
                    given: given.and_then(|given| given.value.get(value)?.as_str()),
                    ..Wish::of(value)
                };
                let given = given.filter(|_| wish.given.is_some());
                (
                    wish,
                    given.map_or(&schema.place, |given| &given.value_place),
                )
            })
            .collect();
        self.names
            .members(Case::Variant, "the value", &wishes, &[], "value")
    }
}

pub(super) fn number(schema: &Schema) -> Type {
    let limit = |key, exclusive| {
        Some(Limit {
            value: json(schema, key)?,
            exclusive: schema.is_true(exclusive),
        })
    };
    let (mut min, mut max) = (
        limit("minimum", "exclusiveMinimum"),
        limit("maximum", "exclusiveMaximum"),
    );
    if schema.text("format") == Some("float") {
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
    let values = schema.values.iter().flatten();
    let values = values.map(|listed| &listed.value);
    let values = values
        .filter(|value| value.is_number())
        .map(Value::to_string);
    Type::Number(Number {
        min,
        max,
        rules: rules(schema),
        values: values.collect(),
    })
}

/// A truth value. Where an enum lists one only, it is a constant in requests; an answer may have the other.
pub(super) fn boolean(schema: &Schema) -> Type {
    let values = schema.values.as_deref().unwrap_or_default();
    let has = |truth: bool| values.iter().any(|listed| listed.value == truth);
    match (has(true), has(false)) {
        (true, false) => Type::Only(true),
        (false, true) => Type::Only(false),
        _ => Type::Boolean,
    }
}

fn text(schema: &Schema) -> Text {
    // What a request is held to and has no equal is refused before it gets here.
    let pattern = schema.text("pattern").and_then(|written| {
        Some(Pattern {
            written: written.to_owned(),
            regex: pattern::translate(written).ok()?,
        })
    });
    Text {
        length: size(schema, ["minLength", "maxLength"]),
        pattern,
        rules: rules(schema),
    }
}

/// What the keywords of a schema hold its values to by rules of their own.
pub(super) fn rules(schema: &Schema) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (keyword, _) in keywords::bounds() {
        let Some(stated) = schema.get(keyword) else {
            continue;
        };
        let row = Row::of(keyword, stated.value.as_str(), schema.kind.type_name());
        let Some(made) = row.and_then(|row| row.bound?.rule) else {
            continue;
        };
        let text = stated.value.as_str().map(str::to_owned);
        let value = text.unwrap_or_else(|| stated.value.to_string());
        if made(&value).is_some() {
            rules.push(Rule {
                keyword,
                value,
                made,
            });
        }
    }
    rules
}

/// The bounds that two keywords set on how many there are.
pub(super) fn size(schema: &Schema, [min, max]: [&str; 2]) -> Size {
    Size {
        min: schema.count(min),
        max: schema.count(max),
    }
}

fn listed(schema: &Schema, literal: impl Fn(&Value) -> Option<Literal>) -> Vec<Literal> {
    let values = schema.values.iter().flatten();
    values.filter_map(|listed| literal(&listed.value)).collect()
}

/// A number in JSON's notation.
fn json(schema: &Schema, key: &str) -> Option<String> {
    schema.number(key).map(ToString::to_string)
}
