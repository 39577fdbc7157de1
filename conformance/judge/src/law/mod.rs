//! Laws: what must hold between a request and its answer, whoever answers.
//!
//! A case says what its own exchange is; a law says what every exchange of an operation keeps, and so judges a service
//! that nobody can tell what to answer. [`reversals_cases::law`] has the laws that are data; [`OF_STRUCTURE`] names those
//! that the document has by its structure, and those between an exchange and the ones before it, which [`Memory`] has. A
//! law that needs what an exchange does not show is not asked.

mod asked;
mod memory;
mod relation;
mod structure;
mod tally;
mod term;

use reversals_codegen::ir::Operation;
use serde_json::Value;

pub use asked::Asked;
pub use memory::Memory;
pub use relation::holds;
pub use reversals_cases::law::{Breach, Law, Laws};
pub use tally::{Controls, Tally, Times};
pub use term::{Scene, is_each, told};

use structure::Shown;

use crate::{Contract, Finding};
use reversals_cases::law::Answers;
use reversals_cases::wire::{Request, Response};

/// The names of the laws that are no data, with what each says.
pub const OF_STRUCTURE: [&[(&str, &str)]; 2] = [&structure::LAWS, &memory::LAWS];

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
    pub tally: &'a Tally,
    /// What was shown so far.
    pub memory: &'a Memory,
}

impl Court<'_> {
    /// Judges an exchange of an operation, or one of none by what it shows of objects alone. `since` is [`Memory::now`] as
    /// it was before the request went out.
    pub fn judge(
        &self,
        operation: Option<&Operation>,
        request: &Request,
        response: &Response,
        since: u64,
    ) -> Verdict {
        let mut verdict = Verdict::default();
        // What is no JSON breaks the document, which others say.
        let Ok(body) = serde_json::from_str::<Value>(&response.body) else {
            return verdict;
        };
        let asked = operation.map_or_else(Asked::default, |it| Asked::new(it, request));
        let scene = Scene {
            asked: &asked,
            request,
            response,
            body: &body,
            live: self.live,
            captured: None,
        };
        let success = operation.map_or(response.status < 300, |operation| {
            let answer = operation.answer(response.status);
            answer.is_some_and(|answer| operation.succeeds(answer))
        });
        let shown = match operation {
            _ if !success => Vec::new(),
            Some(operation) => structure::judge(self.contract, operation, &scene, &mut verdict),
            None => structure::shown(self.contract, &body),
        };
        for law in &self.laws.laws {
            let bound = operation
                .is_some_and(|it| law.operations.is_empty() || law.operations.contains(&it.id));
            let answered = match law.answers {
                Answers::Success => success,
                Answers::Refusal => response.status >= 400,
                Answers::All => true,
            };
            let timed = || {
                let mut holds = law.holds.iter();
                holds.any(reversals_cases::law::Relation::is_timed)
            };
            if bound && answered && !(self.clock_free && timed()) {
                verdict.ask(law, &scene, &shown);
            }
        }
        let moment = memory::Moment {
            lasting: &self.laws.objects,
            creates: operation.is_some_and(|it| it.verb == "create"),
            success,
            since,
        };
        self.memory.judge(&moment, &scene, &shown, &mut verdict);
        for breached in &mut verdict.breached {
            let finding = std::mem::replace(&mut breached.finding, Finding::new("", "", ""));
            breached.finding = finding.with_request(request).with_response(response);
        }
        self.tally.count(&verdict);
        verdict
    }
}

impl Verdict {
    /// Asks a law of the answer, or of each object in it that it is about.
    fn ask(&mut self, law: &Law, scene: &Scene<'_>, shown: &[Shown<'_>]) {
        let mine = shown.iter().filter(|shown| {
            let mut objects = law.objects.iter();
            objects.any(|object| shown.value["object"] == **object)
        });
        let scenes: Vec<_> = match law.objects.as_slice() {
            [] => vec![(*scene, "")],
            _ => mine
                .map(|Shown { pointer, value }| {
                    (
                        Scene {
                            body: value,
                            ..*scene
                        },
                        pointer.as_str(),
                    )
                })
                .collect(),
        };
        let met = |(scene, _): &&(Scene<'_>, &str)| {
            let mut when = law.when.iter();
            when.all(|relation| relation::holds(scene, relation).is_ok())
        };
        let bound: Vec<_> = scenes.iter().filter(met).collect();
        let broken = bound.iter().find_map(|(scene, pointer)| {
            let mut broken = law
                .holds
                .iter()
                .filter_map(|it| relation::holds(scene, it).err());
            broken.next().map(|broken| below(broken, pointer))
        });
        if !bound.is_empty() {
            self.add(&law.id, law.breach, broken);
        }
    }

    /// Adds a law that was asked, with what breaks it.
    fn add(&mut self, law: &str, breach: Breach, broken: Option<Box<Finding>>) {
        self.asked.push(law.to_owned());
        self.breached.extend(broken.map(|mut finding| {
            finding.place = format!("law {law}: {}", finding.place);
            Breached {
                law: law.to_owned(),
                breach,
                finding,
            }
        }));
    }
}

/// What is found in an object, of the answer that has it at that place.
fn below(mut finding: Box<Finding>, pointer: &str) -> Box<Finding> {
    if let Some(rest) = finding.place.strip_prefix(relation::BODY) {
        finding.place = format!("{}{pointer}{rest}", relation::BODY);
    }
    finding
}
