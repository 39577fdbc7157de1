//! What came, read once.
//!
//! A union must see all of a value before it knows which type reads it. The outermost one keeps the value; those inside
//! its branches look at it where it is, so that no level makes a copy of its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{
    Deserialize, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Error, Value};

use super::exact;
use super::placed::{Placed, Step};
use super::raw::Raw;

/// What `serde_json` answers with the text of a value, which has every digit that its [`Value`] rounds; whoever does not
/// know the name answers with the value.
pub(super) const TEXT: &str = "$serde_json::private::RawValue";

/// What only [`Placed`] knows, and answers by handing over the value; others read on.
pub(crate) const HERE: &str = "$reversals::here";

/// A value as it came.
pub(super) struct Whole {
    pub(super) value: Value,
    /// Its text, where the value does not have every number of it.
    pub(super) text: Option<Box<str>>,
    /// Whether a member stands twice in it.
    pub(super) twice: bool,
}

/// The outermost value that is being read, and where in it.
struct Walk {
    whole: Rc<Whole>,
    steps: Vec<Step>,
}

thread_local! {
    static WALK: RefCell<Option<Walk>> = const { RefCell::new(None) };
    /// How many steps there were before a value was handed over that nobody has taken yet.
    static HANDED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// A value that came, while it is read.
pub(crate) struct Came {
    whole: Rc<Whole>,
    before: Before,
}

/// What there was before.
enum Before {
    Steps(usize),
    Walk(Option<Walk>),
}

impl Came {
    /// What a deserializer has.
    pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(TEXT, Reading)
    }

    /// A value in memory.
    pub(crate) fn new(value: Value) -> Self {
        Self::of(Whole {
            value,
            text: None,
            twice: false,
        })
    }

    fn of(whole: Whole) -> Self {
        let whole = Rc::new(whole);
        let walk = Walk {
            whole: Rc::clone(&whole),
            steps: Vec::new(),
        };
        let before = Before::Walk(WALK.replace(Some(walk)));
        Self { whole, before }
    }

    fn of_text(text: &str) -> Result<Self, Error> {
        exact::parse(text).map(Self::of)
    }

    /// What was handed over a moment ago, if anything was.
    pub(crate) fn handed() -> Option<Self> {
        let before = HANDED.take()?;
        let whole = WALK.with_borrow(|walk| Some(Rc::clone(&walk.as_ref()?.whole)))?;
        Some(Self {
            whole,
            before: Before::Steps(before),
        })
    }

    pub(crate) fn value(&self) -> &Value {
        let at = WALK.with_borrow(|walk| at(&self.whole.value, &walk.as_ref()?.steps));
        at.unwrap_or(&Value::Null)
    }

    /// The value for a type to be read from.
    pub(crate) fn placed(&self) -> Placed<'_, '_> {
        Placed::new(self.value())
    }

    /// The value's text, where it says more than the value.
    pub(super) fn text(&self) -> Option<Box<str>> {
        let text = self.whole.text.as_deref()?;
        let text = WALK.with_borrow(|walk| exact::at(text, &walk.as_ref()?.steps))?;
        (self.whole.twice || !exact::rounded(text).is_empty()).then(|| text.into())
    }

    /// Whether a member stands twice in what came, so that no type has all of it.
    pub(super) fn is_twice(&self) -> bool {
        self.whole.twice
    }

    pub(super) fn to_raw(&self) -> Raw {
        Raw::new(self.value().clone(), self.text())
    }
}

impl Drop for Came {
    fn drop(&mut self) {
        match &mut self.before {
            Before::Steps(count) => back(*count),
            Before::Walk(walk) => {
                WALK.replace(walk.take());
            }
        }
    }
}

/// Hands over the value at some steps from here to whoever asks for it next; not, where it is no part of what is being
/// read.
pub(super) fn hand_over(value: &Value, steps: impl FnOnce(&mut Vec<Step>)) -> bool {
    WALK.with_borrow_mut(|walk| {
        let Some(walk) = walk else {
            return false;
        };
        let before = walk.steps.len();
        steps(&mut walk.steps);
        let is_here = at(&walk.whole.value, &walk.steps).is_some_and(|at| std::ptr::eq(at, value));
        if is_here {
            HANDED.set(Some(before));
        } else {
            walk.steps.truncate(before);
        }
        is_here
    })
}

/// Takes back what nobody took.
pub(super) fn take_back() {
    if let Some(count) = HANDED.take() {
        back(count);
    }
}

fn back(count: usize) {
    WALK.with_borrow_mut(|walk| {
        if let Some(walk) = walk {
            walk.steps.truncate(count);
        }
    });
}

fn at<'v>(value: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Name(name) => value.as_object()?.get(&**name),
        Step::Index(index) => value.as_array()?.get(*index),
    })
}

struct Reading;

/// A value that comes in another way than as text.
macro_rules! visit {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method<E: serde::de::Error>(self, value: $type) -> Result<Came, E> {
            Value::deserialize(value.into_deserializer()).map(Came::new)
        })*
    };
}

impl<'de> Visitor<'de> for Reading {
    type Value = Came;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    visit! { visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str, visit_string: String, }

    fn visit_none<E: serde::de::Error>(self) -> Result<Came, E> {
        Ok(Came::new(Value::Null))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Came, E> {
        Ok(Came::handed().unwrap_or_else(|| Came::new(Value::Null)))
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Came, D::Error> {
        Self::read_again(from)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Came, D::Error> {
        Self::read_again(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Came, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(Came::new)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Came, A::Error> {
        let Some(first) = members.next_key::<String>()? else {
            return Ok(Came::new(Value::Object(serde_json::Map::new())));
        };
        if first == TEXT {
            let text: String = members.next_value()?;
            return Came::of_text(&text).map_err(A::Error::custom);
        }
        // Whoever looked at the first byte has no text of the whole, but one of each member.
        let mut all = vec![(first, members.next_value::<Raw>()?)];
        while let Some(member) = members.next_entry()? {
            all.push(member);
        }
        let names: BTreeSet<&String> = all.iter().map(|(name, _)| name).collect();
        if names.len() < all.len() || all.iter().any(|(_, value)| value.has_text()) {
            let members = all.iter();
            let members = members.map(|(name, value)| format!("{}:{value}", Value::from(&**name)));
            let text = members.collect::<Vec<_>>().join(",");
            return Came::of_text(&format!("{{{text}}}")).map_err(A::Error::custom);
        }
        let members = all.into_iter();
        let members = members.map(|(name, value)| (name, value.into_value()));
        Ok(Came::new(Value::Object(members.collect())))
    }
}

impl Reading {
    fn read_again<'de, D: Deserializer<'de>>(from: D) -> Result<Came, D::Error> {
        Value::deserialize(from).map(Came::new)
    }
}
