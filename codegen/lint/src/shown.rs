//! What cases show, by which examples are judged.

use std::collections::HashSet;

use serde_json::Value;

/// The values that cases show: whole ones, and those of a name.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    values: HashSet<String>,
    named: HashSet<(String, String)>,
}

impl Shown {
    /// Takes in a value and all that is in it.
    pub fn add(&mut self, value: &Value) {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            self.values.insert(text(value));
            match value {
                Value::Array(items) => waiting.extend(items),
                Value::Object(members) => {
                    for (name, value) in members {
                        self.named.insert((name.clone(), text(value)));
                        waiting.push(value);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a case shows the value; under a name, where it has one.
    pub(crate) fn has(&self, name: &str, value: &Value) -> bool {
        if name.is_empty() {
            return self.values.contains(&text(value));
        }
        self.named.contains(&(name.to_owned(), text(value)))
    }
}

/// A value such that equal ones are one text, whatever the order of members; a scalar as a form has it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => sorted(other),
    }
}

fn sorted(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(sorted).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{}:{}", Value::from(name.as_str()), sorted(value))
            };
            let mut members: Vec<_> = members.iter().map(member).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}
