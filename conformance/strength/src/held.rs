//! What values are held to beyond their kind, told by a schema validator: neither side's rules are asked.

use jsonschema::Validator;
use reversals_codegen::ir::{self, Limit, Number, Size, Text, TextFormat, Type};
use serde_json::{Value, json};

use crate::words::{self as w, Situation};

/// What the values of a type are held to.
#[derive(Default)]
pub struct Held(Vec<Rule>);

struct Rule {
    situation: Situation,
    /// Whether a value in the situation is within what it is held to.
    good: bool,
    check: Check,
}

enum Check {
    Schema(Validator),
    Text(fn(&str) -> bool),
}

impl Held {
    /// What a type says; lengths of texts, bounds of whole numbers and counts of items are no part of it.
    pub fn of(ty: &Type) -> Self {
        let mut held = Self::default();
        match ty {
            Type::String(Text { pattern, rules, .. }) => {
                if let Some(pattern) = pattern {
                    held.never(w::NO_MATCH, &json!({ "pattern": pattern.written }));
                }
                held.format(format(rules));
            }
            Type::Integer(integer) => held.step(said(&integer.rules, "multipleOf")),
            Type::Number(number) => held.number(number),
            Type::Only(truth) => held.never(w::WRONG_CONSTANT, &json!({ "const": truth })),
            Type::List { rules, .. } if is_unique(rules) => {
                held.never(w::TWICE, &json!({ "uniqueItems": true }));
            }
            Type::Map { rules, .. } => held = Self::members(rules),
            _ => {}
        }
        held
    }

    /// What an object of so many members is held to.
    pub fn members(rules: &[ir::Rule]) -> Self {
        let mut held = Self::default();
        let size = members(rules);
        if let Some(min) = size.min.filter(|&min| min > 0) {
            held.never(w::TOO_FEW, &json!({ "minProperties": min }));
            held.shown(
                w::FEWEST,
                &json!({ "minProperties": min, "maxProperties": min }),
            );
        }
        if let Some(max) = size.max {
            held.never(w::TOO_MANY, &json!({ "maxProperties": max }));
            held.shown(
                w::MOST,
                &json!({ "minProperties": max, "maxProperties": max }),
            );
        }
        held
    }

    fn number(&mut self, number: &Number) {
        let limits = [
            (&number.min, "minimum", w::BELOW_MINIMUM, w::AT_MINIMUM),
            (&number.max, "maximum", w::ABOVE_MAXIMUM, w::AT_MAXIMUM),
        ];
        for (limit, keyword, beyond, at) in limits {
            let Some(Limit { value, exclusive }) = limit else {
                continue;
            };
            let bound = self::number(value);
            self.never(beyond, &json!({ keyword: bound }));
            if *exclusive {
                self.never(at, &json!({ "not": { "const": bound } }));
            } else {
                self.shown(keyword.into(), &json!({ "const": bound }));
            }
        }
        self.step(said(&number.rules, "multipleOf"));
        if !number.values.is_empty() {
            let values: Vec<Value> = number
                .values
                .iter()
                .map(|text| self::number(text))
                .collect();
            self.never(w::UNKNOWN_VALUE_REFUSED, &json!({ "enum": values }));
            for (text, value) in number.values.iter().zip(values) {
                self.shown(w::value(text), &json!({ "const": value }));
            }
        }
    }

    fn step(&mut self, step: Option<&str>) {
        if let Some(step) = step {
            self.never(w::NO_MULTIPLE, &json!({ "multipleOf": number(step) }));
        }
    }

    fn format(&mut self, format: Option<TextFormat>) {
        let named = |word: &str| json!({ "format": word });
        match format {
            None => {}
            Some(TextFormat::Date) => self.never(w::NO_FORMAT, &named("date")),
            Some(TextFormat::DateTime) => self.never(w::NO_FORMAT, &named("date-time")),
            Some(TextFormat::Uuid) => self.never(w::NO_FORMAT, &named("uuid")),
            Some(TextFormat::Byte) => self.text(is_base64),
            Some(TextFormat::Decimal) => self.text(is_decimal),
            Some(TextFormat::Int64) => self.text(|text| {
                text.parse::<i64>()
                    .is_ok_and(|number| number.to_string() == text)
            }),
        }
    }

