//! Who calls, and what a request says of itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::form;
use super::{Bend, ServerBug};
use reversals_cases::wire::Request;
use reversals_judge::subject::{Authorization, KEY, Script, Served, Server};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "basic-not-understood",
        "knows Bearer alone, although the document offers Basic too",
        Bend::Request(|request| {
            drop_scheme(request, |scheme| scheme.eq_ignore_ascii_case("basic"));
        }),
    ),
    ServerBug::new(
        "bearer-not-understood",
        "knows Basic alone, although the document offers Bearer too",
        Bend::Request(|request| {
            drop_scheme(request, |scheme| scheme.eq_ignore_ascii_case("bearer"));
        }),
    ),
    ServerBug::new(
        "scheme-by-case",
        "refuses `bearer` and `BASIC`, although the case of a scheme has no meaning",
        Bend::Request(|request| {
            drop_scheme(request, |scheme| !matches!(scheme, "Basic" | "Bearer"));
        }),
    ),
    ServerBug::new(
        "any-scheme-accepted",
        "takes what follows the first space for the key, whatever the scheme",
        Bend::Request(|request| {
            let Some((scheme, rest)) = authorization(request) else {
                return;
            };
            if !scheme.eq_ignore_ascii_case("basic") && !scheme.eq_ignore_ascii_case("bearer") {
                form::set_header(request, "authorization", &format!("Bearer {rest}"));
            }
        }),
    ),
    ServerBug::new(
        "password-accepted",
        "takes the user name of Basic and doesn't look at the password",
        Bend::Request(without_password),
    ),
    ServerBug::new(
        "missing-key-accepted",
        "serves a call without a key",
        Bend::Whole(keyless),
    ),
    ServerBug::new(
        "missing-key-is-403",
        "answers 403 where nobody said who he is",
        Bend::Answer(|response, _, seen| {
            if response.status == 401 && seen.is_none() {
                response.status = 403;
            }
        }),
    ),
    ServerBug::new(
        "idempotency-key-lost",
        "doesn't hand the idempotency key to the handler",
        Bend::Seen(|call, _| call.caller.idempotency_key = None),
    ),
    ServerBug::new(
        "idempotency-key-in-lower-case",
        "makes one of two idempotency keys that differ in case",
        Bend::Seen(|call, _| {
            let key = call.caller.idempotency_key.take();
            call.caller.idempotency_key = key.map(|key| key.to_ascii_lowercase());
        }),
    ),
    ServerBug::new(
        "account-lost",
        "acts for the platform although a connected account is named",
        Bend::Seen(|call, _| call.caller.account = None),
    ),
    ServerBug::new(
        "version-lost",
        "doesn't hand the asked-for API version to the handler",
        Bend::Seen(|call, _| call.caller.version = None),
    ),
];

/// The scheme and what follows it.
fn authorization(request: &Request) -> Option<(String, String)> {
    let (scheme, rest) = request.header("authorization")?.split_once(' ')?;
    Some((scheme.to_owned(), rest.to_owned()))
}

/// Makes a header unreadable whose scheme is one of these.
fn drop_scheme(request: &mut Request, which: fn(&str) -> bool) {
    if let Some((scheme, rest)) = authorization(request)
        && which(&scheme)
    {
        form::set_header(request, "authorization", &format!("Unknown {rest}"));
    }
}

fn without_password(request: &mut Request) {
    let Some((scheme, rest)) = authorization(request) else {
        return;
    };
    let pair = STANDARD.decode(rest).ok();
    let pair = pair.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((user, password)) = pair.as_deref().and_then(|pair| pair.split_once(':'))
        && scheme.eq_ignore_ascii_case("basic")
        && !password.is_empty()
    {
        let basic = STANDARD.encode(format!("{user}:"));
        form::set_header(request, "authorization", &format!("Basic {basic}"));
    }
}

fn keyless(inner: &dyn Server, request: &Request, script: &Script) -> Served {
    if request.header("authorization").is_some() {
        return inner.serve(request, script);
    }
    let mut request = request.clone();
    form::set_header(&mut request, "authorization", &format!("Bearer {KEY}"));
    let mut served = inner.serve(&request, script);
    if let Some(call) = &mut served.seen {
        call.caller.authorization = Authorization::None;
    }
    served
}
