//! From a form's tree to typed JSON.

use serde_json::{Map, Value};

use super::name::Name;
#[cfg(feature = "server")]
use super::packed;
use super::refusal::Refusal;
use super::{Case, Field, Packing, QueryStyle, Shape, list, rule, scalar, union};
use crate::form::{Branch, Tree};

/// Makes a JSON object of a whole form, with the types that `fields` give.
///
/// `rest` says what parameters beyond `fields` are; where there is none, none is accepted.
/// Errors: unknown parameters first, all of them in one refusal; then the first field, in their order, that is
/// missing, does not fit, or has one value given twice with different texts.
pub fn decode_form(
    tree: &Tree,
    fields: &[Field],
    rest: Option<&'static Shape>,
) -> Result<Value, Refusal> {
    match tree {
        Tree::Branch(branch) => object(branch, fields, rest, &[], &Name::Root),
        Tree::Text(_) | Tree::Repeated(_) => Err(Refusal::object(&Name::Root)),
    }
}

/// Like [`decode_form`] for a query, where `styles` says by position which lists travel as a repeated name. A field
/// beyond the end of `styles` is in brackets.
#[cfg(feature = "server")]
pub(crate) fn decode_query(
    tree: &Tree,
    fields: &[Field],
    styles: &[QueryStyle],
) -> Result<Value, Refusal> {
    match tree {
        Tree::Branch(branch) => object(branch, fields, None, styles, &Name::Root),
        Tree::Text(_) | Tree::Repeated(_) => Err(Refusal::object(&Name::Root)),
    }
}

/// Reads one text that has a name of its own, such as a segment of a path.
#[cfg(feature = "server")]
pub(crate) fn decode_text(text: &str, field: &Field) -> Result<Value, Refusal> {
    let name = Name::Member(&Name::Root, field.name);
    let text = Tree::Text(text.into());
    value(&text, field.shape, field.required, &name)
}

/// What is said of a required parameter of that kind that is not there.
#[cfg(feature = "server")]
pub(crate) fn missing(field: &Field) -> Refusal {
    Refusal::missing(&Name::Member(&Name::Root, field.name))
}

fn object(
    branch: &Branch,
    fields: &[Field],
    rest: Option<&'static Shape>,
    styles: &[QueryStyle],
    name: &Name<'_>,
) -> Result<Value, Refusal> {
    if !branch.pushes().is_empty() {
        return Err(Refusal::object(name));
    }
    let extra = || {
        branch
            .keyed()
            .filter(|(key, _)| !fields.iter().any(|field| field.takes(key)))
    };
    if rest.is_none() {
        let unknown: Vec<_> = extra()
            .map(|(key, _)| Name::Member(name, key).to_string())
            .collect();
        if !unknown.is_empty() {
            return Err(Refusal::unknown(&unknown));
        }
    }
    let mut members = Map::new();
    for (position, field) in fields.iter().enumerate() {
        let repeats = styles.get(position) == Some(&QueryStyle::Form);
        if let Some(value) = member(branch, field, repeats, name)? {
            members.insert(field.name.to_owned(), value);
        }
    }
    if let Some(rest) = rest {
        for (key, tree) in extra() {
            let read = value(tree, rest, false, &Name::Member(name, key))?;
            members.insert(key.to_owned(), read);
        }
    }
    Ok(Value::Object(members))
}

/// One member of an object, where it is there. A list that `repeats` has its name once an item.
pub(super) fn member(
    branch: &Branch,
    field: &Field,
    repeats: bool,
    name: &Name<'_>,
) -> Result<Option<Value>, Refusal> {
    let own = Name::Member(name, field.name);
    if let Some((of, fields)) = field.spread() {
        let given = fields.iter().any(|field| branch.get(field.name).is_some());
        if !given && !field.required {
            return Ok(None);
        }
        let mut members = Map::new();
        for field in fields {
            if let Some(value) = member(branch, field, true, name)? {
                members.insert(field.name.to_owned(), value);
            }
        }
        return held(Value::Object(members), of, &own).map(Some);
    }
    let Some(tree) = branch.get(field.name) else {
        return if field.required {
            Err(Refusal::missing(&own))
        } else {
            Ok(None)
        };
    };
    let value = match (field.shape.plain(), tree) {
        (Shape::Array { items, min, max }, Tree::Text(_)) if repeats => {
            let list = array(&[(0, tree)], items, *min, *max, &own)?;
            held(list, field.shape, &own)?
        }
        (Shape::Array { items, min, max }, Tree::Repeated(texts)) if repeats => {
            let trees: Vec<_> = texts.iter().cloned().map(Tree::Text).collect();
            let entries: Vec<_> = trees.iter().enumerate().collect();
            let list = array(&entries, items, *min, *max, &own)?;
            held(list, field.shape, &own)?
        }
        _ => value(tree, field.shape, field.required, &own)?,
    };
    Ok(Some(value))
}

