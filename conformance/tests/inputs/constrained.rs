//! Random values that keep what a type is held to beyond its kind, and values that break one of it.

use proptest::prelude::*;
use proptest::strategy::Union;
use reversals_codegen::ir::Type;
use reversals_codegen::ir::{Integer, Limit, Number, Text, TextFormat};
use serde_json::{Value, json};

use reversals_strength::held::{self, Held};

/// Texts of a pattern or a format, within their length; none where a type has neither.
pub(super) fn text(text: &Text, least: usize, most: Option<usize>) -> Option<BoxedStrategy<Value>> {
    let made = match (held::format(&text.rules), &text.pattern) {
        (Some(format), _) => of_format(format),
        (None, Some(pattern)) => matching(&pattern.regex),
        (None, None) => return None,
    };
    let held = Held::of(&Type::String(text.clone()));
    let fits = move |text: &String| {
        let length = text.chars().count();
        length >= least
            && most.is_none_or(|most| length <= most)
            && held.admits(&Value::from(text.as_str()))
    };
    Some(
        made.prop_filter("it breaks a bound", fits)
            .prop_map(Value::from)
            .boxed(),
    )
}

/// Texts that a pattern may match. What stands at its ends is no text.
fn matching(regex: &str) -> BoxedStrategy<String> {
    let bare = regex.strip_prefix('^').unwrap_or(regex);
    let bare = bare.strip_suffix('$').unwrap_or(bare);
    match proptest::string::string_regex(bare) {
        Ok(texts) => texts.boxed(),
        Err(_) => super::text::text(0, Some(40)),
    }
}

fn of_format(format: TextFormat) -> BoxedStrategy<String> {
    let date = || {
        let leap = prop::sample::select(vec!["2024-02-29", "2000-02-29", "1999-12-31"]);
        let any = (1..=9999_u16, 1..=12_u8, 1..=28_u8);
        prop_oneof![
            1 => leap.prop_map(str::to_owned),
            3 => any.prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        ]
    };
    match format {
        TextFormat::Date => date().boxed(),
        TextFormat::DateTime => {
            let offset = prop::sample::select(vec!["Z", "z", "+01:00", "-23:59"]);
            let fraction = prop::sample::select(vec!["", ".5", ".123456789"]);
            (
                date(),
                prop::sample::select(vec!['T', 't']),
                0..24_u8,
                0..60_u8,
                fraction,
                offset,
            )
                .prop_map(|(date, t, hour, minute, fraction, offset)| {
                    format!("{date}{t}{hour:02}:{minute:02}:59{fraction}{offset}")
                })
                .boxed()
        }
        TextFormat::Uuid => {
            "([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12})"
                .boxed()
        }
        TextFormat::Byte => {
            "([A-Za-z0-9+/]{4}){0,4}([A-Za-z0-9+/]{2}[AEIM048]=|[A-Za-z0-9+/][AQgw]==)?".boxed()
        }
        TextFormat::Decimal => "-?[0-9]{1,20}(\\.[0-9]{1,20})?".boxed(),
        TextFormat::Int64 => prop_oneof![
            1 => prop::sample::select(vec![i64::MIN, i64::MAX, 0]),
            3 => any::<i64>(),
        ]
        .prop_map(|number| number.to_string())
        .boxed(),
    }
}

/// Whole numbers that are multiples, within their bounds.
pub(super) fn integer(integer: &Integer, any: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let Some(step) =
        held::said(&integer.rules, "multipleOf").and_then(|step| held::number(step).as_f64())
    else {
        return any;
    };
    // Of a fraction, what is whole is a multiple wherever it is one of the next whole number.
    #[allow(clippy::cast_possible_truncation, reason = "a step is a small number")]
    let step = step.ceil() as i64;
    let (min, max) = (
        integer.min.unwrap_or(i64::MIN),
        integer.max.unwrap_or(i64::MAX),
    );
    let within = move |value: Value| {
        let value = value.as_i64().unwrap_or_default();
        let below = value - value.checked_rem(step).unwrap_or_default();
        let inwards = [
            Some(below),
            below.checked_add(step),
            below.checked_sub(step),
        ];
        let found = inwards
            .into_iter()
            .flatten()
            .find(|value| (min..=max).contains(value));
        Value::from(found.unwrap_or(below))
    };
    let held = Held::of(&Type::Integer(integer.clone()));
    let fits = move |value: &Value| held.admits(value);
    any.prop_map(within)
        .prop_filter("no multiple", fits)
        .boxed()
}

/// Numbers within their bounds. Never a whole one where another is one: a form says `1` for `1.0`.
pub(super) fn number(number: &Number) -> BoxedStrategy<Value> {
    let held = Held::of(&Type::Number(number.clone()));
    let whole = |value: f64| value.fract() == 0.0;
    let step = held::said(&number.rules, "multipleOf");
    let wholes = step
        .and_then(|step| held::number(step).as_f64())
        .is_some_and(whole);
    let fits =
        move |value: &Value| held.admits(value) && (wholes || !value.as_f64().is_some_and(whole));
    if !number.values.is_empty() {
        let values: Vec<Value> = number
            .values
            .iter()
            .map(|text| held::number(text))
            .collect();
        return prop::sample::select(values).boxed();
    }
    let bound = |limit: &Option<Limit>| held::number(&limit.as_ref()?.value).as_f64();
    let (min, max) = (bound(&number.min), bound(&number.max));
    let halves = any::<i32>().prop_map(|half| json!(f64::from(half) + 0.5));
    let mut all = vec![(4, halves.boxed())];
    let (low, high) = match (min, max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, min + 1000.5),
        (None, Some(max)) => (max - 1000.5, max),
        (None, None) => (-1000.5, 1000.5),
    };
    if min.is_some() || max.is_some() {
        let within =
            (0..=64_u32).prop_map(move |part| json!(low + (high - low) * f64::from(part) / 64.0));
        all = vec![(4, within.boxed())];
    }
    if let Some(step) = held::said(&number.rules, "multipleOf") {
        let step = step.to_owned();
        let count = held::number(&step)
            .as_f64()
            .map_or(1.0, |step| (low / step).ceil());
        #[allow(
            clippy::cast_possible_truncation,
            reason = "how many steps there are to a bound that is in use"
        )]
        let first = count as i64;
        let multiples = (0..2000_i64).prop_map(move |more| multiple(&step, first + more));
        all = vec![(4, multiples.boxed())];
    }
    Union::new_weighted(all)
        .prop_filter("not within", fits)
        .boxed()
}

/// So many times a step, in decimal digits.
fn multiple(step: &str, times: i64) -> Value {
    let (digits, exponent) = step.split_once(['e', 'E']).unwrap_or((step, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: i128 = format!("{whole}{fraction}").parse().unwrap_or(1);
    let exponent = exponent.parse().unwrap_or(0) - i32::try_from(fraction.len()).unwrap_or(0);
    held::number(&format!("{}e{exponent}", mantissa * i128::from(times)))
}
