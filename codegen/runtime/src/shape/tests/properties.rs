//! Laws that tie the decoder to the encoder and to the check of JSON.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Serialize;

use super::*;

#[derive(Debug, Serialize)]
struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    map: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    k: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<i64>,
}

fn text(min: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), min..=10).prop_map(String::from_iter)
}

fn item() -> impl Strategy<Value = Item> {
    (text(1), any::<Option<i64>>()).prop_map(|(k, n)| Item { k, n })
}

prop_compose! {
    fn body()(
        text in prop::option::of(text(0)),
        whole in any::<Option<i64>>(),
        number in prop::option::of(prop::num::f64::NORMAL),
        flag in any::<Option<bool>>(),
        texts in prop::collection::vec(text(0), 0..=3),
        map in prop::collection::btree_map(self::text(1), self::text(0), 0..4),
        items in prop::collection::vec(item(), 0..4),
    ) -> Body {
        Body { text, whole, number, flag, texts, map, items }
    }
}

static BODY: Shape = Shape::Object {
    fields: FIELDS,
    rest: None,
};

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_the_same_json(body in body()) {
        let form = form::to_string(&body).unwrap();
        let mut expected = serde_json::to_value(&body).unwrap();
        // A whole float is written without a fraction and cannot be told from an integer again.
        let number = expected.get("number").and_then(Value::as_f64);
        let mut found = decode(&form).unwrap();
        prop_assert_eq!(found.get("number").and_then(Value::as_f64), number);
        for value in [&mut expected, &mut found] {
            value.as_object_mut().unwrap().remove("number");
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn whatever_decodes_passes_the_check_of_json(
        names in prop::collection::vec(prop::sample::select(vec![
            "text", "state", "whole", "limit", "flag", "texts", "texts[]", "texts[0]", "wholes[]", "map[k]", "map[0]",
            "clear", "clear[k]", "wipe", "object[a]", "object[b]", "items[][k]", "items[][n]", "items[0][k]", "range",
            "range[gte]", "any", "any[k]", "long", "number",
        ]), 0..6),
        values in prop::collection::vec(prop::sample::select(vec!["", "1", "100", "true", "posted", "xy", "-3", "1e2"]), 6),
    ) {
        let pairs: Vec<_> = names.iter().zip(values).map(|(name, value)| format!("{name}={value}")).collect();
        if let Ok(tree) = form::parse(pairs.join("&").as_bytes())
            && let Ok(value) = decode_form(&tree, FIELDS, None)
        {
            prop_assert_eq!(check_json(&value, &BODY), Ok(()));
        }
    }
}
