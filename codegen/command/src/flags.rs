//! Which parameter has a flag, and what that takes.

use std::collections::HashMap;

use reversals_runtime::shape::{Field, Rule, Shape};

use crate::{Operation, Params};

/// The long options that all commands have; a parameter of that name is given by `-d`.
pub(crate) const TAKEN: [&str; 15] = [
    "all",
    "base-url",
    "body",
    "data",
    "dry-run",
    "help",
    "idempotency-key",
    "output",
    "retries",
    "stripe-account",
    "stripe-context",
    "stripe-version",
    "timeout",
    "version",
    "yes",
];

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    Path,
    Body,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// Those that `-d` looks into, in that order.
    pub(crate) const NAMED: [Self; 4] = [Self::Body, Self::Query, Self::Header, Self::Cookie];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Body => "body",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// What the value of a flag is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One value: a word for it, and the values that it can be, where they are listed.
    One(&'static str, Vec<&'static str>),
    /// The same for each item of a list.
    Each(&'static str, Vec<&'static str>),
    /// `KEY=VALUE`, of any keys
    Entry,
    /// `KEY=VALUE`, of the members of an object: of each its name, whether it must be there, and what its value is
    Members(Vec<(&'static str, bool, Kind)>),
    /// It has no flag: its names in brackets, where they are known.
    Brackets(Vec<&'static str>),
}

/// A parameter as a command has it.
#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) place: Place,
    pub(crate) field: &'static Field,
    pub(crate) help: &'static str,
    pub(crate) kind: Kind,
    /// The long option; none where it has no flag.
    pub(crate) long: Option<String>,
    /// The argument's id.
    pub(crate) id: String,
}

/// The parameters of a place.
pub(crate) fn params(operation: &Operation, place: Place) -> Params {
    const NONE: Params = Params {
        fields: &[],
        help: &[],
    };
    match place {
        Place::Path => operation.path_params,
        Place::Body => operation.body.params().map_or(NONE, |(params, _)| params),
        Place::Query => operation.query,
        Place::Header => operation.headers,
        Place::Cookie => operation.cookies,
    }
}

/// The parameters of an operation but for those of its path.
pub(crate) fn flags(operation: &Operation) -> Vec<Flag> {
    let mut all = Vec::new();
    for place in Place::NAMED {
        let Params { fields, help } = params(operation, place);
        for (index, field) in fields.iter().enumerate() {
            if matches!(field.shape, Shape::Never) {
                continue;
            }
            all.push(Flag {
                place,
                field,
                help: help.get(index).copied().unwrap_or_default(),
                kind: kind(field.shape, 0),
                long: None,
                id: format!("{}:{}", place.word(), field.name),
            });
        }
    }
    name(&mut all);
    all
}

/// Gives each its long option: its name with hyphens where no other has that, else its name as it is, and with its place
/// before it where a place before has the name.
fn name(all: &mut [Flag]) {
    let mut hyphened: HashMap<String, usize> = HashMap::new();
    for flag in &*all {
        *hyphened.entry(hyphens(flag.field.name)).or_default() += 1;
    }
    let mut given: Vec<String> = TAKEN.map(str::to_owned).to_vec();
    for flag in all {
        let name = flag.field.name;
        if matches!(flag.kind, Kind::Brackets(_)) || !is_option(name) {
            continue;
        }
        let short = hyphens(name);
        let placed = format!("{}-{name}", flag.place.word());
        let wishes = if hyphened[&short] == 1 {
            [short, placed]
        } else {
            [name.to_owned(), placed]
        };
        let free = wishes.into_iter().find(|wish| !given.contains(wish));
        given.extend(free.clone());
        flag.long = free;
    }
}

fn hyphens(name: &str) -> String {
    name.replace('_', "-")
}

/// Whether a name can be that of an option.
fn is_option(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// How deep a shape is looked into: one can lead to itself.
const DEEPEST: usize = 6;

fn kind(shape: &'static Shape, depth: usize) -> Kind {
    if depth > DEEPEST {
        return Kind::Brackets(Vec::new());
    }
    let kind = |shape| kind(shape, depth + 1);
    match shape {
        Shape::OrEmpty(inner) | Shape::OrNull(inner) | Shape::Packed { of: inner, .. } => {
            kind(inner)
        }
        Shape::Held(inner, rules) => match (kind(inner), listed(rules)) {
            (Kind::One(word, _), Some(values)) => Kind::One(word, values),
            (kind, _) => kind,
        },
        Shape::Array { items, .. } => match kind(items) {
            Kind::One(word, values) => Kind::Each(word, values),
            _ => Kind::Brackets(Vec::new()),
        },
        Shape::Map { values } => match kind(values) {
            Kind::One(..) => Kind::Entry,
            _ => Kind::Brackets(Vec::new()),
        },
        Shape::Object { fields, .. } => members(fields, depth),
        Shape::Union { cases, .. } => {
            // What it can be besides is given by `-d`.
            let plain = cases.iter().find_map(|case| match kind(case.shape) {
                Kind::One(word, _) => Some(Kind::One(word, Vec::new())),
                _ => None,
            });
            plain.unwrap_or(Kind::Brackets(Vec::new()))
        }
        Shape::String { values, .. } if !values.is_empty() => Kind::One("VALUE", values.to_vec()),
        Shape::String { .. } => Kind::One("TEXT", Vec::new()),
        Shape::Integer { .. } => Kind::One("INTEGER", Vec::new()),
        Shape::Number => Kind::One("NUMBER", Vec::new()),
        Shape::Boolean => Kind::One("BOOLEAN", vec!["true", "false"]),
        Shape::Any => Kind::One("VALUE", Vec::new()),
        Shape::Never => Kind::Brackets(Vec::new()),
    }
}

/// The members of an object, where each has one value; else their names alone.
fn members(fields: &'static [Field], depth: usize) -> Kind {
    let fields = fields.iter();
    let fields = fields.filter(|field| !matches!(field.shape, Shape::Never));
    let all: Vec<_> = fields
        .map(|field| (field.name, field.required, kind(field.shape, depth + 1)))
        .collect();
    let is_plain = |(_, _, kind): &(_, _, Kind)| matches!(kind, Kind::One(..));
    if !all.is_empty() && all.iter().all(is_plain) {
        return Kind::Members(all);
    }
    Kind::Brackets(all.into_iter().map(|(name, ..)| name).collect())
}

fn listed(rules: &'static [Rule<'static>]) -> Option<Vec<&'static str>> {
    rules.iter().find_map(|rule| match rule {
        Rule::OneOf(values) => Some(values.to_vec()),
        _ => None,
    })
}

/// Whether the empty text unsets it.
pub(crate) fn unsets(shape: &Shape) -> bool {
    match shape {
        Shape::OrEmpty(_) => true,
        Shape::OrNull(inner) | Shape::Held(inner, _) => unsets(inner),
        _ => false,
    }
}
