//! Bugs of servers.

mod addresses;
mod answers;
mod bounds;
mod credentials;
mod failures;
mod forms;
mod lenient;
mod lists;
mod refused;
mod scalars;
mod unset;

use serde_json::{Value, json};

use super::{counted, gathered};
use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Script, Served, Server};

/// One fault of a server.
#[derive(Clone, Copy, Debug)]
pub struct ServerBug {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// What a careless implementation does.
    pub what: &'static str,
    /// What it bends.
    pub bend: Bend,
}

/// What a fault of a server bends.
#[derive(Clone, Copy, Debug)]
pub enum Bend {
    /// The request before it is read.
    Request(fn(&mut Request)),
    /// What reaches the handler.
    Seen(fn(&mut Call, &Request)),
    /// The response. What reached the handler is none where the request was refused before it.
    Answer(fn(&mut Response, &Request, Option<&Call>)),
    /// A parameter that is refused: by its name and text, another text that is taken for it.
    Refused(fn(&str, &str) -> Option<String>),
    /// All of it: such a server asks the good one as often as it likes.
    Whole(fn(&dyn Server, &Request, &Script) -> Served),
}

impl ServerBug {
    const fn new(id: &'static str, what: &'static str, bend: Bend) -> Self {
        Self { id, what, bend }
    }
}

/// A server with one bug in it.
#[derive(Clone, Copy)]
pub struct BuggyServer<'a> {
    inner: &'a dyn Server,
    bug: &'static ServerBug,
}

/// Puts a bug into a good server.
pub fn server<'a>(bug: &'static ServerBug, inner: &'a dyn Server) -> BuggyServer<'a> {
    BuggyServer { inner, bug }
}

impl Server for BuggyServer<'_> {
    fn serve(&self, request: &Request, script: &Script) -> Served {
        match self.bug.bend {
            Bend::Request(bend) => {
                let mut request = request.clone();
                bend(&mut request);
                self.inner.serve(&request, script)
            }
            Bend::Seen(bend) => {
                let mut served = self.inner.serve(request, script);
                if let Some(call) = &mut served.seen {
                    bend(call, request);
                }
                served
            }
            Bend::Answer(bend) => {
                let mut served = self.inner.serve(request, script);
                bend(&mut served.response, request, served.seen.as_ref());
                served
            }
            Bend::Refused(bend) => {
                refused::retried(self.inner, request, script, |refused, retry| {
                    retry.reword(&refused.param, |text| bend(&refused.param, text))
                })
            }
            Bend::Whole(bend) => bend(self.inner, request, script),
        }
    }
}

const GROUPS: &[&[ServerBug]] = &[
    addresses::BUGS,
    credentials::BUGS,
    forms::BUGS,
    lists::BUGS,
    scalars::BUGS,
    bounds::BUGS,
    unset::BUGS,
    lenient::BUGS,
    answers::BUGS,
    failures::BUGS,
];

static ALL: [ServerBug; counted(GROUPS)] = gathered(GROUPS);

/// The bugs of servers, by topic.
pub static SERVER_BUGS: &[ServerBug] = &ALL;

/// Changes the body of a response, where it is JSON and the change is one.
fn edit(response: &mut Response, change: impl FnOnce(&mut Value)) {
    let Ok(before) = serde_json::from_str::<Value>(&response.body) else {
        return;
    };
    let mut body = before.clone();
    change(&mut body);
    if body != before {
        response.body = body.to_string();
    }
}

/// Changes the body of a success.
fn success(response: &mut Response, change: impl FnOnce(&mut Value)) {
    if response.status < 300 {
        edit(response, change);
    }
}

/// Changes the body of a failure.
fn failure(response: &mut Response, change: impl FnOnce(&mut Value)) {
    if response.status >= 400 {
        edit(response, change);
    }
}

/// What a server answers that wrongly refuses a parameter.
fn refusal(param: &str) -> Served {
    let message = format!("Invalid {param}");
    let error = json!({ "message": message, "param": param, "type": "invalid_request_error" });
    Served {
        seen: None,
        response: Response::json(400, &json!({ "error": error })),
    }
}
