//! Parts of a document, by their size.

use std::path::{Path, PathBuf};

use anyhow::Result;
use reversals_codegen::bundle::{self, Document};
use reversals_codegen::{Error, load};

/// A part, and the patterns that select it; all where there is none.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) patterns: Vec<String>,
}

/// The parts of about so many operations, the smallest first, and the whole.
pub(super) fn of(path: &Path, sizes: &[usize]) -> Result<Vec<Part>> {
    let document = document(path)?;
    let operations = document.operations();
    let mut sizes: Vec<usize> = sizes.to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    let mut parts = Vec::new();
    for size in sizes {
        if size == 0 || size >= operations.len() {
            continue;
        }
        // Spread evenly, so that a part is like the whole.
        let spread = (0..size).map(|at| &operations[at * operations.len() / size]);
        let mut patterns: Vec<String> = spread
            .map(|operation| match operation.id {
                "" => operation.path.to_owned(),
                id => id.to_owned(),
            })
            .collect();
        patterns.dedup();
        parts.push(Part {
            name: format!("about {size}"),
            patterns,
        });
    }
    parts.push(Part {
        name: "all".to_owned(),
        patterns: Vec::new(),
    });
    Ok(parts)
}

/// How many operations a document has.
pub(super) fn operations(path: &Path) -> Result<usize> {
    Ok(document(path)?.operations().len())
}

fn document(path: &Path) -> Result<Document> {
    let input = load::spec_files(&[PathBuf::from(path)]).map_err(Error::from)?;
    let fragments = load::fragments(&input).map_err(Error::from)?;
    Ok(bundle::bundle(&fragments).map_err(Error::from)?)
}
