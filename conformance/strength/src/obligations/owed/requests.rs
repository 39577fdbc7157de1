//! The situations of what callers give.

use reversals_codegen::ir::{Field, Media, Operation, Param, Presence, Size, Type, TypeShape};

use super::super::place::{self, Place, Slot, presence};
use super::{BOTH, CLIENT, Owed, SERVER};
use crate::held::{self, Held};
use crate::words as w;

/// What carries a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A segment of the path.
    Path,
    /// A header.
    Header,
    /// A query, with or without brackets.
    Query { deep: bool },
    /// A form.
    Form,
    /// JSON.
    Json,
}

#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) by: By,
    pub(super) slot: Slot,
    /// Whether an empty text has a meaning already.
    pub(super) clearable: bool,
}

impl Asked {
    /// Whether it is text with structure in brackets, in which anything can be said twice or empty.
    fn is_text(self) -> bool {
        matches!(self.by, By::Query { .. } | By::Form)
    }

    fn at(self, slot: Slot) -> Self {
        Self {
            slot,
            clearable: false,
            ..self
        }
    }
}

impl<'a> Owed<'a> {
    pub(super) fn request(&mut self, operation: &'a Operation) {
        let id = operation.id.as_str();
        for param in &operation.path_params {
            self.param(&Place::root(id, "path"), param, By::Path);
        }
        for param in &operation.query {
            let deep = param.is_deep();
            self.param(&Place::root(id, "query"), param, By::Query { deep });
        }
        for param in &operation.headers {
            self.param(&Place::root(id, "header"), param, By::Header);
        }
        for group in &operation.exclusive {
            for (place, situation) in place::exclusions(id, group) {
                self.owe(&place, SERVER, situation);
            }
        }
        let request = Place::root(id, "request");
        self.owe(&request, BOTH, w::UNKNOWN_PARAMETER);
        self.owe_all(&request, SERVER, [w::WRONG_METHOD, w::WRONG_PATH]);
        let body = Place::root(id, "body");
        match &operation.body {
            None => self.owe(&body, SERVER, w::UNEXPECTED),
            Some(described) => {
                self.owe(&body, SERVER, w::WRONG_MEDIA);
                let by = match described.media {
                    Media::Form => By::Form,
                    Media::Json => By::Json,
                    // No case can say a file.
                    Media::Multipart | Media::Raw => return,
                };
                let slot = Slot::Required;
                let asked = Asked {
                    by,
                    slot,
                    clearable: true,
                };
                match (&described.ty, by) {
                    // A form is an object from the beginning; nothing else can be written.
                    (Type::Named(name), By::Form) => self.members(&body, name, asked),
                    (ty, _) => self.asked(&body, ty, asked),
                }
            }
        }
    }

    fn param(&mut self, root: &Place<'a>, param: &'a Param, by: By) {
        // What is one text, or spread over several parameters, is not looked into: nothing is owed of it.
        if param.packing().is_some() {
            return;
        }
        let place = root.member(&param.name);
        self.member(&place, &param.ty, presence(param), by);
    }

    fn member(&mut self, place: &Place<'a>, ty: &'a Type, presence: Presence, by: By) {
        match presence {
            // Without its parameter, a path is another path.
            Presence::Required if by == By::Path => self.owe_refused(place, CLIENT, w::MISSING),
            Presence::Required => self.owe_refused(place, BOTH, w::MISSING),
            Presence::Optional => self.owe(place, BOTH, w::ABSENT),
            Presence::Nullable => {
                self.owe(place, BOTH, w::ABSENT);
                if by == By::Json {
                    self.owe(place, BOTH, w::NULL);
                }
            }
            Presence::Clearable => self.owe_all(place, BOTH, [w::ABSENT, w::CLEARED]),
        }
        let nullable = presence == Presence::Nullable || matches!(ty, Type::OrNull(_));
        if !nullable && !matches!(ty, Type::Any) {
            // A text has no null that a server could refuse.
            let judged = if by == By::Json { BOTH } else { CLIENT };
            self.owe_refused(place, judged, w::NULL_REFUSED);
        }
        let asked = Asked {
            by,
            slot: Slot::of(presence == Presence::Required),
            clearable: presence == Presence::Clearable,
        };
        self.asked(place, ty, asked);
    }

