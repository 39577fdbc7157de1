//! Long texts, said shortly: `${x*5000}` in a case file stands for 5000 times `x`.

use serde_json::Value;

/// The longest text that a case may ask for, in bytes, so that a slip of a digit fills no memory.
const MAX: usize = 1 << 20;

/// The value with each `${text*count}` in its texts and names written out.
pub(super) fn written_out(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains("${") => Value::String(text_written_out(&text)),
        Value::Array(items) => items.into_iter().map(written_out).collect(),
        Value::Object(mut members) if !members.keys().any(|name| name.contains("${")) => {
            for value in members.values_mut() {
                *value = written_out(value.take());
            }
            Value::Object(members)
        }
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (text_written_out(&name), written_out(value)))
            .collect(),
        other => other,
    }
}

fn text_written_out(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let Some((repeated, behind)) = repeated(from) else {
            out.push_str("${");
            rest = &from[2..];
            continue;
        };
        out.push_str(&repeated);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// What `${text*count}` at the start stands for, and what follows it.
fn repeated(from: &str) -> Option<(String, &str)> {
    let (inside, behind) = from.strip_prefix("${")?.split_once('}')?;
    let (text, count) = inside.rsplit_once('*')?;
    let count: usize = count.parse().ok()?;
    let fits = !text.is_empty() && count.checked_mul(text.len())? <= MAX;
    fits.then(|| (text.repeat(count), behind))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_and_names_are_written_out_at_every_level() {
        let value = json!({ "a=${é*3}&b=${x*2}": ["${ab*2}", 1, { "k": "-${0*1}-" }] });
        assert_eq!(
            written_out(value),
            json!({ "a=ééé&b=xx": ["abab", 1, { "k": "-0-" }] })
        );
    }

    #[test]
    fn what_is_no_repetition_stays() {
        for text in [
            "${",
            "${x}",
            "${*3}",
            "${x*}",
            "${x*y}",
            "$x*3",
            "${x*9999999}",
            "}${",
        ] {
            assert_eq!(written_out(json!(text)), json!(text));
        }
    }
}
