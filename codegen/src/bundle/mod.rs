//! Fragments to one document of OpenAPI 3.0: merges what they say and makes every reference local.

mod cycles;
mod document;
mod ids;
mod merge;
mod newer;
mod rewrite;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::diagnostic::{Report, Rule};
use crate::load::Fragments;
use crate::openapi::{Object, Shape, component_shape, member_shape};
use crate::reference::{Finder, Target};
use crate::tree::{Kind, Member, Node, Place};

pub use document::{Document, OperationRef};
pub(crate) use ids::is_made;

/// Merges the fragments into one document.
///
/// What several fragments say must agree; what the references reach in other files comes in as components.
pub fn bundle(fragments: &Fragments) -> Result<Document, Report> {
    let mut bundler = Bundler::read(fragments, Names::new());
    // That two would have one name is seen where both are read, and a longer name can make two differ that were one.
    while !bundler.clashing.is_empty() {
        let mut long = bundler.long;
        long.append(&mut bundler.clashing);
        bundler = Bundler::read(fragments, long);
    }
    let Bundler {
        settings,
        paths,
        components,
        mut report,
        local,
        ..
    } = bundler;
    let Some(first) = fragments.roots.first() else {
        return report.into_result(Document::new(Node {
            place: nowhere(),
            kind: Kind::Object(Vec::new()),
        }));
    };
    cycles::refuse(&components, &mut report);
    let mut root = settings;
    if let Some((place, items)) = paths {
        let member = mapping("paths", place, items);
        root.entry("paths".to_owned()).or_insert(member);
    }
    if let Some((place, kinds)) = components {
        let kinds = kinds.into_iter().map(|(kind, group)| {
            let member = match group {
                Group::Named(place, named) => mapping(&kind, place, named),
                Group::Other(member) => member,
            };
            (kind, member)
        });
        let member = mapping("components", place, kinds.collect());
        root.entry("components".to_owned()).or_insert(member);
    }
    let mut root = Node {
        place: first.place.clone(),
        kind: Kind::Object(root.into_values().collect()),
    };
    let mut local = local;
    ids::fill(&mut root, &mut local);
    if report.is_empty() {
        return Ok(Document::new(root).with(local));
    }
    report.extend(local);
    Err(report)
}

/// Kinds of components, and names of those.
type Names = BTreeSet<(&'static str, String)>;

/// Members by key.
type Members = BTreeMap<String, Member>;

/// The components, and where the first of them are declared.
type Components = Option<(Place, BTreeMap<String, Group>)>;

/// The components of one kind.
enum Group {
    /// By name.
    Named(Place, Members),
    /// A member that OpenAPI does not define, or defines otherwise; kept for checking to refuse.
    Other(Member),
}

struct Bundler<'a> {
    /// Every file by name, and whether it is a root.
    files: BTreeMap<&'a str, (&'a Node, bool)>,
    settings: Members,
    paths: Option<(Place, Members)>,
    components: Components,
    queue: Vec<(Target, Object)>,
    seen: BTreeSet<(Target, Object)>,
    /// What gets a longer name than its own.
    long: Names,
    /// What has the name of something else.
    clashing: Names,
    finder: Finder<'a>,
    /// The files of OpenAPI 3.1.
    newer: HashSet<&'a str>,
    report: Report,
    /// What counts as long as its place is in the document.
    local: Report,
}

impl<'a> Bundler<'a> {
    /// Reads every fragment and what they refer to.
    fn read(fragments: &'a Fragments, long: Names) -> Self {
        let mut bundler = Self::new(fragments, long);
        for root in &fragments.roots {
            bundler.fragment(root);
        }
        // Last in, first out: the order shows nowhere, since components are kept by name and equal ones are one.
        while let Some((target, object)) = bundler.queue.pop() {
            bundler.pull(&target, object);
        }
        bundler
    }

