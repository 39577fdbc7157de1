//! What a form or query shows, which is text all the way down.

use reversals_codegen::ir::{Field, Integer, Presence, Rule, Size, Text, Type, TypeShape};
use reversals_runtime::form::{Branch, Tree};
use serde_json::Value;

use super::super::place::{Place, labelled};
use super::super::words as w;
use super::scalar::listed;
use super::{Seen, Slot, fits};
use crate::held::Held;

impl<'a> Seen<'_, 'a> {
    /// A parameter that is there or not.
    pub(super) fn parameter(
        &mut self,
        place: &Place<'a>,
        ty: &'a Type,
        presence: Presence,
        tree: Option<&Tree>,
    ) {
        match (presence, tree) {
            (Presence::Required, None) => self.fault(place, w::MISSING),
            (_, None) => self.good(place, w::ABSENT),
            (Presence::Clearable, Some(tree))
                if tree.text() == Some("") && !tree.is_ambiguous() =>
            {
                self.good(place, w::CLEARED);
            }
            (Presence::Required, Some(tree)) => self.tree(place, ty, tree, Slot::Required),
            (_, Some(tree)) => self.tree(place, ty, tree, Slot::Optional),
        }
    }

    pub(super) fn tree(&mut self, place: &Place<'a>, ty: &'a Type, tree: &Tree, slot: Slot) {
        if tree.is_ambiguous() && !matches!(ty, Type::List { .. }) {
            return self.fault(place, w::TWO_VALUES);
        }
        if tree.text() != Some("") {
            self.held(place, &Held::of(ty), &plain(ty, tree));
        }
        match (ty, tree.text(), tree.branch()) {
            (Type::OrEmpty(_), Some(""), _) => self.good(place, w::CLEARED),
            (Type::OrEmpty(inner) | Type::OrNull(inner), ..) => self.tree(place, inner, tree, slot),
            (Type::Named(name), ..) => self.named_tree(place, name, tree, slot),
            (Type::List { .. } | Type::Map { .. } | Type::OpenObject, Some(""), _) => {
                self.fault(place, w::EMPTY_REFUSED);
            }
            (
                Type::List {
                    items,
                    size: Size { min, max },
                    ..
                },
                _,
                Some(branch),
            ) => match items_of(branch) {
                Some(found) => {
                    self.count(place, found.len(), *min, *max);
                    for (index, tree) in found {
                        self.tree(&place.item(index), items, tree, Slot::Item);
                    }
                }
                None => self.fault(place, w::WRONG_TYPE),
            },
            (Type::Map { values, .. }, _, Some(branch)) => {
                if !branch.pushes().is_empty() {
                    return self.fault(place, w::WRONG_TYPE);
                }
                self.count(place, branch.keyed().len(), None, None);
                for (key, tree) in branch.keyed() {
                    self.key(place, key);
                    self.tree(&place.value(key), values, tree, Slot::Value);
                }
            }
            (Type::OpenObject, _, Some(_)) | (Type::Any, ..) => self.good(place, w::PRESENT),
            (Type::Expandable(_), Some(_), _) => self.good(place, w::AS_ID),
            (Type::Expandable(_), _, Some(_)) => self.good(place, w::AS_OBJECT),
            (_, Some(text), _) => self.scalar(place, ty, text, slot),
            _ => self.fault(place, w::WRONG_TYPE),
        }
    }

    /// One text where a scalar is meant.
    pub(super) fn scalar(&mut self, place: &Place<'a>, ty: &'a Type, text: &str, slot: Slot) {
        match ty {
            Type::String(Text {
                length: Size { min, max },
                ..
            }) => {
                let unset = text.is_empty() && matches!(slot, Slot::Required | Slot::Optional);
                if unset && (slot == Slot::Required || min.is_some_and(|min| min > 0)) {
                    self.fault(place, w::EMPTY_REFUSED);
                } else {
                    self.text(place, text, *min, *max, slot);
                }
            }
            Type::OpenEnum(name) => {
                if let Some(TypeShape::Enum { values }) = self.view.shape(name) {
                    self.open(place, text, values);
                }
            }
            Type::Named(name) => match self.view.shape(name) {
                Some(TypeShape::Enum { values }) if text.is_empty() && !listed(values, "") => {
                    self.fault(place, w::EMPTY_REFUSED);
                }
                Some(TypeShape::Enum { values }) => self.listed(place, text, values),
                _ => self.fault(place, w::WRONG_TYPE),
            },
            _ if text.is_empty() => self.fault(place, w::EMPTY_REFUSED),
            Type::Integer(Integer { min, max, .. }) => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty();
                match text.parse::<i64>() {
                    Ok(value) if plain => self.integer(place, value, *min, *max),
                    _ if !plain => self.fault(place, w::WRONG_TYPE),
                    _ if text.starts_with('-') => self.fault(place, w::TOO_SMALL),
                    _ => self.fault(place, w::TOO_GREAT),
                }
            }
            Type::Number(_) => match serde_json::from_str::<f64>(text) {
                Ok(value) if text.trim() == text => self.float(place, value),
                _ => self.fault(place, w::WRONG_TYPE),
            },
            Type::Boolean | Type::Only(_) => match text {
                "true" => self.truth(place, true),
                "false" => self.truth(place, false),
                _ => self.fault(place, w::WRONG_TYPE),
            },
            _ => self.fault(place, w::WRONG_TYPE),
        }
    }

    fn named_tree(&mut self, place: &Place<'a>, name: &str, tree: &Tree, slot: Slot) {
        match (self.view.shape(name), tree.text(), tree.branch()) {
            (Some(TypeShape::Enum { values }), Some(text), _) => {
                if text.is_empty() && !listed(values, "") {
                    self.fault(place, w::EMPTY_REFUSED);
                } else {
                    self.listed(place, text, values);
                }
            }
            (Some(TypeShape::Struct { .. }), Some(""), _) => self.fault(place, w::EMPTY_REFUSED),
            (
                Some(TypeShape::Struct {
                    fields,
                    closed,
                    rest,
                    rules,
                    without,
                }),
                _,
                Some(branch),
            ) => {
                if !branch.pushes().is_empty() {
                    return self.fault(place, w::WRONG_TYPE);
                }
                let inside = self.view.inside(place, name);
                self.whole(&inside, rules, without, branch);
                self.fields(&inside, fields, branch);
                let known = |key: &str| {
                    fields.iter().any(|field| field.name == key)
                        || without.iter().any(|name| name == key)
                };
                for (key, _) in branch.keyed().filter(|(key, _)| !known(key)) {
                    let beside = inside.beside(key);
                    if rest.is_some() {
                        self.good(&beside, w::UNKNOWN_KEPT);
                    } else if *closed {
                        self.fault(&beside, w::UNKNOWN_REFUSED);
                    }
                }
            }
            (Some(TypeShape::Union { branches, .. }), ..) => {
                let inside = self.view.inside(place, name);
                let fitting = labelled(branches)
                    .into_iter()
                    .find(|(_, branch)| fits::tree(self.view, branch, tree));
                match fitting {
                    Some((label, branch)) => {
                        self.good(&inside, w::branch(&label));
                        self.tree(&inside.branch(&label), branch, tree, slot);
                    }
                    None => self.fault(place, w::WRONG_TYPE),
                }
            }
            _ => self.fault(place, w::WRONG_TYPE),
        }
    }

    /// How many members there are, and those that only answers have.
    pub(super) fn whole(
        &mut self,
        place: &Place<'a>,
        rules: &[Rule],
        without: &'a [String],
        branch: &Branch,
    ) {
        let names = branch
            .keyed()
            .map(|(name, _)| (name.to_owned(), Value::Null));
        self.held(
            place,
            &Held::members(rules),
            &Value::Object(names.collect()),
        );
        for name in without.iter().filter(|name| branch.get(name).is_some()) {
            self.fault(&place.member(name), w::READ_ONLY);
        }
    }

    /// The known members of an object, or of a whole form.
    pub(super) fn fields(&mut self, place: &Place<'a>, fields: &'a [Field], branch: &Branch) {
        for field in fields {
            let tree = branch.get(&field.name);
            self.parameter(&place.member(&field.name), &field.ty, field.presence, tree);
        }
    }
}

