//! Files to trees: the root fragments and whatever their references reach. Only this module reads the disk.

mod alone;
mod contents;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Report, Rule};
use crate::openapi::{Object, Shape, children, member_shape, reference};
use crate::reference::{Target, find, parse};
use crate::select::Selection;
use crate::tree::{Node, Place, Pointer, Source};
use crate::yaml::{MAX_VALUES, VALUES_HELP};
use crate::{json, yaml};

pub use alone::{text, value};
use contents::Reader;
pub use contents::{MAX_FILE, MAX_TOTAL};

/// The files that a document is made of.
#[derive(Clone, Debug)]
pub struct Input {
    /// The root fragments, by name.
    pub files: Vec<InputFile>,
    /// The folder outside of which nothing is read, wherever references and symbolic links lead.
    pub root: PathBuf,
    /// Which part of the document is wanted.
    pub selection: Selection,
}

impl Input {
    /// A part of what the same files say.
    #[must_use]
    pub fn selecting(self, selection: Selection) -> Self {
        Self { selection, ..self }
    }

    /// The same files, with another folder outside of which nothing is read.
    #[must_use]
    pub fn within(self, root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            ..self
        }
    }
}

/// A root fragment, not read yet.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where it is on the disk.
    pub path: PathBuf,
    /// What it is called.
    pub source: Arc<Source>,
}

/// The fragments as trees.
#[derive(Clone, Debug)]
pub struct Fragments {
    /// The root fragments, by name.
    pub roots: Vec<Node>,
    /// The files that only references name, by `Source.name`.
    pub referenced: BTreeMap<String, Node>,
}

/// Every `*.yaml`, `*.yml` and `*.json` directly in `dir`; outputs call them `<name>/<file name>`, and `dir` is their root.
///
/// Hidden files are left aside: editors keep locks and backups under such names.
pub fn spec_dir(dir: &Path, name: &str) -> Result<Input, Report> {
    let refuse = |what: String, help: &str| {
        let source = Source {
            name: name.to_owned(),
            shown: shown(dir),
        };
        refusal(&start(&Arc::new(source)), Rule::MissingFile, what, help)
    };
    let unreadable = |error: io::Error| {
        refuse(
            format!("the directory can't be read: {}", cause(&error)),
            "give a directory of OpenAPI fragments",
        )
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Ok(file_name) = entry.file_name().into_string() else {
            return Err(refuse(
                "a file name in the directory is not UTF-8".to_owned(),
                "rename the file",
            ));
        };
        let extension = Path::new(&file_name).extension();
        let wanted = extension.is_some_and(|ext| ext == "yaml" || ext == "yml" || ext == "json");
        if wanted && !file_name.starts_with('.') {
            let path = dir.join(&file_name);
            let source = Source {
                name: format!("{name}/{file_name}"),
                shown: shown(&path),
            };
            files.push(InputFile {
                path,
                source: Arc::new(source),
            });
        }
    }
    if files.is_empty() {
        return Err(refuse(
            "the directory has no `*.yaml`, `*.yml` or `*.json`".to_owned(),
            "give a directory of OpenAPI fragments",
        ));
    }
    files.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(Input {
        files,
        root: dir.to_owned(),
        selection: Selection::default(),
    })
}

/// The given files; outputs call them by their path from the parent that all of them share.
///
/// The folder of the first is the root; else the order in which they are given does not matter, and a file given twice
/// is read once.
pub fn spec_files(paths: &[PathBuf]) -> Result<Input, Report> {
    let plain: Vec<PathBuf> = paths.iter().map(|path| normalise(path)).collect();
    let mut parents = plain.iter().filter_map(|path| path.parent());
    let mut shared: PathBuf = parents.next().map(Path::to_owned).unwrap_or_default();
    for parent in parents {
        shared = shared
            .components()
            .zip(parent.components())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a)
            .collect();
    }
    let mut files = BTreeMap::new();
    let mut report = Report::default();
    for (given, path) in paths.iter().zip(&plain) {
        let parts = path.strip_prefix(&shared).unwrap_or(path).iter();
        let parts: Option<Vec<&str>> = parts.map(|part| part.to_str()).collect();
        let source = Source {
            name: parts.clone().unwrap_or_default().join("/"),
            shown: shown(given),
        };
        let source = Arc::new(source);
        if parts.is_none() {
            let what = "the path is not UTF-8".to_owned();
            report.extend(refusal(
                &start(&source),
                Rule::MissingFile,
                what,
                "rename the file",
            ));
        }
        let file = InputFile {
            path: given.clone(),
            source: Arc::clone(&source),
        };
        files.entry(source.name.clone()).or_insert(file);
    }
    let first = plain.first().and_then(|path| path.parent());
    report.into_result(Input {
        files: files.into_values().collect(),
        root: first.map(Path::to_owned).unwrap_or_default(),
        selection: Selection::default(),
    })
}

