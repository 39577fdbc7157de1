//! Enums: a value less, another value, a value more, any value.

use serde_json::{Value, json};

use super::patch::{add as put, below, remove, replace};
use super::sites::Site;
use super::view::items;
use super::{Change, Edit, Found};

pub(super) fn add(site: &Site<'_>, found: &mut Found) {
    let all = items(site.schema, "enum");
    let values: Vec<(usize, &Value)> = all
        .iter()
        .enumerate()
        .filter(|(_, value)| !value.is_null())
        .collect();
    let Some((first_index, first)) = values.first().copied() else {
        return;
    };
    let label = &site.place.label;
    let at = below(&site.place.pointer, &["enum"]);
    if values.len() > 1 {
        for (index, value) in &values {
            let word = word(value);
            let what = format!("the enum `{label}` has `{word}` no longer");
            let patch = vec![remove(below(&at, &[&index.to_string()]))];
            let change = Change::new(Edit::MemberRemoved, what, patch);
            found.add(&site.place, change.detail(word.clone()).word(word));
        }
    }
    // One is enough: to rename a value is to remove it and to add one, and each value is removed above.
    if let Some(other) = other(first, all) {
        let (old, new) = (word(first), word(&other));
        let what = format!("the enum `{label}` has `{new}` in place of `{old}`");
        let patch = vec![replace(
            below(&at, &[&first_index.to_string()]),
            other.clone(),
        )];
        let change = Change::new(Edit::MemberRenamed, what, patch);
        found.add(
            &site.place,
            change.detail(old.clone()).word(old).word(new.clone()),
        );

        // A truth value more would admit both, which is the enum removed.
        if !first.is_boolean() {
            let what = format!("the enum `{label}` has `{new}` too");
            let patch = vec![put(below(&at, &["-"]), other)];
            found.add(
                &site.place,
                Change::new(Edit::MemberAdded, what, patch).word(new),
            );
        }
    }
    let what = format!("`{label}` admits any value of its type, not only those of an enum");
    let change = Change::new(Edit::EnumRemoved, what, vec![remove(at)]);
    found.add(&site.place, change);
}

/// A value of the same type that is not listed.
fn other(value: &Value, listed: &[Value]) -> Option<Value> {
    let mut other = value.clone();
    loop {
        other = match &other {
            Value::String(text) => json!(format!("{text}_x")),
            Value::Number(number) => json!(number.as_i64()?.checked_add(1)?),
            Value::Bool(truth) => json!(!truth),
            _ => return None,
        };
        if !listed.contains(&other) {
            return Some(other);
        }
        if other == *value {
            return None;
        }
    }
}

/// A value as tests write it.
fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
