//! Which Rust name belongs to what. Derived names that would be one are told apart with a note; given ones are refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::unions::OTHER;
use super::{Reach, Side};
use crate::bundle::OperationRef;
use crate::diagnostic::{Report, Rule};
use crate::naming::{self, Case, Wish};
use crate::schema::{Kind, Rest, Schema, Schemas};
use crate::tree::Place;

/// The longest name of a type, in bytes.
const MAX_NAME: usize = 200;

/// The suffixes of the types that an operation has for its parameters, parts and answers.
const OF_OPERATIONS: [&str; 7] = [
    "Path", "Query", "Headers", "Cookies", "Parts", "Success", "Failure",
];

/// The names of types, settled one after the other in the order of the walk, which no order of keys changes.
#[derive(Default)]
pub(super) struct Names {
    /// The names of component schemas: that of the one form, or of answers, and that of requests.
    components: HashMap<String, [String; 2]>,
    /// The names that components and authors have, which no other type takes.
    reserved: BTreeSet<String>,
    /// What was settled already, by where it is described and the name that it wished for.
    settled: HashMap<(String, String), String>,
    taken: BTreeSet<String>,
    /// Where the types of components and of given names are described.
    own: BTreeMap<String, Place>,
    /// How many numbers each name was given.
    numbers: HashMap<String, usize>,
    report: Report,
}

impl Names {
    /// The names that are known before any type is looked at.
    pub(super) fn of(schemas: &Schemas, reach: &Reach, operations: &[String]) -> Self {
        let mut names = Self::default();
        let parameters: BTreeSet<String> = operations
            .iter()
            .flat_map(|name| OF_OPERATIONS.map(|suffix| naming::of_operation(name, suffix)))
            .collect();
        names.given(schemas, &parameters);
        let types: Vec<(&str, &Schema)> = schemas
            .components()
            .map(|(name, id)| (name, &schemas[id]))
            .filter(|(_, schema)| is_type(schema))
            .collect();
        let wishes: Vec<Wish<'_>> = types
            .iter()
            .map(|(name, schema)| Wish {
                given: given_type(schema),
                ..Wish::of(name)
            })
            .collect();
        let reserved: Vec<&str> = parameters
            .iter()
            .chain(&names.reserved)
            .map(String::as_str)
            .collect();
        let ours = naming::apart(Case::Type, &wishes, &reserved, "schema");
        for ((wire, schema), name) in types.iter().zip(&ours) {
            let plain = naming::plain(Case::Type, wire);
            if given_type(schema).is_none() && plain != *name {
                let what = format!("the schema `{wire}`");
                names.note(&schema.place, &what, &plain, name);
            }
        }
        names.reserved.extend(ours.iter().cloned());
        names.reserved.extend(parameters);
        for ((wire, _), name) in types.into_iter().zip(ours) {
            let mut request = name.clone();
            if reach.two_forms(wire) {
                request = names.free(&bounded(&naming::type_name(&format!("{name}Params"))));
                names.reserved.insert(request.clone());
            }
            names.components.insert(wire.to_owned(), [name, request]);
        }
        names
    }

    /// Reserves what authors call their types.
    fn given(&mut self, schemas: &Schemas, parameters: &BTreeSet<String>) {
        let written = schemas.iter().map(|(_, schema)| schema);
        for schema in written.filter(|schema| !matches!(schema.kind, Kind::Reference(_))) {
            if let Some(name) = given_type(schema) {
                if parameters.contains(name) {
                    self.needed(given_at(schema), Rule::CollidingNames, "the type", name);
                }
                self.reserved.insert(name.to_owned());
            }
        }
    }

    /// The name that the type of a component begins with.
    pub(super) fn component(&self, name: &str, side: Side, two_forms: bool) -> String {
        if let Some([answer, request]) = self.components.get(name) {
            return match side {
                Side::Request => request.clone(),
                Side::Response => answer.clone(),
            };
        }
        let name = naming::plain(Case::Type, name);
        if two_forms && side == Side::Request {
            return naming::type_name(&format!("{name}Params"));
        }
        name
    }

    /// The name of a type that is described at a place and that wishes to be called so; `own` where the name is reserved for it.
    pub(super) fn settle(
        &mut self,
        given_at: &Place,
        place: &Place,
        wish: &str,
        own: bool,
    ) -> String {
        let key = (place.cite(), wish.to_owned());
        if let Some(name) = self.settled.get(&key) {
            return name.clone();
        }
        let plain = bounded(&naming::type_name(wish));
        let is_free = (own || !self.reserved.contains(&plain)) && !self.taken.contains(&plain);
        let name = if is_free {
            plain
        } else {
            let name = self.free(&bounded(&format!("{plain}Inline")));
            if let (true, Some(first)) = (own, self.own.get(&plain).cloned()) {
                let at = given_at;
                let order = |place: &Place| (place.source.name.clone(), place.line, place.column);
                let [before, after] = if order(at) < order(&first) {
                    [at, &first]
                } else {
                    [&first, at]
                };
                let what = format!("the type name `{plain}`");
                self.collide(after, Rule::CollidingNames, &what, before);
            } else {
                let what = format!("the type of `{}`", place.pointer);
                self.note(place, &what, &plain, &name);
            }
            name
        };
        if own {
            self.own.insert(name.clone(), given_at.clone());
        }
        self.taken.insert(name.clone());
        self.settled.insert(key, name.clone());
        name
    }

