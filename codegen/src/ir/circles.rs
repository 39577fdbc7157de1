//! Which named types hold each other by value in a circle, so that one of them needs a box to have a size.

use std::collections::BTreeMap;

use super::{Api, Type, TypeShape};

/// The circles of an API's types.
pub struct Circles<'a> {
    /// Of each type, the number of the types that it leads to and that lead back to it.
    groups: BTreeMap<&'a str, usize>,
}

impl<'a> Circles<'a> {
    /// Finds them all: Tarjan's strongly connected components, on a stack of its own.
    pub fn of(api: &'a Api) -> Self {
        let mut search = Search::default();
        for name in api.types.keys() {
            search.from(api, name);
        }
        let groups = search.done;
        Self { groups }
    }

    /// Whether a member of the type `owner` that holds a `ty` closes a circle.
    pub fn closes(&self, owner: &str, ty: &Type) -> bool {
        let group = |name| self.groups.get(name);
        ty.by_value()
            .is_some_and(|held| group(held).is_some() && group(held) == group(owner))
    }
}

#[derive(Default)]
struct Search<'a> {
    order: BTreeMap<&'a str, usize>,
    done: BTreeMap<&'a str, usize>,
    open: Vec<&'a str>,
}

/// A type on the way, with the earliest type that it is known to lead back to.
struct Step<'a> {
    name: &'a str,
    earliest: usize,
    held: Vec<&'a str>,
}

impl<'a> Search<'a> {
    fn from(&mut self, api: &'a Api, root: &'a str) {
        if self.order.contains_key(root) {
            return;
        }
        let mut way = vec![self.enter(api, root)];
        while let Some(step) = way.last_mut() {
            if let Some(next) = step.held.pop() {
                match self.order.get(next) {
                    None => {
                        let entered = self.enter(api, next);
                        way.push(entered);
                    }
                    Some(number) if !self.done.contains_key(next) => {
                        step.earliest = step.earliest.min(*number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            let (name, earliest) = (step.name, step.earliest);
            way.pop();
            if let Some(before) = way.last_mut() {
                before.earliest = before.earliest.min(earliest);
            }
            if self.order.get(name) == Some(&earliest) {
                while let Some(member) = self.open.pop() {
                    self.done.insert(member, earliest);
                    if member == name {
                        break;
                    }
                }
            }
        }
    }

    fn enter(&mut self, api: &'a Api, name: &'a str) -> Step<'a> {
        let number = self.order.len();
        self.order.insert(name, number);
        self.open.push(name);
        let held = match api.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Struct { fields, .. }) => fields
                .iter()
                .filter_map(|field| field.ty.by_value())
                .collect(),
            Some(TypeShape::Union { branches, .. }) => branches
                .iter()
                .filter_map(|branch| branch.ty.by_value())
                .collect(),
            Some(TypeShape::Enum { .. }) | None => Vec::new(),
        };
        Step {
            name,
            earliest: number,
            held,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Field, Presence, TypeDef};

    fn structure(held: &[&str]) -> TypeDef {
        let fields = held.iter().map(|name| Field {
            name: (*name).to_owned(),
            rust_name: (*name).to_owned(),
            presence: Presence::Optional,
            ty: Type::Named((*name).to_owned()),
            docs: String::new(),
            source: String::new(),
            deprecated: false,
        });
        let fields = fields.collect();
        TypeDef {
            docs: String::new(),
            source: String::new(),
            shape: TypeShape::Struct {
                fields,
                closed: false,
                rest: None,
                rules: Vec::new(),
                without: Vec::new(),
            },
        }
    }

    #[test]
    fn only_what_leads_back_closes_a_circle() {
        let types = [
            ("a", structure(&["b", "d"])),
            ("b", structure(&["c"])),
            ("c", structure(&["a"])),
            ("d", structure(&["e", "d"])),
            ("e", structure(&[])),
        ];
        let api = Api {
            title: String::new(),
            version: String::new(),
            description: String::new(),
            server: None,
            fragments: Vec::new(),
            operations: Vec::new(),
            reserved: Vec::new(),
            resources: BTreeMap::new(),
            types: types
                .map(|(name, def)| (name.to_owned(), def))
                .into_iter()
                .collect(),
        };
        let circles = Circles::of(&api);
        let closes = |owner, held: &str| circles.closes(owner, &Type::Named(held.to_owned()));
        assert!(closes("a", "b") && closes("b", "c") && closes("c", "a") && closes("d", "d"));
        assert!(!closes("a", "d") && !closes("d", "e"));
        assert!(!circles.closes(
            "a",
            &Type::Map {
                values: Box::new(Type::Named("b".to_owned())),
                rules: Vec::new()
            }
        ));
    }
}
