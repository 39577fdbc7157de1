//! A request that a server has checked: no branch reads it whose shape refuses it.

use super::*;
use crate::shape::{Case, Field, Shape, check_json};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Roomy {
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<Box<Lodging>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Narrow {
    #[serde(skip_serializing_if = "Option::is_none")]
    beds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<Box<Lodging>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wide {
    #[serde(skip_serializing_if = "Option::is_none")]
    beds: Option<i64>,
}

union! { Lodging:
    Narrow(Narrow) = of(Kind::Object),
    Wide(Wide) = of(Kind::Object),
    Roomy(Roomy) = of(Kind::Object),
    Few(i64) = of(Kind::Integer),
    Many(i64) = of(Kind::Integer),
}

const fn whole(min: i64, max: i64) -> Shape {
    let (min, max) = (Some(min), Some(max));
    Shape::Integer { min, max }
}

const fn optional(name: &'static str, shape: &'static Shape) -> Field {
    let (required, nullable) = (false, false);
    Field {
        name,
        required,
        nullable,
        shape,
    }
}

static LODGING: Shape = Shape::Union {
    name: "Lodging",
    cases: &[
        Case::of(&Shape::Object {
            fields: &[optional("beds", &whole(0, 2)), optional("inner", &LODGING)],
            rest: Some(&Shape::Any),
        }),
        Case::of(&Shape::Object {
            fields: &[optional("beds", &whole(0, 6))],
            rest: Some(&Shape::Any),
        }),
        Case::of(&Shape::Object {
            fields: &[
                optional(
                    "other",
                    &Shape::String {
                        min: None,
                        max: Some(1),
                        values: &[],
                    },
                ),
                optional("inner", &LODGING),
            ],
            rest: Some(&Shape::Any),
        }),
        Case::of(&whole(0, 2)),
        Case::of(&whole(0, 6)),
    ],
};

fn served(value: &Value) -> Option<Lodging> {
    let _bounds = Bounds::new();
    check_json(value, &LODGING).ok()?;
    read(value).ok()
}

/// Whether what a handler gets is within what its branches say.
fn is_within(lodging: &Lodging) -> bool {
    let inner = |inner: &Option<Box<Lodging>>| inner.as_ref().is_none_or(|it| is_within(it));
    match lodging {
        Lodging::Narrow(narrow) => {
            narrow.beds.is_none_or(|beds| (0..=2).contains(&beds)) && inner(&narrow.inner)
        }
        Lodging::Wide(wide) => wide.beds.is_none_or(|beds| (0..=6).contains(&beds)),
        Lodging::Roomy(roomy) => {
            roomy.other.as_ref().is_none_or(|it| it.len() <= 1) && inner(&roomy.inner)
        }
        Lodging::Few(few) => (0..=2).contains(few),
        Lodging::Many(many) => (0..=6).contains(many),
    }
}

#[test]
fn a_branch_that_fits_best_and_breaks_a_bound_is_passed_over() {
    let five = Lodging::Wide(Wide { beds: Some(5) });
    assert_eq!(served(&json!({ "beds": 5 })), Some(five.clone()));
    assert_eq!(served(&json!(5)), Some(Lodging::Many(5)));
    // Only what does not know beds takes so many.
    let none = Lodging::Roomy(Roomy {
        other: None,
        inner: None,
    });
    assert_eq!(served(&json!({ "beds": 7 })), Some(none));
    let deep = served(&json!({ "inner": { "beds": 5 } }));
    let wanted = Lodging::Narrow(Narrow {
        beds: None,
        inner: Some(Box::new(five)),
    });
    assert_eq!(deep, Some(wanted));
    assert_eq!(served(&json!(7)), None);
}

#[test]
fn what_a_check_leaves_behind_ends_with_its_request() {
    assert!(served(&json!({ "beds": 5 })).is_some());
    let narrow = Lodging::Narrow(Narrow {
        beds: Some(5),
        inner: None,
    });
    assert_eq!(read(&json!({ "beds": 5 })), Ok(narrow));
}

fn lodging() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (-1..9_i64).prop_map(Value::from),
        "[a-z]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let members = proptest::collection::vec(("beds|inner|other|x", inner), 0..4);
        members.prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
    })
}

proptest! {
    #[test]
    fn no_request_reaches_a_handler_in_a_branch_whose_bounds_it_breaks(value in lodging()) {
        let is_checked = check_json(&value, &LODGING).is_ok();
        let served = served(&value);
        prop_assert!(served.as_ref().is_none_or(is_within), "{served:?}");
        prop_assert_eq!(served.is_some(), is_checked);
    }
}
