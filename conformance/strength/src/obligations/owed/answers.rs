//! The situations of what comes back.

use reversals_codegen::ir::{Integer, Operation, Presence, Size, Text, Type, TypeShape};

use super::super::place::Place;
use super::{BOTH, CLIENT, Owed, SCHEMA};
use crate::held::Held;
use crate::words as w;

impl<'a> Owed<'a> {
    /// A whole answer.
    pub(super) fn answer(&mut self, place: &Place<'a>, ty: &'a Type) {
        self.owe(place, CLIENT, w::NOT_JSON);
        self.never_null(place, ty);
        self.answered(place, ty);
    }

    /// The types that ids stand for, each once, in the order in which they are met.
    pub(super) fn expanded_types(&mut self) {
        let api = self.view.api;
        let mut waiting: Vec<&'a Type> = api
            .operations
            .iter()
            .flat_map(Operation::answered)
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        let mut expanded = Vec::new();
        let mut next = 0;
        while let Some(&ty) = waiting.get(next) {
            next += 1;
            match ty {
                Type::Expandable(inner) => {
                    if let Type::Named(name) = &**inner
                        && !expanded.contains(&name)
                    {
                        expanded.push(name);
                    }
                    waiting.push(inner);
                }
                Type::List { items: inner, .. }
                | Type::Map { values: inner, .. }
                | Type::OrEmpty(inner)
                | Type::OrNull(inner)
                | Type::Page(inner) => waiting.push(inner),
                Type::Named(name) if seen.insert(name) => match self.view.shape(name) {
                    Some(TypeShape::Struct { fields, rest, .. }) => {
                        waiting.extend(fields.iter().map(|field| &field.ty));
                        waiting.extend(rest);
                    }
                    Some(TypeShape::Union { branches, .. }) => {
                        waiting.extend(branches.iter().map(|branch| &branch.ty));
                    }
                    Some(TypeShape::Enum { .. }) | None => {}
                },
                _ => {}
            }
        }
        for name in expanded {
            self.named(&Place::of_type(name), name);
        }
    }

    fn answered(&mut self, place: &Place<'a>, ty: &'a Type) {
        if !matches!(ty, Type::Any | Type::OrNull(_) | Type::OrEmpty(_)) {
            self.owe_refused(place, CLIENT, w::WRONG_TYPE);
        }
        // Of a constant nothing is measured.
        if !matches!(ty, Type::Only(_)) {
            self.answered_held(place, &Held::of(ty));
        }
        match ty {
            Type::String(Text {
                length: Size { min, max },
                ..
            }) => {
                self.owe_all(place, BOTH, [w::PRESENT, w::NON_ASCII]);
                if min.is_some_and(|min| min > 0) {
                    self.owe(place, &[CLIENT, SCHEMA].concat(), w::BELOW_MIN_LENGTH);
                    self.owe(place, SCHEMA, w::MIN_LENGTH);
                }
                if max.is_some() {
                    self.owe_all(place, BOTH, [w::MAX_LENGTH]);
                    self.owe(place, SCHEMA, w::MAX_LENGTH);
                    // A client does not measure what it is answered; only the schema does.
                    self.owe(place, &[CLIENT, SCHEMA].concat(), w::ABOVE_MAX_LENGTH);
                }
            }
            Type::Integer(integer) => self.answered_integer(place, integer),
            Type::Number(_) => self.owe_all(place, BOTH, [w::WHOLE, w::FRACTION]),
            Type::Boolean | Type::Only(_) => self.owe_all(place, BOTH, [w::TRUE, w::FALSE]),
            Type::Any | Type::OpenObject => self.owe(place, BOTH, w::PRESENT),
            Type::List {
                items,
                size: Size { min, max },
                ..
            } => {
                self.counted(place);
                if min.is_some_and(|min| min > 0) {
                    self.owe_all(place, SCHEMA, [w::MIN_ITEMS, w::BELOW_MIN_ITEMS]);
                }
                if max.is_some() {
                    self.owe_all(place, SCHEMA, [w::MAX_ITEMS, w::ABOVE_MAX_ITEMS]);
                }
                self.never_null(&place.item(0), items);
                self.answered(&place.item(0), items);
            }
            Type::Map { values, .. } => {
                self.counted(place);
                self.never_null(&place.value(""), values);
                self.answered(&place.value(""), values);
            }
            Type::Page(items) => self.page(place, items),
            Type::Named(name) => self.named(place, name),
            Type::OpenEnum(name) => self.open(place, name, CLIENT),
            Type::Expandable(_) => self.owe_all(place, BOTH, [w::AS_ID, w::AS_OBJECT]),
            Type::OrEmpty(inner) => {
                self.owe(place, BOTH, w::EMPTY);
                self.answered(place, inner);
            }
            Type::OrNull(inner) => {
                self.owe(place, BOTH, w::NULL);
                self.answered(place, inner);
            }
        }
    }

