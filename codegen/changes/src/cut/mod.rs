//! A fragment of operations that are not described yet: their structure, and no word of whoever described them.

mod made;
mod names;
mod security;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use reversals_codegen::bare::{Part, Refer, bare};
use reversals_codegen::diagnostic::{Report, Rule};
use reversals_codegen::load::{self, Input, InputFile};
use reversals_codegen::select::Selection;
use reversals_codegen::tree::{Kind, Member, Node, Source};
use reversals_codegen::{Error, Model};

use crate::accepted::Accepted;
use crate::compare::{compare, template};
use crate::difference::{self, Difference};
use crate::text::write;
pub(crate) use made::Made;
use names::Names;
pub(crate) use names::reference;

/// The fragments beside which a new one is to stand.
pub struct Beside<'a> {
    /// Their files.
    pub input: &'a Input,
    /// What they say.
    pub model: &'a Model,
    /// Where they differ from other documents on purpose: what differs in this alone is the same.
    pub accepted: &'a Accepted,
    /// Where the new one is to be.
    pub path: PathBuf,
    /// What it is to be called, as the others are: `spec/refunds.yaml`.
    pub source: Source,
}

/// A fragment, not written yet.
#[derive(Debug)]
pub struct Fragment {
    /// Its text.
    pub text: String,
    /// Its operations, by method and path.
    pub operations: Vec<String>,
    /// How many components it has.
    pub components: usize,
    /// The components of the other fragments to which it refers.
    pub shared: Vec<String>,
    /// What has another name than in the document, since the other fragments have something else of that name: both names.
    pub renamed: Vec<(String, String)>,
    /// Where it differs from the document all the same: nowhere, unless something can't be said in OpenAPI 3.0.
    pub differences: Vec<Difference>,
}

/// Cuts the operations that a selection names out of a document, with the components that they reach.
///
/// What the fragments beside it have already is referred to. A member that is left out by `cut_expansions` expands to an open
/// object.
///
/// Errors: a document that can't be read, a selection of nothing, refusals in what the operations reach, and operations
/// that the fragments have already.
pub fn cut(
    theirs: &Input,
    selection: &Selection,
    beside: Option<&Beside<'_>>,
) -> Result<Fragment, Error> {
    let model = reversals_codegen::part_of(&load::fragments(theirs)?, selection)?;
    if let Some(beside) = beside {
        refuse_known(beside.model, &model)?;
    }
    let mut apart = BTreeSet::new();
    loop {
        let mut names = Names::new(&model, beside, apart.clone());
        let root = document(&model, beside, &mut names);
        let text = format!("{HEAD}{}", write::block(&root, 0));
        let read = read(&text, &model, beside)?;
        let mut differences = compare(&read, &model);
        differences.retain(|it| {
            let meant = beside.and_then(|beside| beside.accepted.reason(&it.key()));
            it.kind != difference::Kind::OperationRemoved && meant.is_none()
        });
        // What is shared for the sake of what is meant to differ, and differs where that is not meant, is no longer shared.
        let known = apart.len();
        let shared = differences.iter().filter_map(|it| shared(it, beside?));
        apart.extend(shared);
        if apart.len() == known {
            return Ok(Fragment {
                operations: paths(&model),
                components: names.own.values().map(BTreeMap::len).sum(),
                shared: names.shared(),
                renamed: names.renamed(),
                differences,
                text,
            });
        }
    }
}

/// The component of the other fragments in which a difference is, where it is in one.
fn shared(difference: &Difference, beside: &Beside<'_>) -> Option<String> {
    let place = &difference.base.place;
    match place.pointer.tokens()[..] {
        ["components", "schemas", name, ..] if place.source.name != beside.source.name => {
            Some(name.to_owned())
        }
        _ => None,
    }
}

const HEAD: &str = "\
# Cut out of another document: its structure, and none of its words. Each TODO is a description that is to be written.
";

/// Refuses operations that the fragments have already.
fn refuse_known(ours: &Model, theirs: &Model) -> Result<(), Report> {
    let mut report = Report::default();
    for new in theirs.checked.document().operations() {
        let all = ours.checked.document().operations().into_iter();
        let mut known = all.filter(|old| old.method == new.method);
        let same = known.find(|old| template(old.path) == template(new.path));
        if let Some(old) = same {
            let what = format!("the fragments have {} `{}` already", old.method, old.path);
            let help = format!("leave it out: `--cut '!{}'`", new.id);
            report.refuse(&old.node.place, Rule::FragmentConflict, what, help);
        }
    }
    report.into_result(())
}

fn paths(model: &Model) -> Vec<String> {
    let operations = model.checked.document().operations().into_iter();
    operations
        .map(|it| format!("{} {}", it.method.to_uppercase(), it.path))
        .collect()
}

