//! Serving what the good server refuses.

use serde_json::Value;

use super::super::form::{self, Pair};
use reversals_cases::wire::Request;
use reversals_judge::subject::{Script, Served, Server};

/// Why a request was refused.
pub(super) struct Refused {
    /// The parameter.
    pub(super) param: String,
    /// The code; empty where there is none.
    pub(super) code: String,
}

impl Refused {
    /// The refusal of a request for one of its parameters.
    fn of(served: &Served) -> Option<Self> {
        if served.seen.is_some() || served.response.status != 400 {
            return None;
        }
        let body: Value = serde_json::from_str(&served.response.body).ok()?;
        let text = |name: &str| Some(body["error"][name].as_str()?.to_owned());
        Some(Self {
            param: text("param")?,
            code: text("code").unwrap_or_default(),
        })
    }
}

/// A request on its way to be accepted.
pub(super) struct Retry {
    /// The request to send next.
    pub(super) request: Request,
    /// What the handler is to see in place of what is sent, by parameter.
    pub(super) shown: Vec<(String, Value)>,
}

impl Retry {
    /// Changes the values of a parameter, where the change is one. Says whether any was.
    pub(super) fn reword(&mut self, param: &str, change: impl Fn(&str) -> Option<String>) -> bool {
        let mut changed = false;
        form::edit_pairs(&mut self.request, |pair| {
            if !pair.is_of(param) {
                return;
            }
            let text = pair.text();
            if let Some(next) = change(&text).filter(|next| *next != text) {
                pair.set(&next);
                changed = true;
            }
        });
        changed
    }

    /// Lets the handler see another value than the one that is sent.
    pub(super) fn show(&mut self, param: &str, value: impl Into<Value>) {
        self.shown.push((param.to_owned(), value.into()));
    }
}

/// Serves a request and, as long as it is refused for a parameter, changes it and tries again. What is still refused
/// when nothing is left to change is refused as the good server does.
pub(super) fn retried(
    inner: &dyn Server,
    request: &Request,
    script: &Script,
    fix: impl Fn(&Refused, &mut Retry) -> bool,
) -> Served {
    let first = inner.serve(request, script);
    let mut retry = Retry {
        request: request.clone(),
        shown: Vec::new(),
    };
    let mut served = first.clone();
    // A request has few parameters, and each is changed once or twice.
    for _ in 0..32 {
        let Some(refused) = Refused::of(&served) else {
            break;
        };
        if !fix(&refused, &mut retry) {
            return first;
        }
        served = inner.serve(&retry.request, script);
    }
    let Some(call) = &mut served.seen else {
        return first;
    };
    for (param, value) in retry.shown {
        let body = call.arguments.body.as_mut();
        let body = body.and_then(Value::as_object_mut);
        let shown = match body {
            Some(body) if body.contains_key(&param) => body,
            _ => &mut call.arguments.query,
        };
        shown.insert(param, value);
    }
    served
}

/// Serves with one value of a parameter in place of several.
pub(super) fn one_of_several(
    inner: &dyn Server,
    request: &Request,
    script: &Script,
    choose: fn(Vec<Pair>) -> Option<Pair>,
) -> Served {
    retried(inner, request, script, |refused, retry| {
        let all = form::all(&retry.request);
        let of = |pair: &Pair| pair.plain_name() == refused.param;
        let named: Vec<Pair> = all.into_iter().filter(of).collect();
        let several = named.len() > 1;
        let Some(chosen) = choose(named).filter(|_| several) else {
            return false;
        };
        form::edit(&mut retry.request, |pairs| pairs.retain(|pair| !of(pair)));
        form::push(&mut retry.request, &chosen);
        true
    })
}