/// Reads the root fragments and, from reference to reference, every file that they reach. Each file is read once.
///
/// Errors: besides what is wrong inside a file, one that lies outside the root, is larger than [`MAX_FILE`], or with which
/// all are larger than [`MAX_TOTAL`].
pub fn fragments(input: &Input) -> Result<Fragments, Report> {
    fragments_as(input, &BTreeMap::new())
}

/// The same, where some of the files, by `Source.name`, are taken to have other texts than they have on the disk, or to be
/// there at all.
pub fn fragments_as(input: &Input, texts: &BTreeMap<String, String>) -> Result<Fragments, Report> {
    let mut loader = Loader {
        reader: Reader::within(&input.root),
        texts: texts.clone(),
        ..Loader::default()
    };
    for file in &input.files {
        let at = start(&file.source);
        loader.read(&file.path, &file.source, &at);
    }
    loader.finish(input.files.iter().map(|file| &file.source.name))
}

/// The text of a file of the input, as it is on the disk.
///
/// Errors: those of [`fragments`].
pub fn text_of(input: &Input, source: &Arc<Source>) -> Result<String, Report> {
    let given = input.files.iter().find(|file| file.source == *source);
    // What references name is shown by its path.
    let path = given.map_or(Path::new(&source.shown), |file| file.path.as_path());
    Reader::within(&input.root).text(path, source, &start(source))
}

/// A part of a file that the document uses.
struct Visit {
    file: String,
    tokens: Vec<String>,
    shape: Shape,
}

#[derive(Default)]
struct Loader {
    /// The files by `Source.name`; nothing where one was refused.
    trees: BTreeMap<String, Option<Node>>,
    paths: BTreeMap<String, PathBuf>,
    roots: BTreeSet<String>,
    queue: Vec<Visit>,
    seen: BTreeSet<(String, Vec<String>, Object)>,
    /// Whether references to files are refused.
    alone: bool,
    reader: Reader,
    /// What files are taken to say.
    texts: BTreeMap<String, String>,
    /// How many values the files hold.
    values: usize,
    report: Report,
}

