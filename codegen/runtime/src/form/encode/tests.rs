//! What the encoder writes and refuses.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::{Clearable, Nullable, OrEmpty};

fn text(value: &impl Serialize) -> String {
    to_string(value).unwrap()
}

#[track_caller]
fn refused(value: &impl Serialize, param: Option<&str>, reason: &EncodeReason) {
    let error = to_string(value).unwrap_err();
    assert_eq!((error.param().as_deref(), error.reason()), (param, reason));
}

#[test]
fn structure_is_in_raw_brackets_and_the_rest_is_escaped() {
    assert_eq!(
        text(&json!({"metadata": {"order_id": "6735"}})),
        "metadata[order_id]=6735"
    );
    assert_eq!(
        text(&json!({"expand": ["a", "b.c"]})),
        "expand[]=a&expand[]=b.c"
    );
    assert_eq!(
        text(&json!({"items": [{"k": "v"}, {"k": [1, 2]}]})),
        "items[0][k]=v&items[1][k][]=1&items[1][k][]=2"
    );
    assert_eq!(
        text(&json!({"m": {"k[0]": "a&b=c d+e%é"}})),
        "m[k%5B0%5D]=a%26b%3Dc%20d%2Be%25%C3%A9"
    );
    assert_eq!(text(&json!({"a b": "x"})), "a%20b=x");
}

#[test]
fn a_mixed_list_and_a_list_of_lists_are_indexed() {
    assert_eq!(text(&json!({"l": ["a", {"k": "v"}]})), "l[0]=a&l[1][k]=v");
    assert_eq!(
        text(&json!({"l": [["a"], ["b", "c"]]})),
        "l[0][]=a&l[1][]=b&l[1][]=c"
    );
}

#[test]
fn scalars_are_exact() {
    #[derive(Serialize)]
    struct Scalars {
        flag: bool,
        least: i64,
        most: u64,
        float: f64,
        whole: f64,
        huge: f64,
        tiny: f32,
        letter: char,
    }
    let scalars = Scalars {
        flag: true,
        least: i64::MIN,
        most: u64::MAX,
        float: 0.1,
        whole: 10.0,
        huge: 1e300,
        tiny: -2.5e-7,
        letter: 'é',
    };
    assert_eq!(
        text(&scalars),
        "flag=true&least=-9223372036854775808&most=18446744073709551615&float=0.1&whole=10&huge=1e300&tiny=-2.5e-7&letter=%C3%A9"
    );
}

#[test]
fn what_is_absent_or_empty_sends_nothing() {
    #[derive(Serialize)]
    struct Body {
        none: Option<i64>,
        #[serde(skip_serializing_if = "Nullable::is_absent")]
        absent: Nullable<i64>,
        #[serde(skip_serializing_if = "Clearable::is_keep")]
        keep: Clearable<String>,
        map: BTreeMap<String, String>,
        list: Vec<String>,
        nested: BTreeMap<String, Vec<String>>,
        some: Option<i64>,
    }
    let nested = BTreeMap::from([("k".to_owned(), vec![])]);
    let body = Body {
        none: None,
        absent: Nullable::Absent,
        keep: Clearable::Keep,
        map: BTreeMap::new(),
        list: vec![],
        nested,
        some: Some(0),
    };
    assert_eq!(text(&body), "some=0");
    assert_eq!(text(&json!({})), "");
}

#[test]
fn an_empty_string_is_sent_and_so_is_clear() {
    assert_eq!(text(&json!({"description": ""})), "description=");
    assert_eq!(
        text(&BTreeMap::from([("metadata", Clearable::<Value>::Clear)])),
        "metadata="
    );
    assert_eq!(
        text(&BTreeMap::from([(
            "m",
            BTreeMap::from([("k", OrEmpty::<i64>::Empty)])
        )])),
        "m[k]="
    );
}

#[test]
fn null_is_refused_by_name() {
    refused(
        &json!({"a": {"b": null}}),
        Some("a[b]"),
        &EncodeReason::Null,
    );
    refused(
        &BTreeMap::from([("at", Nullable::<i64>::Null)]),
        Some("at"),
        &EncodeReason::Null,
    );
    refused(
        &BTreeMap::from([("l", vec![Some(1), None])]),
        Some("l[1]"),
        &EncodeReason::Null,
    );
    let error = to_string(&json!({"a": {"b": null}})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot encode `a[b]`: a form cannot carry null"
    );
}

