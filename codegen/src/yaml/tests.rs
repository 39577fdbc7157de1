use serde_json::json;

use super::*;

fn source() -> Arc<Source> {
    Arc::new(Source {
        name: "a.yaml".to_owned(),
        shown: "a.yaml".to_owned(),
    })
}

fn value(text: &str) -> serde_json::Value {
    read(text, &source()).unwrap().to_json()
}

fn refusal(text: &str) -> String {
    read(text, &source()).unwrap_err().to_string()
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    assert_eq!(
        value("[null, ~, true, FALSE, 1, -1, +1, 0o17, 0xfF, 1.5, .5, 1., 1e3, -0]"),
        json!([
            null, null, true, false, 1, -1, 1, 15, 255, 1.5, 0.5, 1.0, 1000.0, 0
        ])
    );
    assert_eq!(value("a:\nb: 1"), json!({"a": null, "b": 1}));
}

#[test]
fn words_and_dates_of_yaml_1_1_are_strings() {
    let text = "[yes, No, on, off, y, 2023-08-16, 12:30, 1_000, 0b1, 1.2.3, '-', '', nUll]";
    let wanted = [
        "yes",
        "No",
        "on",
        "off",
        "y",
        "2023-08-16",
        "12:30",
        "1_000",
        "0b1",
        "1.2.3",
        "-",
        "",
        "nUll",
    ];
    assert_eq!(value(text), json!(wanted));
}

#[test]
fn quoted_scalars_and_blocks_are_strings() {
    let text = "a: '1'\nb: \"true\"\nc: |\n  2\nd: !!str 3\ne: ! 4\n";
    assert_eq!(
        value(text),
        json!({"a": "1", "b": "true", "c": "2\n", "d": "3", "e": "4"})
    );
}

#[test]
fn core_tags_must_fit_their_values() {
    assert_eq!(
        value("[!!int 1, !!float 1, !!bool true, !!null null, !!seq [], !!map {}]"),
        json!([1, 1, true, null, [], {}])
    );
    assert!(refusal("a: !!int b").contains("`b` does not fit its tag"));
    assert!(refusal("a: !!set {}").contains("has no meaning here"));
    assert!(refusal("a: !!seq {}").contains("has no meaning here"));
}

#[test]
fn keys_are_their_text() {
    assert_eq!(
        value("200: a\ntrue: b\nnull: c\n1.50: d\n'<<': e"),
        json!({"200": "a", "true": "b", "null": "c", "1.50": "d", "<<": "e"})
    );
}

#[test]
fn integers_keep_every_digit_or_are_refused() {
    assert_eq!(value("18446744073709551615"), json!(u64::MAX));
    assert_eq!(value("-9223372036854775808"), json!(i64::MIN));
    assert!(refusal("18446744073709551616").contains("does not fit 64 bits"));
    assert!(refusal("-9223372036854775809").contains("does not fit 64 bits"));
    assert!(refusal("1e999").contains("does not fit 64 bits"));
    // As JavaScript writes floats that large.
    assert_eq!(
        value("-9223372036854776000"),
        json!(-9.223_372_036_854_776e18)
    );
    assert_eq!(value("+1000000000000000000000"), json!(1e21));
    assert!(refusal("-9223372036854776001").contains("does not fit 64 bits"));
    assert!(refusal("99999999999999999999").contains("does not fit 64 bits"));
    assert!(refusal("-.inf").contains("JSON has no number"));
}

#[test]
fn aliases_copy_what_they_name() {
    assert_eq!(
        value("a: &x {b: [1]}\nc: *x\nd: &y 2\ne: *y"),
        json!({"a": {"b": [1]}, "c": {"b": [1]}, "d": 2, "e": 2})
    );
}

#[test]
fn aliases_cannot_pass_the_depth_limit() {
    let open = "[".repeat(100);
    let close = "]".repeat(100);
    let text = format!("a: &x {open}{close}\nb: {open}*x{close}");
    assert!(refusal(&text).contains("nests deeper than 128 levels"));
}

#[test]
fn every_duplicate_key_is_refused_at_the_second() {
    let report = refusal("a: 1\nb:\n  c: 1\n  c: 2\n'a': 3");
    assert!(report.contains("--> a.yaml:4:3\n   at #/b/c\n"), "{report}");
    assert!(report.contains("--> a.yaml:5:1\n   at #/a\n"), "{report}");
}

#[test]
fn places_count_lines_and_characters_from_one() {
    let root = read("# c\né: {ü/: x}\n", &source()).unwrap();
    let inner = root.get("é").and_then(|node| node.member("ü/")).unwrap();
    assert_eq!((inner.place.line, inner.place.column), (2, 5));
    assert_eq!((inner.value.place.line, inner.value.place.column), (2, 9));
    assert_eq!(inner.value.place.pointer.to_string(), "#/é/ü~1");
}

#[test]
fn nothing_but_comments_is_an_empty_file() {
    for text in ["", "\n\n", "# c\n", "%YAML 1.2\n# c\n"] {
        assert!(read(text, &source()).is_err(), "{text:?}");
    }
    assert!(refusal("# c\n").contains("the file is empty"));
}