    fn new(fragments: &'a Fragments, long: Names) -> Self {
        let roots = fragments.roots.iter().map(|node| (node, true));
        let referenced = fragments.referenced.values().map(|node| (node, false));
        let files = referenced.chain(roots);
        let files: BTreeMap<&str, (&Node, bool)> = files
            .map(|(node, root)| (node.place.source.name.as_str(), (node, root)))
            .collect();
        // A part of a document is of the version that the documents are of.
        let any = fragments
            .roots
            .iter()
            .any(|root| newer::is_newer(root) == Some(true));
        let newer = files.iter();
        let newer = newer.filter(|(_, (node, _))| newer::is_newer(node).unwrap_or(any));
        Self {
            newer: newer.map(|(name, _)| *name).collect(),
            files,
            settings: Members::new(),
            paths: None,
            components: None,
            queue: Vec::new(),
            seen: BTreeSet::new(),
            long,
            clashing: Names::new(),
            finder: Finder::default(),
            report: Report::default(),
            local: Report::default(),
        }
    }

    /// Takes in a root fragment.
    fn fragment(&mut self, root: &'a Node) {
        let file = &root.place.source.name;
        if !matches!(root.kind, Kind::Object(_)) {
            self.report.refuse(
                &root.place,
                Rule::WrongKind,
                format!("the document is {}, not object", root.kind_name()),
                "write an OpenAPI document: an object with `openapi`, `info` and `paths`",
            );
        }
        for member in root.members() {
            let object = matches!(member.value.kind, Kind::Object(_));
            match member.key.as_str() {
                "paths" if object => self.paths(member, file),
                "components" if object => self.components(member, file),
                key => {
                    let shape = member_shape(Shape::Object(Object::Document), key);
                    let member = self.rewrite_member(member, shape.unwrap_or(Shape::Opaque), file);
                    let member = if self.is_newer(file) {
                        newer::setting(member, &mut self.report, &mut self.local)
                    } else {
                        Some(member)
                    };
                    if let Some(member) = member {
                        self.setting(member);
                    }
                }
            }
        }
        if self.is_newer(file) && root.get("paths").is_none() {
            self.paths
                .get_or_insert_with(|| (root.place.clone(), Members::new()));
        }
    }

    fn components(&mut self, components: &Member, file: &str) {
        self.kinds(&components.place);
        for kind in components.value.members() {
            let named = matches!(kind.value.kind, Kind::Object(_));
            match component_shape(&kind.key) {
                Some(shape) if named => {
                    self.group(&kind.key, &kind.place);
                    for component in kind.value.members() {
                        let component = self.rewrite_member(component, shape, file);
                        self.component(&kind.key, component);
                    }
                }
                // They are where they are referred to.
                None if named && kind.key == "pathItems" && self.is_newer(file) => {}
                _ => self.other_kind(kind),
            }
        }
    }

    /// Takes in what a reference names in a file that is no root, or beside the components of one that is.
    fn pull(&mut self, target: &Target, object: Object) {
        let Some(&(tree, _)) = self.files.get(target.file.as_str()) else {
            return;
        };
        let node = self.finder.find(tree, &target.tokens);
        let (Some(node), Some(kind)) = (node, object.component()) else {
            return;
        };
        let value = self.rewrite(node, Shape::Object(object), &target.file);
        let short = rewrite::short_name(target);
        let key = self.local_name(target, kind);
        let name = (kind, short);
        let place = &node.place;
        if key != name.1 && self.long.contains(&name) {
            self.local.note(
                place,
                Rule::CollidingNames,
                format!(
                    "the name `{}` is that of several of `components.{kind}`, and this one is called `{key}`",
                    name.1
                ),
                "give it a name of its own",
            );
        }
        let member = Member {
            key,
            place: place.clone(),
            value,
        };
        self.kinds(place);
        self.group(kind, place);
        if self.clashes(kind, &member) && !self.long.contains(&name) {
            self.clashing.insert(name);
        } else {
            self.component(kind, member);
        }
    }
}

fn mapping(key: &str, place: Place, members: Members) -> Member {
    Member {
        key: key.to_owned(),
        value: Node {
            place: place.clone(),
            kind: Kind::Object(members.into_values().collect()),
        },
        place,
    }
}

/// The place of a document that has no file.
fn nowhere() -> Place {
    Place {
        source: std::sync::Arc::new(crate::tree::Source {
            name: String::new(),
            shown: String::new(),
        }),
        line: 1,
        column: 1,
        pointer: crate::tree::Pointer::default(),
    }
}
