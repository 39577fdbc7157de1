//! Servers that do as the document says, and the ways not to be judged.

use reversals_conformance::remote::{self, ApiKey, Error, Outcome, Summary, Target};
use reversals_conformance::wire::{Request, Response};
use serde_json::json;

use crate::services::{
    CONTRACT, SUITE, cases, failed, generated, judge, options, reasons, serve, with_ids,
};

#[test]
fn the_generated_server_over_a_socket_has_no_finding() {
    let judged = judge(&with_ids(serve(generated(None))), &SUITE);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let summary = Summary::of(&judged);
    assert!(summary.passed > 1000, "{summary:?}");
    assert_eq!(summary.notes, 0);
    let reasons: Vec<_> = summary.not_judged.keys().copied().collect();
    assert_eq!(reasons, ["client-only", "scripted"], "{summary:?}");
    // Every case has an outcome, in the order of the suite.
    let mut ids: Vec<_> = judged.iter().map(|judged| judged.case.clone()).collect();
    ids.dedup();
    let all: Vec<_> = SUITE.cases.iter().map(|case| case.id.clone()).collect();
    assert_eq!(ids, all);
    println!("{summary:?}");
}

#[test]
fn the_result_does_not_depend_on_the_order_of_answers() {
    let suite = cases(&["transfer_reversals/list/", "credit_reversals/create/"]);
    let address = serve(generated(Some("list-reversed")));
    let [one, many] = [1, 8].map(|concurrency| {
        let mut options = with_ids(address);
        options.concurrency = concurrency;
        let judged = judge(&options, &suite);
        judged
            .into_iter()
            .map(|judged| {
                format!(
                    "{} {:?}",
                    judged.test,
                    matches!(judged.outcome, Outcome::Passed)
                )
            })
            .collect::<Vec<_>>()
    });
    assert_eq!(one, many);
}

#[test]
fn requests_go_out_as_they_are_written_below_a_prefix() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = std::sync::Arc::clone(&seen);
    let answer = generated(None);
    let address = serve(move |request| {
        let mut request = request.clone();
        let path = request.path.strip_prefix("/below").unwrap().to_owned();
        request.path = path;
        kept.lock().unwrap().push(request.clone());
        answer(&request)
    });
    let mut options = with_ids(address);
    options.target = format!("http://{address}/below/").parse().unwrap();
    let suite = cases(&[
        "transfer_reversals/list/path_id_of_dots",
        "transfer_reversals/list/expand/",
    ]);
    assert_eq!(failed(&judge(&options, &suite)), [] as [&str; 0]);
    let seen: Vec<_> = seen.lock().unwrap().iter().map(Request::target).collect();
    for case in &suite.cases {
        for request in std::iter::once(&case.request).chain(&case.same_as) {
            if case.has_request && case.id.contains("/list/") {
                let sent = seen.contains(&request.target());
                // The document's own ids and those of one side are apart.
                assert!(sent || case.id.ends_with("expand_of_none"), "{}", case.id);
            }
        }
    }
    assert!(seen.contains(&"/v1/transfers/%2E%2E/reversals".to_owned()));
}

#[test]
fn a_case_whose_id_nobody_gave_is_not_judged() {
    let mut options = options(serve(generated(None)));
    options.setup = Some(remote::Setup::load(&reversals_conformance::case::folder()).unwrap());
    let judged = judge(&options, &SUITE);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let summary = Summary::of(&judged);
    assert!(summary.not_judged["no-id"] > 500, "{summary:?}");
    let reason = &reasons(&judged)["no-id"];
    assert!(reason.contains("it needs the id `"), "{reason}");
    // Who can't say who he is is refused whatever the id, and texts that are no ids are sent.
    let judged_still = |part: &str| {
        let mut of_part = judged.iter().filter(|judged| judged.test.contains(part));
        of_part.any(|judged| matches!(judged.outcome, Outcome::Passed))
    };
    assert!(judged_still("/create/unauthorized/no_key"));
    assert!(judged_still("/create/unrecognized/no_version"));
    assert!(judged_still("/create/path_id/plain"));
    println!("{summary:?}");
}