    fn answered_integer(&mut self, place: &Place<'a>, integer: &Integer) {
        self.integer(place, integer);
        let Integer { min, max, .. } = integer;
        if min.is_some() {
            self.owe_all(place, SCHEMA, [w::MINIMUM, w::BELOW_MINIMUM]);
        }
        if max.is_some() {
            self.owe_all(place, SCHEMA, [w::MAXIMUM, w::ABOVE_MAXIMUM]);
        }
        self.owe_refused(place, CLIENT, w::TOO_GREAT);
        self.owe_refused(place, CLIENT, w::TOO_SMALL);
    }

    fn counted(&mut self, place: &Place<'a>) {
        self.owe_all(place, BOTH, [w::NO_ENTRIES, w::ONE_ENTRY, w::TWO_ENTRIES]);
    }

    /// The envelope of a list is that of the idiom, whatever the document calls it.
    fn page(&mut self, place: &Place<'a>, items: &'a Type) {
        self.owe(place, CLIENT, w::UNKNOWN_IGNORED);
        for member in ["data", "has_more", "object", "url"] {
            let member = place.member(member);
            self.owe_refused(&member, CLIENT, w::MISSING);
            self.owe_refused(&member, CLIENT, w::NULL_REFUSED);
            self.owe_refused(&member, CLIENT, w::WRONG_TYPE);
        }
        let data = place.member("data");
        self.counted(&data);
        self.never_null(&data.item(0), items);
        self.answered(&data.item(0), items);
        self.owe_all(&place.member("has_more"), BOTH, [w::TRUE, w::FALSE]);
        self.owe(&place.member("object"), BOTH, w::value("list"));
        self.owe_refused(&place.member("object"), CLIENT, w::WRONG_CONSTANT);
        self.owe_all(&place.member("url"), BOTH, [w::PRESENT, w::NON_ASCII]);
    }

    fn named(&mut self, place: &Place<'a>, name: &str) {
        match self.view.shape(name) {
            Some(TypeShape::Enum { values, .. }) => self.listed(place, values, CLIENT),
            Some(TypeShape::Union { branches, .. }) => {
                self.branches(place, name, branches, Self::answered);
            }
            Some(TypeShape::Struct {
                fields,
                closed,
                rest,
                rules,
                ..
            }) => {
                let inside = self.view.inside(place, name);
                if inside.element.is_none() {
                    return;
                }
                self.answered_held(&inside, &Held::members(rules));
                if rest.is_some() {
                    self.owe(&inside, BOTH, w::UNKNOWN_KEPT);
                } else if *closed {
                    self.owe_refused(&inside, CLIENT, w::UNKNOWN_REFUSED);
                } else {
                    self.owe(&inside, CLIENT, w::UNKNOWN_IGNORED);
                }
                for field in fields {
                    let member = inside.member(&field.name);
                    match field.presence {
                        Presence::Required => {
                            self.owe_refused(&member, CLIENT, w::MISSING);
                            self.never_null(&member, &field.ty);
                        }
                        Presence::Optional | Presence::Clearable => {
                            self.owe(&member, BOTH, w::ABSENT);
                            self.owe(&member, CLIENT, w::NULL_FOLDED);
                        }
                        Presence::Nullable => self.owe_all(&member, BOTH, [w::ABSENT, w::NULL]),
                    }
                    self.answered(&member, &field.ty);
                }
            }
            None => {}
        }
    }
}
