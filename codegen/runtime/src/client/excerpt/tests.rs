use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::*;

fn of(body: impl AsRef<[u8]>, place: &str) -> String {
    excerpt(body.as_ref(), &HeaderMap::new(), place, &Hidden::default())
}

#[test]
fn json_is_told_around_the_place_by_kinds_and_the_place_with_its_length() {
    let body = json!({
        "data": [{ "amount": "400 USD", "created": 1.5, "id": "trr_1", "metadata": { "order_id": 6735 }, "reversed": true, "source": null }],
        "has_more": false,
        "more": [], "none": {},
    })
    .to_string();
    let item = "…:fraction,…:string,…:{…},…:boolean,…:null}";
    for (place, expected) in [
        (
            "/data/0/amount",
            format!("{{\"amount\":string of length 7,{item}"),
        ),
        ("/data/0", format!("{{…:string,{item}")),
        (
            "/data/0/metadata/order_id",
            "{…:integer of length 4}".to_owned(),
        ),
        ("/data/0/metadata", "{…:integer}".to_owned()),
        ("/data", "[{…}]".to_owned()),
        ("", "{…:[…],…:boolean,…:[],…:{}}".to_owned()),
        // What is not there is looked for as far as it goes.
        ("/data/1/amount", "[{…}]".to_owned()),
        ("/more/0", "[]".to_owned()),
    ] {
        assert_eq!(of(&body, place), expected, "{place}");
    }
    assert_eq!(of(r#"{"a/b~c":1}"#, "/a~1b~0c"), "{…:integer of length 1}");
    assert_eq!(
        of("[1,\"secret\",2]", "/1"),
        "[integer,string of length 6,integer]"
    );
    let escaped = r#"{"a":"\",\"secret\\","b":"\\","c":true}"#;
    assert_eq!(
        of(escaped, "/b"),
        r#"{…:string,"b":string of length 1,…:boolean}"#
    );
    for (whole, expected) in [
        ("\"secret\"", "string of length 6"),
        (" -12 ", "integer of length 3"),
        ("null", "null"),
        ("1e5", "fraction"),
    ] {
        assert_eq!(of(whole, ""), expected);
    }
}

#[test]
fn a_wide_object_is_told_around_the_place_and_a_broken_one_to_its_end() {
    let items: Vec<String> = (0..900).map(|number| number.to_string()).collect();
    let body = format!("{{\"all\":[{}]}}", items.join(","));
    let around = "integer,".repeat(10);
    let told = of(&body, "/all/500");
    let fault = "integer of length 3";
    assert_eq!(told, format!("[…,integer,{around}{fault},{around}…]"));
    let many = format!("integer of length 1,{}…]", "integer,".repeat(21));
    assert_eq!(of(&body, "/all/0"), format!("[{many}"));
    let end = of(&body, "/all/899");
    assert!(
        end.starts_with("[…,integer,") && end.ends_with(",integer of length 3]"),
        "{end}"
    );
    for (body, expected) in [
        ("{", "{…"),
        ("[", "[…"),
        (r#"{"id":"#, "{…"),
        (r#"{"id":"t_1","amount":4"#, "{…:string,…:integer…"),
        (r#"{"id":"t_1","amo"#, "{…:string…"),
        (r#"{"id":"t_1"#, "{…:string……"),
        (r#"{"id":"t_1","list":[1,{"#, "{…:string,…:[……"),
        (r#"{"id" secret"#, "{…"),
        (r#"{"id":secret}"#, "{…:no JSON}"),
        ("[,]", "[no JSON]"),
    ] {
        assert_eq!(of(body, ""), expected, "{body}");
    }
    let cut = format!("[{}", items.join(","));
    assert!(of(&cut, "").starts_with("[…,integer,"), "{}", of(&cut, ""));
    assert!(of(&cut, "").ends_with(",integer…"), "{}", of(&cut, ""));
}

#[test]
fn what_is_no_json_is_its_media_type_its_length_and_what_it_begins_with() {
    for (media, body, expected) in [
        (
            Some("text/html; charset=utf-8"),
            "\n<HTML lang=\"secret\">secret",
            "text/html, 27 bytes, <html>",
        ),
        (None, "<!DOCTYPE secret><html>", "23 bytes, <!doctype>"),
        (None, "<?xml version=\"1.0\"?>", "21 bytes, <?xml>"),
        (
            None,
            "<Error><Code>secret</Code></Error>",
            "34 bytes, <error>",
        ),
        (None, "<secret>", "8 bytes, markup"),
        (None, "<htmlsecret>", "12 bytes, markup"),
        (None, "<", "1 bytes, markup"),
        (Some("text/plain"), "secret", "text/plain, 6 bytes"),
        (Some("it is a secret"), "", "0 bytes"),
        (Some("text/sk_test_123"), "x", "text/[key], 1 bytes"),
    ] {
        let mut headers = HeaderMap::new();
        if let Some(media) = media {
            headers.insert(CONTENT_TYPE, media.parse().unwrap());
        }
        let hidden = Hidden(vec!["sk_test_123".into()]);
        let told = excerpt(body.as_bytes(), &headers, "", &hidden);
        assert_eq!(told, expected, "{body}");
    }
}

#[test]
fn nothing_that_is_anybodys_secret_is_told() {
    let secrets = json!({
        "account_number": "000123456789",
        "card": 4_242_424_242_424_242_i64,
        "client_secret": "pi_1_secret_2",
        "email": "jenny.rosen@example.com",
        "key": "sk_test_123",
        "sk_test_123": "x",
        "url": "https://example.com/?token=abc",
    });
    let map = json!({ "jenny.rosen@example.com": 1, "0001": 2, "sk_test_123": 3, "secretT": 4, "j".repeat(41): 5, "jenny": 6 });
    let own = json!({ "metadata": { "jenny": 1, "deeper": { "jenny": 1 } } });
    let mut bodies: Vec<(String, String)> = Vec::new();
    for body in [secrets, map, own] {
        let mut all = Vec::new();
        places(&body, "", &mut all);
        // What the error's place tells already.
        all.retain(|place| place != "/jenny");
        bodies.extend(all.into_iter().map(|place| (body.to_string(), place)));
    }
    let hidden = Hidden(vec!["sk_test_123".into()]);
    for (body, place) in bodies {
        for cut in 0..=body.len() {
            let told = excerpt(&body.as_bytes()[..cut], &HeaderMap::new(), &place, &hidden);
            for secret in [
                "0001", "4242", "pi_1", "jenny", "sk_test", "token", "example", "secretT", "jj",
            ] {
                assert!(!told.contains(secret), "{secret} of {place}: {told}");
            }
        }
    }
}

/// JSON of which every text and every key but a few has a capital in it.
fn json_of_secrets() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,9}X.{0,9}".prop_map(Json::from),
    ];
    scalar.prop_recursive(5, 40, 8, |inner| {
        let name = prop_oneof![4 => "[a-z_]{1,9}", 1 => ".{0,5}X.{0,5}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::from),
            prop::collection::vec((name, inner), 0..8)
                .prop_map(|members| Json::from(Map::from_iter(members))),
        ]
    })
}

/// The JSON pointers of all that is in it.
fn places(value: &Json, place: &str, all: &mut Vec<String>) {
    all.push(place.to_owned());
    match value {
        Json::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                places(item, &format!("{place}/{number}"), all);
            }
        }
        Json::Object(members) => {
            for (name, member) in members {
                places(
                    member,
                    &format!("{place}/{}", crate::path::escaped(name)),
                    all,
                );
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn whatever_came_it_is_one_short_line(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..99),
            r#"[\[{}",:\\ 0a/<]{0,99}"#.prop_map(String::into_bytes),
        ],
        place in "(/[a-z0-9~]{0,3}){0,4}",
        media in "[ -~]{0,60}",
    ) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media.parse().unwrap());
        let told = excerpt(&body, &headers, &place, &Hidden::default());
        prop_assert!((1..=LONGEST).contains(&told.chars().count()), "{told}");
        prop_assert!(!told.contains(char::is_control), "{told}");
    }

    #[test]
    fn no_text_and_no_key_that_is_none_of_a_document_is_told_at_any_place_of_any_part(
        value in json_of_secrets(),
        cut in any::<prop::sample::Index>(),
    ) {
        let body = value.to_string();
        let mut all = Vec::new();
        places(&value, "", &mut all);
        for place in all {
            for end in [body.len(), cut.index(body.len() + 1)] {
                let told = of(&body.as_bytes()[..end], &place).replace("no JSON", "");
                prop_assert!(!told.contains(|c: char| c.is_ascii_uppercase()), "{told}");
                prop_assert!(told.chars().count() <= LONGEST, "{told}");
            }
        }
    }
}
