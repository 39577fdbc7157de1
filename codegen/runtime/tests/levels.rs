//! What a union inside unions costs: each value is kept once, however deep it is.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::System;

use reversals_runtime::{Expandable, Raw, object, union};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Told apart by tags.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Link(ToldLink),
    End(ToldLink),
    Other(Raw),
}

union! {
    Told {
        Link = Branch::of(Kind::Object).tags(&[Tag { path: &["object"], values: &[Constant::Text("link")] }]),
        End = Branch::of(Kind::Object).tags(&[Tag { path: &["object"], values: &[Constant::Text("end")] }]),
    } Other
}

/// Told apart by trying alone: of two that know all members the second has the type.
#[derive(Clone, Debug, PartialEq)]
enum Tried {
    Number(Number),
    Link(TriedLink),
    Other(Raw),
}

union! {
    Tried {
        Number = Branch::of(Kind::Object).known(&["note", "object", "to"]),
        Link = Branch::of(Kind::Object).known(&["note", "object", "to"]),
    } Other
}

#[derive(Clone, Debug, PartialEq)]
struct Number {
    object: Option<i64>,
}

object! {
    Number OPEN {
        "object" Optional object: Option<i64>,
    }
}

#[derive(Clone, Debug, PartialEq)]
struct ToldLink {
    object: Option<String>,
    note: Option<String>,
    to: Option<Expandable<Told>>,
}

object! {
    ToldLink OPEN {
        "object" Optional object: Option<String>,
        "note" Optional note: Option<String>,
        "to" Optional to: Option<Expandable<Told>>,
    }
}

#[derive(Clone, Debug, PartialEq)]
struct TriedLink {
    object: Option<String>,
    note: Option<String>,
    to: Option<Expandable<Tried>>,
}

object! {
    TriedLink OPEN {
        "object" Optional object: Option<String>,
        "note" Optional note: Option<String>,
        "to" Optional to: Option<Expandable<Tried>>,
    }
}

/// A value with as many unions inside one another, of much the same size each.
fn nested(levels: usize) -> Value {
    let mut value = json!({ "object": "link", "note": "the last one" });
    for _ in 1..levels {
        value = json!({ "object": "link", "note": "a note that is to be copied as often as it must", "to": value });
    }
    value
}

/// How many bytes are allocated in reading a text of that many levels.
fn bytes<T: Serialize + DeserializeOwned>(levels: usize) -> usize {
    let value = nested(levels);
    let text = value.to_string();
    let region = Region::new(ALLOCATOR);
    let read: T = serde_json::from_str(&text).unwrap();
    let bytes = region.change().bytes_allocated;
    assert_eq!(serde_json::to_value(read).unwrap(), value);
    bytes
}

fn grows_with_the_value<T: Serialize + DeserializeOwned>() {
    let few = bytes::<T>(15);
    let many = bytes::<T>(120);
    // Eight times the levels; a copy at each level would be sixty-four times as much.
    assert!(
        many < 12 * few,
        "{}: {few} bytes for 15 levels, {many} for 120",
        std::any::type_name::<T>()
    );
}

#[test]
fn what_unions_inside_unions_allocate_grows_with_the_value_and_not_with_its_square() {
    // One after the other: what is counted is the whole program's.
    grows_with_the_value::<Told>();
    grows_with_the_value::<Tried>();
}