/// What was made of several parameters, held to what its shape has around it.
fn held(made: Value, shape: &Shape, name: &Name<'_>) -> Result<Value, Refusal> {
    if let Shape::Held(_, rules) = shape {
        rule::hold(&made, None, rules, name)?;
    }
    Ok(made)
}

fn value(tree: &Tree, shape: &Shape, required: bool, name: &Name<'_>) -> Result<Value, Refusal> {
    // To take either would be to guess, and the guess may be an amount.
    if tree.is_ambiguous() && !matches!(shape.plain(), Shape::Array { .. }) {
        return Err(Refusal::ambiguous(name));
    }
    match shape {
        Shape::Any => any(tree, name),
        Shape::OrEmpty(_) if tree.text() == Some("") => Ok(Value::from("")),
        Shape::OrEmpty(inner) | Shape::OrNull(inner) => value(tree, inner, required, name),
        Shape::Held(inner, rules) => {
            let made = value(tree, inner, required, name)?;
            rule::hold(&made, tree.text(), rules, name)?;
            Ok(made)
        }
        Shape::Never => Err(Refusal::unknown(&[name.to_string()])),
        Shape::Union { name: union, cases } => self::union(tree, union, cases, required, name),
        #[cfg(feature = "server")]
        Shape::Packed {
            packing: Packing::Json,
            of,
        } => match tree.text() {
            Some(text) => packed::json(text, of, name),
            None => Err(structured(tree, of, name)),
        },
        Shape::Packed { of, .. } => value(tree, of, required, name),
        Shape::Array { items, min, max } => {
            let branch = structure(tree, name, Refusal::array)?;
            array(&list::items(branch, name)?, items, *min, *max, name)
        }
        Shape::Map { values } => map(structure(tree, name, Refusal::object)?, values, name),
        Shape::Object { fields, rest } => object(
            structure(tree, name, Refusal::object)?,
            fields,
            *rest,
            &[],
            name,
        ),
        Shape::String { .. } | Shape::Integer { .. } | Shape::Number | Shape::Boolean => {
            let read = tree
                .text()
                .and_then(|text| scalar::read(text, shape, name, required));
            read.unwrap_or_else(|| Err(structured(tree, shape, name)))
        }
    }
}

/// A structure where a scalar is meant.
fn structured(tree: &Tree, shape: &Shape, name: &Name<'_>) -> Refusal {
    match shape {
        Shape::Integer { .. } => Refusal::integer(name, tree),
        Shape::Number => Refusal::invalid(name, "number", tree),
        Shape::Boolean => Refusal::invalid(name, "boolean", tree),
        _ => Refusal::invalid(name, "string", tree),
    }
}

