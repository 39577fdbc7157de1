//! `anyOf` and `oneOf`: the idioms that have a type of their own, then unions in general.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{given_at, given_type};
use super::{Lowering, Side};
use crate::check::{self, told};
use crate::ir::{Branch, Kind, Literal, Type, TypeShape};
use crate::naming;
use crate::schema::{self, SchemaId, Schemas, Union};

/// How deep a branch is looked into for what tells it from another of the same name.
const WORDS: usize = 4;

/// The keyword of what expands.
const EXPANSION: &str = "x-expansionResources";

/// What the variant is called that keeps what is of no branch.
pub(crate) const OTHER: &str = "Other";

impl Lowering<'_> {
    pub(super) fn union(&mut self, id: SchemaId, union: &Union, side: Side, hint: &str) -> Type {
        let all = told(self.schemas, &union.branches, id, &|_| true).branches;
        let all: Vec<SchemaId> = all.iter().map(|branch| branch.listed).collect();
        let (empty, rest): (Vec<SchemaId>, Vec<SchemaId>) = all
            .iter()
            .partition(|branch| self.is_empty_string(**branch));
        if !empty.is_empty() && !rest.is_empty() {
            return Type::OrEmpty(Box::new(self.branches(id, union, &rest, side, hint)));
        }
        if self.schemas[id].get(EXPANSION).is_some() {
            let (ids, objects): (Vec<SchemaId>, Vec<SchemaId>) =
                all.iter().partition(|branch| self.is_text(**branch));
            if !ids.is_empty() && !objects.is_empty() {
                let inner = self.branches(id, union, &objects, side, hint);
                return Type::Expandable(Box::new(inner));
            }
        }
        self.branches(id, union, &all, side, hint)
    }

    /// The type of one branch, or the named union of several.
    fn branches(
        &mut self,
        id: SchemaId,
        union: &Union,
        branches: &[SchemaId],
        side: Side,
        hint: &str,
    ) -> Type {
        if let [only] = branches {
            return self.bare(*only, side, hint);
        }
        let (rust, fresh) = self.begin(id, hint);
        if fresh {
            let open = side == Side::Response;
            let shape = |branches| TypeShape::Union { branches, open };
            // Defined before its branches are looked at, because they may lead back here.
            self.declare(&rust, id, shape(Vec::new()));
            let branches = self.below(id, |lowering| {
                let keep = |branch| branches.contains(&branch);
                let told = told(lowering.schemas, &union.branches, id, &keep).branches;
                lowering.variants(told, side, &rust)
            });
            self.declare(&rust, id, shape(branches.unwrap_or_default()));
        }
        Type::Named(rust)
    }

    fn variants(&mut self, told: Vec<check::Branch>, side: Side, rust: &str) -> Vec<Branch> {
        let names = self.variant_names(&told);
        let texts = told
            .iter()
            .filter(|branch| branch.kind == Kind::String)
            .count();
        let mut variants: Vec<Branch> = Vec::new();
        for (branch, rust_name) in told.into_iter().zip(names) {
            let ty = match self.bare(branch.listed, side, &format!("{rust}{rust_name}")) {
                // Beside other strings only a value that is listed tells it apart.
                Type::OpenEnum(name) if texts > 1 => Type::Named(name),
                ty => ty,
            };
            // What may be any word, in an answer, is known by none.
            let tags = match ty {
                Type::OpenEnum(_) => Vec::new(),
                _ => branch.tags,
            };
            if variants.iter().all(|other| other.ty != ty) {
                variants.push(Branch {
                    rust_name,
                    ty,
                    kind: branch.kind,
                    tags,
                    required: branch.required,
                    known: branch.known,
                });
            }
        }
        variants
    }

    /// A name for each branch: as its author calls it, or else by component, by title, by constant, by kind. Where two
    /// would have the same, what they are like says which has a number, so that their order does not matter.
    fn variant_names(&mut self, branches: &[check::Branch]) -> Vec<String> {
        let schemas = self.schemas;
        let mut names = vec![String::new(); branches.len()];
        let mut given = BTreeMap::new();
        let mut alike: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (index, branch) in branches.iter().enumerate() {
            let own = [&schemas[branch.listed], schemas.resolved(branch.listed)];
            let Some((schema, name)) = own.iter().find_map(|it| Some((it, given_type(it)?))) else {
                let name = self.variant_name(branch);
                let schema = words(schemas, branch.listed, WORDS);
                alike.entry(name).or_default().push((schema, index));
                continue;
            };
            self.names.variant(name, given_at(schema), &mut given);
            name.clone_into(&mut names[index]);
        }
        let given = given.into_keys().map(str::to_owned);
        let mut taken: BTreeSet<String> = given.chain([OTHER.to_owned()]).collect();
        let first: Vec<bool> = alike
            .keys()
            .map(|name| taken.insert(name.clone()))
            .collect();
        for ((name, mut owners), is_free) in alike.into_iter().zip(first) {
            owners.sort();
            for (number, (_, index)) in owners.into_iter().enumerate() {
                names[index] = match number {
                    0 if is_free => name.clone(),
                    _ => (number + 1..usize::MAX)
                        .map(|number| naming::type_name(&format!("{name}{number}")))
                        .find(|name| taken.insert(name.clone()))
                        .unwrap_or_default(),
                };
            }
        }
        names
    }

    fn variant_name(&self, branch: &check::Branch) -> String {
        let schema = self.schemas.resolved(branch.listed);
        let called = self.schemas.name(branch.listed);
        if let Some(called) = called.or_else(|| schema.text("title")) {
            return naming::type_name(called);
        }
        let only = branch
            .tags
            .iter()
            .find_map(|tag| match tag.values.as_slice() {
                [Literal::Text(text)] if !text.is_empty() => Some(text.as_str()),
                // A flag is called like its member: `Deleted`.
                [Literal::Boolean(true)] => tag.path.last().map(String::as_str),
                _ => None,
            });
        if let Some(only) = only {
            return naming::type_name(only);
        }
        let listed = schema.values.is_some();
        naming::type_name(match branch.kind {
            Kind::Any => "Any",
            Kind::String | Kind::Integer | Kind::Number if listed => "Known",
            Kind::String => "String",
            Kind::Integer => "Integer",
            Kind::Number => "Number",
            Kind::Boolean => "Boolean",
            Kind::List => "List",
            Kind::Object => match schema.kind.object() {
                Some(object) if !object.members.is_empty() => "Object",
                _ => "Map",
            },
        })
    }

    fn is_empty_string(&self, branch: SchemaId) -> bool {
        let values = &self.schemas.resolved(branch).values;
        matches!(values.as_deref(), Some([only]) if only.value == "")
    }

    fn is_text(&self, branch: SchemaId) -> bool {
        let schema = self.schemas.resolved(branch);
        schema.kind == schema::Kind::Text && schema.values.is_none()
    }
}

