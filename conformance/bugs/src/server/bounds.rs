//! Bounds of numbers, and parameters that exclude one another.

use serde_json::Value;

use super::super::{document, form, json};
use super::refused::retried;
use super::{Bend, ServerBug, refusal};
use reversals_cases::wire::Request;
use reversals_judge::subject::{Script, Served, Server};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "number-below-minimum-accepted",
        "takes an amount of zero, or less",
        Bend::Whole(|inner, request, script| out_of_bounds(inner, request, script, "minimum")),
    ),
    ServerBug::new(
        "number-above-maximum-accepted",
        "takes a limit of more than a page holds",
        Bend::Whole(|inner, request, script| out_of_bounds(inner, request, script, "maximum")),
    ),
    ServerBug::new(
        "minimum-refused",
        "refuses the least number that there may be",
        Bend::Whole(|inner, request, script| at_bound(inner, request, script, "minimum")),
    ),
    ServerBug::new(
        "maximum-refused",
        "refuses the greatest number that there may be",
        Bend::Whole(|inner, request, script| at_bound(inner, request, script, "maximum")),
    ),
    ServerBug::new(
        "both-of-exclusive-accepted",
        "hands both cursors to the handler",
        Bend::Whole(one_alone),
    ),
];

/// Serves a number that is beyond its bound as if it were the bound; the handler sees it as it is.
fn out_of_bounds(inner: &dyn Server, request: &Request, script: &Script, key: &str) -> Served {
    retried(inner, request, script, |refused, retry| {
        let parameter = document::parameter(&refused.param);
        let Some(bound) = parameter.and_then(|parameter| parameter.schema[key].as_i64()) else {
            return false;
        };
        let mut sent = None;
        let within = retry.reword(&refused.param, |text| {
            let number: i64 = text.parse().ok()?;
            let beyond = if key == "minimum" {
                number < bound
            } else {
                number > bound
            };
            beyond.then(|| bound.to_string())
        });
        for pair in form::all(request) {
            if pair.plain_name() == refused.param {
                sent = pair.text().parse::<i64>().ok();
            }
        }
        if let Some(number) = sent {
            retry.show(&refused.param, number);
        }
        within
    })
}

/// Refuses a number that is its bound.
fn at_bound(inner: &dyn Server, request: &Request, script: &Script, key: &str) -> Served {
    let mut served = inner.serve(request, script);
    let refused = served.seen.as_mut().and_then(|call| {
        let mut parameters = json::parameters(call);
        let bound = |name: &str| document::parameter(name)?.schema[key].as_i64();
        let at = parameters
            .find(|(name, value)| value.as_i64().is_some_and(|it| bound(name) == Some(it)));
        at.map(|(name, _)| name.clone())
    });
    refused.map_or(served, |name| refusal(&name))
}

/// Serves the first alone of two parameters that exclude one another; the handler sees the others too.
fn one_alone(inner: &dyn Server, request: &Request, script: &Script) -> Served {
    let first = inner.serve(request, script);
    let groups = document::exclusive();
    let said = groups.into_iter().find(|group| {
        first
            .response
            .body
            .contains(group["message"].as_str().unwrap_or("\0"))
    });
    let Some(group) = said.filter(|_| first.seen.is_none()) else {
        return first;
    };
    let pairs = form::all(request);
    let given = names(group)
        .into_iter()
        .filter(|name| pairs.iter().any(|pair| pair.is_of(name)));
    let others: Vec<&str> = given.skip(1).collect();
    let mut alone = request.clone();
    form::edit(&mut alone, |pairs| {
        pairs.retain(|pair| others.iter().all(|name| !pair.is_of(name)));
    });
    let mut served = inner.serve(&alone, script);
    let Some(call) = served.seen.as_mut() else {
        return served;
    };
    for pair in pairs {
        let name = pair.plain_name();
        if others.contains(&name.as_str()) {
            call.arguments.query.insert(name, Value::from(pair.text()));
        }
    }
    served
}

/// The names of a group.
fn names(group: &Value) -> Vec<&str> {
    let names = group["parameters"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}
