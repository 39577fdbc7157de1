//! In which module of its crate a type or an operation of a large API is.
//!
//! A crate of a small API is one module. In one of a large API ([`is_large`]) each resource has a module and a feature: its
//! operations, and the types that they alone lead to. Types that several resources lead to are always there, so that a
//! feature adds and never changes. A module whose text would be long is divided by the letters that its types' names go on
//! with.

use std::collections::{BTreeMap, BTreeSet};

use super::{answers, is_large};
use crate::ir::{Api, Operation, Type, TypeShape};
use crate::naming;

/// The longest text of a module, in bytes, where its types can be told apart by their names.
const LONG: usize = 500_000;

/// The module of types that are always there.
const SHARED: &str = "shared";

/// The crate that a type is in. The models of a large API are two, since what the compiler needs to check a crate grows
/// with it: what answers are made of, and above it what only requests are made of, which gives the other out as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    /// Types that an answer leads to, of an API that is divided.
    Answers,
    /// All other types.
    Models,
}

impl Layer {
    /// The folder of the crate, and what its name ends with.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Models => "models",
        }
    }
}

/// What the modules of an API are.
pub(super) struct Modules<'a> {
    /// The module of each resource; nothing for a small API.
    resources: BTreeMap<&'a str, String>,
    /// The resource of each type that only one leads to.
    owners: BTreeMap<&'a str, &'a str>,
    /// The types that an answer leads to; nothing for a small API.
    answered: BTreeSet<&'a str>,
}

impl<'a> Modules<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        if !is_large(api) {
            return Self {
                resources: BTreeMap::new(),
                owners: BTreeMap::new(),
                answered: BTreeSet::new(),
            };
        }
        let mut taken: BTreeSet<String> = TAKEN.iter().map(ToString::to_string).collect();
        let mut resources = BTreeMap::new();
        for operation in &api.operations {
            resources
                .entry(operation.resource.as_str())
                .or_insert_with(|| {
                    let name = api.resources.get(&operation.resource);
                    let mut name = name.unwrap_or(&operation.resource).clone();
                    while !taken.insert(name.clone()) {
                        name.push('_');
                    }
                    name
                });
        }
        Self {
            resources,
            owners: owners(api),
            answered: answered(api),
        }
    }

    /// The crates of types.
    pub(super) fn layers(&self) -> Vec<Layer> {
        if self.are_many() {
            vec![Layer::Answers, Layer::Models]
        } else {
            vec![Layer::Models]
        }
    }

    /// The crate of a type.
    pub(super) fn layer(&self, name: &str) -> Layer {
        if self.answered.contains(name) {
            Layer::Answers
        } else {
            Layer::Models
        }
    }

    /// Whether the API is divided.
    pub(super) fn are_many(&self) -> bool {
        !self.resources.is_empty()
    }

    /// The features, each of the module of its name.
    pub(super) fn features(&self) -> BTreeSet<&str> {
        self.resources.values().map(String::as_str).collect()
    }

    /// The module of an operation, which has a feature of its name.
    pub(super) fn of_operation(&self, operation: &Operation) -> &str {
        self.resources
            .get(operation.resource.as_str())
            .map_or(SHARED, String::as_str)
    }

    /// The feature that a type needs, where it needs one.
    pub(super) fn feature(&self, name: &str) -> Option<&str> {
        let owner = self.owners.get(name)?;
        self.resources.get(owner).map(String::as_str)
    }

    /// The modules of types: the name of each, the feature that it needs, and its types, of their texts.
    pub(super) fn divide<'t>(
        &self,
        texts: &'t [Text<'t>],
    ) -> BTreeMap<String, (Option<&str>, Vec<&'t Text<'t>>)> {
        let mut whole: BTreeMap<Option<&str>, Vec<&(&str, String)>> = BTreeMap::new();
        for text in texts {
            whole.entry(self.feature(text.0)).or_default().push(text);
        }
        let mut modules = BTreeMap::new();
        for (feature, types) in whole {
            for (name, types) in parts(feature.unwrap_or(SHARED), types) {
                modules.insert(name, (feature, types));
            }
        }
        modules
    }

    /// The operations of each module.
    pub(super) fn operations(&self, api: &'a Api) -> BTreeMap<&str, Vec<&'a Operation>> {
        let mut modules: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
        for operation in &api.operations {
            let module = self.of_operation(operation);
            modules.entry(module).or_default().push(operation);
        }
        modules
    }
}

/// A type or an operation, and its text.
pub(super) type Text<'t> = (&'t str, String);

/// The modules of some texts: the name of each, which begins with `stem`, and its texts.
pub(super) fn parts<'t>(stem: &str, texts: Vec<&'t Text<'t>>) -> Vec<(String, Vec<&'t Text<'t>>)> {
    let mut parts = Vec::new();
    letters(stem.to_owned(), common(&texts), texts, &mut parts);
    parts
}

/// What modules and features may not be called: what the crates have of their own.
const TAKEN: &[&str] = &[
    "answers",
    "blocking",
    "builder",
    "client",
    "connect",
    "default",
    "dynamic",
    "error",
    "models",
    "operations",
    "required",
    "retries",
    "rustls",
    "schemars",
    "server",
    "shapes",
    "tests",
    "tracing",
    "types",
    SHARED,
];

/// How many characters all names begin with.
fn common(types: &[&(&str, String)]) -> usize {
    let Some(((first, _), rest)) = types.split_first().map(|(first, rest)| (*first, rest)) else {
        return 0;
    };
    let shared = |other: &str| {
        first
            .chars()
            .zip(other.chars())
            .take_while(|(a, b)| a == b)
            .count()
    };
    rest.iter().map(|(name, _)| shared(name)).min().unwrap_or(0)
}