/// The structure that a list or object needs.
fn structure<'a, 't>(
    tree: &'a Tree<'t>,
    name: &Name<'_>,
    refusal: fn(&Name<'_>) -> Refusal,
) -> Result<&'a Branch<'t>, Refusal> {
    match tree {
        Tree::Branch(branch) => Ok(branch),
        Tree::Text(text) if text.is_empty() => Err(Refusal::empty(name)),
        Tree::Text(_) | Tree::Repeated(_) => Err(refusal(name)),
    }
}

fn array(
    entries: &[(usize, &Tree<'_>)],
    items: &Shape,
    min: Option<usize>,
    max: Option<usize>,
    name: &Name<'_>,
) -> Result<Value, Refusal> {
    count(entries.len(), min, max, name)?;
    entries
        .iter()
        .map(|&(index, tree)| value(tree, items, false, &Name::Item(name, index)))
        .collect()
}

/// Holds a list to its number of items.
pub(super) fn count(
    items: usize,
    min: Option<usize>,
    max: Option<usize>,
    name: &Name<'_>,
) -> Result<(), Refusal> {
    if let Some(min) = min.filter(|&min| items < min) {
        return Err(Refusal::items(name, "least", min));
    }
    if let Some(max) = max.filter(|&max| items > max) {
        return Err(Refusal::items(name, "most", max));
    }
    Ok(())
}

fn map(branch: &Branch, values: &Shape, name: &Name<'_>) -> Result<Value, Refusal> {
    if !branch.pushes().is_empty() {
        return Err(Refusal::object(name));
    }
    let mut members = Map::new();
    for (key, tree) in branch.keyed() {
        if let (Shape::String { .. }, Tree::Branch(_)) = (values.plain(), tree) {
            return Err(Refusal::map_value(name, tree, "a string"));
        }
        members.insert(
            key.to_owned(),
            value(tree, values, false, &Name::Member(name, key))?,
        );
    }
    Ok(Value::Object(members))
}

/// By the branch that it is of. A number must be written as it will be again (`7`, not `007`) while another branch takes
/// the text.
fn union(
    tree: &Tree,
    union: &'static str,
    cases: &'static [Case],
    required: bool,
    name: &Name<'_>,
) -> Result<Value, Refusal> {
    let plain = |shape: &'static Shape| value(tree, shape, required, name);
    if let Some(text) = tree.text() {
        let exact = |shape: &'static Shape| match plain(shape)? {
            Value::Number(number) if number.to_string() != text => {
                Err(Refusal::invalid(name, "value", tree))
            }
            value => Ok(value),
        };
        if let Ok(value) = union::union(tree, union, cases, exact) {
            return Ok(value);
        }
    }
    union::union(tree, union, cases, plain).map_err(|untaken| untaken.refusal(name, tree))
}

impl Shape {
    /// Whether the shape is a list or an object, as far as that can be told.
    pub(super) fn is_structure(&self) -> bool {
        match self {
            Self::Array { .. } | Self::Map { .. } | Self::Object { .. } => true,
            Self::OrEmpty(inner)
            | Self::OrNull(inner)
            | Self::Held(inner, _)
            | Self::Packed { of: inner, .. } => inner.is_structure(),
            Self::Any
            | Self::String { .. }
            | Self::Integer { .. }
            | Self::Number
            | Self::Boolean
            | Self::Never
            | Self::Union { .. } => false,
        }
    }

    /// The shape without what it is held to besides.
    pub(super) fn plain(&self) -> &Self {
        match self {
            Self::Held(inner, _) => inner,
            other => other,
        }
    }
}

#[cfg(feature = "server")]
impl Shape {
    /// Whether it is a list, when it is neither null nor an empty string.
    pub(crate) fn is_list(&self) -> bool {
        match self {
            Self::OrEmpty(inner) | Self::OrNull(inner) | Self::Held(inner, _) => inner.is_list(),
            other => matches!(other, Self::Array { .. }),
        }
    }
}

impl Field {
    /// What a field is that is spread over parameters of their own, and those.
    fn spread(&self) -> Option<(&'static Shape, &'static [Field])> {
        let Shape::Packed {
            packing: Packing::Members,
            of,
        } = self.shape
        else {
            return None;
        };
        match of.plain() {
            Shape::Object { fields, .. } => Some((of, fields)),
            _ => None,
        }
    }

    /// Whether the field is for a member of that name, or has a part that is.
    pub(super) fn takes(&self, key: &str) -> bool {
        match self.spread() {
            Some((_, fields)) => fields.iter().any(|field| field.takes(key)),
            None => self.name == key && !matches!(self.shape, Shape::Never),
        }
    }
}

/// Text as it is, pushes as a list, keys as an object.
fn any(tree: &Tree, name: &Name<'_>) -> Result<Value, Refusal> {
    if tree.is_ambiguous() {
        return Err(Refusal::ambiguous(name));
    }
    let Tree::Branch(branch) = tree else {
        return Ok(Value::from(tree.text().unwrap_or_default()));
    };
    if branch.keyed().len() == 0 {
        let items = branch.pushes().iter().enumerate();
        return items
            .map(|(index, tree)| any(tree, &Name::Item(name, index)))
            .collect();
    }
    if !branch.pushes().is_empty() {
        return Err(Refusal::object(name));
    }
    branch
        .keyed()
        .map(|(key, tree)| Ok((key.to_owned(), any(tree, &Name::Member(name, key))?)))
        .collect()
}
