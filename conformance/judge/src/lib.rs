//! From cases to tests: one case and one kind of test is one test with a name.
//!
//! A test drives one side, or both, through the traits of [`crate::subject`] and compares what comes of it with what
//! the case says. Nothing here knows who is judged.
#![forbid(unsafe_code)]

mod client;
mod compare;
mod contract;
pub mod curl;
mod document;
pub mod expectation;
mod finding;
pub mod in_process;
mod joined;
mod kind;
pub mod law;
pub mod parallel;
pub mod recorder;
pub mod redact;
mod schema;
mod server;
pub mod subject;
mod tolerance;

use std::fmt;
use std::sync::Arc;

use reversals_codegen::ir::Api;
use serde_json::Value;

pub use compare::{difference, reversed, token};
pub use contract::{Contract, Error as ContractError};
pub use finding::{Exchange, Finding, Verdict, said};
pub use kind::Kind;
pub use schema::{Schemas, json_schema};

use crate::subject::{Client, Server};
use reversals_cases::wire::Response;
use reversals_cases::{Case, Judge, Origin, Side, Suite};

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

/// What a test does with its case.
type Check = Arc<dyn Fn(&Case, World<'_>) -> Verdict + Send + Sync>;

/// One derived test.
#[derive(Clone)]
pub struct Test {
    /// The case.
    pub case: Arc<Case>,
    /// What is tested of it.
    pub kind: Kind,
    /// The test of that kind, with what it takes of the case: no kind can be asked of a case that lacks it.
    check: Check,
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
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
    pub fn run(&self, world: World<'_>) -> Verdict {
        (self.check)(&self.case, world)
    }
}

/// Every test of every case, in the order of ids and kinds. `api` says where unknown values are to be expected.
pub fn derive(suite: &Suite, api: &Api) -> Vec<Test> {
    let cases = suite.cases.iter();
    cases.flat_map(|case| of_case(case, api)).collect()
}

/// What tests of an exchange take of their case: the answer, and what its reader gives.
struct Answered {
    response: Response,
    body: Value,
    output: Value,
}

/// The tests of a case, in the order of their kinds.
pub fn of_case(case: &Arc<Case>, api: &Api) -> Vec<Test> {
    let mut tests = Tests {
        case: Arc::clone(case),
        tests: Vec::new(),
    };
    match &case.judge {
        Judge::Exchange {
            response,
            body,
            output,
            sides,
            ..
        } => {
            let answered = Answered {
                response: response.clone(),
                body: body.clone(),
                output: output.clone(),
            };
            tests.exchange(&Arc::new(answered), sides, api);
        }
        Judge::Refused(refusal) => {
            let refusal = Arc::new(refusal.clone());
            tests.add(Kind::ServerRefuse, &refusal, server::refuse);
            if case.has_input {
                tests.add(Kind::Schema, &refusal, |case, _, world| {
                    schema::refused_arguments(case, world.contract)
                });
            }
        }
        Judge::Refuses {
            response,
            body,
            at,
            expected,
        } => {
            let refusal = Arc::new((response.clone(), at.clone(), *expected));
            tests.add(Kind::ClientRefuse, &refusal, client::refuse);
            // Text that is no JSON is nothing that a schema judges.
            if let Some(body) = body {
                let answer = Arc::new((response.clone(), body.clone()));
                tests.add(Kind::Schema, &answer, schema::refused_answer);
            }
        }
        Judge::Undocumented { response } => {
            let response = Arc::new(response.clone());
            tests.add(Kind::ClientUndocumented, &response, client::undocumented);
        }
        Judge::Unrepresentable => {
            let nothing = Arc::new(());
            tests.add(Kind::ClientUnrepresentable, &nothing, |case, (), world| {
                client::unrepresentable(case, world.client)
            });
            tests.add(Kind::Schema, &nothing, |case, (), world| {
                schema::refused_arguments(case, world.contract)
            });
        }
        Judge::Values(values) => {
            tests.add(Kind::Values, &Arc::new(values.clone()), document::values);
        }
    }
    tests.tests
}

struct Tests {
    case: Arc<Case>,
    tests: Vec<Test>,
}

impl Tests {
    /// A test that takes `needs` of the case.
    fn add<N: Send + Sync + ?Sized + 'static>(
        &mut self,
        kind: Kind,
        needs: &Arc<N>,
        check: fn(&Case, &N, World<'_>) -> Verdict,
    ) {
        let needs = Arc::clone(needs);
        self.tests.push(Test {
            case: Arc::clone(&self.case),
            kind,
            check: Arc::new(move |case, world| check(case, &needs, world)),
        });
    }

    fn exchange(&mut self, answered: &Arc<Answered>, sides: &[Side], api: &Api) {
        let case = Arc::clone(&self.case);
        if sides.contains(&Side::Client) {
            // What is carried sends what its carrier sends, and is asked as its carrier is.
            if !case.carried {
                self.add(Kind::ClientEncode, answered, client::encode);
                self.add(Kind::ClientRepeat, answered, client::repeat);
            }
            self.add(Kind::ClientDecode, answered, client::decode);
            self.add(Kind::ClientDecodeReordered, answered, client::reordered);
            let unknown = Kind::ClientDecodeUnknownMembers;
            self.add(unknown, answered, client::unknown_members);
            let answer = tolerance::Answer::of(&case, answered.response.status, api);
            if answer.is_some_and(|answer| answer.has_open_values(&answered.body)) {
                let unknown = Kind::ClientDecodeUnknownValues;
                self.add(unknown, answered, client::unknown_values);
            }
        }
        if sides.contains(&Side::Server) {
            if !case.carried {
                self.add(Kind::ServerDecode, answered, |case, answered, world| {
                    server::decode(case, answered, &case.request, world.server)
                });
                for (number, spelling) in case.same_as.iter().enumerate() {
                    let kind = Kind::ServerDecodeSpelling(number);
                    let needs = Arc::new((Arc::clone(answered), spelling.clone()));
                    self.add(kind, &needs, |case, (answered, spelling), world| {
                        server::decode(case, answered, spelling, world.server)
                    });
                }
            }
            self.add(Kind::ServerEncode, answered, server::encode);
        }
        if sides.len() > 1 {
            self.add(Kind::ReEncode, answered, joined::re_encode);
            self.add(Kind::Loop, answered, joined::round);
        }
        self.add(Kind::Schema, answered, schema::exchange);
        if !case.carried {
            self.add(Kind::Document, answered, document::judge);
        }
        if let Origin::Documented(documented) = &case.origin {
            if let Some(line) = &documented.curl {
                self.add(Kind::Curl, &Arc::from(line.as_str()), document::curl);
            }
            let documented = Arc::new(documented.clone());
            self.add(Kind::Printed, &documented, document::printed);
        }
    }
}
