//! Which part of a document is generated.

use reversals_codegen::select::{Pattern, Selection};

#[derive(clap::Args)]
#[group(id = "select")]
pub(crate) struct Args {
    /// Generate these operations and what they reach: each pattern is an operationId, a tag or a path, `*` in it stands
    /// for any text, and `!` before it leaves out. The rest of the document is not checked.
    #[arg(long, value_name = "PATTERN", num_args = 1.., requires = "target")]
    only: Vec<Pattern>,

    /// Let members expand to types of the document up to so many expansions, one inside the other, and to open objects
    /// beyond; with 0 none does.
    #[arg(long, value_name = "N", requires = "target")]
    cut_expansions: Option<usize>,
}

impl Args {
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            cut_expansions: self.cut_expansions,
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
        words
    }
}