/// Divides a module by the next letter of its types' names until none is long.
fn letters<'t>(
    name: String,
    depth: usize,
    types: Vec<&'t (&'t str, String)>,
    parts: &mut Vec<(String, Vec<&'t (&'t str, String)>)>,
) {
    let length: usize = types.iter().map(|(_, text)| text.len()).sum();
    if length <= LONG || types.len() == 1 {
        parts.push((name, types));
        return;
    }
    let mut groups: BTreeMap<char, Vec<_>> = BTreeMap::new();
    for text in types {
        let next = text.0.chars().nth(depth).map(|c| c.to_ascii_lowercase());
        let next = next.filter(char::is_ascii_alphanumeric).unwrap_or('0');
        groups.entry(next).or_default().push(text);
    }
    let part = if name.contains("_part_") {
        ""
    } else {
        "_part_"
    };
    for (letter, types) in groups {
        let depth = common(&types).max(depth + 1);
        letters(format!("{name}{part}{letter}"), depth, types, parts);
    }
}

/// The resource of each type that only one leads to: a second one that meets a type takes it and all behind it away.
fn owners(api: &Api) -> BTreeMap<&str, &str> {
    let mut met: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for operation in &api.operations {
        let mut waiting: Vec<&str> = Vec::new();
        let params = [
            &operation.path_params,
            &operation.query,
            &operation.headers,
            &operation.cookies,
        ];
        let answers = operation.successes.iter().chain(&operation.errors);
        let types = params
            .into_iter()
            .flatten()
            .map(|param| &param.ty)
            .chain(operation.body.iter().map(|body| &body.ty))
            .chain(answers.filter_map(|answer| answer.content.json()));
        types.for_each(|ty| named(ty, &mut waiting));
        for suffix in ["Path", "Query", "Headers", "Cookies"] {
            let name = naming::of_operation(&operation.type_name, suffix);
            waiting.extend(
                api.types
                    .get_key_value(&name)
                    .map(|(name, _)| name.as_str()),
            );
        }
        // What an operation answers in several ways is in a module that is always there.
        let resource = (!answers::has_types(operation)).then_some(operation.resource.as_str());
        while let Some(name) = waiting.pop() {
            let owner = match met.get(name) {
                Some(None) => continue,
                Some(known) if *known == resource => continue,
                Some(Some(_)) => None,
                None => resource,
            };
            met.insert(name, owner);
            leads_to(api, name, &mut waiting);
        }
    }
    let owned = met.into_iter();
    owned
        .filter_map(|(name, owner)| Some((name, owner?)))
        .collect()
}

/// The types that an answer leads to.
fn answered(api: &Api) -> BTreeSet<&str> {
    let mut waiting = Vec::new();
    for operation in &api.operations {
        let answers = operation.successes.iter().chain(&operation.errors);
        let types = answers.filter_map(|answer| answer.content.json());
        types.for_each(|ty| named(ty, &mut waiting));
    }
    let mut met = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if met.insert(name) {
            leads_to(api, name, &mut waiting);
        }
    }
    met
}

/// The named types in a named type.
fn leads_to<'a>(api: &'a Api, name: &str, out: &mut Vec<&'a str>) {
    match api.types.get(name).map(|def| &def.shape) {
        Some(TypeShape::Struct { fields, rest, .. }) => {
            let fields = fields.iter().map(|field| &field.ty);
            for ty in fields.chain(rest) {
                named(ty, out);
            }
        }
        Some(TypeShape::Union { branches, .. }) => {
            for branch in branches {
                named(&branch.ty, out);
            }
        }
        Some(TypeShape::Enum { .. }) | None => {}
    }
}

/// The named types in a type expression.
fn named<'a>(ty: &'a Type, out: &mut Vec<&'a str>) {
    match ty {
        Type::Named(name) | Type::OpenEnum(name) => out.push(name),
        Type::List { items: inner, .. }
        | Type::Map { values: inner, .. }
        | Type::Expandable(inner)
        | Type::OrEmpty(inner)
        | Type::Page(inner)
        | Type::OrNull(inner) => named(inner, out),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(texts: &[(&str, String)]) -> Vec<(String, Vec<String>)> {
        let all: Vec<_> = texts.iter().collect();
        let mut parts = Vec::new();
        letters("shared".to_owned(), common(&all), all, &mut parts);
        let names = |types: Vec<&(&str, String)>| {
            types.iter().map(|(name, _)| (*name).to_owned()).collect()
        };
        parts
            .into_iter()
            .map(|(name, types)| (name, names(types)))
            .collect()
    }

    #[test]
    fn a_long_module_is_divided_by_the_letters_that_its_names_go_on_with() {
        let text = |share: usize| "x".repeat(LONG / share);
        let short = [("PostA", text(4)), ("PostB", text(4))];
        assert_eq!(
            parts(&short),
            [(
                "shared".to_owned(),
                vec!["PostA".to_owned(), "PostB".to_owned()]
            )]
        );
        let long = [
            ("PostAx", text(2)),
            ("PostBxa", text(2)),
            ("PostBxb", text(1)),
            ("Post", text(4)),
        ];
        let wanted = [
            ("shared_part_0", "Post"),
            ("shared_part_a", "PostAx"),
            ("shared_part_ba", "PostBxa"),
            ("shared_part_bb", "PostBxb"),
        ];
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(name, held)| ((*name).to_owned(), vec![(*held).to_owned()]))
            .collect();
        assert_eq!(parts(&long), wanted);
    }
}