/// What a schema says, in an order that does not depend on the document's.
fn words(schemas: &Schemas, id: SchemaId, depth: usize) -> String {
    let schema = &schemas[id];
    let mut stated: Vec<String> = schema
        .stated
        .iter()
        .map(|stated| format!("{}={}", stated.keyword, stated.value))
        .collect();
    stated.sort_unstable();
    let values = schema.values.iter().flatten();
    stated.extend(values.map(|listed| listed.value.to_string()));
    let inner = |id: SchemaId| match depth.checked_sub(1) {
        Some(depth) => words(schemas, id, depth),
        None => String::new(),
    };
    let below = match &schema.kind {
        schema::Kind::Reference(to) => match &schemas[*to].component {
            Some(name) => name.clone(),
            None => inner(*to),
        },
        schema::Kind::List(Some(items)) => inner(*items),
        schema::Kind::Object(object) => {
            let members = object.members.iter();
            let members = members.map(|(name, member)| {
                format!("{name}:{}:{}", member.required, inner(member.schema))
            });
            members.collect::<Vec<_>>().join(",")
        }
        schema::Kind::Union(union) => {
            let branches = union.branches.iter().map(|branch| inner(*branch));
            branches.collect::<Vec<_>>().join("|")
        }
        _ => String::new(),
    };
    let name = schema.kind.type_name().unwrap_or_default();
    format!("{name}({}){{{below}}}", stated.join(";"))
}
