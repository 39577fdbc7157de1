//! Null where it was not admitted, and the reverse.

use serde_json::{Value, json};

use super::patch::{add as put, below, remove, replace};
use super::sites::{Position, Site, is_any};
use super::view::{View, is_true, items, reference};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, site: &Site<'_>, found: &mut Found) {
    let component = site.position == Position::Component;
    let uses_null = component || matches!(site.position, Position::Value | Position::Field { .. });
    if !uses_null || is_any(site.schema) {
        return;
    }
    let label = &site.place.label;
    let at = below(&site.place.pointer, &["nullable"]);
    if is_true(site.schema, "nullable") {
        if view.nullable_inside(site.schema) {
            return;
        }
        let mut patch = vec![remove(at)];
        let values = items(site.schema, "enum");
        if values.iter().any(Value::is_null) {
            let others: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            patch.push(replace(
                below(&site.place.pointer, &["enum"]),
                json!(others),
            ));
        }
        let what = format!("`{label}` is never null");
        found.add(&site.place, Change::new(Edit::NullableChanged, what, patch));
    } else if !component && !view.nullable(site.schema) {
        // Of a component, each place that refers to it may say so; there it is an edit of its own.
        let values = items(site.schema, "enum");
        let patch = if reference(site.schema).is_some() {
            // Nothing may stand beside a reference.
            let wrapped = json!({ "allOf": [site.schema], "nullable": true });
            vec![replace(site.place.pointer.clone(), wrapped)]
        } else if values.is_empty() || values.iter().any(Value::is_null) {
            vec![put(at, json!(true))]
        } else {
            // An enum that does not list null does not admit it.
            vec![
                put(at, json!(true)),
                put(below(&site.place.pointer, &["enum", "-"]), Value::Null),
            ]
        };
        let what = format!("`{label}` may be null");
        found.add(&site.place, Change::new(Edit::NullableChanged, what, patch));
    }
}