#[test]
fn a_refusal_of_the_services_own_is_no_finding_and_one_of_a_good_parameter_is() {
    let suite = cases(&[
        "transfer_reversals/create/amount/",
        "transfer_reversals/create/documented",
    ]);
    let error = |status, error| Response::json(status, &json!({ "error": error }));
    let invalid = "invalid_request_error";
    for (name, answer) in [
        (
            "business",
            error(
                400,
                json!({ "type": invalid, "message": "It is already fully reversed." }),
            ),
        ),
        (
            "business",
            error(400, json!({ "type": "idempotency_error", "message": "m" })),
        ),
        (
            "business",
            error(402, json!({ "type": "card_error", "code": "x" })),
        ),
        (
            "missing",
            error(
                404,
                json!({ "type": invalid, "code": "resource_missing", "param": "id" }),
            ),
        ),
        (
            "missing",
            error(
                400,
                json!({ "type": invalid, "code": "resource_missing", "param": "id" }),
            ),
        ),
        (
            "denied",
            error(403, json!({ "type": invalid, "message": "m" })),
        ),
        (
            "key-refused",
            error(401, json!({ "type": invalid, "message": "m" })),
        ),
        (
            "busy",
            error(429, json!({ "type": invalid, "code": "rate_limit" })),
        ),
    ] {
        let answered = answer.clone();
        let judged = judge(&with_ids(serve(move |_| answer.clone())), &suite);
        assert_eq!(failed(&judged), [] as [&str; 0], "{answered:?}");
        assert!(
            reasons(&judged).contains_key(name),
            "{:?}",
            reasons(&judged)
        );
    }
    for answer in [
        error(
            400,
            json!({ "type": invalid, "code": "parameter_unknown", "param": "amount" }),
        ),
        error(
            400,
            json!({ "type": invalid, "code": "parameter_invalid_integer", "param": "amount" }),
        ),
        error(400, json!({ "message": "no type" })),
        error(
            404,
            json!({ "type": invalid, "message": "Unrecognized request URL" }),
        ),
        error(422, json!({ "type": invalid, "message": "m" })),
        error(500, json!({ "type": "api_error", "message": "m" })),
        error(201, json!({})),
        error(302, json!({})),
    ] {
        let answered = answer.clone();
        let judged = judge(&with_ids(serve(move |_| answer.clone())), &suite);
        assert!(!failed(&judged).is_empty(), "{answered:?}");
    }
}

#[test]
fn a_bound_is_to_be_held_and_what_is_within_is_to_be_taken() {
    let suite = cases(&[
        "transfer_reversals/create/amount/",
        "transfer_reversals/create/amount_is_too_small/",
    ]);
    let tests = |address| {
        let judged = judge(&with_ids(address), &suite);
        let failed = failed(&judged);
        let within = failed
            .iter()
            .filter(|test| test.contains("/amount/"))
            .count();
        (within, failed.len() - within)
    };
    // What takes everything, and what refuses everything in the words of a bound.
    let (within, beyond) = tests(serve(generated(Some("number-below-minimum-accepted"))));
    assert_eq!((within, beyond), (0, 4));
    let refusal = json!({
        "type": "invalid_request_error", "code": "parameter_invalid_integer", "param": "amount",
        "message": "This value must be greater than or equal to 1.",
    });
    let (within, beyond) = tests(serve(move |_| {
        Response::json(400, &json!({ "error": refusal }))
    }));
    assert!(within > 0 && beyond == 0, "{within} {beyond}");
}

#[test]
fn another_code_or_message_is_a_note_and_a_failure_only_where_that_is_asked_for() {
    let suite = cases(&["transfer_reversals/create/unknown_parameter/"]);
    let address = serve(|_| {
        let error = json!({ "type": "invalid_request_error", "code": "other", "param": "foo", "message": "m" });
        Response::json(400, &json!({ "error": error }))
    });
    let mut options = with_ids(address);
    let judged = judge(&options, &suite);
    assert_eq!(failed(&judged), [] as [&str; 0]);
    let notes: Vec<_> = judged[0]
        .notes
        .iter()
        .map(|note| note.place.as_str())
        .collect();
    assert_eq!(notes, ["error.code", "error.message"]);
    options.strict = true;
    let strict = judge(&options, &suite);
    assert_eq!(failed(&strict).len(), strict.len());
    assert!(failed(&strict)[0].contains("error.code"));
}

#[test]
fn a_key_of_live_mode_is_refused_before_anything_is_sent() {
    let address = serve(|_| panic!("asked"));
    for start in ["sk_live", "rk_live"] {
        let mut options = options(address);
        options.key = ApiKey::new(&format!("{start}_123456")).unwrap();
        let error = remote::judge(&options, &SUITE, &CONTRACT, &|_, _| ()).unwrap_err();
        assert!(matches!(error, Error::LiveKey));
        assert!(!format!("{error} {error:?}").contains("123456"));
    }
}

#[test]
fn https_without_the_feature_is_refused() {
    let target = "https://localhost".parse::<Target>();
    if cfg!(feature = "tls") {
        assert!(target.is_ok());
    } else {
        let error = target.unwrap_err();
        assert!(error.to_string().contains("--features tls"), "{error}");
    }
}

#[cfg(feature = "tls")]
#[test]
fn a_service_without_tls_is_not_asked_without_it() {
    let address = serve(|_| panic!("asked"));
    let mut options = with_ids(address);
    options.target = format!("https://{address}").parse().unwrap();
    let suite = cases(&["transfer_reversals/list/least"]);
    let failed = failed(&judge(&options, &suite));
    assert!(failed[0].contains("no connection"), "{failed:?}");
}

#[test]
fn a_key_that_a_service_repeats_is_hidden_in_findings() {
    let suite = cases(&["transfer_reversals/retrieve/"]);
    let address = serve(|request| {
        let key = request.header("authorization").unwrap_or_default();
        let body =
            json!({ "error": { "type": "invalid_request_error", "message": key, "param": key } });
        let mut response = Response::json(400, &body);
        response.headers.insert("x-key".to_owned(), key.to_owned());
        response
    });
    // `judge` looks for the key in all that is printed.
    let judged = judge(&with_ids(address), &suite);
    assert!(format!("{judged:?}").contains("sk_test_123"));
}