/// The items of a list: pushed, or by index; none where it is no list.
fn items_of(branch: &Branch) -> Option<Vec<(usize, &Tree)>> {
    if branch.keyed().len() == 0 {
        return Some(branch.pushes().iter().enumerate().collect());
    }
    if !branch.pushes().is_empty() {
        return None;
    }
    let indexed = branch.keyed().map(|(key, tree)| {
        let index: usize = key.parse().ok().filter(|index| *index < 1000)?;
        (index.to_string() == key).then_some((index, tree))
    });
    indexed.collect()
}

/// What a part of a form says, with numbers and truth values where the type has such.
fn plain(ty: &Type, tree: &Tree) -> Value {
    match (ty, tree.text(), tree.branch()) {
        (Type::Integer(_) | Type::Number(_) | Type::Only(_), Some(text), _) => {
            serde_json::from_str(text).unwrap_or_default()
        }
        (_, Some(text), _) => Value::from(text),
        (Type::List { .. }, _, Some(branch)) => {
            let items = items_of(branch).unwrap_or_default().into_iter();
            items.map(|(_, tree)| plain(&Type::Any, tree)).collect()
        }
        (_, _, Some(branch)) => {
            let members = branch.keyed();
            let members = members.map(|(key, tree)| (key.to_owned(), plain(&Type::Any, tree)));
            Value::Object(members.collect())
        }
        _ => Value::Null,
    }
}
