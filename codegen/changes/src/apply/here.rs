//! What a new member refers to, as the file has it or is to have it.

use std::collections::BTreeMap;
use std::sync::Arc;

use reversals_codegen::Model;
use reversals_codegen::bare::{Part, Refer, bare};
use reversals_codegen::select::OPEN;
use reversals_codegen::tree::{Node, Source};

use super::run::Plan;
use crate::cut::{Made, reference};
use crate::text::edit::{Edit, What};

/// More than so many components that come with a member are a part of an API, which is cut out and read.
const MOST: usize = 64;

/// References as a file says them, and the components that it is to have for their sake.
pub(super) struct Here<'a> {
    ours: &'a Model,
    theirs: &'a Model,
    source: Arc<Source>,
    made: &'a Made,
    /// What is needed, by name; nothing of what is not copied yet.
    needed: BTreeMap<String, Option<Node>>,
    /// What can't be had.
    foreign: Option<String>,
}

impl Refer for Here<'_> {
    fn target(&mut self, kind: &str, name: &str) -> String {
        if let Some(known) = self.ours.checked.document().component(kind, name) {
            return reference(&self.source, &known.place);
        }
        if kind == "schemas" {
            self.needed.entry(name.to_owned()).or_default();
        } else {
            self.foreign.get_or_insert_with(|| name.to_owned());
        }
        format!("#/components/{kind}/{name}")
    }

    fn expanded(&mut self, kind: &str, name: &str) -> String {
        let ours = self.ours.checked.document();
        let is_open = ours.component(kind, name).is_none() && ours.component(kind, OPEN).is_some();
        self.target(kind, if is_open { OPEN } else { name })
    }
}

impl<'a> Here<'a> {
    pub(super) fn new(
        (ours, theirs): (&'a Model, &'a Model),
        source: &Arc<Source>,
        made: &'a Made,
    ) -> Self {
        Self {
            ours,
            theirs,
            source: Arc::clone(source),
            made,
            needed: BTreeMap::new(),
            foreign: None,
        }
    }

    /// The edits that add what is needed, and what that needs.
    pub(super) fn components(mut self) -> Result<Plan, String> {
        let theirs = self.theirs;
        loop {
            if self.needed.len() > MOST {
                return Err(format!("it leads to more than {MOST} new components"));
            }
            let waiting = self.needed.iter().find(|(_, copy)| copy.is_none());
            let Some(name) = waiting.map(|(name, _)| name.clone()) else {
                break;
            };
            let node = theirs.checked.document().component("schemas", &name);
            let node = node.ok_or(super::plan::NOWHERE)?;
            let copy = bare(node, Part::Component("schemas", &name), &mut self);
            let copy = copy.ok_or(super::plan::NOWHERE)?;
            self.needed.insert(name, Some(copy));
        }
        if let Some(name) = &self.foreign {
            return Err(format!(
                "it refers to `{name}`, which the fragments do not have"
            ));
        }
        if self.needed.is_empty() {
            return Ok(Plan::new());
        }
        let edit = |at: &[&str], what| {
            let at = at.iter().map(|token| (*token).to_owned()).collect();
            (Arc::clone(&self.source), Edit { at, what })
        };
        let all = self.needed.iter();
        let all = all.filter_map(|(name, copy)| Some((name.clone(), copy.clone()?)));
        let root = &self.ours.checked.document().root;
        let schemas = root.get("components").and_then(|all| all.get("schemas"));
        let mut named = schemas.map(Node::members).unwrap_or_default().iter();
        if named.any(|schema| schema.value.place.source == self.source) {
            let at = ["components", "schemas"];
            return Ok(all
                .map(|(name, copy)| edit(&at, What::Lay(name, copy)))
                .collect());
        }
        let all = all.map(|(name, copy)| self.made.member(&name, copy));
        let schemas = self.made.member("schemas", self.made.object(all.collect()));
        let whole = self.made.object(vec![schemas]);
        Ok(vec![edit(&[], What::Lay("components".to_owned(), whole))])
    }
}
