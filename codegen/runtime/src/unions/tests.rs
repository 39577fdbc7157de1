//! Unions of every kind: what is taken for what, and that nothing is lost.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::*;

/// An enum of branches as generated code has it.
macro_rules! union {
    ($name:ident $(($other:ident))?: $($variant:ident($ty:ty) = $branch:expr,)*) => {
        #[derive(Clone, Debug, PartialEq)]
        enum $name {
            $($variant($ty),)*
            $($other(Raw),)?
        }

        impl Union for $name {
            const NAME: &'static str = stringify!($name);
            const BRANCHES: &'static [Branch] = &[$($branch),*];
            const OPEN: bool = union!(@open $($other)?);

            fn read(branch: usize, value: &Value) -> Result<Self, Error> {
                let readers: &[fn(&Value) -> Result<Self, Error>] =
                    &[$(|value| super::branch(value).map(Self::$variant)),*];
                readers[branch](value)
            }

            $(fn other(value: Raw) -> Result<Self, Raw> {
                Ok(Self::$other(value))
            })?
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => value.serialize(serializer),)*
                    $(Self::$other(value) => value.serialize(serializer),)?
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize(deserializer)
            }
        }
    };
    (@open) => { false };
    (@open $other:ident) => { true };
}

const fn of(kind: Kind) -> Branch {
    Branch {
        kind,
        tags: &[],
        required: &[],
        known: &[],
    }
}

const fn tagged(tags: &'static [Tag]) -> Branch {
    Branch {
        kind: Kind::Object,
        tags,
        required: &[],
        known: &[],
    }
}

const fn demanding(required: &'static [&'static str]) -> Branch {
    Branch {
        kind: Kind::Object,
        tags: &[],
        required,
        known: &[],
    }
}

const fn knowing(known: &'static [&'static str]) -> Branch {
    Branch {
        kind: Kind::Object,
        tags: &[],
        required: &[],
        known,
    }
}

const fn tag(path: &'static [&'static str], values: &'static [Constant]) -> Tag {
    Tag { path, values }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Person {
    object: String,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Gone {
    object: String,
    id: String,
    deleted: bool,
}

union! { Holder(Other):
    Gone(Gone) = tagged(&[
        tag(&["object"], &[Constant::Text("person")]),
        tag(&["deleted"], &[Constant::Boolean(true)]),
    ]),
    Person(Person) = tagged(&[tag(&["object"], &[Constant::Text("person")])]),
    Company(BTreeMap<String, Value>) = tagged(&[tag(&["object"], &[Constant::Text("company")])]),
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    crate::path::from_slice(value.to_string().as_bytes()).map_err(|error| error.to_string())
}

fn again<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    serde_json::to_value(read::<T>(value).unwrap()).unwrap()
}

#[test]
fn a_tag_names_its_branch_wherever_it_stands() {
    let person = json!({ "age": 3, "id": "p", "object": "person" });
    assert!(matches!(
        read(&person),
        Ok(Holder::Person(Person { age: Some(3), .. }))
    ));
    let gone = json!({ "deleted": true, "id": "p", "object": "person" });
    assert!(matches!(read(&gone), Ok(Holder::Gone(_))));
    let back = json!({ "deleted": false, "id": "p", "object": "person" });
    assert!(matches!(read(&back), Ok(Holder::Person(_))));
    let company = json!({ "id": "c", "object": "company", "x": [1] });
    assert!(matches!(read(&company), Ok(Holder::Company(_))));
    assert_eq!(again::<Holder>(&company), company);
}

#[test]
fn a_branch_that_a_tag_names_drops_new_members_as_any_struct_does() {
    let value = json!({ "id": "p", "object": "person", "tomorrow": 1 });
    assert!(matches!(read(&value), Ok(Holder::Person(_))));
    assert_eq!(
        again::<Holder>(&value),
        json!({ "id": "p", "object": "person" })
    );
}

