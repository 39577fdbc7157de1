//! What several schemas say together: `allOf`, and a member that several of its parts declare.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use super::bounds::tighten;
use super::build::Builder;
use super::{Kind, Listed, Object, Rest, SchemaId, Stated, written};
use crate::diagnostic::Rule;

/// How many members are copied in merging, in all of a document. A chain of `allOf` says in one line what would
/// come to the square of it.
const MAX_MERGED: usize = 250_000;

/// What the schemas that were merged so far say together.
pub(super) struct Sum {
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) values: Option<Vec<Listed>>,
    pub(super) bounds: Vec<Stated>,
    /// The schema that says just this.
    pub(super) same: Option<SchemaId>,
}

/// Why several schemas can't be merged.
pub(super) enum Clash {
    /// No value is of all of them.
    NoValue(String),
    /// There is no schema for what they say together.
    Unsupported(String),
}

impl Builder<'_> {
    /// Says what a schema comes down to by its parts.
    pub(super) fn merge(&mut self, id: SchemaId) {
        let parts = self.schemas[id].parts.clone();
        let mut demanding = Vec::new();
        for part in parts {
            if self.demands(part) {
                demanding.push(part);
            } else if self.schemas[part].component.is_none() {
                self.adopt(id, part);
            }
        }
        let Some((&first, others)) = demanding.split_first() else {
            self.schemas[id].nullable = true;
            return;
        };
        match self.sum(first, others) {
            Ok(sum) => {
                let schema = &mut self.schemas[id];
                schema.nullable = sum.nullable || schema.is_true("nullable");
                if let Some(same) = sum.same {
                    schema.kind = Kind::Reference(same);
                } else {
                    schema.kind = sum.kind;
                    schema.values = sum.values;
                    schema.stated.extend(sum.bounds);
                }
            }
            Err((part, clash)) => {
                self.refuse(part, first, clash);
                self.schemas[id].kind = Kind::Broken;
            }
        }
    }

    /// What schemas say together, or which of them can't be.
    fn sum(&mut self, first: SchemaId, others: &[SchemaId]) -> Result<Sum, (SchemaId, Clash)> {
        if others.is_empty() {
            return Ok(Sum {
                kind: Kind::Any,
                nullable: self.schemas[first].nullable,
                values: None,
                bounds: Vec::new(),
                same: Some(first),
            });
        }
        let mut sum = self.start(first).map_err(|clash| (first, clash))?;
        for &part in others {
            self.meet(&mut sum, part).map_err(|clash| (part, clash))?;
        }
        Ok(sum)
    }

    /// Whether a schema admits less than any value.
    fn demands(&self, id: SchemaId) -> bool {
        let schema = self.schemas.resolved(id);
        !matches!(schema.kind, Kind::Any)
            || schema.values.is_some()
            || schema.stated.iter().any(Stated::is_bound)
    }

    /// Takes over what a part says in words, where the whole says nothing of it. What it says of null is no word, and
    /// whether its values fit the whole is not known.
    pub(super) fn adopt(&mut self, id: SchemaId, part: SchemaId) {
        const OWN: [&str; 3] = ["default", "example", "nullable"];
        let words = self.schemas[part].stated.iter();
        let words =
            words.filter(|stated| !stated.is_bound() && !OWN.contains(&stated.keyword.as_str()));
        for stated in words.cloned().collect::<Vec<_>>() {
            let schema = &mut self.schemas[id];
            if schema.get(&stated.keyword).is_none() {
                schema.stated.push(stated);
            }
        }
    }

    fn refuse(&mut self, part: SchemaId, first: SchemaId, clash: Clash) {
        let place = self.schemas[part].place.clone();
        let other = &self.schemas[first].place;
        let other = format!("{}:{}:{}", other.source.shown, other.line, other.column);
        match clash {
            Clash::NoValue(why) => self.report.refuse(
                &place,
                Rule::InvalidValue,
                format!("no value is of both this schema and what it is merged with: {why}"),
                format!("mend it, or the other one at {other}"),
            ),
            Clash::Unsupported(why) => self.report.refuse(
                &place,
                Rule::UnsupportedSchema,
                why,
                format!("describe the values by one schema (the other is at {other})"),
            ),
        }
    }

    /// What one schema says.
    pub(super) fn start(&mut self, id: SchemaId) -> Result<Sum, Clash> {
        let members = self.schemas.resolved(id).kind.object();
        self.copied(members.map_or(1, |object| object.members.len()))?;
        let schema = self.schemas.resolved(id);
        let bounds = schema.stated.iter().filter(|stated| stated.is_bound());
        Ok(Sum {
            kind: schema.kind.clone(),
            nullable: self.schemas[id].nullable,
            values: schema.values.clone(),
            bounds: bounds.cloned().collect(),
            same: Some(id),
        })
    }

    /// Adds what one more schema demands.
    pub(super) fn meet(&mut self, sum: &mut Sum, part: SchemaId) -> Result<(), Clash> {
        let target = self.schemas.resolve(part);
        if let Some(same) = sum.same {
            let before = self.schemas.resolve(same);
            if before == target || self.is_made_of(target, before)? {
                let nullable = sum.nullable && self.schemas[part].nullable;
                *sum = self.start(part)?;
                sum.nullable = nullable;
                return Ok(());
            }
            if self.is_made_of(before, target)? {
                sum.nullable &= self.schemas[part].nullable;
                return Ok(());
            }
        }
        let before = sum.same;
        sum.nullable &= self.schemas[part].nullable;
        let other = self.schemas[target].kind.clone();
        if matches!(sum.kind, Kind::Union(_)) || matches!(other, Kind::Union(_)) {
            return self.distribute(sum, part, other);
        }
        self.meet_kinds(sum, other)?;
        let schema = &self.schemas[target];
        if let Some(values) = &schema.values {
            let known = sum.values.take();
            let known: Option<BTreeSet<String>> =
                known.map(|known| known.iter().map(|one| one.value.to_string()).collect());
            let both = values.iter().filter(|one| {
                let known = known.as_ref();
                known.is_none_or(|known| known.contains(&one.value.to_string()))
            });
            let both: Vec<Listed> = both.cloned().collect();
            if both.is_empty() && !values.is_empty() {
                return Err(Clash::NoValue("they list no value in common".to_owned()));
            }
            sum.values = Some(both);
        }
        tighten(&mut sum.bounds, schema, &sum.kind).map_err(Clash::Unsupported)?;
        sum.same = [Some(part), before]
            .into_iter()
            .flatten()
            .find(|id| self.says(*id, sum));
        Ok(())
    }

    fn meet_kinds(&mut self, sum: &mut Sum, other: Kind) -> Result<(), Clash> {
        sum.kind = match (std::mem::replace(&mut sum.kind, Kind::Broken), other) {
            (Kind::Broken, _) | (_, Kind::Broken) => Kind::Broken,
            (Kind::Any, kind) | (kind, Kind::Any) => kind,
            (Kind::Integer | Kind::Number, Kind::Integer) | (Kind::Integer, Kind::Number) => {
                Kind::Integer
            }
            (Kind::List(a), Kind::List(b)) => Kind::List(match (a, b) {
                (Some(a), Some(b)) => Some(self.both(a, b)?),
                (a, b) => b.or(a),
            }),
            (Kind::Object(mut object), Kind::Object(other)) => {
                self.meet_objects(&mut object, other)?;
                Kind::Object(object)
            }
            (kind, other) if kind == other => kind,
            (kind, other) => {
                let name = |kind: &Kind| kind.type_name().unwrap_or("any value");
                let (one, other) = (name(&kind), name(&other));
                let why = format!("one is of the type {one}, the other of the type {other}");
                return Err(Clash::NoValue(why));
            }
        };
        Ok(())
    }

    fn meet_objects(&mut self, object: &mut Object, other: Object) -> Result<(), Clash> {
        self.copied(other.members.len())?;
        let own: BTreeSet<String> = object.required.iter().cloned().collect();
        let more = other
            .required
            .into_iter()
            .filter(|name| !own.contains(name));
        object.required.extend(more);
        for (name, mut member) in other.members {
            member.required |= object.undeclared.remove(&name).is_some();
            match object.members.entry(name) {
                Entry::Vacant(free) => {
                    free.insert(member);
                }
                Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    known.schema = self.both(known.schema, member.schema)?;
                    known.required |= member.required;
                    known.place = member.place;
                }
            }
        }
        for (name, place) in other.undeclared {
            if let Some(member) = object.members.get_mut(&name) {
                member.required = true;
            } else {
                object.undeclared.entry(name).or_insert(place);
            }
        }
        object.rest = match (object.rest, other.rest) {
            (Rest::Closed, _) | (_, Rest::Closed) => Rest::Closed,
            (Rest::Unsaid, rest) | (rest, Rest::Unsaid) => rest,
            (Rest::Of(a), Rest::Of(b)) => Rest::Of(self.both(a, b)?),
        };
        Ok(())
    }

    /// The schema of values that are of both, which is merged later: what it is made of may not be known yet.
    fn both(&mut self, first: SchemaId, later: SchemaId) -> Result<SchemaId, Clash> {
        if self.schemas.resolve(first) == self.schemas.resolve(later) || self.alike(first, later) {
            return Ok(later);
        }
        if let Some(&known) = self.pairs.get(&(first, later)) {
            return Ok(known);
        }
        self.copied(1)?;
        let mut schema = written::blank(&self.schemas[later].place, Kind::Any);
        schema.parts = vec![first, later];
        let id = self.add(schema);
        self.adopt(id, later);
        self.adopt(id, first);
        let known = [later, first].map(|id| self.schemas[id].expansions.clone());
        let known = known.into_iter().find(|expansions| !expansions.is_empty());
        self.schemas[id].expansions = known.unwrap_or_default();
        self.pairs.insert((first, later), id);
        self.waiting.push_back(id);
        Ok(id)
    }

    /// Whether two schemas are written with the same words.
    fn alike(&self, a: SchemaId, b: SchemaId) -> bool {
        let node = |id: SchemaId| self.nodes.get(id.0 as usize);
        let (Some(a), Some(b)) = (node(a), node(b)) else {
            return false;
        };
        a.members().len() == b.members().len() && a.to_json() == b.to_json()
    }

    /// Whether `part` is among what `allOf` makes `whole` of.
    fn is_made_of(&mut self, whole: SchemaId, part: SchemaId) -> Result<bool, Clash> {
        let mut seen = BTreeSet::new();
        let mut waiting = self.schemas[whole].parts.clone();
        while let Some(id) = waiting.pop() {
            let id = self.schemas.resolve(id);
            if id == part {
                return Ok(true);
            }
            if seen.insert(id) {
                self.copied(1)?;
                waiting.extend(&self.schemas[id].parts);
            }
        }
        Ok(false)
    }

    /// Whether a schema says what a sum says.
    pub(super) fn says(&self, id: SchemaId, sum: &Sum) -> bool {
        let schema = self.schemas.resolved(id);
        let same_kind = match (&schema.kind, &sum.kind) {
            (Kind::Object(a), Kind::Object(b)) => {
                a.members.len() == b.members.len()
                    && a.rest == b.rest
                    && a.undeclared.keys().eq(b.undeclared.keys())
                    && a.members.iter().zip(&b.members).all(|(a, b)| {
                        (a.0, a.1.schema, a.1.required) == (b.0, b.1.schema, b.1.required)
                    })
            }
            (a, b) => a == b,
        };
        let bounds = || schema.stated.iter().filter(|stated| stated.is_bound());
        let values = |listed: &Option<Vec<Listed>>| listed.as_ref().map(Vec::len);
        same_kind
            && self.schemas[id].nullable == sum.nullable
            // What is merged lists a part of what either lists.
            && values(&schema.values) == values(&sum.values)
            && bounds().count() == sum.bounds.len()
            && bounds().all(|stated| {
                let mut known = sum.bounds.iter();
                known.any(|sum| sum.keyword == stated.keyword && sum.value == stated.value)
            })
    }

    fn copied(&mut self, members: usize) -> Result<(), Clash> {
        self.merged += members;
        if self.merged > MAX_MERGED {
            let what = format!("what `allOf` merges comes to more than {MAX_MERGED} members");
            return Err(Clash::Unsupported(what));
        }
        Ok(())
    }
}