/// The fragment as the pipeline reads it, among the others.
fn read(text: &str, theirs: &Model, beside: Option<&Beside<'_>>) -> Result<Model, Error> {
    let Some(beside) = beside else {
        return reversals_codegen::model_of(&load::text("fragment.yaml", text)?);
    };
    let mut input = beside.input.clone();
    input.files.push(InputFile {
        path: beside.path.clone(),
        source: Arc::new(Source {
            name: beside.source.name.clone(),
            shown: beside.source.shown.clone(),
        }),
    });
    let texts = BTreeMap::from([(beside.source.name.clone(), text.to_owned())]);
    let fragments = load::fragments_as(&input, &texts)?;
    let operations = theirs.checked.document().operations().into_iter();
    let only = operations.filter_map(|operation| operation.path.parse().ok());
    let selection = Selection {
        only: only.collect(),
        ..Selection::default()
    };
    reversals_codegen::part_of(&fragments, &selection)
}

fn document(theirs: &Model, beside: Option<&Beside<'_>>, names: &mut Names<'_>) -> Node {
    let made = Made::new(theirs);
    let root = &theirs.checked.document().root;
    let ours = beside.map(|beside| &beside.model.checked.document().root);
    let mut members = vec![
        made.member(
            "openapi",
            ours.and_then(|ours| ours.get("openapi"))
                .cloned()
                .unwrap_or_else(|| made.text("3.0.3")),
        ),
    ];
    // The fragments of a document agree on what it is.
    let info = ours.and_then(|ours| ours.get("info")).cloned();
    members.push(made.member("info", info.unwrap_or_else(|| made.info(root))));
    if ours.is_none() {
        if let Some(servers) = root.get("servers") {
            let servers = bare(servers, Part::Servers, names);
            members.extend(servers.map(|servers| made.member("servers", servers)));
        }
        if let Some(security) = root.get("security") {
            members.push(made.member("security", names.requirements(security)));
        }
    }
    let mut items = Vec::new();
    for item in root.get("paths").map(Node::sorted).unwrap_or_default() {
        if !item.key.starts_with("x-") {
            items.push(path_item(item, theirs, ours, names));
        }
    }
    members.push(made.member("paths", made.object(items)));
    names.fill();
    let kinds = KINDS.iter().filter_map(|kind| {
        let named = names.own.get(*kind)?;
        let named = named
            .iter()
            .map(|(name, node)| made.member(name, node.clone()));
        Some(made.member(kind, made.object(named.collect())))
    });
    let kinds: Vec<Member> = kinds.collect();
    if !kinds.is_empty() {
        members.push(made.member("components", made.object(kinds)));
    }
    made.object(members)
}

/// The kinds of components in the order in which the fragments have them.
const KINDS: &[&str] = &[
    "securitySchemes",
    "headers",
    "parameters",
    "requestBodies",
    "responses",
    "schemas",
];

/// A path with its operations.
fn path_item(item: &Member, theirs: &Model, ours: Option<&Node>, names: &mut Names<'_>) -> Member {
    let mut original = item.value.clone();
    for operation in children(&mut original).into_iter().flatten() {
        // What stands there without meaning, such as the body of a GET, is left out.
        let mut all = theirs.api.operations.iter();
        let model = all.find(|it| it.path == item.key && it.method == operation.key);
        if model.is_some_and(|model| model.body.is_none())
            && let Some(members) = children(&mut operation.value)
        {
            members.retain(|member| member.key != "requestBody");
        }
        if model.is_some() {
            security::state(&mut operation.value, theirs, ours, names);
        }
    }
    let mut copy = bare(&original, Part::PathItem, names).unwrap_or(original);
    for member in children(&mut copy).into_iter().flatten() {
        let (method, of) = (member.key.as_str(), item.value.get(&member.key));
        let (list, of) = match (method, of) {
            ("parameters", Some(of)) => (Some(&mut member.value), Some(of)),
            (_, Some(of)) => {
                names.rename_requirements(&mut member.value);
                (child(&mut member.value, "parameters"), of.get("parameters"))
            }
            _ => (None, None),
        };
        if let (Some(Kind::Array(copies)), Some(of)) = (list.map(|list| &mut list.kind), of) {
            for (copy, parameter) in copies.iter_mut().zip(of.items()) {
                let at = format!("{} {}", method.to_uppercase(), template(&item.key));
                if let Some(reference) = names.parameter(parameter, &at) {
                    let made = Made::new(theirs);
                    copy.kind = Kind::Object(vec![made.member("$ref", made.text(&reference))]);
                }
            }
        }
    }
    Member {
        value: copy,
        ..item.clone()
    }
}

/// The members of an object, to be changed.
fn children(node: &mut Node) -> Option<&mut Vec<Member>> {
    match &mut node.kind {
        Kind::Object(members) => Some(members),
        _ => None,
    }
}

fn child<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    let mut members = children(node)?.iter_mut();
    Some(&mut members.find(|member| member.key == key)?.value)
}

/// References that stay as they are.
pub(crate) struct Same;

impl Refer for Same {
    fn target(&mut self, kind: &str, name: &str) -> String {
        format!("#/components/{kind}/{name}")
    }
}