#[test]
fn what_fits_no_branch_of_an_answer_is_kept_as_it_came_in_a_list_too() {
    for value in [
        json!({ "object": "robot", "id": "r" }),
        json!({ "object": "person" }),
        json!({ "object": "person", "id": 7 }),
        json!({ "id": "p" }),
        json!("p_1"),
        json!([{ "object": "person", "id": "p" }]),
        json!(null),
        json!(-0.5),
    ] {
        assert_eq!(read(&value), Ok(Holder::Other(value.clone().into())));
        let list = json!([{ "id": "p", "object": "person" }, value]);
        assert_eq!(again::<Vec<Holder>>(&list), list);
    }
}

union! { Scalar:
    Auto(Auto) = Branch {
        kind: Kind::String,
        tags: &[tag(&[], &[Constant::Text("auto"), Constant::Text("now")])],
        required: &[],
        known: &[],
    },
    Integer(i64) = of(Kind::Integer),
    Number(f64) = of(Kind::Number),
    Truth(bool) = of(Kind::Boolean),
    Texts(Vec<String>) = of(Kind::List),
    Wholes(Vec<i64>) = of(Kind::List),
    Free(String) = of(Kind::String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Auto {
    Auto,
    Now,
}

#[test]
fn types_and_listed_values_are_told_apart() {
    for (value, wanted) in [
        (json!("auto"), Scalar::Auto(Auto::Auto)),
        (json!("later"), Scalar::Free("later".to_owned())),
        (json!(3), Scalar::Integer(3)),
        (json!(3.5), Scalar::Number(3.5)),
        (json!(true), Scalar::Truth(true)),
        (json!(["a"]), Scalar::Texts(vec!["a".to_owned()])),
        (json!([1]), Scalar::Wholes(vec![1])),
        (json!([]), Scalar::Texts(Vec::new())),
    ] {
        assert_eq!(read(&value), Ok(wanted), "{value}");
        assert_eq!(again::<Scalar>(&value), value);
    }
}

#[test]
fn a_request_of_no_branch_is_refused() {
    for value in [json!({}), json!(null), json!([1, "a"])] {
        let error = read::<Scalar>(&value).unwrap_err();
        assert_eq!(error, "at the root: the value is of no branch of the union");
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Card {
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Token {
    token: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

union! { Means(Other):
    Card(Card) = demanding(&["number"]),
    Token(Token) = demanding(&["token"]),
    Note(Note) = of(Kind::Object),
}

union! { Asked:
    Card(Card) = demanding(&["number"]),
    Note(Note) = of(Kind::Object),
    Token(Token) = demanding(&["token"]),
}

#[test]
fn a_branch_whose_required_members_are_absent_is_none() {
    assert!(matches!(read(&json!({ "month": 1 })), Ok(Means::Note(_))));
    assert!(matches!(
        read(&json!({ "number": "4", "month": 1 })),
        Ok(Means::Card(_))
    ));
    assert!(matches!(
        read(&json!({ "token": "t" })),
        Ok(Means::Token(_))
    ));
}

#[test]
fn of_several_that_take_a_value_the_first_that_loses_nothing_is_taken() {
    // A card and a token and a note take it, each with less than all of it.
    let all = json!({ "number": "4", "token": "t", "text": "x" });
    assert_eq!(read(&all), Ok(Means::Other(all.into())));
    let note = json!({ "month": 1, "text": "x" });
    assert!(matches!(read(&note), Ok(Means::Note(_))));
}

#[test]
fn a_request_that_each_branch_would_cut_is_of_the_first_that_takes_it() {
    let all = json!({ "number": "4", "text": "x" });
    assert!(matches!(read(&all), Ok(Asked::Card(_))));
    let error = read::<Asked>(&json!({ "month": "x" })).unwrap_err();
    assert_eq!(
        error,
        "at the root: invalid type: string \"x\", expected i64"
    );
}

#[test]
fn lists_are_no_objects_inside_a_branch_either() {
    assert_eq!(
        read(&json!(["4", 1])),
        Ok(Means::Other(json!(["4", 1]).into()))
    );
    assert!(read::<Asked>(&json!(["4", 1])).is_err());
}

union! { Deep(Other):
    Left(Left) = knowing(&["left", "next"]),
    Right(Right) = knowing(&["next", "right"]),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Left {
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Box<Deep>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Right {
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Box<Deep>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<i64>,
}

thread_local! {
    static READS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Counted(i64);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        READS.set(READS.get() + 1);
        i64::deserialize(deserializer).map(Self)
    }
}

union! { Bomb(Other):
    Left(Fuse) = of(Kind::Object),
    Right(Wire) = of(Kind::Object),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Fuse {
    end: Option<Counted>,
    next: Option<Box<Bomb>>,
    left: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wire {
    end: Option<Counted>,
    next: Option<Box<Bomb>>,
    right: i64,
}

#[test]
fn tries_inside_tries_are_bounded() {
    // At each level both branches look right until the last member: 2^60 tries, if none were counted.
    for levels in [8, 16, 32, 60] {
        let mut value = json!({ "end": 1 });
        for _ in 0..levels {
            value = json!({ "next": value, "end": 1 });
        }
        READS.set(0);
        assert_eq!(read(&value), Ok(Bomb::Other(value.clone().into())));
        // As often as the bound says for the size of the whole, and once as it comes.
        let most = 33 * size(&value);
        assert!(
            (levels..most).contains(&READS.get()),
            "{levels}: {}",
            READS.get()
        );
    }
}

union! { Chain(Other):
    Link(Link) = tagged(&[tag(&["object"], &[Constant::Text("link")])]),
    End(Gone) = tagged(&[tag(&["object"], &[Constant::Text("end")])]),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Link {
    object: String,
    count: Counted,
    next: Option<Box<Chain>>,
}

#[test]
fn a_told_union_inside_unions_reads_each_value_once() {
    for levels in [1, 10, 60] {
        let mut value = json!(null);
        for level in 0..levels {
            value = json!({ "object": "link", "count": level, "next": value });
        }
        READS.set(0);
        assert_eq!(again::<Chain>(&value), value);
        assert_eq!(READS.get(), levels);
    }
}

#[test]
fn a_union_inside_its_own_branches_keeps_all_of_it() {
    let mut value = json!({ "right": 1 });
    for level in 0..50 {
        let side = if level % 2 == 0 { "left" } else { "right" };
        value = json!({ "next": value, side: level });
    }
    assert_eq!(again::<Deep>(&value), value);
    assert!(!matches!(read(&value), Ok(Deep::Other(_))));
}

/// Any JSON, whose members are often those of the branches.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1.0e9..1.0e9).prop_map(Value::from),
        "person|company|auto|[a-z]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = prop_oneof![
            "object|id|age|deleted|number|month|token|text|next|left|right",
            "[a-z]{1,2}"
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn an_answer_of_a_union_never_fails_and_what_is_tried_loses_nothing(value in json()) {
        prop_assert_eq!(&again::<Deep>(&value), &value);
        prop_assert!(read::<Holder>(&value).is_ok());
        let means: Means = read(&value).unwrap();
        // Where required members tell, the branch is known, and drops what it does not know.
        let sole = Means::BRANCHES.iter().filter(|branch| branch.fits(&value)).count() == 1;
        prop_assert!(sole || json!(means) == value, "{means:?}");
    }

    #[test]
    fn a_request_is_read_by_a_branch_that_takes_it_or_refused(value in json()) {
        let taken = Asked::BRANCHES.iter().enumerate().any(|(index, branch)| {
            branch.fits(&value) && Asked::read(index, &value).is_ok()
        });
        prop_assert_eq!(read::<Asked>(&value).is_ok(), taken);
        if let Ok(scalar) = read::<Scalar>(&value) {
            // A number beyond both is rounded by the only branch that can hold it.
            prop_assert!(value.is_number() || json!(scalar) == value);
        }
    }

    #[test]
    fn the_order_of_members_changes_nothing(value in json()) {
        let Value::Object(members) = &value else { return Ok(()) };
        let member = |(name, value): (&String, &Value)| format!("{}:{value}", json!(name));
        let mut parts: Vec<String> = members.iter().map(member).collect();
        let text = |parts: &[String]| format!("{{{}}}", parts.join(","));
        let forward: Means = serde_json::from_str(&text(&parts)).unwrap();
        parts.reverse();
        prop_assert_eq!(serde_json::from_str::<Means>(&text(&parts)).unwrap(), forward);
    }
}

mod exact;
mod held;
mod orders;
