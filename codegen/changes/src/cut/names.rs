//! What the components of a document are called in a fragment, and where they are.

use std::collections::{BTreeMap, BTreeSet};

use reversals_codegen::Model;
use reversals_codegen::bare::{Part, Refer, bare};
use reversals_codegen::tree::{Kind, Node, Place, Source};

use super::{Beside, Same, children};
use crate::compare;
use crate::difference::Difference;

/// Where a component is.
#[derive(Clone, Debug)]
enum Home {
    /// In another fragment.
    Shared(String),
    /// In this one, under a name.
    Own(String),
}

pub(super) struct Names<'a> {
    theirs: &'a Model,
    beside: Option<&'a Beside<'a>>,
    /// The schemas that are not shared in any case.
    apart: BTreeSet<String>,
    homes: BTreeMap<(String, String), Home>,
    /// What is to be copied yet.
    waiting: Vec<(String, String)>,
    /// The fragment's own components, by kind and name.
    pub(super) own: BTreeMap<String, BTreeMap<String, Node>>,
    /// The parameters of others to which it refers.
    parameters: Vec<String>,
}

impl Refer for Names<'_> {
    fn target(&mut self, kind: &str, name: &str) -> String {
        match self.home(kind, name) {
            Home::Shared(reference) => reference,
            Home::Own(name) => format!("#/components/{kind}/{name}"),
        }
    }
}

impl<'a> Names<'a> {
    pub(super) fn new(
        theirs: &'a Model,
        beside: Option<&'a Beside<'a>>,
        apart: BTreeSet<String>,
    ) -> Self {
        Self {
            theirs,
            beside,
            apart,
            homes: BTreeMap::new(),
            waiting: Vec::new(),
            own: BTreeMap::new(),
            parameters: Vec::new(),
        }
    }

    fn home(&mut self, kind: &str, name: &str) -> Home {
        let key = (kind.to_owned(), name.to_owned());
        if let Some(home) = self.homes.get(&key) {
            return home.clone();
        }
        let home = self.decide(kind, name);
        if matches!(home, Home::Own(_)) {
            self.waiting.push(key.clone());
        }
        self.homes.insert(key, home.clone());
        home
    }

    fn decide(&self, kind: &str, name: &str) -> Home {
        let Some(beside) = self.beside else {
            return Home::Own(name.to_owned());
        };
        let (ours, theirs) = (
            beside.model.checked.document(),
            self.theirs.checked.document(),
        );
        let Some(own) = ours.component(kind, name) else {
            return Home::Own(name.to_owned());
        };
        let same = if kind == "schemas" {
            !self.apart.contains(name)
                && self.is_meant(compare::components(beside.model, self.theirs, name))
        } else {
            let part = Part::Component(kind, name);
            let said = |node: &Node| Some(bare(node, part, &mut Same)?.to_json());
            theirs.component(kind, name).and_then(said) == said(own)
        };
        if same {
            return Home::Shared(reference(&beside.source, &own.place));
        }
        let free = |name: &String| {
            ours.component(kind, name).is_none() && theirs.component(kind, name).is_none()
        };
        let mut others = (2..).map(|number| format!("{name}_{number}"));
        // There are more numbers than components.
        Home::Own(others.find(free).unwrap_or_default())
    }

    /// Whether nothing differs but what is meant to.
    fn is_meant(&self, differences: Option<Vec<Difference>>) -> bool {
        let meant = |difference: &Difference| {
            let beside = self.beside;
            beside.is_some_and(|beside| beside.accepted.reason(&difference.key()).is_some())
        };
        differences.is_some_and(|differences| differences.iter().all(meant))
    }

    /// Copies what was referred to, and what that refers to.
    pub(super) fn fill(&mut self) {
        while let Some((kind, name)) = self.waiting.pop() {
            let Home::Own(called) = self.home(&kind, &name) else {
                continue;
            };
            let theirs = self.theirs;
            let node = theirs.checked.document().component(&kind, &name);
            let copy = node.and_then(|node| bare(node, Part::Component(&kind, &called), self));
            if let Some(copy) = copy {
                self.own.entry(kind).or_default().insert(called, copy);
            }
        }
    }

