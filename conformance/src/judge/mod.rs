//! From cases to tests: one case and one kind of test is one test with a name.
//!
//! A test drives one side, or both, through the traits of [`crate::subject`] and compares what comes of it with what
//! the case says. Nothing here knows who is judged.

mod client;
mod compare;
mod contract;
mod document;
mod finding;
mod joined;
mod kind;
mod schema;
mod server;
mod tolerance;

use std::sync::Arc;

use reversals_codegen::ir::Api;

pub use compare::{difference, reversed};
pub use contract::{Contract, Error as ContractError};
pub use finding::{Exchange, Finding};
pub use kind::Kind;
pub use schema::{Schemas, json_schema};

use crate::case::{Case, Judge, Side, Suite};
use crate::subject::{Client, Server};

/// What the cases are held against.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The client.
    pub client: &'a dyn Client,
    /// The server.
    pub server: &'a dyn Server,
    /// The document and its published schemas.
    pub contract: &'a Contract,
}

/// One derived test.
#[derive(Clone, Debug)]
pub struct Test {
    /// The case.
    pub case: Arc<Case>,
    /// What is tested of it.
    pub kind: Kind,
}

impl Test {
    /// The name: `transfer_reversals/create/partial::client-encode`.
    pub fn name(&self) -> String {
        format!("{}::{}", self.case.id, self.kind)
    }

    /// The sides that the test judges; none where it judges document and schemas.
    pub fn sides(&self) -> &'static [Side] {
        self.kind.sides()
    }

    /// Runs the test.
    ///
    /// Errors: the first difference between what is and what the case says.
    pub fn run(&self, world: World<'_>) -> Result<(), Box<Finding>> {
        let case = &self.case;
        match self.kind {
            Kind::ClientEncode => client::encode(case, world.client),
            Kind::ClientRepeat => client::repeat(case, world.client),
            Kind::ClientDecode => client::decode(case, world.client),
            Kind::ClientDecodeReordered => client::decode_reordered(case, world.client),
            Kind::ClientDecodeUnknownMembers => {
                client::decode_unknown_members(case, world.client, world.contract)
            }
            Kind::ClientDecodeUnknownValues => {
                client::decode_unknown_values(case, world.client, world.contract)
            }
            Kind::ClientRefuse => client::refuse(case, world.client),
            Kind::ClientUndocumented => client::undocumented(case, world.client),
            Kind::ClientUnrepresentable => client::unrepresentable(case, world.client),
            Kind::ServerDecode => server::decode(case, &case.request, world.server),
            Kind::ServerDecodeSpelling(number) => match case.same_as.get(number) {
                Some(spelling) => server::decode(case, spelling, world.server),
                None => Ok(()),
            },
            Kind::ServerEncode => server::encode(case, world.server),
            Kind::ServerRefuse => server::refuse(case, world.server),
            Kind::ReEncode => joined::re_encode(case, world.client, world.server),
            Kind::Loop => joined::round(case, world.client, world.server),
            Kind::Schema => schema::judge(case, world.contract),
            Kind::Document => document::judge(case, world.contract),
            Kind::Curl => document::curl(case),
            Kind::Printed => document::printed(case),
            Kind::Values => document::values(case, world.contract),
        }
    }
}

/// Every test of every case, in the order of ids and kinds. `api` says where unknown values are to be expected.
pub fn derive(suite: &Suite, api: &Api) -> Vec<Test> {
    let mut tests = Vec::new();
    for case in &suite.cases {
        let case = Arc::new(case.clone());
        let kinds = kinds(&case, api);
        tests.extend(kinds.into_iter().map(|kind| Test {
            case: Arc::clone(&case),
            kind,
        }));
    }
    tests
}

fn kinds(case: &Case, api: &Api) -> Vec<Kind> {
    let mut kinds = Vec::new();
    match &case.judge {
        Judge::Exchange { body, sides, .. } => {
            let both = sides.len() > 1;
            if sides.contains(&Side::Client) {
                // What is carried sends what its carrier sends, and is asked as its carrier is.
                if !case.carried {
                    kinds.extend([Kind::ClientEncode, Kind::ClientRepeat]);
                }
                kinds.extend([Kind::ClientDecode, Kind::ClientDecodeReordered]);
                kinds.push(Kind::ClientDecodeUnknownMembers);
                let answer = tolerance::Answer::of(case, api);
                if answer.is_some_and(|answer| answer.has_open_values(body)) {
                    kinds.push(Kind::ClientDecodeUnknownValues);
                }
            }
            if sides.contains(&Side::Server) {
                if !case.carried {
                    kinds.push(Kind::ServerDecode);
                    kinds.extend((0..case.same_as.len()).map(Kind::ServerDecodeSpelling));
                }
                kinds.push(Kind::ServerEncode);
            }
            if both {
                kinds.extend([Kind::ReEncode, Kind::Loop]);
            }
            kinds.push(Kind::Schema);
            if !case.carried {
                kinds.push(Kind::Document);
            }
            if let crate::case::Origin::Documented(documented) = &case.origin {
                if documented.curl.is_some() {
                    kinds.push(Kind::Curl);
                }
                kinds.push(Kind::Printed);
            }
        }
        Judge::Refused(_) => {
            kinds.push(Kind::ServerRefuse);
            if case.has_input {
                kinds.push(Kind::Schema);
            }
        }
        Judge::Refuses { body, .. } => {
            kinds.push(Kind::ClientRefuse);
            // Text that is no JSON is nothing that a schema judges.
            if body.is_some() {
                kinds.push(Kind::Schema);
            }
        }
        Judge::Undocumented { .. } => kinds.push(Kind::ClientUndocumented),
        Judge::Unrepresentable => kinds.extend([Kind::ClientUnrepresentable, Kind::Schema]),
        Judge::Values(_) => kinds.push(Kind::Values),
    }
    kinds
}
