//! The wire is the client's: each call of the cases, byte for byte.

use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Judge};
use reversals_cli::API;
use uuid::Uuid;

use super::socket::{Socket, bytes};
use super::spelt::{self, Spelling};
use super::{Ended, ran};

fn response(case: &Case) -> &Response {
    match &case.judge {
        Judge::Exchange { response, .. } => response,
        _ => panic!("{}", case.id),
    }
}

/// What a case says of a request, where a key that the program makes up is any.
pub(crate) fn assert_is(case: &Case, mut sent: Request) {
    for (name, value) in &mut sent.headers {
        if case.uuids.contains(name) {
            assert_eq!(
                Uuid::parse_str(value).unwrap().get_version_num(),
                4,
                "{}",
                case.id
            );
            "<uuid>".clone_into(value);
        }
    }
    let mut wanted = case.request.clone();
    wanted
        .headers
        .retain(|(name, _)| !matches!(name.as_str(), "host" | "user-agent" | "content-length"));
    wanted.headers.sort();
    // No body is an empty one.
    for request in [&mut sent, &mut wanted] {
        request.body = request.body.take().filter(|body| !body.is_empty());
    }
    assert_eq!(sent, wanted, "{}", case.id);
}

fn sends(spelling: Spelling) {
    let calls = spelt::calls();
    for operation in API.operations {
        let of = |case: &&&std::sync::Arc<Case>| case.call.operation == operation.id;
        assert!(
            calls.iter().filter(of).count() > 3,
            "{} has no cases",
            operation.id
        );
    }
    for case in calls {
        if spelling == Spelling::Data && !is_plain(&case.request) {
            continue;
        }
        let answer = response(case);
        let socket = Socket::answering(vec![bytes(answer)]);
        let words = spelt::words(&case.call, spelling);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let url = socket.url.clone();
        let Ended { code, out, err } =
            ran(&[&["--base-url", &url, "--retries", "0"], &words[..]].concat());
        let seen = socket.seen();
        if spelt::is_unfit(case) && code == 2 {
            assert!(
                seen.is_empty() && out.is_empty() && !err.is_empty(),
                "{}",
                case.id
            );
            continue;
        }
        let [sent] = <[Request; 1]>::try_from(seen)
            .unwrap_or_else(|seen| panic!("{}: {} requests, {err}", case.id, seen.len()));
        assert_is(case, sent);
        if answer.status < 300 {
            assert_eq!((code, err.as_str()), (0, ""), "{}", case.id);
            let printed = (out.trim_end(), answer.body.trim_end());
            assert_eq!(printed.0, printed.1, "{}: the answer as it came", case.id);
        } else {
            let codes: &[u8] = match answer.status {
                401 | 403 => &[3],
                404 => &[4],
                409 | 500.. if case.request.method == "POST" => &[9],
                500.. => &[7],
                _ => &[1],
            };
            assert!(
                codes.contains(&code) && out.is_empty(),
                "{}: {code}, {out}",
                case.id
            );
        }
    }
}

/// Whether each bracket of the names is one of the structure: a key that has some of its own is given by an option.
fn is_plain(request: &Request) -> bool {
    let texts = [&request.query, &request.body];
    !texts
        .into_iter()
        .flatten()
        .any(|text| text.contains("%5B") || text.contains("%5D"))
}

#[test]
fn each_call_of_the_cases_is_its_request_byte_for_byte_by_options() {
    sends(Spelling::Flags);
}

#[test]
fn each_call_of_the_cases_is_its_request_byte_for_byte_by_names_in_brackets() {
    sends(Spelling::Data);
}