    fn asked(&mut self, place: &Place<'a>, ty: &'a Type, asked: Asked) {
        let by = asked.by;
        let scalar = !matches!(
            ty,
            Type::List { .. } | Type::Map { .. } | Type::OpenObject | Type::Page(_) | Type::Any
        );
        // A segment and a header are text whatever is written there.
        let wrong = match (ty, by) {
            (Type::Any, _) => &[][..],
            (Type::String(_), By::Path | By::Header)
            | (Type::List { .. }, By::Query { deep: false }) => CLIENT,
            _ => BOTH,
        };
        let transparent = matches!(ty, Type::OrEmpty(_) | Type::OrNull(_));
        let is_union = matches!(ty, Type::Named(name) if self.is_union(name));
        if !transparent {
            self.owe_refused(place, wrong, w::WRONG_TYPE);
            let repeats = by == By::Query { deep: false } && asked.slot == Slot::Item;
            if scalar && asked.is_text() && !repeats && !self.is_struct(ty) {
                self.owe_refused(place, SERVER, w::TWO_VALUES);
            }
            let free =
                matches!(ty, Type::String(_) | Type::Any) || is_union || self.takes_empty(ty);
            if asked.is_text() && !asked.clearable && !free && !repeats {
                self.owe_refused(place, SERVER, w::EMPTY_REFUSED);
            }
        }
        self.asked_held(place, &Held::of(ty));
        match ty {
            Type::String(text) => self.asked_text(place, text.length, asked),
            Type::Integer(integer) => self.asked_integer(place, integer),
            Type::Number(_) => self.owe_all(place, BOTH, [w::WHOLE, w::FRACTION]),
            Type::Boolean => self.owe_all(place, BOTH, [w::TRUE, w::FALSE]),
            Type::Only(truth) => self.owe(place, BOTH, if *truth { w::TRUE } else { w::FALSE }),
            Type::Any | Type::OpenObject | Type::Page(_) => self.owe(place, BOTH, w::PRESENT),
            Type::Expandable(_) => self.owe_all(place, BOTH, [w::AS_ID, w::AS_OBJECT]),
            Type::List {
                items,
                size: Size { min, max },
                ..
            } => {
                let none = if asked.is_text() { CLIENT } else { BOTH };
                self.counts(place, min.unwrap_or(0), *max, none);
                self.item_bounds(place, min.unwrap_or(0), *max);
                if by == By::Json && !matches!(**items, Type::OrNull(_)) {
                    self.owe_refused(&place.item(0), SERVER, w::NULL_REFUSED);
                }
                self.never_null(&place.item(0), items);
                self.asked(&place.item(0), items, asked.at(Slot::Item));
            }
            Type::Map { values, rules } => {
                let size = held::members(rules);
                let none = if asked.is_text() { CLIENT } else { BOTH };
                self.counts(place, size.min.unwrap_or(0), size.max, none);
                self.owe_all(&place.key(""), BOTH, [w::RESERVED, w::NON_ASCII]);
                self.never_null(&place.value(""), values);
                self.asked(&place.value(""), values, asked.at(Slot::Value));
            }
            Type::Named(name) => match self.view.shape(name) {
                Some(TypeShape::Enum { values, .. }) => self.listed(place, values, BOTH),
                Some(TypeShape::Struct { .. }) => self.members(place, name, asked),
                Some(TypeShape::Union { branches, .. }) => {
                    let each = |owed: &mut Self, place: &_, ty| owed.asked(place, ty, asked);
                    self.branches(place, name, branches, each);
                }
                None => {}
            },
            Type::OpenEnum(name) => self.open(place, name, BOTH),
            Type::OrEmpty(inner) => {
                self.owe(place, BOTH, w::CLEARED);
                let clearable = true;
                self.asked(place, inner, Asked { clearable, ..asked });
            }
            Type::OrNull(inner) => {
                if by == By::Json {
                    self.owe(place, BOTH, w::NULL);
                }
                self.asked(place, inner, asked);
            }
        }
    }

    fn members(&mut self, place: &Place<'a>, name: &str, asked: Asked) {
        let Some(TypeShape::Struct {
            fields,
            closed,
            rest,
            rules,
            without,
        }) = self.view.shape(name)
        else {
            return;
        };
        let inside = self.view.inside(place, name);
        if inside.element.is_none() {
            return;
        }
        self.asked_held(&inside, &Held::members(rules));
        for name in without {
            self.owe_refused(&inside.member(name), BOTH, w::READ_ONLY);
        }
        if rest.is_some() {
            self.owe(&inside, BOTH, w::UNKNOWN_KEPT);
        } else if *closed {
            self.owe_refused(&inside, BOTH, w::UNKNOWN_REFUSED);
        }
        for Field {
            name, presence, ty, ..
        } in fields
        {
            self.member(&inside.member(name), ty, *presence, asked.by);
        }
    }

    fn is_union(&self, name: &str) -> bool {
        matches!(self.view.shape(name), Some(TypeShape::Union { .. }))
    }

    fn is_struct(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(name) if matches!(self.view.shape(name), Some(TypeShape::Struct { .. })))
    }

    /// Whether an empty text is one of its values.
    fn takes_empty(&self, ty: &Type) -> bool {
        let (Type::Named(name) | Type::OpenEnum(name)) = ty else {
            return false;
        };
        match self.view.shape(name) {
            Some(TypeShape::Enum { values, .. }) => values
                .iter()
                .any(|choice| choice.value.as_str() == Some("")),
            _ => false,
        }
    }
}
