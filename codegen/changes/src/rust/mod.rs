//! The public items of the generated crates, held against each other: what a program that links them notes, whatever is on
//! the wire.
//!
//! Read are the files as they would be written, so that nothing is assumed of how they are made.

mod items;

use std::collections::BTreeMap;
use std::sync::Arc;

use reversals_codegen::Model;
use reversals_codegen::tree::{Node, Place, Pointer, Source};

use crate::difference::{Difference, Kind, Said};
use items::{Guard, Item};

/// Where a document says what: by file and JSON pointer, as documentation cites it.
pub struct Places {
    root: Place,
    cited: BTreeMap<String, Place>,
}

impl Places {
    /// Those of a model.
    pub fn of(model: &Model) -> Self {
        let mut cited = BTreeMap::new();
        let root = &model.checked.document().root;
        note(root, &mut cited);
        Self {
            root: root.place.clone(),
            cited,
        }
    }

    /// Where the document begins.
    pub(crate) fn root(&self) -> Place {
        self.root.clone()
    }

    fn of_item(&self, item: &Item) -> Place {
        let cited = item.source.as_ref().and_then(|it| self.cited.get(it));
        cited.unwrap_or(&self.root).clone()
    }
}

fn note(node: &Node, cited: &mut BTreeMap<String, Place>) {
    cited.insert(node.place.cite(), node.place.clone());
    for member in node.members() {
        note(&member.value, cited);
    }
    for item in node.items() {
        note(item, cited);
    }
}

/// The public items of the crates of one version.
pub struct Crates {
    items: BTreeMap<String, Item>,
    places: Places,
}

/// A file that is no Rust.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {source}")]
pub struct NoRust {
    /// The file.
    pub file: String,
    /// What the parser said.
    pub source: syn::Error,
}

impl Crates {
    /// Reads every crate of `files`, which have paths such as `client/src/lib.rs`.
    ///
    /// Errors: a file that is no Rust.
    pub fn read(files: &BTreeMap<String, Vec<u8>>, places: Places) -> Result<Self, NoRust> {
        let items = items::read(files)?;
        Ok(Self { items, places })
    }
}

/// Where the items differ, in the order of their paths.
pub fn compare(base: &Crates, revision: &Crates) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut find = |kind, path: &str, base: Said, revision: Said| {
        found.push(Difference {
            kind,
            at: path.to_owned(),
            detail: String::new(),
            found: Vec::new(),
            base,
            revision,
        });
    };
    // What is of something that is gone, or new, went and came with it.
    let is_told = |items: &BTreeMap<String, Item>, item: &Item| {
        let owner = item.owner.as_ref();
        owner.is_some_and(|owner| !items.contains_key(owner))
    };
    for (path, item) in &base.items {
        let said = item.said(&base.places);
        match revision.items.get(path) {
            None if is_told(&revision.items, item) => {}
            None => find(Kind::RustRemoved, path, said, silent(item, revision)),
            Some(other) => {
                let kind = if other.signature != item.signature {
                    Kind::RustChanged
                } else if other.guard == Guard::Implemented && item.guard == Guard::None {
                    Kind::RustMethodRequired
                } else if other.is_deprecated && !item.is_deprecated {
                    Kind::RustDeprecated
                } else {
                    continue;
                };
                find(kind, path, said, other.said(&revision.places));
            }
        }
    }
    for (path, item) in &revision.items {
        if base.items.contains_key(path) || is_told(&base.items, item) {
            continue;
        }
        let kind = match item.guard {
            Guard::None => Kind::RustAdded,
            Guard::Built => Kind::RustMemberAdded,
            Guard::Literal => Kind::RustFieldAdded,
            Guard::Match => Kind::RustVariantAdded,
            Guard::Implemented => Kind::RustMethodRequired,
        };
        find(kind, path, silent(item, base), item.said(&revision.places));
    }
    found
}

/// What a version says of an item that it does not have.
fn silent(item: &Item, of: &Crates) -> Said {
    let owner = item.owner.as_ref().and_then(|owner| of.items.get(owner));
    let place = owner.map_or_else(|| of.places.root.clone(), |it| of.places.of_item(it));
    Said { place, text: None }
}

impl Item {
    fn said(&self, places: &Places) -> Said {
        Said {
            place: places.of_item(self),
            text: Some(self.signature.clone()),
        }
    }
}

/// A place for tests and tools that have files and no document.
impl Default for Places {
    fn default() -> Self {
        let source = Source {
            name: String::new(),
            shown: "the document".to_owned(),
        };
        Self {
            root: Place {
                source: Arc::new(source),
                line: 1,
                column: 1,
                pointer: Pointer::default(),
            },
            cited: BTreeMap::new(),
        }
    }
}
