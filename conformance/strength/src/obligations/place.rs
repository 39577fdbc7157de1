//! Where in a request or response an element is, as enumeration and observation both name it.

use std::collections::BTreeSet;

use reversals_codegen::ir::{Api, Branch, Exclusive, Param, Presence, Type, TypeShape};

use crate::words::{self, Situation};

/// The model, with what enumeration and observation must agree on.
#[derive(Clone)]
pub(super) struct View<'a> {
    pub(super) api: &'a Api,
    /// The structs that operations answer. Their members are owed there, so not again inside what is expanded.
    answered: BTreeSet<&'a str>,
}

/// One place.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// The operationId; none inside an expanded type, which is owed once for all operations.
    pub(super) scope: Option<&'a str>,
    /// The element; none where nothing is owed, because it is owed elsewhere.
    pub(super) element: Option<String>,
    /// The structs around, so that a type inside itself comes to an end.
    around: Vec<&'a str>,
    /// The steps from the root of the message.
    pub(super) steps: Vec<Step>,
}

/// What is owed of parameters that exclude one another: each two of them, at the place that the refusal names.
pub(super) fn exclusions<'a>(
    scope: &'a str,
    group: &'a Exclusive,
) -> impl Iterator<Item = (Place<'a>, Situation)> {
    let root = Place::root(scope, if group.in_body { "body" } else { "query" });
    let names = group.names.iter().enumerate();
    let pairs = names.flat_map(|(at, one)| {
        let others = group.names[at + 1..].iter();
        others.map(move |other| words::both(one, other))
    });
    let named = group.names.first().filter(|_| group.message.is_none());
    let place = named.map_or(root.clone(), |name| root.member(name));
    pairs.map(move |situation| (place.clone(), situation))
}

/// What holds a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Required,
    Optional,
    Item,
    Value,
}

impl Slot {
    /// That of a parameter or member.
    pub(super) fn of(required: bool) -> Self {
        if required {
            Self::Required
        } else {
            Self::Optional
        }
    }
}

/// How a parameter is there or not.
pub(super) fn presence(param: &Param) -> Presence {
    if param.required {
        Presence::Required
    } else {
        Presence::Optional
    }
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To a member with a name in the document.
    Member(String),
    /// To a value of a map.
    Key(String),
    /// To an item of a list.
    Item(usize),
}

