//! Which edits make a difference none, where that is mechanical.

use std::path::Path;
use std::sync::Arc;

use reversals_codegen::Model;
use reversals_codegen::bare::{Part, bare};
use reversals_codegen::tree::{Kind as Json, Node, Place};
use serde_json::Value;

use super::here::Here;
use super::run::Plan;
use crate::cut::{Made, reference};
use crate::difference::{Difference, Kind, REQUIRED, Said};
use crate::text::edit::{Edit, What};

/// The edits, or why a person has to make them.
pub(super) fn plan(difference: &Difference, ours: &Model, theirs: &Model) -> Result<Plan, String> {
    let planner = Planner {
        difference,
        ours,
        theirs,
        made: Made::new(ours),
    };
    let base = &difference.base;
    let path = Path::new(&base.place.source.name);
    if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        return Err("the fragment is JSON, in which nothing is edited".to_owned());
    }
    match difference.kind {
        Kind::MemberAdded => planner.member(),
        Kind::ParameterAdded => planner.parameter(),
        Kind::ValueAdded => {
            let value = planner.value(&difference.detail).ok_or(NOT_ONE)?;
            Ok(planner.edit(&["enum"], What::Append(value)))
        }
        Kind::LimitTightened
        | Kind::LimitLoosened
        | Kind::LimitChanged
        | Kind::DefaultChanged
        | Kind::FormatChanged => planner.keyword(),
        Kind::DeprecationAdded => Ok(planner.yes("deprecated")),
        Kind::NullAdded => Ok(planner.yes("nullable")),
        Kind::ExpansionAdded => planner.branch(&["x-expansionResources", "oneOf"]),
        Kind::BranchAdded => planner.expansion(),
        _ => Err("it is not mechanical".to_owned()),
    }
}

const NOT_ONE: &str = "the value is not a single one";
pub(super) const NOWHERE: &str = "the document does not have it in this form in one place";
const TAKES_OUT: &str = "it takes something out that the fragments say";

struct Planner<'a> {
    difference: &'a Difference,
    ours: &'a Model,
    theirs: &'a Model,
    made: Made,
}

