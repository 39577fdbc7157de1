//! Numbers that no float and no integer of 64 bits holds.

use super::*;
use crate::{Expandable, OrEmpty};

/// What a text is written as after it was read.
fn round<T: Serialize + DeserializeOwned>(text: &str) -> String {
    let whole = |read: T| serde_json::to_string(&read).unwrap();
    let ours = whole(crate::path::from_slice::<T>(text.as_bytes()).unwrap());
    // Whoever reads without the client, as from the body of a webhook, loses nothing either.
    assert_eq!(whole(serde_json::from_str::<T>(text).unwrap()), ours);
    assert_eq!(
        whole(serde_json::from_reader::<_, T>(text.as_bytes()).unwrap()),
        ours
    );
    ours
}

union! { Amount(Other):
    Whole(i64) = of(Kind::Integer),
    Number(f64) = of(Kind::Number),
    Text(String) = of(Kind::String),
}

const NUMBERS: [&str; 9] = [
    "123456789012345678901234567890",
    "-9223372036854775809",
    "18446744073709551616",
    "9007199254740993.5",
    "0.1000000000000000055511151231257827",
    "1e400",
    "-1e400",
    "1e-400",
    "3.141592653589793238462643383279",
];

#[test]
fn a_number_that_its_branch_would_round_is_kept_as_it_came() {
    for number in NUMBERS {
        let read: Amount = serde_json::from_str(number).unwrap();
        assert!(matches!(read, Amount::Other(_)), "{number}: {read:?}");
        assert_eq!(round::<Amount>(number), number);
    }
    for number in [
        "3",
        "-0.5",
        "9007199254740992",
        "-9223372036854775808",
        "0.30000000000000004",
    ] {
        assert!(
            !matches!(serde_json::from_str(number), Ok(Amount::Other(_))),
            "{number}"
        );
        assert_eq!(round::<Amount>(number), number);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Rated {
    rate: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<Box<Rates>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Counted {
    rate: i64,
}

union! { Rates(Other):
    Counted(Counted) = knowing(&["rate"]),
    Rated(Rated) = knowing(&["inner", "rate"]),
}

#[test]
fn what_is_tried_rounds_no_number_at_any_depth() {
    for number in NUMBERS {
        let plain = format!(r#"{{"rate":{number}}}"#);
        assert_eq!(round::<Rates>(&plain), plain);
        assert_eq!(
            round::<Vec<Rates>>(&format!("[{plain},{plain}]")),
            format!("[{plain},{plain}]")
        );
        // Of what is outside it is a branch, and inside it is kept.
        let deep = format!(r#"{{"rate":0.5,"inner":{{"rate":1.5,"inner":{plain}}}}}"#);
        assert_eq!(round::<Rates>(&deep), deep);
        let read: Rates = serde_json::from_str(&deep).unwrap();
        let Rates::Rated(Rated {
            inner: Some(inner), ..
        }) = read
        else {
            panic!("{deep}")
        };
        let Rates::Rated(Rated {
            inner: Some(inner), ..
        }) = *inner
        else {
            panic!("{deep}")
        };
        assert!(matches!(*inner, Rates::Other(_)));
        let whole = format!(r#"{{"rate":"x","other":[{number},"\"{number}"]}}"#);
        assert_eq!(round::<Rates>(&whole), whole);
        assert_eq!(round::<Expandable<Rates>>(&plain), plain);
        assert_eq!(round::<OrEmpty<Rates>>(&plain), plain);
    }
}

#[test]
fn a_raw_value_is_another_where_a_digit_is() {
    let read = |text: &str| serde_json::from_str::<Raw>(text).unwrap();
    assert_eq!(
        read("[123456789012345678901]"),
        read("[123456789012345678901]")
    );
    assert_ne!(
        read("[123456789012345678901]"),
        read("[123456789012345678902]")
    );
    assert_ne!(
        read("[123456789012345678901]"),
        json!([123_456_789_012_345_678_901_f64])
    );
    assert_eq!(read("[1]"), json!([1]));
    assert_eq!(
        read(r#"["é\"12345678901234567890123"]"#).to_string(),
        r#"["é\"12345678901234567890123"]"#
    );
}

#[test]
fn a_value_that_nests_too_deep_is_refused() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(serde_json::from_str::<Holder>(&deep(100)).is_ok());
    for levels in [1_000, 1_000_000] {
        assert!(serde_json::from_str::<Holder>(&deep(levels)).is_err());
        let with = format!("[123456789012345678901,{}]", deep(levels));
        assert!(serde_json::from_str::<Holder>(&with).is_err());
    }
}

#[test]
fn a_value_in_which_a_member_stands_twice_is_of_no_branch_and_keeps_both() {
    for text in [
        r#"{"id":"a","id":"b","object":"person"}"#,
        r#"{"id":"a","object":"person","tomorrow":[{"x":1,"x":1}]}"#,
        r#"{"object":"company","id":1,"\u0069d":2}"#,
    ] {
        let read: Holder = serde_json::from_str(text).unwrap();
        assert!(matches!(read, Holder::Other(_)), "{text}: {read:?}");
        assert_eq!(
            round::<Vec<Holder>>(&format!("[{text}]")),
            format!("[{text}]")
        );
        let expanded: Value = serde_json::from_str(&round::<Expandable<Holder>>(text)).unwrap();
        assert_eq!(expanded, serde_json::from_str::<Value>(text).unwrap());
        let twice =
            |text: &str| text.matches(r#""id""#).count() + text.matches(r#""x""#).count() > 1;
        assert!(twice(&round::<Expandable<Holder>>(text)), "{text}");
    }
    let error = serde_json::from_str::<Asked>(r#"{"token":"t","token":"u"}"#).unwrap_err();
    assert!(
        error.to_string().starts_with("a member of it stands twice"),
        "{error}"
    );
}