    /// The reference to a parameter of the other fragments that is this one, where there is such.
    pub(super) fn parameter(&mut self, parameter: &Node, at: &str) -> Option<String> {
        let beside = self.beside?;
        let ours = beside.model.checked.document();
        let (place, name) = (parameter.text("in")?, parameter.text("name")?);
        let named = ours.root.get("components")?.get("parameters")?;
        let own = named.members().iter().find(|own| {
            own.value.text("in") == Some(place) && own.value.text("name") == Some(name)
        })?;
        let at = format!("{at} {place} {name}");
        let differences =
            compare::parameters((beside.model, &own.value), (self.theirs, parameter), &at);
        if head(&own.value) != head(parameter) || !self.is_meant(differences) {
            return None;
        }
        let reference = reference(&beside.source, &own.value.place);
        if !self.parameters.contains(&reference) {
            self.parameters.push(reference.clone());
        }
        Some(reference)
    }

    /// What an operation's requirements ask for, by the names of this fragment.
    pub(super) fn requirements(&mut self, requirements: &Node) -> Node {
        let mut renamed = requirements.clone();
        let Kind::Array(ways) = &mut renamed.kind else {
            return renamed;
        };
        for scheme in ways.iter_mut().filter_map(children).flatten() {
            if let Home::Own(name) = self.home("securitySchemes", &scheme.key) {
                scheme.key = name;
            }
        }
        renamed
    }

    pub(super) fn rename_requirements(&mut self, operation: &mut Node) {
        for member in children(operation).into_iter().flatten() {
            if member.key == "security" {
                member.value = self.requirements(&member.value);
            }
        }
    }

    /// The components of other fragments to which this one refers.
    pub(super) fn shared(&self) -> Vec<String> {
        let homes = self.homes.values().filter_map(|home| match home {
            Home::Shared(reference) => Some(reference.clone()),
            Home::Own(_) => None,
        });
        let mut shared: Vec<String> = homes.chain(self.parameters.clone()).collect();
        shared.sort();
        shared
    }

    /// What has another name here than in the document: both.
    pub(super) fn renamed(&self) -> Vec<(String, String)> {
        let homes = self
            .homes
            .iter()
            .filter_map(|((_, name), home)| match home {
                Home::Own(called) if called != name => Some((name.clone(), called.clone())),
                _ => None,
            });
        homes.collect()
    }
}

/// What a parameter says beside its schema and its words; what says only what holds without it is not said.
fn head(parameter: &Node) -> (bool, bool, String, bool) {
    let place = parameter.text("in").unwrap_or_default();
    let form = matches!(place, "query" | "cookie");
    let style = parameter.text("style");
    let style = style.unwrap_or(if form { "form" } else { "simple" });
    let explode = parameter.get("explode").and_then(Node::as_bool);
    (
        parameter.is_true("required"),
        parameter.is_true("deprecated"),
        style.to_owned(),
        explode.unwrap_or(style == "form"),
    )
}

/// How a file refers to a place of another.
pub(crate) fn reference(from: &Source, to: &Place) -> String {
    let pointer = to.pointer.to_string().replace('%', "%25");
    if from.name == to.source.name {
        return pointer;
    }
    let mut own: Vec<&str> = from.name.split('/').collect();
    let mut other: Vec<&str> = to.source.name.split('/').collect();
    own.pop();
    let file = other.pop().unwrap_or_default();
    let same = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let up = own[same..].iter().map(|_| "..");
    let steps: Vec<&str> = up
        .chain(other[same..].iter().copied())
        .chain([file])
        .collect();
    format!("{}{pointer}", steps.join("/").replace('%', "%25"))
}
