//! Bugs of clients.

mod answers;
mod failures;
mod forms;
mod heads;
mod lenient;
mod scalars;
mod severe;
mod unset;

use serde_json::Value;

use super::{counted, gathered};
use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Called, Client, Outcome};

/// One fault of a client.
#[derive(Clone, Copy, Debug)]
pub struct ClientBug {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// What a careless implementation does.
    pub what: &'static str,
    /// What it bends.
    pub bend: Bend,
}

/// What a fault of a client bends.
#[derive(Clone, Copy, Debug)]
pub enum Bend {
    /// The call before it is written.
    Call(fn(&mut Call)),
    /// Each request once it is written.
    Sent(fn(&mut Request, &Call)),
    /// What the caller gets.
    Outcome(fn(&mut Outcome, &Response)),
    /// A place of an answer that is refused: by its value, other values that are taken for it, the first that does.
    Refused(fn(&Value) -> Vec<Value>),
    /// All of it: such a client asks the good one as often as it likes.
    Whole(fn(&dyn Client, &Call, &Response) -> Called),
}

impl ClientBug {
    const fn new(id: &'static str, what: &'static str, bend: Bend) -> Self {
        Self { id, what, bend }
    }
}

/// A client with one bug in it.
#[derive(Clone, Copy)]
pub struct BuggyClient<'a> {
    inner: &'a dyn Client,
    bug: &'static ClientBug,
}

/// Puts a bug into a good client.
pub fn client<'a>(bug: &'static ClientBug, inner: &'a dyn Client) -> BuggyClient<'a> {
    BuggyClient { inner, bug }
}

impl Client for BuggyClient<'_> {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        match self.bug.bend {
            Bend::Call(bend) => {
                let mut call = call.clone();
                bend(&mut call);
                self.inner.call(&call, answer)
            }
            Bend::Sent(bend) => {
                let mut called = self.inner.call(call, answer);
                called
                    .sent
                    .iter_mut()
                    .for_each(|request| bend(request, call));
                called
            }
            Bend::Outcome(bend) => {
                let mut called = self.inner.call(call, answer);
                bend(&mut called.outcome, answer);
                called
            }
            Bend::Refused(bend) => lenient::reread(self.inner, call, answer, bend),
            Bend::Whole(bend) => bend(self.inner, call, answer),
        }
    }
}

const GROUPS: &[&[ClientBug]] = &[
    heads::BUGS,
    forms::BUGS,
    scalars::BUGS,
    unset::BUGS,
    answers::BUGS,
    lenient::BUGS,
    severe::BUGS,
    failures::BUGS,
];

static ALL: [ClientBug; counted(GROUPS)] = gathered(GROUPS);

/// The bugs of clients, by topic.
pub static CLIENT_BUGS: &[ClientBug] = &ALL;

/// Changes a success.
fn success(outcome: &mut Outcome, change: impl FnOnce(&mut Value)) {
    if let Outcome::Success(value) = outcome {
        change(value);
    }
}
