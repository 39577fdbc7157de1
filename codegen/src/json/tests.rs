use super::*;

fn source() -> Arc<Source> {
    Arc::new(Source {
        name: "a.json".to_owned(),
        shown: "a.json".to_owned(),
    })
}

#[test]
fn json_reads_as_serde_json_reads_it() {
    for text in [
        "{\n\t\"a\"\t:\t[1,\r\n\t\t-2.5e+3, 0, -0.0, 1E2]\n}",
        r#""\ud83d\ude00\/\\\"\b\f\n\r\t\u00e9\u0000""#,
        r#"{"": {"a": {}}, "b": [[], [null, true, false]]}"#,
        "  18446744073709551615 ",
        "-9223372036854775808",
        "\"\u{7f}\u{2028}\u{feff}\"",
    ] {
        let wanted: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text, &source()).unwrap().to_json(), wanted, "{text}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "nul",
        "True",
        "NaN",
        "[1 2]",
        "1 2",
        "\"a",
        "\"\n\"",
        r#""\x""#,
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83d\u0041""#,
        r#""\u12""#,
        "// c\n1",
        "{\"a\" 1}",
        "--1",
    ] {
        assert!(read(text, &source()).is_err(), "{text}");
        assert!(
            serde_json::from_str::<serde_json::Value>(text).is_err(),
            "{text}"
        );
    }
}

#[test]
fn places_count_lines_and_characters_from_one() {
    let root = read("{\r\n\t\"é\": {\"b\": 1}}", &source()).unwrap();
    let inner = root.get("é").and_then(|node| node.member("b")).unwrap();
    assert_eq!((inner.place.line, inner.place.column), (2, 8));
    assert_eq!((inner.value.place.line, inner.value.place.column), (2, 13));
    assert_eq!(inner.value.place.pointer.to_string(), "#/é/b");
}

#[test]
fn nesting_is_limited() {
    let text = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&text(MAX_DEPTH + 1), &source()).is_ok());
    assert!(read(&text(MAX_DEPTH + 2), &source()).is_err());
    assert!(read(&"[".repeat(1_000_000), &source()).is_err());
}
