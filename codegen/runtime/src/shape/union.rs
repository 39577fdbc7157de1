//! Which branch of a union a value is read by: the rules of [`unions`](crate::unions), on what was sent.
//!
//! A branch is none whose kind is another, whose required members are absent, or whose constants are others. Of several
//! the one with the most constants comes first where it is alone in that, then those that know every member, then the
//! rest, and the first that accepts is taken.

use std::cmp::Reverse;
use std::fmt::Display;

use serde_json::Value;

use super::name::Name;
use super::refusal::Refusal;
use super::{Case, Decimal, Rule, Shape};
use crate::form::Tree;
use crate::number::whole;
use crate::unions::{Budget, Constant, Tag, meet};

/// Constants deeper inside a branch than this are not looked at before it is read.
const DEEPEST: usize = 3;

/// What was sent, as a form or as JSON.
pub(super) trait Sent: Copy {
    /// Whether numbers and truth values are no text.
    const TYPED: bool;
    /// What it is made of.
    fn form(self) -> Form;
    /// Its text, where it is one.
    fn text(&self) -> Option<&str>;
    /// A number, without a fraction where it is whole, or a truth value; in a form, the text.
    fn written(self) -> Option<String>;
    /// One of its members.
    fn member(self, name: &str) -> Option<Self>;
    /// Whether all of its members have one of these names.
    fn has_only(self, known: &dyn Fn(&str) -> bool) -> bool;
    /// How many values it holds, itself with them.
    fn size(self) -> usize;
}

/// What a sent value is made of, as far as that can be told.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    Text,
    Number,
    Truth,
    List,
    Object,
    /// Null, or what no branch takes.
    Other,
}

/// What a branch looks like beside a value.
struct Look {
    /// How many constants of it stand there.
    constants: usize,
    /// Whether it knows every member.
    knows: bool,
}

/// Why none of a union's cases takes a value.
pub(super) enum Untaken {
    /// So says the one that it could be, or else the first of its kind.
    Refused(Refusal),
    /// What stands at that path is none of the constants there; nothing, where it is not there.
    Untold(&'static [&'static str], Option<Vec<String>>),
    /// There is no case.
    Empty,
}

