//! What JSON shows.

use reversals_codegen::ir::{Choice, Integer, Literal, Presence, Size, Type, TypeShape};
use serde_json::{Map, Number, Value};

use super::super::place::{Place, View, labelled};
use super::scalar::listed;
use super::{Seen, Slot, Way, fits};
use crate::held::Held;
use crate::words as w;

impl<'a> Seen<'_, 'a> {
    /// Walks a whole body.
    pub(in super::super) fn body(&mut self, place: &Place<'a>, ty: &'a Type, value: &Value) {
        self.json(place, ty, value, Slot::Required);
    }

    pub(super) fn json(&mut self, place: &Place<'a>, ty: &'a Type, value: &Value, slot: Slot) {
        if self.texts {
            match value {
                Value::Null => return self.fault(place, w::TWO_VALUES),
                Value::String(text) if text.is_empty() && self.refuses_empty(ty, slot) => {
                    return self.fault(place, w::EMPTY_REFUSED);
                }
                _ => {}
            }
        }
        // Of a constant that is answered nothing is measured.
        if self.way == Way::Asked || !matches!(ty, Type::Only(_)) {
            self.held(place, &Held::of(ty), value);
        }
        match (ty, value) {
            (Type::Any, _) | (Type::OpenObject, Value::Object(_)) => self.good(place, w::PRESENT),
            (Type::OrNull(_), Value::Null) => self.good(place, w::NULL),
            (Type::OrEmpty(_), Value::String(text)) if text.is_empty() => match self.way {
                Way::Asked => self.good(place, w::CLEARED),
                Way::Answered => self.good(place, w::EMPTY),
            },
            (Type::OrNull(inner) | Type::OrEmpty(inner), _) => self.json(place, inner, value, slot),
            (_, Value::Null) => self.fault(place, w::NULL_REFUSED),
            (Type::String(held), Value::String(text)) => {
                self.text(place, text, held.length, slot);
            }
            (Type::Integer(held), Value::Number(number)) => self.number(place, number, held),
            (Type::Number(_), Value::Number(number)) => {
                self.float(place, number.as_f64().unwrap_or_default());
            }
            (Type::Boolean | Type::Only(_), Value::Bool(value)) => self.truth(place, *value),
            (Type::List { items, size, .. }, Value::Array(values)) => {
                self.count(place, values.len(), *size);
                self.items(place, items, values);
            }
            (Type::Map { values, .. }, Value::Object(members)) => {
                self.count(place, members.len(), Size::default());
                for (key, value) in members {
                    self.key(place, key);
                    self.json(&place.value(key), values, value, Slot::Value);
                }
            }
            (Type::Page(items), Value::Object(members)) => self.page(place, items, members),
            (Type::Named(name), _) => self.named(place, name, value, slot),
            (Type::OpenEnum(name), Value::String(text)) => {
                if let Some(TypeShape::Enum { values, .. }) = self.view.shape(name) {
                    self.open(place, text, values);
                }
            }
            (Type::Expandable(_), Value::String(_)) => self.good(place, w::AS_ID),
            (Type::Expandable(inner), Value::Object(_)) => {
                self.good(place, w::AS_OBJECT);
                let target = View::expanded(place, inner);
                self.json(&target, inner, value, Slot::Required);
            }
            _ => self.fault(place, w::WRONG_TYPE),
        }
    }

    /// Whether an empty text is refused where that type is meant and all that comes is text.
    fn refuses_empty(&self, ty: &Type, slot: Slot) -> bool {
        match ty {
            Type::String(text) => match slot {
                Slot::Required => true,
                Slot::Optional => text.length.min.is_some_and(|min| min > 0),
                Slot::Item | Slot::Value => false,
            },
            Type::Named(name) => match self.view.shape(name) {
                Some(TypeShape::Enum { values, .. }) => !listed(values, ""),
                Some(TypeShape::Struct { .. }) => true,
                _ => false,
            },
            Type::OrNull(inner) => self.refuses_empty(inner, slot),
            Type::OrEmpty(_) | Type::Any | Type::Expandable(_) | Type::OpenEnum(_) => false,
            _ => true,
        }
    }

    fn items(&mut self, place: &Place<'a>, items: &'a Type, values: &[Value]) {
        for (index, value) in values.iter().enumerate() {
            self.json(&place.item(index), items, value, Slot::Item);
        }
    }

    fn number(&mut self, place: &Place<'a>, number: &Number, held: &Integer) {
        // What 64 bits don't hold is read as a float that is still that far out.
        const BEYOND: f64 = 9.223_372_036_854_775e18;
        let float = number.as_f64().unwrap_or_default();
        match number.as_i64() {
            Some(value) => self.integer(place, value, held),
            None if float > BEYOND => self.fault(place, w::TOO_GREAT),
            None if float < -BEYOND => self.fault(place, w::TOO_SMALL),
            None => self.fault(place, w::WRONG_TYPE),
        }
    }

    fn page(&mut self, place: &Place<'a>, items: &'a Type, members: &Map<String, Value>) {
        const NAMES: [&str; 4] = ["data", "has_more", "object", "url"];
        self.good(place, super::OPEN_STRUCT);
        self.unknown(place, members, &NAMES, &w::UNKNOWN_IGNORED, false);
        for name in NAMES {
            let member = place.member(name);
            match (name, members.get(name)) {
                (_, None) => self.fault(&member, w::MISSING),
                (_, Some(Value::Null)) => self.fault(&member, w::NULL_REFUSED),
                ("data", Some(Value::Array(values))) => {
                    self.count(&member, values.len(), Size::default());
                    self.items(&member, items, values);
                }
                ("has_more", Some(Value::Bool(value))) => self.truth(&member, *value),
                ("object", Some(Value::String(text))) => {
                    let list = Choice {
                        value: Literal::Text("list".to_owned()),
                        rust_name: String::new(),
                    };
                    self.listed(&member, text, &[list]);
                }
                ("url", Some(Value::String(text))) => {
                    self.text(&member, text, Size::default(), Slot::Required);
                }
                _ => self.fault(&member, w::WRONG_TYPE),
            }
        }
    }

    fn named(&mut self, place: &Place<'a>, name: &str, value: &Value, slot: Slot) {
        match (self.view.shape(name), value) {
            (Some(TypeShape::Enum { values, .. }), Value::String(text)) => {
                self.listed(place, text, values);
            }
            (Some(TypeShape::Enum { values, .. }), Value::Number(number)) if !of_texts(values) => {
                self.listed(place, &number.to_string(), values);
            }
            (Some(shape @ TypeShape::Struct { closed, rest, .. }), Value::Object(members)) => {
                let inside = self.view.inside(place, name);
                let names = self.structure(&inside, shape, value);
                match (rest, closed) {
                    (Some(_), _) => self.unknown(&inside, members, &names, &w::UNKNOWN_KEPT, false),
                    (None, true) => {
                        self.unknown(&inside, members, &names, &w::UNKNOWN_REFUSED, true);
                    }
                    (None, false) => {
                        self.good(&inside, super::OPEN_STRUCT);
                        self.unknown(&inside, members, &names, &w::UNKNOWN_IGNORED, false);
                    }
                }
            }
            (Some(TypeShape::Union { branches, .. }), _) => {
                let inside = self.view.inside(place, name);
                let fitting = labelled(branches)
                    .into_iter()
                    .find(|(_, branch)| fits::json(self.view, branch, value));
                match fitting {
                    Some((label, branch)) => {
                        self.good(&inside, w::branch(&label));
                        self.json(&inside.branch(&label), branch, value, slot);
                    }
                    None => self.fault(place, w::WRONG_TYPE),
                }
            }
            (None, _) => {}
            _ => self.fault(place, w::WRONG_TYPE),
        }
    }

    /// What a struct has and must have. The names that it knows.
    pub(super) fn structure(
        &mut self,
        inside: &Place<'a>,
        shape: &'a TypeShape,
        given: &Value,
    ) -> Vec<&'a str> {
        let TypeShape::Struct {
            fields,
            rules,
            without,
            ..
        } = shape
        else {
            return Vec::new();
        };
        self.held(inside, &Held::members(rules), given);
        let mut names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
        if self.way == Way::Asked {
            names.extend(without.iter().map(String::as_str));
            for name in without.iter().filter(|name| given.get(name).is_some()) {
                self.fault(&inside.member(name), w::READ_ONLY);
            }
        }
        for field in fields {
            let (place, kind) = (inside.member(&field.name), (&field.ty, field.presence));
            self.member(&place, kind, given.get(&field.name));
        }
        names
    }

    /// What is there or not, as its presence says.
    pub(super) fn member(
        &mut self,
        place: &Place<'a>,
        (ty, presence): (&'a Type, Presence),
        value: Option<&Value>,
    ) {
        let null = value.is_some_and(Value::is_null)
            && !self.texts
            && !matches!(ty, Type::OrNull(_) | Type::Any);
        let empty = value.and_then(Value::as_str) == Some("");
        match (presence, value) {
            (Presence::Required, None) => self.fault(place, w::MISSING),
            (_, None) => self.good(place, w::ABSENT),
            (Presence::Nullable, Some(_)) if null => self.good(place, w::NULL),
            (Presence::Optional | Presence::Clearable, Some(_)) if null => match self.way {
                Way::Asked => self.fault(place, w::NULL_REFUSED),
                Way::Answered => self.good(place, w::NULL_FOLDED),
            },
            (Presence::Clearable, Some(_)) if empty => self.good(place, w::CLEARED),
            (presence, Some(value)) => {
                self.json(place, ty, value, Slot::of(presence == Presence::Required));
            }
        }
    }

    /// Members beside the known ones.
    fn unknown(
        &mut self,
        place: &Place<'a>,
        members: &Map<String, Value>,
        known: &[&str],
        situation: &w::Situation,
        fault: bool,
    ) {
        for name in members
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            self.note(&place.beside(name), situation.clone(), fault);
        }
    }
}

/// Whether an enum lists texts.
fn of_texts(values: &[Choice]) -> bool {
    values.iter().any(|choice| choice.value.as_str().is_some())
}