impl<'a> Planner<'a> {
    fn place(&self) -> &'a Place {
        &self.difference.base.place
    }

    /// One edit below the place in the fragments.
    fn edit(&self, below: &[&str], what: What) -> Plan {
        let tokens = self.place().pointer.tokens();
        self.edit_at(&[&tokens[..], below].concat(), what)
    }

    fn edit_at(&self, at: &[&str], what: What) -> Plan {
        let at = at.iter().map(|token| (*token).to_owned()).collect();
        vec![(Arc::clone(&self.place().source), Edit { at, what })]
    }

    /// A value that the document has, by its text.
    fn value(&self, text: &str) -> Option<Node> {
        let kind = match serde_json::from_str(text).ok()? {
            Value::Bool(truth) => Json::Bool(truth),
            Value::Number(number) => Json::Number(number),
            Value::String(text) => Json::String(text),
            _ => return None,
        };
        let mut node = self.made.text("");
        node.kind = kind;
        Some(node)
    }

    fn yes(&self, keyword: &str) -> Plan {
        let mut value = self.made.text("");
        value.kind = Json::Bool(true);
        self.edit(&[], What::Add(keyword.to_owned(), value))
    }

    /// A keyword of a schema that has another value.
    fn keyword(&self) -> Result<Plan, String> {
        let Difference {
            kind,
            detail,
            base,
            revision,
            ..
        } = self.difference;
        let said = |said: &Said| said.text.clone();
        let Some(text) = said(revision) else {
            return Err(TAKES_OUT.to_owned());
        };
        let value = self.value(&text).ok_or(NOT_ONE)?;
        match said(base) {
            None => Ok(self.edit(&[], What::Add(detail.clone(), value))),
            Some(_) if *kind == Kind::FormatChanged => {
                Err("another format is another type".to_owned())
            }
            Some(_) => Ok(self.edit(&[], What::Replace(value))),
        }
    }

    /// What the document has where the difference is.
    fn found(&self) -> Option<&'a Node> {
        let place = &self.difference.revision.place;
        let node = find(
            &self.theirs.checked.document().root,
            &place.pointer.tokens(),
        )?;
        (node.place.pointer == place.pointer).then_some(node)
    }

    fn is_required(&self) -> bool {
        self.difference.revision.text.as_deref() == Some(REQUIRED)
    }

    fn member(&self) -> Result<Plan, String> {
        if self.is_required() {
            return Err("the member is required, which is for people to weigh".to_owned());
        }
        let revision = self.difference.revision.place.pointer.tokens();
        let name = *revision.last().ok_or(NOWHERE)?;
        let schema = self.found().ok_or(NOWHERE)?;
        let mut here = Here::new((self.ours, self.theirs), &self.place().source, &self.made);
        let copy = bare(schema, Part::Schema(name), &mut here).ok_or(NOWHERE)?;
        let mut plan = self.edit(&["properties"], What::Add(name.to_owned(), copy));
        plan.extend(
            self.encoding(&revision, name, &mut here)
                .into_iter()
                .flatten(),
        );
        plan.extend(here.components()?);
        Ok(plan)
    }

    /// How a member of a form is written, where the document says so beside the schema.
    fn encoding(&self, revision: &[&str], name: &str, here: &mut Here<'_>) -> Option<Plan> {
        let [media @ .., "schema", "properties", _] = revision else {
            return None;
        };
        let root = &self.theirs.checked.document().root;
        let encoding = find(root, media)?.get("encoding")?.get(name)?;
        let copy = bare(encoding, Part::Encoding, here)?;
        let tokens = self.place().pointer.tokens();
        let [media @ .., "schema"] = &tokens[..] else {
            return None;
        };
        let own = find(&self.ours.checked.document().root, media)?;
        let member = self.made.member(name, copy.clone());
        Some(if own.get("encoding").is_some() {
            let at = [media, &["encoding"]].concat();
            self.edit_at(&at, What::Add(name.to_owned(), copy))
        } else {
            let all = self.made.object(vec![member]);
            self.edit_at(media, What::Add("encoding".to_owned(), all))
        })
    }

    fn parameter(&self) -> Result<Plan, String> {
        if self.is_required() {
            return Err("the parameter is required, which is for people to weigh".to_owned());
        }
        let parameter = self.found().ok_or(NOWHERE)?;
        let mut here = Here::new((self.ours, self.theirs), &self.place().source, &self.made);
        let copy = bare(parameter, Part::Parameter, &mut here).ok_or(NOWHERE)?;
        let tokens = self.place().pointer.tokens();
        let operation = find(&self.ours.checked.document().root, &tokens).ok_or(NOWHERE)?;
        let mut plan = if operation.get("parameters").is_some() {
            self.edit(&["parameters"], What::Append(copy))
        } else {
            let mut list = self.made.text("");
            list.kind = Json::Array(vec![copy]);
            self.edit(&[], What::Add("parameters".to_owned(), list))
        };
        plan.extend(here.components()?);
        Ok(plan)
    }

    /// A branch more that is a component of the fragments.
    fn branch(&self, below: &[&str]) -> Result<Plan, String> {
        let name = &self.difference.detail;
        let known = self.ours.checked.document().component("schemas", name);
        let known = known.ok_or("the fragments do not describe it")?;
        let to = reference(&self.place().source, &known.place);
        let member = self.made.member("$ref", self.made.text(&to));
        Ok(self.edit(below, What::Append(self.made.object(vec![member]))))
    }

    /// The branch that an expansion is, beside the id.
    fn expansion(&self) -> Result<Plan, String> {
        let root = &self.ours.checked.document().root;
        let schema = find(root, &self.place().pointer.tokens()).ok_or(NOWHERE)?;
        if schema.get("x-expansionResources").is_none() {
            return Err("another branch is another type".to_owned());
        }
        let list = ["anyOf", "oneOf"].into_iter();
        let mut list = list.filter(|list| schema.get(list).is_some());
        let list = list.next().ok_or("another branch is another type")?;
        self.branch(&[list])
    }
}

/// The node at a pointer of a whole document.
fn find<'a>(root: &'a Node, tokens: &[&str]) -> Option<&'a Node> {
    tokens
        .iter()
        .try_fold(root, |node, token| match &node.kind {
            Json::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => node.get(token),
        })
}
