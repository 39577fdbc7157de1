//! Which part of a document is generated.

use reversals_codegen::select::{LeftOut, Pattern, Selection};

use crate::exit;

#[derive(clap::Args)]
#[group(id = "select")]
pub(crate) struct Args {
    /// Generate these operations and what they reach: each pattern is an operationId, a tag, a resource or a path, `*` in it
    /// stands for any text, and `!` before it leaves out. The rest of the document is not checked.
    #[arg(long, value_name = "PATTERN", num_args = 1.., requires = "target")]
    only: Vec<Pattern>,

    /// Let members expand to types of the document up to so many expansions, one inside the other, and to open objects
    /// beyond; with 0 none does.
    #[arg(long, value_name = "N", requires = "target")]
    cut_expansions: Option<usize>,

    /// Leave out the operations in which something is not supported or does not hold together, and list each with the rule
    /// and the place; of examples and defaults that do not fit, those alone. Typos are refused all the same.
    #[arg(long, requires = "target")]
    skip_unsupported: bool,
}

impl Args {
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            cut_expansions: self.cut_expansions,
            skip_unsupported: self.skip_unsupported,
        }
    }

    /// The same arguments again.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if !self.only.is_empty() {
            words.push("--only".to_owned());
            words.extend(self.only.iter().map(Pattern::to_string));
        }
        if let Some(most) = self.cut_expansions {
            words.extend(["--cut-expansions".to_owned(), most.to_string()]);
        }
        if self.skip_unsupported {
            words.push("--skip-unsupported".to_owned());
        }
        words
    }
}

/// Lists the operations that were left out of those that were wanted.
pub(crate) fn tell(left_out: &[LeftOut], wanted: usize) {
    for operation in left_out {
        exit::note(&operation.to_string());
    }
    if !left_out.is_empty() {
        let (count, rest) = (left_out.len(), wanted - left_out.len());
        anstream::eprintln!("{count} of {wanted} operations left out, {rest} generated");
    }
}
