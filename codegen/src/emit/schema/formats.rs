//! What `format` says, as bounds and patterns: validators take the word itself for a comment.

use serde_json::{Map, Number, Value, json};

use crate::keywords::width;
use crate::schema::{Kind, Schema};

/// A day of the calendar, leap years and all.
const DATE: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
    |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))\
    |(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

const TIME: &str = "[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?\
    (?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";

const UUID: &str = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}";

const BASE64: &str = "(?:[A-Za-z0-9+/]{4})*\
    (?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?";

/// What a float of 32 bits holds at most.
const MAX_FLOAT: f64 = f32::MAX as f64;

/// Says a schema's `format` in words that validators hold values to.
pub(super) fn hold(schema: &Schema, made: &mut Map<String, Value>) {
    let Some(format) = schema.text("format") else {
        return;
    };
    match schema.kind {
        Kind::Text if schema.values.is_none() => {
            if let Some(pattern) = pattern(format) {
                match made.get("pattern") {
                    None => made.insert("pattern".to_owned(), json!(pattern)),
                    Some(_) => made.insert("allOf".to_owned(), json!([{ "pattern": pattern }])),
                };
            }
        }
        Kind::Integer => {
            if let Some((least, most)) = width(format) {
                bound(made, least.into(), most.into());
            }
        }
        Kind::Number if format == "float" => {
            if let Some((least, most)) =
                Number::from_f64(-MAX_FLOAT).zip(Number::from_f64(MAX_FLOAT))
            {
                bound(made, least, most);
            }
        }
        _ => {}
    }
}

/// The pattern of the texts that have a form.
fn pattern(format: &str) -> Option<String> {
    Some(match format {
        "byte" => format!("^{BASE64}$"),
        "date" => format!("^{DATE}$"),
        "date-time" => format!("^{DATE}{TIME}$"),
        "decimal" => "^-?[0-9]+(?:\\.[0-9]+)?$".to_owned(),
        "int64" => int64(),
        "uuid" => format!("^{UUID}$"),
        _ => return None,
    })
}

/// The whole numbers of 64 bits: those of 18 digits at most, and of 19 digits those that are no greater, digit by digit,
/// than the greatest.
fn int64() -> String {
    const GREATEST: &str = "9223372036854775807";
    let mut longest = vec![GREATEST.to_owned()];
    for (at, digit) in GREATEST.bytes().enumerate() {
        let (first, rest) = (u8::from(at == 0), GREATEST.len() - at - 1);
        if digit > b'0' + first {
            let below = char::from(digit - 1);
            let same = &GREATEST[..at];
            longest.push(format!("{same}[{first}-{below}][0-9]{{{rest}}}"));
        }
    }
    let longest = longest.join("|");
    format!("^(?:-?(?:0|[1-9][0-9]{{0,17}}|{longest})|-9223372036854775808)$")
}