#[test]
fn what_would_read_back_as_something_else_is_refused() {
    refused(
        &json!({"metadata": {"": "v"}}),
        Some("metadata[]"),
        &EncodeReason::EmptyKey,
    );
    refused(&json!({"": "v"}), Some(""), &EncodeReason::EmptyKey);
    refused(&json!({"a[b]": "v"}), Some("a[b]"), &EncodeReason::Bracket);
    refused(&json!({"a]": "v"}), Some("a]"), &EncodeReason::Bracket);
    refused(
        &json!({"l": [{}, {"k": "v"}]}),
        Some("l[0]"),
        &EncodeReason::EmptyItem,
    );
    refused(
        &json!({"l": [["a"], []]}),
        Some("l[1]"),
        &EncodeReason::EmptyItem,
    );
    refused(
        &BTreeMap::from([("x", f64::NAN)]),
        Some("x"),
        &EncodeReason::NonFinite,
    );
    refused(
        &BTreeMap::from([("x", f32::INFINITY)]),
        Some("x"),
        &EncodeReason::NonFinite,
    );
    refused(
        &BTreeMap::from([("x", Clearable::<i64>::Keep)]),
        Some("x"),
        &EncodeReason::Custom(
            "a parameter to keep has no encoding; its field must be skipped".to_owned(),
        ),
    );
}

#[test]
fn only_a_map_is_a_form() {
    let error = to_string("text").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot encode the value: a form is a map or struct"
    );
    assert_eq!(error.param(), None);
    refused(&vec![1], None, &EncodeReason::NoMap);
    refused(&(), None, &EncodeReason::Null);
}

#[test]
fn keys_are_sorted_in_maps_and_kept_in_order_in_structs() {
    #[derive(Serialize)]
    struct Body {
        z: i64,
        a: HashMap<String, i64>,
    }
    let a: HashMap<_, _> = (0..50).map(|key| (format!("{key:02}"), key)).collect();
    let expected: Vec<_> = (0..50).map(|key| format!("a[{key:02}]={key}")).collect();
    assert_eq!(
        text(&Body { z: 1, a }),
        format!("z=1&{}", expected.join("&"))
    );
}

#[test]
fn keys_may_be_numbers_but_not_structures() {
    assert_eq!(
        text(&BTreeMap::from([("m", BTreeMap::from([(7, "x")]))])),
        "m[7]=x"
    );
    refused(
        &BTreeMap::from([("m", BTreeMap::from([(vec![7], "x")]))]),
        Some("m"),
        &EncodeReason::Key,
    );
}

#[test]
fn sixteen_levels_are_written_and_seventeen_refused() {
    let nest = |levels| (0..levels).fold(json!("v"), |inner, _| json!({"k": inner}));
    assert_eq!(text(&nest(17)), format!("k{}=v", "[k]".repeat(16)));
    let error = to_string(&nest(18)).unwrap_err();
    assert_eq!(error.reason(), &EncodeReason::Depth);
    assert_eq!(
        pairs("k", &nest(16)).unwrap()[0].0,
        format!("k{}", "[k]".repeat(16))
    );
    assert_eq!(
        pairs("k", &nest(17)).unwrap_err().reason(),
        &EncodeReason::Depth
    );
}

#[test]
fn enums_are_written_as_their_json_form() {
    #[derive(Serialize)]
    enum Choice {
        Unit,
        One(i64),
        Two(i64, i64),
        Named { x: i64 },
    }
    assert_eq!(text(&BTreeMap::from([("c", Choice::Unit)])), "c=Unit");
    assert_eq!(text(&BTreeMap::from([("c", Choice::One(1))])), "c[One]=1");
    assert_eq!(
        text(&BTreeMap::from([("c", Choice::Two(1, 2))])),
        "c[Two][]=1&c[Two][]=2"
    );
    assert_eq!(
        text(&BTreeMap::from([("c", Choice::Named { x: 1 })])),
        "c[Named][x]=1"
    );
}

#[test]
fn one_parameter_gives_escaped_pairs() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        pairs("created", &json!({"gte": 1, "lt": 2})).unwrap(),
        [pair("created[gte]", "1"), pair("created[lt]", "2")]
    );
    assert_eq!(pairs("a b", &["x y"]).unwrap(), [pair("a%20b[]", "x%20y")]);
    assert_eq!(pairs("x", &None::<i64>).unwrap(), []);
    assert_eq!(
        pairs("x", &json!([null])).unwrap_err().param().as_deref(),
        Some("x[0]")
    );
}
