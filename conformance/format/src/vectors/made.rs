//! Cases to vectors.

use std::collections::BTreeMap;

use reversals_codegen::emit::{MARK, Names};
use serde_json::Value;

use super::format::{
    Decode, Encode, FORMAT, Generated, Input, RefuseRequest, Request, Response, Vectors,
};
use crate::{Case, Judge, Refusal, Side, Suite, Verdict, wire};

/// What each list means, and what a reader in another language has to know of requests to run it.
const ABOUT: [(&str, &str); 8] = [
    (
        "case",
        "Each entry names the case that it is of: below `conformance/cases/`, folder, then id, then row. Values in \
         `input` are decoded and by wire name. `operations` in `index.json` has the method, the path and the names of the \
         schemas of each operation.",
    ),
    (
        "forms",
        "How a query and a body are written: pairs joined by `&`, in order of their names as bytes, at every level. A \
         member is `a[key]=1`, an item of a list of scalars `a[]=1`, of any other list `a[0][key]=1`. The brackets of the \
         structure stand as they are; all else in names, values and path parameters but `A-Z a-z 0-9 - . _ ~` is \
         percent-encoded, as UTF-8 and with upper-case digits. Truth values are `true` and `false`, an empty text is `a=`, \
         an empty list or map nothing at all. A query without pairs has no question mark; a request that may have a body \
         has one, be it empty.",
    ),
    (
        "encode",
        "What a client must send. Given `input` for `operation`, it sends this method, path, query and body, byte for \
         byte; a member that is absent here is absent there. Every input fits the schema of the operation's request. Which headers it sends depends on who calls, and is not \
         said here.",
    ),
    (
        "decode",
        "What a server must read. The request `same_as` says the same as the canonical one of the case, in another \
         spelling; the handler of `operation` must be given `input`. An input without `query` was given none; one that \
         has `body` may have an empty one.",
    ),
    (
        "reading",
        "How a server reads a form. Empty pairs are skipped, `+` is a space as `%20` is, and the order of pairs is free. A \
         name with a raw `[` is split at raw brackets and unescaped afterwards, any other unescaped first. `a[]` and \
         `a[0]` both make a list, but not in one list; of indices, below 1000 and without leading zeros, only the order \
         counts. A single value may be repeated as it is, not with another. An operation that has a body and no query \
         parameters takes its body's in the query too, both being one form. What a text becomes is said by the \
         schema of the operation's request: an integer is an optional `-` and digits, within 64 bits. A path parameter is \
         unescaped, and there `+` is no space.",
    ),
    (
        "refuse_request",
        "What a server must refuse before its handler: with `status`, and an error envelope that has `error.type`, \
         `error.code` and `error.param` as here. A member that is absent here is absent there; any message will do. \
         Method and path of the request may be no operation's, which is a 404: `operation` is then only the one that the \
         case is of.",
    ),
    (
        "refusals",
        "What is refused, in this order: a key that is not there once, as a bearer token or as the user of HTTP Basic with \
         an empty password (401); an `idempotency-key`, `stripe-version` or `stripe-account` that is empty, and a key of \
         more than 255 characters; a path parameter; a body that is not said to be a form, or that the operation does not \
         take; a form that can't be read; unknown parameters, as `parameter_unknown` with the first of them; then the \
         parameters by name. `parameter_missing` is one that is not there, `parameter_invalid_empty` an empty text where \
         no text, one of a list of values, or a required text is meant, `parameter_invalid_integer` what is no integer, or \
         is below its minimum; all else has no `code`, a number above its maximum neither. Last come, where each fits by \
         itself, two parameters that exclude one another, be they empty: `exclusive` of the operation in `index.json` has \
         the groups, which are in the query or all in the body. Where a group has a `message`, it is said without `code` and \
         `param`; otherwise the code is `parameters_exclusive` and `param` the group's first name. `param` is the name with its brackets, unescaped: a list's item by its number, a map's value by \
         its key, but for a structure in place of such a value the map itself. A name that can't be read, or is a value \
         here and a structure there, is told as it came. What is wrong with head, path or body as a whole has no `param`.",
    ),
    (
        "responses",
        "What a client of `operation` must read (`valid`), and what it must refuse (not `valid`), at the JSON pointer \
         `at`. The body is `body` written as JSON, or the very text `text`. `schema` is its definition in \
         `2020-12/bundle.schema.json`, which says the same of it but where `schema_differs` says why not. What is no JSON \
         is refused as a whole, at the empty pointer, and of several missing members the first by name. An integer has 64 \
         bits and no point; null is taken for an optional member that is absent, and a text of any length.",
    ),
];

