use std::collections::{BTreeMap, HashMap};

use serde_json::json;

use super::{Asked, Give};
use crate::{Clearable, Expandable, Expansion, List, Nullable, OrEmpty};

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    OnHold,
    Posted,
}

crate::choices! {
    State str {
        OnHold = "on_hold",
        Posted = "posted",
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Item {
    price: String,
}

crate::object! {
    Item OPEN {
        "price" Required price: String,
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Created {
    At(i64),
    Word(String),
    Item(Item),
}

crate::union! {
    Created {
        At = Branch::of(Kind::Integer),
        Word = Branch::of(Kind::String),
        Item = Branch::of(Kind::Object),
    }
}

impl From<i64> for Created {
    fn from(at: i64) -> Self {
        Self::At(at)
    }
}

impl From<String> for Created {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

impl From<Item> for Created {
    fn from(item: Item) -> Self {
        Self::Item(item)
    }
}

/// As a setter takes it.
fn given<T, By>(value: impl Give<T, By>) -> Option<T> {
    value.give().unwrap()
}

#[test]
fn text_is_given_as_whatever_has_it() {
    let own = "a".to_owned();
    assert_eq!(given::<String, _>("a"), Some("a".to_owned()));
    assert_eq!(given::<String, _>(&own), Some("a".to_owned()));
    assert_eq!(given::<String, _>(own.clone()), Some("a".to_owned()));
    assert_eq!(given::<String, _>(Some("a")), Some("a".to_owned()));
    assert_eq!(given::<String, _>(Some(&own)), Some("a".to_owned()));
    assert_eq!(given::<String, _>(None::<String>), None);
}

#[test]
fn a_whole_number_is_given_as_any_integer_that_it_fits() {
    assert_eq!(given::<i64, _>(400), Some(400));
    assert_eq!(given::<i64, _>(200_u8), Some(200));
    assert_eq!(given::<i64, _>(Some(400_u32)), Some(400));
    assert_eq!(given::<i64, _>(400_usize), Some(400));
    assert_eq!(
        Give::<i64>::give(u64::MAX),
        Err("18446744073709551615 is no whole number of 64 bits".to_owned())
    );
}

#[test]
fn an_enum_is_given_as_a_variant_or_its_text_and_any_other_text_is_refused_unsaid() {
    assert_eq!(given::<State, _>(State::Posted), Some(State::Posted));
    assert_eq!(given::<State, _>("on_hold"), Some(State::OnHold));
    assert_eq!(given::<State, _>("posted".to_owned()), Some(State::Posted));
    assert_eq!(given::<State, _>(Some("posted")), Some(State::Posted));
    assert_eq!(
        Give::<State, super::Spelt>::give("sk_test_123"),
        Err("a string that is none of `on_hold`, `posted`".to_owned())
    );
}

#[test]
fn a_list_is_given_as_any_of_them_and_each_element_in_its_own_way() {
    let want = Some(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(given::<Vec<String>, _>(["a", "b"]), want);
    assert_eq!(given::<Vec<String>, _>(&["a", "b"]), want);
    assert_eq!(given::<Vec<String>, _>(&["a", "b"][..]), want);
    assert_eq!(given::<Vec<String>, _>(vec!["a", "b"]), want);
    assert_eq!(given::<Vec<String>, _>(Some(["a", "b"])), want);
    assert_eq!(given::<Vec<String>, _>(want.as_ref().unwrap()), want);
    let states = given::<Vec<State>, _>(["posted", "on_hold"]);
    assert_eq!(states, Some(vec![State::Posted, State::OnHold]));
    let item = Item {
        price: "p".to_owned(),
    };
    assert_eq!(given::<Vec<Item>, _>([item.clone()]), Some(vec![item]));
}

#[test]
fn a_map_is_given_as_pairs_or_a_map() {
    type Words = BTreeMap<String, String>;
    let want = BTreeMap::from([("order_id".to_owned(), "6735".to_owned())]);
    assert_eq!(
        given::<Words, _>([("order_id", "6735")]),
        Some(want.clone())
    );
    let number = 6735.to_string();
    assert_eq!(
        given::<Words, _>([("order_id", &number)]),
        Some(want.clone())
    );
    assert_eq!(
        given::<Words, _>(vec![("order_id", "6735")]),
        Some(want.clone())
    );
    assert_eq!(given::<Words, _>(&want), Some(want.clone()));
    assert_eq!(
        given::<Words, _>(HashMap::from([("order_id", number)])),
        Some(want)
    );
}

#[test]
fn what_can_be_cleared_is_given_as_its_value_or_as_what_to_do() {
    type Words = BTreeMap<String, String>;
    let want = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    let set = given::<Clearable<Words>, _>([("a", "b")]);
    assert_eq!(set, Some(Clearable::Set(want)));
    let clear = given::<Clearable<Words>, _>(Clearable::Clear);
    assert_eq!(clear, Some(Clearable::Clear));
    let text = given::<Clearable<String>, _>(Some("a"));
    assert_eq!(text, Some(Clearable::Set("a".to_owned())));
    assert_eq!(given::<Clearable<i64>, _>(None::<i64>), None);
    assert_eq!(given::<Nullable<i64>, _>(1), Some(Nullable::Value(1)));
    assert_eq!(
        given::<Nullable<i64>, _>(Nullable::Null),
        Some(Nullable::Null)
    );
    assert_eq!(given::<OrEmpty<i64>, _>(1), Some(OrEmpty::Value(1)));
}

#[test]
fn a_union_is_given_as_any_of_its_branches() {
    let item = Item {
        price: "p".to_owned(),
    };
    assert_eq!(given::<Created, _>(7), Some(Created::At(7)));
    assert_eq!(given::<Created, _>(7_i64), Some(Created::At(7)));
    assert_eq!(
        given::<Created, _>("w"),
        Some(Created::Word("w".to_owned()))
    );
    assert_eq!(given::<Created, _>(item.clone()), Some(Created::Item(item)));
    assert_eq!(given::<Created, _>(Created::At(7)), Some(Created::At(7)));
}

#[test]
fn json_is_given_as_it_is() {
    assert_eq!(
        given::<serde_json::Value, _>(json!({"a": 1})),
        Some(json!({"a": 1}))
    );
    assert_eq!(given::<serde_json::Value, _>("a"), Some(json!("a")));
}

#[derive(Debug)]
struct Reversal {
    transfer: Expandable<Transfer>,
}

#[derive(Debug)]
struct Transfer {
    parent: Expandable<Transfer>,
}

const TRANSFER: Expansion<Reversal, Transfer> =
    Expansion::new("transfer", |it| (&it.transfer).into());
const PARENT: Expansion<Transfer, Transfer> = Expansion::new("parent", |it| (&it.parent).into());

fn asked<R, By>(value: impl Give<Asked<R>, By>) -> Vec<String> {
    given::<Asked<R>, By>(value).unwrap().into_iter().collect()
}

#[test]
fn what_is_to_be_had_in_full_is_given_by_type_or_by_text() {
    assert_eq!(asked::<Reversal, _>(TRANSFER), ["transfer"]);
    assert_eq!(asked::<Reversal, _>([TRANSFER, TRANSFER]), ["transfer"; 2]);
    assert_eq!(asked::<List<Reversal>, _>(TRANSFER), ["data.transfer"]);
    assert_eq!(
        asked::<Reversal, _>(TRANSFER.then(PARENT)),
        ["transfer.parent"]
    );
    assert_eq!(asked::<List<Reversal>, _>("data.x"), ["data.x"]);
    assert_eq!(asked::<Reversal, _>(["a", "b.c"]), ["a", "b.c"]);
}

#[test]
fn an_expansion_deeper_than_a_service_goes_is_refused() {
    let three = TRANSFER.then(PARENT).then(PARENT);
    assert_eq!(
        asked::<List<Reversal>, _>(three.clone()),
        ["data.transfer.parent.parent"]
    );
    let four = three.then(PARENT);
    assert_eq!(
        asked::<Reversal, _>(four.clone()),
        ["transfer.parent.parent.parent"]
    );
    let error = Give::<Asked<List<Reversal>>, _>::give(four).unwrap_err();
    assert_eq!(
        error,
        "`data.transfer.parent.parent.parent` leads through more than 4 members"
    );
}