impl<'a> View<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let answered = api.operations.iter().filter_map(|operation| {
            let mut ty = operation.success_type()?;
            while let Type::Page(inner) | Type::List { items: inner, .. } = ty {
                ty = inner;
            }
            match ty {
                Type::Named(name) => Some(name.as_str()),
                _ => None,
            }
        });
        let answered = answered.collect();
        Self { api, answered }
    }

    /// What a named type holds.
    pub(super) fn shape(&self, name: &str) -> Option<&'a TypeShape> {
        self.api.types.get(name).map(|def| &def.shape)
    }

    /// The name of a type as the model holds it.
    fn known(&self, name: &str) -> Option<&'a str> {
        self.api
            .types
            .get_key_value(name)
            .map(|(key, _)| key.as_str())
    }

    /// The place inside a struct; its members are owed nothing where they are owed elsewhere.
    pub(super) fn inside(&self, place: &Place<'a>, name: &str) -> Place<'a> {
        let mut inside = place.clone();
        let elsewhere =
            place.scope.is_none() && self.answered.contains(name) && !place.around.is_empty();
        if elsewhere || place.around.contains(&name) {
            inside.element = None;
        }
        inside.around.extend(self.known(name));
        inside
    }

    /// The place of what an id stands for: that of the type, wherever it is.
    pub(super) fn expanded(place: &Place<'a>, target: &Type) -> Place<'a> {
        let element = match target {
            Type::Named(name) => Some(format!("type:{name}")),
            // Of an object of which nothing is known, nothing more is owed.
            _ => None,
        };
        Place {
            scope: None,
            element,
            around: Vec::new(),
            steps: place.steps.clone(),
        }
    }
}

impl<'a> Place<'a> {
    /// The place of a part of an operation: `body`, `response`.
    pub(super) fn root(scope: &'a str, element: &str) -> Self {
        Self {
            scope: Some(scope),
            element: Some(element.to_owned()),
            around: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The place of a type that is owed once for all operations.
    pub(super) fn of_type(name: &str) -> Self {
        Self {
            scope: None,
            element: Some(format!("type:{name}")),
            around: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn step(&self, suffix: &str, step: Step) -> Self {
        let mut next = self.clone();
        if let Some(element) = &mut next.element {
            element.push_str(suffix);
        }
        next.steps.push(step);
        next
    }

    /// A member by its wire name.
    pub(super) fn member(&self, name: &str) -> Self {
        self.step(&format!(".{name}"), Step::Member(name.to_owned()))
    }

    /// This place, seen in a member that the document doesn't know.
    pub(super) fn beside(&self, name: &str) -> Self {
        self.step("", Step::Member(name.to_owned()))
    }

    /// An item of a list.
    pub(super) fn item(&self, index: usize) -> Self {
        self.step("[]", Step::Item(index))
    }

    /// A value of a map.
    pub(super) fn value(&self, key: &str) -> Self {
        self.step("{}", Step::Key(key.to_owned()))
    }

    /// A key of a map.
    pub(super) fn key(&self, key: &str) -> Self {
        self.step("{key}", Step::Key(key.to_owned()))
    }

    /// The same place, where a union is of that branch.
    pub(super) fn branch(&self, label: &str) -> Self {
        let mut next = self.clone();
        if let Some(element) = &mut next.element {
            element.push_str(&format!("<{label}>"));
        }
        next
    }

    /// The JSON pointer.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.steps {
            pointer.push('/');
            match step {
                Step::Member(name) | Step::Key(name) => {
                    pointer.push_str(&reversals_judge::token(name));
                }
                Step::Item(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// The bracketed name of a parameter: `metadata[a]`, `expand[0]`.
    pub(super) fn bracketed(&self) -> String {
        bracketed(&self.steps)
    }

    /// The bracketed name of the map that holds this value, where one does.
    pub(super) fn map_around(&self) -> Option<String> {
        match self.steps.split_last() {
            Some((Step::Key(_), around)) => Some(bracketed(around)),
            _ => None,
        }
    }
}

fn bracketed(steps: &[Step]) -> String {
    let mut name = String::new();
    for step in steps {
        let word = match step {
            Step::Member(word) | Step::Key(word) => word.clone(),
            Step::Item(index) => index.to_string(),
        };
        if name.is_empty() {
            name = word;
        } else {
            name.push_str(&format!("[{word}]"));
        }
    }
    name
}

/// The branches of a union, each with a name of its own.
pub(super) fn labelled(branches: &[Branch]) -> Vec<(String, &Type)> {
    let mut labelled: Vec<(String, &Type)> = Vec::new();
    for Branch { ty: branch, .. } in branches {
        let mut label = label(branch);
        if labelled.iter().any(|(other, _)| *other == label) {
            label.push_str(&(labelled.len() + 1).to_string());
        }
        labelled.push((label, branch));
    }
    labelled
}

fn label(ty: &Type) -> String {
    match ty {
        Type::String(_) => "text".to_owned(),
        Type::Integer(_) => "integer".to_owned(),
        Type::Number(_) => "number".to_owned(),
        Type::Boolean | Type::Only(_) => "boolean".to_owned(),
        Type::Any => "any".to_owned(),
        Type::OpenObject => "object".to_owned(),
        Type::List { .. } | Type::Page(_) => "list".to_owned(),
        Type::Map { .. } => "map".to_owned(),
        Type::Named(name) | Type::OpenEnum(name) => name.clone(),
        Type::Expandable(inner) | Type::OrEmpty(inner) | Type::OrNull(inner) => label(inner),
    }
}