    fn never(&mut self, situation: Situation, schema: &Value) {
        self.rule(situation, false, schema);
    }

    fn shown(&mut self, situation: Situation, schema: &Value) {
        self.rule(situation, true, schema);
    }

    fn rule(&mut self, situation: Situation, good: bool, schema: &Value) {
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        // What the pipeline took is a schema.
        if let Ok(validator) = options.build(schema) {
            let check = Check::Schema(validator);
            self.0.push(Rule {
                situation,
                good,
                check,
            });
        }
    }

    fn text(&mut self, check: fn(&str) -> bool) {
        self.0.push(Rule {
            situation: w::NO_FORMAT,
            good: false,
            check: Check::Text(check),
        });
    }

    /// Every situation, and whether a value in it is good.
    pub fn situations(&self) -> impl Iterator<Item = (&Situation, bool)> {
        self.0.iter().map(|rule| (&rule.situation, rule.good))
    }

    /// Whether a validator of the document can tell that a value is in a situation.
    pub fn is_measured(&self, situation: &Situation) -> bool {
        let mut rules = self.0.iter().filter(|rule| rule.situation == *situation);
        rules.all(|rule| matches!(rule.check, Check::Schema(_)))
    }

    /// The situations that a value is in.
    pub fn of_value(&self, value: &Value) -> Vec<(Situation, bool)> {
        let rules = self
            .0
            .iter()
            .filter(|rule| rule.check.holds(value) == rule.good);
        rules
            .map(|rule| (rule.situation.clone(), rule.good))
            .collect()
    }

    /// Whether a value breaks nothing.
    pub fn admits(&self, value: &Value) -> bool {
        self.0
            .iter()
            .all(|rule| rule.good || rule.check.holds(value))
    }
}

impl Check {
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Schema(validator), _) => validator.is_valid(value),
            (Self::Text(check), Value::String(text)) => check(text),
            (Self::Text(_), _) => true,
        }
    }
}

/// Whether a situation is one of values that a server refuses and that no client measures.
pub fn is_beyond(situation: &str) -> bool {
    let beyond = [
        w::NO_MULTIPLE,
        w::NO_MATCH,
        w::NO_FORMAT,
        w::TWICE,
        w::TOO_FEW,
        w::TOO_MANY,
        w::AT_MINIMUM,
        w::AT_MAXIMUM,
    ];
    beyond.iter().any(|word| word == situation)
}

/// What a rule of a keyword says.
pub fn said<'a>(rules: &'a [ir::Rule], keyword: &str) -> Option<&'a str> {
    let rule = rules.iter().find(|rule| rule.keyword == keyword);
    rule.map(|rule| rule.value.as_str())
}

/// How many members rules ask for.
pub fn members(rules: &[ir::Rule]) -> Size {
    let count = |keyword: &str| said(rules, keyword)?.parse().ok();
    Size {
        min: count("minProperties"),
        max: count("maxProperties"),
    }
}

/// Whether rules ask that no item is there twice.
pub fn is_unique(rules: &[ir::Rule]) -> bool {
    said(rules, "uniqueItems") == Some("true")
}

/// The form of text that rules ask for.
pub fn format(rules: &[ir::Rule]) -> Option<TextFormat> {
    TextFormat::named(said(rules, "format")?)
}

/// A number of the model, which has it as it is written.
pub fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn is_base64(text: &str) -> bool {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    // The digits before the padding have two or four bits that must be zero.
    let last = bare.chars().next_back().and_then(|last| DIGITS.find(last));
    let spare = [0, 4, 16].get(padding);
    text.len().is_multiple_of(4)
        && bare.chars().all(|digit| DIGITS.contains(digit))
        && spare.is_some_and(|&spare| spare == 0 || last.is_some_and(|last| last % spare == 0))
}

fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}