/// Bounds a number where its own bounds, as they were made, are no narrower.
fn bound(made: &mut Map<String, Value>, least: Number, most: Number) {
    let number = |key: &str| made.get(key).and_then(Value::as_f64);
    let (Some(low), Some(high)) = (least.as_f64(), most.as_f64()) else {
        return;
    };
    let above = ["minimum", "exclusiveMinimum"]
        .into_iter()
        .any(|key| number(key).is_some_and(|own| own >= low));
    let below = ["maximum", "exclusiveMaximum"]
        .into_iter()
        .any(|key| number(key).is_some_and(|own| own <= high));
    if !above {
        made.remove("exclusiveMinimum");
        made.insert("minimum".to_owned(), least.into());
    }
    if !below {
        made.remove("exclusiveMaximum");
        made.insert("maximum".to_owned(), most.into());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use reversals_runtime::shape::{Format, Rule, Shape, check_json};

    use super::*;
    use crate::ir::TextFormat;

    /// Texts near the edge of each form, on both sides of it.
    fn texts() -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        for year in [
            "0000", "1900", "2000", "2023", "2024", "2100", "2400", "99", "20244",
        ] {
            for month in 0..=13 {
                for day in [0, 1, 9, 10, 19, 20, 28, 29, 30, 31, 32] {
                    texts.insert(format!("{year}-{month:02}-{day:02}"));
                }
            }
        }
        for time in [
            "T00:00:00Z",
            "t23:59:60z",
            "T24:00:00Z",
            "T23:60:00Z",
            "T23:59:61Z",
            "T1:00:00Z",
            " 00:00:00Z",
            "T00:00:00",
            "T00:00:00.Z",
            "T00:00:00.123456789Z",
            "T00:00:00+23:59",
            "T00:00:00-24:00",
            "T00:00:00+01:60",
            "T00:00:00+0100",
            "T00:00:00ZZ",
            "T00:00Z",
            "T00:00:00.1+00:00",
            "T00:00:0é",
        ] {
            for day in ["2024-02-29", "2023-02-29"] {
                texts.insert(format!("{day}{time}"));
            }
        }
        for text in [
            "",
            "-",
            "0",
            "-0",
            "00",
            "01",
            "1.",
            ".1",
            "1.5",
            "-1.50",
            "1.5.5",
            "+1",
            "1e3",
            "1,5",
            "１",
            "--1",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "9223372036854775799",
            "9223372036854775810",
            "9300000000000000000",
            "10000000000000000000",
            "8999999999999999999",
            "999999999999999999",
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "123e4567e89b12d3a456426614174000",
            "g23e4567-e89b-12d3-a456-426614174000",
            "123e4567-e89b-12d3-a456-4266141740001",
            "QQ==",
            "QR==",
            "QUI=",
            "QUJ=",
            "QUJD",
            "QUJDRA==",
            "QUJDRA=",
            "QUJDRA",
            "Q",
            "QQ",
            "QQ=",
            "====",
            "=",
            "QU JD",
            "QUJ\n",
            "-_-_",
            "QUJDé",
            "2024-02-2\n",
            "2024-02-29\n",
        ] {
            texts.insert(text.to_owned());
        }
        texts
    }

    #[test]
    fn the_pattern_of_a_form_admits_what_a_server_takes_and_nothing_else() {
        static BYTE: Shape = Shape::Held(&Shape::Any, &[Rule::Format(Format::Byte)]);
        static DATE: Shape = Shape::Held(&Shape::Any, &[Rule::Format(Format::Date)]);
        static DATE_TIME: Shape = Shape::Held(&Shape::Any, &[Rule::Format(Format::DateTime)]);
        static DECIMAL: Shape = Shape::Held(&Shape::Any, &[Rule::Format(Format::Decimal)]);
        static INT64: Shape = Shape::Held(&Shape::Any, &[Rule::Format(Format::Int64)]);
        static UUID: Shape = Shape::Held(&Shape::Any, &[Rule::Format(Format::Uuid)]);
        for (word, format) in TextFormat::ALL {
            let shape = match format {
                TextFormat::Byte => &BYTE,
                TextFormat::Date => &DATE,
                TextFormat::DateTime => &DATE_TIME,
                TextFormat::Decimal => &DECIMAL,
                TextFormat::Int64 => &INT64,
                TextFormat::Uuid => &UUID,
            };
            let regex = crate::pattern::translate(&pattern(word).unwrap()).unwrap();
            let regex = reversals_runtime::shape::Pattern::compile(&regex).unwrap();
            let (mut good, mut bad) = (0, 0);
            for text in texts() {
                let taken = check_json(&json!(text), shape).is_ok();
                assert_eq!(regex.is_match(&text), taken, "{word} {text:?}");
                if taken {
                    good += 1;
                } else {
                    bad += 1;
                }
            }
            assert!(good > 1 && bad > 1, "{word} {good} {bad}");
        }
    }

    /// The schema of a document that has no other.
    fn of_format(kind: &Kind, format: &str) -> Schema {
        let of = kind.type_name().unwrap();
        let schema = json!({ "type": of, "format": format });
        let info = json!({ "title": "", "version": "" });
        let components = json!({ "schemas": { "it": schema } });
        let document =
            json!({ "openapi": "3.0.3", "info": info, "paths": {}, "components": components });
        let fragments = crate::load::value("api.json", &document).unwrap();
        let checked = crate::check::document(crate::bundle::bundle(&fragments).unwrap()).unwrap();
        let schemas = checked.schemas();
        schemas[schemas.component("it").unwrap()].clone()
    }

    #[test]
    fn the_narrower_bound_counts() {
        let held = |kind: Kind, format: &str, made: Value| {
            let Value::Object(mut made) = made else {
                return Value::Null;
            };
            hold(&of_format(&kind, format), &mut made);
            Value::Object(made)
        };
        assert_eq!(
            held(Kind::Integer, "int32", json!({ "minimum": 1 })),
            json!({ "minimum": 1, "maximum": i32::MAX })
        );
        assert_eq!(
            held(
                Kind::Integer,
                "int32",
                json!({ "exclusiveMinimum": -9e9, "maximum": 9_000_000_000_i64 })
            ),
            json!({ "minimum": i32::MIN, "maximum": i32::MAX })
        );
        let both = held(Kind::Text, "date", json!({ "pattern": "^2" }));
        assert_eq!(both["pattern"], "^2");
        assert!(both["allOf"][0]["pattern"].is_string());
    }
}