pub(super) fn vectors(suite: &Suite, names: &BTreeMap<String, Names>) -> Vectors {
    let about = ABOUT
        .iter()
        .map(|&(name, text)| (name.to_owned(), text.to_owned()));
    let mut vectors = Vectors {
        schema: super::SCHEMA.to_owned(),
        generated: Generated {
            by: MARK.to_owned(),
            from: vec!["conformance/cases".to_owned()],
            edit: "the cases, and run that command again".to_owned(),
        },
        format: FORMAT,
        about: about.collect(),
        encode: Vec::new(),
        decode: Vec::new(),
        refuse_request: Vec::new(),
        responses: Vec::new(),
    };
    for case in &suite.cases {
        add(case, names.get(&case.call.operation), &mut vectors);
    }
    vectors
}

fn add(case: &Case, names: Option<&Names>, vectors: &mut Vectors) {
    match &case.judge {
        Judge::Exchange {
            response,
            body,
            sides,
            ..
        } => {
            let [client, server] = [Side::Client, Side::Server].map(|side| sides.contains(&side));
            // What is carried has its carrier's request.
            // Nor is what the schemas don't admit an input for others: whose types hold it is a matter of each client.
            let admitted = case.schema.as_ref().is_none_or(|said| !said.arguments);
            if client && !case.carried && admitted {
                vectors.encode.push(encode(case));
            }
            if server && !case.carried {
                // What no client is asked to send is no canonical request.
                let itself = (!client).then_some(&case.request);
                let spellings = itself.into_iter().chain(&case.same_as);
                vectors.decode.extend(spellings.map(|it| decode(case, it)));
            }
            if client {
                let body = Some(body);
                vectors
                    .responses
                    .push(read(case, names, (response, body), None));
            }
        }
        Judge::Refuses {
            response, body, at, ..
        } => {
            let answer = (response, body.as_ref());
            vectors.responses.push(read(case, names, answer, Some(at)));
        }
        Judge::Refused(refusal) => vectors.refuse_request.push(refused(case, refusal)),
        // What follows of these is a matter of a client's own types, or of the schemas.
        Judge::Undocumented { .. } | Judge::Unrepresentable | Judge::Values(_) => {}
    }
}

fn encode(case: &Case) -> Encode {
    let request = case.request.clone();
    Encode {
        case: case.id.clone(),
        operation: case.call.operation.clone(),
        input: input(case),
        method: request.method,
        path: request.path,
        query: request.query,
        body: request.body,
    }
}

fn decode(case: &Case, spelling: &wire::Request) -> Decode {
    Decode {
        case: case.id.clone(),
        operation: case.call.operation.clone(),
        same_as: request(spelling),
        input: input(case),
    }
}

fn refused(case: &Case, refusal: &Refusal) -> RefuseRequest {
    RefuseRequest {
        case: case.id.clone(),
        operation: case.call.operation.clone(),
        request: request(&case.request),
        status: refusal.status,
        type_: refusal.type_.clone(),
        code: refusal.code.clone(),
        param: refusal.param.clone(),
    }
}

fn read(
    case: &Case,
    names: Option<&Names>,
    (response, body): (&wire::Response, Option<&Value>),
    at: Option<&String>,
) -> Response {
    // What is not written as text is JSON.
    let body = match case.text {
        None => body.cloned(),
        Some(_) => None,
    };
    let schema = names.and_then(|names| match response.status {
        200..=299 => names.response.clone(),
        _ => names.error.clone(),
    });
    let usual = if at.is_none() {
        Verdict::Valid
    } else {
        Verdict::Invalid
    };
    let said = case.schema.as_ref();
    let differs =
        said.filter(|said| said.verdict != usual && !said.document_only && !said.arguments);
    Response {
        case: case.id.clone(),
        operation: case.call.operation.clone(),
        status: response.status,
        body,
        text: case.text.clone(),
        valid: at.is_none(),
        at: at.cloned(),
        schema,
        schema_differs: differs.map(|said| said.why.clone()),
    }
}

fn input(case: &Case) -> Input {
    let arguments = case.call.arguments.clone();
    Input {
        path: arguments.path,
        query: arguments.query,
        headers: arguments.headers,
        body: arguments.body,
    }
}

fn request(request: &wire::Request) -> Request {
    let request = request.clone();
    Request {
        method: request.method,
        path: request.path,
        query: request.query,
        headers: request.headers,
        body: request.body,
    }
}
