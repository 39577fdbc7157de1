//! Cases to vectors.

use std::collections::BTreeMap;

use reversals_codegen::emit::{MARK, Names};

use super::format::{
    Decode, Encode, FORMAT, Generated, Input, RefuseRequest, Request, Response, Vectors,
};
use crate::{Case, Judge, Refusal, Side, Suite, Verdict, wire};

/// What each list means.
const ABOUT: [(&str, &str); 5] = [
    (
        "case",
        "Each entry names the case that it is of: below `conformance/cases/`, folder, then id, then row. Values in \
         `input` are decoded and by wire name.",
    ),
    (
        "encode",
        "What a client must send. Given `input` for `operation`, it sends this method, path, query and body, byte for \
         byte; a member that is absent here is absent there. Which headers it sends depends on who calls, and is not \
         said here.",
    ),
    (
        "decode",
        "What a server must read. The request `same_as` says the same as the canonical one of the case, in another \
         spelling; the handler of `operation` must be given `input`.",
    ),
    (
        "refuse_request",
        "What a server must refuse before its handler: with `status`, and an error envelope that has `error.type`, \
         `error.code` and `error.param` as here. A member that is absent here is absent there; any message will do.",
    ),
    (
        "responses",
        "What a client of `operation` must read (`valid`), and what it must refuse (not `valid`), at the JSON pointer \
         `at`. The body is `body` written as JSON, or the very text `text`. `schema` is its definition in \
         `2020-12/bundle.schema.json`, which says the same of it but where `schema_differs` says why not.",
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
            response, sides, ..
        } => {
            let [client, server] = [Side::Client, Side::Server].map(|side| sides.contains(&side));
            // What is carried has its carrier's request.
            if client && !case.carried {
                vectors.encode.push(encode(case));
            }
            if server && !case.carried {
                // What no client is asked to send is no canonical request.
                let itself = (!client).then_some(&case.request);
                let spellings = itself.into_iter().chain(&case.same_as);
                vectors.decode.extend(spellings.map(|it| decode(case, it)));
            }
            if client {
                vectors.responses.push(read(case, names, response, None));
            }
        }
        Judge::Refuses { response, at, .. } => {
            vectors
                .responses
                .push(read(case, names, response, Some(at)));
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
    response: &wire::Response,
    at: Option<&String>,
) -> Response {
    // What is not written as text is JSON.
    let body = match case.text {
        None => serde_json::from_str(&response.body).ok(),
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
    let differs = said.filter(|said| said.verdict != usual && !said.document_only);
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
