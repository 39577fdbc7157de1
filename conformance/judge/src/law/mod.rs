//! Laws: what must hold between a request and its answer, whoever answers.
//!
//! A case says what its own exchange is; a law says what every exchange of an operation keeps, and so judges a service
//! that nobody can tell what to answer. [`reversals_cases::law`] has the laws that are data; [`OF_STRUCTURE`] names those
//! that the document has by its structure. A law that needs what an exchange does not show is not asked.

mod asked;
mod relation;
mod structure;
mod tally;
mod term;

use reversals_codegen::ir::Operation;
use serde_json::Value;

pub use asked::Asked;
pub use relation::{Broken, holds};
pub use reversals_cases::law::{Breach, Law, Laws};
pub use structure::LAWS as OF_STRUCTURE;
pub use tally::{Controls, Tally, Times};
pub use term::{Scene, is_each, told};

use crate::{Contract, Finding};
use reversals_cases::law::Answers;
use reversals_cases::wire::{Request, Response};

/// A law that an exchange breaks.
#[derive(Clone, Debug)]
pub struct Breached {
    /// The law's name.
    pub law: String,
    /// What the breach is.
    pub breach: Breach,
    /// What is, and what should be.
    pub finding: Box<Finding>,
}

/// What the laws say of an exchange.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The laws that bound it, by name, in their order.
    pub asked: Vec<String>,
    /// Those that it breaks.
    pub breached: Vec<Breached>,
}

/// The laws, and what they are asked with.
#[derive(Clone, Copy)]
pub struct Court<'a> {
    /// The laws that are data.
    pub laws: &'a Laws,
    /// The document.
    pub contract: &'a Contract,
    /// Whether requests have a key of live mode.
    pub live: bool,
    /// Whether the service's clock has nothing to do with that of its `Date` header: its times are not held to it.
    pub clock_free: bool,
    /// Where it is counted how often each law was asked.
    pub tally: Option<&'a Tally>,
}

impl Court<'_> {
    /// Judges an exchange of an operation.
    pub fn judge(&self, operation: &Operation, request: &Request, response: &Response) -> Verdict {
        let mut verdict = Verdict::default();
        let asked = Asked::new(operation, request);
        // What is no JSON breaks the document, which others say.
        let Ok(body) = serde_json::from_str::<Value>(&response.body) else {
            return verdict;
        };
        let scene = Scene {
            asked: &asked,
            request,
            response,
            body: &body,
            live: self.live,
            captured: None,
        };
        let answer = operation.answer(response.status);
        let success = answer.is_some_and(|answer| operation.succeeds(answer));
        for law in &self.laws.laws {
            let bound = law.operations.is_empty() || law.operations.contains(&operation.id);
            let answered = match law.answers {
                Answers::Success => success,
                Answers::Refusal => response.status >= 400,
                Answers::All => true,
            };
            let timed = || {
                law.holds
                    .iter()
                    .any(reversals_cases::law::Relation::is_timed)
            };
            let met = |relation| relation::holds(&scene, relation).is_ok();
            if !bound || !answered || (self.clock_free && timed()) || !law.when.iter().all(met) {
                continue;
            }
            let broken = law
                .holds
                .iter()
                .find_map(|relation| relation::holds(&scene, relation).err());
            verdict.add(&law.id, law.breach, broken);
        }
        if success {
            structure::judge(self.contract, operation, &scene, &mut verdict);
        }
        for breached in &mut verdict.breached {
            let finding = std::mem::replace(&mut breached.finding, Finding::new("", "", ""));
            breached.finding = finding.with_request(request).with_response(response);
        }
        if let Some(tally) = self.tally {
            tally.count(&verdict);
        }
        verdict
    }
}

impl Verdict {
    fn add(&mut self, law: &str, breach: Breach, broken: Option<Broken>) {
        self.asked.push(law.to_owned());
        self.breached.extend(broken.map(|broken| Breached {
            law: law.to_owned(),
            breach,
            finding: Finding::new(
                format!("law {law}: {}", broken.place),
                broken.expected,
                broken.found,
            ),
        }));
    }
}
