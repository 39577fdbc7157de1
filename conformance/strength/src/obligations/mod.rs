//! What a suite of cases owes a document, and what its tests have done of it.
//!
//! An [`Obligation`] is an element of the model in one situation, as one side has to deal with it. [`enumerate`] makes
//! them of the model alone. A case never says which ones it covers: [`Observer`] looks at what its messages hold, and
//! credits a test that passed with what a test of its kind asserts. So a case that is lost, a value that is taken out
//! of a case, or a member that is added to the document opens a gap with a name.

mod coverage;
mod credit;
mod owed;
mod place;
mod seen;

use std::collections::BTreeSet;
use std::fmt;

use reversals_codegen::ir::Api;

pub use coverage::{Coverage, Met};

use place::View;
use reversals_judge::{Contract, Test};

/// One thing that a suite has to show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obligation {
    /// The stable name: `CreateThing/server/body.amount/wrong-type`, without the operation where `operation` is none.
    pub id: String,
    /// The operationId; none for the members of an object that ids of several operations stand for.
    pub operation: Option<String>,
    /// Who has to deal with it.
    pub judged: Judged,
    /// The part of an exchange.
    pub part: Part,
    /// The element: `query.expand[]`, `body.metadata{}` (a value), `body.metadata{key}`, `response.data[].amount`,
    /// `body.trial_end<integer>` (of one branch), `type:Thing.amount`.
    pub element: String,
    /// The situation: a word of `words.rs`.
    pub situation: String,
}

/// Who has to deal with a situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// Who asks.
    Client,
    /// Who answers.
    Server,
    /// The published schema: bounds of answers, which neither side measures.
    Schema,
}

/// A part of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Who calls, and what else its headers say.
    Head,
    /// Path, query and body.
    Request,
    /// Status and body of a success, and the status of a failure.
    Response,
    /// The body of a failure.
    Error,
}

impl Obligation {
    fn new(
        operation: Option<&str>,
        judged: Judged,
        part: Part,
        element: &str,
        situation: &str,
    ) -> Self {
        Self {
            id: id(operation, judged, element, situation),
            operation: operation.map(str::to_owned),
            judged,
            part,
            element: element.to_owned(),
            situation: situation.to_owned(),
        }
    }
}

fn id(operation: Option<&str>, judged: Judged, element: &str, situation: &str) -> String {
    match operation {
        Some(operation) => format!("{operation}/{judged}/{element}/{situation}"),
        None => format!("{judged}/{element}/{situation}"),
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Schema => "schema",
        })
    }
}

/// Every obligation of a model, in its order. Ids are unique.
pub fn enumerate(api: &Api) -> Vec<Obligation> {
    owed::all(api)
}

/// Looks at what tests show, against one contract.
pub struct Observer<'a> {
    view: View<'a>,
    obligations: Vec<Obligation>,
    ids: BTreeSet<String>,
}

impl<'a> Observer<'a> {
    /// Looks with the eyes of this contract's model.
    pub fn new(contract: &'a Contract) -> Self {
        let obligations = enumerate(&contract.api);
        let ids = obligations.iter().map(|it| it.id.clone()).collect();
        Self {
            view: View::new(&contract.api),
            obligations,
            ids,
        }
    }

    /// The ids of the obligations that the test discharges when it passes, in their order.
    pub fn discharged(&self, test: &Test) -> Vec<String> {
        let credited = credit::credited(&self.view, test);
        let owed = credited.into_iter().filter(|id| self.ids.contains(id));
        owed.collect()
    }
}