impl Loader {
    /// Follows the references of the roots, which are read already, and of what these reach.
    fn finish<'a>(
        mut self,
        roots: impl Iterator<Item = &'a String> + Clone,
    ) -> Result<Fragments, Report> {
        self.roots = roots.clone().cloned().collect();
        for name in roots.clone() {
            self.visit(
                name.clone(),
                Vec::new(),
                Shape::Object(Object::Document),
                Object::Document,
            );
        }
        while let Some(visit) = self.queue.pop() {
            self.follow(&visit);
        }
        let mut trees = self.trees;
        self.report.into_result(())?;
        Ok(Fragments {
            roots: roots
                .filter_map(|name| trees.remove(name).flatten())
                .collect(),
            referenced: trees
                .into_iter()
                .filter_map(|(name, tree)| Some((name, tree?)))
                .collect(),
        })
    }

    fn visit(&mut self, file: String, tokens: Vec<String>, shape: Shape, object: Object) {
        if self.seen.insert((file.clone(), tokens.clone(), object)) {
            self.queue.push(Visit {
                file,
                tokens,
                shape,
            });
        }
    }

    /// Reads the files that the references under one node name, and queues what they name in them.
    fn follow(&mut self, visit: &Visit) {
        let Some(Some(tree)) = self.trees.get(&visit.file) else {
            return;
        };
        // A reference to nothing is for bundling to refuse.
        let Some(node) = find(tree, &visit.tokens) else {
            return;
        };
        let mut found = Vec::new();
        let mut stack = vec![(node, visit.shape)];
        while let Some((node, shape)) = stack.pop() {
            if let Shape::Object(object) = shape {
                let text = match object {
                    Object::PathItem => node.text("$ref"),
                    _ => reference(node, object),
                };
                if let (Some(text), Some(at)) = (text, node.get("$ref")) {
                    found.push((text.to_owned(), at.place.clone(), shape, object));
                }
            }
            stack.extend(children(node, shape));
            stack.extend(beside(node, shape));
        }
        for (text, place, shape, object) in found {
            match parse(&text, &visit.file) {
                Ok(target) => {
                    self.open(&visit.file, &target, &place);
                    if self.walked(&target, object) {
                        continue;
                    }
                    self.visit(target.file, target.tokens, shape, object);
                }
                Err(what) => self.report.refuse(
                    &place,
                    Rule::MissingFile,
                    format!("the reference `{text}` {what}"),
                    "refer to a file by its path from this one, such as `common.yaml#/components/schemas/error`",
                ),
            }
        }
    }

    /// Whether a reference leads to a component of a root, all of which are walked with it.
    fn walked(&self, target: &Target, object: Object) -> bool {
        self.roots.contains(&target.file)
            && matches!(target.tokens.as_slice(), [components, kind, _]
                if components == "components" && object.component() == Some(kind.as_str()))
    }

    /// Reads the file of a reference, unless that has been tried.
    fn open(&mut self, from: &str, target: &Target, place: &Place) {
        if self.trees.contains_key(&target.file) {
            return;
        }
        if self.alone {
            self.report.extend(alone::refusal(&target.relative, place));
            self.trees.insert(target.file.clone(), None);
            return;
        }
        let near = self.paths.get(from).cloned().unwrap_or_default();
        let path = normalise(
            &near
                .parent()
                .unwrap_or(Path::new(""))
                .join(&target.relative),
        );
        let source = Arc::new(Source {
            name: target.file.clone(),
            shown: shown(&path),
        });
        self.read(&path, &source, place);
    }

    /// Reads one file; where that fails, `place` is what asked for it.
    fn read(&mut self, path: &Path, source: &Arc<Source>, place: &Place) {
        let json = path.extension().is_some_and(|ext| ext == "json");
        let text = match self.texts.remove(&source.name) {
            Some(text) => Ok(text),
            None => self.reader.text(path, source, place),
        };
        let tree = text.and_then(|text| tree(&text, json, source));
        self.keep(source, tree);
        self.paths.insert(source.name.clone(), path.to_owned());
    }

    /// Takes in the tree of one file, or why there is none.
    fn keep(&mut self, source: &Arc<Source>, tree: Result<Node, Report>) {
        let tree = tree.and_then(|tree| {
            self.values += values(&tree);
            if self.values > MAX_VALUES {
                let what = format!("all files together hold more than {MAX_VALUES} values");
                return Err(refusal(&tree.place, Rule::Syntax, what, VALUES_HELP));
            }
            Ok(tree)
        });
        let tree = match tree {
            Ok(tree) => Some(tree),
            Err(report) => {
                self.report.extend(report);
                None
            }
        };
        self.trees.insert(source.name.clone(), tree);
    }
}

/// The tree that a text says.
fn tree(text: &str, json: bool, source: &Arc<Source>) -> Result<Node, Report> {
    if json {
        json::read(text, source)
    } else {
        yaml::read(text, source)
    }
}

/// What stands beside a reference, which counts in OpenAPI 3.1.
fn beside(node: &Node, shape: Shape) -> impl Iterator<Item = (&Node, Shape)> {
    let refers = matches!(shape, Shape::Object(object) if reference(node, object).is_some());
    let members = if refers { node.members() } else { &[] };
    members
        .iter()
        .filter_map(move |member| Some((&member.value, member_shape(shape, &member.key)?)))
}

/// How many values a tree holds.
fn values(tree: &Node) -> usize {
    let members = tree.members().iter().map(|member| &member.value);
    1 + tree
        .items()
        .iter()
        .chain(members)
        .map(values)
        .sum::<usize>()
}

/// The beginning of a file.
fn start(source: &Arc<Source>) -> Place {
    Place {
        source: Arc::clone(source),
        line: 1,
        column: 1,
        pointer: Pointer::default(),
    }
}

fn refusal(place: &Place, rule: Rule, what: String, help: &str) -> Report {
    let mut report = Report::default();
    report.refuse(place, rule, what, help);
    report
}

/// What went wrong, in words that don't depend on the locale or the system.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        kind => kind.to_string(),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The path without `.` and inner `..`, judged by its text alone.
fn normalise(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
