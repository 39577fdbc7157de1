//! Forms read by `serde_qs`, a crate that shares nothing with either side.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_qs::{Config, DuplicateKeyBehavior};

/// Brackets are structure where they are raw, and no text comes twice.
const CONFIG: Config = Config::new()
    .max_depth(16)
    .duplicate_key_behavior(DuplicateKeyBehavior::Error);

/// Reads a form of texts that should be `expected`; what it is instead where it is not.
///
/// What should be a map is read as one, since `serde_qs` alone would take a map whose keys are numbers for a list.
/// Errors: what `serde_qs` says of a text that it can't read so.
pub(super) fn form(text: &str, expected: &Map<String, Value>) -> Result<Value, String> {
    let text = with_zeros(text);
    let read = serde_qs::Deserializer::with_config(CONFIG, text.as_bytes());
    let expected = Value::Object(expected.clone());
    let read = read.and_then(|form| Like(Some(&expected)).deserialize(form));
    read.map_err(|error| error.to_string())
}

/// The form with the first digit of such keys as `007` escaped, which `serde_qs` reads as numbers otherwise.
fn with_zeros(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    for (index, pair) in form.split('&').enumerate() {
        if index > 0 {
            out.push('&');
        }
        let (name, value) = pair.split_at(pair.find('=').unwrap_or(pair.len()));
        for (index, step) in name.split('[').enumerate() {
            if index > 0 {
                out.push('[');
            }
            let key = step.strip_suffix(']').unwrap_or(step);
            let number = key.len() > 1 && key.bytes().all(|byte| byte.is_ascii_digit());
            match step.strip_prefix('0').filter(|_| number) {
                Some(rest) => out.extend(["%30", rest]),
                None => out.push_str(step),
            }
        }
        out.push_str(value);
    }
    out
}

/// Reads what should be like a value; with none, anything.
struct Like<'a>(Option<&'a Value>);

impl<'de> DeserializeSeed<'de> for Like<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.0 {
            Some(Value::Object(_)) => deserializer.deserialize_map(self),
            // Asked for a text, `serde_qs` makes one of `a` without an equals sign too.
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Like<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, a list or a map")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) =
            seq.next_element_seed(Like(self.0.and_then(|list| list.get(items.len()))))?
        {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let like = Like(self.0.and_then(|map| map.get(&key)));
            let value = map.next_value_seed(like)?;
            if members.insert(key, value).is_some() {
                return Err(A::Error::custom("a key comes twice"));
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn reads(text: &str, value: &Value) {
        let expected = value.as_object().expect("an object");
        assert_eq!(form(text, expected).as_ref(), Ok(value), "{text}");
    }

    #[test]
    fn forms_are_read_as_they_are_meant() {
        reads("", &json!({}));
        reads("a=&b=%00+%2B", &json!({ "a": "", "b": "\0 +" }));
        reads("e[]=a&e[]=", &json!({ "e": ["a", ""] }));
        reads(
            "m[007]=a&m[7]=b&m[a%5Bb%5D]=c&m[%25]=%5B%5D",
            &json!({ "m": { "007": "a", "7": "b", "a[b]": "c", "%": "[]" } }),
        );
        reads("m[0]=a&m[1]=b", &json!({ "m": { "0": "a", "1": "b" } }));
        reads(
            "m[4294967296]=a&m[00]=b",
            &json!({ "m": { "4294967296": "a", "00": "b" } }),
        );
        reads(
            "i[0][k]=a&i[1][k]=b",
            &json!({ "i": [{ "k": "a" }, { "k": "b" }] }),
        );
    }

    #[test]
    fn what_is_not_as_expected_is_told_apart() {
        let expected = json!({ "e": ["a"] });
        for text in ["e=a", "e[]=b", "e[]=a&e[]=a", "e[a]=a", "e[]=a&x=1", ""] {
            let read = form(text, expected.as_object().expect("an object"));
            assert_ne!(read, Ok(expected.clone()), "{text}");
        }
    }
}
