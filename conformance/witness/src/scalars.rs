//! Texts and numbers within bounds, and at them.

use reversals_codegen::check::width;
use reversals_codegen::pattern;
use reversals_codegen::schema::{Kind, Schema};
use serde_json::{Value, json};

/// Which lengths and counts are tried; more is no message that anybody reads.
pub(crate) const MOST: u64 = 20_000;

/// The shortest text within a schema's bounds.
pub(crate) fn text(schema: &Schema) -> Value {
    let length = schema.count("minLength").unwrap_or(0).clamp(1, MOST);
    let most = schema.count("maxLength").unwrap_or(MOST);
    let length = usize::try_from(length.min(most)).unwrap_or(1);
    if let Some(pattern) = schema.text("pattern") {
        return pattern::text_of(pattern, length).map_or(json!("a"), |text| json!(text));
    }
    match schema.text("format") {
        Some("date") => json!("2024-02-29"),
        Some("date-time") => json!("2024-02-29T12:00:00Z"),
        Some("uuid") => json!("6f0f2f6e-2d0a-4b9c-9d0c-2f6c1d5b7a10"),
        Some("byte") => json!("YQ=="),
        Some("decimal") => json!("1.5"),
        Some("int64") => json!("12"),
        _ => json!("a".repeat(length)),
    }
}

/// A number within a schema's bounds.
pub(crate) fn number(schema: &Schema) -> Value {
    let numbers = numbers(schema);
    let within = |value: &&Value| {
        let Some(it) = value.as_f64() else {
            return false;
        };
        let bound = |keyword| schema.number(keyword).and_then(serde_json::Number::as_f64);
        let exclusive = |keyword| schema.is_true(keyword);
        bound("minimum").is_none_or(|min| it > min || (it >= min && !exclusive("exclusiveMinimum")))
            && bound("maximum")
                .is_none_or(|max| it < max || (it <= max && !exclusive("exclusiveMaximum")))
            && bound("multipleOf").is_none_or(|step| (it / step).fract() == 0.0)
            && (schema.kind != Kind::Integer || it.fract() == 0.0)
    };
    numbers.iter().find(within).cloned().unwrap_or(json!(1))
}

/// Numbers at a schema's bounds.
pub(crate) fn numbers(schema: &Schema) -> Vec<Value> {
    let mut all = vec![
        json!(1),
        json!(0),
        json!(-1),
        json!(2),
        json!(7),
        json!(1_000_000),
    ];
    for keyword in ["minimum", "maximum", "multipleOf"] {
        if let Some(whole) = schema.whole(keyword) {
            let near = [-1, 0, 1].map(|by| whole.saturating_add(by));
            all.extend(near.map(|number| json!(number)));
            all.extend([
                json!(whole.saturating_mul(2)),
                json!(whole.saturating_mul(3)),
            ]);
        } else if let Some(bound) = schema.number(keyword) {
            all.push(Value::Number(bound.clone()));
            let Some(bound) = bound.as_f64() else {
                continue;
            };
            let near = [-0.5, -0.25, 0.25, 0.5].map(|by| bound + by);
            all.extend(
                near.into_iter()
                    .chain([bound / 2.0, bound * 2.0])
                    .map(|it| json!(it)),
            );
        }
    }
    if schema.kind == Kind::Number {
        all.push(json!(0.5));
    }
    if let Some((least, most)) = width(schema.text("format").unwrap_or_default()) {
        all.extend([least, most].map(|edge| json!(edge)));
        all.extend([least.saturating_sub(1), most.saturating_add(1)].map(|beyond| json!(beyond)));
    }
    // The multiples that are next to each.
    if let Some(step) = schema.whole("multipleOf").filter(|step| *step > 1) {
        let wholes: Vec<i64> = all.iter().filter_map(Value::as_i64).collect();
        for whole in wholes {
            let below = whole.saturating_sub(whole.rem_euclid(step));
            all.extend([-step, 0, step].map(|by| json!(below.saturating_add(by))));
        }
    }
    all
}

/// Counts at bounds, on either side of them.
pub(crate) fn near(bounds: &[Option<u64>]) -> impl Iterator<Item = usize> + use<> {
    let bounds: Vec<u64> = bounds.iter().flatten().copied().collect();
    let all = bounds
        .into_iter()
        .flat_map(|bound| [bound.saturating_sub(1), bound, bound.saturating_add(1)].into_iter());
    let all = all.filter(|count| *count <= MOST);
    all.filter_map(|count| usize::try_from(count).ok())
}
