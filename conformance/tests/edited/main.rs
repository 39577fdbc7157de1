//! Edits of a document, which is run through the pipeline once for each: what they are, and that the cases notice them.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod made;
mod noticed;

use std::path::Path;
use std::sync::LazyLock;

use reversals_judge::Contract;
use reversals_strength::mutation::{self, Mutant};

/// The project's own document, and its edits.
static OWN: LazyLock<(Contract, Vec<Mutant>)> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let contract = Contract::of_fragments(&root.join("spec")).unwrap();
    let mutants = mutation::mutants(&contract.bundled);
    (contract, mutants)
});
