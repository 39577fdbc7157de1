//! Values of a schema, with one thing wrong or none, and values of no schema, made of bytes: where there is none left, it
//! is as simple as can be.

use serde_json::{Map, Value, json};

use super::schemas::{FORMATS, PATTERNS};

/// Makes values of what bytes say.
pub(crate) struct Maker<'a> {
    pub(crate) components: &'a Value,
    pub(crate) bytes: std::slice::Iter<'a, u8>,
}

/// How deep a made value goes; what is optional is left out below.
const DEPTH: usize = 5;

impl Maker<'_> {
    fn pick(&mut self, of: u8) -> u8 {
        self.bytes.next().copied().unwrap_or(0) % of
    }

    fn at(&mut self, length: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % length.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.at(of.len())]
    }

    /// A value near a schema, or far from all.
    pub(crate) fn value(&mut self, schema: &Value) -> Value {
        let way = self.pick(8);
        if way == 7 {
            return self.far(0);
        }
        let mut value = self.good(schema, 0);
        if way > 2 {
            self.slip(&mut value);
        }
        value
    }

    /// A value that a schema admits, as far as it is easily found.
    fn good(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
            let components = self.components;
            return self.good(&components[name], depth);
        }
        if schema["nullable"] == true && self.pick(6) == 5 {
            return Value::Null;
        }
        if let Some(listed) = schema["enum"].as_array() {
            return listed[self.at(listed.len())].clone();
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(branches) = schema[key].as_array() {
                let at = self.at(branches.len());
                return self.good(&branches[at], depth);
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut all = Map::new();
            for part in parts {
                match self.good(part, depth) {
                    Value::Object(members) => all.extend(members),
                    other => return other,
                }
            }
            return Value::Object(all);
        }
        match schema["type"].as_str() {
            Some("string") => self.text(schema),
            Some("integer" | "number") => self.number(schema),
            Some("boolean") => json!(self.pick(2) == 1),
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                let count = least
                    + if depth < DEPTH {
                        u64::from(self.pick(3))
                    } else {
                        0
                    };
                (0..count)
                    .map(|_| self.good(&schema["items"], depth + 1))
                    .collect()
            }
            Some("object") => self.object(schema, depth),
            _ => self.far(depth),
        }
    }

    fn text(&mut self, schema: &Value) -> Value {
        let known = PATTERNS.iter().find(|it| schema["pattern"] == it.0);
        if let Some((_, texts)) = known.or(FORMATS.iter().find(|it| schema["format"] == it.0)) {
            return self.one(texts).into();
        }
        let least = schema["minLength"].as_u64().unwrap_or(0);
        let length = least + u64::from(self.pick(4));
        (0..length)
            .map(|_| self.one(&['a', 'é', '𝄞', '"', '\0', ' ']))
            .collect::<String>()
            .into()
    }

    fn number(&mut self, schema: &Value) -> Value {
        let step = schema["multipleOf"].as_f64().unwrap_or(1.0);
        let least = schema["minimum"].as_f64().unwrap_or(0.0);
        let number = (least / step).ceil() * step + step * f64::from(self.pick(6));
        // As `3`, or as `3.0`.
        match number.to_string().parse::<i64>() {
            Ok(whole) if self.pick(4) != 3 => json!(whole),
            _ => json!(number),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut all = Map::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let required = schema["required"]
                .as_array()
                .is_some_and(|all| all.contains(&json!(name)));
            if required || (depth < DEPTH && self.pick(3) != 0) {
                all.insert(name.clone(), self.good(member, depth + 1));
            }
        }
        let rest = &schema["additionalProperties"];
        if (rest.is_object() || *rest == true) && depth < DEPTH && self.pick(2) == 1 {
            all.insert(
                self.one(&["x", "y", ""]).to_owned(),
                self.good(rest, depth + 1),
            );
        }
        Value::Object(all)
    }

    /// A value of no schema.
    pub(crate) fn far(&mut self, depth: usize) -> Value {
        match self.pick(if depth < DEPTH { 12 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.pick(2) == 1),
            2 => json!(i64::from(self.pick(9)) - 3),
            3 => json!(f64::from(self.pick(9)) / 2.0),
            4 => json!(self.one(&[
                -0.0,
                1.0,
                2.0,
                1e15,
                9_007_199_254_740_992.0,
                1e19,
                -1e300,
                1e-300,
                0.1
            ])),
            5 => json!(self.one(&[
                i64::MIN,
                i64::MAX,
                9_007_199_254_740_993,
                -2_147_483_649,
                2_147_483_647
            ])),
            6 => json!(self.one(&[u64::MAX, 1 << 63, 4_294_967_296])),
            7 => json!(self.one(&[
                "",
                "a",
                "b",
                "cat",
                "t0",
                "t1",
                "1",
                "true",
                "null",
                "\u{0}",
                "\u{feff}",
                "2024-02-29",
                "12"
            ])),
            8 => json!([]),
            9 => (0..self.pick(3)).map(|_| self.far(depth + 1)).collect(),
            _ => {
                let mut all = Map::new();
                for _ in 0..self.pick(4) {
                    let name = self.one(&["a", "b", "c", "t", "n", "v", "x", "$ref", ""]);
                    all.insert(name.to_owned(), self.far(depth + 1));
                }
                Value::Object(all)
            }
        }
    }

    /// One thing is changed somewhere.
    fn slip(&mut self, value: &mut Value) {
        let deeper = self.pick(4) != 0;
        match value {
            Value::Array(items) if deeper && !items.is_empty() => {
                let at = self.at(items.len());
                return self.slip(&mut items[at]);
            }
            Value::Object(members) if deeper && !members.is_empty() => {
                let at = self.at(members.len());
                if let Some(member) = members.values_mut().nth(at) {
                    return self.slip(member);
                }
            }
            _ => {}
        }
        let way = self.pick(4);
        match value {
            _ if way == 3 => *value = self.far(1),
            Value::Array(items) => match (way, items.first().cloned()) {
                (0, Some(first)) => items.push(first),
                (1, Some(_)) => drop(items.pop()),
                _ => items.push(self.far(2)),
            },
            Value::Object(members) => {
                let at = self.at(members.len());
                match (way, members.keys().nth(at).cloned()) {
                    (0, Some(name)) => drop(members.remove(&name)),
                    (1, Some(name)) => drop(members.insert(name, Value::Null)),
                    _ => drop(members.insert(self.one(&["a", "b", "zz"]).to_owned(), self.far(2))),
                }
            }
            Value::String(text) => match way {
                0 => text.push('a'),
                1 => drop(text.pop()),
                _ => *text = text.to_uppercase(),
            },
            Value::Number(number) => {
                let float = number.as_f64().unwrap_or_default();
                *value = match way {
                    0 => json!(float + 1.0),
                    1 => json!(-float),
                    _ => json!(float + 0.5),
                };
            }
            _ => *value = self.far(1),
        }
    }
}