/// Reads what was sent by the case that it is of.
pub(super) fn union<S: Sent, T>(
    sent: S,
    name: &'static str,
    cases: &'static [Case],
    read: impl Fn(&'static Shape) -> Result<T, Refusal>,
) -> Result<T, Untaken> {
    meet(name, cases);
    let mut fitting: Vec<(Look, &'static Shape)> = cases
        .iter()
        .filter(|case| case.tags.iter().all(|tag| stands(sent, tag)))
        .filter_map(|case| Some((look(sent, case.shape, DEEPEST)?, case.shape)))
        .collect();
    fitting.sort_by_key(|(look, _)| Reverse(look.constants));
    let constants = |at: usize| fitting.get(at).map(|(look, _)| look.constants);
    let told = usize::from(constants(0) != constants(1));
    if let Some(rest) = fitting.get_mut(told..) {
        rest.sort_by_key(|(look, _)| !look.knows);
    }
    let structured = matches!(sent.form(), Form::List | Form::Object);
    let of_its_kind = || {
        cases
            .iter()
            .find(|case| case.shape.is_structure() == structured)
    };
    let [(_, first), rest @ ..] = fitting.as_slice() else {
        // It is of no case; reading it by one says why.
        let Some(nearest) = of_its_kind().or(cases.first()) else {
            return Err(Untaken::Empty);
        };
        return match read(nearest.shape) {
            Err(refusal) => Err(Untaken::Refused(refusal)),
            // The shape takes it and leaves the constants to the union.
            Ok(value) => match nearest.tags.iter().find(|tag| !stands(sent, tag)) {
                Some(tag) => Err(untold(sent, tag.path, cases)),
                None => Ok(value),
            },
        };
    };
    if rest.is_empty() {
        return read(first).map_err(Untaken::Refused);
    }
    let budget = Budget::new(|| sent.size());
    let mut refusal = None;
    for (tried, (_, shape)) in fitting.iter().enumerate() {
        if tried > 0 && !budget.affords(|| sent.size()) {
            break;
        }
        match read(shape) {
            Ok(value) => return Ok(value),
            Err(next) => refusal = refusal.or(Some(next)),
        }
    }
    Err(refusal.map_or(Untaken::Empty, Untaken::Refused))
}

/// What all cases list at a path at which what was sent has none of it.
fn untold<S: Sent>(sent: S, path: &'static [&'static str], cases: &[Case]) -> Untaken {
    let tags = cases.iter().flat_map(|case| case.tags);
    let listed = tags
        .filter(|tag| tag.path == path)
        .flat_map(|tag| tag.values)
        .map(ToString::to_string);
    let mut values: Vec<String> = Vec::new();
    for value in listed {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let is_there = at(sent, path).is_some();
    Untaken::Untold(path, is_there.then_some(values))
}

impl Untaken {
    /// What is answered of a value of that name.
    pub(super) fn refusal(self, name: &Name<'_>, sent: &impl Display) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Empty => Refusal::invalid(name, "value", sent),
            Self::Untold(path, values) => name.below(path, &|place| match &values {
                None => Refusal::missing(place),
                Some(values) => {
                    let values: Vec<&str> = values.iter().map(String::as_str).collect();
                    Refusal::one_of(place, &values)
                }
            }),
        }
    }
}

fn at<S: Sent>(sent: S, path: &[&str]) -> Option<S> {
    path.iter().try_fold(sent, |sent, name| sent.member(name))
}

/// Whether one of a tag's constants stands where it says.
fn stands<S: Sent>(sent: S, tag: &Tag) -> bool {
    at(sent, tag.path).is_some_and(|found| {
        tag.values.iter().any(|constant| match constant {
            Constant::Text(text) => found.text() == Some(text),
            other => found.written() == Some(other.to_string()),
        })
    })
}

fn look<S: Sent>(sent: S, shape: &Shape, depth: usize) -> Option<Look> {
    let form = sent.form();
    let plain = |fits: bool| {
        fits.then_some(Look {
            constants: 0,
            knows: true,
        })
    };
    // A form has text for everything.
    let says = |what: &dyn Fn(&str) -> bool| !S::TYPED && sent.text().is_some_and(what);
    match shape {
        Shape::Any => plain(true),
        Shape::String { values: [], .. } => plain(form == Form::Text),
        Shape::String { values, .. } => {
            sent.text()
                .filter(|text| values.contains(text))
                .map(|_| Look {
                    constants: 1,
                    knows: true,
                })
        }
        Shape::Integer { .. } => {
            plain(form == Form::Number || says(&|text| text.parse::<i64>().is_ok()))
        }
        Shape::Number => plain(form == Form::Number || says(&|text| text.parse::<f64>().is_ok())),
        Shape::Boolean => {
            plain(form == Form::Truth || says(&|text| matches!(text, "true" | "false")))
        }
        Shape::Array { .. } => plain(form == Form::List),
        Shape::Map { .. } => plain(form == Form::Object),
        // No request may have it.
        Shape::Never => None,
        Shape::Held(inner, rules) => {
            let mut look = look(sent, inner, depth)?;
            if let Some(values) = listed(rules) {
                let written = sent.written()?;
                look.constants += usize::from(values.iter().any(|value| is_same(value, &written)));
                (look.constants > 0).then_some(look)
            } else {
                Some(look)
            }
        }
        Shape::OrNull(_) if form == Form::Other => plain(true),
        Shape::OrEmpty(_) if sent.text() == Some("") => plain(true),
        Shape::OrNull(inner) | Shape::OrEmpty(inner) | Shape::Packed { of: inner, .. } => {
            look(sent, inner, depth)
        }
        Shape::Union { cases, .. } => cases
            .iter()
            .filter_map(|case| look(sent, case.shape, depth))
            .max_by_key(|look| (look.constants, look.knows)),
        Shape::Object { fields, .. } => {
            if form != Form::Object {
                return None;
            }
            let knows = sent.has_only(&|name| fields.iter().any(|field| field.takes(name)));
            let mut constants = 0;
            for field in fields.iter().filter(|field| field.required) {
                let member = sent.member(field.name)?;
                if field.nullable && member.form() == Form::Other {
                    continue;
                }
                let is_listed = match field.shape {
                    Shape::String { values, .. } => !values.is_empty(),
                    Shape::Held(_, rules) => listed(rules).is_some(),
                    _ => false,
                };
                let inside = matches!(field.shape, Shape::Object { .. }) && depth > 0;
                if is_listed || inside {
                    constants += look(member, field.shape, depth.saturating_sub(1))?.constants;
                }
            }
            Some(Look { constants, knows })
        }
    }
}

/// Whether two are one truth value, or numbers that are one.
fn is_same(one: &str, other: &str) -> bool {
    one == other || Decimal::parse(one).is_some_and(|one| Decimal::parse(other) == Some(one))
}

/// The numbers or truth values that are listed, where some are.
fn listed<'a>(rules: &[Rule<'a>]) -> Option<&'a [&'a str]> {
    rules.iter().find_map(|rule| match rule {
        Rule::OneOf(values) => Some(*values),
        _ => None,
    })
}

impl Sent for &Tree<'_> {
    const TYPED: bool = false;

    fn form(self) -> Form {
        match self {
            Tree::Text(_) | Tree::Repeated(_) => Form::Text,
            Tree::Branch(branch) if branch.keyed().len() == 0 => Form::List,
            // A list may be written by its indices too.
            Tree::Branch(branch) if branch.keyed().all(|(key, _)| key.parse::<usize>().is_ok()) => {
                Form::List
            }
            Tree::Branch(_) => Form::Object,
        }
    }

    fn text(&self) -> Option<&str> {
        Tree::text(self)
    }

    fn written(self) -> Option<String> {
        Tree::text(self).map(str::to_owned)
    }

    fn member(self, name: &str) -> Option<Self> {
        self.branch()?.get(name)
    }

    fn has_only(self, known: &dyn Fn(&str) -> bool) -> bool {
        self.branch()
            .is_some_and(|branch| branch.keyed().all(|(key, _)| known(key)))
    }

    fn size(self) -> usize {
        match self {
            Tree::Text(_) | Tree::Repeated(_) => 1,
            Tree::Branch(branch) => {
                let keyed: usize = branch.keyed().map(|(_, tree)| tree.size()).sum();
                let pushes: usize = branch.pushes().iter().map(Sent::size).sum();
                1 + keyed + pushes
            }
        }
    }
}

impl Sent for &Value {
    const TYPED: bool = true;

    fn form(self) -> Form {
        match self {
            Value::String(_) => Form::Text,
            Value::Number(_) => Form::Number,
            Value::Bool(_) => Form::Truth,
            Value::Array(_) => Form::List,
            Value::Object(_) => Form::Object,
            Value::Null => Form::Other,
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn written(self) -> Option<String> {
        match self {
            Value::Number(number) => {
                Some(whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string()))
            }
            Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn has_only(self, known: &dyn Fn(&str) -> bool) -> bool {
        self.as_object()
            .is_some_and(|members| members.keys().all(|key| known(key)))
    }

    fn size(self) -> usize {
        crate::unions::size(self)
    }
}
