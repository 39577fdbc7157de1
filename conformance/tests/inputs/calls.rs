//! Random valid calls.

use proptest::prelude::*;
use reversals_codegen::ir::{Api, Exclusive, Media, Operation, Param, Scheme, Type};
use reversals_runtime::Arguments;
use serde_json::{Map, Value};

use super::request;
use super::text::visible;
use super::values::{Travel, Values};
use reversals_judge::subject::{Authorization, Call, Caller};

/// The longest address that HTTP libraries agree to carry, in bytes, with room for a host.
const LONGEST_TARGET: usize = 60_000;

/// How the body of an operation travels.
pub(super) fn travel(operation: &Operation) -> Travel {
    match operation.body.as_ref().map(|body| body.media) {
        Some(Media::Json) => Travel::Request,
        Some(Media::Form | Media::Multipart | Media::Raw) | None => Travel::Form,
    }
}

/// Random valid calls of an operation.
pub(crate) fn calls(api: &Api, operation: &Operation) -> BoxedStrategy<Call> {
    let form = Values {
        api,
        travel: Travel::Form,
    };
    let path = params(&operation.path_params, |param| {
        // Nothing has an empty id, and the others would lead to another path.
        let id = form.of(&param.ty, 1, true);
        id.prop_filter("no segment", |id| {
            !matches!(id.as_str(), Some("" | "." | ".."))
        })
        .boxed()
    });
    let query = params(&operation.query, |param| {
        form.of(&param.ty, 1, param.required)
    });
    let headers = params(&operation.headers, |param| match param.ty {
        Type::String(_) => visible().prop_map(Value::from).boxed(),
        _ => form.of(&param.ty, 1, true),
    });
    let body = match &operation.body {
        // No form is an empty one.
        Some(body) => Values {
            api,
            travel: travel(operation),
        }
        .of(&body.ty, 2, false)
        .prop_map(Some)
        .boxed(),
        None => Just(None).boxed(),
    };
    let id = operation.id.clone();
    let groups = operation.exclusive.clone();
    let call = (path, query, headers, body, caller(operation)).prop_map(
        move |(path, query, headers, body, caller)| {
            let mut arguments = Arguments {
                path,
                query,
                headers,
                body,
                ..Arguments::default()
            };
            for group in &groups {
                one_at_most(group, &mut arguments);
            }
            Call {
                operation: id.clone(),
                arguments,
                caller,
            }
        },
    );
    let (api, operation) = (api.clone(), operation.clone());
    let carried = move |call: &Call| {
        request::canonical(&api, &operation, call).target().len() < LONGEST_TARGET
    };
    call.prop_filter("the address is too long", carried).boxed()
}

/// Leaves only the first of those that exclude one another.
fn one_at_most(group: &Exclusive, arguments: &mut Arguments) {
    let members = match &mut arguments.body {
        Some(Value::Object(members)) if group.in_body => members,
        _ if group.in_body => return,
        _ => &mut arguments.query,
    };
    let mut given = group
        .names
        .iter()
        .filter(|name| members.contains_key(*name));
    given.next();
    let others: Vec<&String> = given.collect();
    for name in others {
        members.remove(name);
    }
}

fn params(
    params: &[Param],
    value: impl Fn(&Param) -> BoxedStrategy<Value>,
) -> BoxedStrategy<Map<String, Value>> {
    let members: Vec<_> = params
        .iter()
        .map(|param| {
            let name = param.name.clone();
            let there = value(param).prop_map(move |value| Some((name.clone(), value)));
            if param.required {
                there.boxed()
            } else {
                prop_oneof![2 => Just(None), 3 => there].boxed()
            }
        })
        .collect();
    members
        .prop_map(|members| members.into_iter().flatten().collect())
        .boxed()
}

fn caller(operation: &Operation) -> BoxedStrategy<Caller> {
    let mut schemes: Vec<_> = operation
        .authorizations()
        .map(|scheme| match scheme {
            Scheme::Basic => Authorization::Basic,
            _ => Authorization::Bearer,
        })
        .collect();
    if schemes.is_empty() {
        schemes.push(Authorization::None);
    }
    // The usual one is the simplest.
    schemes.sort_by_key(|scheme| *scheme != Authorization::Bearer);
    let header = || prop_oneof![3 => Just(None), 1 => visible().prop_map(Some)];
    let caller = (prop::sample::select(schemes), header(), header(), header());
    caller
        .prop_map(
            |(authorization, idempotency_key, account, version)| Caller {
                authorization,
                idempotency_key,
                account,
                version,
            },
        )
        .boxed()
}