    /// The name, or the first that is free with a number.
    fn free(&mut self, name: &str) -> String {
        let mut numbered = name.to_owned();
        while self.reserved.contains(&numbered) || self.taken.contains(&numbered) {
            let number = self.numbers.entry(name.to_owned()).or_insert(1);
            *number += 1;
            numbered = naming::type_name(&format!("{name}{number}"));
        }
        numbered
    }

    /// Names of what stands side by side. `what` says what they are; those that were given by their author and are one
    /// are refused.
    pub(super) fn members(
        &mut self,
        case: Case,
        what: &str,
        wishes: &[(Wish<'_>, &Place)],
        reserved: &[&str],
        suffix: &str,
    ) -> Vec<String> {
        let rule = match case {
            Case::Variant => Rule::CollidingVariants,
            Case::Value | Case::Type => Rule::CollidingNames,
        };
        let mut given: BTreeMap<&str, &Place> = BTreeMap::new();
        for (wish, place) in wishes {
            if let Some(name) = wish.given {
                if reserved.contains(&name) {
                    self.needed(place, rule, &format!("{what} `{}`", wish.wire), name);
                }
                if let Some(before) = given.insert(name, place) {
                    self.collide(
                        place,
                        rule,
                        &format!("{what} `{}`: the name `{name}`", wish.wire),
                        before,
                    );
                }
            }
        }
        let plain: Vec<Wish<'_>> = wishes.iter().map(|(wish, _)| *wish).collect();
        let names = naming::apart(case, &plain, reserved, suffix);
        for ((wish, place), name) in wishes.iter().zip(&names) {
            let plain = naming::plain(case, wish.wire);
            if wish.given.is_none() && plain != *name {
                self.report.note(
                    place,
                    rule,
                    format!("{what} `{}` would have the Rust name `{plain}`, which is taken, and is called `{name}`", wish.wire),
                    "give it a name with `x-rust-name`",
                );
            }
        }
        names
    }

    /// A variant of a union whose author names it, beside those that were named before.
    pub(super) fn variant<'a>(
        &mut self,
        name: &'a str,
        place: &'a Place,
        given: &mut BTreeMap<&'a str, &'a Place>,
    ) {
        if name == OTHER {
            self.needed(place, Rule::CollidingNames, "the variant", name);
        }
        if let Some(before) = given.insert(name, place) {
            let what = format!("the name of the variant `{name}`");
            self.collide(place, Rule::CollidingNames, &what, before);
        }
    }

    pub(super) fn needed(&mut self, place: &Place, rule: Rule, what: &str, name: &str) {
        self.report.refuse(
            place,
            rule,
            format!("{what} is given the name `{name}`, which generated code needs for itself"),
            "give it another `x-rust-name`",
        );
    }

    fn collide(&mut self, place: &Place, rule: Rule, what: &str, before: &Place) {
        self.report.refuse(
            place,
            rule,
            format!("{what} is given twice"),
            format!(
                "rename one of the two (the other is at {}:{}:{})",
                before.source.shown, before.line, before.column
            ),
        );
    }

    /// Notes that an operation has another name than its id gives it.
    pub(super) fn operation(&mut self, operation: &OperationRef<'_>, name: &str) {
        let OperationRef { node, id, .. } = operation;
        let plain = naming::operation_name(id);
        self.report.note(
            node.get("operationId").map_or(&node.place, |id| &id.place),
            Rule::CollidingNames,
            format!("the operation `{id}` would have the Rust name `{plain}`, which is taken, and is called `{name}`"),
            "give it an `operationId` that differs in more than signs and case",
        );
    }

    /// Notes that something has another name than it would have alone.
    fn note(&mut self, place: &Place, what: &str, plain: &str, name: &str) {
        self.report.note(
            place,
            Rule::CollidingNames,
            format!(
                "{what} would have the Rust name `{plain}`, which is taken, and is called `{name}`"
            ),
            "give it a name with `x-rust-name`",
        );
    }

    pub(super) fn into_report(self) -> Report {
        self.report
    }
}

/// Whether a component is a type of its own, as far as its kind tells.
fn is_type(schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Object(object) => !object.members.is_empty() || object.rest == Rest::Closed,
        Kind::Union(_) => true,
        _ => schema.values.is_some(),
    }
}

/// Where the name of a schema is given, or the schema is.
pub(super) fn given_at(schema: &Schema) -> &Place {
    let given = schema.get("x-rust-name");
    given.map_or(&schema.place, |given| &given.value_place)
}

/// What the author of a schema calls its type. On a property the same keyword can name the field.
pub(super) fn given_type(schema: &Schema) -> Option<&str> {
    let name = schema.text("x-rust-name")?;
    naming::is_type(name).then_some(name)
}

/// What the author of a property calls it.
pub(super) fn given_value(schema: &Schema) -> Option<&str> {
    let name = schema.text("x-rust-name")?;
    naming::is_value(name).then_some(name)
}

/// A name of no more than [`MAX_NAME`] bytes: of a longer one, what it begins and ends with, and in between what tells it
/// from others that do so too.
fn bounded(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    // FNV-1a, which is the same everywhere.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let head = (0..=90).rev().find(|at| name.is_char_boundary(*at));
    let tail = (name.len() - 90..=name.len()).find(|at| name.is_char_boundary(*at));
    let (head, tail) = (&name[..head.unwrap_or(0)], &name[tail.unwrap_or(0)..]);
    naming::type_name(&format!("{head}X{hash:016x}{tail}"))
}
